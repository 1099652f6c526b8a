using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector128;

namespace AutoDiffLosses.Runtime;

/// <content>Vector128: into exponent and mantissa, and the special values of logarithms.</content>
public static unsafe partial class VectorMath
{
    /// <summary>x = 2ⁿ (1 + r) with -¼ ≤ r &lt; ½; of denormal numbers too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> SplitForLog(Vector128<float> x, out Vector128<float> n)
    {
        var isTiny = LessThan(x, Create(SmallestNormal));
        var scaled = MultiplyAddEstimate(x, isTiny & Create(8388607f), x);   // those by 2²³
        var shifted = scaled.AsInt32() - Create(ThreeQuarters);
        n = ConvertToSingle(ShiftRightArithmetic(shifted, 23)) - (isTiny & Create(23f));
        return ((shifted & Create(MantissaMask)) + Create(ThreeQuarters)).AsSingle() - Vector128<float>.One;
    }

    /// <summary>∞ and NaN as they come, -∞ at 0, and NaN below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> RepairLog(Vector128<float> log, Vector128<float> x)
    {
        log = ConditionalSelect(LessThan(x, Create(float.PositiveInfinity)), log, x);
        log = ConditionalSelect(Vector128.Equals(x, Vector128<float>.Zero), Create(float.NegativeInfinity), log);
        return log | LessThan(x, Vector128<float>.Zero);
    }
}
