using System;
using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Differentiation;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Emission;

/// <summary>
/// Whose adjoint a value is: itself, its negative, half or twice of it, and whether or not it stands under the conditions without which
/// the adjoint is 0.
/// </summary>
internal sealed class AdjointNames
{
    private readonly Dictionary<Node, List<(double Factor, int Guards, Node Primal)>> adjoints = [];
    private readonly Dictionary<Node, List<(double Factor, int Guards, string Parameter)>> gradients = [];
    private readonly Dictionary<Node, (string Parameter, Node Index)> added = [];
    private readonly IrBuilder? builder;
    private readonly Node? seed;

    /// <summary>Of more it is not asked which is the best known.</summary>
    private const int Most = 8;

    public AdjointNames(IReadOnlyList<LiftedFormula> forms)
    {
        builder = forms.FirstOrDefault()?.Builder;
        seed = forms.FirstOrDefault()?.Seed;
        foreach (var form in forms)
        {
            foreach (var (parameter, gradient) in form.Gradients)
            {
                Add(gradients, gradient.Op == Opcode.Tabulate ? gradient.Body : gradient, parameter.Name);
                foreach (var item in gradient.Op == Opcode.Contributions ? gradient.Operands : [gradient])
                    if (item.Op == Opcode.Scatter && !added.ContainsKey(item.Written))
                        added.Add(item.Written, (parameter.Name, item.Targets.Last()));
            }
            foreach (var adjoint in form.Adjoints.OrderBy(a => a.Key.Id))
                Add(adjoints, adjoint.Key, adjoint.Value.Primal, adjoint.Value.IsGuarded ? 1 : 0);
        }
    }

    /// <summary>The element to whose adjoint it is added.</summary>
    public (string Parameter, Node Index)? AddedTo(Node node) => added.TryGetValue(node, out var element) ? element : null;

    /// <param name="isUnderOne">Whether all that reads the value does so under the same conditions.</param>
    public IEnumerable<(string Parameter, string Multiple)> OfGradients(Node node, Func<bool> isUnderOne) => Found(gradients, node, _ => 0, isUnderOne);

    /// <param name="rank">Which primal is the better known: the smaller.</param>
    /// <inheritdoc cref="OfGradients"/>
    public IEnumerable<(Node Primal, string Multiple)> Of(Node node, Func<Node, int> rank, Func<bool> isUnderOne) => Found(adjoints, node, rank, isUnderOne);

    private void Add<T>(Dictionary<Node, List<(double, int, T)>> all, Node adjoint, T of, int guards = 0)
    {
        for (; adjoint.IsScalar; guards++)
        {
            var (factor, magnitude) = Parted(adjoint);
            if (!magnitude.IsConst && magnitude != seed)
            {
                if (!all.TryGetValue(magnitude, out var list))
                    all.Add(magnitude, list = []);
                if (list.Count < Most)
                    list.Add((factor, guards, of));
            }
            if (adjoint.Op != Opcode.Select || !adjoint.Operands[1].IsZero && !adjoint.Operands[2].IsZero)
                return;
            adjoint = adjoint.Operands[adjoint.Operands[1].IsZero ? 2 : 1];
        }
    }

    private IEnumerable<(T, string)> Found<T>(Dictionary<Node, List<(double Factor, int Guards, T Of)>> all, Node node, Func<T, int> rank, Func<bool> isUnderOne)
    {
        if (node.Kind != ScalarKind.Real || !node.IsScalar || builder == null)
            return [];
        var (factor, magnitude) = Parted(node);
        // A difference is the negative of another.
        var negative = magnitude.Op == Opcode.Sub ? builder.Neg(magnitude) : null;
        return (all.TryGetValue(magnitude, out var list) ? list.Select(a => (a.Of, a.Guards, Word: Multiple(factor / a.Factor))) : [])
            .Concat(negative != null && all.TryGetValue(negative, out var other) ? other.Select(a => (a.Of, a.Guards, Word: Multiple(-factor / a.Factor))) : [])
            // What is part of several adjoints, of each under another condition, is nobody's.
            .Where(a => a.Word != null && (a.Guards == 0 || isUnderOne()))
            .OrderBy(a => rank(a.Of)).ThenBy(a => a.Word!.Length).ThenBy(a => a.Guards).Select(a => (a.Of, a.Word!));
    }

    private (double Factor, Node Magnitude) Parted(Node node)
    {
        double factor = 1;
        // Twice the seed is nobody's but of that of which it is the adjoint.
        while (node.Operands.LastOrDefault() != seed && (node.Op == Opcode.Neg || node.Op == Opcode.Mul && node.Operands[0] is { IsConst: true, Kind: ScalarKind.Real, IsZero: false }))
        {
            factor *= node.Op == Opcode.Neg ? -1 : node.Operands[0].Real;
            node = node.Operands[node.Operands.Count - 1];
        }
        return (factor, node);
    }

    private static string? Multiple(double factor) => factor switch
    {
        1 => "",
        -1 => "minus",
        0.5 => "half",
        2 => "twice",
        -0.5 => "minusHalf",
        -2 => "minusTwice",
        _ => null,
    };
}
