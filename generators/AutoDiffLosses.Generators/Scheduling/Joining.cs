using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Scheduling;

/// <summary>
/// Reductions that only gradients need, but that a pass which runs anyway does on the way: it reads all that they read, and evaluates
/// their transcendental functions. One sum more costs it less than a pass of its own, and little where no gradient is wanted.
/// </summary>
internal sealed class Joining
{
    public static readonly Joining Nothing = new();

    private readonly Dictionary<Node, (Path Path, IReadOnlyList<Node> After)> joined = [];

    private Joining()
    {
    }

    public bool IsAny => joined.Count > 0;

    /// <summary>The reductions, and the conditions under which they are done.</summary>
    public IEnumerable<(Node Reduce, Path Path)> All => joined.OrderBy(j => j.Key.Id).Select(j => (j.Key, j.Value.Path));

    /// <summary>What a reduction waits for though it does not read it: the passes before the one that it joins.</summary>
    public IReadOnlyList<Node> AwaitedBy(Node reduce) => joined.TryGetValue(reduce, out var join) ? join.After : [];

    /// <summary>Decides by a schedule in which nothing has joined yet.</summary>
    public static Joining Decide(IReadOnlyList<RegionScheduler.Pass> passes, Scope scope)
    {
        var joining = new Joining();
        int[] reductions = [.. passes.Select(p => p.Goals.Count(g => g.Kind == GoalKind.Reduce))];
        for (int later = 1; later < passes.Count; later++)
            foreach (var goal in passes[later].Goals.Where(g => g.Kind == GoalKind.Reduce))
                for (int earlier = 0; earlier < later; earlier++)
                    if (reductions[earlier] < VectorAxis.MostReductions && Joins(goal, passes[later], passes[earlier], scope))
                    {
                        reductions[earlier]++;
                        joining.joined.Add(goal.Defines!, (passes[earlier].Path, [.. passes.Take(earlier).SelectMany(p => p.Goals).Select(g => g.Defines).OfType<Node>()]));
                        break;
                    }
        return joining;
    }

    private static bool Joins(Goal goal, RegionScheduler.Pass own, RegionScheduler.Pass other, Scope scope)
    {
        bool isForGradients = own.Path.Literals.Any(l => l.Condition.AnyWanted.Count > 0);
        if (!isForGradients || other.Index != own.Index || !other.Path.Literals.SequenceEqual(own.Path.Literals.Where(l => l.Condition.AnyWanted.Count == 0)))
            return false;
        var (needed, there) = (Costs([goal], own.Index), Costs(other.Goals, own.Index));
        return needed.Any() && !needed.Except(there).Any() && scope.Invariants(goal.Defines!.Body, goal.Kept).All(n => Scope.IsLeaf(n) || other.IsReady(n));
    }

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
