using System;

namespace AutoDiffLosses.Benchmarks;

/// <summary>A loss of a batch, and the ways to compute it. Each returns the mean; all but the plain one write the gradient.</summary>
/// <param name="Name">The loss, and the hyperparameters that are not its defaults.</param>
/// <param name="Samples">How many samples there are.</param>
/// <param name="Columns">The length of a sample's row; 1 for a loss of scalars.</param>
/// <param name="Gradient">Where they write the gradient, all of them.</param>
/// <param name="Generated">The generated value and gradient.</param>
/// <param name="Plain">The formula, sample by sample: the value alone.</param>
/// <param name="Tensors">A chain of calls of TensorPrimitives.</param>
/// <param name="Fused">C, fused by hand.</param>
internal sealed record Workload(string Name, int Samples, int Columns, float[] Gradient,
                                Func<double> Generated, Func<double> Plain, Func<double> Tensors, Func<double> Fused)
{
    /// <summary>How many elements the batch has.</summary>
    public int Elements => Samples * Columns;

    /// <summary>Holds the contenders to what is generated: a fast wrong answer is none.</summary>
    /// <exception cref="InvalidOperationException">A contender's value or gradient is another.</exception>
    public void Check(bool withFused)
    {
        double value = Generated();
        float[] gradient = [.. Gradient];
        Agree("plain C#", Plain(), value);
        Agree("TensorPrimitives", Afresh(Tensors), value, gradient);
        if (withFused)
            Agree("C", Afresh(Fused), value, gradient);
    }

    /// <summary>The mean, with a gradient that the contender has written itself.</summary>
    private double Afresh(Func<double> contender)
    {
        Gradient.AsSpan().Fill(float.NaN);
        return contender();
    }

    private void Agree(string contender, double value, double expected, ReadOnlySpan<float> expectedGradient = default)
    {
        // Single precision, in another order: relative to the value, and to the largest element of the gradient.
        const float tolerance = 1e-5f;
        if (!(Math.Abs(value - expected) <= tolerance * Math.Abs(expected)))
            throw new InvalidOperationException($"{Name}: the value of {contender} is {value}, the generated one {expected}.");
        float largest = 0;
        foreach (float element in expectedGradient)
            largest = MathF.Max(largest, MathF.Abs(element));
        for (int i = 0; i < expectedGradient.Length; i++)
            if (!(MathF.Abs(Gradient[i] - expectedGradient[i]) <= tolerance * largest))
                throw new InvalidOperationException(
                    $"{Name}: element {i} of the gradient of {contender} is {Gradient[i]}, of the generated one {expectedGradient[i]}.");
    }
}
