using System;
using System.Runtime.Intrinsics;
using AutoDiffLosses.Runtime;
using Xunit;

namespace AutoDiffLosses.Tests.Simd;

public sealed class ConversionTests
{
    private static readonly double[] Values =
    [
        0, -0.0, 0.5, -0.5, 1.9, -1.9, 16777217, -16777217, 2147483520, 2147483647, 2147483648, -2147483648, -2147483904, 3e9, -3e9, 1e300, -1e300,
        double.PositiveInfinity, double.NegativeInfinity, double.NaN,
    ];

    [Fact]
    public void CastsOfFloatsAreThoseOfTheLanguage() => Assert.All(Values, value =>
    {
        float x = (float)value;
        Assert.Equal((int)x, VectorMath.ToInt(Vector512.Create(x))[0]);
        Assert.Equal((int)x, VectorMath.ToInt(Vector256.Create(x))[0]);
        Assert.Equal((int)x, VectorMath.ToInt(Vector128.Create(x))[0]);
    });

    [Fact]
    public void CastsOfDoublesAreThoseOfTheLanguage() => Assert.All(Values, x =>
    {
        Assert.Equal((int)x, VectorMath.ToLong(Vector512.Create(x))[0]);
        Assert.Equal((int)x, VectorMath.ToLong(Vector256.Create(x))[0]);
        Assert.Equal((int)x, VectorMath.ToLong(Vector128.Create(x))[0]);
    });

    [Theory, InlineData(0), InlineData(1), InlineData(-7), InlineData(16777217), InlineData(int.MaxValue), InlineData(int.MinValue)]
    public void WholeNumbersBecomeReals(int x)
    {
        Assert.Equal((float)x, VectorMath.ToReal(Vector512.Create(x))[0]);
        Assert.Equal((float)x, VectorMath.ToReal(Vector256.Create(x))[0]);
        Assert.Equal((float)x, VectorMath.ToReal(Vector128.Create(x))[0]);
        Assert.Equal((double)x, VectorMath.ToReal(Vector512.Create((long)x))[0]);
        Assert.Equal((double)x, VectorMath.ToReal(Vector256.Create((long)x))[0]);
        Assert.Equal((double)x, VectorMath.ToReal(Vector128.Create((long)x))[0]);
    }

    [Theory]
    [InlineData(1f, 2f), InlineData(2f, 1f), InlineData(1f, 1f), InlineData(float.NaN, 1f), InlineData(1f, float.NaN), InlineData(float.NaN, float.NaN)]
    public void SearchesNeverLeaveNaN(float x, float best)
    {
        Assert.Equal(ScalarMath.IsLess(x, best), VectorMath.IsLess(Vector256.Create(x), Vector256.Create(best)).AsInt32()[0] == -1);
        Assert.Equal(ScalarMath.IsGreater(x, best), VectorMath.IsGreater(Vector256.Create(x), Vector256.Create(best)).AsInt32()[0] == -1);
        Assert.Equal(ScalarMath.IsLess(x, best), VectorMath.IsLess(Vector512.Create(x), Vector512.Create(best)).AsInt32()[0] == -1);
        Assert.Equal(ScalarMath.IsGreater(x, best), VectorMath.IsGreater(Vector128.Create(x), Vector128.Create(best)).AsInt32()[0] == -1);
    }
}
