using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace AutoDiffLosses.Runtime;

/// <summary>Vectors as pieces of 128 bits.</summary>
internal unsafe interface IPieces<T, V> where T : unmanaged where V : unmanaged
{
    /// <summary>Pieces that lie some elements apart.</summary>
    static abstract V Load(T* from, nint apart);

    static abstract void Store(V value, T* to, nint apart);

    /// <summary>Single elements that lie a stride apart.</summary>
    static abstract V Gather(T* from, nint stride);

    static abstract void Scatter(V value, T* to, nint stride);

    /// <summary>In each piece the elements of the lower halves, in turn: a₀ b₀ a₁ b₁.</summary>
    static abstract V Low(V a, V b);

    /// <summary>In each piece the elements of the upper halves, in turn: a₂ b₂ a₃ b₃.</summary>
    static abstract V High(V a, V b);

    /// <summary>In each piece the lower halves: a₀ a₁ b₀ b₁.</summary>
    static abstract V LowPairs(V a, V b);

    /// <summary>In each piece the upper halves: a₂ a₃ b₂ b₃.</summary>
    static abstract V HighPairs(V a, V b);
}

/// <summary>Four pieces.</summary>
internal readonly unsafe struct Pieces512<T> : IPieces<T, Vector512<T>> where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Load(T* from, nint apart) =>
        Vector512.Create(Pieces256<T>.Load(from, apart), Pieces256<T>.Load(from + 2 * apart, apart));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<T> value, T* to, nint apart)
    {
        Pieces256<T>.Store(value.GetLower(), to, apart);
        Pieces256<T>.Store(value.GetUpper(), to + 2 * apart, apart);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Gather(T* from, nint stride) =>
        Vector512.Create(Pieces256<T>.Gather(from, stride), Pieces256<T>.Gather(from + Vector256<T>.Count * stride, stride));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scatter(Vector512<T> value, T* to, nint stride)
    {
        Pieces256<T>.Scatter(value.GetLower(), to, stride);
        Pieces256<T>.Scatter(value.GetUpper(), to + Vector256<T>.Count * stride, stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Low(Vector512<T> a, Vector512<T> b) =>
        !Avx512F.IsSupported
            ? Vector512.Create(
                Pieces256<T>.Low(a.GetLower(), b.GetLower()), Pieces256<T>.Low(a.GetUpper(), b.GetUpper()))
        : sizeof(T) == sizeof(float)
            ? Avx512F.UnpackLow(a.AsSingle(), b.AsSingle()).As<float, T>()
            : Avx512F.UnpackLow(a.AsDouble(), b.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> High(Vector512<T> a, Vector512<T> b) =>
        !Avx512F.IsSupported
            ? Vector512.Create(
                Pieces256<T>.High(a.GetLower(), b.GetLower()), Pieces256<T>.High(a.GetUpper(), b.GetUpper()))
        : sizeof(T) == sizeof(float)
            ? Avx512F.UnpackHigh(a.AsSingle(), b.AsSingle()).As<float, T>()
            : Avx512F.UnpackHigh(a.AsDouble(), b.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> LowPairs(Vector512<T> a, Vector512<T> b) =>
        Pieces512<double>.Low(a.AsDouble(), b.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> HighPairs(Vector512<T> a, Vector512<T> b) =>
        Pieces512<double>.High(a.AsDouble(), b.AsDouble()).As<double, T>();
}

/// <summary>Two pieces.</summary>
internal readonly unsafe struct Pieces256<T> : IPieces<T, Vector256<T>> where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Load(T* from, nint apart) =>
        Vector256.Create(Pieces128<T>.Load(from, apart), Pieces128<T>.Load(from + apart, apart));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector256<T> value, T* to, nint apart)
    {
        Pieces128<T>.Store(value.GetLower(), to, apart);
        Pieces128<T>.Store(value.GetUpper(), to + apart, apart);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Gather(T* from, nint stride) =>
        Vector256.Create(Pieces128<T>.Gather(from, stride), Pieces128<T>.Gather(from + Vector128<T>.Count * stride, stride));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scatter(Vector256<T> value, T* to, nint stride)
    {
        Pieces128<T>.Scatter(value.GetLower(), to, stride);
        Pieces128<T>.Scatter(value.GetUpper(), to + Vector128<T>.Count * stride, stride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Low(Vector256<T> a, Vector256<T> b) =>
        !Avx.IsSupported
            ? Vector256.Create(
                Pieces128<T>.Low(a.GetLower(), b.GetLower()), Pieces128<T>.Low(a.GetUpper(), b.GetUpper()))
        : sizeof(T) == sizeof(float)
            ? Avx.UnpackLow(a.AsSingle(), b.AsSingle()).As<float, T>()
            : Avx.UnpackLow(a.AsDouble(), b.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> High(Vector256<T> a, Vector256<T> b) =>
        !Avx.IsSupported
            ? Vector256.Create(
                Pieces128<T>.High(a.GetLower(), b.GetLower()), Pieces128<T>.High(a.GetUpper(), b.GetUpper()))
        : sizeof(T) == sizeof(float)
            ? Avx.UnpackHigh(a.AsSingle(), b.AsSingle()).As<float, T>()
            : Avx.UnpackHigh(a.AsDouble(), b.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> LowPairs(Vector256<T> a, Vector256<T> b) =>
        Pieces256<double>.Low(a.AsDouble(), b.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> HighPairs(Vector256<T> a, Vector256<T> b) =>
        Pieces256<double>.High(a.AsDouble(), b.AsDouble()).As<double, T>();
}

/// <summary>One piece.</summary>
internal readonly unsafe struct Pieces128<T> : IPieces<T, Vector128<T>> where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Load(T* from, nint apart) => Vector128.Load(from);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<T> value, T* to, nint apart) => value.Store(to);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Gather(T* from, nint stride)
    {
        if (sizeof(T) == sizeof(double))
        {
            double* at = (double*)from;
            return Vector128.Create(at[0], at[stride]).As<double, T>();
        }
        else
        {
            float* at = (float*)from;
            return Vector128.Create(at[0], at[stride], at[2 * stride], at[3 * stride]).As<float, T>();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scatter(Vector128<T> value, T* to, nint stride)
    {
        to[0] = value.GetElement(0);
        to[stride] = value.GetElement(1);
        if (sizeof(T) == sizeof(double))
            return;
        to[2 * stride] = value.GetElement(2);
        to[3 * stride] = value.GetElement(3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Low(Vector128<T> a, Vector128<T> b) =>
        sizeof(T) == sizeof(double)
            ? Vector128.Create(a.GetLower(), b.GetLower())
        : Sse.IsSupported
            ? Sse.UnpackLow(a.AsSingle(), b.AsSingle()).As<float, T>()
        : AdvSimd.Arm64.IsSupported
            ? AdvSimd.Arm64.ZipLow(a.AsSingle(), b.AsSingle()).As<float, T>()
            : Vector128.Create(a.AsSingle()[0], b.AsSingle()[0], a.AsSingle()[1], b.AsSingle()[1]).As<float, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> High(Vector128<T> a, Vector128<T> b) =>
        sizeof(T) == sizeof(double)
            ? Vector128.Create(a.GetUpper(), b.GetUpper())
        : Sse.IsSupported
            ? Sse.UnpackHigh(a.AsSingle(), b.AsSingle()).As<float, T>()
        : AdvSimd.Arm64.IsSupported
            ? AdvSimd.Arm64.ZipHigh(a.AsSingle(), b.AsSingle()).As<float, T>()
            : Vector128.Create(a.AsSingle()[2], b.AsSingle()[2], a.AsSingle()[3], b.AsSingle()[3]).As<float, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> LowPairs(Vector128<T> a, Vector128<T> b) =>
        Pieces128<double>.Low(a.AsDouble(), b.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> HighPairs(Vector128<T> a, Vector128<T> b) =>
        Pieces128<double>.High(a.AsDouble(), b.AsDouble()).As<double, T>();
}
