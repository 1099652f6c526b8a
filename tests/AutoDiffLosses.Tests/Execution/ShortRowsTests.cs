using System;
using System.Linq;
using System.Numerics;
using System.Numerics.Tensors;
using Xunit;

namespace AutoDiffLosses.Tests;

/// <summary>Losses of short rows run a vector of samples at a time; what they must give is told here a sample at a time.</summary>
public class ShortRowsTests
{
    public static TheoryData<int> Lengths => new([.. Enumerable.Range(0, 34)]);

    [Theory, MemberData(nameof(Lengths))]
    public void AnyLengthInFloat(int length) => AnyLength<float>(length, 3e-6);

    [Theory, MemberData(nameof(Lengths))]
    public void AnyLengthInDouble(int length) => AnyLength<double>(length, 1e-13);

    private static void AnyLength<T>(int length, double tolerance) where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (int samples = 0; samples <= 65; samples++)
            foreach (bool weighted in (bool[])[false, true])
            {
                var call = new Call<T>(samples, length, gap: samples % 3, weighted);
                call.Check(call.Run(default), default, tolerance);
                call.Check(call.Run(Reduction.Sum), Reduction.Sum, tolerance);
            }
    }

    [Fact]
    public void ManySamples()
    {
        var call = new Call<float>(20_011, 10, gap: 1, weighted: true);
        call.Check(call.Run(default), default, 3e-6);
    }

    [Fact]
    public void OnlyShortRowsOfSomeSamplesAreInLanes()
    {
        Assert.True(IsInLanes(64, 10));
        Assert.True(IsInLanes(65, 32));
        Assert.False(IsInLanes(64, 33));
        Assert.False(IsInLanes(1, 10));

        static bool IsInLanes(int samples, int length)
        {
            var call = new Call<float>(samples, length, gap: 0, weighted: false);
            try
            {
                call.Run(default, throwsOnSample: true);
                return true;
            }
            catch (InvalidOperationException)
            {
                return false;
            }
        }
    }

    [Fact]
    public void WhatIsNotWantedChangesNothing()
    {
        var call = new Call<float>(43, 5, gap: 0, weighted: true);
        float expected = call.Run(default);
        float[] gradient = new float[43 * 5], scale = new float[1];

        Assert.Equal(expected, Share<float>.ValueAndGradient(call.Rows, call.Label, Call<float>.Scale, gradient.AsRows(5), default, default, call.Weights));
        Assert.Equal(call.Gradient, gradient);
        Assert.Equal(expected, Share<float>.ValueAndGradient(call.Rows, call.Label, Call<float>.Scale, default, scale, default, call.Weights));
        Assert.Equal(call.ScaleGradient, scale);
        Assert.Equal(expected, Share<float>.ValueAndGradient(call.Rows, call.Label, Call<float>.Scale, default, default, default, call.Weights));
    }

    [Fact]
    public void CotangentsAreSeeds()
    {
        var call = new Call<float>(13, 4, gap: 2, weighted: true);
        call.Run(Reduction.Sum);
        var expected = (float[])[.. call.Gradient, .. call.ScaleGradient];
        call.Gradient.AsSpan().Fill(Call<float>.Untouched);
        Share<float>.Backward(call.Rows, call.Label, Call<float>.Scale, call.Weights, call.GradientRows, call.ScaleGradient);

        Assert.Equal(expected, (float[])[.. call.Gradient, .. call.ScaleGradient]);
    }

    [Fact]
    public void AMeanOverNothingIsZero()
    {
        var call = new Call<float>(13, 4, gap: 2, weighted: false);
        call.Label.AsSpan().Fill(-1);
        call.Check(call.Run(default), default, 0);
        Assert.All(call.Gradient.Index(), part => Assert.Equal(part.Index % 6 < 4 ? 0 : Call<float>.Untouched, part.Item));
    }

    [Fact]
    public void NothingIsAllocated()
    {
        var call = new Call<float>(133, 10, gap: 0, weighted: true);
        call.Run(default);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            call.Run(default);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>Arguments, some of them inert, some without a weight and not finite; and what comes of them.</summary>
    private sealed class Call<T>(int samples, int length, int gap, bool weighted) where T : unmanaged, IFloatingPointIeee754<T>
    {
        public const float Scale = 0.5f, Untouched = 99;

        public readonly T[] X = Of(samples * (length + gap), i =>
            i % (length + gap) >= length || weighted && i / (length + gap) % 5 == 2 ? double.NaN : i % 17 / 4.0 - 2);

        public readonly int[] Label = Enumerable.Range(0, samples).Select(i => length == 0 || i % 11 == 3 ? -1 : i * 7 % length).ToArray();
        public readonly T[]? Weights = weighted ? Of(samples, i => i % 5 == 2 ? 0 : 0.25 * (i % 7)) : null;
        public readonly T[] Gradient = Of(samples * (length + gap), _ => Untouched), ScaleGradient = Of(1, _ => Untouched);
        public readonly T[] Losses = Of(samples, _ => Untouched);

        public ReadOnlyTensorSpan<T> Rows => new(X, [samples, length], Strides);

        public TensorSpan<T> GradientRows => new(Gradient, [samples, length], Strides);

        private ReadOnlySpan<nint> Strides => gap > 0 && samples > 1 && length > 0 ? (nint[])[length + gap, length > 1 ? 1 : 0] : [];

        public T Run(Reduction reduction, bool throwsOnSample = false) => Share<T>.ValueAndGradient(
            Rows, Label, T.CreateChecked(Scale), GradientRows, ScaleGradient, reduction, Weights, Losses, throwsOnSample);

        public void Check(T value, Reduction reduction, double tolerance)
        {
            double sum = 0, divisor = 0, scale = 0, scaleSize = 1;
            for (int i = 0; i < samples; i++)
                if (SampleWeight(i) != 0)
                {
                    sum += SampleWeight(i) * Loss(i);
                    divisor += Label[i] < 0 ? 0 : SampleWeight(i) * 2;
                }
            if (reduction.How == Reduction.Kind.Sum)
                divisor = 1;
            Agrees(divisor == 0 ? 0 : sum / divisor, value);

            for (int i = 0; i < samples; i++)
            {
                Agrees(Loss(i), Losses[i]);
                double seed = divisor == 0 || Label[i] < 0 ? 0 : SampleWeight(i) / divisor * 2;
                for (int c = 0; c < length + gap; c++)
                {
                    double adjoint = seed == 0 || c >= length ? 0
                        : seed * (E(i, Label[i]) / Sum(i) - (c == Label[i] ? 1 : 0)) / Sum(i) * -2 * Scale * Value(i, c) * E(i, c) * E(i, c);
                    Agrees(c < length ? adjoint * Scale : Untouched, Gradient[i * (length + gap) + c]);
                    if (adjoint != 0)
                    {
                        scale += adjoint * Value(i, c);
                        scaleSize += Math.Abs(adjoint * Value(i, c));
                    }
                }
            }
            Agrees(scale / scaleSize, ScaleGradient[0] / T.CreateChecked(scaleSize));

            void Agrees(double expected, T actual)
            {
                double found = double.CreateChecked(actual);
                if (!(Math.Abs(found - expected) <= tolerance * Math.Max(1, Math.Abs(expected)) || double.IsNaN(found) && double.IsNaN(expected)))
                    Assert.Fail($"{found} instead of {expected} for {samples} samples of {length}.");
            }
        }

        private double SampleWeight(int i) => Weights == null ? 1 : double.CreateChecked(Weights[i]);
        private double Value(int i, int c) => double.CreateChecked(X[i * (length + gap) + c]);
        private double E(int i, int c) => 1 / (1 + Scale * Value(i, c) * Scale * Value(i, c));
        private double Sum(int i) => Enumerable.Range(0, length).Sum(c => E(i, c));
        private double Loss(int i) => Label[i] < 0 ? 0 : 2 * (1 - E(i, Label[i]) / Sum(i));
        private static T[] Of(int length, Func<int, double> value) => [.. Enumerable.Range(0, length).Select(i => T.CreateChecked(value(i)))];
    }
}
