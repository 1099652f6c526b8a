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
public readonly unsafe struct Tile128<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    internal readonly T* Address;
    internal readonly nint Length;

    internal Tile128(T* address, nint length)
    {
        Address = address;
        Length = length;
    }

    /// <summary>An element of every row.</summary>
    public ref Vector128<T> this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref ((Vector128<T>*)Address)[index];
    }

    /// <summary>From the row of each lane the element at the lane's index, and 0 where the mask is not set; where the formula is in
    /// <see langword="float"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<T> Gather(Vector128<int> index, Vector128<T> mask) => TileMemory.Gather(Address, index, mask);

    /// <summary>From the row of each lane the element at the lane's index, and 0 where the mask is not set; where the formula is in
    /// <see langword="double"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector128<T> Gather(Vector128<long> index, Vector128<T> mask) => TileMemory.Gather(Address, index, mask);

    /// <summary>Adds to the element at each lane's index, where the mask is set; where the formula is in <see langword="float"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Vector128<int> index, Vector128<T> mask, Vector128<T> value)
    {
        for (int i = 0; i < Length; i++)
            this[i] += value & mask & Vector128.Equals(index, Vector128.Create(i)).As<int, T>();
    }

    /// <summary>Adds to the element at each lane's index, where the mask is set; where the formula is in <see langword="double"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Vector128<long> index, Vector128<T> mask, Vector128<T> value)
    {
        for (int i = 0; i < Length; i++)
            this[i] += value & mask & Vector128.Equals(index, Vector128.Create((long)i)).As<long, T>();
    }

    /// <summary>Sets all elements to 0.</summary>
    public void Clear() => new Span<T>(Address, (int)Length * Vector128<T>.Count).Clear();
}

/// <summary>Memory for the tiles of one step.</summary>
/// <typeparam name="T">The type of the formula.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct Tiles128<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    private T* next;
    private int left;

    internal Tiles128(T* memory, int length)
    {
        next = memory;
        left = length;
    }

    /// <summary>A tile whose elements are not yet set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Tile128<T> Take(int length)
    {
        if ((uint)length > (uint)left)
            TileMemory.ThrowTaken();
        var tile = new Tile128<T>(next, length);
        next += (nint)length * Vector128<T>.Count;
        left -= length;
        return tile;
    }
}
