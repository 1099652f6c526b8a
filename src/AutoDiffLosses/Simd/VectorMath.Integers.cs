using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoDiffLosses.Runtime;

/// <summary>Integers of 32 bits in lanes of 64, beside <see langword="double"/>.</summary>
public static partial class VectorMath
{
    /// <summary>The low 32 bits of each lane, with their sign: what C# makes of a sum or product of <see langword="int"/>s.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<long> Wrap(Vector512<long> x) => Vector512.ShiftRightArithmetic(Vector512.ShiftLeft(x, 32), 32);

    /// <inheritdoc cref="Wrap(Vector512{long})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<long> Wrap(Vector256<long> x) => Vector256.ShiftRightArithmetic(Vector256.ShiftLeft(x, 32), 32);

    /// <inheritdoc cref="Wrap(Vector512{long})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<long> Wrap(Vector128<long> x) => Vector128.ShiftRightArithmetic(Vector128.ShiftLeft(x, 32), 32);
}
