using System;
using Xunit;

namespace AutoDiffLosses.Tests;

public class GradientCheckTests
{
    [Fact]
    public void ARightGradientAgrees()
    {
        double Cubes(ReadOnlySpan<double> x, Span<double> gradient)
        {
            gradient[0] = 3 * x[0] * x[0];
            gradient[1] = -Math.Sin(x[1]);
            return x[0] * x[0] * x[0] + Math.Cos(x[1]);
        }
        Assert.InRange(GradientCheck.Compare<double>([2, 1], Cubes).RelativeError, 0, 1e-8);
    }

    [Fact]
    public void AWrongOneIsNamed()
    {
        var result = GradientCheck.Compare<float>(
            [2, 1],
            (x, gradient) =>
            {
                (gradient[0], gradient[1]) = (x[1], x[1]);
                return x[0] * x[1];
            },
            x => x[0] * x[1]);

        Assert.Equal(1, result.WorstElement);
        Assert.Equal(1, result.Analytic);
        Assert.Equal(2, result.Numeric, 1e-9);
        Assert.Equal("element 1: 1 analytic, 2 numeric, relative error 5.0E-001", result.ToString());
    }

    [Fact]
    public void NaNIsWorst()
    {
        var result = GradientCheck.Compare<double>([1], (x, gradient) => gradient[0] = double.NaN);

        Assert.Equal(double.PositiveInfinity, result.RelativeError);
        Assert.Equal(-1, GradientCheck.Compare<double>([], (_, _) => 0).WorstElement);
    }
}
