using System;
using System.Linq;
using System.Numerics.Tensors;
using AutoDiffLosses.Runtime;
using Xunit;

namespace AutoDiffLosses.Tests;

public class BatchTests
{
    private const float Untouched = 123;
    private static readonly float[] Logit = [0.5f, -2, 3], Target = [1, 0, 0.5f];
    private static readonly float[] Bias = [0.1f, 0, -0.1f], ClassWeights = [1, 2, 0.5f];
    private static readonly float[] Logits = [1, 2, 3, -1, 0, 1, 4, 4, 4, 0, 0, 9];
    private static readonly int[] Label = [2, 0, -1, 1];

    // ---------------------------------------------------------------------------------------------------------- reductions

    [Fact]
    public void MeanSumAndDividedBy()
    {
        var losses = new float[3];
        Logistic<float>.PerSample(Logit, Target, losses);
        float sum = losses.Sum();

        Assert.Equal(sum / 3, Logistic<float>.ValueAndGradient(Logit, Target, default), 1e-6f);
        Assert.Equal(sum, Logistic<float>.ValueAndGradient(Logit, Target, default, Reduction.Sum), 1e-6f);
        Assert.Equal(sum / 2.5f, Logistic<float>.ValueAndGradient(Logit, Target, default, Reduction.DividedBy(2.5)), 1e-6f);
    }

    [Fact]
    public void ValueGradientAndLossesComeTogether()
    {
        float[] gradient = new float[3], losses = new float[3], expectedLosses = new float[3], expected = new float[3];
        Logistic<float>.ValueAndGradient(Logit, Target, gradient, losses: losses);
        Logistic<float>.PerSample(Logit, Target, expectedLosses);
        Logistic<float>.Backward(Logit, Target, [1f / 3, 1f / 3, 1f / 3], expected);

        Assert.Equal(expectedLosses, losses);
        Assert.Equal(expected, gradient);
    }

    [Fact]
    public void GradientsAreTheDifferencesOfTheLoss()
    {
        double[] weights = [1, 0.25, 3];
        var scalars = GradientCheck.Compare<double>([0.5, -2, 3], (x, gradient) =>
            Logistic<double>.ValueAndGradient(x, [1, 0, 0.5], gradient, default, weights));
        var rows = GradientCheck.Compare<double>([1, 2, 3, -1, 0, 1, 0.1, 0, -0.1, 1.5], (x, gradient) =>
            CrossEntropy<double>.ValueAndGradient(
                x[..6].AsRows(3), [2, 0], x[6..9], x[9], gradient[..6].AsRows(3), gradient[6..9], gradient[9..], [1, 2, 0.5]));

        Assert.InRange(scalars.RelativeError, 0, 1e-8);
        Assert.InRange(rows.RelativeError, 0, 1e-8);
    }

    [Fact]
    public void AWeightedMeanDividesByTheWeights()
    {
        var losses = new float[4];
        float[] sampleWeights = [1, 3, 1, 2];
        float value = CrossEntropy<float>.ValueAndGradient(
            Logits.AsRows(3), Label, Bias, 1, default, default, default, ClassWeights, default, sampleWeights, losses);
        float divisor = 1 * 0.5f + 3 * 1 + 1 * 0 + 2 * 2;

        Assert.Equal(losses.Zip(sampleWeights, (loss, weight) => loss * weight).Sum() / divisor, value, 1e-6f);
        Assert.Equal(0, losses[2]);
    }

    [Fact]
    public void AMeanOverNothingIsZero()
    {
        float[] gradient = [Untouched, Untouched, Untouched], bias = [Untouched, Untouched, Untouched], scale = [Untouched];

        Assert.Equal(0, Logistic<float>.ValueAndGradient(Logit, Target, gradient, default, [0, 0, 0]));
        Assert.Equal([0, 0, 0], gradient);
        Assert.Equal(0, Logistic<float>.ValueAndGradient(default, default, default));
        Assert.Equal(0, Logistic<float>.ValueAndGradient(default, default, default, Reduction.Sum));
        Assert.Equal(0, CrossEntropy<float>.ValueAndGradient(
            new float[0].AsRows(3), default, Bias, 1, new float[0].AsRows(3), bias, scale, ClassWeights));
        Assert.Equal([0, 0, 0, 0], [.. bias, .. scale]);
    }

    [Fact]
    public void ASampleOfWeightZeroContributesNothing()
    {
        float[] logits = [.. Logits[..3], float.NaN, float.NaN, float.NaN];
        float[] gradient = new float[6], bias = new float[3], scale = new float[1], losses = new float[2];
        float[] alone = new float[3], aloneBias = new float[3], aloneScale = new float[1];

        float value = CrossEntropy<float>.ValueAndGradient(
            logits.AsRows(3), [2, 0], Bias, 1, gradient.AsRows(3), bias, scale, ClassWeights, default, [1, 0], losses);
        float expected = CrossEntropy<float>.ValueAndGradient(
            Logits[..3].AsRows(3), [2], Bias, 1, alone.AsRows(3), aloneBias, aloneScale, ClassWeights);

        Assert.Equal(expected, value);
        Assert.Equal([.. alone, 0, 0, 0], gradient);
        Assert.Equal(aloneBias, bias);
        Assert.Equal(aloneScale, scale);
        Assert.True(float.IsNaN(losses[1]));
    }

    [Fact]
    public void NaNStaysInItsSample()
    {
        var gradient = new float[3];
        Logistic<float>.Backward([0, float.NaN, 0], [1, 1, 1], [1, 1, 1], gradient);

        Assert.Equal([-0.5f, float.NaN, -0.5f], gradient);
    }

    [Fact]
    public void SharedGradientsAreSummedInDouble()
    {
        const int samples = 20_000;
        float[] logits = Enumerable.Repeat(1f, samples).ToArray(), scale = new float[1];
        logits[0] = 1e4f;
        CrossEntropy<float>.ValueAndGradient(
            Enumerable.Range(0, 2 * samples).Select(i => i % 2 == 0 ? logits[i / 2] : 0).ToArray().AsRows(2), new int[samples], [0, 0], 0,
            default, default, scale, [1, 1], Reduction.Sum);

        Assert.Equal(-0.5f * (1e4f + samples - 1), scale[0]);
    }

    [Fact]
    public void TwentyFourArraysFit()
    {
        double[][] inputs = Enumerable.Range(0, 12).Select(i => new double[] { i, 1 }).ToArray();
        double[][] gradients = Enumerable.Range(0, 12).Select(_ => new double[2]).ToArray();

        Assert.Equal(Enumerable.Range(0, 12).Sum(i => (i + 1) * (i + 1)), Many.ValueAndGradient(inputs, gradients));
        Assert.All(gradients.Index(), gradient => Assert.Equal([gradient.Index + 1, gradient.Index + 1], gradient.Item));
        gradients[11] = inputs[3];
        Assert.Throws<ArgumentException>(() => Many.ValueAndGradient(inputs, gradients));
    }

    // -------------------------------------------------------------------------------------------------------------- memory

    [Fact]
    public void NothingIsAllocated()
    {
        float[] gradient = new float[12], bias = new float[3], scale = new float[1], losses = new float[4];
        long[] labels = [2, 0, -1, 1];
        Call();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
            Call();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Call()
        {
            using var label = Labels.Narrow(labels, "label");
            CrossEntropy<float>.ValueAndGradient(
                Logits.AsRows(3), label.Span, Bias, 1, gradient.AsRows(3), bias, scale, ClassWeights, default, [1, 0, 1, 1], losses);
            Logistic<float>.ValueAndGradient(Logit, Target, default);
        }
    }

    [Fact]
    public void OuterStridesAreHonoured()
    {
        // Logits and their gradient are columns of one buffer.
        var buffer = Enumerable.Repeat(Untouched, 4 * 8).ToArray();
        for (int i = 0; i < 12; i++)
            buffer[i / 3 * 8 + i % 3] = Logits[i];
        var expected = new float[12];
        float value = CrossEntropy<float>.ValueAndGradient(
            Logits.AsRows(3), Label, Bias, 1, expected.AsRows(3), default, default, ClassWeights);

        Assert.Equal(value, CrossEntropy<float>.ValueAndGradient(
            new ReadOnlyTensorSpan<float>(buffer, [4, 3], [8, 1]), Label, Bias, 1,
            new TensorSpan<float>(buffer.AsSpan(4), [4, 3], [8, 1]), default, default, ClassWeights));
        Assert.Equal(expected, Enumerable.Range(0, 12).Select(i => buffer[i / 3 * 8 + 4 + i % 3]));
        Assert.Equal([Untouched, Untouched], [buffer[3], buffer[7]]);
    }

    [Fact]
    public void AnInputMayBeBroadcast()
    {
        float[] repeated = [.. Logits[..3], .. Logits[..3], .. Logits[..3], .. Logits[..3]];

        Assert.Equal(
            CrossEntropy<float>.ValueAndGradient(repeated.AsRows(3), Label, Bias, 1, default, default, default, ClassWeights),
            CrossEntropy<float>.ValueAndGradient(
                new ReadOnlyTensorSpan<float>(Logits.AsSpan(0, 3), [4, 3], [0, 1]), Label, Bias, 1, default, default, default, ClassWeights));
    }

    // -------------------------------------------------------------------------------------------------------------- checks

    [Fact]
    public void LengthsAreExact()
    {
        Refuses("target", "3 in 'logit'", () => Logistic<float>.ValueAndGradient(Logit, [1, 0], default));
        Refuses("logitGradient", "4 in 'logitGradient'", () => Logistic<float>.ValueAndGradient(Logit, Target, new float[4]));
        Refuses("sampleWeights", "2 elements for 3", () => Logistic<float>.ValueAndGradient(Logit, Target, default, default, [1, 2]));
        Refuses("losses", "2 elements", () => Logistic<float>.ValueAndGradient(Logit, Target, default, default, default, new float[2]));
        Refuses("losses", "0 elements", () => Logistic<float>.PerSample(Logit, Target, default));
        Refuses("upstream", "0 elements", () => Logistic<float>.Backward(Logit, Target, default, new float[3]));
        Refuses("label", "'samples' is 1", () => Rows(label: [1]));
        Refuses("bias", "'classes' is 2", () => Rows(bias: [1, 2]));
        Refuses("biasGradient", "'classes' is 4", () => Rows(biasGradient: new float[4]));
        Refuses("scaleGradient", "gradient of one value", () => Rows(scaleGradient: new float[2]));
        Refuses("logitsGradient", "'samples' is 3", () => Rows(gradient: new float[9]));
    }

    [Fact]
    public void RanksAndStridesAreChecked()
    {
        Refuses("logits", "AsRows", () => CrossEntropy<float>.ValueAndGradient(
            Logits, Label, Bias, 1, default, default, default, ClassWeights));
        Refuses("logitsGradient", "AsRows", () => CrossEntropy<float>.ValueAndGradient(
            Logits.AsRows(3), Label, Bias, 1, new float[12], default, default, ClassWeights));
        Refuses("logits", "stride 2", () => CrossEntropy<float>.ValueAndGradient(
            new ReadOnlyTensorSpan<float>(new float[24], [4, 3], [6, 2]), Label, Bias, 1, default, default, default, ClassWeights));
        Refuses("logitsGradient", "same memory", () => CrossEntropy<float>.ValueAndGradient(
            Logits.AsRows(3), Label, Bias, 1, new TensorSpan<float>(new float[3], [4, 3], [0, 1]), default, default, ClassWeights));
    }

    [Fact]
    public void AnEmptyGradientIsStillChecked() =>
        Refuses("logitsGradient", "'samples' is 5", () => CrossEntropy<float>.ValueAndGradient(
            new TensorSpan<float>(new float[0], [4, 0]), Label, default, 1,
            new TensorSpan<float>(new float[0], [5, 0]), default, default, default));

    [Fact]
    public void BadLabelsAreFoundBeforeAnythingIsWritten()
    {
        float[] gradient = Enumerable.Repeat(Untouched, 12).ToArray(), bias = [Untouched, Untouched, Untouched];
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => Rows(label: [0, -1, 3, 7], gradient: gradient, biasGradient: bias));

        Assert.Equal(("label", (object)3), (exception.ParamName, exception.ActualValue));
        Assert.Contains("Sample 2", exception.Message);
        Assert.All([.. gradient, .. bias], value => Assert.Equal(Untouched, value));
    }

    [Fact]
    public void OutputsHaveTheirMemoryAlone()
    {
        var memory = new float[8];
        Refuses("logitGradient", "shares", () => Logistic<float>.ValueAndGradient(memory.AsSpan(0, 3), Target, memory.AsSpan(0, 3)));
        Refuses("logitGradient", "shares", () => Logistic<float>.ValueAndGradient(memory.AsSpan(0, 3), Target, memory.AsSpan(2, 3)));
        Refuses("losses", "shares", () => Logistic<float>.ValueAndGradient(Logit, Target, memory.AsSpan(0, 3), default, default, memory.AsSpan(1, 3)));
        Refuses("losses", "shares", () => Logistic<float>.ValueAndGradient(Logit, Target, default, default, memory.AsSpan(0, 3), memory.AsSpan(2, 3)));
        Refuses("upstream", "shares", () => Logistic<float>.Backward(Logit, Target, memory.AsSpan(0, 3), memory.AsSpan(2, 3)));
        Refuses("classWeights", "shares", () => Rows(biasGradient: ClassWeights));
        Logistic<float>.ValueAndGradient(memory.AsSpan(0, 3), memory.AsSpan(1, 3), memory.AsSpan(4, 3));
    }

    private static void Rows(int[]? label = null, float[]? bias = null, float[]? gradient = null, float[]? biasGradient = null,
                             float[]? scaleGradient = null) =>
        CrossEntropy<float>.ValueAndGradient(
            Logits.AsRows(3), label ?? Label, bias ?? Bias, 1, gradient == null ? default : gradient.AsRows(3), biasGradient, scaleGradient,
            ClassWeights);

    private static void Refuses(string parameter, string message, Action call)
    {
        var exception = Assert.ThrowsAny<ArgumentException>(call);
        Assert.Equal(parameter, exception.ParamName);
        Assert.Contains(message, exception.Message);
    }
}
