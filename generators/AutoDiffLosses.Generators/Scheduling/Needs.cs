using System;
using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Scheduling;

/// <summary>
/// What the goals of one context need of it: which values, under which conditions, how often, and whether in a loop. A value belongs to
/// the context if the loops that are open there bind all its free variables; that is the hoisting.
/// </summary>
internal sealed class Needs
{
    private readonly Scope scope;
    private readonly Func<Node, bool> isBranch;
    private readonly Dictionary<Node, Need> needs = [];
    private readonly SortedSet<Node> open = new(Comparer<Node>.Create((x, y) => x.Id.CompareTo(y.Id)));

    private Needs(Scope scope, Func<Node, bool> isBranch) => (this.scope, this.isBranch) = (scope, isBranch);

    /// <summary>How one value is needed.</summary>
    public sealed class Need
    {
        public Path Path { get; set; } = Path.Always;
        public int Uses { get; set; }
        public bool InLoop { get; set; }
    }

    public IReadOnlyDictionary<Node, Need> Values => needs;

    /// <summary>
    /// The needs of the goals, and the loops that come to them on the way. A choice becomes a branch only where that saves a loop, or, by a
    /// condition that is the same for all that this place runs over, a transcendental function; two rounds find out. (By other conditions
    /// both arms are evaluated where both have a local: so will vectors do.)
    /// </summary>
    public static (Needs Needs, IReadOnlyList<Goal> Loops) Of(Scope scope, IReadOnlyList<Goal> goals)
    {
        var (all, loops) = Round(scope, goals, select => !select.Operands[0].IsConst && scope.MayBranch(select.Operands[0]));
        // The values that cost something and are needed under a condition, by that.
        var costly = all.needs.Where(n => IsCostly(n.Key))
            .SelectMany(n => n.Value.Path.Literals, (n, literal) => (literal, n.Key)).ToLookup(n => n.literal, n => n.Key);
        bool Saves(Node select) => scope.MayBranch(select.Operands[0]) && (Spares(select, 1, true) || Spares(select, 2, false));
        bool Spares(Node select, int arm, bool holds)
        {
            var condition = select.Operands[0];
            bool isUniform = scope.IsUniform(condition);
            var spared = new HashSet<Node>(costly[new Literal(Condition.Of(condition), holds)].Where(n =>
                !IsOverNothing(n, condition) && (n.IsArray || n.Op.IsReduce() || isUniform && all.needs[n].Uses > 1)));
            return Graph.Reaches(select.Operands[arm], spared);
        }
        var branches = new HashSet<Node>(all.needs.Keys.Where(n => n.Op == Opcode.Select && Saves(n)));
        return Round(scope, goals, branches.Contains);
    }

    /// <summary>Whether the loop does nothing anyway where the condition, that its extent is 0, holds.</summary>
    private static bool IsOverNothing(Node node, Node condition) =>
        node.Op.IsReduce() && condition.Op == Opcode.Equal && condition.Operands.Any(o => o.IsZero) &&
        condition.Operands.Contains(node.ReduceIndex.IndexExtent);

    public static bool IsCostly(Node node) => node.Op.IsTranscendental() || node.Op.IsReduce() || node.IsArray;

    /// <summary>Whether a choice is a branch here.</summary>
    public bool IsBranch(Node select) =>
        select.Op == Opcode.Select && isBranch(select) && needs[select].Path.Says(select.Operands[0]) == null;

    /// <summary>The operands that are evaluated for a value: of a choice that is needed only where its condition is known, one arm.</summary>
    public IReadOnlyList<Node> Operands(Node node) =>
        node.Op == Opcode.Select && needs.TryGetValue(node, out var need) && need.Path.Says(node.Operands[0]) is { } holds
            ? [node.Operands[holds ? 1 : 2]] : node.Operands;

    private static (Needs, IReadOnlyList<Goal>) Round(Scope scope, IReadOnlyList<Goal> goals, Func<Node, bool> isBranch)
    {
        var needs = new Needs(scope, isBranch);
        var loops = new List<Goal>();
        foreach (var goal in goals)
            needs.Add(goal);
        foreach (var (reduce, path) in scope.Joining.Reductions)
            needs.Demand(reduce, path, inLoop: false);
        while (needs.open.Count > 0)
        {
            scope.Builder.Cancellation.ThrowIfCancellationRequested();
            // Users have larger numbers, so that all of a value's needs are known when its turn comes.
            var node = needs.open.Max;
            needs.open.Remove(node);
            foreach (var goal in needs.Open(node))
            {
                loops.Add(goal);
                needs.Add(goal);
            }
        }
        return (needs, loops);
    }

    private void Add(Goal goal)
    {
        var wanting = Path.Always;
        foreach (var literal in goal.Path.Literals)
            if (literal.Condition.Value is { } condition)
                Demand(condition, wanting, inLoop: false);
            else
                wanting = wanting.With(literal);
        foreach (var loop in goal.Loops)
            Inside(loop.IndexExtent, goal);
        foreach (var literal in goal.InnerPath.Literals)
            if (literal.Condition.Value is { } condition)
                Inside(condition, goal);
        foreach (var read in goal.Reads)
            if (goal.Loops.Count > 0)
                Inside(read, goal);
            else
                Demand(read, goal.Path, inLoop: false);
    }

    /// <summary>What a goal's body needs of the context: the largest values that its loops leave alone.</summary>
    private void Inside(Node body, Goal goal)
    {
        foreach (var node in scope.Invariants(body, goal.Kept))
            Demand(node, goal.Path, inLoop: true);
    }

    private void Demand(Node node, Path path, bool inLoop)
    {
        if (scope.IsAtHand(node))
            return;
        if (!needs.TryGetValue(node, out var need))
        {
            needs.Add(node, need = new Need { Path = path });
            open.Add(node);
        }
        need.Path = Path.Common(need.Path, path);
        need.Uses++;
        need.InLoop |= inLoop;
    }

    /// <summary>Passes a value's need on to its operands; what takes a loop is a goal of its own.</summary>
    private IEnumerable<Goal> Open(Node node)
    {
        var need = needs[node];
        if (scope.KeptFrom(node) is not null)
            return [];
        if (node.Op.IsReduce())
        {
            var reduction = new Goal(GoalKind.Reduce)
            {
                Defines = node, Loops = [node.ReduceIndex], Path = need.Path, Reads = [node.Body], Kept = scope.Keeping.ReadBy(node, scope.Kept),
            };
            reduction.AfterValues.AddRange(scope.Joining.AwaitedBy(node));
            return [reduction];
        }
        if (node.IsArray)
            return Fill.Goals(scope.Builder, node, scope.Scratch(node), need.Path, Path.Always, node, scope.Bound, scope.Lanes);
        if (IsBranch(node))
        {
            var condition = Condition.Of(node.Operands[0]);
            Demand(node.Operands[0], Path.Always, need.InLoop);
            Demand(node.Operands[1], need.Path.With(new Literal(condition, true)), inLoop: false);
            Demand(node.Operands[2], need.Path.With(new Literal(condition, false)), inLoop: false);
            return [];
        }
        foreach (var operand in Operands(node))
            if (!(operand.Op == Opcode.Param && operand.IsArray))
                Demand(operand, need.Path, inLoop: false);
        return [];
    }
}
