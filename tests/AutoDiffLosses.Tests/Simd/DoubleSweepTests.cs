using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;
using Xunit.Abstractions;

namespace AutoDiffLosses.Tests.Simd;

/// <summary>Random doubles, against arithmetic of 256 bits.</summary>
public sealed class DoubleSweepTests(ITestOutputHelper output)
{
    private const int Points = 1504;

    [Theory]
    [InlineData("Exp", 1.0, -708, 709)]
    [InlineData("ExpNonPositive", 1.0, -708, 0)]
    [InlineData("ExpShifted", 1.0, -708, 709)]
    [InlineData("Expm1", 1.0, -45, 709)]
    [InlineData("Log", 1.0, 0, 1.7e308)]
    [InlineData("Log1p", 1.0, -1, 1.7e308)]
    [InlineData("Log1pOfUnit", 1.0, 0, 1)]
    [InlineData("Tanh", 2.5, -25, 25)]
    [InlineData("Sigmoid", 2.5, -700, 45)]
    [InlineData("LogSigmoid", 2.5, -800, 700)]
    [InlineData("Softplus", 2.5, -700, 800)]
    public void WithinUlps(string name, double bound, double from, double to)
    {
        double[] x = [.. Arguments(from, to).Take(Points)];
        BigFloat[] exact = [.. x.AsParallel().AsOrdered().Select(argument => Exact(name, argument))];
        foreach (int width in VectorFunction.Widths)
        {
            var results = new double[Points];
            VectorFunction.OfOne<double>(name, width)(x, results);
            double[] ulps = [.. exact.Zip(results, (reference, result) => reference.UlpsTo(result))];
            int worst = Array.IndexOf(ulps, ulps.Max());
            output.WriteLine($"{name} at {width}: {ulps[worst]:F4} ulp at {x[worst]:R}");
            Assert.True(ulps[worst] <= bound + FloatSweepTests.Slack, $"{name}({x[worst]:R}) at {width}: {ulps[worst]} ulp");
        }
    }

    /// <summary>Of any magnitude down to 2⁻⁶⁰, and evenly spread over short and long stretches.</summary>
    private static IEnumerable<double> Arguments(double from, double to)
    {
        var random = new Random(9);
        while (true)
        {
            double sign = random.Next(2) == 0 ? 1 : -1;
            double[] candidates =
            [
                sign * Math.ScaleB(1 + random.NextDouble(), random.Next(-60, 11)),
                sign * random.NextDouble(),
                sign * 3 * random.NextDouble(),
                sign * 50 * random.NextDouble(),
                from + (to - from) * random.NextDouble(),
                to > 1e9 ? Math.ScaleB(1 + random.NextDouble(), random.Next(-1022, 1023)) : 0.5 + random.NextDouble(),
            ];
            foreach (double x in candidates)
                if (x > from && x < to && Math.Abs(x) > 1e-18)
                    yield return x;
        }
    }

    private static BigFloat Exact(string name, double x) => name switch
    {
        "Exp" or "ExpNonPositive" or "ExpShifted" => BigFloat.Exp(x),
        "Expm1" => BigFloat.Expm1(x),
        "Log" => BigFloat.Log(x),
        "Log1p" or "Log1pOfUnit" => BigFloat.Log1p(x),
        "Tanh" => BigFloat.Expm1(2 * x) / (BigFloat.Expm1(2 * x) + 2),
        "Sigmoid" => 1 / (1 + BigFloat.Exp(-x)),
        "LogSigmoid" => -BigFloat.Log1p(BigFloat.Exp(-x)),
        "Softplus" => BigFloat.Log1p(BigFloat.Exp(x)),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };
}
