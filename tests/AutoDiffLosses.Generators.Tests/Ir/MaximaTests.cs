using System;
using System.Linq;
using AutoDiffLosses.Generators.Ir;
using AutoDiffLosses.Generators.Tests.Scheduling;
using Xunit;

namespace AutoDiffLosses.Generators.Tests.Ir;

/// <summary>Whether an exponent is known not to be above 0, since the largest of the values that it is of was taken off.</summary>
public class MaximaTests
{
    [Theory]
    [InlineData("LogSumExp(x)")]
    [InlineData("LogSumExp(x / 3 + y)")]
    [InlineData("LogSumExp(x.With(label, y * x[label]))")]
    [InlineData("LogSumExp(x.Length, i => x[i] * w[i])")]
    [InlineData("Dot(Softmax(x), w)")]
    public void ByTheLargestIfItIsFinite(string formula) => Check(formula, (b, x) => Assert.True(b.IsFromFiniteMaximum(x)));

    [Theory]
    [InlineData("Sum(Exp(x - Max(x)))")]
    [InlineData("Sum(x.Length, i => Exp(x[i] * w[i] - Max(w.Length, k => x[k] * w[k])))")]
    [InlineData("Exp(y - Max(y, 2 * y)) + Exp(2 * y - Max(y, 2 * y))")]
    public void ByTheLargest(string formula) => Check(formula, (b, x) => Assert.True(b.IsFromMaximum(x)));

    [Theory]
    // By the largest of other values; of fewer; by the smallest.
    [InlineData("Sum(Exp(x - Max(w)))")]
    [InlineData("Sum(Exp(2 * x - Max(x)))")]
    [InlineData("Sum(x.Length, i => Exp(x[i] - Max(2, k => x[k])))")]
    [InlineData("Sum(x.Length, i => Exp(x[i] * w[label] - Max(w.Length, k => x[k] * w[k])))")]
    [InlineData("Sum(Exp(x - Min(x)))")]
    [InlineData("Sum(Exp(Max(x) - x))")]
    // Anything but 0 where it is not finite, or 0 where it is too large.
    [InlineData("Sum(Exp(x - (Abs(Max(x)) < float.PositiveInfinity ? Max(x) : y)))")]
    [InlineData("Sum(Exp(x - (Abs(Max(x)) < 10 ? Max(x) : 0)))")]
    [InlineData("Sum(Exp(x - (Abs(Max(w)) < float.PositiveInfinity ? Max(x) : 0)))")]
    public void Unknown(string formula) => Check(formula, (b, x) => Assert.False(b.IsAtMostZero(x)));

    private static void Check(string formula, Action<Implications, Node> check)
    {
        var lifted = Work.FormulaOf($$"""
            [Loss]
            public static float Loss([Target, Shape("n")] Vec<float> x, [Target, Shape("n")] Vec<float> w, [Target] float y, int label) => {{formula}};
            """);
        Node[] exponents = [.. Graph.Reachable(lifted.Results)
            .Where(n => n.Op == Opcode.Exp).Select(n => n.Operands[0])];
        Assert.NotEmpty(exponents);
        Assert.All(exponents, x => check(lifted.Builder.Implications, x));
    }
}
