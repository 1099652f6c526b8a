using System;
using Xunit;

namespace AutoDiffLosses.Tests;

public class ReductionTests
{
    [Fact]
    public void MeanIsTheDefault() => Assert.Equal(Reduction.Mean, default);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void DivisorIsFiniteAndPositive(double n) =>
        Assert.Equal("n", Assert.Throws<ArgumentOutOfRangeException>(() => Reduction.DividedBy(n)).ParamName);

    [Fact]
    public void DivisorIsKept() => Assert.Equal("DividedBy(2.5)", Reduction.DividedBy(2.5).ToString());
}
