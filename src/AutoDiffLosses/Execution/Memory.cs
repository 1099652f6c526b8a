using System;
using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using AutoDiffLosses.Numerics;

namespace AutoDiffLosses.Runtime;

/// <summary>Pinned values that a kernel reads: one for each sample, or the elements of a row.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly unsafe struct Input<T> where T : unmanaged
{
    internal readonly T* Address;

    internal Input(T* address) => Address = address;

    internal bool IsGiven => Address != null;

    /// <summary>An element.</summary>
    public T this[nint index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Address[index];
    }
}

/// <summary>Pinned values that a kernel writes. Absent where the caller did not want them.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly unsafe struct Output<T> where T : unmanaged, INumber<T>
{
    internal readonly T* Address;

    internal Output(T* address) => Address = address;

    /// <summary>Whether the caller wants them.</summary>
    public bool IsWanted
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Address != null;
    }

    /// <summary>The same memory, to read back what was kept in it.</summary>
    public Input<T> Kept => new(Address);

    /// <summary>An element.</summary>
    public T this[nint index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Address[index];
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        set => Address[index] = value;
    }

    /// <summary>Adds to one element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(nint index, T value) => Address[index] += value;

    /// <summary>Sets the first elements to 0, where they are wanted.</summary>
    public void Clear(nint length)
    {
        if (IsWanted)
            new Span<T>(Address, (int)length).Clear();
    }
}

/// <summary>The gradient of what the samples share, while it is summed: in <see langword="double"/>, and in memory of its own.
/// Absent where the caller did not want it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly unsafe struct SharedOutput<T> where T : unmanaged
{
    internal readonly double* Address;

    internal SharedOutput(double* address) => Address = address;

    /// <summary>Whether the caller wants it.</summary>
    public bool IsWanted
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Address != null;
    }

    /// <summary>Adds to one element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(nint index, T value) => Address[index] += Real.Widen(value);
}

/// <summary>Pinned rows that a kernel reads, at any distance from one another.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly unsafe struct InputRows<T> where T : unmanaged
{
    private readonly T* address;
    internal readonly nint Stride;

    internal InputRows(T* address, nint stride)
    {
        this.address = address;
        Stride = stride;
    }

    /// <summary>The elements of a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Input<T> Row(nint row) => new(address + row * Stride);
}

/// <summary>Pinned rows that a kernel writes. Absent where the caller did not want them.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly unsafe struct OutputRows<T> where T : unmanaged, INumber<T>
{
    private readonly T* address;
    internal readonly nint Stride;

    internal OutputRows(T* address, nint stride)
    {
        this.address = address;
        Stride = stride;
    }

    /// <summary>Whether the caller wants them.</summary>
    public bool IsWanted => address != null;

    /// <summary>The elements of a row, absent where they are not wanted.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Output<T> Row(nint row) => new(address == null ? null : address + row * Stride);

    /// <summary>Sets the first elements of the first rows to 0, where they are wanted.</summary>
    public void Clear(nint rows, nint length)
    {
        for (nint row = 0; row < rows; row++)
            Row(row).Clear(length);
    }
}

/// <summary>Pinned matrices that a kernel reads.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly unsafe struct InputMatrices<T> where T : unmanaged
{
    private readonly T* address;
    private readonly nint stride, rowStride;

    internal InputMatrices(T* address, nint stride, nint rowStride)
    {
        this.address = address;
        (this.stride, this.rowStride) = (stride, rowStride);
    }

    /// <summary>The rows of a sample's matrix.</summary>
    public InputRows<T> Matrix(nint sample) => new(address + sample * stride, rowStride);
}

/// <summary>Pinned matrices that a kernel writes. Absent where the caller did not want them.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly unsafe struct OutputMatrices<T> where T : unmanaged, INumber<T>
{
    private readonly T* address;
    private readonly nint stride, rowStride;

    internal OutputMatrices(T* address, nint stride, nint rowStride)
    {
        this.address = address;
        (this.stride, this.rowStride) = (stride, rowStride);
    }

    /// <summary>Whether the caller wants them.</summary>
    public bool IsWanted => address != null;

    /// <summary>The rows of a sample's matrix, absent where they are not wanted.</summary>
    public OutputRows<T> Matrix(nint sample) => new(address == null ? null : address + sample * stride, rowStride);
}
