using System;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Differentiation;

/// <summary>
/// The partial derivatives of every operation on scalars, as IR in its operands and its own value: one line an operand, which every
/// mode of differentiation reads. What is stated at a kink holds everywhere: in the scalar tail, in lanes, forward and reverse.
/// Loops, arrays, choices and surrogates are no functions of scalars: their rules are those of a mode.
/// </summary>
internal static class Partials
{
    /// <summary>The partial of y in one operand; null where it is zero everywhere, or where the operand is not a real number.</summary>
    /// <param name="isDifferentiated">Whether a value depends on a parameter that has a gradient: it decides ties of Min and Max.</param>
    public static Node? Of(IrBuilder b, Node y, int operand, Func<Node, bool> isDifferentiated)
    {
        var (p, q) = (y.Operands[0], y.Operands.Count > 1 ? y.Operands[1] : y.Operands[0]);
        var (zero, one) = (b.Real(0), b.Real(1));
        switch (y.Op)
        {
            // y = -p;  dy/dp = -1
            case Opcode.Neg: return b.Real(-1);
            // y = |p|;  dy/dp = sign p, 0 at 0
            case Opcode.Abs: return b.Unary(Opcode.Sign, p);
            // y = exp p;  dy/dp = y
            case Opcode.Exp: return y;
            // y = log p;  dy/dp = 1 / p
            case Opcode.Log: return b.Div(one, p);
            // y = log(1 + p);  dy/dp = 1 / (1 + p)
            case Opcode.Log1p: return b.Div(one, b.Add(p, one));
            // y = exp p - 1;  dy/dp = y + 1
            case Opcode.Expm1: return b.Add(y, one);
            // y = √p;  dy/dp = ½ / y, and 0 at 0, where the slope is infinite
            case Opcode.Sqrt: return b.Select(b.Equal(y, zero), zero, b.Div(b.Real(0.5), y));
            // y = sin p;  dy/dp = cos p
            case Opcode.Sin: return b.Unary(Opcode.Cos, p);
            // y = cos p;  dy/dp = -sin p
            case Opcode.Cos: return b.Neg(b.Unary(Opcode.Sin, p));
            // y = tan p;  dy/dp = 1 + y²
            case Opcode.Tan: return b.Add(one, b.Mul(y, y));
            // y = asin p;  dy/dp = 1 / √(1 - p²)
            case Opcode.Asin: return b.Div(one, RootOfOneMinusSquare(b, p));
            // y = acos p;  dy/dp = -1 / √(1 - p²)
            case Opcode.Acos: return b.Neg(b.Div(one, RootOfOneMinusSquare(b, p)));
            // y = atan p;  dy/dp = 1 / (1 + p²)
            case Opcode.Atan: return b.Div(one, b.Add(one, b.Mul(p, p)));
            // y = sinh p;  dy/dp = cosh p
            case Opcode.Sinh: return b.Unary(Opcode.Cosh, p);
            // y = cosh p;  dy/dp = sinh p
            case Opcode.Cosh: return b.Unary(Opcode.Sinh, p);
            // y = tanh p;  dy/dp = 1 - y²
            case Opcode.Tanh: return b.Sub(one, b.Mul(y, y));
            // y = erf p;  dy/dp = 2/√π · exp(-p²)
            case Opcode.Erf: return b.Mul(b.Real(2 / Math.Sqrt(Math.PI)), b.Unary(Opcode.Exp, b.Neg(b.Mul(p, p))));
            // y = log Γ(p);  dy/dp = ψ(p)
            case Opcode.LogGamma: return b.Unary(Opcode.Digamma, p);
            // y = ψ(p);  dy/dp = ψ'(p)
            case Opcode.Digamma: return b.Unary(Opcode.Trigamma, p);
            // y = σ(p);  dy/dp = y · σ(-p): y · (1 - y) would cancel
            case Opcode.Sigmoid: return b.Mul(y, b.Unary(Opcode.Sigmoid, b.Neg(p)));
            // y = log σ(p);  dy/dp = σ(-p)
            case Opcode.LogSigmoid: return b.Unary(Opcode.Sigmoid, b.Neg(p));
            // y = log(1 + exp p);  dy/dp = σ(p)
            case Opcode.Softplus: return b.Unary(Opcode.Sigmoid, p);

            // Steps: 0 everywhere, their edges included.
            case Opcode.Sign or Opcode.Floor or Opcode.Ceiling or Opcode.Round or Opcode.Truncate: return null;

            // y = p + q;  dy/dp = 1, dy/dq = 1
            case Opcode.Add: return one;
            // y = p - q;  dy/dp = 1, dy/dq = -1
            case Opcode.Sub: return operand == 0 ? one : b.Real(-1);
            // y = p · q;  dy/dp = q, dy/dq = p
            case Opcode.Mul: return operand == 0 ? q : p;
            // y = p / q;  dy/dp = 1 / q, dy/dq = -y / q
            case Opcode.Div: return operand == 0 ? b.Div(one, q) : b.Neg(b.Div(y, q));
            // y = p - q · truncate(p / q);  dy/dp = 1, dy/dq = -truncate(p / q)
            case Opcode.Rem: return operand == 0 ? one : b.Neg(b.Unary(Opcode.Truncate, b.Div(p, q)));

            // The smaller, the larger. A NaN passes on. At a tie a half each, and nothing where the other side is not differentiated.
            case Opcode.Min when operand == 0: return Chosen(b, b.Less(q, p), p, q, isDifferentiated(q));
            case Opcode.Min: return Chosen(b, b.Less(p, q), p, q, isDifferentiated(p));
            case Opcode.Max when operand == 0: return Chosen(b, b.Less(p, q), p, q, isDifferentiated(q));
            case Opcode.Max: return Chosen(b, b.Less(q, p), p, q, isDifferentiated(p));

            // y = p clamped to [low, high];  dy/dp = 1 on the closed interval; a bound's is 1 beyond it
            case Opcode.Clamp: return Clamp(b, y, operand);

            // y = p^q;  dy/dp = q · y / p, at p = 0 the slope 1 for q = 1 and 0 else;  dy/dq = y · log p, 0 at p = 0
            case Opcode.Pow: return Pow(b, y, p, q, operand);
            // y = exp(q · log x), all by way of the logarithm;  dy/dlog x = q · y, dy/dq = y · log x, 0 where y = 0
            case Opcode.PowFromLog when operand == 0: return null;
            case Opcode.PowFromLog when operand == 1: return b.Mul(y.Operands[2], y);
            case Opcode.PowFromLog: return b.Select(b.Equal(y, zero), zero, b.Mul(y, q));

            // y = atan2(p, q);  dy/dp = q / (p² + q²), dy/dq = -p / (p² + q²); at the origin 0
            case Opcode.Atan2: return Atan2(b, p, q, operand);

            // y = p · log q;  dy/dp = log q, dy/dq = p / q; at p = 0 the one is 0 for q ≤ 0, the other is 0
            case Opcode.XLogY when operand == 0:
                return b.Select(p == q ? b.Equal(p, zero) : b.And(b.Equal(p, zero), b.LessEqual(q, zero)), zero, b.Unary(Opcode.Log, q));
            case Opcode.XLogY:
                return b.Select(b.Equal(p, zero), zero, p == q ? one : b.Div(p, q));

            case Opcode.Trigamma: throw new NotSupportedException("Trigamma is there as the derivative of Digamma, and has none of its own.");
            case Opcode.SigmoidFrom: throw new InvalidOperationException("SigmoidFrom is made after differentiation.");
            default: throw new InvalidOperationException($"{y.Op} is no function of scalars.");
        }
    }

    private static Node RootOfOneMinusSquare(IrBuilder b, Node p) => b.Unary(Opcode.Sqrt, b.Sub(b.Real(1), b.Mul(p, p)));

    private static Node Chosen(IrBuilder b, Node otherIsChosen, Node p, Node q, bool otherIsDifferentiated)
    {
        var (zero, one) = (b.Real(0), b.Real(1));
        return otherIsDifferentiated
            ? b.Select(otherIsChosen, zero, b.Select(b.Equal(p, q), b.Real(0.5), one))
            : b.Select(b.LessEqual(otherIsChosen.Operands[0], otherIsChosen.Operands[1]), zero, one);
    }

    private static Node Clamp(IrBuilder b, Node y, int operand)
    {
        var (x, low, high) = (y.Operands[0], y.Operands[1], y.Operands[2]);
        var (below, above) = (b.Less(x, low), b.Less(high, x));
        return operand switch
        {
            0 => b.Select(b.Or(below, above), b.Real(0), b.Real(1)),
            1 => b.Select(below, b.Real(1), b.Real(0)),
            _ => b.Select(above, b.Real(1), b.Real(0)),
        };
    }

    private static Node Pow(IrBuilder b, Node y, Node p, Node q, int operand)
    {
        var (zero, one) = (b.Real(0), b.Real(1));
        var isZero = b.Equal(p, zero);
        return operand == 0
            ? b.Select(isZero, b.Select(b.Equal(q, one), one, zero), b.Mul(q, b.Div(y, p)))
            : b.Select(isZero, zero, b.Mul(y, b.Unary(Opcode.Log, p)));
    }

    private static Node Atan2(IrBuilder b, Node p, Node q, int operand)
    {
        var square = b.Add(b.Mul(p, p), b.Mul(q, q));
        return b.Select(b.Equal(square, b.Real(0)), b.Real(0), operand == 0 ? b.Div(q, square) : b.Neg(b.Div(p, square)));
    }
}
