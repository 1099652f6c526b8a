using System;
using System.Buffers;
using System.ComponentModel;
using System.Numerics.Tensors;

namespace AutoDiffLosses.Runtime;

/// <summary>Labels given as <see langword="long"/>, narrowed into pooled memory.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly ref struct Labels : IDisposable
{
    private readonly int[] pooled;

    private Labels(int[] pooled, int length)
    {
        this.pooled = pooled;
        Span = pooled.AsSpan(0, length);
    }

    /// <summary>The labels as <see langword="int"/>.</summary>
    public ReadOnlySpan<int> Span { get; }

    /// <summary>Narrows labels.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A label does not fit.</exception>
    public static Labels Narrow(ReadOnlySpan<long> labels, string argument)
    {
        int[] pooled = ArrayPool<int>.Shared.Rent(labels.Length);
        for (int i = 0; i < labels.Length; i++)
        {
            pooled[i] = unchecked((int)labels[i]);
            if (pooled[i] != labels[i])
            {
                ArrayPool<int>.Shared.Return(pooled);
                throw new ArgumentOutOfRangeException(argument, labels[i], $"The label of sample {i} does not fit into an int.");
            }
        }
        return new Labels(pooled, labels.Length);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => ArrayPool<int>.Shared.Return(pooled);
}

/// <summary>Rows of labels given as <see langword="long"/>, narrowed into pooled memory without gaps.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly ref struct LabelRows : IDisposable
{
    private readonly int[] pooled;

    private LabelRows(int[] pooled, ReadOnlyTensorSpan<int> span)
    {
        this.pooled = pooled;
        Span = span;
    }

    /// <summary>The labels as <see langword="int"/>.</summary>
    public ReadOnlyTensorSpan<int> Span { get; }

    /// <summary>Narrows labels.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A label does not fit.</exception>
    public static LabelRows Narrow(ReadOnlyTensorSpan<long> labels, string argument)
    {
        int length = checked((int)labels.FlattenedLength), i = 0;
        int[] pooled = ArrayPool<int>.Shared.Rent(length);
        foreach (long label in labels)
        {
            pooled[i] = unchecked((int)label);
            if (pooled[i++] != label)
            {
                ArrayPool<int>.Shared.Return(pooled);
                throw new ArgumentOutOfRangeException(argument, label, $"The label {i - 1} of '{argument}' does not fit into an int.");
            }
        }
        return new LabelRows(pooled, new ReadOnlyTensorSpan<int>(pooled.AsSpan(0, length), labels.Lengths));
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => ArrayPool<int>.Shared.Return(pooled);
}
