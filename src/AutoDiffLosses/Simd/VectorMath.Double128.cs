using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector128;

namespace AutoDiffLosses.Runtime;

/// <content>Vector128 of double.</content>
public static unsafe partial class VectorMath
{
    /// <summary>eˣ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Exp(Vector128<double> x)
    {
        var counted = MultiplyAddEstimate(x, Create(DoubleLog2E), Create(DoubleOrigin));
        var r = MinusLn2Times(counted - Create(DoubleOrigin), x);
        return ExpFinished(ExpOfReduced(r), counted, x);
    }

    /// <summary>e to the power of x y. The digits that the product rounds off are not lost.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> ExpOfProduct(Vector128<double> x, Vector128<double> y)
    {
        var product = x * y;
        var counted = MultiplyAddEstimate(product, Create(DoubleLog2E), Create(DoubleOrigin));
        var n = counted - Create(DoubleOrigin);
        var r = MultiplyAddEstimate(x, y, n * -DoubleLn2High);
        return ExpFinished(ExpOfReduced(MultiplyAddEstimate(n, Create(-DoubleLn2Low), r)), counted, product);
    }

    /// <summary>2ⁿ times the exponential of what remains of x; 0 and ∞ beyond the numbers there are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> ExpFinished(Vector128<double> exp, Vector128<double> counted, Vector128<double> x)
    {
        exp = (exp.AsInt64() + ShiftLeft(counted.AsInt64(), 52)).AsDouble();
        exp = ConditionalSelect(LessThanOrEqual(x, Create(DoubleExpMaximum)), exp, x * double.MaxValue);   // NaN stays
        return ConditionalSelect(LessThan(x, Create(DoubleExpMinimum)), Vector128<double>.Zero, exp);
    }

    /// <summary>eˣ where x ≤ 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> ExpNonPositive(Vector128<double> x)
    {
        var counted = MultiplyAddEstimate(x, Create(DoubleLog2E), Create(DoubleExponentOrigin));
        var r = MinusLn2Times(counted - Create(DoubleExponentOrigin), x);
        var exp = ExpOfReduced(r) * ShiftLeft(counted.AsInt64(), 52).AsDouble();
        return ConditionalSelect(LessThan(x, Create(DoubleExpMinimum)), Vector128<double>.Zero, exp);
    }

    /// <summary>eˣ where x ≤ 0, or one of the numbers that it comes from is ∞ or NaN: then it may be ∞ from e⁷⁰⁹ on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> ExpShifted(Vector128<double> x) => ExpNonPositive(MinNative(Create(DoubleExpMaximum), x));

    /// <summary>x - n ln 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> MinusLn2Times(Vector128<double> n, Vector128<double> x) =>
        MultiplyAddEstimate(n, Create(-DoubleLn2Low), MultiplyAddEstimate(n, Create(-DoubleLn2High), x));

    /// <summary>eʳ for |r| ≤ ½ ln 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> ExpOfReduced(Vector128<double> r)
    {
        var r2 = r * r;
        var e23 = MultiplyAddEstimate(Create(DoubleE3), r, Create(DoubleE2));
        var e45 = MultiplyAddEstimate(Create(DoubleE5), r, Create(DoubleE4));
        var e67 = MultiplyAddEstimate(Create(DoubleE7), r, Create(DoubleE6));
        var e89 = MultiplyAddEstimate(Create(DoubleE9), r, Create(DoubleE8));
        var e1011 = MultiplyAddEstimate(Create(DoubleE11), r, Create(DoubleE10));
        var low = MultiplyAddEstimate(e45, r2, e23);
        var high = MultiplyAddEstimate(MultiplyAddEstimate(e1011, r2, e89), r2, e67);
        var tail = MultiplyAddEstimate(high, r2 * r2, low);
        return MultiplyAddEstimate(MultiplyAddEstimate(tail, r, Vector128<double>.One), r, Vector128<double>.One);
    }

    /// <summary>eˣ - 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Expm1(Vector128<double> x)
    {
        // As in float.
        var clamped = MaxNative(Create(DoubleExpMinimum), MinNative(Create(DoubleExpm1Maximum), x));
        var counted = MultiplyAddEstimate(clamped, Create(DoubleLog2E), Create(HalfMinusLog2Of3Halves)) + Create(DoubleExponentOrigin - 1);
        var n = counted - Create(DoubleExponentOrigin - 1);
        var high = MultiplyAddEstimate(n, Create(-DoubleLn2High), clamped);
        var r = MultiplyAddEstimate(n, Create(-DoubleLn2Low), high);
        var low = MultiplyAddEstimate(n, Create(-DoubleLn2Low), high - r);

        var r2 = r * r;
        var w34 = MultiplyAddEstimate(Create(DoubleW4), r, Create(DoubleW3));
        var w56 = MultiplyAddEstimate(Create(DoubleW6), r, Create(DoubleW5));
        var w78 = MultiplyAddEstimate(Create(DoubleW8), r, Create(DoubleW7));
        var w910 = MultiplyAddEstimate(Create(DoubleW10), r, Create(DoubleW9));
        var w1112 = MultiplyAddEstimate(Create(DoubleW12), r, Create(DoubleW11));
        var slope = MultiplyAddEstimate(MultiplyAddEstimate(w1112, r2, w910), r2, w78);
        slope = MultiplyAddEstimate(slope, r2 * r2, MultiplyAddEstimate(w56, r2, w34));
        slope = MultiplyAddEstimate(slope, r2, r * 0.5);
        var exp = MultiplyAddEstimate(slope, r, low) + r;

        var power = ShiftLeft(counted.AsInt64(), 52).AsDouble();
        var lessHalf = power - Create(0.5);
        var half = MultiplyAddEstimate(exp, power, (power - lessHalf) - Create(0.5)) + lessHalf;
        return half + half;
    }

    /// <summary>log(x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Log(Vector128<double> x)
    {
        var r = SplitForLog(x, out var n);
        return RepairLog(LogOfSplit(r, n), x);
    }

    /// <summary>log(1 + x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Log1p(Vector128<double> x)
    {
        // As in float.
        var u = x + Vector128<double>.One;
        var shifted = u.AsInt64() + Create((1L << 51) - 1) + ShiftRightLogical(x.AsInt64(), 63);
        var exponent = ShiftRightLogical(shifted, 52);
        var inverse = ShiftLeft(Create(2048L) - exponent, 52).AsDouble();   // 2²⁻ⁿ
        var r = MultiplyAddEstimate(x * 0.25, inverse, MultiplyAddEstimate(inverse, Create(0.25), Create(-1.0)));
        var log = RepairLog(LogOfSplit(r, Unbiased(exponent)), u);
        return ConditionalSelect(Vector128.Equals(u, Vector128<double>.One), x, log);
    }

    /// <summary>log(1 + u) where 0 ≤ u ≤ 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Log1pOfUnit(Vector128<double> u)
    {
        // A comparison twice, where it selects: with AVX-512 it is then a mask, and never a vector.
        var r = ConditionalSelect(GreaterThan(u, Create(0.5)), MultiplyAddEstimate(u, Create(0.5), Create(-0.5)), u);
        return LogOfSplit(r, ConditionalSelect(GreaterThan(u, Create(0.5)), Vector128<double>.One, Vector128<double>.Zero));
    }

    /// <summary>log(2ⁿ (1 + r)) for -¼ ≤ r ≤ ½.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> LogOfSplit(Vector128<double> r, Vector128<double> n)
    {
        // With s = r / (2 + r), log(1 + r) = 2 s + s³ (A1 + A2 s² + …), and 2 s = r - ½ r² + ½ r² s.
        var s = r / (Create(2.0) + r);
        var z = s * s;
        var z2 = z * z;
        var a12 = MultiplyAddEstimate(Create(DoubleA2), z, Create(DoubleA1));
        var a34 = MultiplyAddEstimate(Create(DoubleA4), z, Create(DoubleA3));
        var a56 = MultiplyAddEstimate(Create(DoubleA6), z, Create(DoubleA5));
        var a78 = MultiplyAddEstimate(Create(DoubleA8), z, Create(DoubleA7));
        var low = MultiplyAddEstimate(a34, z2, a12);
        var high = MultiplyAddEstimate(a78, z2, a56);
        var tail = MultiplyAddEstimate(high, z2 * z2, low);

        var halfSquare = r * 0.5 * r;
        var small = MultiplyAddEstimate(s, MultiplyAddEstimate(tail, z, halfSquare), n * DoubleLn2Low) - halfSquare;
        return MultiplyAddEstimate(n, Create(DoubleLn2High), r + small);
    }

    /// <summary>tanh(x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Tanh(Vector128<double> x)
    {
        // tanh|x| = t / (2 - t), where t = 1 - exp(-2|x|).
        var twice = MinNative(Create(DoubleTanhMaximum), Vector128.Abs(x) * 2);
        var n = Vector128.Truncate(twice * DoubleLog2E);
        var r = MinusLn2Times(n, twice);

        var r2 = r * r;
        var v23 = MultiplyAddEstimate(Create(DoubleV3), r, Create(DoubleV2));
        var v45 = MultiplyAddEstimate(Create(DoubleV5), r, Create(DoubleV4));
        var v67 = MultiplyAddEstimate(Create(DoubleV7), r, Create(DoubleV6));
        var v89 = MultiplyAddEstimate(Create(DoubleV9), r, Create(DoubleV8));
        var v1011 = MultiplyAddEstimate(Create(DoubleV11), r, Create(DoubleV10));
        var high = MultiplyAddEstimate(Create(DoubleV12), r2, v1011);
        high = MultiplyAddEstimate(MultiplyAddEstimate(high, r2, v89), r2, v67);
        var tail = MultiplyAddEstimate(high, r2 * r2, MultiplyAddEstimate(v45, r2, v23));
        tail = MultiplyAddEstimate(tail, r2, r);

        var power = ShiftLeft((Create(DoubleExponentOrigin) - n).AsInt64(), 52).AsDouble();
        var t = MultiplyAddEstimate(tail, power, Vector128<double>.One - power);

        // What 2 - t rounds off comes back.
        var divisor = Create(2.0) - t;
        var tanh = t / divisor;
        tanh = MultiplyAddEstimate(tanh, (divisor - Create(2.0)) + t, tanh);
        return tanh | (x & Create(-0.0));
    }

    /// <summary>xʸ, lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Pow(Vector128<double> x, Vector128<double> y) => LaneByLane(&ScalarMath.Pow, x, y);

    /// <summary>σ(x) = 1 / (1 + e⁻ˣ).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Sigmoid(Vector128<double> x) => SigmoidFrom(ExpNonPositive(x | Create(-0.0)), x);

    /// <summary>log σ(x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> LogSigmoid(Vector128<double> x) =>
        MinNative(x, Vector128<double>.Zero) - Log1pOfUnit(ExpNonPositive(x | Create(-0.0)));

    /// <summary>log(1 + eˣ).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Softplus(Vector128<double> x) =>
        MaxNative(x, Vector128<double>.Zero) + Log1pOfUnit(ExpNonPositive(x | Create(-0.0)));

    /// <summary>x · log(y), and 0 where x = 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> XLogY(Vector128<double> x, Vector128<double> y) =>
        ConditionalSelect(Vector128.Equals(x, Vector128<double>.Zero), Vector128<double>.Zero, x * Log(y));

    /// <summary>σ(x), given e = exp(-|x|).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> SigmoidFrom(Vector128<double> e, Vector128<double> x) =>
        ConditionalSelect(GreaterThanOrEqual(x, Vector128<double>.Zero), Vector128<double>.One, e) / (Vector128<double>.One + e);

    /// <summary>x to the power of q, given log x. The exponent is one for all lanes, so that its branches are real ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> PowFromLog(Vector128<double> x, Vector128<double> logX, double q) =>
        q == 2 ? x * x : q == 1 ? x : q == 0 ? Vector128<double>.One : ExpOfProduct(Create(q), logX);

    /// <summary>x to the power of q, given log x; x² where q = 2, and 1 where q = 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> PowFromLog(Vector128<double> x, Vector128<double> logX, Vector128<double> q)
    {
        var power = ExpOfProduct(q, logX);
        power = ConditionalSelect(Vector128.Equals(q, Create(2.0)), x * x, power);
        power = ConditionalSelect(Vector128.Equals(q, Vector128<double>.One), x, power);
        return ConditionalSelect(Vector128.Equals(q, Vector128<double>.Zero), Vector128<double>.One, power);
    }
}
