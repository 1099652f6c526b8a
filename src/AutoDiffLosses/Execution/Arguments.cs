using System;
using System.ComponentModel;
using System.Numerics;

namespace AutoDiffLosses.Runtime;

/// <summary>Where the arrays of a call lie while they are pinned, numbered in the order in which they were named.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly unsafe struct Arguments
{
    internal const int Most = 24;

    private readonly void** address;
    private readonly Region* regions;

    internal Arguments(void** address, Region* regions)
    {
        this.address = address;
        this.regions = regions;
    }

    /// <summary>One value a sample, or a row that the samples share.</summary>
    public Input<T> Input<T>(int index) where T : unmanaged => new((T*)address[index]);

    /// <summary>One value a sample, to be written.</summary>
    public Output<T> Output<T>(int index) where T : unmanaged, INumber<T> => new((T*)address[index]);

    /// <summary>One row a sample.</summary>
    public InputRows<T> InputRows<T>(int index) where T : unmanaged => new((T*)address[index], RowStride<T>(index));

    /// <summary>One row a sample, to be written.</summary>
    public OutputRows<T> OutputRows<T>(int index) where T : unmanaged, INumber<T> => new((T*)address[index], RowStride<T>(index));

    /// <summary>One matrix a sample.</summary>
    public InputMatrices<T> InputMatrices<T>(int index) where T : unmanaged =>
        new((T*)address[index], regions[index].SampleStride / sizeof(T), RowStride<T>(index));

    /// <summary>One matrix a sample, to be written.</summary>
    public OutputMatrices<T> OutputMatrices<T>(int index) where T : unmanaged, INumber<T> =>
        new((T*)address[index], regions[index].SampleStride / sizeof(T), RowStride<T>(index));

    /// <summary>The gradient of what the samples share, to be added to.</summary>
    public SharedOutput<T> SharedOutput<T>(int index) where T : unmanaged => new((double*)address[index]);

    /// <summary>How many elements a row that the samples share has.</summary>
    internal nint Length<T>(int index) where T : unmanaged => regions[index].Size / sizeof(T);

    internal void* Address(int index) => address[index];

    internal void CopyTo(void** other) => new ReadOnlySpan<nint>(address, Most).CopyTo(new(other, Most));

    /// <summary>The same arrays at other addresses.</summary>
    internal Arguments At(void** other) => new(other, regions);

    private nint RowStride<T>(int index) where T : unmanaged => regions[index].RowStride / sizeof(T);
}
