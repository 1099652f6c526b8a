using System;

namespace AutoDiffLosses;

/// <summary>The matrix that a formula speaks of. It does not change once it is made.</summary>
/// <typeparam name="T"><see langword="float"/>, <see langword="double"/>, <see langword="int"/> or <see langword="bool"/>.</typeparam>
public readonly struct Mat<T> where T : unmanaged
{
    private readonly T[] items;
    private readonly int rowStep, columnStep;

    /// <summary>A matrix of the same elements, row by row, which are copied.</summary>
    /// <exception cref="ArgumentException"><paramref name="items"/> is not <paramref name="rows"/> times
    /// <paramref name="columns"/> elements long.</exception>
    public Mat(T[] items, int rows, int columns) : this((T[])items.Clone(), rows, columns, columns, 1)
    {
        if (rows < 0 || columns < 0 || items.Length != (long)rows * columns)
            throw new ArgumentException($"{items.Length} elements are not {rows} rows of {columns}.", nameof(items));
    }

    private Mat(T[] items, int rows, int columns, int rowStep, int columnStep)
    {
        (this.items, Rows, Columns) = (items, rows, columns);
        (this.rowStep, this.columnStep) = (rowStep, columnStep);
    }

    /// <summary>The number of rows.</summary>
    public int Rows { get; }

    /// <summary>The number of columns.</summary>
    public int Columns { get; }

    /// <summary>An element.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such element.</exception>
    public T this[int row, int column] =>
        (uint)row < (uint)Rows && (uint)column < (uint)Columns
            ? items[row * rowStep + column * columnStep]
            : throw new IndexOutOfRangeException();

    /// <summary>The elements of a row.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such row.</exception>
    public Vec<T> Row(int row) =>
        (uint)row < (uint)Rows ? new(items, row * rowStep, columnStep, Columns) : throw new IndexOutOfRangeException();

    /// <summary>The elements of a column.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such column.</exception>
    public Vec<T> Column(int column) =>
        (uint)column < (uint)Columns ? new(items, column * columnStep, rowStep, Rows) : throw new IndexOutOfRangeException();

    /// <summary>The matrix whose rows are the columns of this one.</summary>
    public Mat<T> Transpose() => new(items, Columns, Rows, columnStep, rowStep);

    /// <summary>Adds element by element.</summary>
    public static Mat<T> operator +(Mat<T> a, Mat<T> b) => Zip<Add>(a, b);

    /// <summary>Adds to each element.</summary>
    public static Mat<T> operator +(Mat<T> a, T b) => Zip<Add>(a, b);

    /// <summary>Adds to each element.</summary>
    public static Mat<T> operator +(T a, Mat<T> b) => Zip<Add>(a, b);

    /// <summary>Subtracts element by element.</summary>
    public static Mat<T> operator -(Mat<T> a, Mat<T> b) => Zip<Subtract>(a, b);

    /// <summary>Subtracts from each element.</summary>
    public static Mat<T> operator -(Mat<T> a, T b) => Zip<Subtract>(a, b);

    /// <summary>Subtracts each element.</summary>
    public static Mat<T> operator -(T a, Mat<T> b) => Zip<Subtract>(a, b);

    /// <summary>Multiplies element by element.</summary>
    public static Mat<T> operator *(Mat<T> a, Mat<T> b) => Zip<Multiply>(a, b);

    /// <summary>Multiplies each element.</summary>
    public static Mat<T> operator *(Mat<T> a, T b) => Zip<Multiply>(a, b);

    /// <summary>Multiplies each element.</summary>
    public static Mat<T> operator *(T a, Mat<T> b) => Zip<Multiply>(a, b);

    /// <summary>Divides element by element.</summary>
    public static Mat<T> operator /(Mat<T> a, Mat<T> b) => Zip<Divide>(a, b);

    /// <summary>Divides each element.</summary>
    public static Mat<T> operator /(Mat<T> a, T b) => Zip<Divide>(a, b);

    /// <summary>Divides by each element.</summary>
    public static Mat<T> operator /(T a, Mat<T> b) => Zip<Divide>(a, b);

    /// <summary>Negates each element.</summary>
    public static Mat<T> operator -(Mat<T> a) => Zip<Negate>(a, a);

    internal static Mat<T> Of(T[] items, int rows, int columns) => new(items, rows, columns, columns, 1);

    /// <summary>All elements, row by row.</summary>
    internal Vec<T> Flat()
    {
        var items = new T[Rows * Columns];
        for (int i = 0; i < items.Length; i++)
            items[i] = this[i / Columns, i % Columns];
        return Vec<T>.Of(items);
    }

    private static Mat<T> Zip<TOperator>(Mat<T> a, Mat<T> b) where TOperator : IOperator
    {
        if ((a.Rows, a.Columns) != (b.Rows, b.Columns))
            throw new ArgumentException($"The matrices are {a.Rows} by {a.Columns} and {b.Rows} by {b.Columns}.");
        return LossMath.Tabulate(a.Rows, a.Columns, (i, j) => Arithmetic.Apply<TOperator, T>(a[i, j], b[i, j]));
    }

    private static Mat<T> Zip<TOperator>(Mat<T> a, T b) where TOperator : IOperator =>
        LossMath.Tabulate(a.Rows, a.Columns, (i, j) => Arithmetic.Apply<TOperator, T>(a[i, j], b));

    private static Mat<T> Zip<TOperator>(T a, Mat<T> b) where TOperator : IOperator =>
        LossMath.Tabulate(b.Rows, b.Columns, (i, j) => Arithmetic.Apply<TOperator, T>(a, b[i, j]));
}
