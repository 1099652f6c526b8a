using System;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoDiffLosses.Runtime;

/// <summary>The loop behind every pass: main loop and tail.</summary>
internal static unsafe class Driver<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>From an index (0 but for sums) to the length.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TResult Run<TLanes, TPass, TResult>(in TPass pass, nint index, nint length)
        where TPass : struct, IInBlocks<T>
        where TLanes : struct, IReducing<TLanes, TPass, TResult> =>
        TPass.KeptOfBlock == 0 ? Steps<TLanes, TPass, TResult>(in pass, index, length)
        : length - index <= Block<T>.Length ? Block<TLanes, TPass, TResult>(in pass, index, length)
        : Blocks<TLanes, TPass, TResult>(in pass, index, length);

    /// <summary>Where steps are short, several vectors at a time: sums and extrema then do not wait for one another.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static TResult Steps<TLanes, TPass, TResult>(in TPass given, nint index, nint length)
        where TPass : struct, IInBlocks<T>
        where TLanes : struct, IReducing<TLanes, TPass, TResult>
    {
        var pass = given;
        var lanes = TLanes.Start();
        while (length - index >= TLanes.Count)
        {
            nint end = index + Math.Min((length - index) & -TLanes.Count, Rung.Block);

            // (The JIT knows the answer before it looks at what the block would do.)
            if (default(TPass) is IShort && end - index >= 2 * TLanes.AtATime * TLanes.Count)
            {
                var (lanes2, lanes3, lanes4) = (TLanes.Start(), TLanes.Start(), TLanes.Start());
                nint stride = TLanes.AtATime * TLanes.Count;
                for (nint whole = index + ((end - index) & -stride); index < whole; index += stride)
                {
                    lanes.Add(ref pass, index);
                    if (TLanes.AtATime >= 2)
                        lanes2.Add(ref pass, index + TLanes.Count);
                    if (TLanes.AtATime == 4)
                    {
                        lanes3.Add(ref pass, index + 2 * TLanes.Count);
                        lanes4.Add(ref pass, index + 3 * TLanes.Count);
                    }
                }
                if (TLanes.AtATime >= 2)
                    lanes.Merge(lanes2);
                if (TLanes.AtATime == 4)
                {
                    lanes3.Merge(lanes4);
                    lanes.Merge(lanes3);
                }
            }
            for (; index < end; index += TLanes.Count)
                lanes.Add(ref pass, index);
            if (length - index < TLanes.Count)
                break;   // What is left goes with the last block.
            lanes.Flush();
        }
        if (length - index is var count and > 0)
            lanes.Add(ref pass, index, count);
        return lanes.Finish(length);
    }

    /// <summary>A short row, where a long chain of functions is cut.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static TResult Block<TLanes, TPass, TResult>(in TPass given, nint index, nint length)
        where TPass : struct, IInBlocks<T>
        where TLanes : struct, IReducing<TLanes, TPass, TResult>
    {
        byte* memory = stackalloc byte[Block<T>.Size(TPass.KeptOfBlock)];
        // A caller makes a pass for one call, so that it need not be copied to say what is kept. (A copy would wait for what has just
        // been stored field by field.)
        ref var pass = ref Unsafe.AsRef(in given);
        pass.Begin(new Block<T>(memory, index, length));
        return Steps<TLanes, TPass, TResult>(in pass, index, length);
    }

    /// <summary>The same, block by block.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static TResult Blocks<TLanes, TPass, TResult>(in TPass given, nint index, nint length)
        where TPass : struct, IInBlocks<T>
        where TLanes : struct, IReducing<TLanes, TPass, TResult>
    {
        byte* memory = stackalloc byte[Block<T>.Size(TPass.KeptOfBlock)];
        ref var pass = ref Unsafe.AsRef(in given);
        var lanes = TLanes.Start();
        for (nint blocks = 1; index < length; index += Block<T>.Length, blocks++)
        {
            nint end = Math.Min(index + Block<T>.Length, length);
            pass.Begin(new Block<T>(memory, index, end));
            StepsOfBlock<TLanes, TPass, TResult>(in pass, ref lanes, index, end);
            if (blocks % (Rung.Block / Block<T>.Length) == 0 && end < length)
                lanes.Flush();
        }
        return lanes.Finish(length);
    }

    /// <summary>The steps of one block: in a method of their own, or the JIT would keep on the stack what lives across calls.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void StepsOfBlock<TLanes, TPass, TResult>(in TPass given, ref TLanes all, nint index, nint end)
        where TPass : struct, IInBlocks<T>
        where TLanes : struct, IReducing<TLanes, TPass, TResult>
    {
        var pass = given;
        var lanes = TLanes.Start();
        for (nint whole = index + ((end - index) & -TLanes.Count); index < whole; index += TLanes.Count)
            lanes.Add(ref pass, index);
        if (index < end)
            lanes.Add(ref pass, index, end - index);
        all.Merge(lanes);
    }
}

/// <summary>What a pass keeps while it runs, a vector of each value at a time, and which steps it calls.</summary>
internal interface IReducing<TSelf, TPass, TResult>
{
    /// <summary>How many lanes a vector has.</summary>
    static abstract nint Count { get; }

    /// <summary>How many vectors are worked on at a time where steps are short: 1, 2 or 4, as registers allow.</summary>
    static abstract int AtATime { get; }

    static abstract TSelf Start();

    /// <summary>Adds what the step at the index returns. (Passes go by reference: a copy for each call that is inlined would count as
    /// variables of the loop, and where those are many the JIT moves nothing out of it, neither constants nor what is broadcast.)</summary>
    void Add(ref TPass pass, nint index);

    /// <summary>Adds what the step at the index returns in its first lanes.</summary>
    void Add(ref TPass pass, nint index, nint count);

    void Merge(TSelf other);

    /// <summary>Sums go on in <see langword="double"/>.</summary>
    void Flush();

    TResult Finish(nint length);
}
