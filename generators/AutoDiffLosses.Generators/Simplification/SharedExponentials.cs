using AutoDiffLosses.Generators.Differentiation;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Simplification;

/// <summary>
/// Writes sigmoids, their logarithms and softplus, of an argument and of its opposite, over one exponential, exp(-|x|), and one log1p of
/// it: the value of a loss and its gradient, which is made of the same functions, then cost one of each.
/// From: any formula. To: one without Sigmoid, LogSigmoid and Softplus. The exponential is at most 1, so nothing overflows, and
/// nothing cancels. At x = ±∞ it is 0, and the functions are their limits; of NaN they are NaN.
/// </summary>
internal static class SharedExponentials
{
    public static LiftedFormula Apply(LiftedFormula formula)
    {
        var b = formula.Builder;
        return formula.Map(Graph.Rewrite(b, formula.Roots, node => Shared(b, node)));
    }

    private static Node Shared(IrBuilder b, Node node)
    {
        if (node.Op is not (Opcode.Sigmoid or Opcode.LogSigmoid or Opcode.Softplus))
            return node;
        var x = node.Operands[0];
        var e = b.Unary(Opcode.Exp, b.Neg(Magnitude(b, x)));
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

    /// <summary>|x|, the same node for x and -x, and for a choice of the two.</summary>
    private static Node Magnitude(IrBuilder b, Node x)
    {
        // Of x and -x the one that was there first.
        var opposite = b.Neg(x);
        if (opposite.Id < x.Id)
            x = opposite;
        if (x.Op == Opcode.Select && Magnitude(b, x.Operands[1]) is var magnitude && magnitude == Magnitude(b, x.Operands[2]))
            return magnitude;
        return b.Unary(Opcode.Abs, x);
    }
}
