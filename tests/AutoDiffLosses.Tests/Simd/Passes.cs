using System;
using System.Numerics;
using System.Runtime.Intrinsics;
using AutoDiffLosses.Runtime;

namespace AutoDiffLosses.Tests.Simd;

/// <summary>The driver at a width of the test's choice, whatever the machine's.</summary>
internal static class Widths
{
    public static readonly int[] All = [512, 256, 128];

    public static (double, double, double, double) Run<T, TPass, R1, R2, R3, R4>(int width, TPass pass, nint length)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TPass : struct, IReduce4<T>
        where R1 : struct, IReducer
        where R2 : struct, IReducer
        where R3 : struct, IReducer
        where R4 : struct, IReducer => width switch
        {
            512 => Driver<Vector512<T>, Width512<T>>.Run<Steps512<T, TPass>, R1, R2, R3, R4>(new(pass), 0, length),
            256 => Driver<Vector256<T>, Width256<T>>.Run<Steps256<T, TPass>, R1, R2, R3, R4>(new(pass), 0, length),
            128 => Driver<Vector128<T>, Width128<T>>.Run<Steps128<T, TPass>, R1, R2, R3, R4>(new(pass), 0, length),
            _ => throw new ArgumentOutOfRangeException(nameof(width)),
        };
}

internal interface IIsShort
{
    static abstract bool IsShort { get; }
}

internal readonly struct Short : IIsShort
{
    public static bool IsShort => true;
}

internal readonly struct Long : IIsShort
{
    public static bool IsShort => false;
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
internal readonly struct Elements4<T, TShort>(Input<T> a, Input<T> b) : IReduce4<T>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TShort : struct, IIsShort
{
    public static bool IsShort => TShort.IsShort;

    public (Vector512<T>, Vector512<T>, Vector512<T>, Vector512<T>) Step512<TLanes>(TLanes lanes) where TLanes : struct, ILanes512<T> =>
        (lanes.Load(a), lanes.Load(b), lanes.Load(a), lanes.Load(b));

    public (Vector256<T>, Vector256<T>, Vector256<T>, Vector256<T>) Step256<TLanes>(TLanes lanes) where TLanes : struct, ILanes256<T> =>
        (lanes.Load(a), lanes.Load(b), lanes.Load(a), lanes.Load(b));

    public (Vector128<T>, Vector128<T>, Vector128<T>, Vector128<T>) Step128<TLanes>(TLanes lanes) where TLanes : struct, ILanes128<T> =>
        (lanes.Load(a), lanes.Load(b), lanes.Load(a), lanes.Load(b));
}

/// <summary>Adds a row to another.</summary>
internal readonly struct AddRow<T>(Input<T> row, Output<T> to) : IMap<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    public void Step512<TLanes>(TLanes lanes) where TLanes : struct, ILanes512<T> => lanes.Add(to, lanes.Load(row));

    public void Step256<TLanes>(TLanes lanes) where TLanes : struct, ILanes256<T> => lanes.Add(to, lanes.Load(row));

    public void Step128<TLanes>(TLanes lanes) where TLanes : struct, ILanes128<T> => lanes.Add(to, lanes.Load(row));
}
