using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoDiffLosses.Runtime;

// Steps that return fewer than four values, or none, for the one driver.

/// <summary>An <see cref="IMap{T}"/> whose steps return four values.</summary>
internal readonly struct FromMap<T, TPass>(TPass pass) : IReduce4<T>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TPass : struct, IMap<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (Vector512<T>, Vector512<T>, Vector512<T>, Vector512<T>) Step512<TLanes>(TLanes lanes) where TLanes : struct, ILanes512<T>
    {
        pass.Step512(lanes);
        return default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (Vector256<T>, Vector256<T>, Vector256<T>, Vector256<T>) Step256<TLanes>(TLanes lanes) where TLanes : struct, ILanes256<T>
    {
        pass.Step256(lanes);
        return default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (Vector128<T>, Vector128<T>, Vector128<T>, Vector128<T>) Step128<TLanes>(TLanes lanes) where TLanes : struct, ILanes128<T>
    {
        pass.Step128(lanes);
        return default;
    }
}

/// <summary>An <see cref="IReduce{T}"/> whose steps return four values.</summary>
internal readonly struct FromReduce<T, TPass>(TPass pass) : IReduce4<T>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TPass : struct, IReduce<T>
{
    public static bool IsShort => TPass.IsShort;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (Vector512<T>, Vector512<T>, Vector512<T>, Vector512<T>) Step512<TLanes>(TLanes lanes) where TLanes : struct, ILanes512<T> =>
        (pass.Step512(lanes), default, default, default);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (Vector256<T>, Vector256<T>, Vector256<T>, Vector256<T>) Step256<TLanes>(TLanes lanes) where TLanes : struct, ILanes256<T> =>
        (pass.Step256(lanes), default, default, default);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (Vector128<T>, Vector128<T>, Vector128<T>, Vector128<T>) Step128<TLanes>(TLanes lanes) where TLanes : struct, ILanes128<T> =>
        (pass.Step128(lanes), default, default, default);
}

/// <summary>An <see cref="IReduce2{T}"/> whose steps return four values.</summary>
internal readonly struct FromReduce2<T, TPass>(TPass pass) : IReduce4<T>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TPass : struct, IReduce2<T>
{
    public static bool IsShort => TPass.IsShort;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (Vector512<T>, Vector512<T>, Vector512<T>, Vector512<T>) Step512<TLanes>(TLanes lanes) where TLanes : struct, ILanes512<T>
    {
        var (value1, value2) = pass.Step512(lanes);
        return (value1, value2, default, default);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (Vector256<T>, Vector256<T>, Vector256<T>, Vector256<T>) Step256<TLanes>(TLanes lanes) where TLanes : struct, ILanes256<T>
    {
        var (value1, value2) = pass.Step256(lanes);
        return (value1, value2, default, default);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (Vector128<T>, Vector128<T>, Vector128<T>, Vector128<T>) Step128<TLanes>(TLanes lanes) where TLanes : struct, ILanes128<T>
    {
        var (value1, value2) = pass.Step128(lanes);
        return (value1, value2, default, default);
    }
}

/// <summary>An <see cref="IReduce3{T}"/> whose steps return four values.</summary>
internal readonly struct FromReduce3<T, TPass>(TPass pass) : IReduce4<T>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TPass : struct, IReduce3<T>
{
    public static bool IsShort => TPass.IsShort;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (Vector512<T>, Vector512<T>, Vector512<T>, Vector512<T>) Step512<TLanes>(TLanes lanes) where TLanes : struct, ILanes512<T>
    {
        var (value1, value2, value3) = pass.Step512(lanes);
        return (value1, value2, value3, default);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (Vector256<T>, Vector256<T>, Vector256<T>, Vector256<T>) Step256<TLanes>(TLanes lanes) where TLanes : struct, ILanes256<T>
    {
        var (value1, value2, value3) = pass.Step256(lanes);
        return (value1, value2, value3, default);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (Vector128<T>, Vector128<T>, Vector128<T>, Vector128<T>) Step128<TLanes>(TLanes lanes) where TLanes : struct, ILanes128<T>
    {
        var (value1, value2, value3) = pass.Step128(lanes);
        return (value1, value2, value3, default);
    }
}
