using System;
using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoDiffLosses.Runtime;

/// <summary>The rows of as many samples as a vector has lanes: a vector for each element of a row, and in each lane the row of a
/// sample.</summary>
/// <typeparam name="T">The type of the formula.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly unsafe struct Tile512<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    internal readonly T* Address;
    internal readonly nint Length;

    internal Tile512(T* address, nint length)
    {
        Address = address;
        Length = length;
    }

    /// <summary>An element of every row.</summary>
    public ref Vector512<T> this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref ((Vector512<T>*)Address)[index];
    }

    /// <summary>From the row of each lane the element at the lane's index, and 0 where the mask is not set; where the formula is in
    /// <see langword="float"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Gather(Vector512<int> index, Vector512<T> mask) => TileMemory.Gather(Address, index, mask);

    /// <summary>From the row of each lane the element at the lane's index, and 0 where the mask is not set; where the formula is in
    /// <see langword="double"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<T> Gather(Vector512<long> index, Vector512<T> mask) => TileMemory.Gather(Address, index, mask);

    /// <summary>Adds to the element at each lane's index, where the mask is set; where the formula is in <see langword="float"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Vector512<int> index, Vector512<T> mask, Vector512<T> value)
    {
        for (int i = 0; i < Length; i++)
            this[i] += value & mask & Vector512.Equals(index, Vector512.Create(i)).As<int, T>();
    }

    /// <summary>Adds to the element at each lane's index, where the mask is set; where the formula is in <see langword="double"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Vector512<long> index, Vector512<T> mask, Vector512<T> value)
    {
        for (int i = 0; i < Length; i++)
            this[i] += value & mask & Vector512.Equals(index, Vector512.Create((long)i)).As<long, T>();
    }

    /// <summary>Sets all elements to 0.</summary>
    public void Clear() => new Span<T>(Address, (int)Length * Vector512<T>.Count).Clear();
}

/// <summary>Memory for the tiles of one step.</summary>
/// <typeparam name="T">The type of the formula.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct Tiles512<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    private T* next;
    private int left;

    internal Tiles512(T* memory, int length)
    {
        next = memory;
        left = length;
    }

    /// <summary>A tile whose elements are not yet set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Tile512<T> Take(int length)
    {
        if ((uint)length > (uint)left)
            TileMemory.ThrowTaken();
        var tile = new Tile512<T>(next, length);
        next += (nint)length * Vector512<T>.Count;
        left -= length;
        return tile;
    }
}
