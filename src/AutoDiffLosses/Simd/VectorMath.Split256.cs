using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector256;

namespace AutoDiffLosses.Runtime;

/// <content>Vector256: into exponent and mantissa, and the special values of logarithms.</content>
public static unsafe partial class VectorMath
{
    /// <summary>x = 2ⁿ (1 + r) with -¼ ≤ r &lt; ½; of denormal numbers too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> SplitForLog(Vector256<float> x, out Vector256<float> n)
    {
        var isTiny = LessThan(x, Create(SmallestNormal));
        var scaled = MultiplyAddEstimate(x, isTiny & Create(8388607f), x);   // those by 2²³
        var shifted = scaled.AsInt32() - Create(ThreeQuarters);
        n = ConvertToSingle(ShiftRightArithmetic(shifted, 23)) - (isTiny & Create(23f));
        return ((shifted & Create(MantissaMask)) + Create(ThreeQuarters)).AsSingle() - Vector256<float>.One;
    }

    /// <summary>∞ and NaN as they come, -∞ at 0, and NaN below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> RepairLog(Vector256<float> log, Vector256<float> x)
    {
        log = ConditionalSelect(LessThan(x, Create(float.PositiveInfinity)), log, x);
        log = ConditionalSelect(Vector256.Equals(x, Vector256<float>.Zero), Create(float.NegativeInfinity), log);
        return log | LessThan(x, Vector256<float>.Zero);
    }
}
