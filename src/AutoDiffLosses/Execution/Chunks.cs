using System;
using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace AutoDiffLosses.Runtime;

/// <summary>
/// A loop over the samples of a call in chunks, on threads where that pays. The bounds of the chunks depend on lengths alone, and what
/// they give is added in their order: the same bits for any number of threads.
/// </summary>
internal unsafe struct Chunks<T, TKernel, TLoop>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TKernel : unmanaged, IKernel<T>
    where TLoop : struct, ILoop<T, TKernel>
{
    // In units of a transcendental function or so.
    private const long WorkPerChunk = 16 * 1024, WorkForThreads = 2 * WorkPerChunk;

    private const int Most = 1024, MostWithParts = 16, MostOnStack = 128;

    private readonly Call<T>* call;
    private readonly TKernel* kernel;
    private readonly double* sums;
    private readonly int size, count, threads;
    private double* parts;
    private int partLength;

    private Chunks(Call<T>* call, TKernel* kernel, double* sums, long workPerSample, long workPerChunk, int most)
    {
        this.call = call;
        this.kernel = kernel;
        this.sums = sums;
        int samples = Math.Max(call->Samples, 1);
        long size = Math.Max(workPerChunk / workPerSample, (samples - 1) / most + 1);
        // Whole vectors, and whole lines of the cache.
        size = size <= 16 ? size : size <= 64 ? (size + 15) & -16 : (size + 63) & -64;
        this.size = (int)Math.Min(size, int.MaxValue);
        count = (samples - 1) / this.size + 1;
        threads = samples * workPerSample < WorkForThreads ? 1 : Math.Min(Execution.MaxThreads, count);
    }

    /// <summary>The sum of what the samples give.</summary>
    public static double Run(in Call<T> call, TKernel* kernel, long workPerSample) =>
        // Most calls are small, and pay for nothing but their arithmetic.
        call.Samples * workPerSample <= WorkPerChunk
            ? TLoop.Run(kernel, in call, 0, call.Samples)
            : RunMany(in call, kernel, workPerSample);

    [SkipLocalsInit]
    private static double RunMany(in Call<T> call, TKernel* kernel, long workPerSample)
    {
        double* sums = stackalloc double[Most];
        fixed (Call<T>* pinned = &call)
            return new Chunks<T, TKernel, TLoop>(pinned, kernel, sums, workPerSample, WorkPerChunk, Most).Run();
    }

    /// <summary>The same, where the samples share gradients: each chunk sums its own part of them, in <see langword="double"/> and apart
    /// from the caller's memory, which is written at the end.</summary>
    [SkipLocalsInit]
    public static double RunShared(in Call<T> call, TKernel* kernel, long workPerSample)
    {
        double* sums = stackalloc double[MostWithParts];
        int length = call.SharedLength;
        fixed (Call<T>* pinned = &call)
        {
            // A chunk should do more than clear its part and add it up.
            var chunks = new Chunks<T, TKernel, TLoop>(pinned, kernel, sums, workPerSample, Math.Max(WorkPerChunk, 8L * length), MostWithParts);
            int size = checked(chunks.count * length);
            double[]? pooled = size <= MostOnStack ? null : ArrayPool<double>.Shared.Rent(size);
            Span<double> parts = pooled != null ? pooled : stackalloc double[MostOnStack];
            try
            {
                fixed (double* memory = parts)
                {
                    chunks.parts = memory;
                    chunks.partLength = length;
                    double result = chunks.Run();
                    var sum = parts[..length];
                    for (int part = length; part < size; part += length)
                        TensorPrimitives.Add(sum, parts.Slice(part, length), sum);
                    call.WriteShared(sum);
                    return result;
                }
            }
            finally
            {
                if (pooled != null)
                    ArrayPool<double>.Shared.Return(pooled);
            }
        }
    }

    private double Run()
    {
        Helpers.Run(&RunChunk, Unsafe.AsPointer(ref this), count, threads - 1);
        double sum = 0;
        for (int chunk = 0; chunk < count; chunk++)
            sum += sums[chunk];
        return sum;
    }

    private static void RunChunk(void* pointer, int chunk)
    {
        ref var chunks = ref Unsafe.AsRef<Chunks<T, TKernel, TLoop>>(pointer);
        var kernel = *chunks.kernel;
        if (chunks.parts != null)
        {
            double* part = chunks.parts + (nint)chunk * chunks.partLength;
            new Span<double>(part, chunks.partLength).Clear();
            chunks.call->BindShared(ref kernel, part);
        }
        int first = chunk * chunks.size, last = Math.Min(first + chunks.size, chunks.call->Samples);
        chunks.sums[chunk] = TLoop.Run(&kernel, in *chunks.call, first, last);
    }
}
