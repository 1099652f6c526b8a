using System;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AutoDiffLosses.Runtime;

/// <summary>Where the arrays of a call begin, and their regions. What a small call has no use for, it does not pay for.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IArrays
{
    /// <summary>How many there can be.</summary>
    internal static abstract int Most { get; }

    /// <summary>No array begins anywhere.</summary>
    internal void Clear();

    internal void Set(int index, ReadOnlySpan<byte> start);

    internal ref byte Start(int index);

    [UnscopedRef]
    internal ref Region Region(int index);
}

/// <summary>At most 8 arrays.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref struct Arrays8 : IArrays
{
    private Eight starts;
    private Regions regions;

    static int IArrays.Most => 8;

    void IArrays.Clear() => starts = default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void IArrays.Set(int index, ReadOnlySpan<byte> start) => starts.Set(index, start);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    readonly ref byte IArrays.Start(int index) => ref starts.Get(index);

    [UnscopedRef]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    ref Region IArrays.Region(int index) => ref regions[index];

    [InlineArray(8)]
    private struct Regions { private Region first; }
}

/// <summary>At most 24 arrays.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref struct Arrays24 : IArrays
{
    private Eight first, second, third;
    private Regions regions;

    static int IArrays.Most => 24;

    void IArrays.Clear() => first = second = third = default;

    void IArrays.Set(int index, ReadOnlySpan<byte> start)
    {
        switch (index / 8)
        {
            case 0: first.Set(index, start); break;
            case 1: second.Set(index - 8, start); break;
            default: third.Set(index - 16, start); break;
        }
    }

    readonly ref byte IArrays.Start(int index)
    {
        switch (index / 8)
        {
            case 0: return ref first.Get(index);
            case 1: return ref second.Get(index - 8);
            default: return ref third.Get(index - 16);
        }
    }

    [UnscopedRef]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    ref Region IArrays.Region(int index) => ref regions[index];

    [InlineArray(24)]
    private struct Regions { private Region first; }
}

/// <summary>Eight references: C# has no arrays of them.</summary>
internal ref struct Eight
{
    private ref byte start0, start1, start2, start3, start4, start5, start6, start7;

    public void Set(int index, ReadOnlySpan<byte> start)
    {
        ref byte first = ref MemoryMarshal.GetReference(start);
        switch (index)
        {
            case 0: start0 = ref first; break;
            case 1: start1 = ref first; break;
            case 2: start2 = ref first; break;
            case 3: start3 = ref first; break;
            case 4: start4 = ref first; break;
            case 5: start5 = ref first; break;
            case 6: start6 = ref first; break;
            default: start7 = ref first; break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ref byte Get(int index)
    {
        switch (index)
        {
            case 0: return ref start0;
            case 1: return ref start1;
            case 2: return ref start2;
            case 3: return ref start3;
            case 4: return ref start4;
            case 5: return ref start5;
            case 6: return ref start6;
            default: return ref start7;
        }
    }
}
