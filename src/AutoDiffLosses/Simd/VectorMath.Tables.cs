using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace AutoDiffLosses.Runtime;

/// <content>Tables of eight, each lane its own entry. Of indices the lowest three bits count.</content>
public static unsafe partial class VectorMath
{
    /// <summary>Whether products are added before they are rounded.</summary>
    private static bool IsFused => Fma.IsSupported || AdvSimd.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> OneOf(Vector512<int> index, float e0, float e1, float e2, float e3, float e4, float e5, float e6, float e7) =>
        Avx512F.IsSupported
            ? Avx512F.PermuteVar16x32(Vector512.Create(e0, e1, e2, e3, e4, e5, e6, e7, e0, e1, e2, e3, e4, e5, e6, e7), index)
            : Vector512.Create(
                OneOf(index.GetLower(), e0, e1, e2, e3, e4, e5, e6, e7), OneOf(index.GetUpper(), e0, e1, e2, e3, e4, e5, e6, e7));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> OneOf(Vector256<int> index, float e0, float e1, float e2, float e3, float e4, float e5, float e6, float e7) =>
        Avx2.IsSupported
            ? Avx2.PermuteVar8x32(Vector256.Create(e0, e1, e2, e3, e4, e5, e6, e7), index)
            : Vector256.Create(
                OneOf(index.GetLower(), e0, e1, e2, e3, e4, e5, e6, e7), OneOf(index.GetUpper(), e0, e1, e2, e3, e4, e5, e6, e7));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> OneOf(Vector128<int> index, float e0, float e1, float e2, float e3, float e4, float e5, float e6, float e7)
    {
        var (lower, upper) = (Vector128.Create(e0, e1, e2, e3), Vector128.Create(e4, e5, e6, e7));
        var (ofLower, ofUpper) = Avx.IsSupported
            ? (Avx.PermuteVar(lower, index), Avx.PermuteVar(upper, index))
            : (Vector128.Shuffle(lower, index & Vector128.Create(3)), Vector128.Shuffle(upper, index & Vector128.Create(3)));
        return Vector128.ConditionalSelect(Vector128.ShiftRightArithmetic(Vector128.ShiftLeft(index, 29), 31).AsSingle(), ofUpper, ofLower);
    }
}
