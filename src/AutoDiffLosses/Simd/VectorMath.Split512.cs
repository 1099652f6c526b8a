using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static System.Runtime.Intrinsics.Vector512;

namespace AutoDiffLosses.Runtime;

/// <content>Vector512: into exponent and mantissa, and the special values of logarithms.</content>
public static unsafe partial class VectorMath
{
    /// <summary>x = 2ⁿ (1 + r) with -¼ ≤ r &lt; ½; of denormal numbers too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> SplitForLog(Vector512<float> x, out Vector512<float> n)
    {
        if (Avx512F.IsSupported)
        {
            var mantissa = Avx512F.GetMantissa(x, MantissaFromThreeQuarters);
            n = Avx512F.GetExponent(x) - Avx512F.GetExponent(mantissa);
            return mantissa - Vector512<float>.One;
        }

        var isTiny = LessThan(x, Create(SmallestNormal));
        var scaled = MultiplyAddEstimate(x, isTiny & Create(8388607f), x);   // those by 2²³
        var shifted = scaled.AsInt32() - Create(ThreeQuarters);
        n = ConvertToSingle(ShiftRightArithmetic(shifted, 23)) - (isTiny & Create(23f));
        return ((shifted & Create(MantissaMask)) + Create(ThreeQuarters)).AsSingle() - Vector512<float>.One;
    }

    /// <summary>∞ and NaN as they come, -∞ at 0, and NaN below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> RepairLog(Vector512<float> log, Vector512<float> x)
    {
        if (Avx512F.IsSupported)
            return Avx512F.Fixup(log, x, Create(LogOfSpecials), 0);

        log = ConditionalSelect(LessThan(x, Create(float.PositiveInfinity)), log, x);
        log = ConditionalSelect(Vector512.Equals(x, Vector512<float>.Zero), Create(float.NegativeInfinity), log);
        return log | LessThan(x, Vector512<float>.Zero);
    }
}
