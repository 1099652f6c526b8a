using System;

namespace AutoDiffLosses.Generators.Tests.Ir;

/// <summary>The special functions from their series, to some 1e-14: written for being right, apart from those of the library.</summary>
internal static class SpecialFunctions
{
    private const double Large = 14;                 // from where on the asymptotic series are exact to double

    /// <summary>The series of positive terms (Abramowitz and Stegun 7.1.6).</summary>
    public static double Erf(double x)
    {
        if (double.IsNaN(x) || Math.Abs(x) > 6)
            return double.IsNaN(x) ? x : Math.Sign(x);
        double term = x, sum = x;
        for (int n = 1; Math.Abs(term) > 1e-18 * Math.Abs(sum); n++)
            sum += term *= 2 * x * x / (2 * n + 1);
        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }

    /// <summary>log |Γ(x)|: Stirling's series, Γ(x + 1) = xΓ(x) below it, the reflection on the left.</summary>
    public static double LogGamma(double x)
    {
        if (double.IsNaN(x) || double.IsInfinity(x))
            return Math.Abs(x);
        if (x <= 0)
            return x == Math.Floor(x) ? double.PositiveInfinity
                : Math.Log(Math.PI / Math.Abs(SinPi(x))) - LogGamma(1 - x);
        double product = 1;
        for (; x < Large; x++)
            product *= x;
        double r = 1 / (x * x);
        double series = (1.0 / 12 - r * (1.0 / 360 - r * (1.0 / 1260 - r * (1.0 / 1680 - r * (1.0 / 1188 - r * (691.0 / 360360)))))) / x;
        return (x - 0.5) * Math.Log(x) - x + 0.5 * Math.Log(2 * Math.PI) + series - Math.Log(product);
    }

    public static double Digamma(double x)
    {
        if (double.IsNaN(x) || double.IsPositiveInfinity(x))
            return x;
        if (x <= 0)
            return x == Math.Floor(x) ? double.NaN : Digamma(1 - x) - Math.PI / Math.Tan(Math.PI * (x - Math.Floor(x)));
        double sum = 0;
        for (; x < Large; x++)
            sum -= 1 / x;
        double r = 1 / (x * x);
        double series = r * (1.0 / 12 - r * (1.0 / 120 - r * (1.0 / 252 - r * (1.0 / 240 - r * (1.0 / 132 - r * (691.0 / 32760))))));
        return sum + Math.Log(x) - 0.5 / x - series;
    }

    public static double Trigamma(double x)
    {
        if (double.IsNaN(x) || double.IsPositiveInfinity(x))
            return double.IsNaN(x) ? x : 0;
        if (x <= 0)
            return x == Math.Floor(x) ? double.PositiveInfinity : Math.Pow(Math.PI / SinPi(x), 2) - Trigamma(1 - x);
        double sum = 0;
        for (; x < Large; x++)
            sum += 1 / (x * x);
        double r = 1 / (x * x);
        double series = r * (1.0 / 6 - r * (1.0 / 30 - r * (1.0 / 42 - r * (1.0 / 30 - r * (5.0 / 66 - r * (691.0 / 2730))))));
        return sum + 1 / x + 0.5 * r + series / x;
    }

    private static double SinPi(double x) => Math.Sin(Math.PI * (x - Math.Floor(x)));
}
