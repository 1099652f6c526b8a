using System;
using System.Linq;
using AutoDiffLosses.Generators.Ir;
using Xunit;

namespace AutoDiffLosses.Generators.Tests.Ir;

/// <summary>Nodes that no constructor makes, and that every pass would stumble over.</summary>
public class IrVerifierTests
{
    private readonly IrBuilder b = new();

    private Node N => b.Dim("n");
    private Node X => b.Param("x", ScalarKind.Real, N);
    private Node A => b.Param("a", ScalarKind.Real);

    private Node Raw(Opcode op, ScalarKind kind, params Node[] operands) => b.Make(op, kind, 0, 0, "", operands);

    private void Refused(string message, Node node)
    {
        var violation = Assert.Throws<InvalidOperationException>(() => IrVerifier.Verify([node]));
        Assert.Contains(message, violation.Message);
        Assert.Contains(node.ToString(), violation.Message);
    }

    [Fact]
    public void OperandsAreOfTheRightKind()
    {
        Refused("Exp cannot have 2 operands", Raw(Opcode.Exp, ScalarKind.Real, A, A));
        Refused("an operand is not real", Raw(Opcode.Exp, ScalarKind.Int, N));
        Refused("an operand is no scalar", Raw(Opcode.Exp, ScalarKind.Real, X));
        Refused("numbers of one kind", Raw(Opcode.Add, ScalarKind.Real, A, N));
        Refused("not Real of rank 0", Raw(Opcode.Less, ScalarKind.Real, A, A));
        Refused("not Real of rank 1", b.Make(Opcode.Sin, ScalarKind.Real, 1, 0, "", A));
        Refused("the guard is not a condition", Raw(Opcode.Load, ScalarKind.Real, X, N, N));
        Refused("an index is not an integer", Raw(Opcode.Load, ScalarKind.Real, X, b.True, A));
        Refused("Load cannot have 4 operands", Raw(Opcode.Load, ScalarKind.Real, X, b.True, N, N));
        Refused("parameters and dimensions have names", Raw(Opcode.Dim, ScalarKind.Int));
        Refused("not of one kind", Raw(Opcode.Select, ScalarKind.Real, b.True, A, N));
        Refused("only what is real", Raw(Opcode.Stop, ScalarKind.Int, N));
    }

    [Fact]
    public void LoopsStandAboveWhatIsFreeInThem()
    {
        var (i, j) = (b.Index(1, N), b.Index(2, N));
        var sum = Raw(Opcode.Add, ScalarKind.Int, i, j);
        IrVerifier.Verify([Raw(Opcode.ReduceSum, ScalarKind.Int, j, sum)], i);
        Refused("i1 is not above", Raw(Opcode.ReduceSum, ScalarKind.Int, i, sum));
        Refused("not over an index variable", Raw(Opcode.ReduceSum, ScalarKind.Int, N, sum));

        var triangle = b.Index(2, i);
        Refused("an extent depends", b.Make(Opcode.Tabulate, ScalarKind.Int, 2, 0, "", i, triangle, sum));

        var zeros = b.Zeros(ScalarKind.Real, N);
        IrVerifier.Verify([b.Make(Opcode.Scatter, ScalarKind.Real, 1, 0, "", zeros, b.True, A, i, triangle, triangle)], []);
        Refused("i1 is not above", b.Make(Opcode.Scatter, ScalarKind.Real, 1, 0, "", zeros, b.True, A, j, i, i));
        var around = b.With(X, b.True, A, i);
        Refused("i1 is not above", b.Make(Opcode.Scatter, ScalarKind.Real, 1, 0, "", around, b.True, b.Convert(ScalarKind.Real, j), i, i));
    }

    [Fact]
    public void NothingIsFreeThatIsNotBoundAround()
    {
        var i = b.Index(1, N);
        IrVerifier.Verify([b.Load(X, i)], i, b.Index(2, N));
        Assert.Equal(["i1 is not bound: x[i1]"], IrVerifier.Violations([b.Load(X, i)], []));
    }

    [Fact]
    public void AFormulaDeclaresItsParameters()
    {
        var formula = new Formula(b);
        formula.Results.Add(A);
        Assert.Equal("an undeclared parameter: a", Assert.Single(IrVerifier.Violations(formula)));
        formula.Parameters.Add(new(A, ParameterRole.Sample));
        IrVerifier.Verify(formula);
        formula.Checks.Add(new(b.True, N, null, null, "a", ""));
        Assert.StartsWith("a check is either", Assert.Single(IrVerifier.Violations(formula)));
    }
}
