using System.Numerics;
using System.Runtime.CompilerServices;
using AutoDiffLosses.Numerics;

namespace AutoDiffLosses.Runtime;

/// <summary>Runs a kernel over the samples of a call whose arguments are pinned.</summary>
/// <param name="samples">How many there are.</param>
/// <param name="seeds">Their weights, or the cotangents of their losses; null where they are 1.</param>
/// <param name="losses">Where their losses go; null where those are not wanted.</param>
/// <param name="outputs">Which arguments are written, a bit each.</param>
internal readonly unsafe struct SampleRun<T>(int samples, T* seeds, T* losses, uint outputs)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public T Reduce<TKernel>(TKernel kernel, in Arguments arguments, Reduction reduction) where TKernel : struct, ISampleKernel<T>
    {
        kernel.Bind(in arguments);
        if (TKernel.IsChecked)
            for (int sample = 0; sample < samples; sample++)
                kernel.CheckSample(sample);

        // The divisor comes first, so that gradients are written once, in their final scale.
        double divisor = reduction.How == Reduction.Kind.Mean ? SumOfWeights(kernel) : reduction.Divisor;
        if (divisor == 0)
        {
            for (int sample = 0; sample < samples; sample++)
                Skip(kernel, arguments, sample);
            return T.Zero;
        }
        return Real.Narrow<T>(SumOfLosses(kernel, arguments, Real.Narrow<T>(1 / divisor)) / divisor);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double SumOfWeights<TKernel>(TKernel kernel) where TKernel : struct, ISampleKernel<T>
    {
        if (!TKernel.IsWeighted && seeds == null)
            return samples;
        double sum = 0;
        for (int sample = 0; sample < samples; sample++)
        {
            double seed = seeds == null ? 1 : Real.Widen(seeds[sample]);
            if (seed != 0)
                sum += TKernel.IsWeighted ? seed * Real.Widen(kernel.Weight(sample)) : seed;
        }
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double SumOfLosses<TKernel>(TKernel kernel, in Arguments arguments, T scale) where TKernel : struct, ISampleKernel<T>
    {
        double sum = 0;
        for (int sample = 0; sample < samples; sample++)
        {
            T seed = seeds == null ? T.One : seeds[sample];
            if (seed == T.Zero)
            {
                Skip(kernel, arguments, sample);
                continue;
            }
            T loss = kernel.Sample(sample, seed * scale);
            if (losses != null)
                losses[sample] = loss;
            sum += Real.Widen(seed) * Real.Widen(loss);
        }
        return sum;
    }

    /// <summary>A sample that contributes nothing, be its loss NaN: its gradients are 0, and what the samples share stays as it is.
    /// Its loss, where wanted, is computed with no gradient at hand.</summary>
    private void Skip<TKernel>(TKernel kernel, Arguments arguments, int sample) where TKernel : struct, ISampleKernel<T>
    {
        kernel.Clear(sample);
        if (losses == null)
            return;
        for (int i = 0; i < Arguments.Most; i++)
            if ((outputs >> i & 1) != 0)
                arguments.SetAddress(i, null);
        kernel.Bind(in arguments);
        losses[sample] = kernel.Sample(sample, T.Zero);
    }
}
