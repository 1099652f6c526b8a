using System.ComponentModel.DataAnnotations;
using static AutoDiffLosses.LossMath;

namespace AutoDiffLosses;

public static partial class Losses
{
    /// <summary>The squared error.</summary>
    /// <remarks>loss = (prediction − target)², with no factor of a half.</remarks>
    /// <param name="prediction">The predicted value.</param>
    /// <param name="target">The true value.</param>
    [Loss(AlsoDouble = true)]
    public static float SquaredError(float prediction, [Target] float target) => Square(prediction - target);

    /// <summary>The absolute error.</summary>
    /// <remarks>loss = |prediction − target|. The gradient at an error of 0 is 0.</remarks>
    /// <param name="prediction">The predicted value.</param>
    /// <param name="target">The true value.</param>
    [Loss(AlsoDouble = true)]
    public static float AbsoluteError(float prediction, [Target] float target) => Abs(prediction - target);

    /// <summary>The logarithm of the hyperbolic cosine of the error, quadratic near 0 and linear far from it.</summary>
    /// <remarks>loss = log cosh(prediction − target), finite for errors of any finite size; the gradient is tanh(prediction − target).</remarks>
    /// <param name="prediction">The predicted value.</param>
    /// <param name="target">The true value.</param>
    [Loss(AlsoDouble = true)]
    public static float LogCosh(float prediction, [Target] float target)
    {
        // cosh e = exp(-e)·(1 + exp(2e)) / 2, so that no exponential overflows.
        float error = prediction - target;
        return Softplus(2 * error) - error - Log(2f);
    }

    /// <summary>The Huber loss, quadratic up to an error of delta and linear beyond.</summary>
    /// <remarks>
    /// With e = |prediction − target|: loss = e²/2 where e ≤ delta, else delta·(e − delta/2).
    /// Huber, Robust Estimation of a Location Parameter (1964).
    /// </remarks>
    /// <param name="prediction">The predicted value.</param>
    /// <param name="target">The true value.</param>
    /// <param name="delta">The error at which the slope stops to grow, not negative.</param>
    /// <exception cref="System.ArgumentOutOfRangeException">Of a batch: <paramref name="delta"/> is negative.</exception>
    [Loss(AlsoDouble = true)]
    public static float Huber(float prediction, [Target] float target,
                              [Hyperparameter, Range(0.0, double.PositiveInfinity)] float delta = 1f)
    {
        float error = Abs(prediction - target);
        return error <= delta ? 0.5f * Square(error) : delta * (error - 0.5f * delta);
    }

    /// <summary>The smooth absolute error, quadratic below an error of beta and of slope 1 beyond.</summary>
    /// <remarks>
    /// With e = |prediction − target|: loss = e²/(2·beta) where e &lt; beta, else e − beta/2: the Huber loss divided by its delta.
    /// At beta = 0 it is the absolute error. Girshick, Fast R-CNN (2015).
    /// </remarks>
    /// <param name="prediction">The predicted value.</param>
    /// <param name="target">The true value.</param>
    /// <param name="beta">The error at which the slope reaches 1, not negative.</param>
    /// <exception cref="System.ArgumentOutOfRangeException">Of a batch: <paramref name="beta"/> is negative.</exception>
    [Loss(AlsoDouble = true)]
    public static float SmoothL1(float prediction, [Target] float target,
                                 [Hyperparameter, Range(0.0, double.PositiveInfinity)] float beta = 1f)
    {
        float error = Abs(prediction - target);
        return error < beta ? 0.5f * Square(error) / beta : error - 0.5f * beta;
    }

    /// <summary>The pinball loss, whose least mean is at a quantile of the targets.</summary>
    /// <remarks>
    /// With e = target − prediction: loss = quantile·e where e ≥ 0, else (quantile − 1)·e. At 0.5 it is half the absolute error.
    /// Koenker and Bassett, Regression Quantiles (1978).
    /// </remarks>
    /// <param name="prediction">The predicted quantile.</param>
    /// <param name="target">The true value.</param>
    /// <param name="quantile">Which quantile, from 0 to 1.</param>
    /// <exception cref="System.ArgumentOutOfRangeException">Of a batch: <paramref name="quantile"/> is out of its range.</exception>
    [Loss(AlsoDouble = true)]
    public static float Quantile(float prediction, [Target] float target,
                                 [Hyperparameter, Range(0.0, 1.0)] float quantile = 0.5f)
    {
        float error = target - prediction;
        return Max(quantile * error, (quantile - 1) * error);
    }

    /// <summary>The negative log-likelihood of a normal distribution whose mean and variance are both predicted.</summary>
    /// <remarks>
    /// loss = (logVariance + (target − mean)²·exp(−logVariance))/2, without the constant log(2π)/2.
    /// Nix and Weigend, Estimating the Mean and Variance of the Target Probability Distribution (1994).
    /// </remarks>
    /// <param name="mean">The predicted mean.</param>
    /// <param name="logVariance">The logarithm of the predicted variance.</param>
    /// <param name="target">The true value.</param>
    [Loss(AlsoDouble = true)]
    public static float GaussianNll(float mean, float logVariance, [Target] float target) =>
        0.5f * (logVariance + Square(target - mean) * Exp(-logVariance));

    /// <summary>The negative log-likelihood of a Poisson distribution whose log-rate is predicted.</summary>
    /// <remarks>loss = exp(logRate) − target·logRate, without the constant log(target!).</remarks>
    /// <param name="logRate">The logarithm of the predicted rate.</param>
    /// <param name="target">The count.</param>
    [Loss(AlsoDouble = true)]
    public static float PoissonNll(float logRate, [Target] float target) => Exp(logRate) - target * logRate;
}
