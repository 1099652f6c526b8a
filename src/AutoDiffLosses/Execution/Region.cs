using System;
using System.Runtime.CompilerServices;

namespace AutoDiffLosses.Runtime;

/// <summary>The bytes of an array: in each sample rows at one distance, of one size. What there is once lies at the distance 0,
/// and what lies at the distance 0 is there once.</summary>
internal readonly struct Region
{
    private readonly int samples, rows;
    private readonly nint sampleStride, rowStride, size;

    private Region(nint samples, nint sampleStride, nint rows, nint rowStride, nint size)
    {
        (this.samples, this.sampleStride) = samples == 1 || sampleStride == 0 ? (samples > 0 ? 1 : 0, 0) : ((int)samples, sampleStride);
        (this.rows, this.rowStride) = rows == 1 || rowStride == 0 ? (rows > 0 ? 1 : 0, 0) : ((int)rows, rowStride);
        this.size = size;
    }

    public static Region Of<T>(nint length) => Of<T>(1, 0, 1, 0, length);

    public static Region Of<T>(nint samples, nint sampleStride, nint rows, nint rowStride, nint length) =>
        new(samples, sampleStride * Unsafe.SizeOf<T>(), rows, rowStride * Unsafe.SizeOf<T>(), length * Unsafe.SizeOf<T>());

    /// <summary>The bytes from one sample to the next.</summary>
    public nint SampleStride => sampleStride;

    /// <summary>The bytes from one row to the next.</summary>
    public nint RowStride => rowStride;

    /// <summary>The bytes of a row.</summary>
    public nint Size => size;

    /// <summary>Whether it has a byte in common with a region that begins so many bytes after it. Decided exactly where the strides
    /// agree; else the extents must be apart.</summary>
    public bool Meets(in Region other, nint offset)
    {
        if (!Overlap(Extent, other.Extent, offset))
            return false;
        if (samples > 1 && other.samples > 1 && sampleStride != other.sampleStride)
            return true;

        nint step = Math.Max(sampleStride, other.sampleStride);
        var (first, last) = Shifts(samples, other.samples, step, offset, RowsExtent, other.RowsExtent);
        for (nint shift = first; shift <= last; shift++)
            if (RowsMeet(other, offset + shift * step))
                return true;
        return false;
    }

    private bool RowsMeet(in Region other, nint offset)
    {
        if (!Overlap(RowsExtent, other.RowsExtent, offset))
            return false;
        if (rows > 1 && other.rows > 1 && rowStride != other.rowStride)
            return true;

        nint step = Math.Max(rowStride, other.rowStride);
        var (first, last) = Shifts(rows, other.rows, step, offset, size, other.size);
        for (nint shift = first; shift <= last; shift++)
            if (Overlap(size, other.size, offset + shift * step))
                return true;
        return false;
    }

    private nint RowsExtent => rows == 0 || size == 0 ? 0 : (rows - 1) * rowStride + size;

    private nint Extent => samples == 0 || RowsExtent == 0 ? 0 : (samples - 1) * sampleStride + RowsExtent;

    private static bool Overlap(nint extent, nint otherExtent, nint offset) =>
        extent > 0 && otherExtent > 0 && offset < extent && -offset < otherExtent;

    /// <summary>By how many steps a part of the other may lie after a part of this: no more than there are, and no more than could
    /// make them meet.</summary>
    private static (nint First, nint Last) Shifts(
        nint count, nint otherCount, nint step, nint offset, nint extent, nint otherExtent) =>
        step == 0
            ? (0, 0)
            : (Math.Max(1 - count, (-otherExtent - offset) / step - 1), Math.Min(otherCount - 1, (extent - offset) / step + 1));
}
