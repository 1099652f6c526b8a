using System;
using System.Runtime.InteropServices;

namespace AutoDiffLosses.Tests.Simd;

/// <summary>Memory between two pages that cannot be touched, where the system has them: who touches what is beyond, crashes.</summary>
internal sealed unsafe class GuardedMemory : IDisposable
{
    private readonly byte* all;
    private readonly nuint size;

    public GuardedMemory(int bytes)
    {
        nuint page = (nuint)Environment.SystemPageSize;
        nuint inner = ((nuint)bytes + page - 1) / page * page;
        size = inner + 2 * page;
        if (OperatingSystem.IsWindows())
            all = (byte*)NativeMemory.AllocZeroed(size);
        else
        {
            const int noAccess = 0, readWrite = 3, isPrivate = 2;
            int isAnonymous = OperatingSystem.IsMacOS() ? 0x1000 : 0x20;
            all = (byte*)mmap(0, size, readWrite, isPrivate | isAnonymous, -1, 0);
            if (all == (byte*)-1 || mprotect((nint)all, page, noAccess) != 0 || mprotect((nint)(all + page + inner), page, noAccess) != 0)
                throw new InvalidOperationException("There are no guarded pages.");
        }
        Start = all + page;
        End = Start + inner;
    }

    public byte* Start { get; }

    public byte* End { get; }

    /// <summary>Elements that end where the memory ends.</summary>
    public T* Last<T>(int count) where T : unmanaged => (T*)End - count;

    public void Dispose()
    {
        if (OperatingSystem.IsWindows())
            NativeMemory.Free(all);
        else
            munmap((nint)all, size);
    }

    [DllImport("libc")]
    private static extern nint mmap(nint address, nuint size, int access, int kind, int file, nint offset);

    [DllImport("libc")]
    private static extern int mprotect(nint address, nuint size, int access);

    [DllImport("libc")]
    private static extern int munmap(nint address, nuint size);
}
