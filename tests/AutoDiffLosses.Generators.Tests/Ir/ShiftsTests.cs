using System.Linq;
using AutoDiffLosses.Generators.Ir;
using AutoDiffLosses.Generators.Tests.Scheduling;
using Xunit;

namespace AutoDiffLosses.Generators.Tests.Ir;

/// <summary>Whether an exponent is known not to be above 0, since the largest of the values that it is of was taken off.</summary>
public class ShiftsTests
{
    [Theory]
    [InlineData("LogSumExp(x)")]
    [InlineData("LogSumExp(x / 3 + y)")]
    [InlineData("LogSumExp(x.With(label, y * x[label]))")]
    [InlineData("LogSumExp(x.Length, i => x[i] * w[i])")]
    [InlineData("Dot(Softmax(x), w)")]
    public void ByTheLargestIfItIsFinite(string formula) => Assert.All(Exponents(formula), x => Assert.True(Shifts.IsFromFiniteMaximum(x)));

    [Theory]
    [InlineData("Sum(Exp(x - Max(x)))")]
    [InlineData("Sum(x.Length, i => Exp(x[i] * w[i] - Max(w.Length, k => x[k] * w[k])))")]
    [InlineData("Exp(y - Max(y, 2 * y)) + Exp(2 * y - Max(y, 2 * y))")]
    public void ByTheLargest(string formula) => Assert.All(Exponents(formula), x => Assert.True(Signs.IsNonPositive(x)));

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
    public void Unknown(string formula) => Assert.All(Exponents(formula), x => Assert.False(Signs.IsNonPositive(x) || Shifts.IsFromFiniteMaximum(x)));

    private static Node[] Exponents(string formula)
    {
        var kernel = Work.KernelOf($$"""
            [Loss]
            public static float Loss([Target, Shape("n")] Vec<float> x, [Target, Shape("n")] Vec<float> w, [Target] float y, int label) => {{formula}};
            """);
        Node[] exponents = [.. Graph.Reachable(kernel.Sample().Steps.OfType<Generators.Scheduling.Return>().Select(r => r.Value))
            .Where(n => n.Op == Opcode.Exp).Select(n => n.Operands[0])];
        Assert.NotEmpty(exponents);
        return exponents;
    }
}
