using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AutoDiffLosses.Runtime;

/// <summary>Losses of scalars, a vector of samples at a time.</summary>
internal readonly unsafe struct ElementLoop<T, TKernel> : ILoop<T, TKernel>
    where T : unmanaged, IFloatingPointIeee754<T> where TKernel : unmanaged, IElementKernel<T>
{
    public static double Run(TKernel* kernel, in Call<T> call, int first, int last) =>
        TKernel.KeptOfBlock == 0 ? Steps(kernel, in call, first, last) : Blocks(kernel, in call, first, last);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Steps(TKernel* kernel, in Call<T> call, int first, int last) =>
        call.Weights.IsGiven || call.AreInert
            ? ElementDriver<T, TKernel, WeightedElements<T, TKernel>>.Sum(kernel, in call, first, last)
            : ElementDriver<T, TKernel, Elements<T, TKernel>>.Sum(kernel, in call, first, last);

    /// <summary>Block by block, where a long chain of functions is cut.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Blocks(TKernel* kernel, in Call<T> call, int first, int last)
    {
        byte* memory = stackalloc byte[Block<T>.Size(TKernel.KeptOfBlock)];
        var own = *kernel;
        double sum = 0;
        for (int start = first; start < last; start += Block<T>.Length)
        {
            int end = Math.Min(start + Block<T>.Length, last);
            own.Begin(new Block<T>(memory, start, end));
            sum += Steps(&own, in call, start, end);
        }
        return sum;
    }
}

/// <summary>The sum of the weights, a vector of samples at a time.</summary>
internal readonly unsafe struct ElementWeightLoop<T, TKernel> : ILoop<T, TKernel>
    where T : unmanaged, IFloatingPointIeee754<T> where TKernel : unmanaged, IElementKernel<T>
{
    public static double Run(TKernel* kernel, in Call<T> call, int first, int last) =>
        ElementDriver<T, TKernel, ElementWeights<T, TKernel>>.Sum(kernel, in call, first, last);
}

/// <summary>The loop behind losses of scalars. It is not a pass: in a small call, copies of a pass with a kernel inside cost more than its
/// arithmetic. Here the JIT keeps what it needs of a kernel in registers.</summary>
internal static unsafe class ElementDriver<T, TKernel, TStep>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TKernel : unmanaged, IElementKernel<T>
    where TStep : struct, IElementStep<T, TKernel>
{
    // The conditions stand here, and not in properties, so that the JIT does not even look at the other widths.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(TKernel* kernel, in Call<T> call, nint first, nint last)
    {
        if (Vector512.IsHardwareAccelerated && Avx512F.IsSupported)
            return Sum512(kernel, in call, first, last);
        if (Rung.Is512)
            return Sum512(kernel, in call, first, last);
        if (Vector256.IsHardwareAccelerated && Fma.IsSupported)
            return Sum256(kernel, in call, first, last);
        return Sum128(kernel, in call, first, last);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Sum512(TKernel* pinned, in Call<T> given, nint index, nint last)
    {
        var kernel = *pinned;
        var call = given;
        double total = 0;
        while (last - index >= Vector512<T>.Count)
        {
            var sum = Vector512<T>.Zero;
            for (nint end = index + Math.Min((last - index) & -Vector512<T>.Count, Rung.Block); index < end; index += Vector512<T>.Count)
                sum += TStep.Step512(ref kernel, ref call, new Full512<T>(index));
            total += Width512<T>.Total(sum);
        }
        if (index < last)
        {
            var lanes = new Partial512<T>(index, last - index);
            total += Width512<T>.Total(lanes.Select(TStep.Step512(ref kernel, ref call, lanes), Vector512<T>.Zero));
        }
        return total;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Sum256(TKernel* pinned, in Call<T> given, nint index, nint last)
    {
        var kernel = *pinned;
        var call = given;
        double total = 0;
        while (last - index >= Vector256<T>.Count)
        {
            var sum = Vector256<T>.Zero;
            for (nint end = index + Math.Min((last - index) & -Vector256<T>.Count, Rung.Block); index < end; index += Vector256<T>.Count)
                sum += TStep.Step256(ref kernel, ref call, new Full256<T>(index));
            total += Width256<T>.Total(sum);
        }
        if (index < last)
        {
            var lanes = new Partial256<T>(index, last - index);
            total += Width256<T>.Total(lanes.Select(TStep.Step256(ref kernel, ref call, lanes), Vector256<T>.Zero));
        }
        return total;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Sum128(TKernel* pinned, in Call<T> given, nint index, nint last)
    {
        var kernel = *pinned;
        var call = given;
        double total = 0;
        while (last - index >= Vector128<T>.Count)
        {
            var sum = Vector128<T>.Zero;
            for (nint end = index + Math.Min((last - index) & -Vector128<T>.Count, Rung.Block); index < end; index += Vector128<T>.Count)
                sum += TStep.Step128(ref kernel, ref call, new Full128<T>(index));
            total += Width128<T>.Total(sum);
        }
        if (index < last)
        {
            var lanes = new Partial128<T>(index, last - index);
            total += Width128<T>.Total(lanes.Select(TStep.Step128(ref kernel, ref call, lanes), Vector128<T>.Zero));
        }
        return total;
    }
}

/// <summary>What a vector of samples adds to a sum. (By reference, as in <see cref="IReducing{TSelf, TPass, TResult}"/>.)</summary>
internal interface IElementStep<T, TKernel> where T : unmanaged, IFloatingPointIeee754<T> where TKernel : unmanaged
{
    static abstract Vector512<T> Step512<TLanes>(ref TKernel kernel, ref Call<T> call, TLanes lanes) where TLanes : struct, ILanes512<T>;

    static abstract Vector256<T> Step256<TLanes>(ref TKernel kernel, ref Call<T> call, TLanes lanes) where TLanes : struct, ILanes256<T>;

    static abstract Vector128<T> Step128<TLanes>(ref TKernel kernel, ref Call<T> call, TLanes lanes) where TLanes : struct, ILanes128<T>;
}

/// <summary>Samples of weight 1.</summary>
internal readonly struct Elements<T, TKernel> : IElementStep<T, TKernel>
    where T : unmanaged, IFloatingPointIeee754<T> where TKernel : unmanaged, IElementKernel<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Step512<TLanes>(ref TKernel kernel, ref Call<T> call, TLanes lanes) where TLanes : struct, ILanes512<T>
    {
        var loss = kernel.Step512(lanes, Vector512.Create(call.Scale));
        if (call.Losses.IsWanted)
            lanes.Store(call.Losses, loss);
        return loss;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Step256<TLanes>(ref TKernel kernel, ref Call<T> call, TLanes lanes) where TLanes : struct, ILanes256<T>
    {
        var loss = kernel.Step256(lanes, Vector256.Create(call.Scale));
        if (call.Losses.IsWanted)
            lanes.Store(call.Losses, loss);
        return loss;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Step128<TLanes>(ref TKernel kernel, ref Call<T> call, TLanes lanes) where TLanes : struct, ILanes128<T>
    {
        var loss = kernel.Step128(lanes, Vector128.Create(call.Scale));
        if (call.Losses.IsWanted)
            lanes.Store(call.Losses, loss);
        return loss;
    }
}

/// <summary>Samples that have weights, or cotangents, or contribute nothing at all. One of weight 0 contributes nothing, be its loss
/// NaN; its gradient is 0.</summary>
internal readonly struct WeightedElements<T, TKernel> : IElementStep<T, TKernel>
    where T : unmanaged, IFloatingPointIeee754<T> where TKernel : unmanaged, IElementKernel<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Step512<TLanes>(ref TKernel kernel, ref Call<T> call, TLanes lanes) where TLanes : struct, ILanes512<T>
    {
        var weight = call.Weights.IsGiven ? lanes.Load(call.Weights) : Vector512<T>.Zero;
        var loss = kernel.Step512(new Seeded512<T, TLanes>(lanes, weight), weight * call.Scale);
        if (call.Losses.IsWanted)
            lanes.Store(call.Losses, loss);
        return Vector512.ConditionalSelect(Vector512.Equals(weight, Vector512<T>.Zero), Vector512<T>.Zero, weight * loss);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Step256<TLanes>(ref TKernel kernel, ref Call<T> call, TLanes lanes) where TLanes : struct, ILanes256<T>
    {
        var weight = call.Weights.IsGiven ? lanes.Load(call.Weights) : Vector256<T>.Zero;
        var loss = kernel.Step256(new Seeded256<T, TLanes>(lanes, weight), weight * call.Scale);
        if (call.Losses.IsWanted)
            lanes.Store(call.Losses, loss);
        return Vector256.ConditionalSelect(Vector256.Equals(weight, Vector256<T>.Zero), Vector256<T>.Zero, weight * loss);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Step128<TLanes>(ref TKernel kernel, ref Call<T> call, TLanes lanes) where TLanes : struct, ILanes128<T>
    {
        var weight = call.Weights.IsGiven ? lanes.Load(call.Weights) : Vector128<T>.Zero;
        var loss = kernel.Step128(new Seeded128<T, TLanes>(lanes, weight), weight * call.Scale);
        if (call.Losses.IsWanted)
            lanes.Store(call.Losses, loss);
        return Vector128.ConditionalSelect(Vector128.Equals(weight, Vector128<T>.Zero), Vector128<T>.Zero, weight * loss);
    }
}

/// <summary>The weights of samples, times those of their losses.</summary>
internal readonly struct ElementWeights<T, TKernel> : IElementStep<T, TKernel>
    where T : unmanaged, IFloatingPointIeee754<T> where TKernel : unmanaged, IElementKernel<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Step512<TLanes>(ref TKernel kernel, ref Call<T> call, TLanes lanes) where TLanes : struct, ILanes512<T>
    {
        var weight = call.Weights.IsGiven ? lanes.Load(call.Weights) : Vector512<T>.One;
        return TKernel.IsWeighted
            ? Vector512.ConditionalSelect(Vector512.Equals(weight, Vector512<T>.Zero), Vector512<T>.Zero, weight * kernel.Weight512(lanes))
            : weight;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Step256<TLanes>(ref TKernel kernel, ref Call<T> call, TLanes lanes) where TLanes : struct, ILanes256<T>
    {
        var weight = call.Weights.IsGiven ? lanes.Load(call.Weights) : Vector256<T>.One;
        return TKernel.IsWeighted
            ? Vector256.ConditionalSelect(Vector256.Equals(weight, Vector256<T>.Zero), Vector256<T>.Zero, weight * kernel.Weight256(lanes))
            : weight;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Step128<TLanes>(ref TKernel kernel, ref Call<T> call, TLanes lanes) where TLanes : struct, ILanes128<T>
    {
        var weight = call.Weights.IsGiven ? lanes.Load(call.Weights) : Vector128<T>.One;
        return TKernel.IsWeighted
            ? Vector128.ConditionalSelect(Vector128.Equals(weight, Vector128<T>.Zero), Vector128<T>.Zero, weight * kernel.Weight128(lanes))
            : weight;
    }
}
