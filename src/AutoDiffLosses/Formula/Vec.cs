using System;

namespace AutoDiffLosses;

/// <summary>The array that a formula speaks of. It does not change once it is made.</summary>
/// <typeparam name="T"><see langword="float"/>, <see langword="double"/>, <see langword="int"/> or <see langword="bool"/>.</typeparam>
public readonly struct Vec<T> where T : unmanaged
{
    private readonly T[] items;
    private readonly int start, step;

    /// <summary>An array of the same elements, which are copied.</summary>
    public Vec(T[] items) : this((T[])items.Clone(), 0, 1, items.Length)
    {
    }

    internal Vec(T[] items, int start, int step, int length) => (this.items, this.start, this.step, Length) = (items, start, step, length);

    /// <summary>The number of elements.</summary>
    public int Length { get; }

    /// <summary>An element.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such element.</exception>
    public T this[int index] => (uint)index < (uint)Length ? items[start + index * step] : throw new IndexOutOfRangeException();

    /// <summary>The same array but for one element.</summary>
    /// <exception cref="IndexOutOfRangeException">There is no such element.</exception>
    public Vec<T> With(int index, T value)
    {
        var copy = ToArray();
        copy[index] = value;
        return Of(copy);
    }

    /// <summary>The elements in their order.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>Enumerates an array.</summary>
    public struct Enumerator
    {
        private readonly Vec<T> vector;
        private int index;

        internal Enumerator(Vec<T> vector) => (this.vector, index) = (vector, -1);

        /// <summary>The element that has been reached.</summary>
        public readonly T Current => vector[index];

        /// <summary>Goes on to the next element, if there is one.</summary>
        public bool MoveNext() => ++index < vector.Length;
    }

    /// <summary>Adds element by element.</summary>
    public static Vec<T> operator +(Vec<T> a, Vec<T> b) => Zip<Add>(a, b);

    /// <summary>Adds to each element.</summary>
    public static Vec<T> operator +(Vec<T> a, T b) => Zip<Add>(a, b);

    /// <summary>Adds to each element.</summary>
    public static Vec<T> operator +(T a, Vec<T> b) => Zip<Add>(a, b);

    /// <summary>Subtracts element by element.</summary>
    public static Vec<T> operator -(Vec<T> a, Vec<T> b) => Zip<Subtract>(a, b);

    /// <summary>Subtracts from each element.</summary>
    public static Vec<T> operator -(Vec<T> a, T b) => Zip<Subtract>(a, b);

    /// <summary>Subtracts each element.</summary>
    public static Vec<T> operator -(T a, Vec<T> b) => Zip<Subtract>(a, b);

    /// <summary>Multiplies element by element.</summary>
    public static Vec<T> operator *(Vec<T> a, Vec<T> b) => Zip<Multiply>(a, b);

    /// <summary>Multiplies each element.</summary>
    public static Vec<T> operator *(Vec<T> a, T b) => Zip<Multiply>(a, b);

    /// <summary>Multiplies each element.</summary>
    public static Vec<T> operator *(T a, Vec<T> b) => Zip<Multiply>(a, b);

    /// <summary>Divides element by element.</summary>
    public static Vec<T> operator /(Vec<T> a, Vec<T> b) => Zip<Divide>(a, b);

    /// <summary>Divides each element.</summary>
    public static Vec<T> operator /(Vec<T> a, T b) => Zip<Divide>(a, b);

    /// <summary>Divides by each element.</summary>
    public static Vec<T> operator /(T a, Vec<T> b) => Zip<Divide>(a, b);

    /// <summary>Negates each element.</summary>
    public static Vec<T> operator -(Vec<T> a) => Zip<Negate>(a, a);

    internal static Vec<T> Of(T[] items) => new(items, 0, 1, items.Length);

    internal T[] ToArray()
    {
        var copy = new T[Length];
        for (int i = 0; i < copy.Length; i++)
            copy[i] = this[i];
        return copy;
    }

    private static Vec<T> Zip<TOperator>(Vec<T> a, Vec<T> b) where TOperator : IOperator
    {
        if (a.Length != b.Length)
            throw Arithmetic.LengthsDiffer(a.Length, b.Length);
        return LossMath.Tabulate(a.Length, i => Arithmetic.Apply<TOperator, T>(a[i], b[i]));
    }

    private static Vec<T> Zip<TOperator>(Vec<T> a, T b) where TOperator : IOperator =>
        LossMath.Tabulate(a.Length, i => Arithmetic.Apply<TOperator, T>(a[i], b));

    private static Vec<T> Zip<TOperator>(T a, Vec<T> b) where TOperator : IOperator =>
        LossMath.Tabulate(b.Length, i => Arithmetic.Apply<TOperator, T>(a, b[i]));
}
