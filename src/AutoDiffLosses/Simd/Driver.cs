using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoDiffLosses.Runtime;

/// <summary>The loop behind every pass: main loop, tail, reductions of up to four values.</summary>
internal static class Driver<V, W> where W : struct, IWidth<V>
{
    /// <summary>From an index (0 but for sums) to the length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (double, double, double, double) Run<TSteps, R1, R2, R3, R4>(TSteps steps, nint index, nint length)
        where TSteps : struct, ISteps<V>
        where R1 : struct, IReducer
        where R2 : struct, IReducer
        where R3 : struct, IReducer
        where R4 : struct, IReducer
    {
        // What is added to -0 stays as it is, a -0 too.
        double total1 = -0.0, total2 = -0.0, total3 = -0.0, total4 = -0.0;
        var lanes1 = R1.Start<V, W>();
        var lanes2 = R2.Start<V, W>();
        var lanes3 = R3.Start<V, W>();
        var lanes4 = R4.Start<V, W>();

        while (length - index >= W.Count)
        {
            for (nint end = index + Math.Min((length - index) & -W.Count, Rung.Block); index < end; index += W.Count)
            {
                var (value1, value2, value3, value4) = steps.Full(index);
                lanes1 = R1.Add<V, W>(lanes1, value1, index);
                lanes2 = R2.Add<V, W>(lanes2, value2, index);
                lanes3 = R3.Add<V, W>(lanes3, value3, index);
                lanes4 = R4.Add<V, W>(lanes4, value4, index);
            }
            Flush<R1>(ref total1, ref lanes1, length);
            Flush<R2>(ref total2, ref lanes2, length);
            Flush<R3>(ref total3, ref lanes3, length);
            Flush<R4>(ref total4, ref lanes4, length);
        }
        if (index < length)
        {
            var counting = W.First(length - index);
            var (value1, value2, value3, value4) = steps.Partial(index, length - index);
            lanes1 = R1.Add<V, W>(lanes1, W.Select(counting, value1, R1.Neutral<V, W>()), index);
            lanes2 = R2.Add<V, W>(lanes2, W.Select(counting, value2, R2.Neutral<V, W>()), index);
            lanes3 = R3.Add<V, W>(lanes3, W.Select(counting, value3, R3.Neutral<V, W>()), index);
            lanes4 = R4.Add<V, W>(lanes4, W.Select(counting, value4, R4.Neutral<V, W>()), index);
        }
        return (total1 + R1.Finish<V, W>(lanes1, length), total2 + R2.Finish<V, W>(lanes2, length),
            total3 + R3.Finish<V, W>(lanes3, length), total4 + R4.Finish<V, W>(lanes4, length));
    }

    /// <summary>Sums go on in <see langword="double"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Flush<R>(ref double total, ref Lanewise<V> lanes, nint length) where R : struct, IReducer
    {
        if (typeof(R) != typeof(Reducer.Sum))
            return;
        total += R.Finish<V, W>(lanes, length);
        lanes = R.Start<V, W>();
    }
}

/// <summary>The steps of a pass at one width: four values each, of which a pass may leave some unused.</summary>
internal interface ISteps<V>
{
    (V, V, V, V) Full(nint index);

    (V, V, V, V) Partial(nint index, nint count);
}

/// <summary>The steps of a pass on vectors of 512 bits.</summary>
internal readonly struct Steps512<T, TPass>(TPass pass) : ISteps<Vector512<T>>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TPass : struct, IReduce4<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (Vector512<T>, Vector512<T>, Vector512<T>, Vector512<T>) Full(nint index) => pass.Step512(new Full512<T>(index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (Vector512<T>, Vector512<T>, Vector512<T>, Vector512<T>) Partial(nint index, nint count) =>
        pass.Step512(new Partial512<T>(index, count));
}

/// <summary>The steps of a pass on vectors of 256 bits.</summary>
internal readonly struct Steps256<T, TPass>(TPass pass) : ISteps<Vector256<T>>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TPass : struct, IReduce4<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (Vector256<T>, Vector256<T>, Vector256<T>, Vector256<T>) Full(nint index) => pass.Step256(new Full256<T>(index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (Vector256<T>, Vector256<T>, Vector256<T>, Vector256<T>) Partial(nint index, nint count) =>
        pass.Step256(new Partial256<T>(index, count));
}

/// <summary>The steps of a pass on vectors of 128 bits.</summary>
internal readonly struct Steps128<T, TPass>(TPass pass) : ISteps<Vector128<T>>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TPass : struct, IReduce4<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (Vector128<T>, Vector128<T>, Vector128<T>, Vector128<T>) Full(nint index) => pass.Step128(new Full128<T>(index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (Vector128<T>, Vector128<T>, Vector128<T>, Vector128<T>) Partial(nint index, nint count) =>
        pass.Step128(new Partial128<T>(index, count));
}
