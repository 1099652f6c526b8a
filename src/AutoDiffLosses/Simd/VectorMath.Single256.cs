using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector256;

namespace AutoDiffLosses.Runtime;

/// <content>Vector256 of float.</content>
public static unsafe partial class VectorMath
{
    /// <summary>eˣ - 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Expm1(Vector256<float> x)
    {
        var clamped = MaxNative(Create(ExpMinimum), MinNative(Create(Expm1Maximum), x));
        var counted = MultiplyAddEstimate(clamped, Create(Log2E), Create((float)HalfMinusLog2Of3Halves)) + Create(ExponentOrigin - 1);
        var n = counted - Create(ExponentOrigin - 1);
        var high = MultiplyAddEstimate(n, Create(-Ln2High), clamped);
        var r = MultiplyAddEstimate(n, Create(-Ln2Low), high);
        var low = MultiplyAddEstimate(n, Create(-Ln2Low), high - r);

        var r2 = r * r;
        var w34 = MultiplyAddEstimate(Create(W4), r, Create(W3));
        var w56 = MultiplyAddEstimate(Create(W6), r, Create(W5));
        var w567 = MultiplyAddEstimate(Create(W7), r2, w56);
        var slope = MultiplyAddEstimate(MultiplyAddEstimate(w567, r2, w34), r2, r * 0.5f);
        var exp = MultiplyAddEstimate(slope, r, low) + r;

        // Half of it, since 2¹²⁸ is no float; and from 2²⁵ on, what 2ⁿ - 1 rounds off.
        var power = ShiftLeft(counted.AsInt32(), 23).AsSingle();
        var lessHalf = power - Create(0.5f);
        var half = MultiplyAddEstimate(exp, power, (power - lessHalf) - Create(0.5f)) + lessHalf;
        return half + half;
    }

    /// <summary>log(x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Log(Vector256<float> x)
    {
        var r = SplitForLog(x, out var n, out bool isSpecial);
        return RepairLog(LogOfSplit(r, n, Ln2High, Ln2Low), x, isSpecial);
    }

    /// <summary>log(1 + x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Log1p(Vector256<float> x)
    {
        // 1 + x = 2ⁿ (1 + r), and r comes from x itself. It is exact if n = 0 where the sum is, or rounds to, ¾ or 1½. (By -n, and with
        // these signs, a -0 stays one.)
        var u = x + Vector256<float>.One;
        bool isSpecial = GreaterThanAny(u.AsInt32() - Create(int.MinValue + 1), Create(int.MinValue + LargestInvertibleBits - 1));
        var exponent = ShiftRightArithmetic(Create(OneAndAHalf) - ShiftRightLogical(x.AsInt32(), 31) - u.AsInt32(), 23);
        var inverse = (ShiftLeft(exponent, 23) + Vector256<float>.One.AsInt32()).AsSingle();   // 2⁻ⁿ
        var r = MultiplyAddEstimate(x, inverse, -(Vector256<float>.One - inverse));
        var minusN = ConvertToSingle(exponent);
        if (isSpecial)
        {
            // Where 2⁻ⁿ is no normal number, 1 is nothing beside x.
            var isLarge = GreaterThan(u, Create(1e30f));
            r = ConditionalSelect(isLarge, SplitNormal(u, out var nOfLarge), r);
            minusN = ConditionalSelect(isLarge, -nOfLarge, minusN);
        }
        return RepairLog(LogOfSplit(r, minusN, -Ln2High, -Ln2Low), u, isSpecial);
    }

    /// <summary>log(2ⁿ (1 + r)) for -¼ ≤ r ≤ ½, by n and ln 2, or by the negatives of both.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> LogOfSplit(Vector256<float> r, Vector256<float> n, float ln2High, float ln2Low)
    {
        var r2 = r * r;
        var m34 = MultiplyAddEstimate(Create(M4), r, Create(M3));
        var m56 = MultiplyAddEstimate(Create(M6), r, Create(M5));
        var m78 = MultiplyAddEstimate(Create(M8), r, Create(M7));
        var m90 = MultiplyAddEstimate(Create(M10), r, Create(M9));
        var tail = MultiplyAddEstimate(MultiplyAddEstimate(MultiplyAddEstimate(m90, r2, m78), r2, m56), r2, m34);

        var small = MultiplyAddEstimate(r2, Create(-0.5f), n * ln2Low);
        small = MultiplyAddEstimate(tail, r2 * r, small);
        return MultiplyAddEstimate(n, Create(ln2High), r + small);
    }

    /// <summary>log(1 + u) where 0 ≤ u ≤ 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Log1pOfUnit(Vector256<float> u)
    {
        var v = u - Create(UnitCentre);
        var v2 = v * v;
        var u23 = MultiplyAddEstimate(Create(U3), v, Create(U2));
        var u45 = MultiplyAddEstimate(Create(U5), v, Create(U4));
        var u67 = MultiplyAddEstimate(Create(U7), v, Create(U6));
        var u89 = MultiplyAddEstimate(Create(U9), v, Create(U8));
        var slope = MultiplyAddEstimate(MultiplyAddEstimate(MultiplyAddEstimate(u89, v2, u67), v2, u45), v2, u23);
        slope = MultiplyAddEstimate(MultiplyAddEstimate(slope, v, Create(U1)), v, Create(U0));
        return MultiplyAddEstimate(slope, u, u);
    }

    /// <summary>x - n ln 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> MinusLn2Times(Vector256<float> n, Vector256<float> x) =>
        MultiplyAddEstimate(n, Create(-Ln2Low), MultiplyAddEstimate(n, Create(-Ln2High), x));

    /// <summary>tanh(x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Tanh(Vector256<float> x)
    {
        // tanh|x| = t / (2 - t), where t = 1 - exp(-2|x|).
        var twice = MinNative(Create(TanhMaximum), Vector256.Abs(x) * 2);
        var n = Vector256.Truncate(twice * Log2E);
        var r = MinusLn2Times(n, twice);

        var r2 = r * r;
        var v23 = MultiplyAddEstimate(Create(V3), r, Create(V2));
        var v45 = MultiplyAddEstimate(Create(V5), r, Create(V4));
        var v67 = MultiplyAddEstimate(Create(V7), r, Create(V6));
        var tail = MultiplyAddEstimate(MultiplyAddEstimate(v67, r2, v45), r2, v23);
        tail = MultiplyAddEstimate(tail, r2, r);

        var power = ShiftLeft((Create(ExponentOrigin) - n).AsInt32(), 23).AsSingle();
        var t = MultiplyAddEstimate(tail, power, Vector256<float>.One - power);

        // What 2 - t rounds off comes back.
        var divisor = Create(2f) - t;
        var tanh = t / divisor;
        tanh = MultiplyAddEstimate(tanh, (divisor - Create(2f)) + t, tanh);
        return tanh | (x & Create(-0f));
    }

    /// <summary>σ(x) = 1 / (1 + e⁻ˣ).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Sigmoid(Vector256<float> x) => SigmoidFrom(ExpNonPositive(x | Create(-0f)), x);

    /// <summary>log σ(x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LogSigmoid(Vector256<float> x) =>
        MinNative(x, Vector256<float>.Zero) - Log1pOfUnit(ExpNonPositive(x | Create(-0f)));

    /// <summary>log(1 + eˣ).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Softplus(Vector256<float> x) =>
        MaxNative(x, Vector256<float>.Zero) + Log1pOfUnit(ExpNonPositive(x | Create(-0f)));

    /// <summary>x · log(y), and 0 where x = 0; there y is often 0 too, and logarithms of 0 are slow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> XLogY(Vector256<float> x, Vector256<float> y)
    {
        var isZero = Vector256.Equals(x, Vector256<float>.Zero);
        return AndNot(x * Log(ConditionalSelect(isZero, Vector256<float>.One, y)), isZero);
    }

    /// <summary>σ(x), given e = exp(-|x|).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> SigmoidFrom(Vector256<float> e, Vector256<float> x) =>
        ConditionalSelect(GreaterThanOrEqual(x, Vector256<float>.Zero), Vector256<float>.One, e) / (Vector256<float>.One + e);

    /// <summary>x to the power of q, given log x. The exponent is one for all lanes, so that its branches are real ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> PowFromLog(Vector256<float> x, Vector256<float> logX, float q) =>
        q == 2 ? x * x : q == 1 ? x : q == 0 ? Vector256<float>.One : ExpOfProduct(Create(q), logX);

    /// <summary>x to the power of q, given log x; x² where q = 2, and 1 where q = 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> PowFromLog(Vector256<float> x, Vector256<float> logX, Vector256<float> q)
    {
        var power = ExpOfProduct(q, logX);
        power = ConditionalSelect(Vector256.Equals(q, Create(2f)), x * x, power);
        power = ConditionalSelect(Vector256.Equals(q, Vector256<float>.One), x, power);
        return ConditionalSelect(Vector256.Equals(q, Vector256<float>.Zero), Vector256<float>.One, power);
    }
}
