using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using AutoDiffLosses.Numerics;

namespace AutoDiffLosses.Runtime;

/// <summary>Passes over the elements of a row, a vector a step, at the width of the machine.</summary>
/// <typeparam name="T">The type of the formula.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Pass<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Each step once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Map<TPass>(in TPass pass, nint length) where TPass : struct, IMap<T> =>
        Run<Mapping<T, TPass>, TPass, bool>(in pass, 0, length);

    /// <summary>Each step once, for the elements of a block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Map<TPass>(in TPass pass, Block<T> block) where TPass : struct, IMap<T> =>
        Run<Mapping<T, TPass>, TPass, bool>(in pass, block.First, block.Last);

    /// <summary>The sum of what the steps return.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum<TPass>(in TPass pass, nint length) where TPass : struct, IReduce<T> =>
        Reduce<TPass, Reducer.Sum>(in pass, length);

    /// <summary>The sum of what the steps return for a range of elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static double Sum<TPass>(in TPass pass, nint first, nint last) where TPass : struct, IReduce<T> =>
        Run<Reduction<T, TPass, Reducer.Sum>, TPass, double>(in pass, first, last);

    /// <summary>The sums of what the steps return.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (double, double) Sum2<TPass>(in TPass pass, nint length) where TPass : struct, IReduce2<T> =>
        Reduce2<TPass, Reducer.Sum, Reducer.Sum>(in pass, length);

    /// <summary>The sums of what the steps return.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (double, double, double) Sum3<TPass>(in TPass pass, nint length) where TPass : struct, IReduce3<T> =>
        Reduce3<TPass, Reducer.Sum, Reducer.Sum, Reducer.Sum>(in pass, length);

    /// <summary>The sums of what the steps return.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (double, double, double, double) Sum4<TPass>(in TPass pass, nint length) where TPass : struct, IReduce4<T> =>
        Reduce4<TPass, Reducer.Sum, Reducer.Sum, Reducer.Sum, Reducer.Sum>(in pass, length);

    /// <summary>The largest of what the steps return, NaN if there is one, -∞ of nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Max<TPass>(in TPass pass, nint length) where TPass : struct, IReduce<T> =>
        Real.Narrow<T>(Reduce<TPass, Reducer.Max>(in pass, length));

    /// <summary>The smallest of what the steps return, NaN if there is one, +∞ of nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Min<TPass>(in TPass pass, nint length) where TPass : struct, IReduce<T> =>
        Real.Narrow<T>(Reduce<TPass, Reducer.Min>(in pass, length));

    /// <summary>The index of the first of the largest values, or of the first NaN; -1 of nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ArgMax<TPass>(in TPass pass, nint length) where TPass : struct, IReduce<T> =>
        (int)Reduce<TPass, Reducer.ArgMax>(in pass, length);

    /// <summary>The index of the first of the smallest values, or of the first NaN; -1 of nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ArgMin<TPass>(in TPass pass, nint length) where TPass : struct, IReduce<T> =>
        (int)Reduce<TPass, Reducer.ArgMin>(in pass, length);

    /// <summary>Whether one of the masks that the steps return is set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any<TPass>(in TPass pass, nint length) where TPass : struct, IReduce<T> =>
        Reduce<TPass, Reducer.Any>(in pass, length) != 0;

    /// <summary>Whether all masks that the steps return are set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool All<TPass>(in TPass pass, nint length) where TPass : struct, IReduce<T> =>
        Reduce<TPass, Reducer.All>(in pass, length) != 0;

    /// <summary>What the steps return, reduced.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Reduce<TPass, R>(in TPass pass, nint length)
        where TPass : struct, IReduce<T>
        where R : struct, IReducer =>
        Run<Reduction<T, TPass, R>, TPass, double>(in pass, 0, length);

    /// <summary>What the steps return, each reduced in its way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (double, double) Reduce2<TPass, R1, R2>(in TPass pass, nint length)
        where TPass : struct, IReduce2<T>
        where R1 : struct, IReducer
        where R2 : struct, IReducer =>
        Run<Reduction2<T, TPass, R1, R2>, TPass, (double, double)>(in pass, 0, length);

    /// <summary>What the steps return, each reduced in its way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (double, double, double) Reduce3<TPass, R1, R2, R3>(in TPass pass, nint length)
        where TPass : struct, IReduce3<T>
        where R1 : struct, IReducer
        where R2 : struct, IReducer
        where R3 : struct, IReducer =>
        Run<Reduction3<T, TPass, R1, R2, R3>, TPass, (double, double, double)>(in pass, 0, length);

    /// <summary>What the steps return, each reduced in its way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (double, double, double, double) Reduce4<TPass, R1, R2, R3, R4>(in TPass pass, nint length)
        where TPass : struct, IReduce4<T>
        where R1 : struct, IReducer
        where R2 : struct, IReducer
        where R3 : struct, IReducer
        where R4 : struct, IReducer =>
        Run<Reduction4<T, TPass, R1, R2, R3, R4>, TPass, (double, double, double, double)>(in pass, 0, length);

    // The conditions stand here, and not in properties, so that the JIT does not even look at the other widths.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TResult Run<TReduction, TPass, TResult>(in TPass pass, nint first, nint last)
        where TReduction : struct, IReduction<T, TPass, TResult>
    {
        if (Vector512.IsHardwareAccelerated && Avx512F.IsSupported)
            return TReduction.Run<Vector512<T>, Width512<T>>(in pass, first, last);
        if (Rung.Is512)
            return RunIn512<TReduction, TPass, TResult>(in pass, first, last);
        if (Vector256.IsHardwareAccelerated && Fma.IsSupported)
            return TReduction.Run<Vector256<T>, Width256<T>>(in pass, first, last);
        return TReduction.Run<Vector128<T>, Width128<T>>(in pass, first, last);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static TResult RunIn512<TReduction, TPass, TResult>(in TPass pass, nint first, nint last)
        where TReduction : struct, IReduction<T, TPass, TResult> =>
        TReduction.Run<Vector512<T>, Width512<T>>(in pass, first, last);
}
