using System;
using System.Numerics;
using System.Numerics.Tensors;
using AutoDiffLosses.Runtime;

namespace AutoDiffLosses.Tests;

/// <summary>A loss of scalars, as it might be emitted: softplus(logit) - target · logit.</summary>
internal struct Logistic<T> : ISampleKernel<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    private Input<T> logit, target;
    private Output<T> logitGradient;

    public static Batch<T> Check(ReadOnlySpan<T> logit, ReadOnlySpan<T> target, Span<T> logitGradient)
    {
        var samples = new Dimension("samples");
        var batch = new Batch<T>();
        batch.Input(logit, ref samples);
        batch.Input(target, ref samples);
        batch.Gradient(logitGradient, ref samples);
        return batch;
    }

    public static T ValueAndGradient(
        ReadOnlySpan<T> logit, ReadOnlySpan<T> target, Span<T> logitGradient,
        Reduction reduction = default, ReadOnlySpan<T> sampleWeights = default, Span<T> losses = default)
    {
        var batch = Check(logit, target, logitGradient);
        batch.Seeds(sampleWeights, optional: true);
        batch.Losses(losses, optional: true);
        return batch.Reduce(new Logistic<T>(), reduction);
    }

    public static void Backward(ReadOnlySpan<T> logit, ReadOnlySpan<T> target, ReadOnlySpan<T> upstream, Span<T> logitGradient)
    {
        var batch = Check(logit, target, logitGradient);
        batch.Seeds(upstream);
        batch.Run(new Logistic<T>());
    }

    public static void PerSample(ReadOnlySpan<T> logit, ReadOnlySpan<T> target, Span<T> losses)
    {
        var batch = Check(logit, target, default);
        batch.Losses(losses);
        batch.Run(new Logistic<T>());
    }

    public readonly long WorkPerSample => 1;

    public void Bind(in Arguments arguments)
    {
        logit = arguments.Input<T>(0);
        target = arguments.Input<T>(1);
        logitGradient = arguments.Output<T>(2);
    }

    public readonly T Sample(int sample, T seed)
    {
        T logit = this.logit[sample], target = this.target[sample];
        T e = T.Exp(-T.Abs(logit));
        if (logitGradient.IsWanted)
            ((Output<T>)logitGradient)[sample] = seed * ((logit >= T.Zero ? T.One : e) / (T.One + e) - target);
        return T.Max(logit, T.Zero) + T.Log(T.One + e) - target * logit;
    }

    public readonly void Clear(int sample)
    {
        if (logitGradient.IsWanted)
            ((Output<T>)logitGradient)[sample] = T.Zero;
    }
}

/// <summary>A loss of rows, as it might be emitted: classWeights[label] · (logSumExp(z) - z[label]), z = scale · logits + bias, and its
/// weight; inert where the label is -1. The bias and the scale are shared.</summary>
internal struct CrossEntropy<T>(int classes, T scale) : ISampleKernel<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    private InputRows<T> logits;
    private Input<int> label;
    private Input<T> bias, classWeights;
    private OutputRows<T> logitsGradient;
    private SharedOutput<T> biasGradient, scaleGradient;

    public static bool IsChecked => true;
    public static bool IsWeighted => true;
    public readonly long WorkPerSample => classes;

    public static T ValueAndGradient(
        ReadOnlyTensorSpan<T> logits, ReadOnlySpan<int> label, ReadOnlySpan<T> bias, T scale,
        TensorSpan<T> logitsGradient, Span<T> biasGradient, Span<T> scaleGradient, ReadOnlySpan<T> classWeights,
        Reduction reduction = default, ReadOnlySpan<T> sampleWeights = default, Span<T> losses = default)
    {
        var samples = new Dimension("samples");
        var classes = new Dimension("classes");
        var batch = new Batch<T>();
        batch.Input(logits, ref samples, ref classes);
        batch.Input(label, ref samples);
        batch.SharedInput(bias, ref classes);
        batch.Gradient(logitsGradient, ref samples, ref classes);
        batch.SharedGradient(biasGradient, ref classes);
        batch.SharedGradient(scaleGradient);
        batch.SharedInput(classWeights, ref classes);
        batch.Seeds(sampleWeights, optional: true);
        batch.Losses(losses, optional: true);
        return batch.Reduce(new CrossEntropy<T>(classes.Length, scale), reduction);
    }

    public void Bind(in Arguments arguments)
    {
        logits = arguments.InputRows<T>(0);
        label = arguments.Input<int>(1);
        bias = arguments.Input<T>(2);
        logitsGradient = arguments.OutputRows<T>(3);
        biasGradient = arguments.SharedOutput<T>(4);
        scaleGradient = arguments.SharedOutput<T>(5);
        classWeights = arguments.Input<T>(6);
    }

    public readonly void CheckSample(int sample)
    {
        if (label[sample] != -1)
            Checks.Index(label[sample], classes, sample, nameof(label));
    }

    public readonly T Weight(int sample) => label[sample] == -1 ? T.Zero : classWeights[label[sample]];

    public readonly T Sample(int sample, T seed)
    {
        var logits = this.logits.Row(sample);
        var logitsGradient = this.logitsGradient.Row(sample);
        int label = this.label[sample];
        if (label == -1)
        {
            Clear(sample);
            return T.Zero;
        }

        using var scratch = Scratch.Of<T>(classes);
        var exp = scratch.Row(classes);
        T max = T.NegativeInfinity, sum = T.Zero;
        for (int c = 0; c < classes; c++)
            max = T.Max(max, scale * logits[c] + bias[c]);
        for (int c = 0; c < classes; c++)
            sum += exp[c] = T.Exp(scale * logits[c] + bias[c] - max);

        T weight = classWeights[label];
        for (int c = 0; c < classes; c++)
        {
            T adjoint = seed * weight * (exp[c] / sum - (c == label ? T.One : T.Zero));
            if (logitsGradient.IsWanted)
                logitsGradient[c] = adjoint * scale;
            if (biasGradient.IsWanted)
                biasGradient.Add(c, adjoint);
            if (scaleGradient.IsWanted)
                scaleGradient.Add(0, adjoint * logits[c]);
        }
        return weight * (max + T.Log(sum) - (scale * logits[label] + bias[label]));
    }

    public readonly void Clear(int sample) => logitsGradient.Row(sample).Clear(classes);
}

/// <summary>A sum of as many scalars a sample as fit into a call: 12 inputs and 12 gradients.</summary>
internal struct Many : ISampleKernel<double>
{
    private Arguments arguments;

    public static double ValueAndGradient(double[][] inputs, double[][] gradients)
    {
        var samples = new Dimension("samples");
        var batch = new Batch<double>();
        foreach (double[] input in inputs)
            batch.Input<double>(input, ref samples);
        foreach (double[] gradient in gradients)
            batch.Gradient(gradient, ref samples);
        return batch.Reduce(new Many(), Reduction.Sum);
    }

    public readonly long WorkPerSample => 1;

    public void Bind(in Arguments arguments) => this.arguments = arguments;

    public readonly double Sample(int sample, double seed)
    {
        double sum = 0;
        for (int i = 0; i < 12; i++)
        {
            sum += (i + 1) * arguments.Input<double>(i)[sample];
            var gradient = arguments.Output<double>(12 + i);
            gradient[sample] = seed * (i + 1);
        }
        return sum;
    }

    public readonly void Clear(int sample)
    {
    }
}

/// <summary>x² of each sample, which costs what it is told to cost, and throws where x is negative.</summary>
internal struct Square(long work) : ISampleKernel<float>
{
    private Input<float> x;
    private Output<float> xGradient;

    public static float ValueAndGradient(
        ReadOnlySpan<float> x, Span<float> xGradient, long work, Reduction reduction = default, ReadOnlySpan<float> sampleWeights = default)
    {
        var samples = new Dimension("samples");
        var batch = new Batch<float>();
        batch.Input(x, ref samples);
        batch.Gradient(xGradient, ref samples);
        batch.Seeds(sampleWeights, optional: true);
        return batch.Reduce(new Square(work), reduction);
    }

    public readonly long WorkPerSample => work;

    public void Bind(in Arguments arguments)
    {
        x = arguments.Input<float>(0);
        xGradient = arguments.Output<float>(1);
    }

    public readonly float Sample(int sample, float seed)
    {
        float x = this.x[sample];
        if (x < 0)
            throw new InvalidOperationException($"{sample}");
        if (xGradient.IsWanted)
            ((Output<float>)xGradient)[sample] = seed * 2 * x;
        return x * x;
    }

    public readonly void Clear(int sample)
    {
        if (xGradient.IsWanted)
            ((Output<float>)xGradient)[sample] = 0;
    }
}
