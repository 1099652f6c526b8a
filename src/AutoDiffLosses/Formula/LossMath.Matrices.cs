using System;
using System.Numerics;

namespace AutoDiffLosses;

// Products of matrices.
public static partial class LossMath
{
    /// <summary>The product of a matrix and an array: its elements are Σⱼ m[i, j] v[j].</summary>
    /// <exception cref="ArgumentException"><paramref name="m"/> has not as many columns as <paramref name="v"/> elements.</exception>
    public static Vec<T> MatVec<T>(Mat<T> m, Vec<T> v) where T : unmanaged, IFloatingPointIeee754<T> =>
        m.Columns == v.Length
            ? Tabulate(m.Rows, i => Sum(v.Length, j => m[i, j] * v[j]))
            : throw Arithmetic.LengthsDiffer(m.Columns, v.Length);

    /// <summary>The product of two matrices: its elements are Σₖ a[i, k] b[k, j].</summary>
    /// <exception cref="ArgumentException"><paramref name="a"/> has not as many columns as <paramref name="b"/> rows.</exception>
    public static Mat<T> MatMul<T>(Mat<T> a, Mat<T> b) where T : unmanaged, IFloatingPointIeee754<T> =>
        a.Columns == b.Rows
            ? Tabulate(a.Rows, b.Columns, (i, j) => Sum(a.Columns, k => a[i, k] * b[k, j]))
            : throw Arithmetic.LengthsDiffer(a.Columns, b.Rows);

    /// <summary>The products of the rows of a matrix with one another: Σₖ m[i, k] m[j, k].</summary>
    public static Mat<T> Gram<T>(Mat<T> m) where T : unmanaged, IFloatingPointIeee754<T> => MatMul(m, m.Transpose());
}
