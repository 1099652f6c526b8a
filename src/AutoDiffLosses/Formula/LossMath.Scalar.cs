using System;
using AutoDiffLosses.Numerics;

namespace AutoDiffLosses;

/// <summary>The functions of the formula language. Each one really computes, so that a formula runs as plain C#.</summary>
public static partial class LossMath
{
    // ---------------------------------------------------------------------------------------------------------- float

    /// <summary>eˣ.</summary>
    public static float Exp(float x) => MathF.Exp(x);

    /// <summary>The natural logarithm.</summary>
    public static float Log(float x) => MathF.Log(x);

    /// <summary>log(1 + x), accurate near 0.</summary>
    public static float Log1p(float x) => Elementary.Log1p(x);

    /// <summary>eˣ - 1, accurate near 0.</summary>
    public static float Expm1(float x) => Elementary.Expm1(x);

    /// <summary>The square root. Its derivative at 0 is taken as 0.</summary>
    public static float Sqrt(float x) => MathF.Sqrt(x);

    /// <summary>The absolute value. Its derivative at 0 is taken as 0.</summary>
    public static float Abs(float x) => MathF.Abs(x);

    /// <summary>-1, 0 or 1; NaN of NaN. It has no gradient.</summary>
    public static float Sign(float x) => Elementary.Sign(x);

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    public static float Sigmoid(float x) => Elementary.Sigmoid(x);

    /// <summary>log(1 / (1 + e⁻ˣ)), stable for any x.</summary>
    public static float LogSigmoid(float x) => Elementary.LogSigmoid(x);

    /// <summary>log(1 + eˣ), stable for any x.</summary>
    public static float Softplus(float x) => Elementary.Softplus(x);

    /// <summary>The hyperbolic tangent.</summary>
    public static float Tanh(float x) => MathF.Tanh(x);

    /// <summary>The sine.</summary>
    public static float Sin(float x) => MathF.Sin(x);

    /// <summary>The cosine.</summary>
    public static float Cos(float x) => MathF.Cos(x);

    /// <summary>The tangent.</summary>
    public static float Tan(float x) => MathF.Tan(x);

    /// <summary>The arc sine.</summary>
    public static float Asin(float x) => MathF.Asin(x);

    /// <summary>The arc cosine.</summary>
    public static float Acos(float x) => MathF.Acos(x);

    /// <summary>The arc tangent.</summary>
    public static float Atan(float x) => MathF.Atan(x);

    /// <summary>The hyperbolic sine.</summary>
    public static float Sinh(float x) => MathF.Sinh(x);

    /// <summary>The hyperbolic cosine.</summary>
    public static float Cosh(float x) => MathF.Cosh(x);

    /// <summary>The error function.</summary>
    public static float Erf(float x) => (float)ErrorFunction.Erf(x);

    /// <summary>log|Γ(x)|.</summary>
    public static float LogGamma(float x) => (float)GammaFunctions.LogGamma(x);

    /// <summary>ψ(x), the derivative of <see cref="LogGamma(float)"/>.</summary>
    public static float Digamma(float x) => (float)GammaFunctions.Digamma(x);

    /// <summary>ψ'(x), the derivative of <see cref="Digamma(float)"/>. It has no derivative itself.</summary>
    public static float Trigamma(float x) => (float)GammaFunctions.Trigamma(x);

    /// <summary>x itself, through which no gradient flows.</summary>
    public static float StopGradient(float x) => x;

    /// <summary>xʸ. At x = 0 its slope in x is taken as 0, unless y = 1.</summary>
    public static float Pow(float x, float y) => MathF.Pow(x, y);

    /// <summary>The smaller one; NaN if one is. At a tie each side has half of the gradient, or none if the other has none.</summary>
    public static float Min(float x, float y) => MathF.Min(x, y);

    /// <summary>The larger one; NaN if one is. At a tie each side has half of the gradient, or none if the other has none.</summary>
    public static float Max(float x, float y) => MathF.Max(x, y);

    /// <summary>The angle of the point (x, y).</summary>
    public static float Atan2(float y, float x) => MathF.Atan2(y, x);

    /// <summary>x · log y, and 0 where x = 0.</summary>
    public static float XLogY(float x, float y) => Elementary.XLogY(x, y);

    /// <summary>x, but not less than the minimum and not more than the maximum. The gradient passes on the closed interval.</summary>
    public static float Clamp(float x, float minimum, float maximum) => Elementary.Clamp(x, minimum, maximum);

    // --------------------------------------------------------------------------------------------------------- double

    /// <summary>eˣ.</summary>
    public static double Exp(double x) => Math.Exp(x);

    /// <summary>The natural logarithm.</summary>
    public static double Log(double x) => Math.Log(x);

    /// <summary>log(1 + x), accurate near 0.</summary>
    public static double Log1p(double x) => Elementary.Log1p(x);

    /// <summary>eˣ - 1, accurate near 0.</summary>
    public static double Expm1(double x) => Elementary.Expm1(x);

    /// <summary>The square root. Its derivative at 0 is taken as 0.</summary>
    public static double Sqrt(double x) => Math.Sqrt(x);

    /// <summary>The absolute value. Its derivative at 0 is taken as 0.</summary>
    public static double Abs(double x) => Math.Abs(x);

    /// <summary>-1, 0 or 1; NaN of NaN. It has no gradient.</summary>
    public static double Sign(double x) => Elementary.Sign(x);

    /// <summary>1 / (1 + e⁻ˣ).</summary>
    public static double Sigmoid(double x) => Elementary.Sigmoid(x);

    /// <summary>log(1 / (1 + e⁻ˣ)), stable for any x.</summary>
    public static double LogSigmoid(double x) => Elementary.LogSigmoid(x);

    /// <summary>log(1 + eˣ), stable for any x.</summary>
    public static double Softplus(double x) => Elementary.Softplus(x);

    /// <summary>The hyperbolic tangent.</summary>
    public static double Tanh(double x) => Math.Tanh(x);

    /// <summary>The sine.</summary>
    public static double Sin(double x) => Math.Sin(x);

    /// <summary>The cosine.</summary>
    public static double Cos(double x) => Math.Cos(x);

    /// <summary>The tangent.</summary>
    public static double Tan(double x) => Math.Tan(x);

    /// <summary>The arc sine.</summary>
    public static double Asin(double x) => Math.Asin(x);

    /// <summary>The arc cosine.</summary>
    public static double Acos(double x) => Math.Acos(x);

    /// <summary>The arc tangent.</summary>
    public static double Atan(double x) => Math.Atan(x);

    /// <summary>The hyperbolic sine.</summary>
    public static double Sinh(double x) => Math.Sinh(x);

    /// <summary>The hyperbolic cosine.</summary>
    public static double Cosh(double x) => Math.Cosh(x);

    /// <summary>The error function.</summary>
    public static double Erf(double x) => ErrorFunction.Erf(x);

    /// <summary>log|Γ(x)|.</summary>
    public static double LogGamma(double x) => GammaFunctions.LogGamma(x);

    /// <summary>ψ(x), the derivative of <see cref="LogGamma(double)"/>.</summary>
    public static double Digamma(double x) => GammaFunctions.Digamma(x);

    /// <summary>ψ'(x), the derivative of <see cref="Digamma(double)"/>. It has no derivative itself.</summary>
    public static double Trigamma(double x) => GammaFunctions.Trigamma(x);

    /// <summary>x itself, through which no gradient flows.</summary>
    public static double StopGradient(double x) => x;

    /// <summary>xʸ. At x = 0 its slope in x is taken as 0, unless y = 1.</summary>
    public static double Pow(double x, double y) => Math.Pow(x, y);

    /// <summary>The smaller one; NaN if one is. At a tie each side has half of the gradient, or none if the other has none.</summary>
    public static double Min(double x, double y) => Math.Min(x, y);

    /// <summary>The larger one; NaN if one is. At a tie each side has half of the gradient, or none if the other has none.</summary>
    public static double Max(double x, double y) => Math.Max(x, y);

    /// <summary>The angle of the point (x, y).</summary>
    public static double Atan2(double y, double x) => Math.Atan2(y, x);

    /// <summary>x · log y, and 0 where x = 0.</summary>
    public static double XLogY(double x, double y) => Elementary.XLogY(x, y);

    /// <summary>x, but not less than the minimum and not more than the maximum. The gradient passes on the closed interval.</summary>
    public static double Clamp(double x, double minimum, double maximum) => Elementary.Clamp(x, minimum, maximum);

    // ------------------------------------------------------------------------------------------------------------ int

    /// <inheritdoc cref="Abs(float)"/>
    public static int Abs(int x) => Math.Abs(x);

    /// <inheritdoc cref="Min(float, float)"/>
    public static int Min(int x, int y) => Math.Min(x, y);

    /// <inheritdoc cref="Max(float, float)"/>
    public static int Max(int x, int y) => Math.Max(x, y);

    /// <inheritdoc cref="Clamp(float, float, float)"/>
    public static int Clamp(int x, int minimum, int maximum) => Elementary.Clamp(x, minimum, maximum);

    // Of an integer, as in Math, these are double: float would be the better overload, and lose digits.

    /// <inheritdoc cref="Exp(double)"/>
    public static double Exp(int x) => Exp((double)x);

    /// <inheritdoc cref="Log(double)"/>
    public static double Log(int x) => Log((double)x);

    /// <inheritdoc cref="Log1p(double)"/>
    public static double Log1p(int x) => Log1p((double)x);

    /// <inheritdoc cref="Expm1(double)"/>
    public static double Expm1(int x) => Expm1((double)x);

    /// <inheritdoc cref="Sqrt(double)"/>
    public static double Sqrt(int x) => Sqrt((double)x);

    /// <inheritdoc cref="Sigmoid(double)"/>
    public static double Sigmoid(int x) => Sigmoid((double)x);

    /// <inheritdoc cref="LogSigmoid(double)"/>
    public static double LogSigmoid(int x) => LogSigmoid((double)x);

    /// <inheritdoc cref="Softplus(double)"/>
    public static double Softplus(int x) => Softplus((double)x);

    /// <inheritdoc cref="Tanh(double)"/>
    public static double Tanh(int x) => Tanh((double)x);

    /// <inheritdoc cref="Sin(double)"/>
    public static double Sin(int x) => Sin((double)x);

    /// <inheritdoc cref="Cos(double)"/>
    public static double Cos(int x) => Cos((double)x);

    /// <inheritdoc cref="Tan(double)"/>
    public static double Tan(int x) => Tan((double)x);

    /// <inheritdoc cref="Asin(double)"/>
    public static double Asin(int x) => Asin((double)x);

    /// <inheritdoc cref="Acos(double)"/>
    public static double Acos(int x) => Acos((double)x);

    /// <inheritdoc cref="Atan(double)"/>
    public static double Atan(int x) => Atan((double)x);

    /// <inheritdoc cref="Sinh(double)"/>
    public static double Sinh(int x) => Sinh((double)x);

    /// <inheritdoc cref="Cosh(double)"/>
    public static double Cosh(int x) => Cosh((double)x);

    /// <inheritdoc cref="Erf(double)"/>
    public static double Erf(int x) => Erf((double)x);

    /// <inheritdoc cref="LogGamma(double)"/>
    public static double LogGamma(int x) => LogGamma((double)x);

    /// <inheritdoc cref="Digamma(double)"/>
    public static double Digamma(int x) => Digamma((double)x);

    /// <inheritdoc cref="Trigamma(double)"/>
    public static double Trigamma(int x) => Trigamma((double)x);

    /// <inheritdoc cref="Pow(double, double)"/>
    public static double Pow(int x, int y) => Pow((double)x, y);

    /// <inheritdoc cref="Atan2(double, double)"/>
    public static double Atan2(int y, int x) => Atan2((double)y, x);

    /// <inheritdoc cref="XLogY(double, double)"/>
    public static double XLogY(int x, int y) => XLogY((double)x, y);

    /// <summary>Demands what must hold of the values that have no gradient, for every sample, before anything is written.</summary>
    /// <exception cref="ArgumentException">The condition does not hold.</exception>
    public static void Require(bool condition, string message)
    {
        if (!condition)
            throw new ArgumentException(message);
    }

    /// <summary>The loss of a sample that does not count for 1.</summary>
    /// <param name="weightedLoss">The loss, multiplied by the weight.</param>
    /// <param name="weight">What the sample counts in the divisor of <see cref="Reduction.Mean"/>. It carries no gradient.</param>
    public static Weighted Weighted(float weightedLoss, float weight) => new(weightedLoss, weight);

    /// <inheritdoc cref="Weighted(float, float)"/>
    public static Weighted Weighted(double weightedLoss, double weight) => new(weightedLoss, weight);
}
