using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AutoDiffLosses.Runtime;

namespace AutoDiffLosses.Tests.Simd;

/// <summary>Drivers at a width of the test's choice, whatever the machine's.</summary>
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

/// <summary>The elements of a row, four times.</summary>
internal readonly struct Elements<T>(Input<T> row) : IReduce4<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    public (Vector512<T>, Vector512<T>, Vector512<T>, Vector512<T>) Step512<TLanes>(TLanes lanes) where TLanes : struct, ILanes512<T>
    {
        var x = lanes.Load(row);
        return (x, x, x, x);
    }

    public (Vector256<T>, Vector256<T>, Vector256<T>, Vector256<T>) Step256<TLanes>(TLanes lanes) where TLanes : struct, ILanes256<T>
    {
        var x = lanes.Load(row);
        return (x, x, x, x);
    }

    public (Vector128<T>, Vector128<T>, Vector128<T>, Vector128<T>) Step128<TLanes>(TLanes lanes) where TLanes : struct, ILanes128<T>
    {
        var x = lanes.Load(row);
        return (x, x, x, x);
    }
}
