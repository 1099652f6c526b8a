using System;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoDiffLosses.Runtime;

/// <summary>Which of two elements is better: the larger, or the smaller.</summary>
internal interface IOrder
{
    static abstract double Worst { get; }

    /// <summary>The better; of zeros and NaN, one of the two.</summary>
    static abstract V Better<V, W>(V a, V b) where W : struct, IWidth<V>;

    /// <summary>The best of the lanes; of zeros and NaN, any.</summary>
    static abstract double Best<V, W>(V value) where W : struct, IWidth<V>;

    static abstract V IsNoBetter<V, W>(V value, V other) where W : struct, IWidth<V>;

    /// <summary>In the signs, the sign of the better of two zeros.</summary>
    static abstract V BetterSign<V, W>(V a, V b) where W : struct, IWidth<V>;

    static abstract bool IsNegative(ulong signs, ulong all);
}

/// <summary>The larger is better, and +0 than -0.</summary>
internal readonly struct Larger : IOrder
{
    public static double Worst => double.NegativeInfinity;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Better<V, W>(V a, V b) where W : struct, IWidth<V> => W.Max(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Best<V, W>(V value) where W : struct, IWidth<V> => W.Largest(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V IsNoBetter<V, W>(V value, V other) where W : struct, IWidth<V> => W.LessThanOrEqual(value, other);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V BetterSign<V, W>(V a, V b) where W : struct, IWidth<V> => W.And(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsNegative(ulong signs, ulong all) => signs == all;
}

/// <summary>The smaller is better, and -0 than +0.</summary>
internal readonly struct Smaller : IOrder
{
    public static double Worst => double.PositiveInfinity;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Better<V, W>(V a, V b) where W : struct, IWidth<V> => W.Min(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Best<V, W>(V value) where W : struct, IWidth<V> => W.Smallest(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V IsNoBetter<V, W>(V value, V other) where W : struct, IWidth<V> => W.LessThanOrEqual(other, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V BetterSign<V, W>(V a, V b) where W : struct, IWidth<V> => W.Or(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsNegative(ulong signs, ulong all) => signs != 0;
}

/// <summary>The best element, or NaN. Of zeros and NaN the machine's own maximum is one or the other, whatever they are: so a NaN is
/// kept aside (the second vector), and the signs of the elements (the third) settle which zero it is.</summary>
internal static class Extremum<TOrder> where TOrder : struct, IOrder
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanewise<V> Start<V, W>() where W : struct, IWidth<V> =>
        new() { Value = W.Create(TOrder.Worst), Second = W.Create(0), Third = W.Create(TOrder.Worst) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add<V, W>(ref Lanewise<V> lanes, V value) where W : struct, IWidth<V> =>
        Merge<V, W>(ref lanes, new() { Value = value, Second = value, Third = value });

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Merge<V, W>(ref Lanewise<V> lanes, Lanewise<V> other) where W : struct, IWidth<V>
    {
        lanes.Value = TOrder.Better<V, W>(lanes.Value, other.Value);
        lanes.Second = W.Select(W.Equals(other.Second, other.Second), lanes.Second, other.Second);
        lanes.Third = TOrder.BetterSign<V, W>(lanes.Third, other.Third);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Finish<V, W>(Lanewise<V> lanes) where W : struct, IWidth<V>
    {
        if (W.Signs(W.IsNaN(lanes.Second)) != 0)
            return double.NaN;
        double best = TOrder.Best<V, W>(lanes.Value);
        return best != 0 ? best : TOrder.IsNegative(W.Signs(lanes.Third), W.Signs(W.AllBitsSet)) ? -0.0 : 0.0;
    }
}

/// <summary>The index of the first of the best elements, or of the first NaN. (The second vector holds the index at which the vector
/// of the lane's best began.)</summary>
internal static class ArgExtremum<TOrder> where TOrder : struct, IOrder
{
    // What starts in a lane is no element, but as bad as any. It wins only where all elements are as bad; then the first is the
    // first of all, as it says.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanewise<V> Start<V, W>() where W : struct, IWidth<V> => new() { Value = W.Create(TOrder.Worst), Second = W.Index(0) };

    // An element takes the place of what was before it where it is better or NaN, unless that is NaN. (Comparisons are repeated, and
    // stand in the selections: masks that are values of their own are slow on 512 bits.)
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add<V, W>(ref Lanewise<V> lanes, V value, V index) where W : struct, IWidth<V>
    {
        lanes.Second = W.Select(TOrder.IsNoBetter<V, W>(value, lanes.Value), lanes.Second,
            W.Select(W.Equals(lanes.Value, lanes.Value), index, lanes.Second));
        lanes.Value = W.Select(TOrder.IsNoBetter<V, W>(value, lanes.Value), lanes.Value,
            W.Select(W.Equals(lanes.Value, lanes.Value), value, lanes.Value));
    }

    /// <summary>In the order of their indices.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Merge<V, W>(ref Lanewise<V> lanes, Lanewise<V> other) where W : struct, IWidth<V>
    {
        V isFirst = W.IsBefore(lanes.Second, other.Second);
        var first = new Lanewise<V>
        {
            Value = W.Select(isFirst, lanes.Value, other.Value),
            Second = W.Select(isFirst, lanes.Second, other.Second),
        };
        Add<V, W>(ref first, W.Select(isFirst, other.Value, lanes.Value), W.Select(isFirst, other.Second, lanes.Second));
        lanes = first;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Finish<V, W>(Lanewise<V> lanes, nint length) where W : struct, IWidth<V>
    {
        if (length == 0)
            return -1;
        ulong best = W.Signs(W.IsNaN(lanes.Value));
        if (best == 0)
            best = W.Signs(W.Equals(lanes.Value, W.Create(TOrder.Best<V, W>(lanes.Value))));
        nint first = nint.MaxValue;
        for (; best != 0; best &= best - 1)
        {
            int lane = BitOperations.TrailingZeroCount(best);
            first = Math.Min(first, W.LaneIndex(lanes.Second, lane) + lane);
        }
        return first;
    }
}
