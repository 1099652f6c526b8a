using System;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AutoDiffLosses.Runtime;

namespace AutoDiffLosses.Tests;

/// <summary>A loss of scalars, as it might be emitted: softplus(logit) - target · logit.</summary>
internal struct Logistic<T> : ISampleKernel<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    private Input<T> logit, target;
    private Output<T> logitGradient;

    public static Batch<T, Arrays8> Check(ReadOnlySpan<T> logit, ReadOnlySpan<T> target, Span<T> logitGradient)
    {
        var samples = new Dimension("samples");
        Batch<T, Arrays8>.Begin(out var batch);
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

/// <summary>A loss of scalars, as it might be emitted: 2 · √(1 + (scale · x - target)²), with the weight 2; inert where the target is
/// negative. The scale is shared.</summary>
internal struct PseudoHuber<T>(T scale) : IElementKernel<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    private Input<T> x, target;
    private Output<T> xGradient;
    private SharedOutput<T> scaleGradient;

    public static bool IsChecked => true;
    public static bool IsWeighted => true;

    private static Batch<T, Arrays8> Check(ReadOnlySpan<T> x, ReadOnlySpan<T> target, Span<T> xGradient, Span<T> scaleGradient)
    {
        var samples = new Dimension("samples");
        Batch<T, Arrays8>.Begin(out var batch);
        batch.Input(x, ref samples);
        batch.Input(target, ref samples);
        batch.Gradient(xGradient, ref samples);
        batch.SharedGradient(scaleGradient);
        return batch;
    }

    public static T ValueAndGradient(
        ReadOnlySpan<T> x, ReadOnlySpan<T> target, T scale, Span<T> xGradient, Span<T> scaleGradient,
        Reduction reduction = default, ReadOnlySpan<T> sampleWeights = default, Span<T> losses = default)
    {
        var batch = Check(x, target, xGradient, scaleGradient);
        batch.Seeds(sampleWeights, optional: true);
        batch.Losses(losses, optional: true);
        return batch.ReduceElements(new PseudoHuber<T>(scale), reduction);
    }

    public static void Backward(
        ReadOnlySpan<T> x, ReadOnlySpan<T> target, T scale, ReadOnlySpan<T> upstream, Span<T> xGradient, Span<T> scaleGradient)
    {
        var batch = Check(x, target, xGradient, scaleGradient);
        batch.Seeds(upstream);
        batch.RunElements(new PseudoHuber<T>(scale));
    }

    public void Bind(in Arguments arguments)
    {
        x = arguments.Input<T>(0);
        target = arguments.Input<T>(1);
        xGradient = arguments.Output<T>(2);
        scaleGradient = arguments.SharedOutput<T>(3);
    }

    public readonly void CheckSample(int sample) => Checks.Require(!T.IsNaN(target[sample]), "There is no target.", sample);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vector512<T> Step512<TLanes>(TLanes lanes, Vector512<T> seed) where TLanes : struct, ILanes512<T>
    {
        var x = lanes.Load(this.x);
        var weight = Weight512(lanes);
        var residual = Vector512.Create(scale) * x - lanes.Load(target);
        var root = Vector512.Sqrt(Vector512<T>.One + residual * residual);
        var adjoint = seed * weight * residual / root;
        if (xGradient.IsWanted)
            lanes.Store(xGradient, adjoint * Vector512.Create(scale));
        if (scaleGradient.IsWanted)
            lanes.AddSum(scaleGradient, 0, adjoint * x);
        return weight * root;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vector256<T> Step256<TLanes>(TLanes lanes, Vector256<T> seed) where TLanes : struct, ILanes256<T>
    {
        var x = lanes.Load(this.x);
        var weight = Weight256(lanes);
        var residual = Vector256.Create(scale) * x - lanes.Load(target);
        var root = Vector256.Sqrt(Vector256<T>.One + residual * residual);
        var adjoint = seed * weight * residual / root;
        if (xGradient.IsWanted)
            lanes.Store(xGradient, adjoint * Vector256.Create(scale));
        if (scaleGradient.IsWanted)
            lanes.AddSum(scaleGradient, 0, adjoint * x);
        return weight * root;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vector128<T> Step128<TLanes>(TLanes lanes, Vector128<T> seed) where TLanes : struct, ILanes128<T>
    {
        var x = lanes.Load(this.x);
        var weight = Weight128(lanes);
        var residual = Vector128.Create(scale) * x - lanes.Load(target);
        var root = Vector128.Sqrt(Vector128<T>.One + residual * residual);
        var adjoint = seed * weight * residual / root;
        if (xGradient.IsWanted)
            lanes.Store(xGradient, adjoint * Vector128.Create(scale));
        if (scaleGradient.IsWanted)
            lanes.AddSum(scaleGradient, 0, adjoint * x);
        return weight * root;
    }

    public readonly Vector512<T> Weight512<TLanes>(TLanes lanes) where TLanes : struct, ILanes512<T> =>
        Vector512.ConditionalSelect(Vector512.LessThan(lanes.Load(target), Vector512<T>.Zero), Vector512<T>.Zero, Vector512<T>.One + Vector512<T>.One);

    public readonly Vector256<T> Weight256<TLanes>(TLanes lanes) where TLanes : struct, ILanes256<T> =>
        Vector256.ConditionalSelect(Vector256.LessThan(lanes.Load(target), Vector256<T>.Zero), Vector256<T>.Zero, Vector256<T>.One + Vector256<T>.One);

    public readonly Vector128<T> Weight128<TLanes>(TLanes lanes) where TLanes : struct, ILanes128<T> =>
        Vector128.ConditionalSelect(Vector128.LessThan(lanes.Load(target), Vector128<T>.Zero), Vector128<T>.Zero, Vector128<T>.One + Vector128<T>.One);
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
        Batch<T, Arrays8>.Begin(out var batch);
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
        Batch<double, Arrays24>.Begin(out var batch);
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
        Batch<float, Arrays8>.Begin(out var batch);
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
