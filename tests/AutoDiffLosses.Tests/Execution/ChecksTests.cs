using System;
using AutoDiffLosses.Runtime;
using Xunit;

namespace AutoDiffLosses.Tests;

public class ChecksTests
{
    [Fact]
    public void Ranges()
    {
        Checks.Range(0.7f, 0, 0.7, "x");
        Checks.Range(3, 1, 3, "x");
        Refuses(0.71);
        Refuses(-0.1);
        Refuses(double.NaN);
        Assert.Throws<ArgumentOutOfRangeException>(() => Checks.Range(0f, 0, 1, "x", minimumIsExclusive: true));
        Assert.Throws<ArgumentOutOfRangeException>(() => Checks.Range(1, 0, 1, "x", maximumIsExclusive: true));

        static void Refuses(double value)
        {
            var exception = Assert.Throws<ArgumentOutOfRangeException>(() => Checks.Range(value, 0, 0.7, "x"));
            Assert.Equal("x", exception.ParamName);
            Assert.Contains("at least 0 and at most 0.7", exception.Message);
        }
    }

    [Fact]
    public void Conditions()
    {
        Checks.Require(true, "x is odd", 4);
        Assert.Equal("Sample 4: x is odd", Assert.Throws<ArgumentException>(() => Checks.Require(false, "x is odd", 4)).Message);
        Checks.Index(2, 3, 0, "x");
        Assert.Throws<ArgumentOutOfRangeException>(() => Checks.Index(-1, 3, 0, "x"));
    }

    [Fact]
    public void LongLabels()
    {
        using (var labels = Labels.Narrow([3, -100, int.MaxValue], "label"))
            Assert.Equal([3, -100, int.MaxValue], labels.Span.ToArray());
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => Labels.Narrow([0, 1L << 32], "label").Dispose());
        Assert.Equal("label", exception.ParamName);
        Assert.Contains("sample 1", exception.Message);
    }

    [Fact]
    public void FixedDimensions()
    {
        var exception = Assert.Throws<ArgumentException>(() =>
        {
            var axes = Dimension.Fixed("axes", 3);
            Batch<float, Arrays8>.Begin(out var batch);
            batch.SharedInput<float>([1, 2], ref axes, "@params");
        });
        Assert.Equal("params", exception.ParamName);
        Assert.Contains("'axes' is 2 in 'params', but must be 3", exception.Message);
    }

    [Fact]
    public void ScratchIsTakenWithinItsBounds()
    {
        using (var scratch = Scratch.Of<double>(100, ints: 3))
        {
            Output<double> a = scratch.Row(60), b = scratch.Row(40);
            var c = scratch.Ints(3);
            (a[59], b[39], c[2]) = (1, 2, 3);
            Assert.Equal((1, 2, 3), (a[59], b[39], c[2]));
            Assert.Throws<InvalidOperationException>(() => Scratch.Of<float>(1).Dispose());
        }
        using (var scratch = Scratch.Of<float>(1))
        {
            bool refused = false;
            try
            {
                scratch.Row(1 << 20);
            }
            catch (InvalidOperationException)
            {
                refused = true;
            }
            Assert.True(refused);
        }
    }

    [Fact]
    public void RowsAndMatrices()
    {
        var array = new float[12];
        Assert.Equal([4, 3], array.AsRows(3).Lengths.ToArray());
        Assert.Equal([2, 3, 2], array.AsMatrices(3, 2).Lengths.ToArray());
        Assert.Equal([0, 3], new ReadOnlySpan<float>().AsRows(3).Lengths.ToArray());
        Assert.Contains("rows of 5", Assert.Throws<ArgumentException>(() => { array.AsRows(5); }).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => { array.AsRows(0); });
    }

    [Fact]
    public void ScalarMathIsLossMathButForTinyExponentials()
    {
        Assert.Equal(0, ScalarMath.Exp(-87.5f));
        Assert.NotEqual(0, LossMath.Exp(-87.5f));
        Assert.Equal(LossMath.Exp(-87f), ScalarMath.Exp(-87f));
        Assert.True(float.IsNaN(ScalarMath.Exp(float.NaN)));
        Assert.Equal(LossMath.Sigmoid(-3f), ScalarMath.SigmoidFrom(ScalarMath.Exp(-3f), -3f));
        Assert.Equal((9, 3, 1), (ScalarMath.PowFromLog(3.0, 1.1, 2), ScalarMath.PowFromLog(3.0, 1.1, 1), ScalarMath.PowFromLog(0.0, double.NegativeInfinity, 0)));
        Assert.Equal(8, ScalarMath.PowFromLog(4, Math.Log(4), 1.5), 1e-14);
    }
}
