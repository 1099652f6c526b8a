using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AutoDiffLosses.Numerics;

namespace AutoDiffLosses.Runtime;

/// <summary><see cref="ILanes512{T}"/> on vectors of 128 bits.</summary>
/// <typeparam name="T">The type of the formula.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface ILanes128<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc cref="ILanes512{T}.Indices"/>
    Vector128<int> Indices { get; }

    /// <inheritdoc cref="ILanes512{T}.LongIndices"/>
    Vector128<long> LongIndices { get; }

    /// <inheritdoc cref="ILanes512{T}.Load(Input{T})"/>
    Vector128<T> Load(Input<T> row);

    /// <inheritdoc cref="ILanes512{T}.Load(KeptRow{T})"/>
    Vector128<T> Load(KeptRow<T> row);

    /// <inheritdoc cref="ILanes512{T}.Load(Input{T}, nint)"/>
    Vector128<T> Load(Input<T> row, nint offset);

    /// <inheritdoc cref="ILanes512{T}.Load(Input{T}, nint, Vector512{T})"/>
    Vector128<T> Load(Input<T> row, nint offset, Vector128<T> mask);

    /// <inheritdoc cref="ILanes512{T}.Load(Input{int})"/>
    Vector128<int> Load(Input<int> row);

    /// <inheritdoc cref="ILanes512{T}.LoadLong(Input{int})"/>
    Vector128<long> LoadLong(Input<int> row);

    /// <inheritdoc cref="ILanes512{T}.Load(Input{bool})"/>
    Vector128<T> Load(Input<bool> row);

    /// <inheritdoc cref="ILanes512{T}.Gather(Input{T}, Vector512{int}, Vector512{T})"/>
    Vector128<T> Gather(Input<T> table, Vector128<int> index, Vector128<T> mask);

    /// <inheritdoc cref="ILanes512{T}.Gather(Input{T}, Vector512{long}, Vector512{T})"/>
    Vector128<T> Gather(Input<T> table, Vector128<long> index, Vector128<T> mask);

    /// <inheritdoc cref="ILanes512{T}.Read"/>
    Tile128<T> Read(InputRows<T> rows, Tile128<T> tile);

    /// <inheritdoc cref="ILanes512{T}.Write"/>
    void Write(OutputRows<T> rows, Tile128<T> tile);

    /// <inheritdoc cref="ILanes512{T}.Store(KeptRow{T}, Vector512{T})"/>
    void Store(KeptRow<T> row, Vector128<T> value);

    /// <inheritdoc cref="ILanes512{T}.Store(Output{T}, Vector512{T})"/>
    void Store(Output<T> row, Vector128<T> value);

    /// <inheritdoc cref="ILanes512{T}.Store(Output{T}, nint, Vector512{T}, Vector512{T})"/>
    void Store(Output<T> row, nint offset, Vector128<T> mask, Vector128<T> value);

    /// <inheritdoc cref="ILanes512{T}.Add(Output{T}, Vector512{T})"/>
    void Add(Output<T> row, Vector128<T> value);

    /// <inheritdoc cref="ILanes512{T}.Add(Output{T}, nint, Vector512{T}, Vector512{T})"/>
    void Add(Output<T> row, nint offset, Vector128<T> mask, Vector128<T> value);

    /// <inheritdoc cref="ILanes512{T}.Add(SharedOutput{T}, Vector512{T})"/>
    void Add(SharedOutput<T> row, Vector128<T> value);

    /// <inheritdoc cref="ILanes512{T}.AddSum(SharedOutput{T}, nint, Vector512{T})"/>
    void AddSum(SharedOutput<T> row, nint at, Vector128<T> value);

    /// <inheritdoc cref="ILanes512{T}.Select(Vector512{T}, Vector512{T})"/>
    Vector128<T> Select(Vector128<T> value, Vector128<T> other);
}

/// <summary>A whole vector.</summary>
internal readonly unsafe struct Full128<T>(nint index) : ILanes128<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    public Vector128<int> Indices
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128<int>.Indices + Vector128.Create((int)index);
    }

    public Vector128<long> LongIndices
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector128<long>.Indices + Vector128.Create((long)index);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<T> Load(Input<T> row) => Vector128.Load(row.Address + index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<T> Load(KeptRow<T> row) => Vector128.Load(row.Address + index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<T> Load(Input<T> row, nint offset) => Vector128.Load(row.Address + index + offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<T> Load(Input<T> row, nint offset, Vector128<T> mask) => LaneMemory.Load(row.Address + index + offset, mask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<int> Load(Input<int> row) =>
        Vector128<T>.Count == Vector128<int>.Count ? Vector128.Load(row.Address + index) : throw Real.Unsupported<T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<long> LoadLong(Input<int> row) =>
        Vector128<T>.Count == Vector128<long>.Count
            ? Vector128.Create(row.Address[index], (long)row.Address[index + 1])
            : throw Real.Unsupported<T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<T> Load(Input<bool> row) =>
        LaneMemory.Mask128<T>(LaneMemory.Bools(row.Address + index, Vector128<T>.Count));

    public Vector128<T> Gather(Input<T> table, Vector128<int> index, Vector128<T> mask) =>
        LaneMemory.Gather(table.Address, index, mask);

    public Vector128<T> Gather(Input<T> table, Vector128<long> index, Vector128<T> mask) =>
        LaneMemory.Gather(table.Address, index, mask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Tile128<T> Read(InputRows<T> rows, Tile128<T> tile)
    {
        Transposition<T, Vector128<T>, Pieces128<T>>.Read(tile.Address, tile.Length, rows, index);
        return tile;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(OutputRows<T> rows, Tile128<T> tile)
    {
        if (rows.IsWanted)
            Transposition<T, Vector128<T>, Pieces128<T>>.Write(tile.Address, tile.Length, rows, index);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(KeptRow<T> row, Vector128<T> value) => value.Store(row.Address + index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(Output<T> row, Vector128<T> value) => value.Store(row.Address + index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(Output<T> row, nint offset, Vector128<T> mask, Vector128<T> value) =>
        LaneMemory.Store(row.Address + index + offset, mask, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Output<T> row, Vector128<T> value) => (Vector128.Load(row.Address + index) + value).Store(row.Address + index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Output<T> row, nint offset, Vector128<T> mask, Vector128<T> value)
    {
        T* at = row.Address + index + offset;
        LaneMemory.Store(at, mask, LaneMemory.Load(at, mask) + value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(SharedOutput<T> row, Vector128<T> value) =>
        LaneMemory.Add(row.Address + index, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddSum(SharedOutput<T> row, nint at, Vector128<T> value) => row.Address[at] += Width128<T>.Total(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<T> Select(Vector128<T> value, Vector128<T> other) => value;
}

/// <summary>The tail: the first lanes; memory beyond them is not touched.</summary>
internal readonly unsafe struct Partial128<T>(nint index, nint count) : ILanes128<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Vector128<T> counting = Width128<T>.First(count);

    public Vector128<int> Indices
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new Full128<T>(index).Indices;
    }

    public Vector128<long> LongIndices
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new Full128<T>(index).LongIndices;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<T> Load(Input<T> row) => LaneMemory.Load(row.Address + index, counting);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<T> Load(KeptRow<T> row) => Vector128.Load(row.Address + index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<T> Load(Input<T> row, nint offset) => LaneMemory.Load(row.Address + index + offset, counting);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<T> Load(Input<T> row, nint offset, Vector128<T> mask) =>
        LaneMemory.Load(row.Address + index + offset, mask & counting);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<int> Load(Input<int> row) =>
        Vector128<T>.Count == Vector128<int>.Count
            ? LaneMemory.Load(row.Address + index, counting.AsInt32())
            : throw Real.Unsupported<T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<long> LoadLong(Input<int> row) =>
        Vector128<T>.Count == Vector128<long>.Count
            ? Vector128.WidenLower(LaneMemory.Load(row.Address + index, Width128<float>.First(count).AsInt32()))
            : throw Real.Unsupported<T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<T> Load(Input<bool> row) => LaneMemory.Mask128<T>(LaneMemory.Bools(row.Address + index, count));

    public Vector128<T> Gather(Input<T> table, Vector128<int> index, Vector128<T> mask) =>
        LaneMemory.Gather(table.Address, index, mask & counting);

    public Vector128<T> Gather(Input<T> table, Vector128<long> index, Vector128<T> mask) =>
        LaneMemory.Gather(table.Address, index, mask & counting);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Tile128<T> Read(InputRows<T> rows, Tile128<T> tile)
    {
        TileMemory.Read(tile.Address, Vector128<T>.Count, tile.Length, rows, index, count);
        return tile;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(OutputRows<T> rows, Tile128<T> tile)
    {
        if (rows.IsWanted)
            TileMemory.Write(tile.Address, Vector128<T>.Count, tile.Length, rows, index, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(KeptRow<T> row, Vector128<T> value) => value.Store(row.Address + index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(Output<T> row, Vector128<T> value) => LaneMemory.Store(row.Address + index, counting, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(Output<T> row, nint offset, Vector128<T> mask, Vector128<T> value) =>
        new Full128<T>(index).Store(row, offset, mask & counting, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Output<T> row, Vector128<T> value) => new Full128<T>(index).Add(row, 0, counting, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Output<T> row, nint offset, Vector128<T> mask, Vector128<T> value) =>
        new Full128<T>(index).Add(row, offset, mask & counting, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(SharedOutput<T> row, Vector128<T> value) => LaneMemory.Add(row.Address + index, value, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddSum(SharedOutput<T> row, nint at, Vector128<T> value) => row.Address[at] += Width128<T>.Total(value & counting);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<T> Select(Vector128<T> value, Vector128<T> other) => Vector128.ConditionalSelect(counting, value, other);
}

/// <summary>Lanes of which those with a seed of 0 do not count: their gradient is 0, and they add nothing.</summary>
internal readonly struct Seeded128<T, TLanes>(TLanes lanes, Vector128<T> seed) : ILanes128<T>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TLanes : struct, ILanes128<T>
{
    public Vector128<int> Indices
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => lanes.Indices;
    }

    public Vector128<long> LongIndices
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => lanes.LongIndices;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<T> Load(Input<T> row) => lanes.Load(row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<T> Load(KeptRow<T> row) => lanes.Load(row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<T> Load(Input<T> row, nint offset) => lanes.Load(row, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<T> Load(Input<T> row, nint offset, Vector128<T> mask) => lanes.Load(row, offset, mask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<int> Load(Input<int> row) => lanes.Load(row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<long> LoadLong(Input<int> row) => lanes.LoadLong(row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<T> Load(Input<bool> row) => lanes.Load(row);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<T> Gather(Input<T> table, Vector128<int> index, Vector128<T> mask) => lanes.Gather(table, index, mask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<T> Gather(Input<T> table, Vector128<long> index, Vector128<T> mask) => lanes.Gather(table, index, mask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Tile128<T> Read(InputRows<T> rows, Tile128<T> tile) => lanes.Read(rows, tile);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Write(OutputRows<T> rows, Tile128<T> tile)
    {
        lanes.Write(rows, tile);
        ulong inert = lanes.Select(Vector128.Equals(seed, Vector128<T>.Zero), Vector128<T>.Zero).ExtractMostSignificantBits();
        if (rows.IsWanted && inert != 0)
            TileMemory.Clear(rows, tile.Length, Vector128<T>.Count == Vector128<int>.Count ? lanes.Indices[0] : (nint)lanes.LongIndices[0], inert);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(KeptRow<T> row, Vector128<T> value) => lanes.Store(row, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(Output<T> row, Vector128<T> value) => lanes.Store(row, Seeded(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(Output<T> row, nint offset, Vector128<T> mask, Vector128<T> value) =>
        lanes.Store(row, offset, mask, Seeded(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Output<T> row, Vector128<T> value) => lanes.Add(row, Seeded(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Output<T> row, nint offset, Vector128<T> mask, Vector128<T> value) => lanes.Add(row, offset, mask, Seeded(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(SharedOutput<T> row, Vector128<T> value) => lanes.Add(row, Seeded(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddSum(SharedOutput<T> row, nint at, Vector128<T> value) => lanes.AddSum(row, at, Seeded(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<T> Select(Vector128<T> value, Vector128<T> other) =>
        lanes.Select(Vector128.ConditionalSelect(Vector128.Equals(seed, Vector128<T>.Zero), other, value), other);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector128<T> Seeded(Vector128<T> value) =>
        Vector128.ConditionalSelect(Vector128.Equals(seed, Vector128<T>.Zero), Vector128<T>.Zero, value);
}
