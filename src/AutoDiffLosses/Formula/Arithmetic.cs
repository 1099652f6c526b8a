using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using AutoDiffLosses.Numerics;

namespace AutoDiffLosses;

internal interface IOperator
{
    static abstract E Of<E>(E a, E b) where E : INumber<E>;
}

internal readonly struct Add : IOperator { public static E Of<E>(E a, E b) where E : INumber<E> => a + b; }
internal readonly struct Subtract : IOperator { public static E Of<E>(E a, E b) where E : INumber<E> => a - b; }
internal readonly struct Multiply : IOperator { public static E Of<E>(E a, E b) where E : INumber<E> => a * b; }
internal readonly struct Divide : IOperator { public static E Of<E>(E a, E b) where E : INumber<E> => a / b; }
internal readonly struct Negate : IOperator { public static E Of<E>(E a, E b) where E : INumber<E> => -a; }

/// <summary>Arithmetic on elements that are only known to be unmanaged: arrays are of <see langword="bool"/> as well, and a constraint
/// on the array would keep those out.</summary>
internal static class Arithmetic
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Apply<TOperator, T>(T a, T b) where TOperator : IOperator where T : unmanaged =>
        typeof(T) == typeof(float) ? (T)(object)TOperator.Of((float)(object)a, (float)(object)b)
        : typeof(T) == typeof(double) ? (T)(object)TOperator.Of((double)(object)a, (double)(object)b)
        : typeof(T) == typeof(int) ? (T)(object)TOperator.Of((int)(object)a, (int)(object)b)
        : throw Real.Unsupported<T>();

    public static ArgumentException LengthsDiffer(int a, int b) => new($"The arrays have {a} and {b} elements.");
}
