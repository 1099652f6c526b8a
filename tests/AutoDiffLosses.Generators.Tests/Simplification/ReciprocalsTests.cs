using System.Linq;
using AutoDiffLosses.Generators.Ir;
using AutoDiffLosses.Generators.Tests.Scheduling;
using Xunit;

namespace AutoDiffLosses.Generators.Tests.Simplification;

/// <summary>What a loop is divided by is inverted before it, but not where the inverse might overflow.</summary>
public class ReciprocalsTests
{
    private const string Positive = "[Hyperparameter, Range(0.0, 100.0, MinimumIsExclusive = true)] float h = 1";

    [Theory]
    // A length, and a length with something on it.
    [InlineData("x[i] / x.Length", "", 0)]
    [InlineData("x[i] / (Sum(x * x) + 1e-6f)", "", 0)]
    // Terms that are normal numbers, or 0: of a softmax one is 1, and a small exponential is 0.
    [InlineData("Softmax(x)[i] * x[i]", "", 0)]
    [InlineData("x[i] / Sum(x.Length, k => x[k] > 0 ? Exp(x[k]) : 0)", "", 0)]
    [InlineData("x[i] / Max(Norm(x), 1e-12f)", "", 0)]
    // A positive hyperparameter.
    [InlineData("x[i] / h", Positive, 0)]
    [InlineData("x[i] / h", "[Hyperparameter, Range(0.25, 2.0)] float h = 1", 0)]
    [InlineData("x[i] / (h + Norm(x))", "[Hyperparameter, Range(0.25, 2.0)] float h = 1", 0)]
    // Any other, of which a denormal value counts as 0.
    [InlineData("x[i] / h", "[Hyperparameter] float h = 1", 0)]
    [InlineData("x[i] / h", "[Hyperparameter, Range(0.0, 1.0)] float h = 1", 0)]
    [InlineData("x[i] / h", "[Hyperparameter, Range(-1.0, 1.0)] float h = 1", 0)]
    // What may be denormal: 0 divided by it is 0, and by way of an infinite inverse it would be NaN.
    [InlineData("x[i] / Sum(x)", "", 1)]
    [InlineData("x[i] / Norm(x)", "", 1)]
    [InlineData("x[i] / (Sum(x) + 1)", "", 1)]
    [InlineData("x[i] / (Sum(x * x) + 1e-40f)", "", 1)]
    [InlineData("x[i] / (Sum(x * x) + h)", Positive, 1)]
    [InlineData("x[i] / Exp(y)", "", 1)]
    [InlineData("x[i] / y", "", 1)]
    [InlineData("x[i] / (2 * h)", Positive, 1)]
    // What varies in the loop.
    [InlineData("y / (1 + x[i])", "", 1)]
    public void Divisions(string term, string hyperparameter, int inLoops)
    {
        var kernel = Work.KernelOf($$"""
            [Loss]
            public static float Loss([Target, Shape("n")] Vec<float> x, float y{{(hyperparameter == "" ? "" : ", " + hyperparameter)}}) =>
                y * Sum(x.Length, i => {{term}});
            """);
        var loops = Graph.Reachable(kernel.Sample().Steps.OfType<Generators.Scheduling.Return>().Select(r => r.Value));

        Assert.Equal(inLoops, loops.Count(n => n.Op == Opcode.Div && n.MaxLevel > 1));
    }

    [Fact]
    public void AQuotientIsOneNumberEverywhere()
    {
        var kernel = Work.KernelOf($$"""
            [Loss]
            public static float Loss([Shape("n")] Vec<float> x, int label, {{Positive}}) => LogSumExp(x / h) - x[label] / h;
            """);

        Assert.DoesNotContain(Graph.Reachable(kernel.Sample().Steps.OfType<Generators.Scheduling.Return>().Select(r => r.Value)),
            n => n.Op == Opcode.Div && n.Operands[0].Op == Opcode.Load);
    }

    [Fact]
    public void ScalarsAreMultipliedInLanesOfSamples()
    {
        var kernel = Work.KernelOf($$"""
            [Loss]
            public static float Loss(float x, float y, {{Positive}}) => (x - y) / h;
            """);

        Assert.DoesNotContain(Graph.Reachable(kernel.Lanes!.Steps.OfType<Generators.Scheduling.Return>().Select(r => r.Value)),
            n => n.Op == Opcode.Div && n.MaxLevel > 0);
    }
}
