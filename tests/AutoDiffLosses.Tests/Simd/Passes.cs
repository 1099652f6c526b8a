using System;
using System.Numerics;
using System.Runtime.Intrinsics;
using AutoDiffLosses.Runtime;

namespace AutoDiffLosses.Tests.Simd;

/// <summary>Passes at a width of the test's choice, whatever the machine's.</summary>
internal static class Widths
{
    public static readonly int[] All = [512, 256, 128];

    public static double Reduce<T, TPass, R>(int width, TPass pass, nint length)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TPass : struct, IReduce<T>
        where R : struct, IReducer =>
        Run<T, Reduction<T, TPass, R>, TPass, double>(width, pass, length);

    public static (double, double) Reduce2<T, TPass, R1, R2>(int width, TPass pass, nint length)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TPass : struct, IReduce2<T>
        where R1 : struct, IReducer
        where R2 : struct, IReducer =>
        Run<T, Reduction2<T, TPass, R1, R2>, TPass, (double, double)>(width, pass, length);

    public static (double, double, double, double) Reduce4<T, TPass, R1, R2, R3, R4>(int width, TPass pass, nint length)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TPass : struct, IReduce4<T>
        where R1 : struct, IReducer
        where R2 : struct, IReducer
        where R3 : struct, IReducer
        where R4 : struct, IReducer =>
        Run<T, Reduction4<T, TPass, R1, R2, R3, R4>, TPass, (double, double, double, double)>(width, pass, length);

    private static TResult Run<T, TReduction, TPass, TResult>(int width, TPass pass, nint length)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TReduction : struct, IReduction<T, TPass, TResult> => width switch
        {
            512 => TReduction.Run<Vector512<T>, Width512<T>>(pass, 0, length),
            256 => TReduction.Run<Vector256<T>, Width256<T>>(pass, 0, length),
            128 => TReduction.Run<Vector128<T>, Width128<T>>(pass, 0, length),
            _ => throw new ArgumentOutOfRangeException(nameof(width)),
        };
}

/// <summary>The elements of a row.</summary>
internal readonly struct Elements<T>(Input<T> row) : IReduce<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    public Vector512<T> Step512<TLanes>(TLanes lanes) where TLanes : struct, ILanes512<T> => lanes.Load(row);

    public Vector256<T> Step256<TLanes>(TLanes lanes) where TLanes : struct, ILanes256<T> => lanes.Load(row);

    public Vector128<T> Step128<TLanes>(TLanes lanes) where TLanes : struct, ILanes128<T> => lanes.Load(row);
}

/// <summary>The elements of two rows.</summary>
internal readonly struct Elements2<T>(Input<T> a, Input<T> b) : IReduce2<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    public (Vector512<T>, Vector512<T>) Step512<TLanes>(TLanes lanes) where TLanes : struct, ILanes512<T> =>
        (lanes.Load(a), lanes.Load(b));

    public (Vector256<T>, Vector256<T>) Step256<TLanes>(TLanes lanes) where TLanes : struct, ILanes256<T> =>
        (lanes.Load(a), lanes.Load(b));

    public (Vector128<T>, Vector128<T>) Step128<TLanes>(TLanes lanes) where TLanes : struct, ILanes128<T> =>
        (lanes.Load(a), lanes.Load(b));
}

/// <summary>The elements of two rows, and the first once more.</summary>
internal readonly struct Elements3<T>(Input<T> a, Input<T> b) : IReduce3<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    public (Vector512<T>, Vector512<T>, Vector512<T>) Step512<TLanes>(TLanes lanes) where TLanes : struct, ILanes512<T> =>
        (lanes.Load(a), lanes.Load(b), lanes.Load(a));

    public (Vector256<T>, Vector256<T>, Vector256<T>) Step256<TLanes>(TLanes lanes) where TLanes : struct, ILanes256<T> =>
        (lanes.Load(a), lanes.Load(b), lanes.Load(a));

    public (Vector128<T>, Vector128<T>, Vector128<T>) Step128<TLanes>(TLanes lanes) where TLanes : struct, ILanes128<T> =>
        (lanes.Load(a), lanes.Load(b), lanes.Load(a));
}

/// <summary>The elements of two rows, twice.</summary>
internal readonly struct Elements4<T>(Input<T> a, Input<T> b) : IReduce4<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    public (Vector512<T>, Vector512<T>, Vector512<T>, Vector512<T>) Step512<TLanes>(TLanes lanes) where TLanes : struct, ILanes512<T> =>
        (lanes.Load(a), lanes.Load(b), lanes.Load(a), lanes.Load(b));

    public (Vector256<T>, Vector256<T>, Vector256<T>, Vector256<T>) Step256<TLanes>(TLanes lanes) where TLanes : struct, ILanes256<T> =>
        (lanes.Load(a), lanes.Load(b), lanes.Load(a), lanes.Load(b));

    public (Vector128<T>, Vector128<T>, Vector128<T>, Vector128<T>) Step128<TLanes>(TLanes lanes) where TLanes : struct, ILanes128<T> =>
        (lanes.Load(a), lanes.Load(b), lanes.Load(a), lanes.Load(b));
}

/// <summary>The elements of a row, in short steps.</summary>
internal readonly struct ShortElements<T>(Input<T> row) : IReduce<T>, IShort where T : unmanaged, IFloatingPointIeee754<T>
{
    public Vector512<T> Step512<TLanes>(TLanes lanes) where TLanes : struct, ILanes512<T> =>
        new Elements<T>(row).Step512(lanes);

    public Vector256<T> Step256<TLanes>(TLanes lanes) where TLanes : struct, ILanes256<T> =>
        new Elements<T>(row).Step256(lanes);

    public Vector128<T> Step128<TLanes>(TLanes lanes) where TLanes : struct, ILanes128<T> =>
        new Elements<T>(row).Step128(lanes);
}

/// <summary>The elements of two rows, in short steps.</summary>
internal readonly struct ShortElements2<T>(Input<T> a, Input<T> b) : IReduce2<T>, IShort where T : unmanaged, IFloatingPointIeee754<T>
{
    public (Vector512<T>, Vector512<T>) Step512<TLanes>(TLanes lanes) where TLanes : struct, ILanes512<T> =>
        new Elements2<T>(a, b).Step512(lanes);

    public (Vector256<T>, Vector256<T>) Step256<TLanes>(TLanes lanes) where TLanes : struct, ILanes256<T> =>
        new Elements2<T>(a, b).Step256(lanes);

    public (Vector128<T>, Vector128<T>) Step128<TLanes>(TLanes lanes) where TLanes : struct, ILanes128<T> =>
        new Elements2<T>(a, b).Step128(lanes);
}

/// <summary>The elements of two rows, twice, in short steps.</summary>
internal readonly struct ShortElements4<T>(Input<T> a, Input<T> b) : IReduce4<T>, IShort where T : unmanaged, IFloatingPointIeee754<T>
{
    public (Vector512<T>, Vector512<T>, Vector512<T>, Vector512<T>) Step512<TLanes>(TLanes lanes) where TLanes : struct, ILanes512<T> =>
        new Elements4<T>(a, b).Step512(lanes);

    public (Vector256<T>, Vector256<T>, Vector256<T>, Vector256<T>) Step256<TLanes>(TLanes lanes) where TLanes : struct, ILanes256<T> =>
        new Elements4<T>(a, b).Step256(lanes);

    public (Vector128<T>, Vector128<T>, Vector128<T>, Vector128<T>) Step128<TLanes>(TLanes lanes) where TLanes : struct, ILanes128<T> =>
        new Elements4<T>(a, b).Step128(lanes);
}

/// <summary>Adds a row to another.</summary>
internal readonly struct AddRow<T>(Input<T> row, Output<T> to) : IMap<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Step512<TLanes>(TLanes lanes) where TLanes : struct, ILanes512<T> => lanes.Add(to, lanes.Load(row));

    public void Step256<TLanes>(TLanes lanes) where TLanes : struct, ILanes256<T> => lanes.Add(to, lanes.Load(row));

    public void Step128<TLanes>(TLanes lanes) where TLanes : struct, ILanes128<T> => lanes.Add(to, lanes.Load(row));
}
