using System;
using System.Runtime.CompilerServices;

namespace AutoDiffLosses.Numerics;

/// <summary>Elementary functions that the platform lacks or has in a naive form. All propagate NaN.</summary>
internal static class Elementary
{
    /// <summary>log(1 + x), accurate near 0.</summary>
    public static double Log1p(double x)
    {
        // Kahan: what 1 + x loses in rounding, x / ((1 + x) - 1) brings back.
        double u = 1 + x;
        return u == 1 ? x : double.IsPositiveInfinity(u) ? u : Math.Log(u) * (x / (u - 1));
    }

    /// <summary>log(1 + x), accurate near 0.</summary>
    public static float Log1p(float x)
    {
        double wide = x;
        return (float)(Math.Abs(wide) < 1e-7 ? wide - wide * wide / 2 : Math.Log(1 + wide));
    }

    /// <summary>exp(x) - 1, accurate near 0.</summary>
    public static double Expm1(double x)
    {
        double u = Math.Exp(x);
        if (Math.Abs(x) > 0.5)
            return u - 1;

        // Kahan: the error of u is the same in both factors.
        return u == 1 ? x : (u - 1) * (x / Math.Log(u));
    }

    /// <summary>exp(x) - 1, accurate near 0.</summary>
    public static float Expm1(float x)
    {
        double wide = x;
        return (float)(Math.Abs(wide) < 1e-7 ? wide + wide * wide / 2 : Math.Exp(wide) - 1);
    }

    /// <summary>σ(x), given e = exp(-|x|).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double SigmoidFrom(double e, double x) => (x >= 0 ? 1 : e) / (1 + e);

    /// <summary>σ(x), given e = exp(-|x|).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float SigmoidFrom(float e, float x) => (x >= 0 ? 1 : e) / (1 + e);

    public static double Sigmoid(double x) => SigmoidFrom(Math.Exp(-Math.Abs(x)), x);
    public static float Sigmoid(float x) => SigmoidFrom(MathF.Exp(-MathF.Abs(x)), x);

    public static double LogSigmoid(double x) => Math.Min(x, 0) - Log1p(Math.Exp(-Math.Abs(x)));
    public static float LogSigmoid(float x) => MathF.Min(x, 0) - Log1p(MathF.Exp(-MathF.Abs(x)));

    public static double Softplus(double x) => Math.Max(x, 0) + Log1p(Math.Exp(-Math.Abs(x)));
    public static float Softplus(float x) => MathF.Max(x, 0) + Log1p(MathF.Exp(-MathF.Abs(x)));

    public static double Sign(double x) => x > 0 ? 1 : x < 0 ? -1 : x;
    public static float Sign(float x) => x > 0 ? 1 : x < 0 ? -1 : x;

    public static double Clamp(double x, double minimum, double maximum) => Math.Min(Math.Max(x, minimum), maximum);
    public static float Clamp(float x, float minimum, float maximum) => MathF.Min(MathF.Max(x, minimum), maximum);
    public static int Clamp(int x, int minimum, int maximum) => Math.Min(Math.Max(x, minimum), maximum);

    public static double XLogY(double x, double y) => x == 0 ? 0 : x * Math.Log(y);
    public static float XLogY(float x, float y) => x == 0 ? 0 : x * MathF.Log(y);

    /// <summary>The value of a polynomial, its constant coefficient first.</summary>
    public static double Polynomial(ReadOnlySpan<double> coefficients, double x)
    {
        double value = 0;
        for (int i = coefficients.Length - 1; i >= 0; i--)
            value = value * x + coefficients[i];
        return value;
    }
}
