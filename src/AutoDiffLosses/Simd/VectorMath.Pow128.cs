using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using static System.Runtime.Intrinsics.Vector128;

namespace AutoDiffLosses.Runtime;

/// <content>Vector128: powers of floats. The logarithm, and its product with the exponent, need more digits than a float has, and take two.</content>
public static unsafe partial class VectorMath
{
    /// <summary>xʸ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Pow(Vector128<float> x, Vector128<float> y)
    {
        var magnitude = Vector128.Abs(x);
        var log = LogInTwoParts(magnitude, out var logLow);
        var product = y * log;
        var low = MultiplyAddEstimate(y, logLow, ProductError(y, log, product));

        var counted = MultiplyAddEstimate(product, Create(Log2E), Create(Origin));
        var n = counted - Create(Origin);
        var r = MultiplyAddEstimate(n, Create(-Ln2High), product) + MultiplyAddEstimate(n, Create(-Ln2Low), low);

        // In two steps, which overflow and underflow by themselves; far beyond, nothing above is right.
        var exponent = counted.AsInt32() - Create(Origin).AsInt32();
        var half = ShiftRightArithmetic(exponent, 1);
        var power = ExpOfReduced(r) * PowerOf2(half) * PowerOf2(exponent - half);
        power = ConditionalSelect(LessThanOrEqual(product, Create(ExpMaximum + 1)), power, product * float.MaxValue);
        power = ConditionalSelect(LessThan(product, Create(ExpMinimum - 1)), Vector128<float>.Zero, power);
        power = ConditionalSelect(LessThan(power, Create(SmallestNormal)), Vector128<float>.Zero, power);
        power = ConditionalSelect(Vector128.Equals(magnitude, Vector128<float>.One), Vector128<float>.One, power);

        // Of negative numbers there are powers to whole exponents alone, and odd ones keep the sign; ∞ counts as even.
        var isWhole = Vector128.Equals(Vector128.Round(y), y);
        var isOdd = AndNot(isWhole, Vector128.Equals(Vector128.Round(y * 0.5f), y * 0.5f));
        var isFiniteNegative = LessThan(x, Vector128<float>.Zero) & GreaterThan(x, Create(float.NegativeInfinity));
        power |= x & Create(-0f) & isOdd;
        power |= AndNot(isFiniteNegative, isWhole);

        var isOne = Vector128.Equals(x, Vector128<float>.One) | Vector128.Equals(y, Vector128<float>.Zero);
        return ConditionalSelect(isOne, Vector128<float>.One, power);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> PowerOf2(Vector128<int> n) => ShiftLeft(n + Create(127), 23).AsSingle();

    /// <summary>log(x), and what it rounds off.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> LogInTwoParts(Vector128<float> x, out Vector128<float> low)
    {
        // log(1 + r) = 2 s + s³ (A1 + A2 s² + …), where s = r / (2 + r). The sum 2 + r, the quotient and the sum with n ln 2 are in two parts.
        var r = SplitForLog(x, out var n);
        var divisor = Create(2f) + r;
        var divisorLow = r - (divisor - Create(2f));
        var inverse = Vector128<float>.One / divisor;
        var s = r * inverse;
        var back = s * divisor;
        var rest = (r - back) - MultiplyAddEstimate(s, divisorLow, ProductError(s, divisor, back));

        var z = s * s;
        var a12 = MultiplyAddEstimate(Create(A2), z, Create(A1));
        var a34 = MultiplyAddEstimate(Create(A4), z, Create(A3));
        var tail = MultiplyAddEstimate(a34, z * z, a12);

        var twice = s + s;
        var whole = n * Ln2High;
        var high = whole + twice;
        var small = MultiplyAddEstimate(rest + rest, inverse, n * Ln2Low);
        small = MultiplyAddEstimate(s * z, tail, small) + ((whole - high) + twice);

        var log = high + small;
        low = small - (log - high);
        return RepairLog(log, x);
    }

    /// <summary>x y - product, which is its rounding error.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ProductError(Vector128<float> x, Vector128<float> y, Vector128<float> product)
    {
        if (Fma.IsSupported || AdvSimd.IsSupported)
            return MultiplyAddEstimate(x, y, -product);

        // Dekker: in halves of 12 bits, whose products are exact.
        var spreadX = x * 4097;
        var spreadY = y * 4097;
        var highX = spreadX - (spreadX - x);
        var highY = spreadY - (spreadY - y);
        var lowX = x - highX;
        var lowY = y - highY;
        return (((highX * highY - product) + highX * lowY) + lowX * highY) + lowX * lowY;
    }
}
