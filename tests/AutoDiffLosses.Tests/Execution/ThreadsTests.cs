using System;
using System.Linq;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace AutoDiffLosses.Tests;

/// <summary>Their memory is counted, and <see cref="Execution.MaxThreads"/> is that of the process: no other test runs meanwhile.</summary>
[CollectionDefinition("Threads", DisableParallelization = true)]
public class ThreadsCollection;

[Collection("Threads")]
public class ThreadsTests : IDisposable
{
    private const int Samples = 100_003, Classes = 3;
    private readonly int maxThreads = Execution.MaxThreads;

    public void Dispose() => Execution.MaxThreads = maxThreads;

    // ------------------------------------------------------------------------------------------------------ the same bits

    [Theory]
    [InlineData(false), InlineData(true)]
    public void TheSameBitsForAnyNumberOfThreads(bool shared)
    {
        var rows = new Rows(Samples);
        Execution.MaxThreads = 1;
        var expected = rows.Run(shared);
        foreach (int threads in (int[])[2, 7])
        {
            Execution.MaxThreads = threads;
            for (int i = 0; i < 5; i++)
                SameBits(expected, rows.Run(shared));
        }
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public void TheSameBitsForVectorsOfSamples(bool weighted)
    {
        float[] x = Enumerable.Range(0, Samples).Select(i => MathF.Sin(i)).ToArray(), target = x.Select(value => value * 0.5f).ToArray();
        float[]? weights = weighted ? x.Select(value => value < 0 ? 0 : value).ToArray() : null;
        Execution.MaxThreads = 1;
        float[] expected = Run(), withoutScale = Run(shared: false);
        foreach (int threads in (int[])[2, 7])
        {
            Execution.MaxThreads = threads;
            for (int i = 0; i < 5; i++)
            {
                SameBits(expected, Run());
                SameBits(withoutScale, Run(shared: false));
            }
        }

        float[] Run(bool shared = true)
        {
            float[] gradient = new float[Samples], losses = new float[Samples], scale = new float[1];
            float value = PseudoHuber<float>.ValueAndGradient(x, target, 0.7f, gradient, shared ? scale : default, default, weights, losses);
            return [value, .. scale, .. gradient, .. losses];
        }
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public void TheSameBitsForShortRows(bool weighted)
    {
        float[] x = Enumerable.Range(0, Samples * Classes).Select(i => MathF.Sin(i)).ToArray();
        int[] label = Enumerable.Range(0, Samples).Select(i => i % 7 == 0 ? -1 : i % Classes).ToArray();
        float[]? weights = weighted ? x[..Samples].Select(value => value < 0 ? 0 : value).ToArray() : null;
        Execution.MaxThreads = 1;
        float[] expected = Run(), withoutScale = Run(shared: false);
        foreach (int threads in (int[])[2, 7])
        {
            Execution.MaxThreads = threads;
            for (int i = 0; i < 5; i++)
            {
                SameBits(expected, Run());
                SameBits(withoutScale, Run(shared: false));
            }
        }

        float[] Run(bool shared = true)
        {
            float[] gradient = new float[x.Length], losses = new float[Samples], scale = new float[1];
            float value = Share<float>.ValueAndGradient(
                x.AsRows(Classes), label, 0.7f, gradient.AsRows(Classes), shared ? scale : default, default, weights, losses);
            return [value, .. scale, .. gradient, .. losses];
        }
    }

    [Fact]
    public void TheSameBitsForCallersAtOnce()
    {
        var rows = new Rows(20_011);
        var expected = rows.Run(shared: true);
        Execution.MaxThreads = 4;
        AtOnce(16, () =>
        {
            for (int i = 0; i < 5; i++)
                SameBits(expected, rows.Run(shared: true));
        });
        Parallel.For(0, 64, _ => SameBits(expected, rows.Run(shared: true)));
    }

    [Fact]
    public void TheSumIsThatOfAllSamples()
    {
        foreach (int samples in (int[])[.. Enumerable.Range(0, 66), 4_099, 100_003])
            foreach (long work in (long[])[1, 100, 5_000, long.MaxValue])
            {
                float[] x = Enumerable.Range(0, samples).Select(i => i % 7f).ToArray(), gradient = new float[samples];
                float sum = Square.ValueAndGradient(x, gradient, work, Reduction.Sum);

                Assert.Equal(x.Sum(value => (double)value * value), sum);
                SameBits(x.Select(value => 2 * value).ToArray(), gradient);
            }
    }

    [Fact]
    public void SharedGradientsAreSumsOfChunks()
    {
        var rows = new Rows(Samples);
        var whole = rows.Run(shared: true);
        var halves = new[] { rows.Part(0, Samples / 2), rows.Part(Samples / 2, Samples - Samples / 2) }.Select(half => half.Run(shared: true)).ToArray();
        for (int c = 0; c <= Classes; c++)
            Assert.Equal(halves[0][1 + c] + halves[1][1 + c], whole[1 + c], 1e-6 * Math.Abs(whole[1 + c]) + 1e-3);
    }

    [Fact]
    public void SharedGradientsOfNoSamplesAreZero()
    {
        const int classes = 40_000;
        float[] ones = Enumerable.Repeat(1f, classes).ToArray(), bias = [.. ones], scale = [1];

        Assert.Equal(0, CrossEntropy<float>.ValueAndGradient(
            new float[0].AsRows(classes), default, ones, 1, default, bias, scale, ones, Reduction.Sum));
        Assert.All([.. bias, .. scale], value => Assert.Equal(0, value));
    }

    // ---------------------------------------------------------------------------------------------------------- exceptions

    [Theory]
    [InlineData(1), InlineData(2), InlineData(7)]
    public void TheFirstExceptionComesOutAndTheNextCallIsRight(int threads)
    {
        Execution.MaxThreads = threads;
        float[] good = Enumerable.Repeat(2f, 500).ToArray(), bad = [.. good], gradient = new float[500];
        bad[130] = bad[333] = bad[499] = -1;
        for (int i = 0; i < 200; i++)
        {
            Assert.Equal("130", Assert.Throws<InvalidOperationException>(() => Square.ValueAndGradient(bad, gradient, 1_000)).Message);
            Assert.Equal(4, Square.ValueAndGradient(good, gradient, 1_000));
            Assert.All(gradient, value => Assert.Equal(4f / 500, value));
        }
    }

    [Fact]
    public void TheFirstBadSampleIsNamedByAnyThread()
    {
        var rows = new Rows(Samples);
        rows.Label[41_234] = rows.Label[90_000] = 9;
        for (int i = 0; i < 20; i++)
        {
            Execution.MaxThreads = 1 + i % 3;
            Assert.Contains("Sample 41234", Assert.Throws<ArgumentOutOfRangeException>(() => rows.Run(shared: false)).Message);
        }
    }

    [Fact]
    public void ExceptionsOfCallersAtOnceStayApart()
    {
        Execution.MaxThreads = 4;
        int callers = 0;
        AtOnce(16, () =>
        {
            int bad = Interlocked.Increment(ref callers);
            float[] x = Enumerable.Repeat(2f, 500).ToArray(), gradient = new float[500];
            for (int i = 0; i < 100; i++)
            {
                x[bad] = -1;
                Assert.Equal($"{bad}", Assert.Throws<InvalidOperationException>(() => Square.ValueAndGradient(x, gradient, 1_000)).Message);
                x[bad] = 2;
                Assert.Equal(4, Square.ValueAndGradient(x, gradient, 1_000));
            }
        });
    }

    // -------------------------------------------------------------------------------------------------------------- memory

    [Fact]
    public void NextToNothingIsAllocated()
    {
        Execution.MaxThreads = 4;
        float[] x = Enumerable.Repeat(2f, 64).ToArray(), gradient = new float[64];
        Call();
        long before = GC.GetTotalAllocatedBytes(true);
        for (int i = 0; i < 10_000; i++)
            Call();
        Assert.InRange((GC.GetTotalAllocatedBytes(true) - before) / 10_000.0, 0, 16);

        void Call() => Square.ValueAndGradient(x, gradient, 1_000);
    }

    [Fact]
    public void NothingIsAllocatedOnOneThread()
    {
        Execution.MaxThreads = 1;
        float[] x = Enumerable.Repeat(2f, 64).ToArray(), gradient = new float[64];
        Call();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
            Call();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Call() => Square.ValueAndGradient(x, gradient, 1_000);
    }

    private static void SameBits(float[] expected, float[] actual) =>
        Assert.True(MemoryMarshal.AsBytes(expected.AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(actual.AsSpan())));

    private static void AtOnce(int callers, Action call)
    {
        Exception? failure = null;
        var threads = Enumerable.Range(0, callers).Select(_ => new Thread(() =>
        {
            try
            {
                call();
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        })).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        Assert.Null(failure);
    }

    /// <summary>Arguments of a weighted cross-entropy; some samples are ignored, some have no weight and no finite loss.</summary>
    private sealed class Rows
    {
        private static readonly float[] Bias = [0.1f, 0, -0.1f], ClassWeights = [1, 2, 0.5f];
        private readonly float[] logits, sampleWeights;

        public readonly int[] Label;

        public Rows(int samples)
        {
            var random = new Random(samples);
            logits = Enumerable.Range(0, samples * Classes).Select(_ => 8 * random.NextSingle() - 4).ToArray();
            Label = Enumerable.Range(0, samples).Select(_ => random.Next(-1, Classes)).ToArray();
            sampleWeights = Enumerable.Range(0, samples).Select(_ => Math.Max(0, 2 * random.NextSingle() - 0.5f)).ToArray();
            for (int i = 0; i < samples; i++)
                if (sampleWeights[i] == 0)
                    logits[i * Classes] = float.NaN;
        }

        private Rows(float[] logits, int[] label, float[] sampleWeights) =>
            (this.logits, Label, this.sampleWeights) = (logits, label, sampleWeights);

        public Rows Part(int first, int count) =>
            new(logits[(first * Classes)..((first + count) * Classes)], Label[first..(first + count)], sampleWeights[first..(first + count)]);

        /// <summary>The sum, the gradients that the samples share, those of the samples, and the losses.</summary>
        public float[] Run(bool shared)
        {
            float[] gradient = new float[logits.Length], losses = new float[Label.Length], bias = new float[Classes], scale = new float[1];
            float value = CrossEntropy<float>.ValueAndGradient(
                logits.AsRows(Classes), Label, Bias, 0.5f, gradient.AsRows(Classes), shared ? bias : default, shared ? scale : default,
                ClassWeights, Reduction.Sum, sampleWeights, losses);
            Assert.True(float.IsFinite(value));
            Assert.True(Array.TrueForAll(gradient, float.IsFinite));
            return [value, .. bias, .. scale, .. gradient, .. losses];
        }
    }
}
