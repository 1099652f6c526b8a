using System;
using System.Numerics;
using AutoDiffLosses.Numerics;

namespace AutoDiffLosses;

// Scalar functions element by element, and arrays from formulas of their indices.
public static partial class LossMath
{
    /// <summary>The array of f(0), f(1), …, f(n - 1).</summary>
    public static Vec<T> Tabulate<T>(int n, Func<int, T> f) where T : unmanaged
    {
        var items = new T[n];
        for (int i = 0; i < n; i++)
            items[i] = f(i);
        return Vec<T>.Of(items);
    }

    /// <summary>The matrix of n rows and m columns with the elements f(i, j).</summary>
    public static Mat<T> Tabulate<T>(int n, int m, Func<int, int, T> f) where T : unmanaged
    {
        var items = new T[n * m];
        for (int i = 0; i < n; i++)
            for (int j = 0; j < m; j++)
                items[i * m + j] = f(i, j);
        return Mat<T>.Of(items, n, m);
    }

    /// <summary><see cref="Exp(float)"/> of each element.</summary>
    public static Vec<T> Exp<T>(Vec<T> v) where T : unmanaged, IFloatingPointIeee754<T> => Map(v, Exp, Exp);

    /// <summary><see cref="Log(float)"/> of each element.</summary>
    public static Vec<T> Log<T>(Vec<T> v) where T : unmanaged, IFloatingPointIeee754<T> => Map(v, Log, Log);

    /// <summary><see cref="Log1p(float)"/> of each element.</summary>
    public static Vec<T> Log1p<T>(Vec<T> v) where T : unmanaged, IFloatingPointIeee754<T> => Map(v, Log1p, Log1p);

    /// <summary><see cref="Expm1(float)"/> of each element.</summary>
    public static Vec<T> Expm1<T>(Vec<T> v) where T : unmanaged, IFloatingPointIeee754<T> => Map(v, Expm1, Expm1);

    /// <summary><see cref="Sqrt(float)"/> of each element.</summary>
    public static Vec<T> Sqrt<T>(Vec<T> v) where T : unmanaged, IFloatingPointIeee754<T> => Map(v, Sqrt, Sqrt);

    /// <summary><see cref="Sign(float)"/> of each element.</summary>
    public static Vec<T> Sign<T>(Vec<T> v) where T : unmanaged, IFloatingPointIeee754<T> => Map(v, Sign, Sign);

    /// <summary><see cref="Sigmoid(float)"/> of each element.</summary>
    public static Vec<T> Sigmoid<T>(Vec<T> v) where T : unmanaged, IFloatingPointIeee754<T> => Map(v, Sigmoid, Sigmoid);

    /// <summary><see cref="LogSigmoid(float)"/> of each element.</summary>
    public static Vec<T> LogSigmoid<T>(Vec<T> v) where T : unmanaged, IFloatingPointIeee754<T> => Map(v, LogSigmoid, LogSigmoid);

    /// <summary><see cref="Softplus(float)"/> of each element.</summary>
    public static Vec<T> Softplus<T>(Vec<T> v) where T : unmanaged, IFloatingPointIeee754<T> => Map(v, Softplus, Softplus);

    /// <summary><see cref="Tanh(float)"/> of each element.</summary>
    public static Vec<T> Tanh<T>(Vec<T> v) where T : unmanaged, IFloatingPointIeee754<T> => Map(v, Tanh, Tanh);

    /// <summary><see cref="Sin(float)"/> of each element.</summary>
    public static Vec<T> Sin<T>(Vec<T> v) where T : unmanaged, IFloatingPointIeee754<T> => Map(v, Sin, Sin);

    /// <summary><see cref="Cos(float)"/> of each element.</summary>
    public static Vec<T> Cos<T>(Vec<T> v) where T : unmanaged, IFloatingPointIeee754<T> => Map(v, Cos, Cos);

    /// <summary><see cref="Tan(float)"/> of each element.</summary>
    public static Vec<T> Tan<T>(Vec<T> v) where T : unmanaged, IFloatingPointIeee754<T> => Map(v, Tan, Tan);

    /// <summary><see cref="Asin(float)"/> of each element.</summary>
    public static Vec<T> Asin<T>(Vec<T> v) where T : unmanaged, IFloatingPointIeee754<T> => Map(v, Asin, Asin);

    /// <summary><see cref="Acos(float)"/> of each element.</summary>
    public static Vec<T> Acos<T>(Vec<T> v) where T : unmanaged, IFloatingPointIeee754<T> => Map(v, Acos, Acos);

    /// <summary><see cref="Atan(float)"/> of each element.</summary>
    public static Vec<T> Atan<T>(Vec<T> v) where T : unmanaged, IFloatingPointIeee754<T> => Map(v, Atan, Atan);

    /// <summary><see cref="Sinh(float)"/> of each element.</summary>
    public static Vec<T> Sinh<T>(Vec<T> v) where T : unmanaged, IFloatingPointIeee754<T> => Map(v, Sinh, Sinh);

    /// <summary><see cref="Cosh(float)"/> of each element.</summary>
    public static Vec<T> Cosh<T>(Vec<T> v) where T : unmanaged, IFloatingPointIeee754<T> => Map(v, Cosh, Cosh);

    /// <summary><see cref="Erf(float)"/> of each element.</summary>
    public static Vec<T> Erf<T>(Vec<T> v) where T : unmanaged, IFloatingPointIeee754<T> => Map(v, Erf, Erf);

    /// <summary><see cref="LogGamma(float)"/> of each element.</summary>
    public static Vec<T> LogGamma<T>(Vec<T> v) where T : unmanaged, IFloatingPointIeee754<T> => Map(v, LogGamma, LogGamma);

    /// <summary><see cref="Digamma(float)"/> of each element.</summary>
    public static Vec<T> Digamma<T>(Vec<T> v) where T : unmanaged, IFloatingPointIeee754<T> => Map(v, Digamma, Digamma);

    /// <summary><see cref="Trigamma(float)"/> of each element.</summary>
    public static Vec<T> Trigamma<T>(Vec<T> v) where T : unmanaged, IFloatingPointIeee754<T> => Map(v, Trigamma, Trigamma);

    /// <summary><see cref="Abs(float)"/> of each element.</summary>
    public static Vec<T> Abs<T>(Vec<T> v) where T : unmanaged, INumber<T> => Tabulate(v.Length, i => T.Abs(v[i]));

    /// <summary>v itself, through which no gradient flows.</summary>
    public static Vec<T> StopGradient<T>(Vec<T> v) where T : unmanaged => v;

    /// <summary><see cref="Clamp(float, float, float)"/> of each element.</summary>
    public static Vec<T> Clamp<T>(Vec<T> v, T minimum, T maximum) where T : unmanaged, INumber<T> =>
        Tabulate(v.Length, i => T.Min(T.Max(v[i], minimum), maximum));

    /// <summary><see cref="Pow(float, float)"/> of two arrays, element by element.</summary>
    public static Vec<T> Pow<T>(Vec<T> x, Vec<T> y) where T : unmanaged, IFloatingPointIeee754<T> => Zip(x, y, Pow, Pow);

    /// <summary><see cref="Pow(float, float)"/> of an array, element by element, with one value.</summary>
    public static Vec<T> Pow<T>(Vec<T> x, T y) where T : unmanaged, IFloatingPointIeee754<T> => Zip(x, y, Pow, Pow);

    /// <summary><see cref="Pow(float, float)"/> of one value, with an array, element by element.</summary>
    public static Vec<T> Pow<T>(T x, Vec<T> y) where T : unmanaged, IFloatingPointIeee754<T> => Zip(x, y, Pow, Pow);

    /// <summary><see cref="Min(float, float)"/> of two arrays, element by element.</summary>
    public static Vec<T> Min<T>(Vec<T> x, Vec<T> y) where T : unmanaged, INumber<T> => Zip(x, y, T.Min);

    /// <summary><see cref="Min(float, float)"/> of an array, element by element, with one value.</summary>
    public static Vec<T> Min<T>(Vec<T> x, T y) where T : unmanaged, INumber<T> => Zip(x, y, T.Min);

    /// <summary><see cref="Min(float, float)"/> of one value, with an array, element by element.</summary>
    public static Vec<T> Min<T>(T x, Vec<T> y) where T : unmanaged, INumber<T> => Zip(x, y, T.Min);

    /// <summary><see cref="Max(float, float)"/> of two arrays, element by element.</summary>
    public static Vec<T> Max<T>(Vec<T> x, Vec<T> y) where T : unmanaged, INumber<T> => Zip(x, y, T.Max);

    /// <summary><see cref="Max(float, float)"/> of an array, element by element, with one value.</summary>
    public static Vec<T> Max<T>(Vec<T> x, T y) where T : unmanaged, INumber<T> => Zip(x, y, T.Max);

    /// <summary><see cref="Max(float, float)"/> of one value, with an array, element by element.</summary>
    public static Vec<T> Max<T>(T x, Vec<T> y) where T : unmanaged, INumber<T> => Zip(x, y, T.Max);

    /// <summary><see cref="Atan2(float, float)"/> of two arrays, element by element.</summary>
    public static Vec<T> Atan2<T>(Vec<T> y, Vec<T> x) where T : unmanaged, IFloatingPointIeee754<T> => Zip(y, x, Atan2, Atan2);

    /// <summary><see cref="Atan2(float, float)"/> of an array, element by element, with one value.</summary>
    public static Vec<T> Atan2<T>(Vec<T> y, T x) where T : unmanaged, IFloatingPointIeee754<T> => Zip(y, x, Atan2, Atan2);

    /// <summary><see cref="Atan2(float, float)"/> of one value, with an array, element by element.</summary>
    public static Vec<T> Atan2<T>(T y, Vec<T> x) where T : unmanaged, IFloatingPointIeee754<T> => Zip(y, x, Atan2, Atan2);

    /// <summary><see cref="XLogY(float, float)"/> of two arrays, element by element.</summary>
    public static Vec<T> XLogY<T>(Vec<T> x, Vec<T> y) where T : unmanaged, IFloatingPointIeee754<T> => Zip(x, y, XLogY, XLogY);

    /// <summary><see cref="XLogY(float, float)"/> of an array, element by element, with one value.</summary>
    public static Vec<T> XLogY<T>(Vec<T> x, T y) where T : unmanaged, IFloatingPointIeee754<T> => Zip(x, y, XLogY, XLogY);

    /// <summary><see cref="XLogY(float, float)"/> of one value, with an array, element by element.</summary>
    public static Vec<T> XLogY<T>(T x, Vec<T> y) where T : unmanaged, IFloatingPointIeee754<T> => Zip(x, y, XLogY, XLogY);

    private static Vec<T> Map<T>(Vec<T> v, Func<float, float> single, Func<double, double> wide) where T : unmanaged =>
        typeof(T) == typeof(float) ? Map(v, (Func<T, T>)(object)single)
        : typeof(T) == typeof(double) ? Map(v, (Func<T, T>)(object)wide)
        : throw Real.Unsupported<T>();

    private static Vec<T> Map<T>(Vec<T> v, Func<T, T> f) where T : unmanaged => Tabulate(v.Length, i => f(v[i]));

    private static Vec<T> Zip<T>(Vec<T> a, Vec<T> b, Func<T, T, T> f) where T : unmanaged =>
        a.Length == b.Length
            ? Tabulate(a.Length, i => f(a[i], b[i]))
            : throw Arithmetic.LengthsDiffer(a.Length, b.Length);

    private static Vec<T> Zip<T>(Vec<T> a, T b, Func<T, T, T> f) where T : unmanaged => Tabulate(a.Length, i => f(a[i], b));

    private static Vec<T> Zip<T>(T a, Vec<T> b, Func<T, T, T> f) where T : unmanaged => Tabulate(b.Length, i => f(a, b[i]));

    private static Vec<T> Zip<T>(Vec<T> a, Vec<T> b, Func<float, float, float> single, Func<double, double, double> wide)
        where T : unmanaged => Zip(a, b, Of<T>(single, wide));

    private static Vec<T> Zip<T>(Vec<T> a, T b, Func<float, float, float> single, Func<double, double, double> wide)
        where T : unmanaged => Zip(a, b, Of<T>(single, wide));

    private static Vec<T> Zip<T>(T a, Vec<T> b, Func<float, float, float> single, Func<double, double, double> wide)
        where T : unmanaged => Zip(a, b, Of<T>(single, wide));

    private static Func<T, T, T> Of<T>(Func<float, float, float> single, Func<double, double, double> wide) where T : unmanaged =>
        typeof(T) == typeof(float) ? (Func<T, T, T>)(object)single
        : typeof(T) == typeof(double) ? (Func<T, T, T>)(object)wide
        : throw Real.Unsupported<T>();
}
