using System;
using System.Numerics;
using AutoDiffLosses.Numerics;

namespace AutoDiffLosses;

// Reductions, of an array or of a formula of an index. A tie goes to the lowest index, and NaN to the result.
public static partial class LossMath
{
    // -------------------------------------------------------------------------------------------- of a formula of an index

    /// <summary>f(0) + f(1) + … + f(n - 1); 0 over nothing. Of <see langword="float"/> it adds in <see langword="double"/>.</summary>
    public static T Sum<T>(int n, Func<int, T> f) where T : unmanaged, INumber<T>
    {
        if (typeof(T) == typeof(float))
        {
            double wide = 0;
            for (int i = 0; i < n; i++)
                wide += (float)(object)f(i);
            return (T)(object)(float)wide;
        }
        T sum = T.Zero;
        for (int i = 0; i < n; i++)
            sum += f(i);
        return sum;
    }

    /// <summary>The sum divided by n; 0 over nothing.</summary>
    public static T Mean<T>(int n, Func<int, T> f) where T : unmanaged, IFloatingPointIeee754<T>
    {
        double sum = 0;
        for (int i = 0; i < n; i++)
            sum += Real.Widen(f(i));
        return n <= 0 ? T.Zero : Real.Narrow<T>(sum / n);
    }

    /// <summary>The smallest of f(0), f(1), …, f(n - 1); over nothing +∞, or <see cref="int.MaxValue"/>.</summary>
    public static T Min<T>(int n, Func<int, T> f) where T : unmanaged, INumber<T>
    {
        T min = T.CreateSaturating(double.PositiveInfinity);
        for (int i = 0; i < n; i++)
            min = T.Min(min, f(i));
        return min;
    }

    /// <summary>The largest of f(0), f(1), …, f(n - 1); over nothing -∞, or <see cref="int.MinValue"/>.</summary>
    public static T Max<T>(int n, Func<int, T> f) where T : unmanaged, INumber<T>
    {
        T max = T.CreateSaturating(double.NegativeInfinity);
        for (int i = 0; i < n; i++)
            max = T.Max(max, f(i));
        return max;
    }

    /// <summary>log(Σ exp f(i)), without overflow; -∞ over nothing, and with a zero gradient where all are -∞.</summary>
    public static T LogSumExp<T>(int n, Func<int, T> f) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var values = Tabulate(n, f);
        T max = Max(values);
        T shift = T.IsFinite(max) ? max : T.Zero;
        T sum = Sum(n, i => T.Exp(values[i] - shift));
        return sum == T.Zero ? T.NegativeInfinity : shift + T.Log(sum);
    }

    /// <summary>The index of the smallest of f(0), f(1), …, f(n - 1), or of the first NaN; -1 over nothing.</summary>
    public static int ArgMin<T>(int n, Func<int, T> f) where T : unmanaged, INumber<T> => FirstBest(n, f, (value, best) => value < best);

    /// <summary>The index of the largest of f(0), f(1), …, f(n - 1), or of the first NaN; -1 over nothing.</summary>
    public static int ArgMax<T>(int n, Func<int, T> f) where T : unmanaged, INumber<T> => FirstBest(n, f, (value, best) => value > best);

    /// <summary>Whether the condition holds for one index at least.</summary>
    public static bool Any(int n, Func<int, bool> condition)
    {
        bool any = false;
        for (int i = 0; i < n; i++)
            any |= condition(i);
        return any;
    }

    /// <summary>Whether the condition holds for every index.</summary>
    public static bool All(int n, Func<int, bool> condition) => !Any(n, i => !condition(i));

    /// <summary>For how many indices the condition holds.</summary>
    public static int Count(int n, Func<int, bool> condition) => Sum(n, i => condition(i) ? 1 : 0);

    // --------------------------------------------------------------------------------------------------------- of an array

    /// <summary>The sum of the elements; 0 over nothing. Of <see langword="float"/> it adds in <see langword="double"/>.</summary>
    public static T Sum<T>(Vec<T> v) where T : unmanaged, INumber<T> => Sum(v.Length, i => v[i]);

    /// <summary>The mean of the elements; 0 over nothing.</summary>
    public static T Mean<T>(Vec<T> v) where T : unmanaged, IFloatingPointIeee754<T> => Mean(v.Length, i => v[i]);

    /// <summary>The smallest element; over nothing +∞, or <see cref="int.MaxValue"/>.</summary>
    public static T Min<T>(Vec<T> v) where T : unmanaged, INumber<T> => Min(v.Length, i => v[i]);

    /// <summary>The largest element; over nothing -∞, or <see cref="int.MinValue"/>.</summary>
    public static T Max<T>(Vec<T> v) where T : unmanaged, INumber<T> => Max(v.Length, i => v[i]);

    /// <summary>The index of the smallest element, or of the first NaN; -1 over nothing.</summary>
    public static int ArgMin<T>(Vec<T> v) where T : unmanaged, INumber<T> => ArgMin(v.Length, i => v[i]);

    /// <summary>The index of the largest element, or of the first NaN; -1 over nothing.</summary>
    public static int ArgMax<T>(Vec<T> v) where T : unmanaged, INumber<T> => ArgMax(v.Length, i => v[i]);

    /// <summary>Whether one element at least is true.</summary>
    public static bool Any(Vec<bool> v) => Any(v.Length, i => v[i]);

    /// <summary>Whether every element is true.</summary>
    public static bool All(Vec<bool> v) => All(v.Length, i => v[i]);

    /// <summary>How many elements are true.</summary>
    public static int Count(Vec<bool> v) => Count(v.Length, i => v[i]);

    /// <summary>The sum of all elements; 0 over nothing. Of <see langword="float"/> it adds in <see langword="double"/>.</summary>
    public static T Sum<T>(Mat<T> m) where T : unmanaged, INumber<T> => Sum(m.Flat());

    /// <summary>The mean of all elements; 0 over nothing.</summary>
    public static T Mean<T>(Mat<T> m) where T : unmanaged, IFloatingPointIeee754<T> => Mean(m.Flat());

    /// <summary>The smallest of all elements; over nothing +∞, or <see cref="int.MaxValue"/>.</summary>
    public static T Min<T>(Mat<T> m) where T : unmanaged, INumber<T> => Min(m.Flat());

    /// <summary>The largest of all elements; over nothing -∞, or <see cref="int.MinValue"/>.</summary>
    public static T Max<T>(Mat<T> m) where T : unmanaged, INumber<T> => Max(m.Flat());

    private static int FirstBest<T>(int n, Func<int, T> f, Func<T, T, bool> isBetter) where T : unmanaged, INumber<T>
    {
        int index = -1;
        T best = default;
        for (int i = 0; i < n; i++)
        {
            T value = f(i);
            if (index < 0 || isBetter(value, best) || (T.IsNaN(value) && !T.IsNaN(best)))
                (index, best) = (i, value);
        }
        return index;
    }
}
