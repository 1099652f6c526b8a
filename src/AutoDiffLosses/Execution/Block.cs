using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoDiffLosses.Runtime;

/// <summary>Some samples, or elements of a row, and memory for what is kept of them between loops.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly unsafe struct Block<T> where T : unmanaged, INumber<T>
{
    /// <summary>So few that what is kept of them, and what is read and written, stays in the first-level cache.</summary>
    internal static int Length => 2048 / sizeof(T);

    internal readonly nint First, Last;
    private readonly T* memory;

    /// <summary>The bytes that it takes to keep so many values of each element.</summary>
    internal static int Size(int values) => values * Length * sizeof(T) + Page + Alignment;

    /// <summary>From the first element to that before the last, in memory of so many bytes.</summary>
    internal Block(byte* memory, nint first, nint last)
    {
        // A load that follows a store waits for it where their addresses differ by a multiple of a page, or seem to: processors compare
        // the last 12 bits. Blocks begin at different places, so that this happens in a few blocks of a call, and not in all.
        nint shift = (nint)((nuint)first / (nuint)Length * Step % Page);
        this.memory = (T*)(((nint)memory + shift + Alignment - 1) & -Alignment);
        (First, Last) = (first, last);
    }

    private const int Alignment = 64, Page = 4096, Step = 5 * Alignment;

    /// <summary>A row with a value for each element of the block, under the element's own index.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public KeptRow<T> Row(int number) => new(memory + number * Length - First);
}

/// <summary>What is kept of a block. There is room for whole vectors behind its last element: no mask is needed there.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly unsafe struct KeptRow<T> where T : unmanaged
{
    internal readonly T* Address;

    internal KeptRow(T* address) => Address = address;
}
