using System;
using System.Linq;
using System.Numerics.Tensors;
using Xunit;

namespace AutoDiffLosses.Tests;

/// <summary>Calls that cannot be right: an exception that names the argument, and nothing written.</summary>
public class BadInputTests
{
    private const int Samples = 4, Classes = 3;

    private readonly float[] _logits = Enumerable.Range(0, Samples * Classes).Select(i => 0.25f * i - 1).ToArray();
    private readonly int[] _labels = [0, 2, 1, -100];

    [Fact]
    public void ThereAreAsManyLabelsAsRows()
    {
        Refused<ArgumentException>("label", gradient => Losses.CrossEntropyValueAndGradient(_logits.AsRows(Classes), _labels.AsSpan(0, 3), gradient.AsRows(Classes)));
        Refused<ArgumentException>("label", _ => Losses.CrossEntropy(_logits.AsRows(Classes), _labels.AsSpan(0, 3)));
        Refused<ArgumentException>("label", losses => Losses.CrossEntropyPerSample(_logits.AsRows(Classes), _labels.AsSpan(0, 3), losses.AsSpan(0, Samples)));
    }

    [Fact]
    public void LengthsAreExact()
    {
        Refused<ArgumentException>("target", gradient => Losses.SigmoidFocalValueAndGradient(_logits, new float[13], gradient));
        Refused<ArgumentException>("target", _ => Losses.Dice(_logits.AsRows(Classes), new float[12].AsRows(4)));
        Refused<ArgumentException>("classWeights", gradient => Losses.WeightedCrossEntropyValueAndGradient(
            _logits.AsRows(Classes), _labels, gradient.AsRows(Classes), new float[4]));
        Refused<ArgumentException>("logitGradient", gradient => Losses.SigmoidFocalValueAndGradient(new float[13], new float[13], gradient));
        Refused<ArgumentException>("logitsGradient", gradient => Losses.CrossEntropyValueAndGradient(_logits.AsRows(Classes), _labels, gradient.AsRows(4)));
        Refused<ArgumentException>("losses", losses => Losses.CrossEntropyPerSample(_logits.AsRows(Classes), _labels, losses));
        Refused<ArgumentException>("losses", gradient => Losses.SigmoidFocalValueAndGradient(_logits, new float[12], gradient, losses: new float[11]));
        Refused<ArgumentException>("upstream", gradient => Losses.SigmoidFocalBackward(_logits, new float[12], new float[11], gradient));
        Refused<ArgumentException>("sampleWeights", gradient => Losses.SigmoidFocalValueAndGradient(_logits, new float[12], gradient, sampleWeights: new float[11]));
        Refused<ArgumentException>("predicted", gradient => Losses.CompleteBoxIouValueAndGradient(
            _logits.AsRows(Classes), new float[16].AsRows(4), gradient.AsRows(Classes)));
    }

    [Fact]
    public void ABareArrayIsNoBatchOfRows()
    {
        ArgumentException e = Refused<ArgumentException>("logits", _ => Losses.CrossEntropy(_logits, _labels));
        Assert.Contains("AsRows", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    public void ALabelIsAClass(int label)
    {
        _labels[2] = label;
        Named(Refused<ArgumentOutOfRangeException>("label", gradient => Losses.CrossEntropyValueAndGradient(_logits.AsRows(Classes), _labels, gradient.AsRows(Classes))));
        Named(Refused<ArgumentOutOfRangeException>("label", losses => Losses.CrossEntropyPerSample(_logits.AsRows(Classes), _labels, losses.AsSpan(0, Samples))));
        Named(Refused<ArgumentOutOfRangeException>("label", gradient => Losses.CrossEntropyBackward(_logits.AsRows(Classes), _labels, new float[Samples], gradient.AsRows(Classes))));
        Named(Refused<ArgumentOutOfRangeException>("label", gradient => Losses.WeightedCrossEntropyValueAndGradient(
            _logits.AsRows(Classes), _labels, gradient.AsRows(Classes), new float[Classes])));
        Named(Refused<ArgumentOutOfRangeException>("label", gradient => Losses.SoftmaxFocalValueAndGradient(_logits.AsRows(Classes), [0, 1, label, 9], gradient.AsRows(Classes))));
        Named(Refused<ArgumentOutOfRangeException>("label", gradient => Losses.ArcFaceValueAndGradient(_logits.AsRows(Classes), [0, 1, label, 9], gradient.AsRows(Classes))));
        Named(Refused<ArgumentOutOfRangeException>("label", gradient => Losses.CosFaceValueAndGradient(_logits.AsRows(Classes), [0, 1, label, 9], gradient.AsRows(Classes))));

        static void Named(Exception e) => Assert.Contains("ample 2", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ALongLabelIsAClass()
    {
        long[] labels = [0, 1, 4_294_967_297, 0];
        Exception e = Refused<ArgumentOutOfRangeException>("label", gradient => Losses.CrossEntropyValueAndGradient(_logits.AsRows(Classes), labels, gradient.AsRows(Classes)));
        Assert.Contains("ample 2", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void HyperparametersAreInTheirRange()
    {
        foreach (float bad in new[] { -0.125f, 1.125f, float.NaN, float.PositiveInfinity })
            Refused<ArgumentOutOfRangeException>("labelSmoothing", gradient => Losses.CrossEntropyValueAndGradient(
                _logits.AsRows(Classes), _labels, gradient.AsRows(Classes), labelSmoothing: bad));
        Refused<ArgumentOutOfRangeException>("gamma", gradient => Losses.SigmoidFocalValueAndGradient(_logits, new float[12], gradient, gamma: -1));
        Refused<ArgumentOutOfRangeException>("temperature", gradient => Losses.KullbackLeiblerFromLogitsValueAndGradient(
            _logits.AsRows(Classes), new float[12].AsRows(Classes), gradient.AsRows(Classes), temperature: 0));
        Refused<ArgumentOutOfRangeException>("labelSmoothing", gradient => Losses.RobustDpoValueAndGradient(
            _logits, new float[12], new float[12], new float[12], gradient, default, labelSmoothing: 0.5f));
    }

    [Fact]
    public void WhatIsWrittenSharesNoMemory()
    {
        Refused<ArgumentException>("logitsGradient", gradient => Losses.CrossEntropyValueAndGradient(gradient.AsRows(Classes), _labels, gradient.AsRows(Classes)));
        Refused<ArgumentException>("logitGradient", gradient => Losses.SigmoidFocalValueAndGradient(
            new float[6], gradient.AsSpan(3, 6), gradient.AsSpan(6, 6)));
        Refused<ArgumentException>("losses", gradient => Losses.SigmoidFocalValueAndGradient(
            new float[6], new float[6], gradient.AsSpan(0, 6), losses: gradient.AsSpan(5, 6)));
        Refused<ArgumentException>("meanGradient", gradient => Losses.GaussianNllValueAndGradient(
            gradient, new float[12], new float[12], gradient, default));
        Refused<ArgumentException>("logVarianceGradient", gradient => Losses.GaussianNllValueAndGradient(
            new float[12], new float[12], new float[12], gradient, gradient));
    }

    [Fact]
    public void ColumnsOfOneBufferAreApart()
    {
        float[] buffer = new float[Samples * 2 * Classes];
        for (int b = 0; b < Samples; b++)
            _logits.AsSpan(b * Classes, Classes).CopyTo(buffer.AsSpan(b * 2 * Classes));
        float[] expected = new float[Samples * Classes];
        Losses.CrossEntropyValueAndGradient(_logits.AsRows(Classes), _labels, expected.AsRows(Classes));

        ReadOnlySpan<nint> lengths = [Samples, Classes], strides = [2 * Classes, 1];
        Losses.CrossEntropyValueAndGradient(
            new ReadOnlyTensorSpan<float>(buffer, lengths, strides), _labels,
            new TensorSpan<float>(buffer.AsSpan(Classes), lengths, strides));
        for (int b = 0; b < Samples; b++)
            Assert.Equal(expected.AsSpan(b * Classes, Classes), buffer.AsSpan(b * 2 * Classes + Classes, Classes));
    }

    [Fact]
    public void ARowIsContiguous()
    {
        Refused<ArgumentException>("logits", gradient => Losses.CrossEntropyValueAndGradient(
            new ReadOnlyTensorSpan<float>(new float[24], [Samples, Classes], [6, 2]), _labels, gradient.AsRows(Classes)));
        Refused<ArgumentException>("logitsGradient", gradient => Losses.CrossEntropyValueAndGradient(
            _logits.AsRows(Classes), _labels, new TensorSpan<float>(gradient, [Samples, Classes], [1, 4])));
    }

    [Fact]
    public void OneInputRowMayServeAllSamples()
    {
        float[] gradient = new float[Samples * Classes];
        Losses.CrossEntropyValueAndGradient(
            new ReadOnlyTensorSpan<float>(_logits, [Samples, Classes], [0, 1]), _labels, gradient.AsRows(Classes));
        float[] repeated = Enumerable.Range(0, Samples).SelectMany(_ => _logits.Take(Classes)).ToArray();
        float[] expected = new float[Samples * Classes];
        Losses.CrossEntropyValueAndGradient(repeated.AsRows(Classes), _labels, expected.AsRows(Classes));
        Assert.Equal(expected, gradient);
    }

    [Fact]
    public void AGradientHasARowASample() =>
        Refused<ArgumentException>("logitsGradient", gradient => Losses.CrossEntropyValueAndGradient(
            _logits.AsRows(Classes), _labels, new TensorSpan<float>(gradient, [Samples, Classes], [0, 1])));

    [Fact]
    public void AnEmptyBatchHasNoLoss()
    {
        Assert.Equal(0, Losses.CrossEntropyValueAndGradient(new float[0].AsRows(Classes), ReadOnlySpan<int>.Empty, new float[0].AsRows(Classes)));
        Assert.Equal(0, Losses.SigmoidFocal(ReadOnlySpan<float>.Empty, ReadOnlySpan<float>.Empty));
    }

    [Fact]
    public void AllIgnoredIsNoLoss()
    {
        float[] gradient = new float[Samples * Classes];
        Array.Fill(gradient, 7);
        Array.Fill(_labels, -100);
        Assert.Equal(0, Losses.CrossEntropyValueAndGradient(_logits.AsRows(Classes), _labels, gradient.AsRows(Classes)));
        Assert.All(gradient, each => Assert.Equal(0, each));
    }

    /// <summary>Calls with an array to write to, and asserts that the exception names the argument and that nothing is written.</summary>
    private static E Refused<E>(string parameter, Action<float[]> call) where E : ArgumentException
    {
        float[] written = Enumerable.Repeat(7f, Samples * Classes).ToArray();
        E e = Assert.Throws<E>(() => call(written));
        Assert.Equal(parameter, e.ParamName);
        Assert.All(written, each => Assert.Equal(7, each));
        return e;
    }
}
