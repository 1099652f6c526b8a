using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoDiffLosses.Runtime;

/// <summary>
/// The rows of all lanes into a tile and back, a block at a time: as many elements as 128 bits hold, of every row. A vector takes one
/// such piece from each of some rows; two stages of unpacking within pieces (one for <see langword="double"/>) transpose the block, either
/// way. The last block begins where it ends with the row, so that nothing beyond a row is touched; what it shares with the block before
/// is moved twice. Rows that are shorter than a block are moved element by element.
/// </summary>
internal static unsafe class Transposition<T, V, TPieces>
    where T : unmanaged, IFloatingPointIeee754<T>
    where V : unmanaged
    where TPieces : struct, IPieces<T, V>
{
    private static nint Block => Vector128<T>.Count;

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Read(T* tile, nint length, InputRows<T> rows, nint first)
    {
        T* row = rows.Row(first).Address;
        nint last = length - Block, stride = rows.Stride, apart = Block * stride;
        if (last < 0)
        {
            for (nint i = 0; i < length; i++)
                ((V*)tile)[i] = TPieces.Gather(row + i, stride);
            return;
        }
        for (nint i = 0; ; i = Math.Min(i + Block, last))
        {
            T* from = row + i;
            V* to = (V*)tile + i;
            V a = TPieces.Load(from, apart), b = TPieces.Load(from + stride, apart);
            if (Block == 2)
            {
                to[0] = TPieces.Low(a, b);
                to[1] = TPieces.High(a, b);
            }
            else
            {
                V c = TPieces.Load(from + 2 * stride, apart), d = TPieces.Load(from + 3 * stride, apart);
                V ab = TPieces.Low(a, b), cd = TPieces.Low(c, d);
                to[0] = TPieces.LowPairs(ab, cd);
                to[1] = TPieces.HighPairs(ab, cd);
                (ab, cd) = (TPieces.High(a, b), TPieces.High(c, d));
                to[2] = TPieces.LowPairs(ab, cd);
                to[3] = TPieces.HighPairs(ab, cd);
            }
            if (i == last)
                return;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Write(T* tile, nint length, OutputRows<T> rows, nint first)
    {
        T* row = rows.Row(first).Address;
        nint last = length - Block, stride = rows.Stride, apart = Block * stride;
        if (last < 0)
        {
            for (nint i = 0; i < length; i++)
                TPieces.Scatter(((V*)tile)[i], row + i, stride);
            return;
        }
        for (nint i = 0; ; i = Math.Min(i + Block, last))
        {
            V* from = (V*)tile + i;
            T* to = row + i;
            V a = from[0], b = from[1];
            if (Block == 2)
            {
                TPieces.Store(TPieces.Low(a, b), to, apart);
                TPieces.Store(TPieces.High(a, b), to + stride, apart);
            }
            else
            {
                V c = from[2], d = from[3];
                V ab = TPieces.Low(a, b), cd = TPieces.Low(c, d);
                TPieces.Store(TPieces.LowPairs(ab, cd), to, apart);
                TPieces.Store(TPieces.HighPairs(ab, cd), to + stride, apart);
                (ab, cd) = (TPieces.High(a, b), TPieces.High(c, d));
                TPieces.Store(TPieces.LowPairs(ab, cd), to + 2 * stride, apart);
                TPieces.Store(TPieces.HighPairs(ab, cd), to + 3 * stride, apart);
            }
            if (i == last)
                return;
        }
    }
}
