using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AutoDiffLosses.Numerics;

namespace AutoDiffLosses.Runtime;

/// <summary><see cref="ILanes512{T}"/> on vectors of 256 bits.</summary>
/// <typeparam name="T">The type of the formula.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface ILanes256<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc cref="ILanes512{T}.Indices"/>
    Vector256<int> Indices { get; }

    /// <inheritdoc cref="ILanes512{T}.LongIndices"/>
    Vector256<long> LongIndices { get; }

    /// <inheritdoc cref="ILanes512{T}.Load(Input{T})"/>
    Vector256<T> Load(Input<T> row);

    /// <inheritdoc cref="ILanes512{T}.Load(KeptRow{T})"/>
    Vector256<T> Load(KeptRow<T> row);

    /// <inheritdoc cref="ILanes512{T}.Load(Input{T}, nint)"/>
    Vector256<T> Load(Input<T> row, nint offset);

    /// <inheritdoc cref="ILanes512{T}.Load(Input{T}, nint, Vector512{T})"/>
    Vector256<T> Load(Input<T> row, nint offset, Vector256<T> mask);

    /// <inheritdoc cref="ILanes512{T}.Load(Input{int})"/>
    Vector256<int> Load(Input<int> row);

    /// <inheritdoc cref="ILanes512{T}.LoadLong(Input{int})"/>
    Vector256<long> LoadLong(Input<int> row);

    /// <inheritdoc cref="ILanes512{T}.Load(Input{bool})"/>
    Vector256<T> Load(Input<bool> row);

    /// <inheritdoc cref="ILanes512{T}.Gather(Input{T}, Vector512{int}, Vector512{T})"/>
    Vector256<T> Gather(Input<T> table, Vector256<int> index, Vector256<T> mask);

    /// <inheritdoc cref="ILanes512{T}.Gather(Input{T}, Vector512{long}, Vector512{T})"/>
    Vector256<T> Gather(Input<T> table, Vector256<long> index, Vector256<T> mask);

    /// <inheritdoc cref="ILanes512{T}.Read"/>
    Tile256<T> Read(InputRows<T> rows, Tile256<T> tile);

    /// <inheritdoc cref="ILanes512{T}.Write"/>
    void Write(OutputRows<T> rows, Tile256<T> tile);

    /// <inheritdoc cref="ILanes512{T}.Store(KeptRow{T}, Vector512{T})"/>
    void Store(KeptRow<T> row, Vector256<T> value);

    /// <inheritdoc cref="ILanes512{T}.Store(Output{T}, Vector512{T})"/>
    void Store(Output<T> row, Vector256<T> value);

    /// <inheritdoc cref="ILanes512{T}.Store(Output{T}, nint, Vector512{T}, Vector512{T})"/>
    void Store(Output<T> row, nint offset, Vector256<T> mask, Vector256<T> value);

    /// <inheritdoc cref="ILanes512{T}.Add(Output{T}, Vector512{T})"/>
    void Add(Output<T> row, Vector256<T> value);

    /// <inheritdoc cref="ILanes512{T}.Add(Output{T}, nint, Vector512{T}, Vector512{T})"/>
    void Add(Output<T> row, nint offset, Vector256<T> mask, Vector256<T> value);

    /// <inheritdoc cref="ILanes512{T}.Add(SharedOutput{T}, Vector512{T})"/>
    void Add(SharedOutput<T> row, Vector256<T> value);

    /// <inheritdoc cref="ILanes512{T}.AddSum(SharedOutput{T}, nint, Vector512{T})"/>
    void AddSum(SharedOutput<T> row, nint at, Vector256<T> value);

    /// <inheritdoc cref="ILanes512{T}.Select(Vector512{T}, Vector512{T})"/>
    Vector256<T> Select(Vector256<T> value, Vector256<T> other);
}

/// <summary>A whole vector.</summary>
internal readonly unsafe struct Full256<T>(nint index) : ILanes256<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    public Vector256<int> Indices
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector256<int>.Indices + Vector256.Create((int)index);
    }

    public Vector256<long> LongIndices
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector256<long>.Indices + Vector256.Create((long)index);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<T> Load(Input<T> row) => Vector256.Load(row.Address + index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<T> Load(KeptRow<T> row) => Vector256.Load(row.Address + index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<T> Load(Input<T> row, nint offset) => Vector256.Load(row.Address + index + offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<T> Load(Input<T> row, nint offset, Vector256<T> mask) => LaneMemory.Load(row.Address + index + offset, mask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<int> Load(Input<int> row) =>
        Vector256<T>.Count == Vector256<int>.Count ? Vector256.Load(row.Address + index) : throw Real.Unsupported<T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<long> LoadLong(Input<int> row) =>
        Vector256<T>.Count == Vector256<long>.Count
            ? Vector256.WidenLower(Vector128.Load(row.Address + index).ToVector256Unsafe())
            : throw Real.Unsupported<T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<T> Load(Input<bool> row) =>
        LaneMemory.Mask256<T>(LaneMemory.Bools(row.Address + index, Vector256<T>.Count));

    public Vector256<T> Gather(Input<T> table, Vector256<int> index, Vector256<T> mask) =>
        LaneMemory.Gather(table.Address, index, mask);

    public Vector256<T> Gather(Input<T> table, Vector256<long> index, Vector256<T> mask) =>
        LaneMemory.Gather(table.Address, index, mask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Tile256<T> Read(InputRows<T> rows, Tile256<T> tile)
    {
        Transposition<T, Vector256<T>, Pieces256<T>>.Read(tile.Address, tile.Length, rows, index);
        return tile;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(OutputRows<T> rows, Tile256<T> tile)
    {
        if (rows.IsWanted)
            Transposition<T, Vector256<T>, Pieces256<T>>.Write(tile.Address, tile.Length, rows, index);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(KeptRow<T> row, Vector256<T> value) => value.Store(row.Address + index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(Output<T> row, Vector256<T> value) => value.Store(row.Address + index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(Output<T> row, nint offset, Vector256<T> mask, Vector256<T> value) =>
        LaneMemory.Store(row.Address + index + offset, mask, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Output<T> row, Vector256<T> value) => (Vector256.Load(row.Address + index) + value).Store(row.Address + index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Output<T> row, nint offset, Vector256<T> mask, Vector256<T> value)
    {
        T* at = row.Address + index + offset;
        LaneMemory.Store(at, mask, LaneMemory.Load(at, mask) + value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(SharedOutput<T> row, Vector256<T> value) =>
        LaneMemory.Add(row.Address + index, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddSum(SharedOutput<T> row, nint at, Vector256<T> value) => row.Address[at] += Width256<T>.Total(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<T> Select(Vector256<T> value, Vector256<T> other) => value;
}

/// <summary>The tail: the first lanes; memory beyond them is not touched.</summary>
internal readonly unsafe struct Partial256<T>(nint index, nint count) : ILanes256<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Vector256<T> counting = Width256<T>.First(count);

    public Vector256<int> Indices
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new Full256<T>(index).Indices;
    }

    public Vector256<long> LongIndices
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new Full256<T>(index).LongIndices;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<T> Load(Input<T> row) => LaneMemory.Load(row.Address + index, counting);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<T> Load(KeptRow<T> row) => Vector256.Load(row.Address + index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<T> Load(Input<T> row, nint offset) => LaneMemory.Load(row.Address + index + offset, counting);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<T> Load(Input<T> row, nint offset, Vector256<T> mask) =>
        LaneMemory.Load(row.Address + index + offset, mask & counting);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<int> Load(Input<int> row) =>
        Vector256<T>.Count == Vector256<int>.Count
            ? LaneMemory.Load(row.Address + index, counting.AsInt32())
            : throw Real.Unsupported<T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<long> LoadLong(Input<int> row) =>
        Vector256<T>.Count == Vector256<long>.Count
            ? Vector256.WidenLower(LaneMemory.Load(row.Address + index, Width128<float>.First(count).AsInt32()).ToVector256Unsafe())
            : throw Real.Unsupported<T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<T> Load(Input<bool> row) => LaneMemory.Mask256<T>(LaneMemory.Bools(row.Address + index, count));

    public Vector256<T> Gather(Input<T> table, Vector256<int> index, Vector256<T> mask) =>
        LaneMemory.Gather(table.Address, index, mask & counting);

    public Vector256<T> Gather(Input<T> table, Vector256<long> index, Vector256<T> mask) =>
        LaneMemory.Gather(table.Address, index, mask & counting);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Tile256<T> Read(InputRows<T> rows, Tile256<T> tile)
    {
        TileMemory.Read(tile.Address, Vector256<T>.Count, tile.Length, rows, index, count);
        return tile;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(OutputRows<T> rows, Tile256<T> tile)
    {
        if (rows.IsWanted)
            TileMemory.Write(tile.Address, Vector256<T>.Count, tile.Length, rows, index, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(KeptRow<T> row, Vector256<T> value) => value.Store(row.Address + index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(Output<T> row, Vector256<T> value) => LaneMemory.Store(row.Address + index, counting, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(Output<T> row, nint offset, Vector256<T> mask, Vector256<T> value) =>
        new Full256<T>(index).Store(row, offset, mask & counting, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Output<T> row, Vector256<T> value) => new Full256<T>(index).Add(row, 0, counting, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Output<T> row, nint offset, Vector256<T> mask, Vector256<T> value) =>
        new Full256<T>(index).Add(row, offset, mask & counting, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(SharedOutput<T> row, Vector256<T> value) => LaneMemory.Add(row.Address + index, value, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddSum(SharedOutput<T> row, nint at, Vector256<T> value) => row.Address[at] += Width256<T>.Total(value & counting);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<T> Select(Vector256<T> value, Vector256<T> other) => Vector256.ConditionalSelect(counting, value, other);
}

/// <summary>Lanes of which those with a seed of 0 do not count: their gradient is 0, and they add nothing.</summary>
internal readonly struct Seeded256<T, TLanes>(TLanes lanes, Vector256<T> seed) : ILanes256<T>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TLanes : struct, ILanes256<T>
{
    public Vector256<int> Indices
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => lanes.Indices;
    }

    public Vector256<long> LongIndices
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => lanes.LongIndices;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<T> Load(Input<T> row) => lanes.Load(row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<T> Load(KeptRow<T> row) => lanes.Load(row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<T> Load(Input<T> row, nint offset) => lanes.Load(row, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<T> Load(Input<T> row, nint offset, Vector256<T> mask) => lanes.Load(row, offset, mask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<int> Load(Input<int> row) => lanes.Load(row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<long> LoadLong(Input<int> row) => lanes.LoadLong(row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<T> Load(Input<bool> row) => lanes.Load(row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<T> Gather(Input<T> table, Vector256<int> index, Vector256<T> mask) => lanes.Gather(table, index, mask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<T> Gather(Input<T> table, Vector256<long> index, Vector256<T> mask) => lanes.Gather(table, index, mask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Tile256<T> Read(InputRows<T> rows, Tile256<T> tile) => lanes.Read(rows, tile);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(OutputRows<T> rows, Tile256<T> tile)
    {
        lanes.Write(rows, tile);
        ulong inert = lanes.Select(Vector256.Equals(seed, Vector256<T>.Zero), Vector256<T>.Zero).ExtractMostSignificantBits();
        if (rows.IsWanted && inert != 0)
            TileMemory.Clear(rows, tile.Length, Vector256<T>.Count == Vector256<int>.Count ? lanes.Indices[0] : (nint)lanes.LongIndices[0], inert);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(KeptRow<T> row, Vector256<T> value) => lanes.Store(row, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(Output<T> row, Vector256<T> value) => lanes.Store(row, Seeded(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(Output<T> row, nint offset, Vector256<T> mask, Vector256<T> value) =>
        lanes.Store(row, offset, mask, Seeded(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Output<T> row, Vector256<T> value) => lanes.Add(row, Seeded(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Output<T> row, nint offset, Vector256<T> mask, Vector256<T> value) => lanes.Add(row, offset, mask, Seeded(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(SharedOutput<T> row, Vector256<T> value) => lanes.Add(row, Seeded(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddSum(SharedOutput<T> row, nint at, Vector256<T> value) => lanes.AddSum(row, at, Seeded(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<T> Select(Vector256<T> value, Vector256<T> other) =>
        lanes.Select(Vector256.ConditionalSelect(Vector256.Equals(seed, Vector256<T>.Zero), other, value), other);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<T> Seeded(Vector256<T> value) =>
        Vector256.ConditionalSelect(Vector256.Equals(seed, Vector256<T>.Zero), Vector256<T>.Zero, value);
}
