using System;
using System.Linq;
using AutoDiffLosses.Generators.Differentiation;
using AutoDiffLosses.Generators.Ir;
using Xunit;

namespace AutoDiffLosses.Generators.Tests.Differentiation;

/// <summary>Formulas of all shapes against central differences, and their second derivatives.</summary>
public class ReverseModeTests
{
    private readonly IrBuilder b = new();
    private readonly Random random = new(7);

    private Gradients Formula(params (string, int)[] dims) => new(b, 3, dims);
    private Node Sum(Node extent, Func<Node, Node> body) => b.Reduce(Opcode.ReduceSum, extent, body);
    private Node Min(Node extent, Func<Node, Node> body) => b.Reduce(Opcode.ReduceMin, extent, body);
    private Node Max(Node extent, Func<Node, Node> body) => b.Reduce(Opcode.ReduceMax, extent, body);
    private Node Exp(Node x) => b.Unary(Opcode.Exp, x);
    private Node Log(Node x) => b.Unary(Opcode.Log, x);
    private Node Square(Node x) => b.Mul(x, x);

    private Node LogSumExp(Node n, Func<Node, Node> x)
    {
        var shift = b.Stop(Max(n, x));
        return b.Add(shift, Log(Sum(n, i => Exp(b.Sub(x(i), shift)))));
    }

    [Fact]
    public void FocalOfALogit()
    {
        var f = Formula();
        var x = f.Parameter("x", ParameterRole.Sample, random);
        var t = f.Parameter("t", ParameterRole.Target, random, r => Math.Round(r));
        var gamma = f.Parameter("gamma", ParameterRole.Hyperparameter, random, r => 1.7);
        var p = b.Unary(Opcode.Sigmoid, x);
        var pt = b.Select(b.Less(b.Real(0.5), t), p, b.Sub(b.Real(1), p));
        f.CheckTwice(b.Neg(b.Mul(b.Binary(Opcode.Pow, b.Sub(b.Real(1), pt), gamma), Log(pt))));
    }

    [Fact]
    public void SoftmaxCrossEntropyOfALabel()
    {
        var f = Formula(("classes", 4));
        var n = b.Dim("classes");
        var x = f.Parameter("x", ParameterRole.Sample, random, null, n);
        var label = f.Integer("label", ParameterRole.Sample, random, 4);
        f.CheckTwice(b.Sub(LogSumExp(n, i => b.Load(x, i)), b.Load(x, label)));
    }

    [Fact]
    public void TheSoftmaxOfTheGradientIsThatOfTheLossAndTheLabelIsOneElement()
    {
        var f = Formula(("classes", 4));
        var n = b.Dim("classes");
        var x = f.Parameter("x", ParameterRole.Sample, random, null, n);
        var label = f.Integer("label", ParameterRole.Sample, random, 4);
        var formula = f.Differentiated(b.Sub(LogSumExp(n, i => b.Load(x, i)), b.Load(x, label)));

        var gradient = formula.Gradients.Single().Gradient;
        Assert.Equal([Opcode.Tabulate, Opcode.Scatter], gradient.Operands.Select(o => o.Op).OrderBy(o => o));
        Assert.Single(Graph.Reachable([formula.Loss, gradient]), node => node.Op == Opcode.Exp);
        Assert.Equal(
            "contributions(scatter(zeros(samples, classes), i1 < samples, [i1, label[i1]] += -seed[i1]), " +
            "tabulate(i1 < samples, i2 < classes, seed[i1] / sum(i2 < classes, exp(x[i1, i2] - stop(max(i2 < classes, x[i1, i2])))) * " +
            "exp(x[i1, i2] - stop(max(i2 < classes, x[i1, i2])))))",
            gradient.ToString());
    }

    [Fact]
    public void QuotientOfSumsOverARow()
    {
        var f = Formula(("pixels", 5));
        var n = b.Dim("pixels");
        var x = f.Parameter("x", ParameterRole.Sample, random, null, n);
        var t = f.Parameter("t", ParameterRole.Target, random, null, n);
        Node P(Node i) => b.Unary(Opcode.Sigmoid, b.Load(x, i));
        f.CheckTwice(b.Sub(b.Real(1), b.Div(Sum(n, i => b.Mul(P(i), b.Load(t, i))), b.Add(Sum(n, P), b.Real(3)))));
    }

    [Fact]
    public void NearestPointsOfTwoClouds()
    {
        var f = Formula(("points", 4), ("targetPoints", 5));
        Node n = b.Dim("points"), m = b.Dim("targetPoints"), axes = b.Int(3);
        var p = f.Parameter("p", ParameterRole.Sample, random, null, n, axes);
        var t = f.Parameter("t", ParameterRole.Sample, random, null, m, axes);
        Node Distance(Node i, Node j) => Sum(axes, a => Square(b.Sub(b.Load(p, i, a), b.Load(t, j, a))));
        var loss = b.Add(Sum(n, i => Min(m, j => Distance(i, j))), Sum(m, j => Min(n, i => Distance(i, j))));
        f.CheckTwice(loss);
    }

    [Fact]
    public void ASharedMatrixIsSummedOverTheBatchInTheOrderOfTheForwardNest()
    {
        var f = Formula(("classes", 3), ("dimensions", 4));
        Node n = b.Dim("classes"), m = b.Dim("dimensions");
        var x = f.Parameter("x", ParameterRole.Sample, random, null, m);
        var w = f.Parameter("w", ParameterRole.Shared, random, null, n, m);
        var scale = f.Parameter("scale", ParameterRole.Shared, random);
        var label = f.Integer("label", ParameterRole.Target, random, 3);
        Node Logit(Node k) => b.Mul(scale, Sum(m, j => b.Mul(b.Load(w, k, j), b.Load(x, j))));
        f.CheckTwice(b.Sub(LogSumExp(n, Logit), Logit(label)));
    }

    [Fact]
    public void AFunctionOfASharedRowIsAccumulatedBeforeItIsDifferentiated()
    {
        var f = Formula(("n", 4));
        var n = b.Dim("n");
        var x = f.Parameter("x", ParameterRole.Sample, random, null, n);
        var w = f.Parameter("w", ParameterRole.Shared, random, null, n);
        f.CheckTwice(Sum(n, i => b.Mul(b.Load(x, i), Exp(b.Load(w, i)))));
    }

    [Fact]
    public void NeighboursInARow()
    {
        var f = Formula(("n", 6));
        var n = b.Dim("n");
        var x = f.Parameter("x", ParameterRole.Sample, random, null, n);
        var loss = Sum(b.Sub(n, b.Int(1)), i => Square(b.Sub(b.Load(x, b.Add(i, b.Int(1))), b.Load(x, i))));
        f.CheckTwice(loss);
        var gradient = ReverseMode.Differentiate(Lift.Apply(f.Formula)).Gradients.Single().Gradient;
        Assert.Equal(Opcode.Tabulate, gradient.Op);
    }

    [Fact]
    public void PairsInARow()
    {
        var f = Formula(("n", 5));
        var n = b.Dim("n");
        var x = f.Parameter("x", ParameterRole.Sample, random, null, n);
        f.CheckTwice(Sum(n, i => Log(Sum(n, j => Exp(b.Mul(b.Load(x, i), Square(b.Load(x, j))))))));
    }

    [Fact]
    public void TransposedAndTriangularLoads()
    {
        var f = Formula(("n", 4), ("m", 3));
        Node n = b.Dim("n"), m = b.Dim("m");
        var x = f.Parameter("x", ParameterRole.Sample, random, null, n, m);
        var y = f.Parameter("y", ParameterRole.Sample, random, null, n);
        var transposed = Sum(m, j => Exp(Sum(n, i => b.Mul(b.Load(x, i, j), b.Load(y, i)))));
        var triangle = Sum(n, i => Sum(i, j => b.Unary(Opcode.Sin, b.Mul(b.Load(y, i), b.Load(y, j)))));
        f.CheckTwice(b.Add(transposed, triangle));
    }

    [Fact]
    public void AnElementReplaced()
    {
        var f = Formula(("classes", 4));
        var n = b.Dim("classes");
        var x = f.Parameter("x", ParameterRole.Sample, random, null, n);
        var label = f.Integer("label", ParameterRole.Sample, random, 4);
        var cosines = b.With(x, b.True, b.Unary(Opcode.Sin, b.Load(x, label)), label);
        f.CheckTwice(b.Sub(LogSumExp(n, i => b.Load(cosines, i)), b.Load(cosines, label)));
    }

    [Fact]
    public void AnElementOfASharedRowReplaced()
    {
        var f = Formula(("n", 4));
        var n = b.Dim("n");
        var w = f.Parameter("w", ParameterRole.Shared, random, null, n);
        var x = f.Parameter("x", ParameterRole.Sample, random);
        var at = f.Integer("at", ParameterRole.Target, random, 4);
        var row = b.With(w, b.True, b.Mul(x, b.Load(w, at)), at);
        f.CheckTwice(Sum(n, i => Square(b.Load(row, i))));
    }

    [Fact]
    public void AnArrayOfSumsLoadedByData()
    {
        var f = Formula(("n", 4), ("m", 3));
        Node n = b.Dim("n"), m = b.Dim("m");
        var x = f.Parameter("x", ParameterRole.Sample, random, null, n, m);
        var at = f.Integer("at", ParameterRole.Target, random, 4);
        var sums = b.Tabulate(n, i => Exp(Sum(m, j => Square(b.Load(x, i, j)))));
        f.CheckTwice(b.Add(Log(b.Load(sums, at)), b.Mul(b.Real(0.1), Sum(n, i => b.Load(sums, i)))));
    }

    [Fact]
    public void AHistogram()
    {
        var f = Formula(("n", 5), ("bins", 3));
        Node n = b.Dim("n"), bins = b.Dim("bins");
        var x = f.Parameter("x", ParameterRole.Sample, random, null, n);
        var bin = f.Integer("bin", ParameterRole.Target, random, 3, n);
        var i = b.FreshIndex(n);
        var histogram = b.Scatter(b.Zeros(ScalarKind.Real, bins), b.True, Exp(b.Load(x, i)), [i], [b.Load(bin, i)]);
        f.CheckTwice(Sum(bins, k => Square(b.Load(histogram, k))));
    }

    [Fact]
    public void ExtremaAndTheirNeighbours()
    {
        var f = Formula(("n", 4));
        var n = b.Dim("n");
        var x = f.Parameter("x", ParameterRole.Sample, random, null, n);
        var y = f.Parameter("y", ParameterRole.Sample, random);
        var inner = Max(n, i => Min(n, j => b.Mul(b.Load(x, i), b.Sub(b.Load(x, j), y))));
        f.CheckTwice(b.Add(Square(inner), b.Binary(Opcode.Max, b.Load(x, b.Int(0)), y)));
    }
}
