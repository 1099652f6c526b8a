using System;
using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Differentiation;

/// <summary>A formula over the batch: what Lift makes of one sample's, and what every later pass takes and returns.</summary>
internal sealed record LiftedFormula
{
    public IrBuilder Builder => Formula.Builder;

    /// <summary>The signature, as it was read: names, roles, ranks.</summary>
    public required Formula Formula { get; init; }

    /// <summary>The index of the sample: an index variable like any other, at level 1.</summary>
    public required Node SampleIndex { get; init; }

    /// <summary>What the loss of a sample is scaled by in the gradients: its element of a parameter that the caller does not see.</summary>
    public required Node Seed { get; init; }

    /// <summary>The loss of a sample, where there is a weight multiplied by it.</summary>
    public required Node Loss { get; init; }

    /// <summary>The weight of a sample, of a <c>Weighted</c> loss. It carries no gradient.</summary>
    public Node? Weight { get; init; }

    /// <summary>The parameters as the batch has them: a sample's or target's with the batch as first dimension, the others as they are.</summary>
    public required IReadOnlyList<Parameter> Parameters { get; init; }

    /// <summary>
    /// The gradient of each differentiated parameter, in their order; empty before reverse mode. Of a sample's parameter an array over
    /// the batch and its own extents; of a shared array one of its extents, of a shared scalar a scalar. An array is a Tabulate, a
    /// Scatter on Zeros, Contributions of these, or Zeros.
    /// </summary>
    public IReadOnlyList<(Parameter Parameter, Node Gradient)> Gradients { get; init; } = [];

    public IReadOnlyList<Check> Checks { get; init; } = [];
    public IReadOnlyList<Statement> Statements { get; init; } = [];
    public IReadOnlyDictionary<Node, string> Hints { get; init; } = new Dictionary<Node, string>();

    /// <summary>What is known to be the adjoint of a value, and that value; of several with that adjoint, one that has a name.</summary>
    public IReadOnlyDictionary<Node, AdjointOf> Adjoints { get; init; } = new Dictionary<Node, AdjointOf>();

    /// <summary>The identities by which the formula was made numerically stable, as sentences for its reader.</summary>
    public IReadOnlyList<string> StableForms { get; init; } = [];

    /// <summary>What is computed: the results, and what is checked before.</summary>
    public IEnumerable<Node> Results =>
        new[] { Loss, Weight }.OfType<Node>().Concat(Gradients.Select(g => g.Gradient))
            .Concat(Checks.SelectMany(c => new[] { c.Guard, c.Index, c.Extent, c.Condition }.OfType<Node>()));

    /// <summary>All nodes that have a meaning of their own: the results, and what statements and names refer to, needed or not.</summary>
    public IEnumerable<Node> Roots =>
        Results.Concat(Statements.SelectMany(s => s.Defines)).Concat(Hints.Keys.OrderBy(n => n.Id))
            .Concat(Adjoints.OrderBy(a => a.Key.Id).SelectMany(a => new[] { a.Key, a.Value.Primal }));

    /// <summary>Rewrites every root.</summary>
    public LiftedFormula Map(Func<Node, Node> map)
    {
        var hints = new Dictionary<Node, string>();
        foreach (var hint in Hints.OrderBy(hint => hint.Key.Id))
            if (map(hint.Key) is { IsConst: false } named && !hints.ContainsKey(named))
                hints.Add(named, hint.Value);
        var adjoints = new Dictionary<Node, AdjointOf>();
        foreach (var adjoint in Adjoints.OrderBy(adjoint => Hints.ContainsKey(adjoint.Value.Primal) ? 0 : 1).ThenBy(adjoint => adjoint.Key.Id))
            if (map(adjoint.Key) is { IsConst: false } value && value != Seed && !adjoints.ContainsKey(value))
                adjoints.Add(value, adjoint.Value with { Primal = map(adjoint.Value.Primal) });
        return this with
        {
            Loss = map(Loss),
            Weight = Weight is null ? null : map(Weight),
            Gradients = [.. Gradients.Select(g => (g.Parameter, map(g.Gradient)))],
            Checks = [.. Checks.Select(c => MapCheck(c, map))],
            Statements = [.. Statements.Select(s => s with { Defines = [.. s.Defines.Select(map)] })],
            Hints = hints,
            Adjoints = adjoints,
        };
    }

    internal static Check MapCheck(Check check, Func<Node, Node> map)
    {
        Node? Of(Node? node) => node is null ? null : map(node);
        return check with { Guard = map(check.Guard), Index = Of(check.Index), Extent = Of(check.Extent), Condition = Of(check.Condition) };
    }
}

/// <summary>The value that another is the adjoint of.</summary>
/// <param name="IsGuarded">Whether it is only where conditions hold, and else the adjoint is 0.</param>
internal readonly record struct AdjointOf(Node Primal, bool IsGuarded);
