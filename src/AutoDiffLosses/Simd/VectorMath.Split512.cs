using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static System.Runtime.Intrinsics.Vector512;

namespace AutoDiffLosses.Runtime;

/// <content>Vector512: into exponent and mantissa, and the special values of logarithms.</content>
public static unsafe partial class VectorMath
{
    /// <summary>Whether any of x is 0, denormal, negative, ∞ or NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool AnyIsSpecial(Vector512<float> x) =>
        GreaterThanAny(x.AsInt32() - Create(int.MinValue + SmallestNormalBits), Create(int.MinValue + LargestBits - SmallestNormalBits));

    /// <summary>x = 2ⁿ (1 + r) with -¼ ≤ r &lt; ½; of denormal numbers too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> SplitForLog(Vector512<float> x, out Vector512<float> n, out bool isSpecial)
    {
        if (Avx512F.IsSupported)
        {
            isSpecial = false;
            var mantissa = Avx512F.GetMantissa(x, MantissaFromThreeQuarters);
            n = Avx512F.GetExponent(x) - Avx512F.GetExponent(mantissa);
            return mantissa - Vector512<float>.One;
        }

        isSpecial = AnyIsSpecial(x);
        var r = SplitNormal(x, out n);
        if (isSpecial)
        {
            var isTiny = LessThan(x, Create(SmallestNormal));
            r = SplitNormal(MultiplyAddEstimate(x, isTiny & Create(8388607f), x), out n);   // those by 2²³
            n -= isTiny & Create(23f);
        }
        return r;
    }

    /// <summary>x = 2ⁿ (1 + r) with -¼ ≤ r &lt; ½, where x is positive and normal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> SplitNormal(Vector512<float> x, out Vector512<float> n)
    {
        var shifted = x.AsInt32() - Create(ThreeQuarters);
        n = ConvertToSingle(ShiftRightArithmetic(shifted, 23));
        return ((shifted & Create(MantissaMask)) + Create(ThreeQuarters)).AsSingle() - Vector512<float>.One;
    }

    /// <summary>∞ and NaN as they come, -∞ at 0, and NaN below; if any are special.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> RepairLog(Vector512<float> log, Vector512<float> x, bool isSpecial)
    {
        if (Avx512F.IsSupported)
            return Avx512F.Fixup(log, x, Create(LogOfSpecials), 0);
        if (!isSpecial)
            return log;

        log = ConditionalSelect(LessThan(x, Create(float.PositiveInfinity)), log, x);
        log = ConditionalSelect(Vector512.Equals(x, Vector512<float>.Zero), Create(float.NegativeInfinity), log);
        return log | LessThan(x, Vector512<float>.Zero);
    }

    // --------------------------------------------------------------------------------------------------------- double

    /// <summary>x = 2ⁿ (1 + r) with -¼ ≤ r &lt; ½; of denormal numbers too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> SplitForLog(Vector512<double> x, out Vector512<double> n)
    {
        if (Avx512F.IsSupported)
        {
            var scaledMantissa = Avx512F.GetMantissa(x, MantissaFromThreeQuarters);
            n = Avx512F.GetExponent(x) - Avx512F.GetExponent(scaledMantissa);
            return scaledMantissa - Vector512<double>.One;
        }

        var isTiny = LessThan(x, Create(DoubleSmallestNormal));
        var scaled = MultiplyAddEstimate(x, isTiny & Create(4503599627370495.0), x);   // those by 2⁵²
        n = Unbiased(BiasedExponent(scaled)) - (isTiny & Create(52.0));
        var mantissa = (scaled.AsInt64() - Create(DoubleThreeQuarters)) & Create(DoubleMantissaMask);
        return (mantissa + Create(DoubleThreeQuarters)).AsDouble() - Vector512<double>.One;
    }

    /// <summary>n + 1023, where a positive x = 2ⁿ m with ¾ ≤ m &lt; 1½.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<long> BiasedExponent(Vector512<double> x) => ShiftRightLogical(x.AsInt64() + Create(1L << 51), 52);

    /// <summary>A biased exponent as a number; shifts of signed numbers and conversions are slow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Unbiased(Vector512<long> exponent) =>
        (exponent | Create(4503599627370496.0).AsInt64()).AsDouble() - Create(4503599627370496.0 + 1023);

    /// <summary>∞ and NaN as they come, -∞ at 0, and NaN below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> RepairLog(Vector512<double> log, Vector512<double> x)
    {
        if (Avx512F.IsSupported)
            return Avx512F.Fixup(log, x, Create((long)LogOfSpecials), 0);

        log = ConditionalSelect(LessThan(x, Create(double.PositiveInfinity)), log, x);
        log = ConditionalSelect(Vector512.Equals(x, Vector512<double>.Zero), Create(double.NegativeInfinity), log);
        return log | LessThan(x, Vector512<double>.Zero);
    }
}
