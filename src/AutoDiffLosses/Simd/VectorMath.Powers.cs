using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoDiffLosses.Runtime;

/// <summary>Powers by one exponent for all lanes: the branches on it are real ones, so that a square is a multiplication.</summary>
public static partial class VectorMath
{
    /// <summary>x to the power of q.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Pow(Vector512<float> x, float q) =>
        q == 2 ? x * x : q == 1 ? x : q == 0 ? Vector512<float>.One : Pow(x, Vector512.Create(q));

    /// <inheritdoc cref="Pow(Vector512{float}, float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Pow(Vector256<float> x, float q) =>
        q == 2 ? x * x : q == 1 ? x : q == 0 ? Vector256<float>.One : Pow(x, Vector256.Create(q));

    /// <inheritdoc cref="Pow(Vector512{float}, float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Pow(Vector128<float> x, float q) =>
        q == 2 ? x * x : q == 1 ? x : q == 0 ? Vector128<float>.One : Pow(x, Vector128.Create(q));

    /// <inheritdoc cref="Pow(Vector512{float}, float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Pow(Vector512<double> x, double q) =>
        q == 2 ? x * x : q == 1 ? x : q == 0 ? Vector512<double>.One : Pow(x, Vector512.Create(q));

    /// <inheritdoc cref="Pow(Vector512{float}, float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Pow(Vector256<double> x, double q) =>
        q == 2 ? x * x : q == 1 ? x : q == 0 ? Vector256<double>.One : Pow(x, Vector256.Create(q));

    /// <inheritdoc cref="Pow(Vector512{float}, float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Pow(Vector128<double> x, double q) =>
        q == 2 ? x * x : q == 1 ? x : q == 0 ? Vector128<double>.One : Pow(x, Vector128.Create(q));
}
