using System;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Tests.Ir;

/// <summary>What each scalar operation is of numbers: the table of kinks and limits, in the order of the opcodes.</summary>
internal static class Scalars
{
    public static double OfReal(Opcode op, double x) => op switch
    {
        Opcode.Neg => -x,
        Opcode.Abs => Math.Abs(x),
        Opcode.Sign => x > 0 ? 1 : x < 0 ? -1 : x,
        Opcode.Exp => Math.Exp(x),
        Opcode.Log => Math.Log(x),
        Opcode.Log1p => Log1p(x),
        Opcode.Expm1 => Expm1(x),
        Opcode.Sqrt => Math.Sqrt(x),
        Opcode.Sin => Math.Sin(x),
        Opcode.Cos => Math.Cos(x),
        Opcode.Tan => Math.Tan(x),
        Opcode.Asin => Math.Asin(x),
        Opcode.Acos => Math.Acos(x),
        Opcode.Atan => Math.Atan(x),
        Opcode.Sinh => Math.Sinh(x),
        Opcode.Cosh => Math.Cosh(x),
        Opcode.Tanh => Math.Tanh(x),
        Opcode.Erf => SpecialFunctions.Erf(x),
        Opcode.LogGamma => SpecialFunctions.LogGamma(x),
        Opcode.Digamma => SpecialFunctions.Digamma(x),
        Opcode.Trigamma => SpecialFunctions.Trigamma(x),
        Opcode.Sigmoid => SigmoidFrom(Math.Exp(-Math.Abs(x)), x),
        Opcode.LogSigmoid => -Softplus(-x),
        Opcode.Softplus => Softplus(x),
        Opcode.Floor => Math.Floor(x),
        Opcode.Ceiling => Math.Ceiling(x),
        Opcode.Round => Math.Round(x),               // half to even
        Opcode.Truncate => Math.Truncate(x),
        _ => throw new NotSupportedException($"{op} of a real"),
    };

    public static int OfInt(Opcode op, int x) => op switch
    {
        Opcode.Neg => unchecked(-x),
        Opcode.Abs => Math.Abs(x),
        Opcode.Sign => Math.Sign(x),
        _ => throw new NotSupportedException($"{op} of an integer"),
    };

    public static double OfReals(Opcode op, double x, double y) => op switch
    {
        Opcode.Add => x + y,
        Opcode.Sub => x - y,
        Opcode.Mul => x * y,
        Opcode.Div => x / y,
        Opcode.Rem => x % y,
        Opcode.Min => Math.Min(x, y),                // NaN if either is
        Opcode.Max => Math.Max(x, y),
        Opcode.Pow => Math.Pow(x, y),
        Opcode.Atan2 => Math.Atan2(x, y),
        Opcode.XLogY => x == 0 ? 0 : x * Math.Log(y),
        Opcode.Equal => x == y ? 1 : 0,
        Opcode.NotEqual => x != y ? 1 : 0,
        Opcode.Less => x < y ? 1 : 0,
        Opcode.LessEqual => x <= y ? 1 : 0,
        Opcode.SigmoidFrom => SigmoidFrom(x, y),
        _ => throw new NotSupportedException($"{op} of reals"),
    };

    public static double OfInts(Opcode op, int x, int y) => op switch
    {
        Opcode.Add => unchecked(x + y),
        Opcode.Sub => unchecked(x - y),
        Opcode.Mul => unchecked(x * y),
        Opcode.Div => x / y,
        Opcode.Rem => x % y,
        Opcode.Min => Math.Min(x, y),
        Opcode.Max => Math.Max(x, y),
        Opcode.Equal => x == y ? 1 : 0,
        Opcode.NotEqual => x != y ? 1 : 0,
        Opcode.Less => x < y ? 1 : 0,
        Opcode.LessEqual => x <= y ? 1 : 0,
        _ => throw new NotSupportedException($"{op} of integers"),
    };

    public static double Clamp(double x, double low, double high) => x < low ? low : x > high ? high : x;

    /// <summary>The sigmoid of x, from e = exp(-|x|): no intermediate overflows.</summary>
    public static double SigmoidFrom(double e, double x) => x >= 0 ? 1 / (1 + e) : e / (1 + e);

    public static double PowFromLog(double x, double log, double q) => q == 0 ? 1 : q == 2 ? x * x : Math.Exp(q * log);

    private static double Softplus(double x) => Math.Max(x, 0) + Log1p(Math.Exp(-Math.Abs(x)));

    // Kahan's: the rounding of 1 + x is divided out again.
    private static double Log1p(double x)
    {
        double u = 1 + x;
        return u == 1 ? x : double.IsInfinity(u) ? u : Math.Log(u) * (x / (u - 1));
    }

    private static double Expm1(double x)
    {
        double u = Math.Exp(x);
        return u == 1 ? x : double.IsInfinity(u) ? u : u - 1 == -1 ? -1 : (u - 1) * (x / Math.Log(u));
    }
}

/// <summary>A reduction as it goes on: ties to the lowest index, a NaN to the first.</summary>
internal struct Reduction(Opcode op, ScalarKind kind, ScalarKind bodyKind)
{
    private double value = op switch
    {
        Opcode.ReduceSum or Opcode.ReduceAny => 0,
        Opcode.ReduceAll => 1,
        Opcode.ReduceMin or Opcode.ReduceArgMin => bodyKind == ScalarKind.Int ? int.MaxValue : double.PositiveInfinity,
        Opcode.ReduceMax or Opcode.ReduceArgMax => bodyKind == ScalarKind.Int ? int.MinValue : double.NegativeInfinity,
        _ => throw new NotSupportedException($"{op}"),
    };
    private int best = -1;

    public readonly double Result => op is Opcode.ReduceArgMin or Opcode.ReduceArgMax ? best : value;

    /// <summary>Whether what comes cannot change it.</summary>
    public readonly bool IsDecided => op == Opcode.ReduceAny && value != 0 || op == Opcode.ReduceAll && value == 0;

    public void Add(int index, double element)
    {
        switch (op)
        {
            case Opcode.ReduceSum: value = kind == ScalarKind.Int ? unchecked((int)value + (int)element) : value + element; break;
            case Opcode.ReduceMin: value = Math.Min(value, element); break;
            case Opcode.ReduceMax: value = Math.Max(value, element); break;
            case Opcode.ReduceAny: value = value != 0 || element != 0 ? 1 : 0; break;
            case Opcode.ReduceAll: value = value != 0 && element != 0 ? 1 : 0; break;
            case Opcode.ReduceArgMin when best < 0 || element < value || double.IsNaN(element) && !double.IsNaN(value):
            case Opcode.ReduceArgMax when best < 0 || element > value || double.IsNaN(element) && !double.IsNaN(value):
                (value, best) = (element, index);
                break;
        }
    }
}
