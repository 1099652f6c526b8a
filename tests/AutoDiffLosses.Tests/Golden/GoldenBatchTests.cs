using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace AutoDiffLosses.Tests;

/// <summary>The generated batch methods of the built-in losses against the golden values and gradients.</summary>
public class GoldenBatchTests
{
    public static TheoryData<string, string> Cases => GoldenFile.Cases;

    [Theory]
    [MemberData(nameof(Cases))]
    public void Double(string loss, string name)
    {
        GoldenCase golden = GoldenFile.Case(loss, name);
        LossMethods<double> methods = LossMethods<double>.Of(loss);
        LossArguments at = golden.Arguments;
        Assert.Equal(golden.GradientsOfMean.Keys.Order(), methods.Differentiated.Order());

        Agreement.Relative(1e-12, golden.PerSample, methods.PerSample(at), "PerSample");
        Agreement.Relative(1e-12, [golden.Mean], [methods.Value(at)], "Value");
        var (value, gradients, losses) = methods.ValueAndGradient(at);
        Agreement.Relative(1e-12, [golden.Mean], [value], "ValueAndGradient");
        Agreement.Relative(1e-12, golden.PerSample, losses, "losses of ValueAndGradient");
        foreach ((string parameter, double[] expected) in golden.GradientsOfMean)
            Agreement.Relative(1e-12, expected, gradients[parameter], $"{parameter}Gradient");
        Dictionary<string, double[]> pulledBack = methods.Backward(at, UpstreamOfMean(golden));
        foreach ((string parameter, double[] expected) in golden.GradientsOfMean)
            Agreement.Relative(1e-12, expected, pulledBack[parameter], $"{parameter}Gradient of Backward");

        if (golden.SampleWeights is not { } sampleWeights)
            return;
        Agreement.Relative(1e-12, [golden.WeightedMean], [methods.Value(at, Reduction.Mean, sampleWeights)], "weighted Value");
        (value, gradients, _) = methods.ValueAndGradient(at, Reduction.Mean, sampleWeights);
        Agreement.Relative(1e-12, [golden.WeightedMean], [value], "weighted ValueAndGradient");
        foreach ((string parameter, double[] expected) in golden.GradientsOfWeightedMean!)
            Agreement.Relative(1e-12, expected, gradients[parameter], $"weighted {parameter}Gradient");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Float(string loss, string name)
    {
        GoldenCase golden = GoldenFile.Case(loss, name);
        LossMethods<float> methods = LossMethods<float>.Of(loss);
        LossMethods<double> exact = LossMethods<double>.Of(loss);
        LossArguments at = golden.Arguments;

        Agreement.Float(golden.PerSample, methods.PerSample(at), exact, at, exact.PerSample, "PerSample");
        Agreement.Float([golden.Mean], [methods.Value(at)], exact, at, moved => [exact.Value(moved)], "Value");
        var (value, gradients, losses) = methods.ValueAndGradient(at);
        Agreement.Float([golden.Mean], [value], exact, at, moved => [exact.Value(moved)], "ValueAndGradient");
        Agreement.Float(golden.PerSample, losses, exact, at, exact.PerSample, "losses of ValueAndGradient");
        foreach ((string parameter, double[] expected) in golden.GradientsOfMean)
            Agreement.Float(expected, gradients[parameter], exact, at,
                            moved => exact.ValueAndGradient(moved).Gradients[parameter], $"{parameter}Gradient");
        double[] upstream = UpstreamOfMean(golden);
        Dictionary<string, double[]> pulledBack = methods.Backward(at, upstream);
        foreach ((string parameter, double[] expected) in golden.GradientsOfMean)
            Agreement.Float(expected, pulledBack[parameter], exact, at,
                            moved => exact.Backward(moved, upstream)[parameter], $"{parameter}Gradient of Backward");

        if (golden.SampleWeights is not { } sampleWeights)
            return;
        Agreement.Float([golden.WeightedMean], [methods.Value(at, Reduction.Mean, sampleWeights)], exact, at,
                        moved => [exact.Value(moved, Reduction.Mean, sampleWeights)], "weighted Value");
        (value, gradients, _) = methods.ValueAndGradient(at, Reduction.Mean, sampleWeights);
        Agreement.Float([golden.WeightedMean], [value], exact, at,
                        moved => [exact.Value(moved, Reduction.Mean, sampleWeights)], "weighted ValueAndGradient");
        foreach ((string parameter, double[] expected) in golden.GradientsOfWeightedMean!)
            Agreement.Float(expected, gradients[parameter], exact, at,
                            moved => exact.ValueAndGradient(moved, Reduction.Mean, sampleWeights).Gradients[parameter],
                            $"weighted {parameter}Gradient");
    }

    /// <summary>The cotangent of each sample's loss under the mean: one over the sum of weights.</summary>
    private static double[] UpstreamOfMean(GoldenCase golden)
    {
        double divisor = golden.Weights?.Sum() ?? golden.PerSample.Length;
        return golden.PerSample.Select(_ => 1 / divisor).ToArray();
    }
}
