using System;
using System.Linq;
using AutoDiffLosses.Generators.Ir;
using Xunit;

namespace AutoDiffLosses.Generators.Tests.Differentiation;

/// <summary>A branch that is not taken contributes zero, whatever it would have been.</summary>
public class NanTests
{
    private readonly IrBuilder b = new();

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void ABranchNotTaken(double x) => Finite((p, v) => b.Select(b.Less(b.Unary(Opcode.Abs, p), b.Real(-1)), Log(p), b.Real(0)), x);

    [Fact]
    public void AChainBehindABranch() =>
        Finite((p, v) => b.Select(b.Less(b.Real(0), p), b.Mul(Log(p), b.Unary(Opcode.Sqrt, b.Div(b.Real(1), Log(b.Mul(p, p))))), b.Real(0)), 0);

    [Fact]
    public void ASumOfBranches() =>
        Finite((p, v) =>
        {
            var log = Log(p);
            return b.Add(b.Select(b.Less(b.Real(0), p), b.Mul(log, b.Real(2)), b.Real(0)), b.Select(b.Less(b.Real(1), p), log, b.Real(0)));
        }, 0);

    [Fact]
    public void BranchesInALoop() =>
        Finite((p, v) =>
        {
            var log = Log(p);
            return b.Reduce(Opcode.ReduceSum, b.Int(3), i => b.Select(b.Less(b.Load(v, i), b.Real(-5)), b.Mul(log, b.Load(v, i)), b.Real(0)));
        }, 0);

    [Fact]
    public void AGatherFromAnArrayKeptInMemory() =>
        Finite((p, v) =>
        {
            var array = b.Tabulate(b.Int(3), i => Log(b.Reduce(Opcode.ReduceSum, b.Int(3), j => b.Mul(b.Load(v, i), p))));
            return b.Reduce(Opcode.ReduceSum, b.Int(3), i => b.Select(b.Less(b.Load(v, i), b.Real(-5)), b.Load(array, b.Sub(b.Int(2), i)), b.Real(0)));
        }, 0);

    [Fact]
    public void ARowBehindABranch() =>
        Finite((p, v) => b.Select(b.Less(p, b.Real(0)),
            Log(b.Reduce(Opcode.ReduceSum, b.Int(3), i => b.Unary(Opcode.Exp, b.Mul(b.Load(v, i), b.Real(double.PositiveInfinity))))), b.Real(0)), 1);

    private Node Log(Node x) => b.Unary(Opcode.Log, x);

    private void Finite(Func<Node, Node, Node> formula, double p)
    {
        var f = new Gradients(b, 1);
        var x = f.Parameter("p", ParameterRole.Sample, new Random(0), _ => p);
        var v = f.Parameter("v", ParameterRole.Sample, new Random(0), null, b.Int(3));
        var differentiated = f.Differentiated(formula(x, v));
        Assert.Equal([0], f.Gradient(differentiated, "p", eager: true));
        Assert.Equal([0, 0, 0], f.Gradient(differentiated, "v", eager: true));
    }
}
