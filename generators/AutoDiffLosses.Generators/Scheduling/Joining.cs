using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Scheduling;

/// <summary>
/// What only gradients need, but a pass that runs anyway does on the way. A reduction, where that pass reads all that it reads, and
/// evaluates its transcendental functions: one sum more costs it less than a pass of its own, and little where no gradient is wanted. And
/// what is written to a gradient, if the pass reads of the same memory: each element is then read once, and asked for in the loop whether
/// the gradient is wanted.
/// </summary>
internal sealed class Joining
{
    public static readonly Joining Nothing = new();

    private readonly Dictionary<Node, (Path Path, IReadOnlyList<Node> After)> reductions = [];
    private readonly Dictionary<Goal, Goal> writers = [];

    private Joining()
    {
    }

    public bool IsAny => reductions.Count + writers.Count > 0;

    /// <summary>The reductions, and the conditions under which they are done.</summary>
    public IEnumerable<(Node Reduce, Path Path)> Reductions => reductions.OrderBy(j => j.Key.Id).Select(j => (j.Key, j.Value.Path));

    /// <summary>What a reduction waits for though it does not read it: the passes before the one that it joins.</summary>
    public IReadOnlyList<Node> AwaitedBy(Node reduce) => reductions.TryGetValue(reduce, out var join) ? join.After : [];

    /// <summary>The goals, of which those that write in other passes have new conditions.</summary>
    public IReadOnlyList<Goal> Of(IReadOnlyList<Goal> goals)
    {
        foreach (var goal in goals)
            for (int i = 0; i < goal.After.Count; i++)
                if (writers.TryGetValue(goal.After[i], out var writer))
                    goal.After[i] = writer;
        return [.. goals.Select(g => writers.TryGetValue(g, out var writer) ? writer : g)];
    }

    /// <summary>Decides by a schedule in which nothing has joined yet.</summary>
    /// <param name="atHand">What is there before all passes.</param>
    public static Joining Decide(IReadOnlyList<RegionScheduler.Pass> passes, Scope scope, IReadOnlyList<Node> atHand)
    {
        var joining = new Joining();
        int[] count = [.. passes.Select(p => p.Goals.Count(g => g.Kind == GoalKind.Reduce))];
        for (int later = 1; later < passes.Count; later++)
            foreach (var goal in passes[later].Goals)
                for (int earlier = 0; earlier < later; earlier++)
                {
                    var (own, other) = (passes[later], passes[earlier]);
                    if (!IsForGradientsOf(own, other))
                        continue;
                    var before = passes.Take(earlier).ToList();
                    Node[] after = [.. before.SelectMany(p => p.Goals).Select(g => g.Defines).OfType<Node>()];
                    if (goal.Kind == GoalKind.Reduce && count[earlier] < VectorAxis.MostReductions && Joins(goal, other, scope))
                    {
                        count[earlier]++;
                        joining.reductions.Add(goal.Defines!, (other.Path, after));
                        break;
                    }
                    if (goal.Kind is GoalKind.Store or GoalKind.Add && goal.Defines == null && IsWrittenIn(goal, other, before, scope, atHand))
                    {
                        joining.writers.Add(goal, goal.Under(other.Path, goal.InnerPath.With(new Literal(Condition.WantedInLoop(goal.Buffer!.Name), true)), after));
                        break;
                    }
                }
        return joining;
    }

    /// <summary>Whether a pass runs where another does, if gradients are wanted.</summary>
    private static bool IsForGradientsOf(RegionScheduler.Pass pass, RegionScheduler.Pass other) =>
        other.Index == pass.Index && pass.Path.Literals.Any(IsWanting) && other.Path.Literals.SequenceEqual(pass.Path.Literals.Where(l => !IsWanting(l)));

    private static bool IsWanting(Literal literal) => literal.Condition.AnyWanted.Count > 0;

    private static bool Joins(Goal goal, RegionScheduler.Pass other, Scope scope)
    {
        var (needed, there) = (Costs([goal], other.Index), Costs(other.Goals, other.Index));
        return needed.Any() && !needed.Except(there).Any() && scope.Invariants(goal.Defines!.Body, goal.Kept).All(n => Scope.IsLeaf(n) || other.IsReady(n));
    }

    /// <summary>Whether a pass can write a gradient, and has something in common with it; nothing costly comes in that is not evaluated anyway, there or before.</summary>
    private static bool IsWrittenIn(Goal goal, RegionScheduler.Pass other, IReadOnlyList<RegionScheduler.Pass> before, Scope scope, IReadOnlyList<Node> atHand)
    {
        if (goal.Loops.Count != 1 || goal.After.Count > 0)
            return false;
        var (needed, there) = (Costs([goal], other.Index), Costs(other.Goals, other.Index));
        return Uniforms(other.Goals.Append(goal), scope) <= MostUniforms && needed.Overlaps(there) && !needed.Any(n => n.Op.IsReduce() || n.IsArray) &&
            !needed.Where(n => Needs.IsCostly(n) && !there.Contains(n)).Except(before.Where(p => p.Index == other.Index).SelectMany(p => Costs(p.Goals, p.Index))).Any() &&
            goal.Reads.Concat(goal.InnerPath.Literals.Select(l => l.Condition.Value).OfType<Node>()).SelectMany(n => scope.Invariants(n, goal.Kept)).All(IsMade);

        // Without another loop.
        bool IsMade(Node node) =>
            Scope.IsLeaf(node) || atHand.Contains(node) || other.IsReady(node) ||
            !node.Op.IsReduce() && (node.Op == Opcode.Load ? node.Array.Op == Opcode.Param && node.Operands.Skip(1).All(IsMade) : !node.IsArray && node.Operands.All(IsMade));
    }

    /// <summary>So many values that are the same for all elements stay in registers, beside what the loop computes.</summary>
    private const int MostUniforms = 6;

    private static int Uniforms(IEnumerable<Goal> goals, Scope scope) =>
        goals.SelectMany(g => g.Reads.SelectMany(r => scope.Invariants(r, g.Kept))).Where(n => n.Kind == ScalarKind.Real && n.IsScalar && !n.IsConst).Distinct().Count();

    /// <summary>The memory that goals read for each element, and the transcendental functions and loops that they evaluate.</summary>
    private static HashSet<Node> Costs(IEnumerable<Goal> goals, Node index)
    {
        var (costs, seen, stack) = (new HashSet<Node>(), new HashSet<Node>(), new Stack<Node>(goals.SelectMany(g => g.Reads)));
        while (stack.Count > 0)
        {
            var node = stack.Pop();
            if (!node.DependsOn(index) || !seen.Add(node))
                continue;
            if (node.Op == Opcode.Load || Needs.IsCostly(node))
                costs.Add(node);
            foreach (var operand in node.Operands)
                stack.Push(operand);
        }
        return costs;
    }
}
