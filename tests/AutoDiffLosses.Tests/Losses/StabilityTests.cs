using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics.Tensors;
using Xunit;

namespace AutoDiffLosses.Tests;

/// <summary>Built-in losses at extreme values, and with NaN among their samples.</summary>
public class StabilityTests
{
    private static readonly double[] Extremes = [-10_000, -800, -90, -20, 0, 20, 90, 800, 10_000];

    /// <summary>Losses, and the parameter that may be of any finite size.</summary>
    public static TheoryData<string, string> Logits => new()
    {
        { "CrossEntropy", "logits" }, { "WeightedCrossEntropy", "logits" }, { "SoftCrossEntropy", "logits" },
        { "BinaryCrossEntropy", "logit" }, { "TokenCrossEntropy", "logits" }, { "LogCosh", "prediction" },
        { "SigmoidFocal", "logit" }, { "SoftmaxFocal", "logits" }, { "Dice", "logits" }, { "Jaccard", "logits" },
        { "Tversky", "logits" }, { "FocalTversky", "logits" }, { "DiceCrossEntropy", "logits" },
        { "KullbackLeiblerFromLogits", "logits" }, { "KullbackLeiblerFromLogits", "targetLogits" },
        { "BernoulliElbo", "reconstructionLogits" }, { "RewardModel", "chosenReward" }, { "Dpo", "chosenLogProb" },
        { "RobustDpo", "rejectedLogProb" }, { "SimPo", "rejectedMeanLogProb" }, { "PpoPolicy", "logProb" },
        { "Grpo", "logProb" }, { "Grpo", "referenceLogProb" }, { "NegativeEntropy", "logits" },
    };

    public static TheoryData<string> All => new(GoldenFile.Losses);

    public static TheoryData<string, int> Ignoring => new()
    {
        { "CrossEntropy", 2 }, { "CrossEntropy", 100 }, { "WeightedCrossEntropy", 2 }, { "WeightedCrossEntropy", 100 },
        { "TokenCrossEntropy", 2 }, { "TokenCrossEntropy", 100 },
    };

    [Theory]
    [MemberData(nameof(Logits))]
    public void ExtremesAreFinite(string loss, string parameter)
    {
        LossMethods<double> exact = LossMethods<double>.Of(loss);
        LossMethods<float> single = LossMethods<float>.Of(loss);
        LossArguments at = RandomArguments.Of(exact, samples: 45, length: 7, seed: 1);
        Random random = new(2);
        NumberArray array = at[parameter];
        for (int i = 0; i < array.Data.Length; i++)
            array.Data[i] = array.RowLength == 1 ? Extremes[i % Extremes.Length] : Extremes[random.Next(Extremes.Length)];
        foreach (double gamma in new[] { 0, 0.5, 2 })
        {
            if (loss.Contains("Focal", StringComparison.Ordinal))
                at.Scalars["gamma"] = gamma;
            double[] plain = Enumerable.Range(0, 45).Select(b => exact.Plain(at, b).WeightedLoss).ToArray();
            Agreement.Relative(1e-9, plain, exact.PerSample(at), "PerSample");
            Agreement.Float(plain, single.PerSample(at), exact, at, exact.PerSample, "PerSample in float");
            AllFinite(exact.ValueAndGradient(at).Gradients);
            AllFinite(single.ValueAndGradient(at).Gradients);
        }
    }

    /// <summary>Whatever the inputs: NaN, an infinity or a finite number where the formula run as plain C# has one.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public void LossesAreOfTheKindOfThePlainRun(string loss)
    {
        double[] wild = [.. Extremes, 1e-3, -1e-3, 1, -1, 1e30, -1e30, double.PositiveInfinity, double.NegativeInfinity, double.NaN];
        const int samples = 60;
        LossMethods<double> methods = LossMethods<double>.Of(loss);
        for (int seed = 0; seed < 20; seed++)
        {
            Random random = new(seed);
            LossArguments at = RandomArguments.Of(methods, samples, length: 1 + seed % 5, seed);
            foreach (string name in methods.PerSampleParameters.Where(parameter => parameter.ParameterType != typeof(int)).Select(parameter => parameter.Name!))
                for (int i = 0; i < at[name].Data.Length; i++)
                    if (random.Next(3) == 0)
                        at[name].Data[i] = wild[random.Next(wild.Length)];
            double[] losses = methods.PerSample(at);
            double[] again = methods.ValueAndGradient(at).Losses;
            for (int b = 0; b < samples; b++)
            {
                double plain = methods.Plain(at, b).WeightedLoss;
                Assert.Equal(Kind(plain), Kind(losses[b]));
                Assert.Equal(Kind(plain), Kind(again[b]));
            }
        }

        static string Kind(double x) => double.IsFinite(x) ? "finite" : x.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void NaNStaysInItsSample(string loss)
    {
        StaysInItsSample(LossMethods<double>.Of(loss));
        StaysInItsSample(LossMethods<float>.Of(loss));
    }

    private static void StaysInItsSample<T>(LossMethods<T> methods) where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        const int samples = 19, bad = 8;
        double[] ones = Enumerable.Repeat(1.0, samples).ToArray();
        foreach (string name in methods.Differentiated)
        {
            LossArguments at = RandomArguments.Of(LossMethods<double>.Of(methods.Loss), samples, length: 11, seed: 3);
            Dictionary<string, double[]> expected = methods.Backward(at, ones);
            double[] expectedLosses = methods.PerSample(at);
            NumberArray array = at[name];
            array.Data[bad * array.RowLength] = double.NaN;

            double[] losses = methods.PerSample(at);
            Dictionary<string, double[]> gradients = methods.Backward(at, ones);
            Dictionary<string, double[]> gradientsOfSum = methods.ValueAndGradient(at, Reduction.Sum).Gradients;
            for (int b = 0; b < samples; b++)
                if (b != bad)
                    Assert.Equal(expectedLosses[b], losses[b]);
            foreach (string other in methods.Differentiated)
            {
                int rowLength = at[other].RowLength;
                for (int i = 0; i < expected[other].Length; i++)
                    if (i / rowLength != bad)
                    {
                        Assert.Equal(expected[other][i], gradients[other][i]);
                        Assert.Equal(expected[other][i], gradientsOfSum[other][i]);
                    }
            }
            Assert.Equal(methods.Plain(at, bad).WeightedLoss, losses[bad], Comparer);
        }
    }

    [Theory]
    [MemberData(nameof(Ignoring))]
    public void NaNBehindAnIgnoredLabel(string loss, int classes)
    {
        NaNBehind(LossMethods<double>.Of(loss), classes, "label", -100);
        NaNBehind(LossMethods<float>.Of(loss), classes, "label", -100);
    }

    [Theory]
    [InlineData("PpoPolicy")]
    [InlineData("PpoValue")]
    [InlineData("Grpo")]
    public void NaNBehindAMask(string loss)
    {
        NaNBehind(LossMethods<double>.Of(loss), 1, "mask", 0);
        NaNBehind(LossMethods<float>.Of(loss), 1, "mask", 0);
    }

    private static void NaNBehind<T>(LossMethods<T> methods, int classes, string switching, double off)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        const int samples = 11, ignored = 4;
        LossArguments at = RandomArguments.Of(LossMethods<double>.Of(methods.Loss), samples, classes, seed: 5);
        at[switching].Data[0] = 1;
        at[switching].Data[ignored] = off;
        double expectedValue = methods.Value(at);
        Dictionary<string, double[]> expected = methods.ValueAndGradient(at).Gradients;
        foreach (string name in methods.RealParameters.Where(name => name != switching && name != "classWeights" && at.Arrays.ContainsKey(name)))
            Array.Fill(at[name].Data, double.NaN, ignored * at[name].RowLength, at[name].RowLength);

        var (value, gradients, losses) = methods.ValueAndGradient(at);
        Assert.Equal(expectedValue, value);
        Assert.Equal(expectedValue, methods.Value(at));
        Assert.Equal(0, losses[ignored]);
        foreach ((string name, double[] gradient) in gradients)
        {
            Assert.Equal(expected[name], gradient);
            int rowLength = at[name].RowLength;
            Assert.All(gradient.Skip(ignored * rowLength).Take(rowLength), each => Assert.Equal(0, each));
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void ASampleWithoutWeightContributesNothing(string loss)
    {
        const int samples = 9, bad = 5;
        LossMethods<double> methods = LossMethods<double>.Of(loss);
        LossArguments at = RandomArguments.Of(methods, samples, length: 6, seed: 7);
        double[] sampleWeights = Enumerable.Range(0, samples).Select(b => b == bad ? 0 : 0.5 + b).ToArray();
        var expected = methods.ValueAndGradient(at, Reduction.Mean, sampleWeights);
        foreach (string name in methods.Differentiated)
            Array.Fill(at[name].Data, double.NaN, bad * at[name].RowLength, at[name].RowLength);

        var actual = methods.ValueAndGradient(at, Reduction.Mean, sampleWeights);
        Assert.Equal(expected.Value, actual.Value);
        foreach ((string name, double[] gradient) in actual.Gradients)
        {
            Assert.Equal(expected.Gradients[name], gradient);
            int rowLength = at[name].RowLength;
            Assert.All(gradient.Skip(bad * rowLength).Take(rowLength), each => Assert.Equal(0, each));
        }
    }

    [Fact]
    public void ArcFaceIsFiniteAtCosinesOfOne()
    {
        LossMethods<double> exact = LossMethods<double>.Of("ArcFace");
        LossArguments at = new();
        at["cosines"] = new([4, 3], [1, 0.5, -1, -1, 0.25, 1, 1.0000001, 0, 0, -1.0000001, 0, 0]);
        at["label"] = new([4], [0, 0, 0, 0]);
        AllFinite(exact.ValueAndGradient(at).Gradients);
        AllFinite(LossMethods<float>.Of("ArcFace").ValueAndGradient(at).Gradients);
        Assert.All(exact.PerSample(at), each => Assert.True(double.IsFinite(each)));
    }

    [Theory]
    [InlineData("Triplet", "anchor", "positive")]
    [InlineData("Contrastive", "first", "second")]
    public void AZeroDistanceHasNoGradient(string loss, string one, string other)
    {
        LossMethods<double> methods = LossMethods<double>.Of(loss);
        LossArguments at = RandomArguments.Of(methods, samples: 2, length: 5, seed: 11);
        if (loss == "Triplet")
            at["negative"] = at[one].Copy();
        else
            at["same"] = new([2], [0, 1]);
        at[other] = at[one].Copy();
        foreach (double[] gradient in methods.ValueAndGradient(at).Gradients.Values)
            Assert.All(gradient, each => Assert.Equal(0, each));
    }

    private static EqualityComparer<double> Comparer { get; } =
        EqualityComparer<double>.Create((a, b) => a.Equals(b) || Math.Abs(a - b) <= 1e-5 * Math.Abs(a));

    private static void AllFinite(Dictionary<string, double[]> gradients) =>
        Assert.All(gradients.Values.SelectMany(each => each), each => Assert.True(double.IsFinite(each)));

    /// <summary>Inverted, a denormal temperature would be infinite, and 0 · ∞ is NaN.</summary>
    [Fact]
    public void ADenormalTemperatureDividesZeros()
    {
        float[] logits = new float[2 * 45], gradient = new float[2 * 45];
        ReadOnlyTensorSpan<float> rows = new(logits, [2, 45]);
        Assert.Equal(0, Losses.KullbackLeiblerFromLogitsValueAndGradient(rows, rows, new TensorSpan<float>(gradient, [2, 45]), temperature: 1e-41f), 6);
        Assert.All(gradient, g => Assert.Equal(0, g, 6));
    }
}
