using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoDiffLosses.Runtime;

/// <summary>The steps of passes, on whole vectors and on the first lanes of one.</summary>
internal interface ISteps<T, V> where T : unmanaged, IFloatingPointIeee754<T>
{
    static abstract void Map<TPass>(ref TPass pass, nint index) where TPass : struct, IMap<T>;

    static abstract void Map<TPass>(ref TPass pass, nint index, nint count) where TPass : struct, IMap<T>;

    static abstract V Reduce<TPass>(ref TPass pass, nint index) where TPass : struct, IReduce<T>;

    static abstract V Reduce<TPass>(ref TPass pass, nint index, nint count) where TPass : struct, IReduce<T>;

    static abstract (V, V) Reduce2<TPass>(ref TPass pass, nint index) where TPass : struct, IReduce2<T>;

    static abstract (V, V) Reduce2<TPass>(ref TPass pass, nint index, nint count) where TPass : struct, IReduce2<T>;

    static abstract (V, V, V) Reduce3<TPass>(ref TPass pass, nint index) where TPass : struct, IReduce3<T>;

    static abstract (V, V, V) Reduce3<TPass>(ref TPass pass, nint index, nint count) where TPass : struct, IReduce3<T>;

    static abstract (V, V, V, V) Reduce4<TPass>(ref TPass pass, nint index) where TPass : struct, IReduce4<T>;

    static abstract (V, V, V, V) Reduce4<TPass>(ref TPass pass, nint index, nint count) where TPass : struct, IReduce4<T>;
}

internal readonly partial struct Width512<T> : ISteps<T, Vector512<T>>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Map<TPass>(ref TPass pass, nint index) where TPass : struct, IMap<T> =>
        pass.Step512(new Full512<T>(index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Map<TPass>(ref TPass pass, nint index, nint count) where TPass : struct, IMap<T> =>
        pass.Step512(new Partial512<T>(index, count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Reduce<TPass>(ref TPass pass, nint index) where TPass : struct, IReduce<T> =>
        pass.Step512(new Full512<T>(index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Reduce<TPass>(ref TPass pass, nint index, nint count) where TPass : struct, IReduce<T> =>
        pass.Step512(new Partial512<T>(index, count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<T>, Vector512<T>) Reduce2<TPass>(ref TPass pass, nint index) where TPass : struct, IReduce2<T> =>
        pass.Step512(new Full512<T>(index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<T>, Vector512<T>) Reduce2<TPass>(ref TPass pass, nint index, nint count) where TPass : struct, IReduce2<T> =>
        pass.Step512(new Partial512<T>(index, count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<T>, Vector512<T>, Vector512<T>) Reduce3<TPass>(ref TPass pass, nint index) where TPass : struct, IReduce3<T> =>
        pass.Step512(new Full512<T>(index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<T>, Vector512<T>, Vector512<T>) Reduce3<TPass>(ref TPass pass, nint index, nint count)
        where TPass : struct, IReduce3<T> =>
        pass.Step512(new Partial512<T>(index, count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<T>, Vector512<T>, Vector512<T>, Vector512<T>) Reduce4<TPass>(ref TPass pass, nint index)
        where TPass : struct, IReduce4<T> =>
        pass.Step512(new Full512<T>(index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<T>, Vector512<T>, Vector512<T>, Vector512<T>) Reduce4<TPass>(ref TPass pass, nint index, nint count)
        where TPass : struct, IReduce4<T> =>
        pass.Step512(new Partial512<T>(index, count));
}

internal readonly partial struct Width256<T> : ISteps<T, Vector256<T>>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Map<TPass>(ref TPass pass, nint index) where TPass : struct, IMap<T> =>
        pass.Step256(new Full256<T>(index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Map<TPass>(ref TPass pass, nint index, nint count) where TPass : struct, IMap<T> =>
        pass.Step256(new Partial256<T>(index, count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Reduce<TPass>(ref TPass pass, nint index) where TPass : struct, IReduce<T> =>
        pass.Step256(new Full256<T>(index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Reduce<TPass>(ref TPass pass, nint index, nint count) where TPass : struct, IReduce<T> =>
        pass.Step256(new Partial256<T>(index, count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<T>, Vector256<T>) Reduce2<TPass>(ref TPass pass, nint index) where TPass : struct, IReduce2<T> =>
        pass.Step256(new Full256<T>(index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<T>, Vector256<T>) Reduce2<TPass>(ref TPass pass, nint index, nint count) where TPass : struct, IReduce2<T> =>
        pass.Step256(new Partial256<T>(index, count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<T>, Vector256<T>, Vector256<T>) Reduce3<TPass>(ref TPass pass, nint index) where TPass : struct, IReduce3<T> =>
        pass.Step256(new Full256<T>(index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<T>, Vector256<T>, Vector256<T>) Reduce3<TPass>(ref TPass pass, nint index, nint count)
        where TPass : struct, IReduce3<T> =>
        pass.Step256(new Partial256<T>(index, count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<T>, Vector256<T>, Vector256<T>, Vector256<T>) Reduce4<TPass>(ref TPass pass, nint index)
        where TPass : struct, IReduce4<T> =>
        pass.Step256(new Full256<T>(index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<T>, Vector256<T>, Vector256<T>, Vector256<T>) Reduce4<TPass>(ref TPass pass, nint index, nint count)
        where TPass : struct, IReduce4<T> =>
        pass.Step256(new Partial256<T>(index, count));
}

internal readonly partial struct Width128<T> : ISteps<T, Vector128<T>>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Map<TPass>(ref TPass pass, nint index) where TPass : struct, IMap<T> =>
        pass.Step128(new Full128<T>(index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Map<TPass>(ref TPass pass, nint index, nint count) where TPass : struct, IMap<T> =>
        pass.Step128(new Partial128<T>(index, count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Reduce<TPass>(ref TPass pass, nint index) where TPass : struct, IReduce<T> =>
        pass.Step128(new Full128<T>(index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Reduce<TPass>(ref TPass pass, nint index, nint count) where TPass : struct, IReduce<T> =>
        pass.Step128(new Partial128<T>(index, count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector128<T>, Vector128<T>) Reduce2<TPass>(ref TPass pass, nint index) where TPass : struct, IReduce2<T> =>
        pass.Step128(new Full128<T>(index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector128<T>, Vector128<T>) Reduce2<TPass>(ref TPass pass, nint index, nint count) where TPass : struct, IReduce2<T> =>
        pass.Step128(new Partial128<T>(index, count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector128<T>, Vector128<T>, Vector128<T>) Reduce3<TPass>(ref TPass pass, nint index) where TPass : struct, IReduce3<T> =>
        pass.Step128(new Full128<T>(index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector128<T>, Vector128<T>, Vector128<T>) Reduce3<TPass>(ref TPass pass, nint index, nint count)
        where TPass : struct, IReduce3<T> =>
        pass.Step128(new Partial128<T>(index, count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector128<T>, Vector128<T>, Vector128<T>, Vector128<T>) Reduce4<TPass>(ref TPass pass, nint index)
        where TPass : struct, IReduce4<T> =>
        pass.Step128(new Full128<T>(index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector128<T>, Vector128<T>, Vector128<T>, Vector128<T>) Reduce4<TPass>(ref TPass pass, nint index, nint count)
        where TPass : struct, IReduce4<T> =>
        pass.Step128(new Partial128<T>(index, count));
}
