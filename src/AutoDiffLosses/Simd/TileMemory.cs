using System;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoDiffLosses.Runtime;

/// <summary>Rows into tiles and back, and single elements of tiles. In memory, the lanes of an element lie side by side.</summary>
internal static unsafe class TileMemory
{
    // ----------------------------------------------------------------------------------------------------- some of the lanes

    /// <summary>Reads the rows of the first lanes; the others are 0.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Read<T>(T* tile, nint lanes, nint length, InputRows<T> rows, nint first, nint count) where T : unmanaged
    {
        if (count < lanes)
            new Span<T>(tile, (int)(lanes * length)).Clear();
        for (nint lane = 0; lane < count; lane++)
        {
            T* row = rows.Row(first + lane).Address;
            for (nint i = 0; i < length; i++)
                tile[i * lanes + lane] = row[i];
        }
    }

    /// <summary>Writes the rows of the first lanes.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Write<T>(T* tile, nint lanes, nint length, OutputRows<T> rows, nint first, nint count)
        where T : unmanaged, INumber<T>
    {
        for (nint lane = 0; lane < count; lane++)
        {
            T* row = rows.Row(first + lane).Address;
            for (nint i = 0; i < length; i++)
                row[i] = tile[i * lanes + lane];
        }
    }

    /// <summary>Sets the rows of the lanes to 0 whose bits are set.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Clear<T>(OutputRows<T> rows, nint length, nint first, ulong lanes) where T : unmanaged, INumber<T>
    {
        for (; lanes != 0; lanes &= lanes - 1)
            rows.Row(first + BitOperations.TrailingZeroCount(lanes)).Clear(length);
    }

    // ---------------------------------------------------------------------------------------------------------------- gathers

    // Lane by lane. Where the mask is not set, element 0 is read and dropped: there are no branches then.

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Gather<T, TIndex>(T* tile, Vector512<TIndex> index, Vector512<T> mask) where T : unmanaged
    {
        nint lanes = Vector512<T>.Count;
        return Vector512.Create(
            Vector256.Create(
                Gather(tile, lanes, index.GetLower().GetLower(), mask.GetLower().GetLower()),
                Gather(tile + lanes / 4, lanes, index.GetLower().GetUpper(), mask.GetLower().GetUpper())),
            Vector256.Create(
                Gather(tile + lanes / 2, lanes, index.GetUpper().GetLower(), mask.GetUpper().GetLower()),
                Gather(tile + 3 * lanes / 4, lanes, index.GetUpper().GetUpper(), mask.GetUpper().GetUpper())));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Gather<T, TIndex>(T* tile, Vector256<TIndex> index, Vector256<T> mask) where T : unmanaged
    {
        nint lanes = Vector256<T>.Count;
        return Vector256.Create(
            Gather(tile, lanes, index.GetLower(), mask.GetLower()),
            Gather(tile + lanes / 2, lanes, index.GetUpper(), mask.GetUpper()));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Gather<T, TIndex>(T* tile, Vector128<TIndex> index, Vector128<T> mask) where T : unmanaged =>
        Gather(tile, Vector128<T>.Count, index, mask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<T> Gather<T, TIndex>(T* tile, nint lanes, Vector128<TIndex> index, Vector128<T> mask) where T : unmanaged
    {
        if (sizeof(T) == sizeof(float))
        {
            float* at = (float*)tile;
            var element = (index.AsInt32() & mask.AsInt32()) * (int)lanes;
            return Vector128.Create(at[element[0]], at[element[1] + 1], at[element[2] + 2], at[element[3] + 3]).As<float, T>() & mask;
        }
        else
        {
            double* at = (double*)tile;
            var element = index.AsInt64() & mask.AsInt64();
            return Vector128.Create(at[(nint)element[0] * lanes], at[(nint)element[1] * lanes + 1]).As<double, T>() & mask;
        }
    }

    [DoesNotReturn]
    public static void ThrowTaken() => throw new InvalidOperationException("More is taken for tiles than the kernel has asked for.");
}
