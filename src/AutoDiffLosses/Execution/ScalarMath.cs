using System;
using System.ComponentModel;
using System.Runtime.CompilerServices;
using AutoDiffLosses.Numerics;

namespace AutoDiffLosses.Runtime;

/// <summary>The functions that emitted code calls where it has no vectors.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ScalarMath
{
    // ---------------------------------------------------------------------------------------------------------- float

    /// <summary>eˣ, and 0 where that would not be a normal number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Exp(float x)
    {
        float exp = MathF.Exp(x);
        return exp < SmallestNormal ? 0 : exp;
    }

    /// <inheritdoc cref="LossMath.Log(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Log(float x) => MathF.Log(x);

    /// <inheritdoc cref="LossMath.Log1p(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Log1p(float x) => Elementary.Log1p(x);

    /// <inheritdoc cref="LossMath.Expm1(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Expm1(float x) => Elementary.Expm1(x);

    /// <inheritdoc cref="LossMath.Sqrt(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sqrt(float x) => MathF.Sqrt(x);

    /// <inheritdoc cref="LossMath.Abs(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Abs(float x) => MathF.Abs(x);

    /// <inheritdoc cref="LossMath.Sign(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sign(float x) => Elementary.Sign(x);

    /// <inheritdoc cref="LossMath.Sigmoid(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sigmoid(float x) => SigmoidFrom(Exp(-MathF.Abs(x)), x);

    /// <inheritdoc cref="LossMath.LogSigmoid(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float LogSigmoid(float x) => Elementary.LogSigmoid(x);

    /// <inheritdoc cref="LossMath.Softplus(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Softplus(float x) => Elementary.Softplus(x);

    /// <inheritdoc cref="LossMath.Tanh(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Tanh(float x) => MathF.Tanh(x);

    /// <inheritdoc cref="LossMath.Sin(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sin(float x) => MathF.Sin(x);

    /// <inheritdoc cref="LossMath.Cos(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Cos(float x) => MathF.Cos(x);

    /// <inheritdoc cref="LossMath.Tan(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Tan(float x) => MathF.Tan(x);

    /// <inheritdoc cref="LossMath.Asin(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Asin(float x) => MathF.Asin(x);

    /// <inheritdoc cref="LossMath.Acos(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Acos(float x) => MathF.Acos(x);

    /// <inheritdoc cref="LossMath.Atan(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Atan(float x) => MathF.Atan(x);

    /// <inheritdoc cref="LossMath.Sinh(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sinh(float x) => MathF.Sinh(x);

    /// <inheritdoc cref="LossMath.Cosh(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Cosh(float x) => MathF.Cosh(x);

    /// <inheritdoc cref="LossMath.Erf(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Erf(float x) => (float)ErrorFunction.Erf(x);

    /// <inheritdoc cref="LossMath.LogGamma(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float LogGamma(float x) => (float)GammaFunctions.LogGamma(x);

    /// <inheritdoc cref="LossMath.Digamma(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Digamma(float x) => (float)GammaFunctions.Digamma(x);

    /// <inheritdoc cref="LossMath.Trigamma(float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Trigamma(float x) => (float)GammaFunctions.Trigamma(x);

    /// <inheritdoc cref="LossMath.Pow(float, float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Pow(float x, float y) => MathF.Pow(x, y);

    /// <inheritdoc cref="LossMath.Min(float, float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Min(float x, float y) => MathF.Min(x, y);

    /// <inheritdoc cref="LossMath.Max(float, float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(float x, float y) => MathF.Max(x, y);

    /// <inheritdoc cref="LossMath.Atan2(float, float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Atan2(float y, float x) => MathF.Atan2(y, x);

    /// <inheritdoc cref="LossMath.XLogY(float, float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float XLogY(float x, float y) => Elementary.XLogY(x, y);

    /// <inheritdoc cref="LossMath.Clamp(float, float, float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Clamp(float x, float minimum, float maximum) => Elementary.Clamp(x, minimum, maximum);

    /// <summary>σ(x), given e = exp(-|x|).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float SigmoidFrom(float e, float x) => Elementary.SigmoidFrom(e, x);

    /// <summary>x to the power of q, given log x; x² where q = 2, and 1 where q = 0.</summary>
    public static float PowFromLog(float x, float logX, float q) => q == 2 ? x * x : q == 1 ? x : q == 0 ? 1 : Exp(q * logX);

    // --------------------------------------------------------------------------------------------------------- double

    /// <inheritdoc cref="LossMath.Exp(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Exp(double x) => Math.Exp(x);

    /// <inheritdoc cref="LossMath.Log(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Log(double x) => Math.Log(x);

    /// <inheritdoc cref="LossMath.Log1p(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Log1p(double x) => Elementary.Log1p(x);

    /// <inheritdoc cref="LossMath.Expm1(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Expm1(double x) => Elementary.Expm1(x);

    /// <inheritdoc cref="LossMath.Sqrt(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sqrt(double x) => Math.Sqrt(x);

    /// <inheritdoc cref="LossMath.Abs(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Abs(double x) => Math.Abs(x);

    /// <inheritdoc cref="LossMath.Sign(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sign(double x) => Elementary.Sign(x);

    /// <inheritdoc cref="LossMath.Sigmoid(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sigmoid(double x) => SigmoidFrom(Exp(-Math.Abs(x)), x);

    /// <inheritdoc cref="LossMath.LogSigmoid(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double LogSigmoid(double x) => Elementary.LogSigmoid(x);

    /// <inheritdoc cref="LossMath.Softplus(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Softplus(double x) => Elementary.Softplus(x);

    /// <inheritdoc cref="LossMath.Tanh(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Tanh(double x) => Math.Tanh(x);

    /// <inheritdoc cref="LossMath.Sin(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sin(double x) => Math.Sin(x);

    /// <inheritdoc cref="LossMath.Cos(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Cos(double x) => Math.Cos(x);

    /// <inheritdoc cref="LossMath.Tan(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Tan(double x) => Math.Tan(x);

    /// <inheritdoc cref="LossMath.Asin(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Asin(double x) => Math.Asin(x);

    /// <inheritdoc cref="LossMath.Acos(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Acos(double x) => Math.Acos(x);

    /// <inheritdoc cref="LossMath.Atan(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Atan(double x) => Math.Atan(x);

    /// <inheritdoc cref="LossMath.Sinh(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sinh(double x) => Math.Sinh(x);

    /// <inheritdoc cref="LossMath.Cosh(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Cosh(double x) => Math.Cosh(x);

    /// <inheritdoc cref="LossMath.Erf(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Erf(double x) => ErrorFunction.Erf(x);

    /// <inheritdoc cref="LossMath.LogGamma(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double LogGamma(double x) => GammaFunctions.LogGamma(x);

    /// <inheritdoc cref="LossMath.Digamma(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Digamma(double x) => GammaFunctions.Digamma(x);

    /// <inheritdoc cref="LossMath.Trigamma(double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Trigamma(double x) => GammaFunctions.Trigamma(x);

    /// <inheritdoc cref="LossMath.Pow(double, double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Pow(double x, double y) => Math.Pow(x, y);

    /// <inheritdoc cref="LossMath.Min(double, double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Min(double x, double y) => Math.Min(x, y);

    /// <inheritdoc cref="LossMath.Max(double, double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Max(double x, double y) => Math.Max(x, y);

    /// <inheritdoc cref="LossMath.Atan2(double, double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Atan2(double y, double x) => Math.Atan2(y, x);

    /// <inheritdoc cref="LossMath.XLogY(double, double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double XLogY(double x, double y) => Elementary.XLogY(x, y);

    /// <inheritdoc cref="LossMath.Clamp(double, double, double)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Clamp(double x, double minimum, double maximum) => Elementary.Clamp(x, minimum, maximum);

    /// <summary>σ(x), given e = exp(-|x|).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double SigmoidFrom(double e, double x) => Elementary.SigmoidFrom(e, x);

    /// <summary>x to the power of q, given log x; x² where q = 2, and 1 where q = 0.</summary>
    public static double PowFromLog(double x, double logX, double q) => q == 2 ? x * x : q == 1 ? x : q == 0 ? 1 : Exp(q * logX);

    // ---------------------------------------------------------------------------------------------------------- whole numbers

    /// <summary>The largest whole number that is not above x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Floor(float x) => MathF.Floor(x);

    /// <summary>The largest whole number that is not above x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Floor(double x) => Math.Floor(x);

    /// <summary>The smallest whole number that is not below x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Ceiling(float x) => MathF.Ceiling(x);

    /// <summary>The smallest whole number that is not below x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Ceiling(double x) => Math.Ceiling(x);

    /// <summary>The nearest whole number; of two, the even one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Round(float x) => MathF.Round(x);

    /// <summary>The nearest whole number; of two, the even one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Round(double x) => Math.Round(x);

    /// <summary>The whole number towards 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Truncate(float x) => MathF.Truncate(x);

    /// <summary>The whole number towards 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Truncate(double x) => Math.Truncate(x);

    // ----------------------------------------------------------------------------------------------------------- arg-extrema

    /// <summary>Whether a search for the smallest element goes on with x from the best so far: a NaN is never left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsLess(float x, float best) => x < best || float.IsNaN(x) && !float.IsNaN(best);

    /// <summary>Whether a search for the smallest element goes on with x from the best so far: a NaN is never left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsLess(double x, double best) => x < best || double.IsNaN(x) && !double.IsNaN(best);

    /// <summary>Whether a search for the smallest element goes on with x from the best so far: a NaN is never left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsLess(int x, int best) => x < best;

    /// <summary>Whether a search for the largest element goes on with x from the best so far: a NaN is never left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsGreater(float x, float best) => x > best || float.IsNaN(x) && !float.IsNaN(best);

    /// <summary>Whether a search for the largest element goes on with x from the best so far: a NaN is never left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsGreater(double x, double best) => x > best || double.IsNaN(x) && !double.IsNaN(best);

    /// <summary>Whether a search for the largest element goes on with x from the best so far: a NaN is never left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsGreater(int x, int best) => x > best;

    // ------------------------------------------------------------------------------------------------------------ int

    /// <inheritdoc cref="LossMath.Abs(int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Abs(int x) => Math.Abs(x);

    /// <inheritdoc cref="LossMath.Min(int, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Min(int x, int y) => Math.Min(x, y);

    /// <inheritdoc cref="LossMath.Max(int, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Max(int x, int y) => Math.Max(x, y);

    /// <inheritdoc cref="LossMath.Clamp(int, int, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Clamp(int x, int minimum, int maximum) => Elementary.Clamp(x, minimum, maximum);

    private const float SmallestNormal = 1.17549435e-38f;
}
