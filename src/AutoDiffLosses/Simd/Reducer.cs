using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace AutoDiffLosses.Runtime;

/// <summary>How a pass reduces what its steps return: one of the types in <see cref="Reducer"/>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IReducer
{
    /// <summary>What changes no result: it stands in for the lanes that do not count.</summary>
    internal static abstract V Neutral<V, W>() where W : struct, IWidth<V>;

    internal static abstract Lanewise<V> Start<V, W>() where W : struct, IWidth<V>;

    internal static abstract Lanewise<V> Add<V, W>(Lanewise<V> lanes, V value, nint index) where W : struct, IWidth<V>;

    internal static abstract double Finish<V, W>(Lanewise<V> lanes, nint length) where W : struct, IWidth<V>;
}

/// <summary>What is kept of each lane while a pass runs. What a reducer does not use, the JIT drops.</summary>
internal struct Lanewise<V>
{
    public V Value, First, Second;
}

/// <summary>The reductions that one pass can make, in any mixture.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Reducer
{
    /// <summary>The sum.</summary>
    public readonly struct Sum : IReducer
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V IReducer.Neutral<V, W>() => W.Create(0);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Lanewise<V> IReducer.Start<V, W>() => new() { Value = W.Create(0) };

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Lanewise<V> IReducer.Add<V, W>(Lanewise<V> lanes, V value, nint index) => new() { Value = W.Add(lanes.Value, value) };

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static double IReducer.Finish<V, W>(Lanewise<V> lanes, nint length) => W.Total(lanes.Value);
    }

    // Of zeros and NaN the machine's maximum is one or the other, whatever they are. So NaN is kept by a flag, and the signs of
    // the elements settle which zero it is: +0 is larger than -0.

    /// <summary>The largest element as of Math.Max: NaN if there is one; -∞ of nothing.</summary>
    public readonly struct Max : IReducer
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V IReducer.Neutral<V, W>() => W.Create(double.NegativeInfinity);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Lanewise<V> IReducer.Start<V, W>() =>
            new() { Value = W.Create(double.NegativeInfinity), First = W.AllBitsSet, Second = W.AllBitsSet };

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Lanewise<V> IReducer.Add<V, W>(Lanewise<V> lanes, V value, nint index) => new()
        {
            Value = W.Max(lanes.Value, value),
            First = W.And(lanes.First, W.Equals(value, value)),
            Second = W.And(lanes.Second, value),
        };

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static double IReducer.Finish<V, W>(Lanewise<V> lanes, nint length)
        {
            if (W.Signs(lanes.First) != W.Signs(W.AllBitsSet))
                return double.NaN;
            double max = W.Lane(lanes.Value, 0);
            for (int lane = 1; lane < W.Count; lane++)
                max = double.MaxNative(max, W.Lane(lanes.Value, lane));
            return max != 0 ? max : W.Signs(lanes.Second) == W.Signs(W.AllBitsSet) ? -0.0 : 0.0;
        }
    }

    /// <summary>The smallest element as of Math.Min: NaN if there is one; +∞ of nothing.</summary>
    public readonly struct Min : IReducer
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V IReducer.Neutral<V, W>() => W.Create(double.PositiveInfinity);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Lanewise<V> IReducer.Start<V, W>() =>
            new() { Value = W.Create(double.PositiveInfinity), First = W.AllBitsSet, Second = W.Create(0) };

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Lanewise<V> IReducer.Add<V, W>(Lanewise<V> lanes, V value, nint index) => new()
        {
            Value = W.Min(lanes.Value, value),
            First = W.And(lanes.First, W.Equals(value, value)),
            Second = W.Or(lanes.Second, value),
        };

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static double IReducer.Finish<V, W>(Lanewise<V> lanes, nint length)
        {
            if (W.Signs(lanes.First) != W.Signs(W.AllBitsSet))
                return double.NaN;
            double min = W.Lane(lanes.Value, 0);
            for (int lane = 1; lane < W.Count; lane++)
                min = double.MinNative(min, W.Lane(lanes.Value, lane));
            return min != 0 ? min : W.Signs(lanes.Second) != 0 ? -0.0 : 0.0;
        }
    }

    // An element takes the place of the best before it where it is better or NaN, unless that is NaN. What starts in a lane wins
    // only where all elements are as bad: then the first of them is the first of all.

    /// <summary>The index of the first of the largest elements, or of the first NaN; of nothing, -1.</summary>
    public readonly struct ArgMax : IReducer
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V IReducer.Neutral<V, W>() => W.Create(double.NegativeInfinity);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Lanewise<V> IReducer.Start<V, W>() => new() { Value = W.Create(double.NegativeInfinity), First = W.Index(0) };

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Lanewise<V> IReducer.Add<V, W>(Lanewise<V> lanes, V value, nint index)
        {
            var stays = W.Or(W.LessThanOrEqual(value, lanes.Value), W.IsNaN(lanes.Value));
            return new() { Value = W.Select(stays, lanes.Value, value), First = W.Select(stays, lanes.First, W.Index(index)) };
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static double IReducer.Finish<V, W>(Lanewise<V> lanes, nint length) => length == 0 ? -1 : FirstOfBest<V, W>(lanes, 1);
    }

    /// <summary>The index of the first of the smallest elements, or of the first NaN; of nothing, -1.</summary>
    public readonly struct ArgMin : IReducer
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V IReducer.Neutral<V, W>() => W.Create(double.PositiveInfinity);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Lanewise<V> IReducer.Start<V, W>() => new() { Value = W.Create(double.PositiveInfinity), First = W.Index(0) };

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Lanewise<V> IReducer.Add<V, W>(Lanewise<V> lanes, V value, nint index)
        {
            var stays = W.Or(W.LessThanOrEqual(lanes.Value, value), W.IsNaN(lanes.Value));
            return new() { Value = W.Select(stays, lanes.Value, value), First = W.Select(stays, lanes.First, W.Index(index)) };
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static double IReducer.Finish<V, W>(Lanewise<V> lanes, nint length) => length == 0 ? -1 : FirstOfBest<V, W>(lanes, -1);
    }

    /// <summary>1 where one of the masks is set, else 0.</summary>
    public readonly struct Any : IReducer
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V IReducer.Neutral<V, W>() => W.Create(0);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Lanewise<V> IReducer.Start<V, W>() => new() { Value = W.Create(0) };

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Lanewise<V> IReducer.Add<V, W>(Lanewise<V> lanes, V value, nint index) => new() { Value = W.Or(lanes.Value, value) };

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static double IReducer.Finish<V, W>(Lanewise<V> lanes, nint length) => W.Signs(lanes.Value) != 0 ? 1 : 0;
    }

    /// <summary>1 where all masks are set, else 0.</summary>
    public readonly struct All : IReducer
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V IReducer.Neutral<V, W>() => W.AllBitsSet;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Lanewise<V> IReducer.Start<V, W>() => new() { Value = W.AllBitsSet };

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Lanewise<V> IReducer.Add<V, W>(Lanewise<V> lanes, V value, nint index) => new() { Value = W.And(lanes.Value, value) };

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static double IReducer.Finish<V, W>(Lanewise<V> lanes, nint length) => W.Signs(lanes.Value) == W.Signs(W.AllBitsSet) ? 1 : 0;
    }

    /// <summary>Nothing: steps that return fewer values, or none.</summary>
    internal readonly struct None : IReducer
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V IReducer.Neutral<V, W>() => default!;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Lanewise<V> IReducer.Start<V, W>() => default;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Lanewise<V> IReducer.Add<V, W>(Lanewise<V> lanes, V value, nint index) => default;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static double IReducer.Finish<V, W>(Lanewise<V> lanes, nint length) => 0;
    }

    private static double FirstOfBest<V, W>(Lanewise<V> lanes, double direction) where W : struct, IWidth<V>
    {
        double best = direction * W.Lane(lanes.Value, 0);
        nint first = W.LaneIndex(lanes.First, 0);
        for (int lane = 1; lane < W.Count; lane++)
        {
            double value = direction * W.Lane(lanes.Value, lane);
            nint index = W.LaneIndex(lanes.First, lane) + lane;
            bool isBetter = value > best || double.IsNaN(value) && !double.IsNaN(best);
            bool isEqual = value == best || double.IsNaN(value) && double.IsNaN(best);
            if (isBetter || isEqual && index < first)
                (best, first) = (value, index);
        }
        return first;
    }
}
