using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Differentiation;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Simplification;

/// <summary>
/// A division costs as much as ten multiplications: what a whole loop is divided by is inverted before it. From: a lowered formula. To: the
/// same values, but for one rounding more, NaN and ±∞ included.
/// x · (1 / d) is x / d for a d of 0, ±∞ or NaN too. Only of a d so close to 0 that 1 / d overflows it is not: 0 / d is 0, and 0 · ∞ is NaN.
/// So a divisor has to be shown not to be denormal, by what it is made of. Or it is a hyperparameter: of a denormal one nobody expects a
/// quotient, and it counts as 0, or as the smallest normal number where it has to be positive.
/// </summary>
internal sealed class Reciprocals
{
    private readonly IrBuilder b;
    private readonly bool isDouble;
    private readonly double smallestNormal;

    private readonly IReadOnlyDictionary<string, double> minima;
    private HashSet<Node> hyperparameters = [];

    private Reciprocals(IrBuilder builder, IReadOnlyDictionary<string, double> minima, bool isDouble) =>
        (b, this.minima, this.isDouble, smallestNormal) = (builder, minima, isDouble, isDouble ? 2.2250738585072014e-308 : 1.17549435e-38f);

    /// <param name="minima">What hyperparameters are at least, above 0 where 0 itself is excluded; those with a range.</param>
    public static LiftedFormula Apply(LiftedFormula formula, IReadOnlyDictionary<string, double> minima, bool isDouble) =>
        new Reciprocals(formula.Builder, minima, isDouble).Apply(formula);

    private LiftedFormula Apply(LiftedFormula formula)
    {
        // Lanes are elements of rows where there are such, else samples.
        int outside = formula.Parameters.Any(p => p.IsPerSample && p.Node.Rank > 1) ? 1 : 0;
        hyperparameters = [.. formula.Parameters.Where(p => p.Role == ParameterRole.Hyperparameter).Select(p => p.Node)];
        var divisors = new HashSet<Node>(Graph.Reachable(formula.Results)
            .Where(n => IsOfLoop(n) && n.MaxLevel > outside).Select(n => n.Operands[1]).Distinct().Where(d => IsNormal(d) || IsPositive(d)));
        if (divisors.Count == 0)
            return formula;

        var changed = new Dictionary<Node, Node>();
        foreach (var node in Graph.Reachable(formula.Roots))
            // Outside of loops too, so that one quotient is one number everywhere.
            changed[node] = node.Op == Opcode.Div && divisors.Contains(node.Operands[1]) && (IsOfLoop(node) || node.Operands[0].IsOne)
                ? b.Mul(changed[node.Operands[0]], Inverse(changed[node.Operands[1]]))
                : b.Rebuild(node, [.. node.Operands.Select(o => changed[o])]);
        formula = formula.Map(node => changed[node]);

        var hints = formula.Hints.ToDictionary(h => h.Key, h => h.Value);
        foreach (var d in divisors.Where(hyperparameters.Contains))
            if (!hints.ContainsKey(Inverse(d)))
                hints.Add(Inverse(d), $"oneOver{char.ToUpperInvariant(d.Name[0])}{d.Name.Substring(1)}");
        return formula with { Hints = hints };
    }

    /// <summary>Whether it divides what varies in a loop by what does not.</summary>
    private static bool IsOfLoop(Node node) =>
        node is { Op: Opcode.Div, Kind: ScalarKind.Real } && node.Operands[0].MaxLevel > node.Operands[1].MaxLevel;

    /// <summary>1 / d, which overflows for no d but 0.</summary>
    private Node Inverse(Node d) => b.Div(b.Real(1), IsPositive(d) ? b.Binary(Opcode.Max, d, b.Real(smallestNormal)) : d);

    /// <summary>Whether it is a hyperparameter above 0, but not shown to be a normal number.</summary>
    private bool IsPositive(Node d) => d.Op == Opcode.Param && minima.TryGetValue(d.Name, out double minimum) && minimum > 0 && !IsLarge(d);

    /// <summary>Whether a value is shown to be 0, NaN, or at least the smallest normal number in magnitude.</summary>
    private bool IsNormal(Node d) => d.Op switch
    {
        Opcode.Convert => d.Operands[0].Kind == ScalarKind.Int,
        Opcode.Param => hyperparameters.Contains(d) && !IsPositive(d) || IsLarge(d),
        Opcode.Max => d.Operands.Any(IsLarge),
        Opcode.Add => d.Operands.Any(IsLarge) && d.Operands.All(IsNonNegative),
        // One of the terms is exp(0), unless all are 0.
        Opcode.ReduceSum when d.Body.Op == Opcode.Exp && b.Implications.IsAtMostZero(d.Body.Operands[0]) => true,
        Opcode.ReduceSum => IsNormalTerm(d.Body),
        _ => false,
    };

    /// <summary>Of terms of which none is negative, and none denormal, the sum is not. A float exponential that would be denormal is 0.</summary>
    private bool IsNormalTerm(Node term) => term.Op switch
    {
        Opcode.Exp => !isDouble,
        Opcode.Select => term.Operands.Skip(1).All(IsNormalTerm),
        Opcode.Const => term.IsZero || IsLarge(term),
        _ => false,
    };

    private bool IsLarge(Node node) =>
        node.Op == Opcode.Const && node.Real >= smallestNormal || node.Op == Opcode.Param && minima.TryGetValue(node.Name, out double minimum) && minimum >= smallestNormal;

    private bool IsNonNegative(Node node) =>
        IsLarge(node) || node.Op == Opcode.Param && minima.TryGetValue(node.Name, out double minimum) && minimum >= 0 || Signs.IsNonNegative(node);
}
