using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AutoDiffLosses.Numerics;

namespace AutoDiffLosses.Runtime;

/// <summary>Passes over the elements of a row, a vector a step, at the width of the machine.</summary>
/// <typeparam name="T">The type of the formula.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Pass<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Each step once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Map<TPass>(TPass pass, nint length) where TPass : struct, IMap<T> =>
        Run<FromMap<T, TPass>, Reducer.None, Reducer.None, Reducer.None, Reducer.None>(new(pass), 0, length);

    /// <summary>The sum of what the steps return.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum<TPass>(TPass pass, nint length) where TPass : struct, IReduce<T> =>
        Reduce<TPass, Reducer.Sum>(pass, length);

    /// <summary>The sum of what the steps return for a range of elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static double Sum<TPass>(TPass pass, nint first, nint last) where TPass : struct, IReduce<T> =>
        Run<FromReduce<T, TPass>, Reducer.Sum, Reducer.None, Reducer.None, Reducer.None>(new(pass), first, last).Item1;

    /// <summary>The sums of what the steps return.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (double, double) Sum2<TPass>(TPass pass, nint length) where TPass : struct, IReduce2<T> =>
        Reduce2<TPass, Reducer.Sum, Reducer.Sum>(pass, length);

    /// <summary>The sums of what the steps return.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (double, double, double) Sum3<TPass>(TPass pass, nint length) where TPass : struct, IReduce3<T> =>
        Reduce3<TPass, Reducer.Sum, Reducer.Sum, Reducer.Sum>(pass, length);

    /// <summary>The sums of what the steps return.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (double, double, double, double) Sum4<TPass>(TPass pass, nint length) where TPass : struct, IReduce4<T> =>
        Reduce4<TPass, Reducer.Sum, Reducer.Sum, Reducer.Sum, Reducer.Sum>(pass, length);

    /// <summary>The largest of what the steps return, NaN if there is one, -∞ of nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Max<TPass>(TPass pass, nint length) where TPass : struct, IReduce<T> =>
        Real.Narrow<T>(Reduce<TPass, Reducer.Max>(pass, length));

    /// <summary>The smallest of what the steps return, NaN if there is one, +∞ of nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Min<TPass>(TPass pass, nint length) where TPass : struct, IReduce<T> =>
        Real.Narrow<T>(Reduce<TPass, Reducer.Min>(pass, length));

    /// <summary>The index of the first of the largest values, or of the first NaN; -1 of nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ArgMax<TPass>(TPass pass, nint length) where TPass : struct, IReduce<T> =>
        (int)Reduce<TPass, Reducer.ArgMax>(pass, length);

    /// <summary>The index of the first of the smallest values, or of the first NaN; -1 of nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ArgMin<TPass>(TPass pass, nint length) where TPass : struct, IReduce<T> =>
        (int)Reduce<TPass, Reducer.ArgMin>(pass, length);

    /// <summary>Whether one of the masks that the steps return is set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any<TPass>(TPass pass, nint length) where TPass : struct, IReduce<T> =>
        Reduce<TPass, Reducer.Any>(pass, length) != 0;

    /// <summary>Whether all masks that the steps return are set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool All<TPass>(TPass pass, nint length) where TPass : struct, IReduce<T> =>
        Reduce<TPass, Reducer.All>(pass, length) != 0;

    /// <summary>What the steps return, reduced.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Reduce<TPass, R>(TPass pass, nint length)
        where TPass : struct, IReduce<T>
        where R : struct, IReducer =>
        Run<FromReduce<T, TPass>, R, Reducer.None, Reducer.None, Reducer.None>(new(pass), 0, length).Item1;

    /// <summary>What the steps return, each reduced in its way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (double, double) Reduce2<TPass, R1, R2>(TPass pass, nint length)
        where TPass : struct, IReduce2<T>
        where R1 : struct, IReducer
        where R2 : struct, IReducer
    {
        var (value1, value2, _, _) = Run<FromReduce2<T, TPass>, R1, R2, Reducer.None, Reducer.None>(new(pass), 0, length);
        return (value1, value2);
    }

    /// <summary>What the steps return, each reduced in its way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (double, double, double) Reduce3<TPass, R1, R2, R3>(TPass pass, nint length)
        where TPass : struct, IReduce3<T>
        where R1 : struct, IReducer
        where R2 : struct, IReducer
        where R3 : struct, IReducer
    {
        var (value1, value2, value3, _) = Run<FromReduce3<T, TPass>, R1, R2, R3, Reducer.None>(new(pass), 0, length);
        return (value1, value2, value3);
    }

    /// <summary>What the steps return, each reduced in its way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (double, double, double, double) Reduce4<TPass, R1, R2, R3, R4>(TPass pass, nint length)
        where TPass : struct, IReduce4<T>
        where R1 : struct, IReducer
        where R2 : struct, IReducer
        where R3 : struct, IReducer
        where R4 : struct, IReducer =>
        Run<TPass, R1, R2, R3, R4>(pass, 0, length);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (double, double, double, double) Run<TPass, R1, R2, R3, R4>(TPass pass, nint first, nint length)
        where TPass : struct, IReduce4<T>
        where R1 : struct, IReducer
        where R2 : struct, IReducer
        where R3 : struct, IReducer
        where R4 : struct, IReducer =>
        Rung.Is512 ? Driver<Vector512<T>, Width512<T>>.Run<Steps512<T, TPass>, R1, R2, R3, R4>(new(pass), first, length)
        : Rung.Is256 ? Driver<Vector256<T>, Width256<T>>.Run<Steps256<T, TPass>, R1, R2, R3, R4>(new(pass), first, length)
        : Driver<Vector128<T>, Width128<T>>.Run<Steps128<T, TPass>, R1, R2, R3, R4>(new(pass), first, length);
}
