using System;
using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Scheduling;

/// <summary>
/// Functions that an earlier pass evaluates for a later one. Where a step is a long chain of functions, each of which waits for the one
/// before, a processor's units idle; the first of them then goes into an earlier pass that reads the same memory anyway, beside whose own
/// functions it waits for nothing. (Losses of scalars have no such passes: there <see cref="Stages"/> cuts.)
/// </summary>
internal sealed class Advancing
{
    public static readonly Advancing Nothing = new([]);

    private readonly Dictionary<(int Earlier, int Later), List<Node>> advanced = [];

    private Advancing(IEnumerable<(Node Value, int Earlier, int Later)> moves)
    {
        foreach (var (value, earlier, later) in moves)
        {
            if (!advanced.TryGetValue((earlier, later), out var values))
                advanced.Add((earlier, later), values = []);
            values.Add(value);
        }
    }

    /// <summary>The values that one pass keeps for another, of those that it has no use for itself.</summary>
    public IReadOnlyList<Node> Between(int earlier, int later) => advanced.TryGetValue((earlier, later), out var values) ? values : [];

    /// <summary>Decides between the passes of a schedule in which nothing is kept.</summary>
    /// <param name="evaluated">What each pass evaluates for each element, whatever is chosen.</param>
    public static Advancing Decide(IReadOnlyList<RegionScheduler.Pass> passes, IReadOnlyList<ISet<Node>> evaluated, Node sample)
    {
        var moves = new List<(Node, int, int)>();
        for (int later = 1; later < passes.Count; later++)
        {
            var pass = passes[later];
            // What is evaluated before will be read back.
            var before = new HashSet<Node>(Enumerable.Range(0, later).Where(p => passes[p].Index == pass.Index).SelectMany(p => evaluated[p]).Where(n => n.Op.IsTranscendental()));
            if (pass.Goals.Any(g => g.Loops.Count != 1) || Time(pass, before) is not { } time)
                continue;
            foreach (var value in evaluated[later].Where(n => n.Op.IsTranscendental() && !before.Contains(n) && IsPlain(n, pass.Index, sample)).OrderBy(n => n.Id).ToList())
            {
                double without = Time(pass, [.. before, value])!.Value;
                for (int earlier = later - 1; earlier >= 0; earlier--)
                {
                    var other = passes[earlier];
                    // An earlier pass keeps of its functions what comes later too; but each pass takes over one at most.
                    if (other.Index != pass.Index || !pass.Path.Implies(other.Path) || moves.Any(m => m.Item2 == earlier) || !Reads(other, value) ||
                        Time(other, []) is not { } own || Time(other, [], value) is not { } longer || time + own - without - longer < Estimate.Gain)
                        continue;
                    moves.Add((value, earlier, later));
                    before.Add(value);
                    time = without;
                    break;
                }
            }
        }
        return new(moves);
    }

    /// <summary>Whether a function is one of elements alone, without a loop, another function, or what the whole row has in common.</summary>
    private static bool IsPlain(Node function, Node index, Node sample)
    {
        var below = Graph.Reachable(function).Where(n => n != function).ToList();
        return below.All(n => !Needs.IsCostly(n) || n.Op == Opcode.Param) &&
            below.All(n => n.Op == Opcode.Load ? n.Array.Op == Opcode.Param && n.Guard.IsTrue && n.LoadIndices.Last() == index : n.DependsOn(index) || Scope.IsLeaf(n)) &&
            function.Free.All(v => v == index || v == sample);
    }

    /// <summary>Whether a pass reads all of the memory that a value is made of.</summary>
    private static bool Reads(RegionScheduler.Pass pass, Node value)
    {
        var loads = Graph.Reachable(value).Where(n => n.Op == Opcode.Load && n.DependsOn(pass.Index)).ToList();
        var read = new HashSet<Node>(Graph.Reachable(pass.Goals.SelectMany(g => g.Reads)).Where(n => n.Op == Opcode.Load));
        return loads.Count > 0 && loads.All(read.Contains);
    }

    /// <summary>The time of a pass's step; null of one that holds loops.</summary>
    /// <param name="kept">What it reads back.</param>
    /// <param name="more">What it evaluates too, and keeps.</param>
    private static double? Time(RegionScheduler.Pass pass, IEnumerable<Node> kept, Node? more = null)
    {
        var ends = new HashSet<Node>(kept);
        var ready = new Dictionary<Node, double>();
        double operations = pass.Goals.Count, longest = 0;
        var seen = new HashSet<Node>();
        var stack = new Stack<Node>(pass.Goals.SelectMany(g => g.Reads).Concat(more == null ? [] : [more]));
        while (stack.Count > 0)
        {
            var node = stack.Pop();
            if (!node.DependsOn(pass.Index) || !seen.Add(node) || node.Op == Opcode.Load || ends.Contains(node))
                continue;
            if (node.Op.IsReduce() || node.IsArray)
                return null;
            foreach (var operand in node.Operands)
                stack.Push(operand);
        }
        foreach (var node in seen.Where(n => n != pass.Index).OrderBy(n => n.Id))
        {
            var (ops, latency) = ends.Contains(node) ? Estimate.Load : Estimate.Cost(node);
            double begin = ends.Contains(node) || node.Op == Opcode.Load ? 0 : node.Operands.Select(o => ready.TryGetValue(o, out double end) ? end : 0).DefaultIfEmpty(0).Max();
            ready[node] = begin + latency;
            longest = Math.Max(longest, ready[node]);
            operations += ops;
        }
        return Estimate.Cycles(operations + (more == null ? 0 : 1), longest);
    }
}
