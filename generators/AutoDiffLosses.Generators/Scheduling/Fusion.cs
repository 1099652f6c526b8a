using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Scheduling;

/// <summary>
/// Which loops over one index become one pass, of those that could. What reads the same memory is read once; what is short is done on the
/// way. But of two with nothing in common, each with a transcendental function, both would want all registers: they are passes of their
/// own.
/// </summary>
internal sealed class Fusion
{
    private readonly Dictionary<Goal, Body> bodies = [];

    /// <summary>The goals that join the first; the others are left for later passes.</summary>
    /// <param name="ready">Goals with one outermost loop, of which none waits for another.</param>
    public IReadOnlyList<Goal> WithFirst(IReadOnlyList<Goal> ready)
    {
        if (ready.Count(g => BodyOf(g).IsLong) < 2)
            return AsMany(ready);

        // What reads something in common, directly or by way of others, is one group.
        int[] group = [.. Enumerable.Range(0, ready.Count)];
        var reader = new Dictionary<Node, int>();
        for (int i = 0; i < ready.Count; i++)
            foreach (var read in BodyOf(ready[i]).Reads)
                if (reader.TryGetValue(read, out int other))
                    group[Group(i)] = Group(other);
                else
                    reader.Add(read, i);

        var isLong = new HashSet<int>(Enumerable.Range(0, ready.Count).Where(i => BodyOf(ready[i]).IsLong).Select(Group));
        int longest = isLong.Contains(Group(0)) ? Group(0) : Group(Enumerable.Range(0, ready.Count).First(i => isLong.Contains(Group(i))));
        return AsMany([.. ready.Where((_, i) => Group(i) == longest || !isLong.Contains(Group(i)))]);

        int Group(int i) => group[i] == i ? i : group[i] = Group(group[i]);
    }

    /// <summary>As many as a pass of vectors has room for: its reductions are counted. Loops that hold loops are none, and share what they hold.</summary>
    private IReadOnlyList<Goal> AsMany(IReadOnlyList<Goal> pass)
    {
        int room = VectorAxis.MostReductions;
        return pass.Any(g => BodyOf(g).HoldsLoops) ? pass : [.. pass.Where(g => g.Kind != GoalKind.Reduce || room-- > 0)];
    }

    /// <summary>What a goal does for each element.</summary>
    /// <param name="Reads">The arrays that it reads, and the values that it reads back.</param>
    /// <param name="IsLong">Whether it evaluates a transcendental function. What holds loops is not long: they are passes of their own.</param>
    private sealed record Body(HashSet<Node> Reads, bool IsLong, bool HoldsLoops);

    private Body BodyOf(Goal goal)
    {
        if (bodies.TryGetValue(goal, out var known))
            return known;
        var index = goal.Loops[0];
        var (reads, seen, stack) = (new HashSet<Node>(), new HashSet<Node>(), new Stack<Node>(goal.Reads));
        bool isLong = false, holdsLoops = goal.Loops.Count > 1;
        while (stack.Count > 0)
        {
            var node = stack.Pop();
            if (!node.DependsOn(index) || !seen.Add(node))
                continue;
            if (goal.Kept.ContainsKey(node))
            {
                reads.Add(node);
                continue;
            }
            if (node.Op == Opcode.Load)
                reads.Add(node.Array);
            isLong |= node.Op.IsTranscendental();
            holdsLoops |= node.Op.IsReduce() || node.IsArray;
            foreach (var operand in node.Operands)
                stack.Push(operand);
        }
        return bodies[goal] = new(reads, isLong && !holdsLoops, holdsLoops);
    }
}
