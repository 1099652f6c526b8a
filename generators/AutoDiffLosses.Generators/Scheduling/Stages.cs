using System;
using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Scheduling;

/// <summary>
/// Where a long chain is cut. A processor looks ahead by so many operations only: where a step is long, and its functions wait for one
/// another, few steps are under way at a time, and its units idle. Some values then go first, in loops of their own over a block of
/// samples, or of elements of a row, and are kept for the loops after it. Which, an estimate decides.
/// </summary>
internal sealed class Stages
{
    private readonly Needs needs;
    private readonly Node index;
    private readonly IReadOnlyDictionary<Node, Buffer> readBack;
    private readonly Node[] nodes, results;

    /// <summary>What may be kept, and of that what is worth a try.</summary>
    private readonly ISet<Node> candidates;
    private readonly Node[] costly;

    /// <summary>All that is evaluated for each element, operands first; the numbers of what goes into each; and its cost.</summary>
    private readonly Dictionary<Node, int> numbers = [];
    private readonly int[][] operands;
    private readonly (double Operations, double Latency)[] costs;

    /// <summary>The last loop, and that of values which are not kept.</summary>
    private const int Last = int.MaxValue;

    private Stages(Needs needs, IReadOnlyList<Goal> goals, Node index, IReadOnlyDictionary<Node, Buffer> readBack)
    {
        (this.needs, this.index, this.readBack) = (needs, index, readBack);
        results = [.. goals.SelectMany(g => g.Reads).Distinct()];
        nodes = [.. needs.Values.Keys.Where(n => n.DependsOn(index) && n.Kind == ScalarKind.Real && !readBack.ContainsKey(n)).OrderBy(n => n.Id)];
        // A pass over rows is short, and would pay where it is cut for what is not evaluated.
        candidates = Scope.IsOfSamples(index) ? new HashSet<Node>(nodes) : Keeping.Always(index, goals);
        costly = [.. nodes.Where(n => candidates.Contains(n) && Estimate.Cost(n).Operations >= WorthKeeping)];
        foreach (var node in Evaluated(results.Concat(nodes)))
            numbers.Add(node, numbers.Count);
        operands = [.. numbers.Keys.Select(n => Operands(n).Select(o => numbers[o]).ToArray())];
        costs = [.. numbers.Keys.Select(n => readBack.ContainsKey(n) ? Estimate.Load : Estimate.Cost(n))];
    }

    /// <summary>What goes into a value and differs between elements; what is in memory is read.</summary>
    private IEnumerable<Node> Operands(Node node) =>
        node.Op == Opcode.Load || readBack.ContainsKey(node) ? [] : needs.Operands(node).Where(o => o.DependsOn(index) && o != index);

    private IEnumerable<Node> Evaluated(IEnumerable<Node> values)
    {
        var seen = new HashSet<Node>();
        var stack = new Stack<Node>(values.Where(v => v.DependsOn(index) && v != index));
        while (stack.Count > 0)
            if (stack.Pop() is var node && seen.Add(node))
                foreach (var operand in Operands(node))
                    stack.Push(operand);
        return seen.OrderBy(n => n.Id);
    }

    /// <summary>The values to compute before the last loop, a list a loop.</summary>
    /// <param name="needs">What the goals need, for each value of the index.</param>
    /// <param name="readBack">What earlier passes have kept.</param>
    public static IReadOnlyList<IReadOnlyList<Node>> Of(Needs needs, IReadOnlyList<Goal> goals, Node index, IReadOnlyDictionary<Node, Buffer> readBack)
    {
        var stages = new Stages(needs, goals, index, readBack).Best();
        return [.. stages.GroupBy(s => s.Value).OrderBy(g => g.Key)
            .Select(g => g.Select(s => s.Key).OrderBy(n => n.Id).ToList())];
    }

    /// <summary>With more costly values than so many, only their chain decides.</summary>
    private const int MostTried = 24;

    /// <summary>How many times as long as the one loop the loops of such a chain may be: what lies between kept values is evaluated again in each.</summary>
    private const int MostAgain = 2;

    /// <summary>What is kept of a block lies on the stack of whichever thread runs it: 2 KB a value.</summary>
    private const int MostKept = 48;

    /// <summary>The stage of each value that is kept.</summary>
    private IReadOnlyDictionary<Node, int> Best()
    {
        var best = ByChain();
        var uncut = new Dictionary<Node, int>();
        if (costly.Length == 0)
            return uncut;
        if (costly.Length > MostTried)
            return best.Count > MostKept || IsLonger(best) ? uncut : best;
        double cost = Cycles(best);
        while (true)
        {
            var (next, lower) = Changes(best).Select(stages => (stages, Cycles(stages))).OrderBy(s => s.Item2).First();
            if (lower > cost - Estimate.Gain)
                break;
            (best, cost) = (next, lower);
        }
        return cost < Cycles(uncut) - Estimate.Gain ? best : uncut;
    }

    private IEnumerable<Dictionary<Node, int>> Changes(Dictionary<Node, int> stages)
    {
        int[] all = [.. stages.Values.Distinct().OrderBy(s => s)];
        foreach (var node in costly)
            foreach (int stage in all.Append(all.DefaultIfEmpty(0).Max() + 1).Append(Last))
                if (stage != (stages.TryGetValue(node, out int now) ? now : Last))
                {
                    var changed = new Dictionary<Node, int>(stages);
                    if (stage == Last)
                        changed.Remove(node);
                    else
                        changed[node] = stage;
                    yield return changed;
                }
    }

    /// <summary>Each function for which another waits, behind those for which it waits.</summary>
    private Dictionary<Node, int> ByChain()
    {
        Dictionary<Node, int> behind = [], waiting = [];
        foreach (var node in nodes)
            behind[node] = needs.Operands(node).Select(o => behind.TryGetValue(o, out int n) ? n + (o.Op.IsTranscendental() ? 1 : 0) : 0).DefaultIfEmpty(0).Max();
        foreach (var node in Enumerable.Reverse(nodes))
            foreach (var operand in needs.Operands(node))
                waiting[operand] = Math.Max(
                    waiting.TryGetValue(operand, out int known) ? known : 0,
                    (waiting.TryGetValue(node, out int above) ? above : 0) + (node.Op.IsTranscendental() ? 1 : 0));
        return nodes.Where(n => candidates.Contains(n) && n.Op.IsTranscendental() && waiting.TryGetValue(n, out int above) && above > 0).ToDictionary(n => n, n => behind[n]);
    }

    /// <summary>Whether the loops together evaluate much more than the one; counts no further than that.</summary>
    private bool IsLonger(IReadOnlyDictionary<Node, int> stages)
    {
        int left = MostAgain * nodes.Length;
        int[] own = Own(stages);
        foreach (var stage in stages.GroupBy(s => s.Value).Select(g => (g.Key, Values: g.Select(s => s.Key))).Append((Last, results)))
            if ((left -= Below(stage.Values, own, stage.Key).Count(isNeeded => isNeeded)) < 0)
                return true;
        return false;
    }

    // ----------------------------------------------------------------------------------------------------------- estimate

    /// <summary>Values of so many operations may be kept.</summary>
    private const double WorthKeeping = 12;

    private double Cycles(IReadOnlyDictionary<Node, int> stages)
    {
        int[] own = Own(stages);
        return stages.GroupBy(s => s.Value).Sum(g => Cycles(g.Select(s => s.Key), own, g.Key, g.Count())) + Cycles(results, own, Last, 1);
    }

    /// <summary>The stage of each number.</summary>
    private int[] Own(IReadOnlyDictionary<Node, int> stages)
    {
        var own = new int[numbers.Count];
        for (int i = 0; i < own.Length; i++)
            own[i] = Last;
        foreach (var kept in stages)
            own[numbers[kept.Key]] = kept.Value;
        return own;
    }

    /// <summary>The time of one loop: its operations, or the wait from its first to its last, in which so many loops are under way as the window holds.</summary>
    private double Cycles(IEnumerable<Node> values, int[] own, int stage, int stores)
    {
        double operations = stores, longest = 0;
        var ends = new double[own.Length];
        bool[] isNeeded = Below(values, own, stage);
        for (int i = 0; i < ends.Length; i++)
            if (isNeeded[i])
            {
                var (ops, latency) = own[i] < stage ? Estimate.Load : costs[i];
                double start = 0;
                foreach (int operand in operands[i])
                    start = Math.Max(start, ends[operand]);
                ends[i] = start + latency;
                longest = Math.Max(longest, ends[i]);
                operations += ops;
            }
        return Estimate.Cycles(operations, longest);
    }

    /// <summary>What goes into values; of what was kept before, that alone.</summary>
    private bool[] Below(IEnumerable<Node> values, int[] own, int stage)
    {
        var isNeeded = new bool[own.Length];
        foreach (var value in values)
            if (numbers.TryGetValue(value, out int number))
                isNeeded[number] = true;
        for (int i = own.Length - 1; i >= 0; i--)
            if (isNeeded[i] && own[i] >= stage)
                foreach (int operand in operands[i])
                    isNeeded[operand] = true;
        return isNeeded;
    }
}
