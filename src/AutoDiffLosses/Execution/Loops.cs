using System.Numerics;
using System.Runtime.CompilerServices;
using AutoDiffLosses.Numerics;

namespace AutoDiffLosses.Runtime;

/// <summary>A loop over a range of the samples of a call; returns the sum of what they give.</summary>
internal unsafe interface ILoop<T, TKernel> where T : unmanaged, IFloatingPointIeee754<T> where TKernel : unmanaged, IKernel<T>
{
    static abstract double Run(TKernel* kernel, in Call<T> call, int first, int last);
}

/// <summary>The checks of samples.</summary>
internal readonly unsafe struct CheckLoop<T, TKernel> : ILoop<T, TKernel>
    where T : unmanaged, IFloatingPointIeee754<T> where TKernel : unmanaged, IKernel<T>
{
    public static double Run(TKernel* kernel, in Call<T> call, int first, int last)
    {
        for (int sample = first; sample < last; sample++)
            kernel->CheckSample(sample);
        return 0;
    }
}

/// <summary>The sum of the weights, a sample at a time.</summary>
internal readonly unsafe struct SampleWeightLoop<T, TKernel> : ILoop<T, TKernel>
    where T : unmanaged, IFloatingPointIeee754<T> where TKernel : unmanaged, ISampleKernel<T>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Run(TKernel* kernel, in Call<T> call, int first, int last)
    {
        var weights = call.Weights;
        double sum = 0;
        for (int sample = first; sample < last; sample++)
        {
            double weight = weights.IsGiven ? Real.Widen(weights[sample]) : 1;
            if (weight != 0)
                sum += TKernel.IsWeighted ? weight * Real.Widen(kernel->Weight(sample)) : weight;
        }
        return sum;
    }
}

/// <summary>Losses of arrays, a sample at a time.</summary>
internal readonly unsafe struct SampleLoop<T, TKernel> : ILoop<T, TKernel>
    where T : unmanaged, IFloatingPointIeee754<T> where TKernel : unmanaged, ISampleKernel<T>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Run(TKernel* kernel, in Call<T> call, int first, int last)
    {
        var (weights, losses, scale, uniform) = (call.Weights, call.Losses, call.Scale, call.AreInert ? T.Zero : T.One);
        double sum = 0;
        for (int sample = first; sample < last; sample++)
        {
            T weight = weights.IsGiven ? weights[sample] : uniform;
            if (weight == T.Zero)
            {
                Skip(kernel, in call, sample);
                continue;
            }
            T loss = kernel->Sample(sample, weight * scale);
            if (losses.IsWanted)
                losses[sample] = loss;
            sum += Real.Widen(weight) * Real.Widen(loss);
        }
        return sum;
    }

    /// <summary>A sample that contributes nothing, be its loss NaN: its gradients are 0, and what the samples share stays as it is.
    /// Its loss, where wanted, is computed with no gradient at hand.</summary>
    private static void Skip(TKernel* kernel, in Call<T> call, int sample)
    {
        kernel->Clear(sample);
        var losses = call.Losses;
        if (losses.IsWanted)
            losses[sample] = call.WithoutGradients(*kernel).Sample(sample, T.Zero);
    }
}
