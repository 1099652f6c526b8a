using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector128;

namespace AutoDiffLosses.Runtime;

/// <content>Vector128: powers. The logarithm of a float, and its product with the exponent, need more digits than a float has: they are sums of two.</content>
public static unsafe partial class VectorMath
{
    /// <summary>xʸ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Pow(Vector128<float> x, Vector128<float> y)
    {
        var magnitude = Vector128.Abs(x);
        var power = PowOfMagnitude(magnitude, y);

        var isPositive = GreaterThan(y, Vector128<float>.Zero);
        var ofZero = AndNot(Create(float.PositiveInfinity), isPositive);
        var ofInfinity = Create(float.PositiveInfinity) & isPositive;
        power = ConditionalSelect(Vector128.Equals(magnitude, Vector128<float>.Zero), ofZero, power);
        power = ConditionalSelect(Vector128.Equals(magnitude, Create(float.PositiveInfinity)), ofInfinity, power);
        power = ConditionalSelect(Vector128.Equals(magnitude, Vector128<float>.One), Vector128<float>.One, power);
        power |= ~(Vector128.Equals(x, x) & Vector128.Equals(y, y));

        // Of negative numbers there are powers to whole exponents alone, and odd ones keep the sign; ∞ counts as even.
        var isWhole = Vector128.Equals(Vector128.Round(y), y);
        var isOdd = AndNot(isWhole, Vector128.Equals(Vector128.Round(y * 0.5f), y * 0.5f));
        var isFiniteNegative = LessThan(x, Vector128<float>.Zero) & GreaterThan(x, Create(float.NegativeInfinity));
        power |= x & Create(-0f) & isOdd;
        power |= AndNot(isFiniteNegative, isWhole);

        var isOne = Vector128.Equals(x, Vector128<float>.One) | Vector128.Equals(y, Vector128<float>.Zero);
        return ConditionalSelect(isOne, Vector128<float>.One, power);
    }

    /// <summary>x to the power of q, which is one for all lanes: its branches are real ones, so that a square is a multiplication.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Pow(Vector128<float> x, float q)
    {
        if (q == 2)
            return x * x;
        if (q == 1)
            return x;
        if (q == 0)
            return Vector128<float>.One;

        var magnitude = Vector128.Abs(x);
        var power = PowOfMagnitude(magnitude, Create(q));
        float ofZero = q > 0 ? 0 : q < 0 ? float.PositiveInfinity : float.NaN;
        float ofInfinity = q > 0 ? float.PositiveInfinity : q < 0 ? 0 : float.NaN;
        power = ConditionalSelect(Vector128.Equals(magnitude, Vector128<float>.Zero), Create(ofZero), power);
        power = ConditionalSelect(Vector128.Equals(magnitude, Create(float.PositiveInfinity)), Create(ofInfinity), power);
        power = ConditionalSelect(Vector128.Equals(magnitude, Vector128<float>.One), Vector128<float>.One, power);
        power |= ~Vector128.Equals(x, x);

        if (MathF.Round(q) != q)
            return power | (LessThan(x, Vector128<float>.Zero) & GreaterThan(x, Create(float.NegativeInfinity)));
        return MathF.Round(q * 0.5f) == q * 0.5f ? power : power | (x & Create(-0f));
    }

    /// <inheritdoc cref="Pow(Vector128{float}, float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Pow(Vector128<double> x, double q) =>
        q == 2 ? x * x : q == 1 ? x : q == 0 ? Vector128<double>.One : Pow(x, Create(q));

    /// <summary>A power of a positive number, but for 1; of 0, ∞ and NaN nothing is said.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> PowOfMagnitude(Vector128<float> magnitude, Vector128<float> y)
    {
        if (!IsFused)
        {
            var lanes = LaneByLane(&ScalarMath.Pow, magnitude, y);
            return ConditionalSelect(LessThan(lanes, Create(SmallestNormal)), Vector128<float>.Zero, lanes);
        }

        var high = LogInTwoParts(magnitude, out var low);
        var product = y * high;
        var error = MultiplyAddEstimate(y, low, MultiplyAddEstimate(y, high, -product));
        var counted = MultiplyAddEstimate(product, Create(Log2E), Create(Origin));
        var remainder = MinusLn2Times(counted - Create(Origin), product) + error;

        // In two steps, which overflow and underflow by themselves; far beyond, nothing above is right.
        var exponent = counted.AsInt32() - Create(Origin).AsInt32();
        var half = ShiftRightArithmetic(exponent, 1);
        var power = ExpOfReduced(remainder) * PowerOf2(half) * PowerOf2(exponent - half);
        power = ConditionalSelect(LessThanOrEqual(product, Create(ExpMaximum + 1)), power, product * float.MaxValue);
        power = ConditionalSelect(LessThan(product, Create(ExpMinimum - 1)), Vector128<float>.Zero, power);
        return ConditionalSelect(LessThan(power, Create(SmallestNormal)), Vector128<float>.Zero, power);
    }

    /// <summary>log(x) as a sum, to some 30 bits; exact enough to be multiplied by any exponent. Needs products that are not rounded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> LogInTwoParts(Vector128<float> x, out Vector128<float> low)
    {
        // x = 2ⁿ (1 + s) / c
        var r = SplitForLog(x, out var n);
        var eighth = ShiftRightLogical((r + Vector128<float>.One).AsInt32() - Create(ThreeQuarters), 20);
        var c = OneOf(eighth, C0, C1, C2, C3, C4, C5, C6, C7);
        var s = MultiplyAddEstimate(r, c, c - Vector128<float>.One);

        // s - ½ s², and what that and the square round off.
        var s2 = s * s;
        var head = MultiplyAddEstimate(s2, Create(-0.5f), s);
        var rest = MultiplyAddEstimate(MultiplyAddEstimate(s, s, -s2), Create(-0.5f), MultiplyAddEstimate(s2, Create(-0.5f), s - head));

        var p34 = MultiplyAddEstimate(Create(P4), s, Create(P3));
        var p56 = MultiplyAddEstimate(Create(P6), s, Create(P5));
        var p78 = MultiplyAddEstimate(Create(P8), s, Create(P7));
        var tail = MultiplyAddEstimate(MultiplyAddEstimate(p78, s2, p56), s2, p34);

        var whole = MultiplyAddEstimate(n, Create(Ln2High), OneOf(eighth, High0, High1, High2, High3, High4, High5, High6, High7));
        var high = whole + head;
        low = MultiplyAddEstimate(n, Create(Ln2Low), OneOf(eighth, Low0, Low1, Low2, Low3, Low4, Low5, Low6, Low7));
        low = MultiplyAddEstimate(tail, s2 * s, low + rest) + (whole - high + head);
        return high;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> PowerOf2(Vector128<int> n) => ShiftLeft(n + Create(127), 23).AsSingle();
}
