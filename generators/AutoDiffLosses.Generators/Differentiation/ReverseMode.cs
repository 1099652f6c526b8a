using System;
using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Differentiation;

/// <summary>
/// Reverse-mode differentiation, IR to IR. From: a lifted formula. To: the same with the gradients of the seeded losses. Requires
/// nothing; the result can be differentiated again. Guarantees that a gradient is a Tabulate, a Scatter on Zeros, Contributions of
/// these or Zeros, and that it names loops as the loss does.
/// <para>
/// The adjoint of a node is ∂L/∂node at the values of the node's free index variables: an expression in them. Nodes are visited after
/// all their users, bodies of loops included; a user contributes its own adjoint times a partial, summed over those variables of the
/// user's scope that the node is free of. A Sum hands its adjoint to its body as it is. No rule knows of scopes beyond that: sharing,
/// broadcasting and batching fall out. The batch is in every scope: what depends on shared parameters alone has an adjoint of each
/// sample, and the sum over the samples is the last thing that happens to a shared parameter's gradient, since samples run on their own.
/// </para>
/// </summary>
internal sealed class ReverseMode
{
    private readonly IrBuilder b;
    private readonly AdjointBuilder adjoints;
    private readonly ArrayAdjoints arrays;
    private readonly Dependence dependence;
    private readonly Node? sample;

    /// <summary>The values whose adjoints are remembered, and those adjoints.</summary>
    private readonly HashSet<Node> named;
    private readonly Dictionary<Adjoint, Node> adjointsOf = [];

    /// <summary>Those of all values, without their guards: remembered where they are in the gradients as they are.</summary>
    private readonly Dictionary<Node, AdjointOf> others = [];

    /// <summary>What users have contributed to a scalar, each with the scope that it is still to be summed over.</summary>
    private readonly Dictionary<Node, List<(IReadOnlyList<Node> Scope, Adjoint Value)>> scalars = [];

    /// <summary>What users have contributed to an array, with the array's own free variables alone.</summary>
    private readonly Dictionary<Node, List<Node>> items = [];

    private ReverseMode(IrBuilder b, Dependence dependence, Node? sample, IEnumerable<Node> named)
    {
        (this.b, this.dependence, this.sample, this.named) = (b, dependence, sample, [.. named]);
        adjoints = new AdjointBuilder(b);
        arrays = new ArrayAdjoints(b, adjoints);
    }

    public static LiftedFormula Differentiate(LiftedFormula formula)
    {
        var b = formula.Builder;
        var parameters = formula.Parameters.Where(p => p.IsDifferentiated).ToArray();
        Dependence Of(Node loss) => new([loss], parameters.Select(p => p.Node));

        var loss = Extrema.Apply(b, formula.Loss, Of(formula.Loss));
        // What sums over the samples itself (a gradient, differentiated again) has that index as any other.
        bool isSummed = Graph.Reachable(loss).Any(n => n.Op.IsBinder() && n.Bound.Contains(formula.SampleIndex));
        var reverse = new ReverseMode(b, Of(loss), isSummed ? null : formula.SampleIndex, formula.Hints.Keys);
        reverse.Contribute(loss, [formula.SampleIndex], reverse.adjoints.Of(formula.Seed));
        foreach (var node in Graph.Reachable(loss).Reverse())
            reverse.Visit(node);
        var differentiated = formula with { Gradients = [.. parameters.Select(p => (p, reverse.Gradient(p.Node)))] };
        return differentiated with { Adjoints = reverse.Named(differentiated) };
    }

    /// <summary>
    /// The adjoints that are remembered: those in the gradients; and of those that became others there, no more than the formula is long. (In n
    /// branches each is a choice of n.)
    /// </summary>
    private Dictionary<Node, AdjointOf> Named(LiftedFormula formula)
    {
        var reached = new HashSet<Node>(Graph.Reachable(formula.Results));
        int left = reached.Count;
        var found = new Dictionary<Node, AdjointOf>();
        foreach (var adjoint in adjointsOf.OrderBy(a => a.Key.Value.Id))
        {
            if (adjoint.Key.Guards.Count > left)
                continue;
            var node = adjoints.ToNode(adjoint.Key);
            var more = Graph.Reachable([node], reached.Contains).Where(n => !reached.Contains(n)).ToList();
            if (more.Count > left || found.ContainsKey(node))
                continue;
            left -= more.Count;
            reached.UnionWith(more);
            found.Add(node, new(adjoint.Value, IsGuarded: false));
        }
        foreach (var other in others)
            if (reached.Contains(other.Key.Op == Opcode.Neg ? other.Key.Operands[0] : other.Key) && !found.ContainsKey(other.Key))
                found.Add(other.Key, other.Value);
        return found;
    }

    private Node Gradient(Node parameter) =>
        parameter.IsScalar && adjoints.ToNode(Total(parameter)) is var total ? sample == null ? total : b.Reduce(Opcode.ReduceSum, sample, total)
        : items.TryGetValue(parameter, out var contributed) ? arrays.Merge(contributed)
        : b.Zeros(ScalarKind.Real, [.. parameter.Operands]);

    // ---------------------------------------------------------------------------------------------------------- the rules

    private void Visit(Node node)
    {
        if (node.Op == Opcode.Param || !scalars.ContainsKey(node) && !items.ContainsKey(node))
            return;
        switch (node.Op)
        {
            case Opcode.Load:
                VisitLoad(node);
                break;
            case Opcode.Tabulate:
                Contribute(node.Body, [.. Scope(node), .. node.Bound], arrays.Load(Merged(node), b.True, [.. node.Bound]));
                break;
            case Opcode.With:
                var adjoint = Merged(node);
                ContributeItem(node, node.Array, arrays.Without(adjoint, node.Guard, [.. node.Targets]));
                Contribute(node.Written, Scope(node), arrays.Load(adjoint, node.Guard, [.. node.Targets]));
                break;
            case Opcode.Scatter:
                adjoint = Merged(node);
                ContributeItem(node, node.Array, adjoint);
                Contribute(node.Written, [.. Scope(node), .. node.Bound], arrays.Load(adjoint, node.Guard, [.. node.Targets]));
                break;
            case Opcode.Contributions:
                foreach (var item in node.Operands)
                    ContributeItem(node, item, Merged(node));
                break;
            case Opcode.ReduceSum:
                Contribute(node.Body, [.. Scope(node), node.ReduceIndex], Total(node));
                break;
            case Opcode.Select:
                var total = Total(node);
                Contribute(node.Operands[1], Scope(node), adjoints.Guard(node.Operands[0], total));
                Contribute(node.Operands[2], Scope(node), adjoints.Guard(b.Not(node.Operands[0]), total));
                break;
            case Opcode.Surrogate:
                Contribute(node.Operands[1], Scope(node), Total(node));
                break;
            default:
                VisitFunction(node);
                break;
        }
    }

    private void VisitFunction(Node node)
    {
        var total = Total(node);
        for (int i = 0; i < node.Operands.Count; i++)
            if (dependence.Contains(node.Operands[i]) && Partials.Of(b, node, i, dependence.Contains) is { } partial)
                Contribute(node.Operands[i], Scope(node), adjoints.Mul(total, partial));
    }

    private void VisitLoad(Node load)
    {
        var array = load.Array;
        var groups = Grouped(load).ToList();
        foreach (var (scope, value) in groups)
        {
            var variables = scope.Where(v => !Has(array, v)).ToArray();
            AddItem(array, arrays.OfLoad(array, [.. load.LoadIndices], variables, adjoints.Guard(load.Guard, value)));
            if (variables.Length == 0 && groups.Count == 1 && adjoints.ToNode(value) is { IsConst: false } adjoint && !others.ContainsKey(adjoint))
                others.Add(adjoint, new(load, IsGuarded: false));
        }
    }

    // ------------------------------------------------------------------------------------------------------------ scopes

    /// <summary>The variables for whose values a node contributes.</summary>
    private IReadOnlyList<Node> Scope(Node node) => sample == null || node.Free.Contains(sample) ? node.Free : [sample, .. node.Free];

    /// <summary>Whether a node's adjoint is one for each value of a variable.</summary>
    private bool Has(Node node, Node variable) =>
        node.DependsOn(variable) || variable == sample && !(node.Op == Opcode.Param && node.IsArray);

    // ------------------------------------------------------------------------------------------------------ contributions

    /// <summary>Adds a value, given for each value of the scope's variables, to the adjoint of a scalar.</summary>
    private void Contribute(Node to, IReadOnlyList<Node> scope, Adjoint value)
    {
        if (value.IsZero || !dependence.Contains(to))
            return;
        // Inner variables that the node has not are summed here and now.
        int count = scope.Count;
        while (count > 0 && !Has(to, scope[count - 1]))
            value = adjoints.Sum(scope[--count], value);
        if (value.IsZero)
            return;
        if (!scalars.TryGetValue(to, out var contributed))
            scalars.Add(to, contributed = []);
        contributed.Add(([.. scope.Take(count)], value));
    }

    /// <summary>The adjoint of a scalar: an expression in its own free variables.</summary>
    private Adjoint Total(Node node)
    {
        if (!scalars.ContainsKey(node))
            return adjoints.Zero;
        var total = Grouped(node).Aggregate(adjoints.Zero, (sum, c) => adjoints.Add(sum, Accumulated(node, c.Scope, c.Value)));
        if ((named.Contains(node) || node.Op.IsReduce() || node.Op == Opcode.Select) && !adjointsOf.ContainsKey(total))
            adjointsOf.Add(total, node);
        bool isGuarded = total.Guards.Count > 0;
        if (!total.Value.IsConst && (!others.TryGetValue(total.Value, out var known) || known.IsGuarded && !isGuarded))
            others[total.Value] = new(node, isGuarded);
        return total;
    }

    private IEnumerable<(IReadOnlyList<Node> Scope, Adjoint Value)> Grouped(Node node)
    {
        var groups = new List<(IReadOnlyList<Node> Scope, List<Adjoint> Values)>();
        foreach (var (scope, value) in scalars[node])
            if (groups.FindIndex(g => g.Scope.SequenceEqual(scope)) is >= 0 and var same)
                groups[same].Values.Add(value);
            else
                groups.Add((scope, [value]));
        return groups.Select(g => (g.Scope, adjoints.Add(g.Values))).Where(g => !g.Item2.IsZero);
    }

    /// <summary>
    /// The sum over the variables that a scalar has not, where it has inner ones: an array over those, accumulated in the order of the
    /// forward nest, so that an outer loop (the batch above all) does not become an inner one.
    /// </summary>
    private Adjoint Accumulated(Node node, IReadOnlyList<Node> scope, Adjoint value)
    {
        var outer = scope.Where(v => !Has(node, v)).ToArray();
        if (outer.Length == 0)
            return value;
        var loops = scope.Where(v => v.Level >= outer[0].Level).ToArray();
        var kept = loops.Where(v => Has(node, v)).ToArray();
        if (kept.Any(k => loops.Any(k.IndexExtent.DependsOn)))
            return outer.OrderByDescending(v => v.Level).Aggregate(value, (sum, v) => adjoints.Sum(v, sum));
        var zeros = b.Zeros(ScalarKind.Real, [.. kept.Select(k => k.IndexExtent)]);
        return arrays.Load(arrays.OfLoad(zeros, kept, loops, value), b.True, kept);
    }

    /// <summary>Adds an array, which a user of an array passes on to it, to the adjoint.</summary>
    private void ContributeItem(Node user, Node to, Node item)
    {
        if (dependence.Contains(to))
            AddItem(to, arrays.Sum([.. Scope(user).Where(v => !Has(to, v))], item));
    }

    private void AddItem(Node array, Node item)
    {
        if (!items.TryGetValue(array, out var contributed))
            items.Add(array, contributed = []);
        contributed.Add(item);
    }

    private Node Merged(Node array) => arrays.Merge(items[array]);
}
