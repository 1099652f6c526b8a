using System;
using AutoDiffLosses.Generators.Ir;
using AutoDiffLosses.Runtime;

namespace AutoDiffLosses.Generators.Tests.Ir;

/// <summary>
/// What each scalar operation is of numbers, in the order of the opcodes: the functions of the runtime library, which a formula calls
/// where it runs as it stands.
/// </summary>
internal static class Scalars
{
    public static double OfReal(Opcode op, double x) => op switch
    {
        Opcode.Neg => -x,
        Opcode.Abs => ScalarMath.Abs(x),
        Opcode.Sign => ScalarMath.Sign(x),
        Opcode.Exp => ScalarMath.Exp(x),
        Opcode.Log => ScalarMath.Log(x),
        Opcode.Log1p => ScalarMath.Log1p(x),
        Opcode.Expm1 => ScalarMath.Expm1(x),
        Opcode.Sqrt => ScalarMath.Sqrt(x),
        Opcode.Sin => ScalarMath.Sin(x),
        Opcode.Cos => ScalarMath.Cos(x),
        Opcode.Tan => ScalarMath.Tan(x),
        Opcode.Asin => ScalarMath.Asin(x),
        Opcode.Acos => ScalarMath.Acos(x),
        Opcode.Atan => ScalarMath.Atan(x),
        Opcode.Sinh => ScalarMath.Sinh(x),
        Opcode.Cosh => ScalarMath.Cosh(x),
        Opcode.Tanh => ScalarMath.Tanh(x),
        Opcode.Erf => ScalarMath.Erf(x),
        Opcode.LogGamma => ScalarMath.LogGamma(x),
        Opcode.Digamma => ScalarMath.Digamma(x),
        Opcode.Trigamma => ScalarMath.Trigamma(x),
        Opcode.Sigmoid => ScalarMath.Sigmoid(x),
        Opcode.LogSigmoid => ScalarMath.LogSigmoid(x),
        Opcode.Softplus => ScalarMath.Softplus(x),
        Opcode.Floor => ScalarMath.Floor(x),
        Opcode.Ceiling => ScalarMath.Ceiling(x),
        Opcode.Round => ScalarMath.Round(x),             // half to even
        Opcode.Truncate => ScalarMath.Truncate(x),
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
        Opcode.Min => ScalarMath.Min(x, y),          // NaN if either is
        Opcode.Max => ScalarMath.Max(x, y),
        Opcode.Pow => ScalarMath.Pow(x, y),
        Opcode.Atan2 => ScalarMath.Atan2(x, y),
        Opcode.XLogY => ScalarMath.XLogY(x, y),
        Opcode.Equal => x == y ? 1 : 0,
        Opcode.NotEqual => x != y ? 1 : 0,
        Opcode.Less => x < y ? 1 : 0,
        Opcode.LessEqual => x <= y ? 1 : 0,
        Opcode.SigmoidFrom => ScalarMath.SigmoidFrom(x, y),
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
}

/// <summary>A reduction as it goes on: ties to the lowest index, a NaN to the first.</summary>
internal struct RunningReduction(Opcode op, ScalarKind kind, ScalarKind bodyKind)
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
