using System;
using System.Linq;
using Xunit;
using static AutoDiffLosses.LossMath;

namespace AutoDiffLosses.Tests;

/// <summary>Losses with parameters of the whole batch, whose gradients are sums over the samples.</summary>
public static partial class SharedLosses
{
    /// <summary>Cross-entropy of logits that are scaled and shifted by learned values.</summary>
    [Loss(AlsoDouble = true)]
    public static float Calibrated([Shape("classes")] Vec<float> logits, int label, [Shared] float logTemperature,
                                   [Shared, Shape("classes")] Vec<float> bias)
    {
        Vec<float> scaled = logits * Exp(-logTemperature) + bias;
        return LogSumExp(scaled) - scaled[label];
    }

    /// <summary>A loss that is its argument: its gradient is the cotangent itself.</summary>
    [Loss(AlsoDouble = true)]
    public static float Itself(float x, [Shared] float scale) => x + scale;
}

public class SharedParameterTests
{
    private const int Samples = 9, Classes = 5;

    private static readonly double[] Logits = [.. new Random(3).Doubles(Samples * Classes)];
    private static readonly int[] Labels = [.. Enumerable.Range(0, Samples).Select(b => b * 7 % Classes)];
    private static readonly double[] Weights = [.. Enumerable.Range(0, Samples).Select(b => b % 4 * 0.5)];

    /// <summary>All parameters in one array: logits, the temperature, the bias.</summary>
    private static readonly double[] At = [.. Logits, 0.3, .. new Random(4).Doubles(Classes)];

    public static TheoryData<bool, int> Cases => new() { { false, 0 }, { true, 0 }, { false, 1 }, { true, 1 }, { true, 2 } };

    [Theory]
    [MemberData(nameof(Cases))]
    public void GradientsAreSummedOverTheBatch(bool weighted, int reduction)
    {
        var check = GradientCheck.Compare<double>(At, (x, gradient) =>
        {
            ReadOnlySpan<double> logits = x[..(Samples * Classes)], bias = x[^Classes..];
            return SharedLosses.CalibratedValueAndGradient(
                logits.AsRows(Classes), Labels, x[Samples * Classes], bias,
                gradient[..(Samples * Classes)].AsRows(Classes), gradient.Slice(Samples * Classes, 1), gradient[^Classes..],
                reduction switch { 0 => Reduction.Mean, 1 => Reduction.Sum, _ => Reduction.DividedBy(3) }, weighted ? Weights : default);
        });

        Assert.True(check.RelativeError < 1e-6, check.ToString());
    }

    [Fact]
    public void EachIsWrittenAlone()
    {
        double[] all = new double[At.Length], temperature = new double[1], bias = new double[Classes];
        Array.Fill(temperature, double.NaN);
        Array.Fill(bias, double.NaN);
        SharedLosses.CalibratedValueAndGradient(
            Logits.AsRows(Classes), Labels, At[Logits.Length], At.AsSpan(Logits.Length + 1),
            all.AsSpan(0, Logits.Length).AsRows(Classes), all.AsSpan(Logits.Length, 1), all.AsSpan(Logits.Length + 1));
        SharedLosses.CalibratedValueAndGradient(Logits.AsRows(Classes), Labels, At[Logits.Length], At.AsSpan(Logits.Length + 1), default, temperature, default);
        SharedLosses.CalibratedValueAndGradient(Logits.AsRows(Classes), Labels, At[Logits.Length], At.AsSpan(Logits.Length + 1), default, default, bias);

        Assert.Equal(all[Logits.Length], temperature[0]);
        Assert.Equal(all[(Logits.Length + 1)..], bias);
    }

    [Fact]
    public void AGradientMayBeTheCotangentItself()
    {
        float[] upstream = [1, 2, 4], gradient = [9, 9, 9], scale = [9];
        SharedLosses.ItselfBackward([1, 2, 3], 5, upstream, gradient, scale);

        Assert.Equal(upstream, gradient);
        Assert.Equal([7], scale);
    }
}

internal static class RandomNumbers
{
    public static double[] Doubles(this Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => 4 * random.NextDouble() - 2)];
}
