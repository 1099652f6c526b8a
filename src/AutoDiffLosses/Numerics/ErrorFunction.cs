using System;

namespace AutoDiffLosses.Numerics;

/// <summary>erf, by polynomials that interpolate it at Chebyshev nodes, to less than 10⁻¹⁷.</summary>
internal static class ErrorFunction
{
    /// <summary>erf(x) / x in x², for |x| ≤ 1.</summary>
    private static ReadOnlySpan<double> Near =>
    [
        1.1283791670955126, -0.37612638903183748, 0.11283791670954879, -0.026866170645076793, 0.0052239776248180145,
        -0.00085483269808337899, 0.00012055331111642711, -1.4925595266831182e-5, 1.6461000484121368e-6,
        -1.6350312701054695e-7, 1.4659775274047436e-8, -1.1372848856791674e-9, 5.9571761477489114e-11,
    ];

    /// <summary>(1 - erf(x)) · exp(x²) in (x - 2.5) / (x + 2.5), for 1 ≤ x ≤ 6.</summary>
    private static ReadOnlySpan<double> Far =>
    [
        0.21080636406114358, -0.37173673394897296, 0.25171319321744877, -0.12503305237891781, 0.039922539075465232,
        -0.0039937011601230292, -0.0026423659518134549, 0.00087591528757743275, 0.0002283799633257643,
        -0.00012887483134837842, -3.4175718896856293e-5, 1.8596747731144529e-5, 7.4997350507632987e-6,
        -2.2328516517555214e-6, -1.587633893127344e-6,
    ];

    public static double Erf(double x)
    {
        double magnitude = Math.Abs(x);
        if (magnitude <= 1)
            return x * Elementary.Polynomial(Near, x * x);
        if (magnitude >= 6)
            return Math.CopySign(1, x);
        double complement = Math.Exp(-x * x) * Elementary.Polynomial(Far, (magnitude - 2.5) / (magnitude + 2.5));
        return Math.CopySign(1 - complement, x);
    }
}
