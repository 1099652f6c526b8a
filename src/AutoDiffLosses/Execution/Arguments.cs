using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoDiffLosses.Runtime;

/// <summary>Where the arrays of a call lie while they are pinned, numbered in the order in which they were named.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct Arguments
{
    internal const int Most = 24;

    private Each address;
    private readonly Region* regions;

    internal Arguments(Region* regions)
    {
        // What is not set is not read.
        Unsafe.SkipInit(out address);
        this.regions = regions;
    }

    /// <summary>One value a sample, or a row that the samples share.</summary>
    public readonly Input<T> Input<T>(int index) where T : unmanaged => new((T*)address[index]);

    /// <summary>One value a sample, to be written.</summary>
    public readonly Output<T> Output<T>(int index) where T : unmanaged, INumber<T> => new((T*)address[index]);

    /// <summary>One row a sample.</summary>
    public readonly InputRows<T> InputRows<T>(int index) where T : unmanaged => new((T*)address[index], RowStride<T>(index));

    /// <summary>One row a sample, to be written.</summary>
    public readonly OutputRows<T> OutputRows<T>(int index) where T : unmanaged, INumber<T> => new((T*)address[index], RowStride<T>(index));

    /// <summary>One matrix a sample.</summary>
    public readonly InputMatrices<T> InputMatrices<T>(int index) where T : unmanaged =>
        new((T*)address[index], regions[index].SampleStride / sizeof(T), RowStride<T>(index));

    /// <summary>One matrix a sample, to be written.</summary>
    public readonly OutputMatrices<T> OutputMatrices<T>(int index) where T : unmanaged, INumber<T> =>
        new((T*)address[index], regions[index].SampleStride / sizeof(T), RowStride<T>(index));

    /// <summary>The gradient of what the samples share, to be added to.</summary>
    public readonly SharedOutput<T> SharedOutput<T>(int index) where T : unmanaged => new((double*)address[index]);

    /// <summary>How many elements a row that the samples share has.</summary>
    internal readonly nint Length<T>(int index) where T : unmanaged => regions[index].Size / sizeof(T);

    internal readonly void* Address(int index) => (void*)address[index];

    internal void SetAddress(int index, void* value) => address[index] = (nint)value;

    internal void SetAddresses(int first, void* a0, void* a1, void* a2, void* a3, void* a4, void* a5, void* a6, void* a7)
    {
        SetAddress(first, a0);
        SetAddress(first + 1, a1);
        SetAddress(first + 2, a2);
        SetAddress(first + 3, a3);
        SetAddress(first + 4, a4);
        SetAddress(first + 5, a5);
        SetAddress(first + 6, a6);
        SetAddress(first + 7, a7);
    }

    private readonly nint RowStride<T>(int index) where T : unmanaged => regions[index].RowStride / sizeof(T);

    [InlineArray(Most)]
    private struct Each { private nint first; }
}
