using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using AutoDiffLosses.Numerics;

namespace AutoDiffLosses.Runtime;

/// <summary>Loads and stores of some lanes of a vector: memory is touched only where the mask is set (all bits of a lane).
/// By the machine's masked instructions where it has them; vectors that it has not, half by half, down to elements.</summary>
internal static unsafe class LaneMemory
{
    // Values are moved as float or double by their size alone, whatever they are.

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Load<T>(T* from, Vector512<T> mask) where T : unmanaged =>
        !Avx512F.IsSupported
            ? Vector512.Create(Load(from, mask.GetLower()), Load(from + Vector256<T>.Count, mask.GetUpper()))
        : sizeof(T) == sizeof(float)
            ? Avx512F.MaskLoad((float*)from, mask.AsSingle(), Vector512<float>.Zero).As<float, T>()
            : Avx512F.MaskLoad((double*)from, mask.AsDouble(), Vector512<double>.Zero).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Load<T>(T* from, Vector256<T> mask) where T : unmanaged =>
        !Avx.IsSupported
            ? Vector256.Create(Load(from, mask.GetLower()), Load(from + Vector128<T>.Count, mask.GetUpper()))
        : sizeof(T) == sizeof(float)
            ? Avx.MaskLoad((float*)from, mask.AsSingle()).As<float, T>()
            : Avx.MaskLoad((double*)from, mask.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Load<T>(T* from, Vector128<T> mask) where T : unmanaged
    {
        uint set = mask.ExtractMostSignificantBits();
        return sizeof(T) == sizeof(float)
            ? Vector128.Create(
                Load((float*)from, set, 0), Load((float*)from, set, 1),
                Load((float*)from, set, 2), Load((float*)from, set, 3)).As<float, T>()
            : Vector128.Create(Load((double*)from, set, 0), Load((double*)from, set, 1)).As<double, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Load<T>(T* from, uint set, int lane) where T : unmanaged => (set & 1 << lane) != 0 ? from[lane] : default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T>(T* to, Vector512<T> mask, Vector512<T> value) where T : unmanaged
    {
        if (!Avx512F.IsSupported)
        {
            Store(to, mask.GetLower(), value.GetLower());
            Store(to + Vector256<T>.Count, mask.GetUpper(), value.GetUpper());
        }
        else if (sizeof(T) == sizeof(float))
            Avx512F.MaskStore((float*)to, mask.AsSingle(), value.AsSingle());
        else
            Avx512F.MaskStore((double*)to, mask.AsDouble(), value.AsDouble());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T>(T* to, Vector256<T> mask, Vector256<T> value) where T : unmanaged
    {
        if (!Avx.IsSupported)
        {
            Store(to, mask.GetLower(), value.GetLower());
            Store(to + Vector128<T>.Count, mask.GetUpper(), value.GetUpper());
        }
        else if (sizeof(T) == sizeof(float))
            Avx.MaskStore((float*)to, mask.AsSingle(), value.AsSingle());
        else
            Avx.MaskStore((double*)to, mask.AsDouble(), value.AsDouble());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T>(T* to, Vector128<T> mask, Vector128<T> value) where T : unmanaged
    {
        uint set = mask.ExtractMostSignificantBits();
        Store(to, set, 0, value);
        Store(to, set, 1, value);
        if (Vector128<T>.Count == 2)
            return;
        Store(to, set, 2, value);
        Store(to, set, 3, value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T>(T* to, uint set, int lane, Vector128<T> value) where T : unmanaged
    {
        if ((set & 1 << lane) != 0)
            to[lane] = value.GetElement(lane);
    }

    // -------------------------------------------------------------------------------------------------- sums in double

    /// <summary>Adds a vector to memory in <see langword="double"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add<T>(double* to, Vector512<T> value) where T : unmanaged
    {
        Add(to, value.GetLower());
        Add(to + Vector256<T>.Count, value.GetUpper());
    }

    /// <inheritdoc cref="Add{T}(double*, Vector512{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add<T>(double* to, Vector256<T> value) where T : unmanaged
    {
        if (typeof(T) == typeof(double))
        {
            (Vector256.Load(to) + value.AsDouble()).Store(to);
            return;
        }
        var (low, high) = Vector256.Widen(value.AsSingle());
        Add(to, low);
        Add(to + Vector256<double>.Count, high);
    }

    /// <inheritdoc cref="Add{T}(double*, Vector512{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add<T>(double* to, Vector128<T> value) where T : unmanaged
    {
        if (typeof(T) == typeof(double))
        {
            (Vector128.Load(to) + value.AsDouble()).Store(to);
            return;
        }
        var (low, high) = Vector128.Widen(value.AsSingle());
        Add(to, low);
        Add(to + Vector128<double>.Count, high);
    }

    /// <summary>Adds the first lanes to memory in <see langword="double"/>.</summary>
    public static void Add<T>(double* to, Vector512<T> value, nint count) where T : unmanaged
    {
        Add(to, value.GetLower(), Math.Min(count, Vector256<T>.Count));
        Add(to + Vector256<T>.Count, value.GetUpper(), count - Vector256<T>.Count);
    }

    /// <inheritdoc cref="Add{T}(double*, Vector512{T}, nint)"/>
    public static void Add<T>(double* to, Vector256<T> value, nint count) where T : unmanaged
    {
        Add(to, value.GetLower(), Math.Min(count, Vector128<T>.Count));
        Add(to + Vector128<T>.Count, value.GetUpper(), count - Vector128<T>.Count);
    }

    /// <inheritdoc cref="Add{T}(double*, Vector512{T}, nint)"/>
    public static void Add<T>(double* to, Vector128<T> value, nint count) where T : unmanaged
    {
        for (int lane = 0; lane < count; lane++)
            to[lane] += Real.Widen(value.GetElement(lane));
    }

    // -------------------------------------------------------------------------------------------------------- gathers

    // Lane by lane: the gathers of many machines are no faster.

    public static Vector512<T> Gather<T, TIndex>(T* table, Vector512<TIndex> index, Vector512<T> mask) where T : unmanaged =>
        Vector512.Create(
            Gather(table, index.GetLower(), mask.GetLower()),
            Gather(table, index.GetUpper(), mask.GetUpper()));

    public static Vector256<T> Gather<T, TIndex>(T* table, Vector256<TIndex> index, Vector256<T> mask) where T : unmanaged =>
        Vector256.Create(
            Gather(table, index.GetLower(), mask.GetLower()),
            Gather(table, index.GetUpper(), mask.GetUpper()));

    public static Vector128<T> Gather<T, TIndex>(T* table, Vector128<TIndex> index, Vector128<T> mask) where T : unmanaged
    {
        uint set = mask.ExtractMostSignificantBits();
        return sizeof(T) == sizeof(float)
            ? Vector128.Create(
                Gather((float*)table, index, set, 0), Gather((float*)table, index, set, 1),
                Gather((float*)table, index, set, 2), Gather((float*)table, index, set, 3)).As<float, T>()
            : Vector128.Create(Gather((double*)table, index, set, 0), Gather((double*)table, index, set, 1)).As<double, T>();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Gather<T, TIndex>(T* table, Vector128<TIndex> index, uint set, int lane) where T : unmanaged =>
        (set & 1 << lane) == 0 ? default
        : typeof(TIndex) == typeof(int) ? table[index.AsInt32().GetElement(lane)]
        : table[index.AsInt64().GetElement(lane)];

    // ---------------------------------------------------------------------------------------------------------- bools

    /// <summary>The first bools of a vector; those beyond the count are false, and their memory is not touched.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Bools(bool* from, nint count)
    {
        switch (count)
        {
            case 2: return Vector128.CreateScalar(Unsafe.ReadUnaligned<ushort>(from)).AsByte();
            case 4: return Vector128.CreateScalar(Unsafe.ReadUnaligned<uint>(from)).AsByte();
            case 8: return Vector128.CreateScalar(Unsafe.ReadUnaligned<ulong>(from)).AsByte();
            case 16: return Vector128.Load((byte*)from);
            default: return SomeBools(from, count);
        }
    }

    private static Vector128<byte> SomeBools(bool* from, nint count)
    {
        var bools = Vector128<byte>.Zero;
        new ReadOnlySpan<byte>(from, (int)count).CopyTo(new Span<byte>(&bools, Vector128<byte>.Count));
        return bools;
    }

    /// <summary>Bools as masks: all bits of a lane, or none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Mask512<T>(Vector128<byte> bools) where T : unmanaged
    {
        if (sizeof(T) == sizeof(float))
        {
            var narrow = Vector256.WidenLower(bools.ToVector256Unsafe());
            return Vector512.GreaterThan(Vector512.WidenLower(narrow.ToVector512Unsafe()).AsInt32(), Vector512<int>.Zero).As<int, T>();
        }
        else
        {
            var narrow = Vector256.WidenLower(Vector128.WidenLower(bools).ToVector256Unsafe());
            return Vector512.GreaterThan(Vector512.WidenLower(narrow.ToVector512Unsafe()).AsInt64(), Vector512<long>.Zero).As<long, T>();
        }
    }

    /// <inheritdoc cref="Mask512"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Mask256<T>(Vector128<byte> bools) where T : unmanaged
    {
        var narrow = Vector128.WidenLower(bools);
        return sizeof(T) == sizeof(float)
            ? Vector256.GreaterThan(Vector256.WidenLower(narrow.ToVector256Unsafe()).AsInt32(), Vector256<int>.Zero).As<int, T>()
            : Vector256.GreaterThan(
                Vector256.WidenLower(Vector128.WidenLower(narrow).ToVector256Unsafe()).AsInt64(), Vector256<long>.Zero).As<long, T>();
    }

    /// <inheritdoc cref="Mask512"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Mask128<T>(Vector128<byte> bools) where T : unmanaged
    {
        var narrow = Vector128.WidenLower(Vector128.WidenLower(bools));
        return sizeof(T) == sizeof(float)
            ? Vector128.GreaterThan(narrow.AsInt32(), Vector128<int>.Zero).As<int, T>()
            : Vector128.GreaterThan(Vector128.WidenLower(narrow).AsInt64(), Vector128<long>.Zero).As<long, T>();
    }
}
