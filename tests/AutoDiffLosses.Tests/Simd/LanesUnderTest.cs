using System.Linq;
using System.Numerics;
using System.Runtime.Intrinsics;
using AutoDiffLosses.Runtime;

namespace AutoDiffLosses.Tests.Simd;

/// <summary>Lanes of any width, with arrays in the place of vectors.</summary>
internal abstract unsafe class LanesUnderTest<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    public abstract int Width { get; }

    public abstract long[] Indices { get; }

    public abstract T[] Load(Input<T> row);

    public abstract T[] Load(Input<T> row, nint offset);

    public abstract T[] Load(Input<T> row, nint offset, T[] mask);

    public abstract long[] LoadIntegers(Input<int> row);

    public abstract T[] Load(Input<bool> row);

    public abstract T[] Gather(Input<T> table, long[] index, T[] mask);

    public abstract void Store(Output<T> row, T[] value);

    public abstract void Store(Output<T> row, nint offset, T[] mask, T[] value);

    public abstract void Add(Output<T> row, T[] value);

    public abstract void Add(Output<T> row, nint offset, T[] mask, T[] value);

    public abstract void Add(SharedOutput<T> row, T[] value);

    public abstract void AddSum(SharedOutput<T> row, nint at, T[] value);

    public abstract T[] Select(T[] value, T[] other);

    public abstract void Read(InputRows<T> rows, T* tile, int length);

    public abstract void Write(OutputRows<T> rows, T* tile, int length);

    public abstract T[] Gather(T* tile, int length, long[] index, T[] mask);

    public abstract void Add(T* tile, int length, long[] index, T[] mask, T[] value);

    /// <summary>Integer lanes are as wide as those of the formula's type.</summary>
    protected static bool IsFloat => typeof(T) == typeof(float);
}

internal sealed unsafe class LanesUnderTest512<T, TLanes>(TLanes lanes) : LanesUnderTest<T>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TLanes : struct, ILanes512<T>
{
    public override int Width => Vector512<T>.Count;

    public override long[] Indices => IsFloat ? Longs(lanes.Indices) : Array(lanes.LongIndices);

    public override T[] Load(Input<T> row) => Array(lanes.Load(row));

    public override T[] Load(Input<T> row, nint offset) => Array(lanes.Load(row, offset));

    public override T[] Load(Input<T> row, nint offset, T[] mask) => Array(lanes.Load(row, offset, Vector(mask)));

    public override long[] LoadIntegers(Input<int> row) => IsFloat ? Longs(lanes.Load(row)) : Array(lanes.LoadLong(row));

    public override T[] Load(Input<bool> row) => Array(lanes.Load(row));

    public override T[] Gather(Input<T> table, long[] index, T[] mask) => Array(IsFloat
        ? lanes.Gather(table, Ints(index), Vector(mask))
        : lanes.Gather(table, Vector512.Create(index), Vector(mask)));

    public override void Store(Output<T> row, T[] value) => lanes.Store(row, Vector(value));

    public override void Store(Output<T> row, nint offset, T[] mask, T[] value) => lanes.Store(row, offset, Vector(mask), Vector(value));

    public override void Add(Output<T> row, T[] value) => lanes.Add(row, Vector(value));

    public override void Add(Output<T> row, nint offset, T[] mask, T[] value) => lanes.Add(row, offset, Vector(mask), Vector(value));

    public override void Add(SharedOutput<T> row, T[] value) => lanes.Add(row, Vector(value));

    public override void AddSum(SharedOutput<T> row, nint at, T[] value) => lanes.AddSum(row, at, Vector(value));

    public override T[] Select(T[] value, T[] other) => Array(lanes.Select(Vector(value), Vector(other)));

    public override void Read(InputRows<T> rows, T* tile, int length) => lanes.Read(rows, new Tile512<T>(tile, length));

    public override void Write(OutputRows<T> rows, T* tile, int length) => lanes.Write(rows, new Tile512<T>(tile, length));

    public override T[] Gather(T* tile, int length, long[] index, T[] mask) => Array(IsFloat
        ? new Tile512<T>(tile, length).Gather(Ints(index), Vector(mask))
        : new Tile512<T>(tile, length).Gather(Vector512.Create(index), Vector(mask)));

    public override void Add(T* tile, int length, long[] index, T[] mask, T[] value)
    {
        if (IsFloat)
            new Tile512<T>(tile, length).Add(Ints(index), Vector(mask), Vector(value));
        else
            new Tile512<T>(tile, length).Add(Vector512.Create(index), Vector(mask), Vector(value));
    }

    private static Vector512<int> Ints(long[] values) => Vector512.Create([.. values.Select(value => (int)value)]);

    private static Vector512<T> Vector(T[] values) => Vector512.Create(values);

    private static long[] Longs(Vector512<int> vector) => [.. Array(vector).Select(i => (long)i)];

    private static E[] Array<E>(Vector512<E> vector)
    {
        var values = new E[Vector512<E>.Count];
        vector.CopyTo(values);
        return values;
    }
}

internal sealed unsafe class LanesUnderTest256<T, TLanes>(TLanes lanes) : LanesUnderTest<T>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TLanes : struct, ILanes256<T>
{
    public override int Width => Vector256<T>.Count;

    public override long[] Indices => IsFloat ? Longs(lanes.Indices) : Array(lanes.LongIndices);

    public override T[] Load(Input<T> row) => Array(lanes.Load(row));

    public override T[] Load(Input<T> row, nint offset) => Array(lanes.Load(row, offset));

    public override T[] Load(Input<T> row, nint offset, T[] mask) => Array(lanes.Load(row, offset, Vector(mask)));

    public override long[] LoadIntegers(Input<int> row) => IsFloat ? Longs(lanes.Load(row)) : Array(lanes.LoadLong(row));

    public override T[] Load(Input<bool> row) => Array(lanes.Load(row));

    public override T[] Gather(Input<T> table, long[] index, T[] mask) => Array(IsFloat
        ? lanes.Gather(table, Ints(index), Vector(mask))
        : lanes.Gather(table, Vector256.Create(index), Vector(mask)));

    public override void Store(Output<T> row, T[] value) => lanes.Store(row, Vector(value));

    public override void Store(Output<T> row, nint offset, T[] mask, T[] value) => lanes.Store(row, offset, Vector(mask), Vector(value));

    public override void Add(Output<T> row, T[] value) => lanes.Add(row, Vector(value));

    public override void Add(Output<T> row, nint offset, T[] mask, T[] value) => lanes.Add(row, offset, Vector(mask), Vector(value));

    public override void Add(SharedOutput<T> row, T[] value) => lanes.Add(row, Vector(value));

    public override void AddSum(SharedOutput<T> row, nint at, T[] value) => lanes.AddSum(row, at, Vector(value));

    public override T[] Select(T[] value, T[] other) => Array(lanes.Select(Vector(value), Vector(other)));

    public override void Read(InputRows<T> rows, T* tile, int length) => lanes.Read(rows, new Tile256<T>(tile, length));

    public override void Write(OutputRows<T> rows, T* tile, int length) => lanes.Write(rows, new Tile256<T>(tile, length));

    public override T[] Gather(T* tile, int length, long[] index, T[] mask) => Array(IsFloat
        ? new Tile256<T>(tile, length).Gather(Ints(index), Vector(mask))
        : new Tile256<T>(tile, length).Gather(Vector256.Create(index), Vector(mask)));

    public override void Add(T* tile, int length, long[] index, T[] mask, T[] value)
    {
        if (IsFloat)
            new Tile256<T>(tile, length).Add(Ints(index), Vector(mask), Vector(value));
        else
            new Tile256<T>(tile, length).Add(Vector256.Create(index), Vector(mask), Vector(value));
    }

    private static Vector256<int> Ints(long[] values) => Vector256.Create([.. values.Select(value => (int)value)]);

    private static Vector256<T> Vector(T[] values) => Vector256.Create(values);

    private static long[] Longs(Vector256<int> vector) => [.. Array(vector).Select(i => (long)i)];

    private static E[] Array<E>(Vector256<E> vector)
    {
        var values = new E[Vector256<E>.Count];
        vector.CopyTo(values);
        return values;
    }
}

internal sealed unsafe class LanesUnderTest128<T, TLanes>(TLanes lanes) : LanesUnderTest<T>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TLanes : struct, ILanes128<T>
{
    public override int Width => Vector128<T>.Count;

    public override long[] Indices => IsFloat ? Longs(lanes.Indices) : Array(lanes.LongIndices);

    public override T[] Load(Input<T> row) => Array(lanes.Load(row));

    public override T[] Load(Input<T> row, nint offset) => Array(lanes.Load(row, offset));

    public override T[] Load(Input<T> row, nint offset, T[] mask) => Array(lanes.Load(row, offset, Vector(mask)));

    public override long[] LoadIntegers(Input<int> row) => IsFloat ? Longs(lanes.Load(row)) : Array(lanes.LoadLong(row));

    public override T[] Load(Input<bool> row) => Array(lanes.Load(row));

    public override T[] Gather(Input<T> table, long[] index, T[] mask) => Array(IsFloat
        ? lanes.Gather(table, Ints(index), Vector(mask))
        : lanes.Gather(table, Vector128.Create(index), Vector(mask)));

    public override void Store(Output<T> row, T[] value) => lanes.Store(row, Vector(value));

    public override void Store(Output<T> row, nint offset, T[] mask, T[] value) => lanes.Store(row, offset, Vector(mask), Vector(value));

    public override void Add(Output<T> row, T[] value) => lanes.Add(row, Vector(value));

    public override void Add(Output<T> row, nint offset, T[] mask, T[] value) => lanes.Add(row, offset, Vector(mask), Vector(value));

    public override void Add(SharedOutput<T> row, T[] value) => lanes.Add(row, Vector(value));

    public override void AddSum(SharedOutput<T> row, nint at, T[] value) => lanes.AddSum(row, at, Vector(value));

    public override T[] Select(T[] value, T[] other) => Array(lanes.Select(Vector(value), Vector(other)));

    public override void Read(InputRows<T> rows, T* tile, int length) => lanes.Read(rows, new Tile128<T>(tile, length));

    public override void Write(OutputRows<T> rows, T* tile, int length) => lanes.Write(rows, new Tile128<T>(tile, length));

    public override T[] Gather(T* tile, int length, long[] index, T[] mask) => Array(IsFloat
        ? new Tile128<T>(tile, length).Gather(Ints(index), Vector(mask))
        : new Tile128<T>(tile, length).Gather(Vector128.Create(index), Vector(mask)));

    public override void Add(T* tile, int length, long[] index, T[] mask, T[] value)
    {
        if (IsFloat)
            new Tile128<T>(tile, length).Add(Ints(index), Vector(mask), Vector(value));
        else
            new Tile128<T>(tile, length).Add(Vector128.Create(index), Vector(mask), Vector(value));
    }

    private static Vector128<int> Ints(long[] values) => Vector128.Create([.. values.Select(value => (int)value)]);

    private static Vector128<T> Vector(T[] values) => Vector128.Create(values);

    private static long[] Longs(Vector128<int> vector) => [.. Array(vector).Select(i => (long)i)];

    private static E[] Array<E>(Vector128<E> vector)
    {
        var values = new E[Vector128<E>.Count];
        vector.CopyTo(values);
        return values;
    }
}
