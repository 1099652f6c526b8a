using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector512;

namespace AutoDiffLosses.Runtime;

/// <content>Vector512: powers. The logarithm of a float, and its product with the exponent, need more digits than a float has: they are in double.</content>
public static unsafe partial class VectorMath
{
    /// <summary>xʸ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Pow(Vector512<float> x, Vector512<float> y)
    {
        var magnitude = Vector512.Abs(x);
        var power = PowOfMagnitude(magnitude, y);

        var isPositive = GreaterThan(y, Vector512<float>.Zero);
        var ofZero = AndNot(Create(float.PositiveInfinity), isPositive);
        var ofInfinity = Create(float.PositiveInfinity) & isPositive;
        power = ConditionalSelect(Vector512.Equals(magnitude, Vector512<float>.Zero), ofZero, power);
        power = ConditionalSelect(Vector512.Equals(magnitude, Create(float.PositiveInfinity)), ofInfinity, power);
        power = ConditionalSelect(Vector512.Equals(magnitude, Vector512<float>.One), Vector512<float>.One, power);
        power |= ~(Vector512.Equals(x, x) & Vector512.Equals(y, y));

        // Of negative numbers there are powers to whole exponents alone, and odd ones keep the sign; ∞ counts as even.
        var isWhole = Vector512.Equals(Vector512.Round(y), y);
        var isOdd = AndNot(isWhole, Vector512.Equals(Vector512.Round(y * 0.5f), y * 0.5f));
        var isFiniteNegative = LessThan(x, Vector512<float>.Zero) & GreaterThan(x, Create(float.NegativeInfinity));
        power |= x & Create(-0f) & isOdd;
        power |= AndNot(isFiniteNegative, isWhole);

        var isOne = Vector512.Equals(x, Vector512<float>.One) | Vector512.Equals(y, Vector512<float>.Zero);
        return ConditionalSelect(isOne, Vector512<float>.One, power);
    }

    /// <summary>x to the power of q, which is one for all lanes: its branches are real ones, so that a square is a multiplication.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Pow(Vector512<float> x, float q)
    {
        if (q == 2)
            return x * x;
        if (q == 1)
            return x;
        if (q == 0)
            return Vector512<float>.One;

        var magnitude = Vector512.Abs(x);
        var power = PowOfMagnitude(magnitude, Create(q));
        float ofZero = q > 0 ? 0 : q < 0 ? float.PositiveInfinity : float.NaN;
        float ofInfinity = q > 0 ? float.PositiveInfinity : q < 0 ? 0 : float.NaN;
        power = ConditionalSelect(Vector512.Equals(magnitude, Vector512<float>.Zero), Create(ofZero), power);
        power = ConditionalSelect(Vector512.Equals(magnitude, Create(float.PositiveInfinity)), Create(ofInfinity), power);
        power = ConditionalSelect(Vector512.Equals(magnitude, Vector512<float>.One), Vector512<float>.One, power);
        power |= ~Vector512.Equals(x, x);

        if (MathF.Round(q) != q)
            return power | (LessThan(x, Vector512<float>.Zero) & GreaterThan(x, Create(float.NegativeInfinity)));
        return MathF.Round(q * 0.5f) == q * 0.5f ? power : power | (x & Create(-0f));
    }

    /// <inheritdoc cref="Pow(Vector512{float}, float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Pow(Vector512<double> x, double q) =>
        q == 2 ? x * x : q == 1 ? x : q == 0 ? Vector512<double>.One : Pow(x, Create(q));

    /// <summary>A power of a positive number, but for 1; of 0, ∞ and NaN nothing is said.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> PowOfMagnitude(Vector512<float> magnitude, Vector512<float> y)
    {
        var r = SplitForLog(magnitude, out var n);
        var lower = LogOfSplitInDouble(WidenLower(r), WidenLower(n)) * WidenLower(y);
        var upper = LogOfSplitInDouble(WidenUpper(r), WidenUpper(n)) * WidenUpper(y);

        var product = Narrow(lower, upper);
        var counted = MultiplyAddEstimate(product, Create(Log2E), Create(Origin));
        var k = counted - Create(Origin);
        var remainder = Narrow(
            MultiplyAddEstimate(WidenLower(k), Create(-Ln2), lower), MultiplyAddEstimate(WidenUpper(k), Create(-Ln2), upper));

        // In two steps, which overflow and underflow by themselves; far beyond, nothing above is right.
        var exponent = counted.AsInt32() - Create(Origin).AsInt32();
        var half = ShiftRightArithmetic(exponent, 1);
        var power = ExpOfReduced(remainder) * PowerOf2(half) * PowerOf2(exponent - half);
        power = ConditionalSelect(LessThanOrEqual(product, Create(ExpMaximum + 1)), power, product * float.MaxValue);
        power = ConditionalSelect(LessThan(product, Create(ExpMinimum - 1)), Vector512<float>.Zero, power);
        return ConditionalSelect(LessThan(power, Create(SmallestNormal)), Vector512<float>.Zero, power);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> PowerOf2(Vector512<int> n) => ShiftLeft(n + Create(127), 23).AsSingle();

    /// <summary>log(2ⁿ (1 + r)) for -¼ ≤ r ≤ ½, to 33 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> LogOfSplitInDouble(Vector512<double> r, Vector512<double> n)
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
}
