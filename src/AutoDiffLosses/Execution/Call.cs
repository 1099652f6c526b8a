using System;
using System.Numerics;
using AutoDiffLosses.Numerics;

namespace AutoDiffLosses.Runtime;

/// <summary>One call, while its arguments are pinned: what a loop over its samples needs to know, and the order in which loops run.</summary>
/// <param name="samples">How many there are.</param>
/// <param name="weights">What they weigh, or the cotangents of their losses; null where that is 1.</param>
/// <param name="losses">Where their losses go; null where those are not wanted.</param>
/// <param name="arguments">Where the arrays lie.</param>
/// <param name="outputs">Which of them are written, a bit each.</param>
/// <param name="shared">Which of them are gradients that the samples share, a bit each.</param>
internal unsafe struct Call<T>(int samples, T* weights, T* losses, Arguments arguments, uint outputs, uint shared)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>How many samples there are.</summary>
    public readonly int Samples => samples;

    /// <summary>What they weigh, or the cotangents of their losses; not given where that is 1, or where they are inert.</summary>
    public readonly Input<T> Weights => new(AreInert ? null : weights);

    /// <summary>Where their losses go.</summary>
    public readonly Output<T> Losses => new(losses);

    /// <summary>Whether they contribute nothing at all: the weights add up to 0.</summary>
    public bool AreInert { get; private set; }

    /// <summary>What the gradients are multiplied by: one over the divisor of the reduction.</summary>
    public T Scale { get; private set; } = T.One;

    /// <summary>How many elements the gradients have that the samples share.</summary>
    public readonly int SharedLength
    {
        get
        {
            nint length = 0;
            for (uint rest = shared; rest != 0; rest &= rest - 1)
                length += arguments.Length<T>(BitOperations.TrailingZeroCount(rest));
            return checked((int)length);
        }
    }

    /// <summary>Lets a kernel add to a part of its own, instead of to the caller's memory.</summary>
    public readonly void BindShared<TKernel>(ref TKernel kernel, double* part) where TKernel : unmanaged, IKernel<T>
    {
        void** address = stackalloc void*[Arguments.Most];
        arguments.CopyTo(address);
        for (uint rest = shared; rest != 0; rest &= rest - 1)
        {
            int index = BitOperations.TrailingZeroCount(rest);
            address[index] = part;
            part += arguments.Length<T>(index);
        }
        kernel.Bind(arguments.At(address));
    }

    /// <summary>Writes the gradients that the samples share to the caller's memory.</summary>
    public readonly void WriteShared(ReadOnlySpan<double> sum)
    {
        int position = 0;
        for (uint rest = shared; rest != 0; rest &= rest - 1)
        {
            int index = BitOperations.TrailingZeroCount(rest);
            var gradient = new Span<T>(arguments.Address(index), (int)arguments.Length<T>(index));
            for (int i = 0; i < gradient.Length; i++)
                gradient[i] = Real.Narrow<T>(sum[position++]);
        }
    }

    /// <summary>The same kernel without gradients.</summary>
    public readonly TKernel WithoutGradients<TKernel>(TKernel kernel) where TKernel : unmanaged, IKernel<T>
    {
        void** address = stackalloc void*[Arguments.Most];
        arguments.CopyTo(address);
        for (uint rest = outputs; rest != 0; rest &= rest - 1)
            address[BitOperations.TrailingZeroCount(rest)] = null;
        kernel.Bind(arguments.At(address));
        return kernel;
    }

    /// <summary>Checks the samples, writes what is wanted, and returns the reduced loss.</summary>
    public T Reduce<TKernel, TWeightLoop, TLossLoop>(TKernel* kernel, Reduction reduction, long workPerSample)
        where TKernel : unmanaged, IKernel<T>
        where TWeightLoop : struct, ILoop<T, TKernel>
        where TLossLoop : struct, ILoop<T, TKernel>
    {
        if (TKernel.IsChecked)
            Chunks<T, TKernel, CheckLoop<T, TKernel>>.Run(in this, kernel, workPerSample: 1);

        // The divisor comes first, so that gradients are written once, in their final scale.
        double divisor = reduction.How != Reduction.Kind.Mean ? reduction.Divisor
            : TKernel.IsWeighted || weights != null ? Chunks<T, TKernel, TWeightLoop>.Run(in this, kernel, workPerSample: 1)
            : samples;
        AreInert = divisor == 0;
        Scale = AreInert ? T.Zero : Real.Narrow<T>(1 / divisor);
        double sum = shared == 0
            ? Chunks<T, TKernel, TLossLoop>.Run(in this, kernel, workPerSample)
            : Chunks<T, TKernel, TLossLoop>.RunShared(in this, kernel, workPerSample);
        return AreInert ? T.Zero : Real.Narrow<T>(sum / divisor);
    }
}
