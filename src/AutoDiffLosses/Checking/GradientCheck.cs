using System;
using System.Globalization;
using System.Numerics;
using AutoDiffLosses.Numerics;

namespace AutoDiffLosses;

/// <summary>A loss as a function of all its differentiated values: returns the loss, and writes its gradient.</summary>
/// <typeparam name="T"><see langword="float"/> or <see langword="double"/>.</typeparam>
public delegate T ValueAndGradient<T>(ReadOnlySpan<T> x, Span<T> gradient);

/// <summary>The element at which a gradient and its numeric estimate differ most.</summary>
/// <param name="WorstElement">Its index; -1 where there are no elements.</param>
/// <param name="Analytic">What the gradient says.</param>
/// <param name="Numeric">What differences of the loss say.</param>
/// <param name="RelativeError">Their difference, relative to the larger of both, and at least to a hundredth of the largest element of
/// either gradient; ∞ where one of them is not finite.</param>
public readonly record struct GradientCheckResult(int WorstElement, double Analytic, double Numeric, double RelativeError)
{
    /// <summary>The numbers, for people.</summary>
    public override string ToString() => WorstElement < 0
        ? "no elements"
        : string.Create(CultureInfo.InvariantCulture,
            $"element {WorstElement}: {Analytic:G9} analytic, {Numeric:G9} numeric, relative error {RelativeError:E1}");
}

/// <summary>Compares gradients with differences of the loss.</summary>
public static class GradientCheck
{
    /// <summary>Compares a gradient with central differences.</summary>
    /// <remarks>
    /// Each element x is moved by ±h, with h = ∛ε · max(1, |x|), where ε belongs to the type in which the loss is evaluated: about
    /// 6·10⁻⁶ in <see langword="double"/> and 5·10⁻³ in <see langword="float"/>. Away from kinks, expect a relative error below
    /// 10⁻⁷ in <see langword="double"/>, below 10⁻⁴ of a <see langword="float"/> gradient with a reference in
    /// <see langword="double"/>, and around 10⁻² without one.
    /// </remarks>
    /// <param name="at">Where to compare.</param>
    /// <param name="loss">The loss and its gradient.</param>
    /// <param name="reference">The same loss in <see langword="double"/>, for the differences; by default <paramref name="loss"/>
    /// itself.</param>
    /// <returns>The worst element.</returns>
    public static GradientCheckResult Compare<T>(
        ReadOnlySpan<T> at, ValueAndGradient<T> loss, Func<double[], double>? reference = null)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var gradient = new T[at.Length];
        loss(at, gradient);

        double[] numeric = reference == null ? Differences(at, loss) : Differences(at, reference);
        double largest = 0;
        for (int i = 0; i < at.Length; i++)
            largest = Math.Max(largest, Magnitude(Real.Widen(gradient[i]), numeric[i]));

        var worst = new GradientCheckResult(-1, 0, 0, 0);
        for (int i = 0; i < at.Length; i++)
        {
            double analytic = Real.Widen(gradient[i]);
            double difference = Math.Abs(analytic - numeric[i]);
            double error = difference == 0 ? 0 : difference / Math.Max(Magnitude(analytic, numeric[i]), largest / 100);
            if (!double.IsFinite(analytic) || !double.IsFinite(numeric[i]))
                error = double.PositiveInfinity;
            if (worst.WorstElement < 0 || error > worst.RelativeError)
                worst = new(i, analytic, numeric[i], error);
        }
        return worst;
    }

    private static double[] Differences<T>(ReadOnlySpan<T> at, ValueAndGradient<T> loss) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var x = at.ToArray();
        var unused = new T[x.Length];
        var differences = new double[x.Length];
        double cubeRoot = Math.Cbrt(Real.Widen(T.BitIncrement(T.One) - T.One));
        for (int i = 0; i < x.Length; i++)
        {
            T h = Real.Narrow<T>(cubeRoot * Math.Max(1, Math.Abs(Real.Widen(at[i]))));
            T above = x[i] = at[i] + h;
            double lossAbove = Real.Widen(loss(x, unused));
            T below = x[i] = at[i] - h;
            double lossBelow = Real.Widen(loss(x, unused));
            x[i] = at[i];
            differences[i] = (lossAbove - lossBelow) / Real.Widen(above - below);
        }
        return differences;
    }

    private static double[] Differences<T>(ReadOnlySpan<T> at, Func<double[], double> loss) where T : unmanaged
    {
        var x = new double[at.Length];
        for (int i = 0; i < x.Length; i++)
            x[i] = Real.Widen(at[i]);
        return Differences<double>(x, (moved, _) => loss(moved.ToArray()));
    }

    private static double Magnitude(double a, double b)
    {
        double magnitude = Math.Max(Math.Abs(a), Math.Abs(b));
        return double.IsFinite(magnitude) ? magnitude : 0;
    }
}
