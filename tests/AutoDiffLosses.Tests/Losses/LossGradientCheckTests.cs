using System;
using System.Linq;
using Xunit;

namespace AutoDiffLosses.Tests;

/// <summary><see cref="GradientCheck"/> of every built-in loss at random points.</summary>
public class LossGradientCheckTests
{
    public static TheoryData<string> All => new(GoldenFile.Losses);

    [Theory]
    [MemberData(nameof(All))]
    public void Double(string loss)
    {
        LossMethods<double> exact = LossMethods<double>.Of(loss);
        for (int seed = 0; seed < 5; seed++)
            foreach (string name in exact.Differentiated)
            {
                LossArguments at = RandomArguments.Of(exact, samples: 6, length: 9, seed);
                HeldConstant held = new(exact, at);
                double[] x = at[name].Data;
                GradientCheckResult result = GradientCheck.Compare<double>(x, (moved, gradient) =>
                {
                    LossArguments there = at.Copy();
                    moved.CopyTo(there[name].Data);
                    var (value, gradients, _) = exact.ValueAndGradient(there);
                    gradients[name].CopyTo(gradient);
                    return value;
                }, moved =>
                {
                    LossArguments there = at.Copy();
                    moved.CopyTo(there[name].Data, 0);
                    return held.Mean(there);
                });
                Assert.True(result.RelativeError < 1e-6, $"{name}, seed {seed}: {result}");
            }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Float(string loss)
    {
        LossMethods<double> exact = LossMethods<double>.Of(loss);
        LossMethods<float> single = LossMethods<float>.Of(loss);
        for (int seed = 0; seed < 5; seed++)
            foreach (string name in exact.Differentiated)
            {
                LossArguments at = RandomArguments.Of(exact, samples: 6, length: 9, seed);
                HeldConstant held = new(exact, at);
                float[] x = Array.ConvertAll(at[name].Data, each => (float)each);
                GradientCheckResult result = GradientCheck.Compare<float>(x, (moved, gradient) =>
                {
                    LossArguments there = at.Copy();
                    for (int i = 0; i < moved.Length; i++)
                        there[name].Data[i] = moved[i];
                    var (value, gradients, _) = single.ValueAndGradient(there);
                    for (int i = 0; i < gradient.Length; i++)
                        gradient[i] = (float)gradients[name][i];
                    return (float)value;
                }, moved =>
                {
                    LossArguments there = at.Copy();
                    moved.CopyTo(there[name].Data, 0);
                    return held.Mean(there);
                });
                Assert.True(result.RelativeError < 1e-4, $"{name}, seed {seed}: {result}");
            }
    }
}
