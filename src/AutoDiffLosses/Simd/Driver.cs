using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoDiffLosses.Runtime;

/// <summary>The loop behind every pass: main loop and tail, and the reductions of up to four values.</summary>
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
        var state = Reduction<R1, R2, R3, R4>.Start();
        while (length - index >= W.Count)
        {
            nint end = index + Math.Min((length - index) & -W.Count, Rung.Block);
            if (Reduction<R1, R2, R3, R4>.AtATime<TSteps>() is var n and > 1 && end - index >= 2 * n * W.Count)
            {
                var (state2, state3, state4) =
                    (Reduction<R1, R2, R3, R4>.Start(), Reduction<R1, R2, R3, R4>.Start(), Reduction<R1, R2, R3, R4>.Start());
                for (nint whole = index + ((end - index) & -(n * W.Count)); index < whole; index += n * W.Count)
                {
                    state.Add(steps.Full(index), index);
                    state2.Add(steps.Full(index + W.Count), index + W.Count);
                    if (n == 2)
                        continue;
                    state3.Add(steps.Full(index + 2 * W.Count), index + 2 * W.Count);
                    state4.Add(steps.Full(index + 3 * W.Count), index + 3 * W.Count);
                }
                state.Merge(state2);
                if (n == 4)
                {
                    state3.Merge(state4);
                    state.Merge(state3);
                }
            }
            for (; index < end; index += W.Count)
                state.Add(steps.Full(index), index);
            state.Flush(length);
        }
        if (length - index is var count and > 0)
            state.Add(steps.Partial(index, count), index, W.First(count));
        return state.Finish(length);
    }

    /// <summary>Up to four values while they are reduced. What a reduction does not use, the JIT drops.</summary>
    private struct Reduction<R1, R2, R3, R4>
        where R1 : struct, IReducer
        where R2 : struct, IReducer
        where R3 : struct, IReducer
        where R4 : struct, IReducer
    {
        private Lanewise<V> lanes1, lanes2, lanes3, lanes4;
        private double total1, total2, total3, total4;

        /// <summary>How many vectors are worked on at a time: where steps are short, as many as registers hold what is kept.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static int AtATime<TSteps>() where TSteps : struct, ISteps<V> =>
            !TSteps.AreShort ? 1 : ((W.Registers - 6) / (R1.Kept + R2.Kept + R3.Kept + R4.Kept)) switch { >= 4 => 4, >= 2 => 2, _ => 1 };

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Reduction<R1, R2, R3, R4> Start() => new()
        {
            lanes1 = R1.Start<V, W>(),
            lanes2 = R2.Start<V, W>(),
            lanes3 = R3.Start<V, W>(),
            lanes4 = R4.Start<V, W>(),
            // What is added to -0 stays as it is, a -0 too.
            total1 = -0.0,
            total2 = -0.0,
            total3 = -0.0,
            total4 = -0.0,
        };

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add((V, V, V, V) values, nint index)
        {
            lanes1 = R1.Add<V, W>(lanes1, values.Item1, index);
            lanes2 = R2.Add<V, W>(lanes2, values.Item2, index);
            lanes3 = R3.Add<V, W>(lanes3, values.Item3, index);
            lanes4 = R4.Add<V, W>(lanes4, values.Item4, index);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add((V, V, V, V) values, nint index, V counting) => Add((
            W.Select(counting, values.Item1, R1.Neutral<V, W>()),
            W.Select(counting, values.Item2, R2.Neutral<V, W>()),
            W.Select(counting, values.Item3, R3.Neutral<V, W>()),
            W.Select(counting, values.Item4, R4.Neutral<V, W>())), index);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Merge(Reduction<R1, R2, R3, R4> other)
        {
            lanes1 = R1.Merge<V, W>(lanes1, other.lanes1);
            lanes2 = R2.Merge<V, W>(lanes2, other.lanes2);
            lanes3 = R3.Merge<V, W>(lanes3, other.lanes3);
            lanes4 = R4.Merge<V, W>(lanes4, other.lanes4);
        }

        /// <summary>Sums go on in <see langword="double"/>.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Flush(nint length)
        {
            Flush<R1>(ref total1, ref lanes1, length);
            Flush<R2>(ref total2, ref lanes2, length);
            Flush<R3>(ref total3, ref lanes3, length);
            Flush<R4>(ref total4, ref lanes4, length);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Flush<R>(ref double total, ref Lanewise<V> lanes, nint length) where R : struct, IReducer
        {
            if (typeof(R) != typeof(Reducer.Sum))
                return;
            total += R.Finish<V, W>(lanes, length);
            lanes = R.Start<V, W>();
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly (double, double, double, double) Finish(nint length) => (
            total1 + R1.Finish<V, W>(lanes1, length),
            total2 + R2.Finish<V, W>(lanes2, length),
            total3 + R3.Finish<V, W>(lanes3, length),
            total4 + R4.Finish<V, W>(lanes4, length));
    }
}

/// <summary>The steps of a pass at one width: four values each, of which a pass may leave some unused.</summary>
internal interface ISteps<V>
{
    static abstract bool AreShort { get; }

    (V, V, V, V) Full(nint index);

    (V, V, V, V) Partial(nint index, nint count);
}

/// <summary>The steps of a pass on vectors of 512 bits.</summary>
internal readonly struct Steps512<T, TPass>(TPass pass) : ISteps<Vector512<T>>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TPass : struct, IReduce4<T>
{
    public static bool AreShort => TPass.IsShort;

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
    public static bool AreShort => TPass.IsShort;

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
    public static bool AreShort => TPass.IsShort;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (Vector128<T>, Vector128<T>, Vector128<T>, Vector128<T>) Full(nint index) => pass.Step128(new Full128<T>(index));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (Vector128<T>, Vector128<T>, Vector128<T>, Vector128<T>) Partial(nint index, nint count) =>
        pass.Step128(new Partial128<T>(index, count));
}
