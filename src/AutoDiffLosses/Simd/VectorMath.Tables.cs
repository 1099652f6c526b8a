using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace AutoDiffLosses.Runtime;

/// <content>Tables of eight and of sixteen, each lane its own entry. Of indices the lowest three or four bits count.</content>
public static unsafe partial class VectorMath
{
    /// <summary>Whether products are added before they are rounded.</summary>
    private static bool IsFused => Fma.IsSupported || AdvSimd.IsSupported;

    /// <summary>2 to the power of n / 16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Sixteenth(Vector512<int> n) => Avx512F.PermuteVar16x32(Vector512.Create(
        1f, 1.0442737f, 1.0905077f, 1.1387886f, 1.1892071f, 1.2418578f, 1.2968396f, 1.3542556f,
        1.4142135f, 1.4768262f, 1.5422108f, 1.6104903f, 1.6817929f, 1.7562522f, 1.8340081f, 1.9152066f), n);

    /// <summary>What it rounds off, relative to it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> RestOfSixteenth(Vector512<int> n) => Avx512F.PermuteVar16x32(Vector512.Create(
        0f, 4.628547e-08f, -1.19921575e-08f, 4.7297824e-08f, 3.193418e-08f, 3.6210572e-08f, -3.099072e-08f, -7.475213e-09f,
        1.7114271e-08f, -3.0476834e-08f, 5.233334e-09f, 6.1075918e-09f, -1.4719605e-08f, -5.258795e-09f, -6.1282597e-09f, 5.1406093e-09f), n);

    /// <summary>Its bits, less those that n itself makes when it is shifted to where the exponent counts ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> SixteenthToShift(Vector512<int> n) => Avx512F.PermuteVar16x32(Vector512.Create(
        0x3F800000, 0x3F7DAAC3, 0x3F7B95C2, 0x3F79C3D3, 0x3F7837F0, 0x3F76F532, 0x3F75FED7, 0x3F75583F,
        0x3F7504F3, 0x3F7508A4, 0x3F75672A, 0x3F76248C, 0x3F7744FD, 0x3F78CCDF, 0x3F7AC0C7, 0x3F7D257D), n);

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
