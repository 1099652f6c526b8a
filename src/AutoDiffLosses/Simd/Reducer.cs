using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace AutoDiffLosses.Runtime;

/// <summary>How a pass reduces what its steps return: one of the types in <see cref="Reducer"/>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IReducer
{
    /// <summary>How many vectors it keeps.</summary>
    internal static abstract int Kept { get; }

    /// <summary>What changes no result: it stands in for the lanes that do not count.</summary>
    internal static abstract V Neutral<V, W>() where W : struct, IWidth<V>;

    internal static abstract Lanewise<V> Start<V, W>() where W : struct, IWidth<V>;

    internal static abstract void Add<V, W>(ref Lanewise<V> lanes, V value, nint index) where W : struct, IWidth<V>;

    /// <summary>Adds what is kept of another set of elements.</summary>
    internal static abstract void Merge<V, W>(ref Lanewise<V> lanes, Lanewise<V> other) where W : struct, IWidth<V>;

    internal static abstract double Finish<V, W>(Lanewise<V> lanes, nint length) where W : struct, IWidth<V>;
}

/// <summary>What is kept of each lane while a pass runs. What a reducer does not use, the JIT drops.</summary>
internal struct Lanewise<V>
{
    public V Value, Second, Third;
}

/// <summary>The reductions that one pass can make, in any mixture.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Reducer
{
    /// <summary>How many vectors are worked on at a time, where so many are kept for each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int AtATime<V, W>(int kept) where W : struct, IWidth<V> =>
        4 * kept <= W.Registers - 6 ? 4 : 2 * kept <= W.Registers - 6 ? 2 : 1;

    /// <summary>Sums go on in <see langword="double"/>; the others as they are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Flush<R, V, W>(ref double total, ref Lanewise<V> lanes) where R : struct, IReducer where W : struct, IWidth<V>
    {
        if (typeof(R) != typeof(Sum))
            return;
        total += W.Total(lanes.Value);
        lanes = R.Start<V, W>();
    }

    /// <summary>The sum.</summary>
    public readonly struct Sum : IReducer
    {
        static int IReducer.Kept => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V IReducer.Neutral<V, W>() => W.Create(0);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Lanewise<V> IReducer.Start<V, W>() => new() { Value = W.Create(0) };

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void IReducer.Add<V, W>(ref Lanewise<V> lanes, V value, nint index) => lanes.Value = W.Add(lanes.Value, value);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void IReducer.Merge<V, W>(ref Lanewise<V> lanes, Lanewise<V> other) =>
            lanes.Value = W.Add(lanes.Value, other.Value);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static double IReducer.Finish<V, W>(Lanewise<V> lanes, nint length) => W.Total(lanes.Value);
    }

    /// <summary>The largest element as of Math.Max: NaN if there is one; -∞ of nothing.</summary>
    public readonly struct Max : IReducer
    {
        static int IReducer.Kept => 3;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V IReducer.Neutral<V, W>() => W.Create(Larger.Worst);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Lanewise<V> IReducer.Start<V, W>() => Extremum<Larger>.Start<V, W>();

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void IReducer.Add<V, W>(ref Lanewise<V> lanes, V value, nint index) => Extremum<Larger>.Add<V, W>(ref lanes, value);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void IReducer.Merge<V, W>(ref Lanewise<V> lanes, Lanewise<V> other) => Extremum<Larger>.Merge<V, W>(ref lanes, other);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static double IReducer.Finish<V, W>(Lanewise<V> lanes, nint length) => Extremum<Larger>.Finish<V, W>(lanes);
    }

    /// <summary>The smallest element as of Math.Min: NaN if there is one; +∞ of nothing.</summary>
    public readonly struct Min : IReducer
    {
        static int IReducer.Kept => 3;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V IReducer.Neutral<V, W>() => W.Create(Smaller.Worst);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Lanewise<V> IReducer.Start<V, W>() => Extremum<Smaller>.Start<V, W>();

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void IReducer.Add<V, W>(ref Lanewise<V> lanes, V value, nint index) => Extremum<Smaller>.Add<V, W>(ref lanes, value);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void IReducer.Merge<V, W>(ref Lanewise<V> lanes, Lanewise<V> other) => Extremum<Smaller>.Merge<V, W>(ref lanes, other);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static double IReducer.Finish<V, W>(Lanewise<V> lanes, nint length) => Extremum<Smaller>.Finish<V, W>(lanes);
    }

    /// <summary>The index of the first of the largest elements, or of the first NaN; of nothing, -1.</summary>
    public readonly struct ArgMax : IReducer
    {
        static int IReducer.Kept => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V IReducer.Neutral<V, W>() => W.Create(Larger.Worst);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Lanewise<V> IReducer.Start<V, W>() => ArgExtremum<Larger>.Start<V, W>();

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void IReducer.Add<V, W>(ref Lanewise<V> lanes, V value, nint index) =>
            ArgExtremum<Larger>.Add<V, W>(ref lanes, value, W.Index(index));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void IReducer.Merge<V, W>(ref Lanewise<V> lanes, Lanewise<V> other) => ArgExtremum<Larger>.Merge<V, W>(ref lanes, other);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static double IReducer.Finish<V, W>(Lanewise<V> lanes, nint length) => ArgExtremum<Larger>.Finish<V, W>(lanes, length);
    }

    /// <summary>The index of the first of the smallest elements, or of the first NaN; of nothing, -1.</summary>
    public readonly struct ArgMin : IReducer
    {
        static int IReducer.Kept => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V IReducer.Neutral<V, W>() => W.Create(Smaller.Worst);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Lanewise<V> IReducer.Start<V, W>() => ArgExtremum<Smaller>.Start<V, W>();

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void IReducer.Add<V, W>(ref Lanewise<V> lanes, V value, nint index) =>
            ArgExtremum<Smaller>.Add<V, W>(ref lanes, value, W.Index(index));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void IReducer.Merge<V, W>(ref Lanewise<V> lanes, Lanewise<V> other) => ArgExtremum<Smaller>.Merge<V, W>(ref lanes, other);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static double IReducer.Finish<V, W>(Lanewise<V> lanes, nint length) => ArgExtremum<Smaller>.Finish<V, W>(lanes, length);
    }

    /// <summary>1 where one of the masks is set, else 0.</summary>
    public readonly struct Any : IReducer
    {
        static int IReducer.Kept => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V IReducer.Neutral<V, W>() => W.Create(0);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Lanewise<V> IReducer.Start<V, W>() => new() { Value = W.Create(0) };

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void IReducer.Add<V, W>(ref Lanewise<V> lanes, V value, nint index) => lanes.Value = W.Or(lanes.Value, value);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void IReducer.Merge<V, W>(ref Lanewise<V> lanes, Lanewise<V> other) =>
            lanes.Value = W.Or(lanes.Value, other.Value);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static double IReducer.Finish<V, W>(Lanewise<V> lanes, nint length) => W.Signs(lanes.Value) != 0 ? 1 : 0;
    }

    /// <summary>1 where all masks are set, else 0.</summary>
    public readonly struct All : IReducer
    {
        static int IReducer.Kept => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static V IReducer.Neutral<V, W>() => W.AllBitsSet;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static Lanewise<V> IReducer.Start<V, W>() => new() { Value = W.AllBitsSet };

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void IReducer.Add<V, W>(ref Lanewise<V> lanes, V value, nint index) => lanes.Value = W.And(lanes.Value, value);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static void IReducer.Merge<V, W>(ref Lanewise<V> lanes, Lanewise<V> other) =>
            lanes.Value = W.And(lanes.Value, other.Value);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static double IReducer.Finish<V, W>(Lanewise<V> lanes, nint length) => W.Signs(lanes.Value) == W.Signs(W.AllBitsSet) ? 1 : 0;
    }
}
