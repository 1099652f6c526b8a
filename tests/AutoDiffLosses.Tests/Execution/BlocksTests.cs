using System;
using System.Linq;
using System.Numerics.Tensors;
using Xunit;

namespace AutoDiffLosses.Tests;

/// <summary>Losses whose chain of functions is cut run block by block; each block keeps what its own steps read back.</summary>
public class BlocksTests
{
    /// <summary>Up to, at, and beyond the ends of blocks of 256 and 512 samples.</summary>
    public static TheoryData<int> Lengths => new([.. Enumerable.Range(0, 66), 255, 256, 257, 511, 512, 513, 1_023, 1_024, 1_025, 4_099, 100_003]);

    [Theory, MemberData(nameof(Lengths))]
    public void AnyLength(int samples)
    {
        foreach (bool weighted in (bool[])[false, true])
        {
            double[] logit = Of(samples, i => (i * 37 % 101 - 50) * 0.2), target = Of(samples, i => i % 5 * 0.25);
            double[] weights = Of(samples, i => i % 7 == 3 ? 0 : 0.5 + i % 3);
            // What is kept of a sample without a weight is not looked at.
            if (weighted)
                for (int i = 3; i < samples; i += 7)
                    logit[i] = double.NaN;
            double[] gradient = Of(samples, _ => 99), losses = Of(samples, _ => 99);
            float[] narrowGradient = new float[samples], narrowLosses = new float[samples];

            double value = Losses.BinaryCrossEntropyValueAndGradient(
                logit, target, gradient, reduction: Reduction.Sum, sampleWeights: weighted ? weights : default, losses: losses);
            float narrow = Losses.BinaryCrossEntropyValueAndGradient(
                Narrow(logit), Narrow(target), narrowGradient, reduction: Reduction.Sum, sampleWeights: weighted ? Narrow(weights) : default, losses: narrowLosses);

            double sum = 0;
            for (int i = 0; i < samples; i++)
            {
                double weight = weighted ? weights[i] : 1;
                double loss = Math.Max(logit[i], 0) - logit[i] * target[i] + Math.Log(1 + Math.Exp(-Math.Abs(logit[i])));
                double slope = weight == 0 ? 0 : weight * (1 / (1 + Math.Exp(-logit[i])) - target[i]);
                sum += weight == 0 ? 0 : weight * loss;
                Agrees(loss, losses[i], 1e-13);
                Agrees(slope, gradient[i], 1e-14);
                Agrees(loss, narrowLosses[i], 1e-6);
                Agrees(slope, narrowGradient[i], 1e-6);
            }
            Agrees(sum, value, 1e-13);
            Agrees(sum, narrow, 1e-6);
        }
    }

    /// <summary>Passes over rows that are cut, by rows one after another.</summary>
    [Theory, MemberData(nameof(Lengths))]
    public void RowsOfAnyLength(int pixels)
    {
        int samples = pixels > 5_000 ? 2 : 3;
        double[] logits = Of(samples * pixels, i => (i * 37 % 101 - 50) * 0.2), target = Of(samples * pixels, i => i % 5 * 0.25);
        double[] gradient = Of(samples * pixels, _ => 99), losses = Of(samples, _ => 99), weights = Of(samples, i => i == 1 ? 0 : 2);
        float[] narrowGradient = new float[samples * pixels], narrowLosses = new float[samples];
        if (pixels > 0)
            logits[pixels] = double.NaN;   // of the sample without a weight

        double value = Losses.DiceValueAndGradient(
            Rows(logits), Rows(target), RowsOf(gradient), 0.25, 0.5, reduction: Reduction.Sum, sampleWeights: weights, losses: losses);
        float narrow = Losses.DiceValueAndGradient(
            Rows(Narrow(logits)), Rows(Narrow(target)), RowsOf(narrowGradient), 0.25f, 0.5f, reduction: Reduction.Sum, sampleWeights: Narrow(weights), losses: narrowLosses);

        double sum = 0;
        for (int s = 0; s < samples; s++)
        {
            double[] p = [.. logits[(s * pixels)..((s + 1) * pixels)].Select(x => 1 / (1 + Math.Exp(-x)))], t = target[(s * pixels)..((s + 1) * pixels)];
            double numerator = 2 * p.Zip(t, (p, t) => p * t).Sum() + 0.25, denominator = p.Sum() + t.Sum() + 0.5;
            double loss = 1 - numerator / denominator;
            sum += weights[s] == 0 ? 0 : weights[s] * loss;
            Agrees(loss, losses[s], 1e-12);
            Agrees(loss, narrowLosses[s], 1e-6);
            for (int i = 0; i < pixels; i++)
            {
                double slope = weights[s] == 0 ? 0 : weights[s] * (numerator / denominator - 2 * t[i]) / denominator * p[i] * (1 - p[i]);
                Agrees(slope, gradient[s * pixels + i], 1e-13);
                Agrees(slope, narrowGradient[s * pixels + i], 1e-6);
            }
        }
        Agrees(sum, value, 1e-12);
        Agrees(sum, narrow, 1e-6);

        ReadOnlyTensorSpan<T> Rows<T>(T[] values) => new(values, [samples, pixels]);
        TensorSpan<T> RowsOf<T>(T[] values) => new(values, [samples, pixels]);
    }

    [Fact]
    public void NothingIsAllocated()
    {
        float[] logit = new float[1_500], target = new float[1_500], gradient = new float[1_500];
        Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run() => Losses.BinaryCrossEntropyValueAndGradient(logit, target, gradient);
    }

    private static void Agrees(double expected, double actual, double tolerance) =>
        Assert.True(
            Math.Abs(actual - expected) <= tolerance * Math.Max(1, Math.Abs(expected)) || double.IsNaN(actual) && double.IsNaN(expected),
            $"{actual} instead of {expected}.");

    private static float[] Narrow(double[] values) => [.. values.Select(v => (float)v)];

    private static double[] Of(int length, Func<int, double> value) => [.. Enumerable.Range(0, length).Select(value)];
}
