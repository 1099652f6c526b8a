using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoDiffLosses.Runtime;

/// <summary>Losses of short rows, a vector of samples at a time.</summary>
internal readonly unsafe struct ShortRowLoop<T, TKernel> : ILoop<T, TKernel>
    where T : unmanaged, IFloatingPointIeee754<T> where TKernel : unmanaged, IShortRowKernel<T>
{
    [SkipLocalsInit]
    public static double Run(TKernel* kernel, in Call<T> call, int first, int last)
    {
        byte* stack = stackalloc byte[ShortRows.Bytes(kernel->TileLength)];
        T* memory = ShortRows.Align<T>(stack);
        return call.Weights.IsGiven || call.AreInert
            ? Pass<T>.Sum(new WeightedShortRows<T, TKernel>(*kernel, call.Scale, call.Weights, call.Losses, memory), first, last)
            : Pass<T>.Sum(new ShortRows<T, TKernel>(*kernel, call.Scale, call.Losses, memory), first, last);
    }
}

/// <summary>When short rows are worked on in tiles, and where those lie.</summary>
internal static unsafe class ShortRows
{
    private const int Alignment = 64, MostBytes = 32 * 1024;

    private static int VectorBytes => Rung.Is512 ? 64 : Rung.Is256 ? 32 : 16;

    /// <summary>Whether tiles are faster than a sample at a time: there are enough samples for most lanes, and the stack has room.</summary>
    public static bool Pay<T>(int samples, int tileLength) where T : unmanaged =>
        4 * samples >= 3 * VectorBytes / sizeof(T) && tileLength <= MostBytes / VectorBytes;

    /// <summary>The memory of a step. (A vector more than it takes: a gather from nothing reads, and drops, what follows.)</summary>
    public static int Bytes(int tileLength) => (tileLength + 1) * VectorBytes + Alignment - 1;

    public static T* Align<T>(byte* memory) where T : unmanaged => (T*)((nuint)(memory + Alignment - 1) & ~(nuint)(Alignment - 1));
}

/// <summary>Samples of weight 1.</summary>
internal readonly unsafe struct ShortRows<T, TKernel>(TKernel kernel, T scale, Output<T> losses, T* memory) : IReduce<T>
    where T : unmanaged, IFloatingPointIeee754<T> where TKernel : unmanaged, IShortRowKernel<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Step512<TLanes>(TLanes lanes) where TLanes : struct, ILanes512<T>
    {
        var loss = kernel.Rows512(lanes, Vector512.Create(scale), new Tiles512<T>(memory, kernel.TileLength));
        if (losses.IsWanted)
            lanes.Store(losses, loss);
        return loss;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<T> Step256<TLanes>(TLanes lanes) where TLanes : struct, ILanes256<T>
    {
        var loss = kernel.Rows256(lanes, Vector256.Create(scale), new Tiles256<T>(memory, kernel.TileLength));
        if (losses.IsWanted)
            lanes.Store(losses, loss);
        return loss;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<T> Step128<TLanes>(TLanes lanes) where TLanes : struct, ILanes128<T>
    {
        var loss = kernel.Rows128(lanes, Vector128.Create(scale), new Tiles128<T>(memory, kernel.TileLength));
        if (losses.IsWanted)
            lanes.Store(losses, loss);
        return loss;
    }
}

/// <summary>Samples that have weights, or cotangents, or contribute nothing at all. One of weight 0 contributes nothing, be its loss
/// NaN; its gradient is 0.</summary>
internal readonly unsafe struct WeightedShortRows<T, TKernel>(TKernel kernel, T scale, Input<T> weights, Output<T> losses, T* memory) : IReduce<T>
    where T : unmanaged, IFloatingPointIeee754<T> where TKernel : unmanaged, IShortRowKernel<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Step512<TLanes>(TLanes lanes) where TLanes : struct, ILanes512<T>
    {
        var weight = weights.IsGiven ? lanes.Load(weights) : Vector512<T>.Zero;
        var loss = kernel.Rows512(
            new Seeded512<T, TLanes>(lanes, weight), weight * scale, new Tiles512<T>(memory, kernel.TileLength));
        if (losses.IsWanted)
            lanes.Store(losses, loss);
        return Vector512.ConditionalSelect(Vector512.Equals(weight, Vector512<T>.Zero), Vector512<T>.Zero, weight * loss);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<T> Step256<TLanes>(TLanes lanes) where TLanes : struct, ILanes256<T>
    {
        var weight = weights.IsGiven ? lanes.Load(weights) : Vector256<T>.Zero;
        var loss = kernel.Rows256(
            new Seeded256<T, TLanes>(lanes, weight), weight * scale, new Tiles256<T>(memory, kernel.TileLength));
        if (losses.IsWanted)
            lanes.Store(losses, loss);
        return Vector256.ConditionalSelect(Vector256.Equals(weight, Vector256<T>.Zero), Vector256<T>.Zero, weight * loss);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<T> Step128<TLanes>(TLanes lanes) where TLanes : struct, ILanes128<T>
    {
        var weight = weights.IsGiven ? lanes.Load(weights) : Vector128<T>.Zero;
        var loss = kernel.Rows128(
            new Seeded128<T, TLanes>(lanes, weight), weight * scale, new Tiles128<T>(memory, kernel.TileLength));
        if (losses.IsWanted)
            lanes.Store(losses, loss);
        return Vector128.ConditionalSelect(Vector128.Equals(weight, Vector128<T>.Zero), Vector128<T>.Zero, weight * loss);
    }
}
