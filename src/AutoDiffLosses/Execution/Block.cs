using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoDiffLosses.Runtime;

/// <summary>Some samples in a row, and memory for what is kept of them between passes.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly unsafe struct Block<T> where T : unmanaged, INumber<T>
{
    /// <summary>So few that what is kept of them, and what is read and written, stays in the first-level cache.</summary>
    internal static int Length => 2048 / sizeof(T);

    internal readonly nint First, Last;
    private readonly T* memory;

    internal Block(T* memory, nint first, nint last)
    {
        this.memory = memory;
        (First, Last) = (first, last);
    }

    /// <summary>A row with an element for each sample of the block, under the sample's own index.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Output<T> Row(int number) => new(memory + number * Length - First);
}
