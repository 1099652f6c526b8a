using System;
using System.Buffers;
using System.Numerics.Tensors;

namespace AutoDiffLosses.Benchmarks;

/// <summary>Values and gradients, derived by hand, as chains of calls of <see cref="TensorPrimitives"/>: in blocks, so that what one
/// call leaves is still in the cache for the next, in pooled buffers or where the gradient will be.</summary>
/// <remarks>They do what the measured call does and no more: hyperparameters that it leaves at their defaults are not there, nor are
/// the checks of arguments.</remarks>
internal static class TensorChains
{
    /// <summary>What a chain works on at a time: half a dozen arrays of it fit a first-level cache.</summary>
    private const int Block = 1024;

    public static float SigmoidFocal(float[] logit, float[] target, float[] gradient, float alpha, float gamma)
    {
        float[] rented = ArrayPool<float>.Shared.Rent(5 * Block);
        float share = 1f / logit.Length;
        double mean = 0;
        for (int start = 0; start < logit.Length; start += Block)
        {
            int length = Math.Min(Block, logit.Length - start);
            ReadOnlySpan<float> x = logit.AsSpan(start, length), t = target.AsSpan(start, length);
            Span<float> g = gradient.AsSpan(start, length);
            Span<float> crossEntropy = rented.AsSpan(0, length), p = rented.AsSpan(Block, length), wrong = rented.AsSpan(2 * Block, length);
            Span<float> power = rented.AsSpan(3 * Block, length), scratch = rented.AsSpan(4 * Block, length);

            CrossEntropy(x, t, crossEntropy, scratch);
            TensorPrimitives.Sigmoid(x, p);

            // wrong = p + t·(1 - 2p)
            TensorPrimitives.Multiply(p, -2, wrong);
            TensorPrimitives.Add(wrong, 1, wrong);
            TensorPrimitives.MultiplyAdd(wrong, t, p, wrong);

            // power = (balance / n)·wrong^(gamma - 1)
            TensorPrimitives.Multiply(t, (2 * alpha - 1) * share, scratch);
            TensorPrimitives.Add(scratch, (1 - alpha) * share, scratch);
            if (gamma == 2)
                TensorPrimitives.Multiply(scratch, wrong, power);
            else
            {
                // Pow of floats is scalar code; this is not.
                TensorPrimitives.Log(wrong, power);
                TensorPrimitives.Multiply(power, gamma - 1, power);
                TensorPrimitives.Exp(power, power);
                TensorPrimitives.Multiply(scratch, power, power);
            }
            TensorPrimitives.Multiply(power, wrong, scratch);
            mean += TensorPrimitives.Dot(scratch, crossEntropy);

            // gradient = power·(gamma·(1 - 2t)·p·(1 - p)·crossEntropy + wrong·(p - t))
            TensorPrimitives.Subtract(p, t, scratch);
            TensorPrimitives.Multiply(wrong, scratch, wrong);
            TensorPrimitives.Subtract(1, p, scratch);
            TensorPrimitives.Multiply(scratch, p, scratch);
            TensorPrimitives.Multiply(scratch, crossEntropy, scratch);
            TensorPrimitives.Multiply(t, -2 * gamma, g);
            TensorPrimitives.Add(g, gamma, g);
            TensorPrimitives.MultiplyAdd(g, scratch, wrong, g);
            TensorPrimitives.Multiply(g, power, g);
        }
        ArrayPool<float>.Shared.Return(rented);
        return (float)mean;
    }

    public static float BinaryCrossEntropy(float[] logit, float[] target, float[] gradient)
    {
        float[] rented = ArrayPool<float>.Shared.Rent(2 * Block);
        double sum = 0;
        for (int start = 0; start < logit.Length; start += Block)
        {
            int length = Math.Min(Block, logit.Length - start);
            ReadOnlySpan<float> x = logit.AsSpan(start, length), t = target.AsSpan(start, length);
            Span<float> g = gradient.AsSpan(start, length);
            Span<float> softplus = rented.AsSpan(0, length), scratch = rented.AsSpan(Block, length);

            Softplus(x, softplus, scratch);
            sum += TensorPrimitives.Sum<float>(softplus) - TensorPrimitives.Dot(t, x);
            TensorPrimitives.Sigmoid(x, g);
            TensorPrimitives.Subtract(g, t, g);
            TensorPrimitives.Multiply(g, 1f / logit.Length, g);
        }
        ArrayPool<float>.Shared.Return(rented);
        return (float)(sum / logit.Length);
    }

    public static float TiltedCauchy(float[] prediction, float[] logScale, float[] target, float[] gradient, float tilt)
    {
        float[] rented = ArrayPool<float>.Shared.Rent(6 * Block);
        int n = prediction.Length;
        double sum = 0;
        for (int start = 0; start < n; start += Block)
        {
            int length = Math.Min(Block, n - start);
            ReadOnlySpan<float> scale = logScale.AsSpan(start, length);
            Span<float> inverse = rented.AsSpan(0, length), z = rented.AsSpan(Block, length), square = rented.AsSpan(2 * Block, length);
            Span<float> log = rented.AsSpan(3 * Block, length), sigmoid = rented.AsSpan(4 * Block, length);
            Span<float> tilted = rented.AsSpan(5 * Block, length);

            TensorPrimitives.Negate(scale, inverse);
            TensorPrimitives.Exp(inverse, inverse);
            TensorPrimitives.Subtract(prediction.AsSpan(start, length), target.AsSpan(start, length), z);
            TensorPrimitives.Multiply(z, inverse, z);
            TensorPrimitives.Sigmoid(z, sigmoid);
            TensorPrimitives.Multiply(z, z, square);
            TensorPrimitives.LogP1(square, log);
            TensorPrimitives.Multiply(sigmoid, tilt, tilted);
            TensorPrimitives.Add(tilted, 1, tilted);
            sum += TensorPrimitives.Dot<float>(tilted, log) + TensorPrimitives.Sum(scale);

            // to z: (tilted·2z/(1 + z²) + tilt·σ·(1 - σ)·log)/n
            TensorPrimitives.Add(square, 1, square);
            TensorPrimitives.Divide(z, square, square);
            TensorPrimitives.Multiply(square, tilted, square);
            TensorPrimitives.Multiply(square, 2f / n, square);
            TensorPrimitives.Subtract(1, sigmoid, tilted);
            TensorPrimitives.Multiply(tilted, sigmoid, tilted);
            TensorPrimitives.Multiply(tilted, log, tilted);
            TensorPrimitives.MultiplyAdd(tilted, tilt / n, square, square);

            TensorPrimitives.Multiply(square, inverse, gradient.AsSpan(start, length));
            TensorPrimitives.Multiply(square, z, z);
            TensorPrimitives.Subtract(1f / n, z, gradient.AsSpan(n + start, length));
        }
        ArrayPool<float>.Shared.Return(rented);
        return (float)(sum / n);
    }

    public static float CrossEntropy(float[] logits, int[] labels, float[] gradient, int classes) =>
        2 * classes > Block
            ? CrossEntropyOfLongRows(logits, labels, gradient, classes)
            : CrossEntropyOfShortRows(logits, labels, gradient, classes);

    private static float CrossEntropyOfLongRows(float[] logits, int[] labels, float[] gradient, int classes)
    {
        float share = 1f / labels.Length;
        double sum = 0;
        for (int b = 0; b < labels.Length; b++)
        {
            ReadOnlySpan<float> row = logits.AsSpan(b * classes, classes);
            Span<float> g = gradient.AsSpan(b * classes, classes);
            float max = TensorPrimitives.Max(row);
            float sumExp = ExpOfDifference(row, max, g);
            TensorPrimitives.Multiply(g, share / sumExp, g);
            g[labels[b]] -= share;
            sum += MathF.Log(sumExp) - (row[labels[b]] - max);
        }
        return (float)(sum / labels.Length);
    }

    /// <summary>With the exponentials of as many rows in one call as a block takes.</summary>
    private static float CrossEntropyOfShortRows(float[] logits, int[] labels, float[] gradient, int classes)
    {
        float share = 1f / labels.Length;
        double sum = 0;
        for (int first = 0, rows = Block / classes; first < labels.Length; first += rows)
        {
            int end = Math.Min(first + rows, labels.Length);
            for (int b = first; b < end; b++)
            {
                ReadOnlySpan<float> row = logits.AsSpan(b * classes, classes);
                Span<float> shifted = gradient.AsSpan(b * classes, classes);
                TensorPrimitives.Subtract(row, TensorPrimitives.Max(row), shifted);
                sum -= shifted[labels[b]];
            }
            Span<float> exp = gradient.AsSpan(first * classes, (end - first) * classes);
            TensorPrimitives.Exp(exp, exp);
            for (int b = first; b < end; b++)
            {
                Span<float> g = gradient.AsSpan(b * classes, classes);
                float sumExp = TensorPrimitives.Sum<float>(g);
                TensorPrimitives.Multiply(g, share / sumExp, g);
                g[labels[b]] -= share;
                sum += MathF.Log(sumExp);
            }
        }
        return (float)(sum / labels.Length);
    }

    public static float Dice(float[] logits, float[] target, float[] gradient, int pixels, float smooth)
    {
        float[] rented = ArrayPool<float>.Shared.Rent(Block);
        int samples = logits.Length / pixels;
        double sum = 0;
        for (int b = 0; b < samples; b++)
        {
            ReadOnlySpan<float> row = logits.AsSpan(b * pixels, pixels), mask = target.AsSpan(b * pixels, pixels);
            Span<float> g = gradient.AsSpan(b * pixels, pixels);

            // The gradient's memory keeps p·(1 - p).
            double overlap = 0, total = 0;
            for (int start = 0; start < pixels; start += Block)
            {
                int length = Math.Min(Block, pixels - start);
                ReadOnlySpan<float> t = mask.Slice(start, length);
                Span<float> p = rented.AsSpan(0, length), partial = g.Slice(start, length);
                TensorPrimitives.Sigmoid(row.Slice(start, length), p);
                overlap += TensorPrimitives.Dot(p, t);
                total += TensorPrimitives.Sum<float>(p) + TensorPrimitives.Sum(t);
                TensorPrimitives.Subtract(1, p, partial);
                TensorPrimitives.Multiply(partial, p, partial);
            }

            float numerator = (float)(2 * overlap + smooth), denominator = (float)(total + smooth);
            float toTotal = numerator / (denominator * denominator) / samples, toOverlap = -2 / denominator / samples;
            for (int start = 0; start < pixels; start += Block)
            {
                int length = Math.Min(Block, pixels - start);
                Span<float> factor = rented.AsSpan(0, length), partial = g.Slice(start, length);
                TensorPrimitives.Multiply(mask.Slice(start, length), toOverlap, factor);
                TensorPrimitives.Add(factor, toTotal, factor);
                TensorPrimitives.Multiply(partial, factor, partial);
            }
            sum += 1 - numerator / denominator;
        }
        ArrayPool<float>.Shared.Return(rented);
        return (float)(sum / samples);
    }

    public static float KullbackLeibler(float[] logits, float[] teacherLogits, float[] gradient, int classes)
    {
        float[] rented = ArrayPool<float>.Shared.Rent(2 * classes);
        Span<float> p = rented.AsSpan(0, classes), difference = rented.AsSpan(classes, classes);
        int samples = logits.Length / classes;
        double sum = 0;
        for (int b = 0; b < samples; b++)
        {
            ReadOnlySpan<float> row = logits.AsSpan(b * classes, classes), teacher = teacherLogits.AsSpan(b * classes, classes);
            Span<float> g = gradient.AsSpan(b * classes, classes);
            float max = TensorPrimitives.Max(row), teacherMax = TensorPrimitives.Max(teacher);
            float sumExp = ExpOfDifference(row, max, g), teacherSumExp = ExpOfDifference(teacher, teacherMax, p);

            // Σ p·(log p - log q) = Σ p·(teacher - row) - (logsumexp of the teacher - logsumexp of the row)
            TensorPrimitives.Subtract(teacher, row, difference);
            sum += TensorPrimitives.Dot<float>(p, difference) / teacherSumExp
                 - (teacherMax + MathF.Log(teacherSumExp) - max - MathF.Log(sumExp));

            // gradient = (q - p)/n
            TensorPrimitives.Multiply(g, 1 / (samples * sumExp), g);
            TensorPrimitives.MultiplyAdd(p, -1 / (samples * teacherSumExp), g, g);
        }
        ArrayPool<float>.Shared.Return(rented);
        return (float)(sum / samples);
    }

    public static float ConfidenceWeighted(float[] logits, float[] target, float[] gradient, int questions, float temperature)
    {
        float[] rented = ArrayPool<float>.Shared.Rent(3 * questions);
        Span<float> weight = rented.AsSpan(0, questions), loss = rented.AsSpan(questions, questions);
        Span<float> scratch = rented.AsSpan(2 * questions, questions);
        int samples = logits.Length / questions;
        double sum = 0;
        for (int b = 0; b < samples; b++)
        {
            ReadOnlySpan<float> row = logits.AsSpan(b * questions, questions), t = target.AsSpan(b * questions, questions);
            Span<float> g = gradient.AsSpan(b * questions, questions);

            TensorPrimitives.Subtract(row, TensorPrimitives.Max(row), weight);
            TensorPrimitives.Multiply(weight, 1 / temperature, weight);
            TensorPrimitives.Exp(weight, weight);
            float sumExp = TensorPrimitives.Sum<float>(weight);
            CrossEntropy(row, t, loss, scratch);
            float mean = TensorPrimitives.Dot<float>(weight, loss) / sumExp;
            sum += mean;

            // gradient = weight·((loss - mean)/temperature + p - t)/n
            TensorPrimitives.Sigmoid(row, g);
            TensorPrimitives.Subtract(g, t, g);
            TensorPrimitives.Subtract(loss, mean, loss);
            TensorPrimitives.MultiplyAdd(loss, 1 / temperature, g, g);
            TensorPrimitives.Multiply(g, weight, g);
            TensorPrimitives.Multiply(g, 1 / (samples * sumExp), g);
        }
        ArrayPool<float>.Shared.Return(rented);
        return (float)(sum / samples);
    }

    /// <summary>exp(x - shift), and its sum.</summary>
    private static float ExpOfDifference(ReadOnlySpan<float> x, float shift, Span<float> exp)
    {
        double sum = 0;
        for (int start = 0; start < x.Length; start += Block)
        {
            int length = Math.Min(Block, x.Length - start);
            Span<float> block = exp.Slice(start, length);
            TensorPrimitives.Subtract(x.Slice(start, length), shift, block);
            TensorPrimitives.Exp(block, block);
            sum += TensorPrimitives.Sum<float>(block);
        }
        return (float)sum;
    }

    /// <summary>log(1 + eˣ) = max(x, 0) + log(1 + e^-|x|)</summary>
    private static void Softplus(ReadOnlySpan<float> x, Span<float> softplus, Span<float> scratch)
    {
        TensorPrimitives.Abs(x, softplus);
        TensorPrimitives.Negate(softplus, softplus);
        TensorPrimitives.Exp(softplus, softplus);
        TensorPrimitives.LogP1(softplus, softplus);
        TensorPrimitives.Max(x, 0, scratch);
        TensorPrimitives.Add(softplus, scratch, softplus);
    }

    /// <summary>-t·log σ(x) - (1 - t)·log σ(-x) = softplus(x) - t·x</summary>
    private static void CrossEntropy(ReadOnlySpan<float> x, ReadOnlySpan<float> t, Span<float> crossEntropy, Span<float> scratch)
    {
        Softplus(x, crossEntropy, scratch);
        TensorPrimitives.Multiply(t, x, scratch);
        TensorPrimitives.Subtract(crossEntropy, scratch, crossEntropy);
    }
}
