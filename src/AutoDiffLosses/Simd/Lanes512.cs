using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AutoDiffLosses.Numerics;

namespace AutoDiffLosses.Runtime;

/// <summary>The elements that one step of a kernel works on: where they are, and which of them count. A step is generic in its
/// lanes, so that one body serves the main loop, the tail, and batches in which some samples have no weight.</summary>
/// <typeparam name="T">The type of the formula.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface ILanes512<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>The index of each lane; where the formula is in <see langword="float"/>.</summary>
    Vector512<int> Indices { get; }

    /// <summary>The index of each lane; where the formula is in <see langword="double"/>.</summary>
    Vector512<long> LongIndices { get; }

    /// <summary>The elements of the lanes.</summary>
    Vector512<T> Load(Input<T> row);

    /// <summary>What is kept for the lanes, and anything in those that do not count.</summary>
    Vector512<T> Load(KeptRow<T> row);

    /// <summary>The elements at a distance from the lanes, which are all elements of the row.</summary>
    Vector512<T> Load(Input<T> row, nint offset);

    /// <summary>The elements at a distance from the lanes, and 0 where the mask is not set: there, memory is not touched.</summary>
    Vector512<T> Load(Input<T> row, nint offset, Vector512<T> mask);

    /// <summary>The elements of the lanes; where the formula is in <see langword="float"/>.</summary>
    Vector512<int> Load(Input<int> row);

    /// <summary>The elements of the lanes; where the formula is in <see langword="double"/>.</summary>
    Vector512<long> LoadLong(Input<int> row);

    /// <summary>A mask: all bits of a lane are set where its element is true.</summary>
    Vector512<T> Load(Input<bool> row);

    /// <summary>The elements at the indices, and 0 where the mask is not set; where the formula is in <see langword="float"/>.</summary>
    Vector512<T> Gather(Input<T> table, Vector512<int> index, Vector512<T> mask);

    /// <summary>The elements at the indices, and 0 where the mask is not set; where the formula is in <see langword="double"/>.</summary>
    Vector512<T> Gather(Input<T> table, Vector512<long> index, Vector512<T> mask);

    /// <summary>Reads the rows of the lanes into a tile, which says how long they are; lanes that are not samples are 0.</summary>
    /// <returns>The tile.</returns>
    Tile512<T> Read(InputRows<T> rows, Tile512<T> tile);

    /// <summary>Writes the rows of the lanes, where they are wanted.</summary>
    void Write(OutputRows<T> rows, Tile512<T> tile);

    /// <summary>Keeps a value for the lanes.</summary>
    void Store(KeptRow<T> row, Vector512<T> value);

    /// <summary>Sets the elements of the lanes.</summary>
    void Store(Output<T> row, Vector512<T> value);

    /// <summary>Sets the elements at a distance from the lanes, where the mask is set.</summary>
    void Store(Output<T> row, nint offset, Vector512<T> mask, Vector512<T> value);

    /// <summary>Adds to the elements of the lanes.</summary>
    void Add(Output<T> row, Vector512<T> value);

    /// <summary>Adds to the elements at a distance from the lanes, where the mask is set.</summary>
    void Add(Output<T> row, nint offset, Vector512<T> mask, Vector512<T> value);

    /// <summary>Adds to the elements of the lanes.</summary>
    void Add(SharedOutput<T> row, Vector512<T> value);

    /// <summary>Adds the sum of the lanes that count to one element.</summary>
    void AddSum(SharedOutput<T> row, nint at, Vector512<T> value);

    /// <summary>The value in the lanes that count, the other in the others.</summary>
    Vector512<T> Select(Vector512<T> value, Vector512<T> other);
}

/// <summary>A whole vector.</summary>
internal readonly unsafe struct Full512<T>(nint index) : ILanes512<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    public Vector512<int> Indices
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512<int>.Indices + Vector512.Create((int)index);
    }

    public Vector512<long> LongIndices
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512<long>.Indices + Vector512.Create((long)index);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Load(Input<T> row) => Vector512.Load(row.Address + index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Load(KeptRow<T> row) => Vector512.Load(row.Address + index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Load(Input<T> row, nint offset) => Vector512.Load(row.Address + index + offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Load(Input<T> row, nint offset, Vector512<T> mask) => LaneMemory.Load(row.Address + index + offset, mask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<int> Load(Input<int> row) =>
        Vector512<T>.Count == Vector512<int>.Count ? Vector512.Load(row.Address + index) : throw Real.Unsupported<T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<long> LoadLong(Input<int> row) =>
        Vector512<T>.Count == Vector512<long>.Count
            ? Vector512.WidenLower(Vector256.Load(row.Address + index).ToVector512Unsafe())
            : throw Real.Unsupported<T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Load(Input<bool> row) =>
        LaneMemory.Mask512<T>(LaneMemory.Bools(row.Address + index, Vector512<T>.Count));

    public Vector512<T> Gather(Input<T> table, Vector512<int> index, Vector512<T> mask) =>
        LaneMemory.Gather(table.Address, index, mask);

    public Vector512<T> Gather(Input<T> table, Vector512<long> index, Vector512<T> mask) =>
        LaneMemory.Gather(table.Address, index, mask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Tile512<T> Read(InputRows<T> rows, Tile512<T> tile)
    {
        Transposition<T, Vector512<T>, Pieces512<T>>.Read(tile.Address, tile.Length, rows, index);
        return tile;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(OutputRows<T> rows, Tile512<T> tile)
    {
        if (rows.IsWanted)
            Transposition<T, Vector512<T>, Pieces512<T>>.Write(tile.Address, tile.Length, rows, index);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(KeptRow<T> row, Vector512<T> value) => value.Store(row.Address + index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(Output<T> row, Vector512<T> value) => value.Store(row.Address + index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(Output<T> row, nint offset, Vector512<T> mask, Vector512<T> value) =>
        LaneMemory.Store(row.Address + index + offset, mask, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Output<T> row, Vector512<T> value) => (Vector512.Load(row.Address + index) + value).Store(row.Address + index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Output<T> row, nint offset, Vector512<T> mask, Vector512<T> value)
    {
        T* at = row.Address + index + offset;
        LaneMemory.Store(at, mask, LaneMemory.Load(at, mask) + value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(SharedOutput<T> row, Vector512<T> value) =>
        LaneMemory.Add(row.Address + index, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddSum(SharedOutput<T> row, nint at, Vector512<T> value) => row.Address[at] += Width512<T>.Total(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Select(Vector512<T> value, Vector512<T> other) => value;
}

/// <summary>The tail: the first lanes; memory beyond them is not touched.</summary>
internal readonly unsafe struct Partial512<T>(nint index, nint count) : ILanes512<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Vector512<T> counting = Width512<T>.First(count);

    public Vector512<int> Indices
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new Full512<T>(index).Indices;
    }

    public Vector512<long> LongIndices
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new Full512<T>(index).LongIndices;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Load(Input<T> row) => LaneMemory.Load(row.Address + index, counting);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Load(KeptRow<T> row) => Vector512.Load(row.Address + index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Load(Input<T> row, nint offset) => LaneMemory.Load(row.Address + index + offset, counting);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Load(Input<T> row, nint offset, Vector512<T> mask) =>
        LaneMemory.Load(row.Address + index + offset, mask & counting);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<int> Load(Input<int> row) =>
        Vector512<T>.Count == Vector512<int>.Count
            ? LaneMemory.Load(row.Address + index, counting.AsInt32())
            : throw Real.Unsupported<T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<long> LoadLong(Input<int> row) =>
        Vector512<T>.Count == Vector512<long>.Count
            ? Vector512.WidenLower(LaneMemory.Load(row.Address + index, Width256<float>.First(count).AsInt32()).ToVector512Unsafe())
            : throw Real.Unsupported<T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Load(Input<bool> row) => LaneMemory.Mask512<T>(LaneMemory.Bools(row.Address + index, count));

    public Vector512<T> Gather(Input<T> table, Vector512<int> index, Vector512<T> mask) =>
        LaneMemory.Gather(table.Address, index, mask & counting);

    public Vector512<T> Gather(Input<T> table, Vector512<long> index, Vector512<T> mask) =>
        LaneMemory.Gather(table.Address, index, mask & counting);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Tile512<T> Read(InputRows<T> rows, Tile512<T> tile)
    {
        TileMemory.Read(tile.Address, Vector512<T>.Count, tile.Length, rows, index, count);
        return tile;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(OutputRows<T> rows, Tile512<T> tile)
    {
        if (rows.IsWanted)
            TileMemory.Write(tile.Address, Vector512<T>.Count, tile.Length, rows, index, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(KeptRow<T> row, Vector512<T> value) => value.Store(row.Address + index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(Output<T> row, Vector512<T> value) => LaneMemory.Store(row.Address + index, counting, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(Output<T> row, nint offset, Vector512<T> mask, Vector512<T> value) =>
        new Full512<T>(index).Store(row, offset, mask & counting, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Output<T> row, Vector512<T> value) => new Full512<T>(index).Add(row, 0, counting, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Output<T> row, nint offset, Vector512<T> mask, Vector512<T> value) =>
        new Full512<T>(index).Add(row, offset, mask & counting, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(SharedOutput<T> row, Vector512<T> value) => LaneMemory.Add(row.Address + index, value, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddSum(SharedOutput<T> row, nint at, Vector512<T> value) => row.Address[at] += Width512<T>.Total(value & counting);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Select(Vector512<T> value, Vector512<T> other) => Vector512.ConditionalSelect(counting, value, other);
}

/// <summary>Lanes of which those with a seed of 0 do not count: their gradient is 0, and they add nothing.</summary>
internal readonly struct Seeded512<T, TLanes>(TLanes lanes, Vector512<T> seed) : ILanes512<T>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TLanes : struct, ILanes512<T>
{
    public Vector512<int> Indices
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => lanes.Indices;
    }

    public Vector512<long> LongIndices
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => lanes.LongIndices;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Load(Input<T> row) => lanes.Load(row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Load(KeptRow<T> row) => lanes.Load(row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Load(Input<T> row, nint offset) => lanes.Load(row, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Load(Input<T> row, nint offset, Vector512<T> mask) => lanes.Load(row, offset, mask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<int> Load(Input<int> row) => lanes.Load(row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<long> LoadLong(Input<int> row) => lanes.LoadLong(row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Load(Input<bool> row) => lanes.Load(row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Gather(Input<T> table, Vector512<int> index, Vector512<T> mask) => lanes.Gather(table, index, mask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Gather(Input<T> table, Vector512<long> index, Vector512<T> mask) => lanes.Gather(table, index, mask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Tile512<T> Read(InputRows<T> rows, Tile512<T> tile) => lanes.Read(rows, tile);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(OutputRows<T> rows, Tile512<T> tile)
    {
        lanes.Write(rows, tile);
        ulong inert = lanes.Select(Vector512.Equals(seed, Vector512<T>.Zero), Vector512<T>.Zero).ExtractMostSignificantBits();
        if (rows.IsWanted && inert != 0)
            TileMemory.Clear(rows, tile.Length, Vector512<T>.Count == Vector512<int>.Count ? lanes.Indices[0] : (nint)lanes.LongIndices[0], inert);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(KeptRow<T> row, Vector512<T> value) => lanes.Store(row, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(Output<T> row, Vector512<T> value) => lanes.Store(row, Seeded(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(Output<T> row, nint offset, Vector512<T> mask, Vector512<T> value) =>
        lanes.Store(row, offset, mask, Seeded(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Output<T> row, Vector512<T> value) => lanes.Add(row, Seeded(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Output<T> row, nint offset, Vector512<T> mask, Vector512<T> value) => lanes.Add(row, offset, mask, Seeded(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(SharedOutput<T> row, Vector512<T> value) => lanes.Add(row, Seeded(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddSum(SharedOutput<T> row, nint at, Vector512<T> value) => lanes.AddSum(row, at, Seeded(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Select(Vector512<T> value, Vector512<T> other) =>
        lanes.Select(Vector512.ConditionalSelect(Vector512.Equals(seed, Vector512<T>.Zero), other, value), other);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<T> Seeded(Vector512<T> value) =>
        Vector512.ConditionalSelect(Vector512.Equals(seed, Vector512<T>.Zero), Vector512<T>.Zero, value);
}
