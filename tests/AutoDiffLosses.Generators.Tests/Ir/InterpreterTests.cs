using System;
using System.Collections.Generic;
using AutoDiffLosses.Generators.Ir;
using Xunit;

namespace AutoDiffLosses.Generators.Tests.Ir;

public class InterpreterTests
{
    private readonly IrBuilder b = new();

    private static Interpreter Over(double[] x, bool eager = false) =>
        new(new Dictionary<string, double[]> { ["x"] = x }, new Dictionary<string, int> { ["n"] = x.Length }, eager);

    private Node X => b.Param("x", ScalarKind.Real, b.Dim("n"));

    private Node Reduce(Opcode op) => b.Reduce(op, b.Dim("n"), i => b.Load(X, i));

    [Fact]
    public void ALogSumExp()
    {
        var max = Reduce(Opcode.ReduceMax);
        var sum = b.Reduce(Opcode.ReduceSum, b.Dim("n"), i => b.Unary(Opcode.Exp, b.Sub(b.Load(X, i), max)));
        var node = b.Add(max, b.Unary(Opcode.Log, sum));
        Assert.Equal("max(i1 < n, x[i1]) + log(sum(i1 < n, exp(x[i1] - max(i1 < n, x[i1]))))", node.ToString());
        Assert.Equal(1002 + Math.Log(1 + Math.Exp(-1) + Math.Exp(-2)), Over([1000, 1001, 1002]).Scalar(node), 12);
    }

    [Theory]
    [InlineData(new double[] { 3, 1, 1, 3 }, 1, 0)]
    [InlineData(new double[] { 3, double.NaN, 1, double.NaN }, 1, 1)]
    [InlineData(new double[] { double.PositiveInfinity }, 0, 0)]
    [InlineData(new double[0], -1, -1)]
    public void TiesGoToTheLowestIndexAndNaNsToTheFirst(double[] x, int least, int greatest)
    {
        Assert.Equal(least, Over(x).Scalar(Reduce(Opcode.ReduceArgMin)));
        Assert.Equal(greatest, Over(x).Scalar(Reduce(Opcode.ReduceArgMax)));
    }

    [Fact]
    public void OverNothing()
    {
        Assert.Equal(0, Over([]).Scalar(Reduce(Opcode.ReduceSum)));
        Assert.Equal(double.PositiveInfinity, Over([]).Scalar(Reduce(Opcode.ReduceMin)));
        Assert.Equal(double.NegativeInfinity, Over([]).Scalar(Reduce(Opcode.ReduceMax)));
        Assert.Equal(int.MaxValue, Over([]).Scalar(b.Reduce(Opcode.ReduceMin, b.Dim("n"), i => i)));
        Assert.Equal(0, Over([]).Scalar(b.Reduce(Opcode.ReduceAny, b.Dim("n"), i => b.Less(i, b.Int(9)))));
        Assert.Equal(1, Over([]).Scalar(b.Reduce(Opcode.ReduceAll, b.Dim("n"), i => b.Less(i, b.Int(9)))));
    }

    [Fact]
    public void AnAddressIsNotFormedWhereTheGuardDoesNotHold()
    {
        var label = b.Param("k", ScalarKind.Int);
        var inside = b.And(b.LessEqual(b.Int(0), label), b.Less(label, b.Dim("n")));
        double At(Node node, int k) => new Interpreter(
            new Dictionary<string, double[]> { ["x"] = [5, 7], ["k"] = [k] }, new Dictionary<string, int> { ["n"] = 2 }, eager: true).Scalar(node);
        var guarded = b.Load(X, inside, [label]);
        Assert.Equal("x[k if 0 <= k && k < n]", guarded.ToString());
        Assert.Equal(7, At(guarded, 1));
        Assert.Equal(0, At(guarded, 2));
        var thrown = Assert.Throws<IndexOutOfRangeException>(() => At(b.Load(X, label), -1));
        Assert.Equal("-1 is not inside of 2: x[k]", thrown.Message);
    }

    [Fact]
    public void AChoiceEvaluatesWhatItChoosesUnlessEager()
    {
        var quotient = b.Select(b.Equal(b.Dim("n"), b.Int(0)), b.Int(0), b.Div(b.Int(10), b.Dim("n")));
        Assert.Equal(5, Over([1, 2]).Scalar(quotient));
        Assert.Equal(0, Over([]).Scalar(quotient));
        Assert.Throws<DivideByZeroException>(() => Over([], eager: true).Scalar(quotient));
    }

    [Fact]
    public void ArraysAndTheirVersions()
    {
        var n = b.Dim("n");
        var doubled = b.Tabulate(n, i => b.Mul(b.Real(2), b.Load(X, i)));
        Assert.Equal("tabulate(i1 < n, 2 * x[i1])", doubled.ToString());
        Assert.Equal([2, 4, 6], Over([1, 2, 3]).Array(doubled));

        var set = b.With(doubled, b.True, b.Real(-1), b.Int(1));
        Assert.Equal([2, -1, 6], Over([1, 2, 3]).Array(set));
        Assert.Equal("with(x, [1] = -1)", b.With(X, b.True, b.Real(-1), b.Int(1)).ToString());

        // Below the diagonal of a square: the second loop ends at the first one's variable.
        var i = b.FreshIndex(n);
        var j = b.FreshIndex(i);
        var triangle = b.Scatter(b.Zeros(ScalarKind.Real, n, n), b.True, b.Load(X, j), [i, j], [i, j]);
        Assert.Equal("scatter(zeros(n, n), i1 < n, i2 < i1, [i1, i2] += x[i2])", triangle.ToString());
        Assert.Equal([0, 0, 0, 1, 0, 0, 1, 2, 0], Over([1, 2, 3]).Array(triangle));
        Assert.Equal([1, 1, 1, 2, 2, 1, 2, 3, 3], Over([1, 2, 3]).Array(b.Contributions([
            triangle, b.Tabulate([i, b.FreshIndex(n)], b.Real(1)), b.Scatter(b.Zeros(ScalarKind.Real, n, n), b.True, b.Convert(ScalarKind.Real, i), [i], [i, i])])));
    }
}
