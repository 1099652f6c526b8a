using System;
using System.Runtime.InteropServices;

namespace AutoDiffLosses.Runtime;

/// <summary>As many arrays as are pinned in one frame of the stack.</summary>
internal ref struct Frame
{
    public const int Length = 8;

    public ref byte Array0, Array1, Array2, Array3, Array4, Array5, Array6, Array7;

    public void Set(int index, ReadOnlySpan<byte> reference)
    {
        ref byte array = ref MemoryMarshal.GetReference(reference);
        switch (index)
        {
            case 0: Array0 = ref array; break;
            case 1: Array1 = ref array; break;
            case 2: Array2 = ref array; break;
            case 3: Array3 = ref array; break;
            case 4: Array4 = ref array; break;
            case 5: Array5 = ref array; break;
            case 6: Array6 = ref array; break;
            default: Array7 = ref array; break;
        }
    }

    public readonly ref byte Get(int index)
    {
        switch (index)
        {
            case 0: return ref Array0;
            case 1: return ref Array1;
            case 2: return ref Array2;
            case 3: return ref Array3;
            case 4: return ref Array4;
            case 5: return ref Array5;
            case 6: return ref Array6;
            default: return ref Array7;
        }
    }
}
