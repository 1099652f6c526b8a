using System;
using System.Numerics.Tensors;

namespace AutoDiffLosses;

/// <summary>Views flat memory as the rows or matrices of a batch, without a copy.</summary>
public static class TensorViews
{
    /// <summary>Views an array as rows of so many columns.</summary>
    /// <exception cref="ArgumentException">The array does not divide into such rows.</exception>
    public static TensorSpan<T> AsRows<T>(this T[] array, int columns) => AsRows(array.AsSpan(), columns);

    /// <summary>Views a span as rows of so many columns.</summary>
    /// <exception cref="ArgumentException">The span does not divide into such rows.</exception>
    public static TensorSpan<T> AsRows<T>(this Span<T> span, int columns) => new(NotNull(span), [Count(span.Length, columns, "rows", 1), columns]);

    /// <summary>Views a span as rows of so many columns.</summary>
    /// <exception cref="ArgumentException">The span does not divide into such rows.</exception>
    public static ReadOnlyTensorSpan<T> AsRows<T>(this ReadOnlySpan<T> span, int columns) =>
        new(NotNull(span), [Count(span.Length, columns, "rows", 1), columns]);

    /// <summary>Views an array as matrices of so many rows and columns.</summary>
    /// <exception cref="ArgumentException">The array does not divide into such matrices.</exception>
    public static TensorSpan<T> AsMatrices<T>(this T[] array, int rows, int columns) => AsMatrices(array.AsSpan(), rows, columns);

    /// <summary>Views a span as matrices of so many rows and columns.</summary>
    /// <exception cref="ArgumentException">The span does not divide into such matrices.</exception>
    public static TensorSpan<T> AsMatrices<T>(this Span<T> span, int rows, int columns) =>
        new(NotNull(span), [Count(span.Length, columns, "matrices", rows), rows, columns]);

    /// <summary>Views a span as matrices of so many rows and columns.</summary>
    /// <exception cref="ArgumentException">The span does not divide into such matrices.</exception>
    public static ReadOnlyTensorSpan<T> AsMatrices<T>(this ReadOnlySpan<T> span, int rows, int columns) =>
        new(NotNull(span), [Count(span.Length, columns, "matrices", rows), rows, columns]);

    /// <summary>A tensor without elements cannot lie at null.</summary>
    private static Span<T> NotNull<T>(Span<T> span) => span.IsEmpty ? Array.Empty<T>() : span;

    private static ReadOnlySpan<T> NotNull<T>(ReadOnlySpan<T> span) => span.IsEmpty ? Array.Empty<T>() : span;

    private static nint Count(int length, int columns, string parts, int rows)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        long size = (long)rows * columns;
        return length % size == 0
            ? (nint)(length / size)
            : throw new ArgumentException($"{length} elements do not divide into {parts} of {size}.", nameof(columns));
    }
}
