using System;
using System.Linq;
using System.Numerics;
using Xunit;

namespace AutoDiffLosses.Tests;

/// <summary>Losses of scalars run a vector of samples at a time; what they must give is told here a sample at a time.</summary>
public class ElementsTests
{
    public static TheoryData<int> Lengths => new([.. Enumerable.Range(0, 66), 4_099, 100_003]);

    [Theory, MemberData(nameof(Lengths))]
    public void AnyLengthInFloat(int samples) => AnyLength<float>(samples, 2e-6);

    [Theory, MemberData(nameof(Lengths))]
    public void AnyLengthInDouble(int samples) => AnyLength<double>(samples, 1e-13);

    private static void AnyLength<T>(int samples, double tolerance) where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (bool weighted in (bool[])[false, true])
            foreach (var reduction in (Reduction[])[Reduction.Mean, Reduction.Sum, Reduction.DividedBy(7)])
            {
                var call = new Call<T>(samples, weighted, reduction);
                T value = PseudoHuber<T>.ValueAndGradient(
                    call.X, call.Target, T.CreateChecked(Call<T>.Scale), call.Gradient, call.ScaleGradient, reduction, call.Weights, call.Losses);
                call.Check(value, tolerance);
            }
    }

    [Fact]
    public void WhatIsNotWantedChangesNothing()
    {
        var all = new Call<float>(1_003, weighted: true, Reduction.Mean);
        float expected = PseudoHuber<float>.ValueAndGradient(all.X, all.Target, 0.5f, all.Gradient, all.ScaleGradient, default, all.Weights, all.Losses);
        float[] gradient = new float[1_003], scale = new float[1];

        Assert.Equal(expected, PseudoHuber<float>.ValueAndGradient(all.X, all.Target, 0.5f, gradient, default, default, all.Weights));
        Assert.Equal(all.Gradient, gradient);
        Assert.Equal(expected, PseudoHuber<float>.ValueAndGradient(all.X, all.Target, 0.5f, default, scale, default, all.Weights));
        Assert.Equal(all.ScaleGradient, scale);
        Assert.Equal(expected, PseudoHuber<float>.ValueAndGradient(all.X, all.Target, 0.5f, default, default, default, all.Weights));
    }

    [Fact]
    public void CotangentsAreSeeds()
    {
        float[] x = [1, float.NaN, 3], gradient = new float[3], scale = new float[1];
        PseudoHuber<float>.Backward(x, [0, 0, -1], 1, [0.5f, 0, 2], gradient, scale);

        Assert.Equal(MathF.Sqrt(0.5f), gradient[0], 1e-6f);
        Assert.Equal([0, 0], gradient[1..]);
        Assert.Equal(gradient[0], scale[0]);
    }

    [Fact]
    public void AMeanOverNothingIsZero()
    {
        float[] x = [1, float.NaN, 3, 4], gradient = [9, 9, 9, 9], scale = [9], losses = new float[4];

        Assert.Equal(0, PseudoHuber<float>.ValueAndGradient(x, [-1, -1, -1, -1], 1, gradient, scale, default, default, losses));
        Assert.Equal([0, 0, 0, 0, 0], [.. gradient, .. scale]);
        Assert.Equal([0, float.NaN, 0, 0], losses);
        Assert.Equal(0, PseudoHuber<float>.ValueAndGradient(x, [1, 1, 1, 1], 1, gradient, scale, default, [0, 0, 1, -1], losses));
        Assert.Equal([0, 0, 0, 0, 0], [.. gradient, .. scale]);
        Assert.Equal(2 * MathF.Sqrt(5), losses[2], 1e-6f);
        Assert.Equal(0, PseudoHuber<float>.ValueAndGradient(default, default, 1, default, scale));
    }

    [Fact]
    public void SamplesAreCheckedFirst()
    {
        float[] gradient = [9, 9];
        var exception = Assert.Throws<ArgumentException>(() => PseudoHuber<float>.ValueAndGradient([1, 2], [0, float.NaN], 1, gradient, default));

        Assert.Contains("Sample 1", exception.Message);
        Assert.Equal([9, 9], gradient);
    }

    [Fact]
    public void NaNStaysInItsSample()
    {
        for (int bad = 0; bad < 40; bad++)
        {
            float[] x = Enumerable.Repeat(1f, 40).ToArray(), gradient = new float[40];
            x[bad] = float.NaN;
            Assert.True(float.IsNaN(PseudoHuber<float>.ValueAndGradient(x, new float[40], 1, gradient, default)));
            Assert.All(gradient.Index(), part => Assert.Equal(part.Index == bad, float.IsNaN(part.Item)));
        }
    }

    [Fact]
    public void TheSameBitsWhereverTheMemoryLies()
    {
        const int samples = 1_003;
        var call = new Call<float>(samples, weighted: true, Reduction.Mean);
        float expected = PseudoHuber<float>.ValueAndGradient(call.X, call.Target, 0.5f, call.Gradient, call.ScaleGradient, default, call.Weights);
        for (int offset = 1; offset < 20; offset++)
        {
            float[] x = [.. new float[offset], .. call.X], gradient = new float[samples + offset], scale = new float[1];
            Assert.Equal(expected, PseudoHuber<float>.ValueAndGradient(
                x.AsSpan(offset), call.Target, 0.5f, gradient.AsSpan(offset), scale, default, call.Weights));
            Assert.Equal(call.Gradient, gradient[offset..]);
            Assert.Equal(call.ScaleGradient, scale);
            Assert.All(gradient[..offset], value => Assert.Equal(0, value));
        }
    }

    [Fact]
    public void NothingIsAllocated()
    {
        var call = new Call<float>(133, weighted: true, Reduction.Mean);
        Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run() => PseudoHuber<float>.ValueAndGradient(
            call.X, call.Target, 1, call.Gradient, call.ScaleGradient, default, call.Weights, call.Losses);
    }

    /// <summary>Arguments, some of them inert, some without a weight and not finite; and what comes of them.</summary>
    private sealed class Call<T>(int samples, bool weighted, Reduction reduction) where T : unmanaged, IFloatingPointIeee754<T>
    {
        public const double Scale = 0.5;

        public readonly T[] X = Of(samples, i => weighted && i % 5 == 2 ? double.NaN : i % 17 - 8);
        public readonly T[] Target = Of(samples, i => i % 11 == 3 ? -1 : i % 4 * 0.25);
        public readonly T[]? Weights = weighted ? Of(samples, i => i % 5 == 2 ? 0 : 0.25 * (i % 7)) : null;
        public readonly T[] Gradient = Of(samples, _ => 99), ScaleGradient = Of(1, _ => 99), Losses = Of(samples, _ => 99);

        public void Check(T value, double tolerance)
        {
            double sum = Sum(i => SampleWeight(i) == 0 ? 0 : SampleWeight(i) * Loss(i));
            double divisor = reduction.How == Reduction.Kind.Mean ? Sum(i => SampleWeight(i) * Weight(i)) : reduction.Divisor;
            Agrees(divisor == 0 ? 0 : sum / divisor, value, tolerance);

            for (int i = 0; i < samples; i++)
            {
                Agrees(Adjoint(i) * Scale, Gradient[i], tolerance);
                Agrees(Loss(i), Losses[i], tolerance);
            }
            double size = Sum(i => Adjoint(i) == 0 ? 0 : Math.Abs(Adjoint(i) * Double(X[i])));
            Agrees(Sum(i => Adjoint(i) == 0 ? 0 : Adjoint(i) * Double(X[i])), ScaleGradient[0], tolerance * Math.Max(1, size));

            double Adjoint(int i) => divisor == 0 || SampleWeight(i) == 0
                ? 0
                : SampleWeight(i) / divisor * Weight(i) * Residual(i) / Math.Sqrt(1 + Residual(i) * Residual(i));
        }

        private double SampleWeight(int i) => Weights == null ? 1 : Double(Weights[i]);
        private double Weight(int i) => Double(Target[i]) < 0 ? 0 : 2;
        private double Residual(int i) => Scale * Double(X[i]) - Double(Target[i]);
        private double Loss(int i) => Weight(i) * Math.Sqrt(1 + Residual(i) * Residual(i));

        /// <summary>With the rounding errors added up beside it.</summary>
        private double Sum(Func<int, double> value)
        {
            double sum = 0, errors = 0;
            for (int i = 0; i < samples; i++)
            {
                double added = value(i), next = sum + added, rest = next - sum;
                errors += sum - (next - rest) + (added - rest);
                sum = next;
            }
            return sum + errors;
        }

        private static double Double(T value) => double.CreateChecked(value);
        private static T[] Of(int length, Func<int, double> value) => Enumerable.Range(0, length).Select(i => T.CreateChecked(value(i))).ToArray();

        private static void Agrees(double expected, T actual, double tolerance)
        {
            double value = Double(actual);
            if (!(Math.Abs(value - expected) <= tolerance * Math.Max(1, Math.Abs(expected)) || double.IsNaN(value) && double.IsNaN(expected)))
                Assert.Fail($"{value} instead of {expected}.");
        }
    }
}
