using System;

namespace AutoDiffLosses.Numerics;

/// <summary>log|Γ| and its first two derivatives: asymptotic series from 10 on, recurrence below, reflection below 0.</summary>
internal static class GammaFunctions
{
    private const double Asymptotic = 10;
    private const double HalfLog2Pi = 0.91893853320467274178;
    private const double OneMinusEuler = 0.42278433509846713939;

    /// <summary>log Γ(2 + w) = (1 - γ) w + Σ (-1)ᵏ (ζ(k) - 1) wᵏ / k from k = 2 on: these coefficients.</summary>
    private static ReadOnlySpan<double> AroundTwo =>
    [
        0.32246703342411322, -0.067352301053198095, 0.020580808427784548, -0.0073855510286739853, 0.0028905103307415233,
        -0.001192753911703261, 0.00050966952474304242, -0.00022315475845357938, 9.9457512781808534e-5,
        -4.4926236738133142e-5, 2.0507212775670692e-5, -9.4394882752683959e-6, 4.3748667899074878e-6,
        -2.0392157538013662e-6, 9.5514121304074198e-7, -4.492469198764566e-7, 2.1207184805554666e-7,
        -1.00432248239681e-7, 4.7698101693639806e-8, -2.2711094608943165e-8, 1.0838659214896954e-8,
        -5.1834750419700467e-9, 2.4836745438024783e-9, -1.1921401405860912e-9, 5.731367241678862e-10,
        -2.7595228851242331e-10, 1.3304764374244489e-10,
    ];

    /// <summary>B₂ₖ / (2k (2k - 1)), of Stirling's series.</summary>
    private static ReadOnlySpan<double> Stirling =>
        [1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360, 1.0 / 156, -3617.0 / 122400];

    /// <summary>-B₂ₖ / 2k.</summary>
    private static ReadOnlySpan<double> DigammaSeries =>
        [-1.0 / 12, 1.0 / 120, -1.0 / 252, 1.0 / 240, -1.0 / 132, 691.0 / 32760, -1.0 / 12, 3617.0 / 8160];

    /// <summary>B₂ₖ.</summary>
    private static ReadOnlySpan<double> TrigammaSeries =>
        [1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6, -3617.0 / 510];

    /// <summary>log|Γ(x)|; +∞ at 0, at the negative integers and at ±∞.</summary>
    public static double LogGamma(double x)
    {
        if (double.IsInfinity(x))
            return double.PositiveInfinity;
        if (x < 0)
            return Math.Log(Math.PI / Math.Abs(x * double.SinPi(x))) - LogGamma(-x);   // Γ(x) Γ(-x) = -π / (x sin πx)
        if (x < 0.5)
            return LogGammaOfTwoPlus(x) - Elementary.Log1p(x) - Math.Log(x);   // Γ(x) = Γ(2 + x) / (x (1 + x))
        if (x < 1.5)
            return LogGammaOfTwoPlus(x - 1) - Elementary.Log1p(x - 1);
        if (x >= Asymptotic)
            return (x - 0.5) * Math.Log(x) - x + HalfLog2Pi + Elementary.Polynomial(Stirling, 1 / (x * x)) / x;
        double product = 1;
        for (; x > 2.5; product *= x)
            x--;
        return LogGammaOfTwoPlus(x - 2) + Math.Log(product);
    }

    /// <summary>log Γ(2 + w) for |w| ≤ 1/2.</summary>
    private static double LogGammaOfTwoPlus(double w) => w * (OneMinusEuler + w * Elementary.Polynomial(AroundTwo, w));

    /// <summary>ψ(x) = (log Γ)'(x); NaN at the negative integers, -∞ at 0.</summary>
    public static double Digamma(double x)
    {
        if (x == 0)
            return double.NegativeInfinity;
        if (x < 0)
            return x == Math.Floor(x) ? double.NaN : Digamma(1 - x) - Math.PI / double.TanPi(x);
        double lower = 0;
        for (; x < Asymptotic; x++)
            lower += 1 / x;
        double inverse = 1 / x;
        return Math.Log(x) - lower - inverse / 2 + inverse * inverse * Elementary.Polynomial(DigammaSeries, inverse * inverse);
    }

    /// <summary>ψ'(x); +∞ at 0 and at the negative integers.</summary>
    public static double Trigamma(double x)
    {
        if (x < 0)
        {
            double sine = double.SinPi(x) / Math.PI;
            return 1 / (sine * sine) - Trigamma(1 - x);
        }
        double lower = 0;
        for (; x < Asymptotic; x++)
            lower += 1 / (x * x);
        double inverse = 1 / x, square = inverse * inverse;
        return lower + inverse + square / 2 + inverse * square * Elementary.Polynomial(TrigammaSeries, square);
    }
}
