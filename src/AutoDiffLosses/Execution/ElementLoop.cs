using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoDiffLosses.Runtime;

/// <summary>Losses of scalars, a vector of samples at a time.</summary>
internal readonly struct ElementLoop<T, TKernel> : ILoop<T, TKernel>
    where T : unmanaged, IFloatingPointIeee754<T> where TKernel : unmanaged, IElementKernel<T>
{
    public static double Run(TKernel kernel, in Call<T> call, int first, int last) =>
        call.Weights.IsGiven || call.AreInert
            ? Pass<T>.Sum(new WeightedElements<T, TKernel>(kernel, call.Scale, call.Weights, call.Losses), first, last)
            : Pass<T>.Sum(new Elements<T, TKernel>(kernel, call.Scale, call.Losses), first, last);
}

/// <summary>The sum of the weights, a vector of samples at a time.</summary>
internal readonly struct ElementWeightLoop<T, TKernel> : ILoop<T, TKernel>
    where T : unmanaged, IFloatingPointIeee754<T> where TKernel : unmanaged, IElementKernel<T>
{
    public static double Run(TKernel kernel, in Call<T> call, int first, int last) =>
        Pass<T>.Sum(new ElementWeights<T, TKernel>(kernel, call.Weights), first, last);
}

/// <summary>Samples of weight 1.</summary>
internal readonly struct Elements<T, TKernel>(TKernel kernel, T scale, Output<T> losses) : IReduce<T>
    where T : unmanaged, IFloatingPointIeee754<T> where TKernel : unmanaged, IElementKernel<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Step512<TLanes>(TLanes lanes) where TLanes : struct, ILanes512<T>
    {
        var loss = kernel.Step512(lanes, Vector512.Create(scale));
        if (losses.IsWanted)
            lanes.Store(losses, loss);
        return loss;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<T> Step256<TLanes>(TLanes lanes) where TLanes : struct, ILanes256<T>
    {
        var loss = kernel.Step256(lanes, Vector256.Create(scale));
        if (losses.IsWanted)
            lanes.Store(losses, loss);
        return loss;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<T> Step128<TLanes>(TLanes lanes) where TLanes : struct, ILanes128<T>
    {
        var loss = kernel.Step128(lanes, Vector128.Create(scale));
        if (losses.IsWanted)
            lanes.Store(losses, loss);
        return loss;
    }
}

/// <summary>Samples that have weights, or cotangents, or contribute nothing at all. One of weight 0 contributes nothing, be its loss
/// NaN; its gradient is 0.</summary>
internal readonly struct WeightedElements<T, TKernel>(TKernel kernel, T scale, Input<T> weights, Output<T> losses) : IReduce<T>
    where T : unmanaged, IFloatingPointIeee754<T> where TKernel : unmanaged, IElementKernel<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Step512<TLanes>(TLanes lanes) where TLanes : struct, ILanes512<T>
    {
        var weight = weights.IsGiven ? lanes.Load(weights) : Vector512<T>.Zero;
        var loss = kernel.Step512(new Seeded512<T, TLanes>(lanes, weight), weight * scale);
        if (losses.IsWanted)
            lanes.Store(losses, loss);
        return Vector512.ConditionalSelect(Vector512.Equals(weight, Vector512<T>.Zero), Vector512<T>.Zero, weight * loss);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<T> Step256<TLanes>(TLanes lanes) where TLanes : struct, ILanes256<T>
    {
        var weight = weights.IsGiven ? lanes.Load(weights) : Vector256<T>.Zero;
        var loss = kernel.Step256(new Seeded256<T, TLanes>(lanes, weight), weight * scale);
        if (losses.IsWanted)
            lanes.Store(losses, loss);
        return Vector256.ConditionalSelect(Vector256.Equals(weight, Vector256<T>.Zero), Vector256<T>.Zero, weight * loss);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<T> Step128<TLanes>(TLanes lanes) where TLanes : struct, ILanes128<T>
    {
        var weight = weights.IsGiven ? lanes.Load(weights) : Vector128<T>.Zero;
        var loss = kernel.Step128(new Seeded128<T, TLanes>(lanes, weight), weight * scale);
        if (losses.IsWanted)
            lanes.Store(losses, loss);
        return Vector128.ConditionalSelect(Vector128.Equals(weight, Vector128<T>.Zero), Vector128<T>.Zero, weight * loss);
    }
}

/// <summary>The weights of samples, times those of their losses.</summary>
internal readonly struct ElementWeights<T, TKernel>(TKernel kernel, Input<T> weights) : IReduce<T>
    where T : unmanaged, IFloatingPointIeee754<T> where TKernel : unmanaged, IElementKernel<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Step512<TLanes>(TLanes lanes) where TLanes : struct, ILanes512<T>
    {
        var weight = weights.IsGiven ? lanes.Load(weights) : Vector512<T>.One;
        return TKernel.IsWeighted
            ? Vector512.ConditionalSelect(Vector512.Equals(weight, Vector512<T>.Zero), Vector512<T>.Zero, weight * kernel.Weight512(lanes))
            : weight;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<T> Step256<TLanes>(TLanes lanes) where TLanes : struct, ILanes256<T>
    {
        var weight = weights.IsGiven ? lanes.Load(weights) : Vector256<T>.One;
        return TKernel.IsWeighted
            ? Vector256.ConditionalSelect(Vector256.Equals(weight, Vector256<T>.Zero), Vector256<T>.Zero, weight * kernel.Weight256(lanes))
            : weight;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<T> Step128<TLanes>(TLanes lanes) where TLanes : struct, ILanes128<T>
    {
        var weight = weights.IsGiven ? lanes.Load(weights) : Vector128<T>.One;
        return TKernel.IsWeighted
            ? Vector128.ConditionalSelect(Vector128.Equals(weight, Vector128<T>.Zero), Vector128<T>.Zero, weight * kernel.Weight128(lanes))
            : weight;
    }
}
