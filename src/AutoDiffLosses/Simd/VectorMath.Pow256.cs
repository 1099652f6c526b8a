using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector256;

namespace AutoDiffLosses.Runtime;

/// <content>Vector256: powers. The logarithm of a float, and its product with the exponent, need more digits than a float has: they are sums of two.</content>
public static unsafe partial class VectorMath
{
    /// <summary>xʸ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Pow(Vector256<float> x, Vector256<float> y)
    {
        bool isSpecial = AnyIsSpecial(x);
        var power = PowOfMagnitude(x, y, isSpecial);
        if (isSpecial)
        {
            var magnitude = Vector256.Abs(x);
            var isPositive = GreaterThan(y, Vector256<float>.Zero);
            var isNaN = ~Vector256.Equals(y, y);
            var ofZero = AndNot(Create(float.PositiveInfinity), isPositive) | isNaN;
            var ofInfinity = Create(float.PositiveInfinity) & isPositive | isNaN;
            power = ConditionalSelect(Vector256.Equals(magnitude, Vector256<float>.Zero), ofZero, power);
            power = ConditionalSelect(Vector256.Equals(magnitude, Create(float.PositiveInfinity)), ofInfinity, power);
            power |= ~Vector256.Equals(x, x);

            // Of negative numbers there are powers to whole exponents alone, and odd ones keep the sign; ∞ counts as even.
            var isWhole = Vector256.Equals(Vector256.Round(y), y);
            var isOdd = AndNot(isWhole, Vector256.Equals(Vector256.Round(y * 0.5f), y * 0.5f));
            power |= x & Create(-0f) & isOdd;
            power |= AndNot(IsFiniteNegative(x), isWhole);
            power = ConditionalSelect(Vector256.Equals(y, Vector256<float>.Zero), Vector256<float>.One, power);
        }
        return power;
    }

    /// <summary>x to the power of q, which is one for all lanes: its branches are real ones, so that a square is a multiplication.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Pow(Vector256<float> x, float q)
    {
        // One question a vector, and not three, of what is computed before the loop.
        if (q * (q - 1) * (q - 2) == 0)
            return q == 2 ? x * x : q == 1 ? x : Vector256<float>.One;

        bool isSpecial = AnyIsSpecial(x);
        var power = PowOfMagnitude(x, Create(q), isSpecial);
        if (isSpecial)
        {
            var magnitude = Vector256.Abs(x);
            float ofZero = q > 0 ? 0 : q < 0 ? float.PositiveInfinity : float.NaN;
            float ofInfinity = q > 0 ? float.PositiveInfinity : q < 0 ? 0 : float.NaN;
            power = ConditionalSelect(Vector256.Equals(magnitude, Vector256<float>.Zero), Create(ofZero), power);
            power = ConditionalSelect(Vector256.Equals(magnitude, Create(float.PositiveInfinity)), Create(ofInfinity), power);
            power |= ~Vector256.Equals(x, x);

            if (MathF.Round(q) != q)
                power |= IsFiniteNegative(x);
            else if (MathF.Round(q * 0.5f) != q * 0.5f)
                power |= x & Create(-0f);
        }
        return power;
    }

    /// <inheritdoc cref="Pow(Vector256{float}, float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Pow(Vector256<double> x, double q) =>
        q == 2 ? x * x : q == 1 ? x : q == 0 ? Vector256<double>.One : Pow(x, Create(q));

    /// <summary>|x|ʸ; of 0, ∞ and NaN nothing is said. Of numbers that are negative or denormal, only if some are known to be special.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> PowOfMagnitude(Vector256<float> x, Vector256<float> y, bool isSpecial)
    {
        if (!IsFused)
        {
            var lanes = LaneByLane(&ScalarMath.Pow, Vector256.Abs(x), y);
            return ConditionalSelect(LessThan(lanes, Create(SmallestNormal)), Vector256<float>.Zero, lanes);
        }

        var high = LogInTwoParts(x, isSpecial, out var low, out var near);
        var product = y * near;
        var counted = Counted(product, out var n);
        var rest = MultiplyAddEstimate(y, low, MultiplyAddEstimate(y, high, -product));
        var r = MinusLn2HighTimes(n, product) + MinusLn2LowTimes(n, rest);
        if (!AnyIsFar(counted))
            return PowerOfE(r, counted);

        // Overflow and underflow come by themselves; far beyond, nothing above is right.
        var power = ScaledExp(r, counted);
        power = ConditionalSelect(LessThanOrEqual(product, Create(ExpMaximum + 1)), power, product * float.MaxValue);
        power = ConditionalSelect(LessThan(product, Create(ExpMinimum - 1)), Vector256<float>.Zero, power);
        power = ConditionalSelect(LessThan(power, Create(SmallestNormal)), Vector256<float>.Zero, power);
        return ConditionalSelect(Vector256.Equals(Vector256.Abs(x), Vector256<float>.One), Vector256<float>.One, power);   // to ±∞
    }

    /// <summary>log|x| as a sum, to some 30 bits; exact enough to be multiplied by any exponent. Needs products that are not rounded. To five
    /// digits, which is enough to find the nearest power of e by, it comes earlier.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> LogInTwoParts(Vector256<float> x, bool isSpecial, out Vector256<float> low, out Vector256<float> near)
    {
        // |x| = 2ⁿ (1 + s) / c
        var mantissa = SplitForPow(x, out var n, out var eighth);
        if (isSpecial)
        {
            var magnitude = Vector256.Abs(x);
            var isTiny = LessThan(magnitude, Create(SmallestNormal));
            mantissa = SplitForPow(MultiplyAddEstimate(magnitude, isTiny & Create(8388607f), magnitude), out n, out eighth);
            n -= isTiny & Create(23 * PowUnit);
        }
        var c = OneOf(eighth, C0, C1, C2, C3, C4, C5, C6, C7);
        var s = MultiplyAddEstimate(mantissa, c, Create(-1f));

        // s - ½ s², and what that rounds off.
        var halfMinus = s * -0.5f;
        var head = MultiplyAddEstimate(halfMinus, s, s);
        var rest = MultiplyAddEstimate(halfMinus, s, s - head);
        var s2 = s * s;
        var s3 = s2 * s;
        var p34 = MultiplyAddEstimate(Create(P4), s, Create(P3));
        var tail = MultiplyAddEstimate(MultiplyAddEstimate(Create(P6), s, Create(P5)), s2, p34);

        var whole = MultiplyAddEstimate(n, Create(Ln2High / PowUnit), OneOf(eighth, High0, High1, High2, High3, High4, High5, High6, High7));
        var high = whole + head;
        low = MultiplyAddEstimate(n, Create(Ln2Low / PowUnit), OneOf(eighth, Low0, Low1, Low2, Low3, Low4, Low5, Low6, Low7));
        near = MultiplyAddEstimate(p34, s3, high + low);
        low = MultiplyAddEstimate(tail, s3, low + rest) + (whole - high + head);
        return high;
    }

    /// <summary>The mantissa of a positive normal x, its exponent in units of <see cref="PowUnit"/>, and which eighth of the mantissas it is in.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> SplitForPow(Vector256<float> x, out Vector256<float> n, out Vector256<int> eighth)
    {
        var shifted = x.AsInt32() - Create(SmallestPowMantissa);
        var exponent = shifted & Create(~MantissaMask);
        n = ConvertToSingle(exponent);
        eighth = ShiftRightLogical(shifted, 20);
        return (x.AsInt32() - exponent).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> IsFiniteNegative(Vector256<float> x) =>
        LessThan(x, Vector256<float>.Zero) & GreaterThan(x, Create(float.NegativeInfinity));
}
