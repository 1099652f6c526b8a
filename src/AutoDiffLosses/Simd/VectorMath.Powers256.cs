using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector256;

namespace AutoDiffLosses.Runtime;

/// <content>Vector256: powers by one exponent for all lanes. Its branches are real ones, so that a square is a multiplication.</content>
public static unsafe partial class VectorMath
{
    /// <summary>x to the power of q.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Pow(Vector256<float> x, float q) =>
        q == 2 ? x * x : q == 1 ? x : q == 0 ? Vector256<float>.One : PowOfAny(x, q);

    /// <summary>The logarithm and its product with q have more digits than a float: they are in double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> PowOfAny(Vector256<float> x, float q)
    {
        var magnitude = Vector256.Abs(x);
        var r = SplitForLog(magnitude, out var n);
        var lower = LogOfSplitInDouble(WidenLower(r), WidenLower(n)) * (double)q;
        var upper = LogOfSplitInDouble(WidenUpper(r), WidenUpper(n)) * (double)q;

        var product = Narrow(lower, upper);
        var counted = MultiplyAddEstimate(product, Create(Log2E), Create(Origin));
        var k = counted - Create(Origin);
        var remainder = Narrow(
            MultiplyAddEstimate(WidenLower(k), Create(-Ln2), lower), MultiplyAddEstimate(WidenUpper(k), Create(-Ln2), upper));
        var power = ExpFinished(ExpOfReduced(remainder), counted, product);

        float ofZero = q > 0 ? 0 : q < 0 ? float.PositiveInfinity : float.NaN;
        float ofInfinity = q > 0 ? float.PositiveInfinity : q < 0 ? 0 : float.NaN;
        power = ConditionalSelect(Vector256.Equals(magnitude, Vector256<float>.Zero), Create(ofZero), power);
        power = ConditionalSelect(Vector256.Equals(magnitude, Create(float.PositiveInfinity)), Create(ofInfinity), power);
        power = ConditionalSelect(Vector256.Equals(magnitude, Vector256<float>.One), Vector256<float>.One, power);
        power |= ~Vector256.Equals(x, x);

        // Of negative numbers there are powers to whole exponents alone, and odd ones keep the sign; ∞ counts as even.
        if (System.MathF.Round(q) != q)
            return power | (LessThan(x, Vector256<float>.Zero) & GreaterThan(x, Create(float.NegativeInfinity)));
        float half = q * 0.5f;
        return System.MathF.Round(half) == half ? power : power | (x & Create(-0f));
    }

    /// <summary>log(2ⁿ (1 + r)) for -¼ ≤ r ≤ ½, to 33 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> LogOfSplitInDouble(Vector256<double> r, Vector256<double> n)
    {
        var r2 = r * r;
        var p23 = MultiplyAddEstimate(Create(P3), r, Create(P2));
        var p45 = MultiplyAddEstimate(Create(P5), r, Create(P4));
        var p67 = MultiplyAddEstimate(Create(P7), r, Create(P6));
        var p89 = MultiplyAddEstimate(Create(P9), r, Create(P8));
        var p10 = MultiplyAddEstimate(Create(P11), r, Create(P10));
        p10 = MultiplyAddEstimate(Create(P12), r2, p10);
        var low = MultiplyAddEstimate(p45, r2, p23);
        var high = MultiplyAddEstimate(MultiplyAddEstimate(p10, r2, p89), r2, p67);
        var tail = MultiplyAddEstimate(high, r2 * r2, low);
        return MultiplyAddEstimate(tail, r2, MultiplyAddEstimate(n, Create(Ln2), r));
    }

    /// <inheritdoc cref="Pow(Vector256{float}, float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Pow(Vector256<double> x, double q) =>
        q == 2 ? x * x : q == 1 ? x : q == 0 ? Vector256<double>.One : Pow(x, Create(q));
}
