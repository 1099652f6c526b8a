using System.Collections.Generic;
using System.Linq;

namespace AutoDiffLosses.Tests;

/// <summary>An array of any rank, in row-major order.</summary>
internal sealed record NumberArray(int[] Shape, double[] Data)
{
    public NumberArray(params int[] shape) : this(shape, new double[shape.Aggregate(1, (product, length) => product * length)]) { }

    /// <summary>The elements of one sample, where the first dimension is the batch.</summary>
    public int RowLength => Shape.Skip(1).Aggregate(1, (product, length) => product * length);

    public NumberArray Copy() => new(Shape, (double[])Data.Clone());

    /// <summary>Samples of a batch, chosen by their numbers.</summary>
    public NumberArray Rows(params int[] samples) =>
        new([samples.Length, .. Shape.Skip(1)], samples.SelectMany(b => Data.Skip(b * RowLength).Take(RowLength)).ToArray());
}

/// <summary>The arguments of a call by the names of the formula's parameters: arrays, and hyperparameters that are scalars.</summary>
internal sealed class LossArguments
{
    public Dictionary<string, NumberArray> Arrays { get; } = [];

    public Dictionary<string, double> Scalars { get; } = [];

    public NumberArray this[string name]
    {
        get => Arrays[name];
        set => Arrays[name] = value;
    }

    public LossArguments Copy()
    {
        LossArguments copy = new();
        foreach ((string name, NumberArray array) in Arrays)
            copy.Arrays[name] = array.Copy();
        foreach ((string name, double scalar) in Scalars)
            copy.Scalars[name] = scalar;
        return copy;
    }
}
