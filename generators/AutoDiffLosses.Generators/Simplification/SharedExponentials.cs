using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Differentiation;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Simplification;

/// <summary>
/// Writes sigmoids, their logarithms and softplus, of an argument and of its opposite, over one exponential, exp(-|x|), and one log1p of
/// it: the value of a loss and its gradient, which is made of the same functions, then cost one of each. σ(x) and σ(-x) are σ(|x|) and
/// σ(-|x|), one way or the other, and have one division.
/// From: any formula. To: one without Sigmoid, LogSigmoid and Softplus. The exponential is at most 1, so nothing overflows, and
/// nothing cancels. At x = ±∞ it is 0, and the functions are their limits; of NaN they are NaN.
/// </summary>
internal static class SharedExponentials
{
    public static LiftedFormula Apply(LiftedFormula formula)
    {
        var b = formula.Builder;
        var magnitudes = new Dictionary<Node, Node>();
        formula = formula.Map(Graph.Rewrite(b, formula.Roots, node => Shared(b, node, magnitudes)));
        var pairs = new HashSet<Node>(Graph.Reachable(formula.Roots).Where(n => n.Op == Opcode.SigmoidFrom)
            .GroupBy(n => n.Operands[0]).Where(g => g.Count() > 1).Select(g => g.Key));
        return formula.Map(Graph.Rewrite(b, formula.Roots, node => Paired(b, node, pairs)));
    }

    private static Node Shared(IrBuilder b, Node node, Dictionary<Node, Node> magnitudes)
    {
        if (node.Op is not (Opcode.Sigmoid or Opcode.LogSigmoid or Opcode.Softplus))
            return node;
        var x = node.Operands[0];
        var e = b.Unary(Opcode.Exp, b.Neg(Magnitude(b, x, magnitudes)));
        var log1p = b.Unary(Opcode.Log1p, e);
        return node.Op switch
        {
            // σ(x) = 1 / (1 + e) for x ≥ 0, else e / (1 + e)
            Opcode.Sigmoid => b.Binary(Opcode.SigmoidFrom, e, x),
            // log σ(x) = min(x, 0) - log(1 + e)
            Opcode.LogSigmoid => b.Sub(b.Binary(Opcode.Min, x, b.Real(0)), log1p),
            // softplus(x) = max(x, 0) + log(1 + e)
            _ => b.Add(b.Binary(Opcode.Max, x, b.Real(0)), log1p),
        };
    }

    /// <summary>A sigmoid of which the opposite is needed too, over the division that they share; their product needs no choice.</summary>
    private static Node Paired(IrBuilder b, Node node, HashSet<Node> pairs)
    {
        if (node.Op == Opcode.Mul && AreOpposite(node.Operands[0], node.Operands[1]))
            return b.Mul(node.Operands[0].Operands[1], node.Operands[0].Operands[2]);
        if (node.Op != Opcode.SigmoidFrom || !pairs.Contains(node.Operands[0]))
            return node;
        var (e, x) = (node.Operands[0], node.Operands[1]);
        var ofMagnitude = b.Div(b.Real(1), b.Add(b.Real(1), e));
        var ofMinusMagnitude = b.Mul(e, ofMagnitude);
        return b.Neg(x) is var opposite && opposite.Id < x.Id
            ? b.Select(b.LessEqual(b.Real(0), opposite), ofMinusMagnitude, ofMagnitude)
            : b.Select(b.LessEqual(b.Real(0), x), ofMagnitude, ofMinusMagnitude);
    }

    private static bool AreOpposite(Node x, Node y) =>
        Sigmoids.Argument(x) is { } argument && Sigmoids.Opposite(y) == argument || Sigmoids.Opposite(x) is { } opposite && Sigmoids.Argument(y) == opposite;

    /// <summary>|x|, the same node for x and -x, and for a choice of the two.</summary>
    private static Node Magnitude(IrBuilder b, Node x, Dictionary<Node, Node> known)
    {
        // Of x and -x the one that was there first.
        var opposite = b.Neg(x);
        if (opposite.Id < x.Id)
            x = opposite;
        if (!known.TryGetValue(x, out var magnitude))
            known.Add(x, magnitude = x.Op == Opcode.Select && Magnitude(b, x.Operands[1], known) is var chosen && chosen == Magnitude(b, x.Operands[2], known)
                ? chosen : b.Unary(Opcode.Abs, x));
        return magnitude;
    }
}

/// <summary>Sigmoids as <see cref="SharedExponentials"/> writes them.</summary>
internal static class Sigmoids
{
    /// <summary>The |x| of σ(|x|) = 1 / (1 + exp(-|x|)).</summary>
    public static Node? OfMagnitude(Node node) =>
        node.Op == Opcode.Div && node.Operands[0] is { IsConst: true, Real: 1 } && node.Operands[1] is { Op: Opcode.Add } divisor
            ? divisor.Operands.Select(Magnitude).FirstOrDefault(x => x != null) : null;

    /// <summary>The |x| of σ(-|x|) = exp(-|x|) σ(|x|).</summary>
    public static Node? OfMinusMagnitude(Node node) =>
        node.Op == Opcode.Mul && node.Operands.Select(OfMagnitude).FirstOrDefault(x => x != null) is { } x && node.Operands.Any(o => Magnitude(o) == x) ? x : null;

    /// <summary>The |x| of σ(|x|) σ(-|x|), the derivative of σ at x.</summary>
    public static Node? Slope(Node node) =>
        node.Op == Opcode.Mul && node.Operands.Select(OfMagnitude).FirstOrDefault(x => x != null) is { } x && node.Operands.Any(o => OfMinusMagnitude(o) == x) ? x : null;

    /// <summary>The x of σ(x), as a choice of the two.</summary>
    public static Node? Argument(Node node) => Chosen(node, isOpposite: false);

    /// <summary>The x of σ(-x), as a choice of the two.</summary>
    public static Node? Opposite(Node node) => Chosen(node, isOpposite: true);

    private static Node? Chosen(Node node, bool isOpposite)
    {
        if (node.Op != Opcode.Select || node.Operands[0] is not { Op: Opcode.LessEqual } condition || !condition.Operands[0].IsZero)
            return null;
        var (ofMagnitude, ofMinusMagnitude) = isOpposite ? (node.Operands[2], node.Operands[1]) : (node.Operands[1], node.Operands[2]);
        return OfMagnitude(ofMagnitude) is { } magnitude && OfMinusMagnitude(ofMinusMagnitude) == magnitude ? condition.Operands[1] : null;
    }

    private static Node? Magnitude(Node node) =>
        node is { Op: Opcode.Exp } && node.Operands[0] is { Op: Opcode.Neg } exponent && exponent.Operands[0].Op == Opcode.Abs ? exponent.Operands[0] : null;
}
