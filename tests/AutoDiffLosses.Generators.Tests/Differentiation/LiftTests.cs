using System.Linq;
using AutoDiffLosses.Generators.Differentiation;
using AutoDiffLosses.Generators.Ir;
using Xunit;

namespace AutoDiffLosses.Generators.Tests.Differentiation;

public class LiftTests
{
    private readonly IrBuilder b = new();

    [Fact]
    public void ANumberOfASampleIsAnElementOfTheBatch()
    {
        var x = b.Param("x", ScalarKind.Real);
        var gamma = b.Param("gamma", ScalarKind.Real);
        var lifted = Lift.Apply(Formula(b.Mul(x, gamma), (x, ParameterRole.Sample), (gamma, ParameterRole.Hyperparameter)));

        var batch = b.Param("x", ScalarKind.Real, b.Dim("samples"));
        Assert.Same(b.Mul(b.Load(batch, lifted.SampleIndex), gamma), lifted.Loss);
        Assert.Same(b.Index(1, b.Dim("samples")), lifted.SampleIndex);
        Assert.Equal([batch, gamma], lifted.Parameters.Select(p => p.Node));
        Assert.Equal([lifted.SampleIndex], lifted.Seed.Free);
    }

    [Fact]
    public void ARowOfASampleIsARowOfTheBatchAndItsLoadsAreLoadsOfThat()
    {
        var n = b.Dim("classes");
        var x = b.Param("x", ScalarKind.Real, n);
        var label = b.Param("label", ScalarKind.Int);
        var lifted = Lift.Apply(Formula(
            b.Sub(b.Reduce(Opcode.ReduceSum, n, i => b.Unary(Opcode.Exp, b.Load(x, i))), b.Load(x, label)),
            (x, ParameterRole.Sample), (label, ParameterRole.Sample)));

        var batch = b.Param("x", ScalarKind.Real, b.Dim("samples"), n);
        var s = lifted.SampleIndex;
        Assert.Same(
            b.Sub(b.Reduce(Opcode.ReduceSum, n, i => b.Unary(Opcode.Exp, b.Load(batch, s, i))),
                  b.Load(batch, s, b.Load(b.Param("label", ScalarKind.Int, b.Dim("samples")), s))),
            lifted.Loss);
    }

    [Fact]
    public void AGuardedLoadStaysOneGuardedLoad()
    {
        var x = b.Param("x", ScalarKind.Real, b.Dim("n"));
        var label = b.Param("label", ScalarKind.Int);
        var lifted = Lift.Apply(Formula(b.Load(x, b.LessEqual(b.Int(0), label), [label]), (x, ParameterRole.Sample), (label, ParameterRole.Target)));

        Assert.Equal(Opcode.Load, lifted.Loss.Op);
        Assert.Equal(Opcode.LessEqual, lifted.Loss.Guard.Op);
    }

    [Fact]
    public void WhatIsCheckedForAllIndicesKeepsThemApartFromTheBatch()
    {
        var n = b.Dim("n");
        var x = b.Param("x", ScalarKind.Int, n);
        var i = b.Index(1, n);
        var formula = Formula(b.Real(0), (x, ParameterRole.Target));
        formula.Checks.Add(new(b.True, b.Load(x, i), n, null, "x", "x[i]"));
        formula.Hints.Add(b.Load(x, i), "label");
        var lifted = Lift.Apply(formula);

        var element = b.Load(b.Param("x", ScalarKind.Int, b.Dim("samples"), n), lifted.SampleIndex, b.Index(2, n));
        Assert.Same(element, lifted.Checks.Single().Index);
        Assert.Equal("label", lifted.Hints[element]);
    }

    private Formula Formula(Node result, params (Node Node, ParameterRole Role)[] parameters)
    {
        var formula = new Formula(b) { Name = "Test", Results = { result } };
        formula.Parameters.AddRange(parameters.Select(p => new Parameter(p.Node, p.Role)));
        return formula;
    }
}
