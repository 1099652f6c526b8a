using System;
using System.ComponentModel;
using System.Numerics;
using System.Runtime.InteropServices;

namespace AutoDiffLosses.Runtime;

/// <summary>Memory for what a sample needs in between: the thread's own, kept and used again.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class Scratch
{
    [ThreadStatic] private static Memory? memory;

    /// <summary>Room for so many elements, and integers, in all. What is taken is given back together, by <c>using</c>.</summary>
    public static Scratch<T> Of<T>(nint elements, nint ints = 0) where T : unmanaged, INumber<T>
    {
        var own = memory ??= new Memory();
        own.Reserve((nuint)elements * (nuint)sizeof(T) + (nuint)ints * sizeof(int) + Memory.Padding);
        return new Scratch<T>(own);
    }

    /// <summary>The memory of one thread, freed some time after it ends.</summary>
    internal sealed class Memory
    {
        /// <summary>For the alignment of 64 rows.</summary>
        public const nuint Padding = 64 * Alignment;

        private const nuint Alignment = 64;

        private byte* start;
        private nuint size, used;
        private bool isTaken;

        ~Memory() => NativeMemory.AlignedFree(start);

        public void Reserve(nuint bytes)
        {
            if (isTaken)
                throw new InvalidOperationException("The thread's scratch memory is in use.");
            if (bytes > size)
            {
                NativeMemory.AlignedFree(start);
                start = null;
                size = 0;
                start = (byte*)NativeMemory.AlignedAlloc(bytes, Alignment);
                size = bytes;
            }
            isTaken = true;
        }

        public void* Take(nuint bytes)
        {
            if (bytes > size - used)
                throw new InvalidOperationException("More scratch memory is used than was asked for.");
            void* taken = start + used;
            used = Math.Min(size, used + ((bytes + Alignment - 1) & ~(Alignment - 1)));
            return taken;
        }

        public void Release() => (used, isTaken) = (0, false);
    }
}

/// <summary>Scratch memory that has been taken.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly unsafe ref struct Scratch<T> : IDisposable where T : unmanaged, INumber<T>
{
    private readonly Scratch.Memory memory;

    internal Scratch(Scratch.Memory memory) => this.memory = memory;

    /// <summary>A row, whose elements are not yet set.</summary>
    public Output<T> Row(nint length) => new((T*)memory.Take((nuint)length * (nuint)sizeof(T)));

    /// <summary>A row of integers, whose elements are not yet set.</summary>
    public Output<int> Ints(nint length) => new((int*)memory.Take((nuint)length * sizeof(int)));

    /// <summary>Gives everything back.</summary>
    public void Dispose() => memory.Release();
}
