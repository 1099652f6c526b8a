using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using AutoDiffLosses.Numerics;

namespace AutoDiffLosses.Runtime;

/// <summary>What drivers and reducers do with vectors <typeparamref name="V"/>: one text for every width and type of lanes.
/// (The mathematics of steps is written on the vectors themselves.)</summary>
internal interface IWidth<V>
{
    /// <summary>How many lanes there are.</summary>
    static abstract int Count { get; }

    /// <summary>How many vectors the machine holds in registers (at least).</summary>
    static abstract int Registers { get; }

    static abstract V AllBitsSet { get; }

    static abstract V Create(double value);

    /// <summary>An index in each lane: its bits, in an integer of the size of a lane.</summary>
    static abstract V Index(nint index);

    /// <summary>A mask of the first lanes.</summary>
    static abstract V First(nint count);

    static abstract V Add(V a, V b);

    static abstract V And(V a, V b);

    static abstract V Or(V a, V b);

    /// <summary>The larger; of zeros and NaN, one of the two.</summary>
    static abstract V Max(V a, V b);

    /// <summary>The smaller; of zeros and NaN, one of the two.</summary>
    static abstract V Min(V a, V b);

    static abstract V Equals(V a, V b);

    static abstract V IsNaN(V value);

    /// <summary>Compares indices.</summary>
    static abstract V IsBefore(V index, V other);

    static abstract V LessThanOrEqual(V a, V b);

    static abstract V Select(V mask, V value, V other);

    /// <summary>A bit for each lane: its sign.</summary>
    static abstract ulong Signs(V value);

    static abstract nint LaneIndex(V index, int lane);

    /// <summary>The largest lane; of zeros and NaN, any.</summary>
    static abstract double Largest(V value);

    /// <summary>The smallest lane; of zeros and NaN, any.</summary>
    static abstract double Smallest(V value);

    /// <summary>The sum of the lanes, in <see langword="double"/>.</summary>
    static abstract double Total(V value);
}

/// <summary>Vectors of 512 bits.</summary>
internal readonly partial struct Width512<T> : IWidth<Vector512<T>> where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int Count => Vector512<T>.Count;

    public static int Registers => 32;

    public static Vector512<T> AllBitsSet => Vector512<T>.AllBitsSet;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Create(double value) => Vector512.Create(Real.Narrow<T>(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Index(nint index) => Vector512<T>.Count == Vector512<int>.Count
        ? Vector512.Create((int)index).As<int, T>()
        : Vector512.Create((long)index).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> First(nint count) => Vector512<T>.Count == Vector512<int>.Count
        ? Vector512.LessThan(Vector512<int>.Indices, Vector512.Create((int)count)).As<int, T>()
        : Vector512.LessThan(Vector512<long>.Indices, Vector512.Create((long)count)).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Add(Vector512<T> a, Vector512<T> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> And(Vector512<T> a, Vector512<T> b) => a & b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Or(Vector512<T> a, Vector512<T> b) => a | b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Max(Vector512<T> a, Vector512<T> b) => Vector512.MaxNative(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Min(Vector512<T> a, Vector512<T> b) => Vector512.MinNative(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Equals(Vector512<T> a, Vector512<T> b) => Vector512.Equals(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> IsNaN(Vector512<T> value) => ~Vector512.Equals(value, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> IsBefore(Vector512<T> index, Vector512<T> other) => Vector512<T>.Count == Vector512<int>.Count
        ? Vector512.LessThan(index.AsInt32(), other.AsInt32()).As<int, T>()
        : Vector512.LessThan(index.AsInt64(), other.AsInt64()).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> LessThanOrEqual(Vector512<T> a, Vector512<T> b) => Vector512.LessThanOrEqual(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Select(Vector512<T> mask, Vector512<T> value, Vector512<T> other) =>
        Vector512.ConditionalSelect(mask, value, other);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Signs(Vector512<T> value) => value.ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint LaneIndex(Vector512<T> index, int lane) => Vector512<T>.Count == Vector512<int>.Count
        ? index.AsInt32().GetElement(lane)
        : (nint)index.AsInt64().GetElement(lane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Largest(Vector512<T> value) => Width256<T>.Largest(Vector256.MaxNative(value.GetLower(), value.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Smallest(Vector512<T> value) => Width256<T>.Smallest(Vector256.MinNative(value.GetLower(), value.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Total(Vector512<T> value)
    {
        if (typeof(T) == typeof(double))
            return Vector512.Sum(value.AsDouble());
        var (low, high) = Vector512.Widen(value.AsSingle());
        return Vector512.Sum(low + high);
    }
}

/// <summary>Vectors of 256 bits.</summary>
internal readonly partial struct Width256<T> : IWidth<Vector256<T>> where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int Count => Vector256<T>.Count;

    public static int Registers => 16;

    public static Vector256<T> AllBitsSet => Vector256<T>.AllBitsSet;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Create(double value) => Vector256.Create(Real.Narrow<T>(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Index(nint index) => Vector256<T>.Count == Vector256<int>.Count
        ? Vector256.Create((int)index).As<int, T>()
        : Vector256.Create((long)index).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> First(nint count) => Vector256<T>.Count == Vector256<int>.Count
        ? Vector256.LessThan(Vector256<int>.Indices, Vector256.Create((int)count)).As<int, T>()
        : Vector256.LessThan(Vector256<long>.Indices, Vector256.Create((long)count)).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Add(Vector256<T> a, Vector256<T> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> And(Vector256<T> a, Vector256<T> b) => a & b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Or(Vector256<T> a, Vector256<T> b) => a | b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Max(Vector256<T> a, Vector256<T> b) => Vector256.MaxNative(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Min(Vector256<T> a, Vector256<T> b) => Vector256.MinNative(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Equals(Vector256<T> a, Vector256<T> b) => Vector256.Equals(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> IsNaN(Vector256<T> value) => ~Vector256.Equals(value, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> IsBefore(Vector256<T> index, Vector256<T> other) => Vector256<T>.Count == Vector256<int>.Count
        ? Vector256.LessThan(index.AsInt32(), other.AsInt32()).As<int, T>()
        : Vector256.LessThan(index.AsInt64(), other.AsInt64()).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> LessThanOrEqual(Vector256<T> a, Vector256<T> b) => Vector256.LessThanOrEqual(a, b);

    // (The JIT takes three operations where it cannot see that all of a lane's bits are set, or none.)
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Select(Vector256<T> mask, Vector256<T> value, Vector256<T> other) =>
        !Avx.IsSupported ? Vector256.ConditionalSelect(mask, value, other)
        : Vector256<T>.Count == Vector256<float>.Count
            ? Avx.BlendVariable(other.AsSingle(), value.AsSingle(), mask.AsSingle()).As<float, T>()
        : Avx.BlendVariable(other.AsDouble(), value.AsDouble(), mask.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Signs(Vector256<T> value) => value.ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint LaneIndex(Vector256<T> index, int lane) => Vector256<T>.Count == Vector256<int>.Count
        ? index.AsInt32().GetElement(lane)
        : (nint)index.AsInt64().GetElement(lane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Largest(Vector256<T> value) => Width128<T>.Largest(Vector128.MaxNative(value.GetLower(), value.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Smallest(Vector256<T> value) => Width128<T>.Smallest(Vector128.MinNative(value.GetLower(), value.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Total(Vector256<T> value)
    {
        if (typeof(T) == typeof(double))
            return Vector256.Sum(value.AsDouble());
        var (low, high) = Vector256.Widen(value.AsSingle());
        return Vector256.Sum(low + high);
    }
}

/// <summary>Vectors of 128 bits.</summary>
internal readonly partial struct Width128<T> : IWidth<Vector128<T>> where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int Count => Vector128<T>.Count;

    public static int Registers => 16;

    public static Vector128<T> AllBitsSet => Vector128<T>.AllBitsSet;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Create(double value) => Vector128.Create(Real.Narrow<T>(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Index(nint index) => Vector128<T>.Count == Vector128<int>.Count
        ? Vector128.Create((int)index).As<int, T>()
        : Vector128.Create((long)index).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> First(nint count) => Vector128<T>.Count == Vector128<int>.Count
        ? Vector128.LessThan(Vector128<int>.Indices, Vector128.Create((int)count)).As<int, T>()
        : Vector128.LessThan(Vector128<long>.Indices, Vector128.Create((long)count)).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Add(Vector128<T> a, Vector128<T> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> And(Vector128<T> a, Vector128<T> b) => a & b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Or(Vector128<T> a, Vector128<T> b) => a | b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Max(Vector128<T> a, Vector128<T> b) => Vector128.MaxNative(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Min(Vector128<T> a, Vector128<T> b) => Vector128.MinNative(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Equals(Vector128<T> a, Vector128<T> b) => Vector128.Equals(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> IsNaN(Vector128<T> value) => ~Vector128.Equals(value, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> IsBefore(Vector128<T> index, Vector128<T> other) => Vector128<T>.Count == Vector128<int>.Count
        ? Vector128.LessThan(index.AsInt32(), other.AsInt32()).As<int, T>()
        : Vector128.LessThan(index.AsInt64(), other.AsInt64()).As<long, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> LessThanOrEqual(Vector128<T> a, Vector128<T> b) => Vector128.LessThanOrEqual(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Select(Vector128<T> mask, Vector128<T> value, Vector128<T> other) =>
        Vector128.ConditionalSelect(mask, value, other);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Signs(Vector128<T> value) => value.ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint LaneIndex(Vector128<T> index, int lane) => Vector128<T>.Count == Vector128<int>.Count
        ? index.AsInt32().GetElement(lane)
        : (nint)index.AsInt64().GetElement(lane);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Largest(Vector128<T> value)
    {
        T best = T.MaxNative(value[0], value[1]);
        return Real.Widen(Vector128<T>.Count == 2 ? best : T.MaxNative(best, T.MaxNative(value[2], value[3])));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Smallest(Vector128<T> value)
    {
        T best = T.MinNative(value[0], value[1]);
        return Real.Widen(Vector128<T>.Count == 2 ? best : T.MinNative(best, T.MinNative(value[2], value[3])));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Total(Vector128<T> value)
    {
        if (typeof(T) == typeof(double))
            return Vector128.Sum(value.AsDouble());
        var (low, high) = Vector128.Widen(value.AsSingle());
        return Vector128.Sum(low + high);
    }
}
