using System;

namespace AutoDiffLosses.Runtime;

/// <summary>The shape of rows or matrices, checked: of the rank that is expected, and their rows without gaps.</summary>
internal readonly struct Shape
{
    public readonly nint Samples, SampleStride, Rows, RowStride, Length;

    public Shape(int rank, ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> strides, int expected, string name)
    {
        if (rank != expected)
            Throw.Rank(name, rank, expected);
        (Samples, SampleStride) = rank == 3 ? (lengths[0], strides[0]) : (1, 0);
        (Rows, RowStride) = (lengths[rank - 2], strides[rank - 2]);
        Length = lengths[rank - 1];
        if (Samples * Rows > 0 && Length > 1 && strides[rank - 1] != 1)
            Throw.Stride(name, strides[rank - 1]);
    }

    public Region Region<T>() => Runtime.Region.Of<T>(Samples, SampleStride, Rows, RowStride, Length);

    /// <summary>No element lies where another one does, be rows in samples or samples in rows.</summary>
    public void CheckInjective(string name)
    {
        if (Samples * Rows * Length != 0 &&
            !IsNested(Length, Rows, RowStride, Samples, SampleStride) &&
            !IsNested(Length, Samples, SampleStride, Rows, RowStride))
            Throw.NotInjective(name);
    }

    private static bool IsNested(nint size, nint inner, nint innerStride, nint outer, nint outerStride) =>
        (inner == 1 || innerStride >= size) &&
        (outer == 1 || outerStride >= (inner == 1 ? 0 : (inner - 1) * innerStride) + size);
}
