using System;
using System.Linq;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using AutoDiffLosses.Runtime;

namespace AutoDiffLosses.Tests.Simd;

internal delegate void Unary<T>(ReadOnlySpan<T> x, Span<T> results);
internal delegate void Binary<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> results);

/// <summary>A function of <see cref="VectorMath"/> on spans, at one of its widths. Spans are whole vectors long.</summary>
internal static class VectorFunction
{
    public static readonly int[] Widths = [512, 256, 128];

    /// <summary>The lanes of the widest vector.</summary>
    public const int Lanes = 16;

    public static Unary<T> OfOne<T>(string name, int width) where T : unmanaged => width switch
    {
        512 => OfOne<T, Vector512<T>>(name),
        256 => OfOne<T, Vector256<T>>(name),
        _ => OfOne<T, Vector128<T>>(name),
    };

    public static Binary<T> OfTwo<T>(string name, int width) where T : unmanaged => width switch
    {
        512 => OfTwo<T, Vector512<T>>(name),
        256 => OfTwo<T, Vector256<T>>(name),
        _ => OfTwo<T, Vector128<T>>(name),
    };

    private static Unary<T> OfOne<T, TVector>(string name) where T : unmanaged where TVector : unmanaged
    {
        var function = Method<T>(name, typeof(TVector)).CreateDelegate<Func<TVector, TVector>>();
        return (x, results) =>
        {
            var from = MemoryMarshal.Cast<T, TVector>(x);
            var to = MemoryMarshal.Cast<T, TVector>(results);
            for (int i = 0; i < from.Length; i++)
                to[i] = function(from[i]);
        };
    }

    private static Binary<T> OfTwo<T, TVector>(string name) where T : unmanaged where TVector : unmanaged
    {
        var function = Method<T>(name, typeof(TVector), typeof(TVector)).CreateDelegate<Func<TVector, TVector, TVector>>();
        return (x, y, results) =>
        {
            var first = MemoryMarshal.Cast<T, TVector>(x);
            var second = MemoryMarshal.Cast<T, TVector>(y);
            var to = MemoryMarshal.Cast<T, TVector>(results);
            for (int i = 0; i < first.Length; i++)
                to[i] = function(first[i], second[i]);
        };
    }

    /// <summary>The overload on that type of vectors, or the generic method.</summary>
    private static MethodInfo Method<T>(string name, params Type[] parameters) =>
        typeof(VectorMath).GetMethod(name, BindingFlags.Public | BindingFlags.Static, parameters)
        ?? typeof(VectorMath).GetMethods()
            .Where(method => method.Name == name && method.IsGenericMethodDefinition)
            .Select(method => method.MakeGenericMethod(typeof(T)))
            .Single(method => method.GetParameters().Select(parameter => parameter.ParameterType).SequenceEqual(parameters));
}
