using System;
using System.Runtime.CompilerServices;

namespace AutoDiffLosses.Numerics;

/// <summary>Between <see langword="double"/> and the type of a formula, which is <see langword="float"/> or <see langword="double"/>.
/// The JIT knows the type, and leaves the conversion alone.</summary>
internal static class Real
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Widen<T>(T value) where T : unmanaged =>
        typeof(T) == typeof(float) ? (float)(object)value
        : typeof(T) == typeof(double) ? (double)(object)value
        : throw Unsupported<T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Narrow<T>(double value) where T : unmanaged =>
        typeof(T) == typeof(float) ? (T)(object)(float)value
        : typeof(T) == typeof(double) ? (T)(object)value
        : throw Unsupported<T>();

    public static NotSupportedException Unsupported<T>() => new($"There is no arithmetic of {typeof(T)} in formulas.");
}
