using System;
using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Differentiation;
using AutoDiffLosses.Generators.Ir;
using Xunit;

namespace AutoDiffLosses.Generators.Tests.Differentiation;

/// <summary>Every operation has its rule, and every kink the derivative that the design says.</summary>
public class PartialsTests
{
    private readonly IrBuilder b = new();

    /// <summary>What has no derivative of its own: leaves, whole numbers, conditions, and what is refused.</summary>
    private static readonly HashSet<Opcode> WithoutRule =
    [
        Opcode.Const, Opcode.Dim, Opcode.Index, Opcode.Zeros, Opcode.Not, Opcode.Convert, Opcode.Stop, Opcode.And, Opcode.Or,
        Opcode.Equal, Opcode.NotEqual, Opcode.Less, Opcode.LessEqual, Opcode.Sign, Opcode.Floor, Opcode.Ceiling, Opcode.Round, Opcode.Truncate,
        Opcode.ReduceArgMin, Opcode.ReduceArgMax, Opcode.ReduceAny, Opcode.ReduceAll,
        Opcode.Trigamma, Opcode.SigmoidFrom,
    ];

    public static TheoryData<string> Opcodes => [.. Enum.GetNames<Opcode>()];

    [Theory]
    [MemberData(nameof(Opcodes))]
    public void EveryOpcodeHasARuleOrCarriesNoDerivative(string name)
    {
        var op = Enum.Parse<Opcode>(name);
        var f = new Gradients(b, 2, ("n", 3));
        var random = new Random(11);
        // Within the domain of all functions, and away from kinks.
        var p = f.Parameter("p", ParameterRole.Sample, random, r => 0.15 + 0.3 * r);
        var q = f.Parameter("q", ParameterRole.Sample, random, r => 0.55 + 0.3 * r);
        var v = f.Parameter("v", ParameterRole.Sample, random, null, b.Dim("n"));
        var loss = b.Add(Of(op, p, q, v), b.Mul(p, p));
        if (op is Opcode.Trigamma or Opcode.SigmoidFrom)
        {
            Assert.ThrowsAny<Exception>(() => f.Differentiated(loss));
            return;
        }
        var formula = f.Differentiated(loss);
        if (op != Opcode.Stop)
            f.Check(formula);
        double square = f.Gradient(formula, "p")[0] - 2 * f.Values["p"][0] * f.Values["seed"][0];
        bool carries = new[] { "q", "v" }.Any(other => f.Gradient(formula, other).Any(g => g != 0)) || Math.Abs(square) > 1e-9;
        Assert.Equal(!WithoutRule.Contains(op), carries);
    }

    private Node Of(Opcode op, Node p, Node q, Node v)
    {
        var n = b.Dim("n");
        switch (op)
        {
            case Opcode.Const: return b.Real(3);
            case Opcode.Param: return p;
            case Opcode.Dim: return b.Convert(ScalarKind.Real, n);
            case Opcode.Index: return b.Reduce(Opcode.ReduceSum, n, i => b.Convert(ScalarKind.Real, i));
            case Opcode.Zeros: return b.Load(b.Zeros(ScalarKind.Real, n), b.Int(1));
            case Opcode.Not: return b.Select(b.Not(b.And(b.Less(p, q), b.Less(q, p))), b.Real(1), b.Real(2));
            case Opcode.And or Opcode.Or: return b.Select(b.Binary(op, b.Less(p, q), b.Less(q, b.Real(0.7))), b.Real(1), b.Real(2));
            case Opcode.Convert: return b.Convert(ScalarKind.Real, b.Convert(ScalarKind.Int, b.Mul(b.Real(9), p)));
            case Opcode.Stop: return b.Stop(b.Mul(p, q));
            case Opcode.Select: return b.Select(b.Less(p, q), b.Mul(p, q), b.Add(p, q));
            case Opcode.Surrogate: return b.Surrogate(b.Mul(p, q), b.Unary(Opcode.Exp, b.Add(b.Unary(Opcode.Log, p), b.Unary(Opcode.Log, q))));
            case Opcode.Clamp: return b.Clamp(p, b.Mul(q, b.Real(0.1)), q);
            case Opcode.PowFromLog: return b.PowFromLog(p, b.Unary(Opcode.Log, p), q);
            case Opcode.Load: return b.Load(v, b.Int(2));
            case Opcode.Tabulate: return b.Load(b.Tabulate(n, i => b.Mul(p, b.Load(v, i))), b.Int(1));
            case Opcode.With: return b.Reduce(Opcode.ReduceSum, n, i => b.Load(b.With(v, b.True, b.Mul(p, q), b.Int(1)), i));
            case Opcode.Scatter or Opcode.Contributions:
                var k = b.FreshIndex(n);
                var scatter = b.Scatter(b.Zeros(ScalarKind.Real, n), b.True, b.Load(v, k), [k], [b.Int(1)]);
                return b.Load(op == Opcode.Scatter ? scatter : b.Contributions([scatter, b.Tabulate(n, i => b.Mul(p, b.Load(v, i)))]), b.Int(1));
            case Opcode.ReduceAny or Opcode.ReduceAll:
                return b.Select(b.Reduce(op, n, i => b.Less(b.Load(v, i), p)), b.Real(1), b.Real(2));
            case Opcode.ReduceArgMin or Opcode.ReduceArgMax: return b.Convert(ScalarKind.Real, b.Reduce(op, n, i => b.Load(v, i)));
        }
        return op.IsReduce() ? b.Reduce(op, n, i => b.Load(v, i))
            : op.IsCompare() ? b.Select(b.Binary(op, p, q), b.Real(1), b.Real(2))
            : op == Opcode.Rem ? b.Binary(op, b.Add(p, b.Real(2)), q)
            : op.IsUnary() ? b.Unary(op, p)
            : b.Binary(op, p, q);
    }

    [Theory]
    [InlineData(nameof(Opcode.Abs), 0, 0)]
    [InlineData(nameof(Opcode.Sqrt), 0, 0)]
    [InlineData(nameof(Opcode.Sigmoid), 800, 0)]
    [InlineData(nameof(Opcode.LogSigmoid), -800, 1)]
    [InlineData(nameof(Opcode.Softplus), 800, 1)]
    [InlineData(nameof(Opcode.Floor), 2, 0)]
    [InlineData(nameof(Opcode.Sign), 0, 0)]
    public void KinksOfOneArgument(string op, double at, double slope) => Assert.Equal(slope, Slopes((x, _) => b.Unary(Enum.Parse<Opcode>(op), x), at, 0).P);

    [Theory]
    [InlineData(nameof(Opcode.Min), 2, 2, 0.5, 0.5)]
    [InlineData(nameof(Opcode.Max), 2, 2, 0.5, 0.5)]
    [InlineData(nameof(Opcode.Max), 1, 2, 0, 1)]
    [InlineData(nameof(Opcode.Pow), 0, 2, 0, 0)]
    [InlineData(nameof(Opcode.Pow), 0, 1, 1, 0)]
    [InlineData(nameof(Opcode.Pow), 0, 0.5, 0, 0)]
    [InlineData(nameof(Opcode.Pow), 0, 0, 0, 0)]
    [InlineData(nameof(Opcode.XLogY), 0, 0, 0, 0)]
    [InlineData(nameof(Opcode.XLogY), 0, 1, 0, 0)]
    [InlineData(nameof(Opcode.Atan2), 0, 0, 0, 0)]
    public void KinksOfTwoArguments(string op, double p, double q, double slopeOfP, double slopeOfQ) =>
        Assert.Equal((slopeOfP, slopeOfQ), Slopes((x, y) => b.Binary(Enum.Parse<Opcode>(op), x, y), p, q));

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(1, 1)]
    [InlineData(0, 1)]
    [InlineData(1.5, 0)]
    public void ClampPassesTheGradientOnTheClosedInterval(double at, double slope) =>
        Assert.Equal(slope, Slopes((x, _) => b.Clamp(x, b.Real(-1), b.Real(1)), at, 0).P);

    [Fact]
    public void AtATieWithWhatIsNotDifferentiatedTheOtherSideGetsNothing()
    {
        Assert.Equal((0, 0), Slopes((x, y) => b.Binary(Opcode.Max, x, b.Stop(y)), 2, 2));
        Assert.Equal((0, 0), Slopes((x, _) => b.Binary(Opcode.Max, x, b.Real(0)), 0, 0));
        Assert.Equal((0, 0), Slopes((x, _) => b.Binary(Opcode.Min, b.Real(0), x), 0, 0));
    }

    private (double P, double Q) Slopes(Func<Node, Node, Node> formula, double p, double q)
    {
        var f = new Gradients(b, 1);
        var x = f.Parameter("p", ParameterRole.Sample, new Random(0), _ => p);
        var y = f.Parameter("q", ParameterRole.Sample, new Random(0), _ => q);
        var differentiated = f.Differentiated(formula(x, y));
        double seed = f.Values["seed"][0];
        return (f.Gradient(differentiated, "p")[0] / seed, f.Gradient(differentiated, "q")[0] / seed);
    }
}
