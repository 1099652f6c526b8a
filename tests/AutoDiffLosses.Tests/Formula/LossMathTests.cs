using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;
using static AutoDiffLosses.LossMath;

namespace AutoDiffLosses.Tests;

public class LossMathTests
{
    private static readonly Vec<float> Empty = new([]);
    private static readonly Vec<float> Tied = new([2, 5, 5, 2]);
    private static readonly Vec<float> WithNaN = new([2, float.NaN, 7, float.NaN]);

    [Fact]
    public void Kinks()
    {
        Assert.Equal(0, XLogY(0f, 0f));
        Assert.Equal((-1, 0, 1, double.NaN), (Sign(-3.0), Sign(0.0), Sign(2.0), Sign(double.NaN)));
        Assert.Equal((1, 2.5f, 3), (Clamp(0f, 1, 3), Clamp(2.5f, 1, 3), Clamp(4f, 1, 3)));
        Assert.True(float.IsNaN(Max(float.NaN, 1f)) && float.IsNaN(Min(1f, float.NaN)) && float.IsNaN(Clamp(float.NaN, 0, 1)));
        Assert.Equal(3f, StopGradient(3f));
    }

    [Fact]
    public void IntegersAreAsInMath()
    {
        Assert.IsType<int>((object)Max(1, 2));
        Assert.IsType<int>((object)Clamp(7, 1, 3));
        Assert.IsType<double>((object)Log(3));
        Assert.Equal(Math.Log(3), Log(3));
        Assert.Equal(0.125, Pow(2, -3));
    }

    [Fact]
    public void ReductionsOverNothing()
    {
        Assert.Equal((0f, 0f), (Sum(Empty), Mean(Empty)));
        Assert.Equal((float.PositiveInfinity, float.NegativeInfinity), (Min(Empty), Max(Empty)));
        Assert.Equal((int.MaxValue, int.MinValue), (Min(0, i => i), Max(0, i => i)));
        Assert.Equal((float.NegativeInfinity, double.NegativeInfinity), (LogSumExp(Empty), LogSumExp(0, i => 1.0)));
        Assert.Equal((-1, -1), (ArgMin(Empty), ArgMax(Empty)));
        Assert.Equal((false, true, 0), (Any(0, i => true), All(0, i => false), Count(0, i => true)));
    }

    [Fact]
    public void ReductionsGiveTiesToTheLowestIndexAndNaNToTheFirst()
    {
        Assert.Equal((0, 1), (ArgMin(Tied), ArgMax(Tied)));
        Assert.Equal((1, 1), (ArgMin(WithNaN), ArgMax(WithNaN)));
        Assert.True(float.IsNaN(Min(WithNaN)) && float.IsNaN(Max(WithNaN)) && float.IsNaN(Sum(WithNaN)) && float.IsNaN(LogSumExp(WithNaN)));
    }

    [Fact]
    public void ReductionsOfFormulas()
    {
        Assert.Equal(10, Sum(5, i => i));
        Assert.Equal(2.5, Mean(4, i => i + 1.0));
        Assert.Equal((2f, 5f), (Min(4, i => Tied[i]), Max(4, i => Tied[i])));
        Assert.Equal((true, false, 2), (Any(4, i => i == 2), All(4, i => i < 3), Count(4, i => i % 2 == 0)));
        Assert.Equal((true, false, 1), (Any(new Vec<bool>([false, true])), All(new Vec<bool>([false, true])), Count(new Vec<bool>([false, true]))));
        Assert.Equal(1000 + Math.Log(2), LogSumExp(2, i => 1000.0), 1e-12);
        Assert.Equal(6, Sum(3, i => Sum(i + 1, j => 1)));
    }

    [Fact]
    public void SumsOfFloatAddInDouble() => Assert.Equal(1e8f + 1000, Sum(1001, i => i == 0 ? 1e8f : 1f));

    [Fact]
    public void ElementByElement()
    {
        var v = new Vec<float>([1, 4]);
        var w = new Vec<float>([2, 3]);

        Assert.Equal([1, 2], Items(Sqrt(v)));
        Assert.Equal([2, 4], Items(Max(v, w)));
        Assert.Equal([3, 4], Items(Max(v, 3)));
        Assert.Equal([1, 3], Items(Min(3, v)));
        Assert.Equal([1, 64], Items(Pow(v, w)));
        Assert.Equal([1, 16], Items(Pow(v, 2)));
        Assert.Equal([2, 16], Items(Pow(2, v)));
        Assert.Equal([2, 3], Items(Clamp(v, 2, 3)));
        Assert.Equal([1, 4], Items(Abs(-v)));
        Assert.Equal([0, 4 * MathF.Log(3)], Items(XLogY(new Vec<float>([0, 4]), new Vec<float>([0, 3]))));
        Assert.Equal([1, 4], Items(StopGradient(v)));
        Assert.Throws<ArgumentException>(() => Max(v, Empty));
        Assert.Equal([0, 1, 2, 1, 2, 3], Items(Tabulate(2, 3, (i, j) => i + j)));
    }

    [Fact]
    public void ComposedFunctions()
    {
        var v = new Vec<float>([3, 4]);

        Assert.Equal((0, 2), (Relu(-1f), Relu(2f)));
        Assert.Equal([0, 2], Items(Relu(new Vec<float>([-1, 2]))));
        Assert.Equal(9, Square(3f));
        Assert.Equal((25, 5, 20), (SquaredNorm(v), Norm(v), SquaredDistance(v, new Vec<float>([-1, 2]))));
        Assert.Equal(11, Dot(v, new Vec<float>([1, 2])));
        Assert.Equal([0.6f, 0.8f], Items(Normalize(v)));
        Assert.Equal([0, 0], Items(Normalize(new Vec<float>([0, 0]))));
        Assert.Equal((1, 0), (MathF.Round(CosineSimilarity(v, 2 * v), 6), CosineSimilarity(v, 0 * v)));
        Assert.Equal(MathF.Log(5), LogAddExp(MathF.Log(2), MathF.Log(3)), 1e-6f);
        Assert.Equal(float.NegativeInfinity, LogAddExp(float.NegativeInfinity, float.NegativeInfinity));
        Assert.Equal(3, LogAddExp(new Vec<float>([float.NegativeInfinity]), new Vec<float>([3]))[0]);
    }

    [Fact]
    public void SoftmaxIsStable()
    {
        foreach (float shift in (float[])[0, 10000, -10000])
        {
            var v = new Vec<float>([1, 2, 0]) + shift;
            double sum = Math.E + Math.E * Math.E + 1;

            Assert.Equal(Math.Log(sum), LogSumExp(v) - shift, Math.Max(1e-6, Math.Abs(shift) * 1e-7));
            Assert.Equal(Math.E / sum, Softmax(v)[0], 1e-6);
            Assert.Equal(1 - Math.Log(sum), LogSoftmax(v)[0], 1e-6);
        }
        Assert.Equal(float.NegativeInfinity, LogSumExp(new Vec<float>([float.NegativeInfinity, float.NegativeInfinity])));
        Assert.Equal([0, 1], Items(Softmax(new Vec<float>([float.NegativeInfinity, 5]))));
    }

    [Fact]
    public void RequireThrows()
    {
        Require(true, "fine");
        Assert.Equal("not fine", Assert.Throws<ArgumentException>(() => Require(false, "not fine")).Message);
    }

    [Fact]
    public void WeightedIsAFunctionToo()
    {
        Assert.Equal(new Weighted(6, 2), Loss(3, 2));

        static Weighted Loss(float loss, float weight) => Weighted(weight * loss, weight);
    }

    private static T[] Items<T>(Vec<T> v) where T : unmanaged => Enumerable.Range(0, v.Length).Select(i => v[i]).ToArray();

    private static T[] Items<T>(Mat<T> m) where T : unmanaged
    {
        var items = new List<T>();
        for (int i = 0; i < m.Rows; i++)
            items.AddRange(Items(m.Row(i)));
        return [.. items];
    }
}
