using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoDiffLosses.Runtime;

/// <summary>
/// The functions of <see cref="ScalarMath"/> on vectors, for emitted code. For every input they give the same kind of result
/// (NaN, ±∞, 0), but that results which would be denormal are 0.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe partial class VectorMath
{
    /// <summary>One call a lane, for functions that are rare in losses.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static Vector512<T> LaneByLane<T>(delegate*<T, T> function, Vector512<T> x) where T : unmanaged
    {
        LaneByLane(function, (T*)&x, Vector512<T>.Count);
        return x;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static Vector256<T> LaneByLane<T>(delegate*<T, T> function, Vector256<T> x) where T : unmanaged
    {
        LaneByLane(function, (T*)&x, Vector256<T>.Count);
        return x;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static Vector128<T> LaneByLane<T>(delegate*<T, T> function, Vector128<T> x) where T : unmanaged
    {
        LaneByLane(function, (T*)&x, Vector128<T>.Count);
        return x;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LaneByLane<T>(delegate*<T, T> function, T* lanes, int count) where T : unmanaged
    {
        for (int i = 0; i < count; i++)
            lanes[i] = function(lanes[i]);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static Vector512<T> LaneByLane<T>(delegate*<T, T, T> function, Vector512<T> x, Vector512<T> y) where T : unmanaged
    {
        LaneByLane(function, (T*)&x, (T*)&y, Vector512<T>.Count);
        return x;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static Vector256<T> LaneByLane<T>(delegate*<T, T, T> function, Vector256<T> x, Vector256<T> y) where T : unmanaged
    {
        LaneByLane(function, (T*)&x, (T*)&y, Vector256<T>.Count);
        return x;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static Vector128<T> LaneByLane<T>(delegate*<T, T, T> function, Vector128<T> x, Vector128<T> y) where T : unmanaged
    {
        LaneByLane(function, (T*)&x, (T*)&y, Vector128<T>.Count);
        return x;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LaneByLane<T>(delegate*<T, T, T> function, T* lanes, T* others, int count) where T : unmanaged
    {
        for (int i = 0; i < count; i++)
            lanes[i] = function(lanes[i], others[i]);
    }
}
