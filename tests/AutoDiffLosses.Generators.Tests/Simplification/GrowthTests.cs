using System;
using System.Linq;
using System.Threading.Tasks;
using AutoDiffLosses.Generators.Differentiation;
using AutoDiffLosses.Generators.Ir;
using AutoDiffLosses.Generators.Simplification;
using AutoDiffLosses.Generators.Tests.Differentiation;
using Xunit;

namespace AutoDiffLosses.Generators.Tests.Simplification;

/// <summary>Value and gradient hold a few times the nodes of the value, however long, deep or branched it is.</summary>
public class GrowthTests
{
    private readonly IrBuilder b = new();
    private readonly Random random = new(1);

    [Fact]
    public void ALongChain() => Grows(10, (x, t) => Enumerable.Range(0, 300).Aggregate(x, (y, i) => b.Unary(Opcode.Sin, b.Mul(y, b.Add(t, b.Real(i))))));

    [Fact]
    public void ALongSum() => Grows(12, (x, t) => Enumerable.Range(1, 300).Aggregate(x, (y, i) => b.Add(y, b.Mul(t, b.Unary(Opcode.Sin, b.Mul(b.Real(i), x))))));

    [Fact]
    public void ALongProduct() => Grows(12, (x, t) => Enumerable.Range(1, 300).Aggregate(x, (y, i) => b.Mul(y, b.Unary(Opcode.Sin, b.Mul(b.Real(i), x)))));

    [Fact]
    public void ManyBranches() =>
        Grows(10, (x, t) => Enumerable.Range(1, 160).Aggregate(x, (y, i) => b.Select(b.Less(t, b.Real(i / 160.0)), b.Mul(y, b.Real(1.01)), b.Unary(Opcode.Sin, y))));

    [Fact]
    public void NestedMinima() =>
        Grows(8, (x, t) => Enumerable.Range(0, 12).Aggregate(x, (y, i) => b.Reduce(Opcode.ReduceMin, b.Int(2), k => b.Mul(y, b.Add(t, b.Convert(ScalarKind.Real, k))))));

    /// <summary>Whether a sum is 0 without its guard is asked of each of its parts once, however many paths lead there.</summary>
    [Fact(Timeout = 60_000)]
    public async Task SumsOfWhatTheyShareAreLookedIntoOnce()
    {
        var f = new Gradients(b, 2);
        var x = f.Parameter("x", ParameterRole.Sample, random, r => r);
        var lifted = f.Lifted(x);
        var (p, q) = (b.Less(lifted.Loss, b.Real(1)), b.Less(lifted.Loss, b.Real(2)));
        var sum = Enumerable.Range(0, 60).Aggregate(b.Select(p, lifted.Seed, b.Real(0)), (y, _) => b.Add(y, y));
        var guarded = lifted with { Gradients = [(lifted.Parameters[0], b.Tabulate([lifted.SampleIndex], b.Select(b.Or(p, q), sum, b.Real(0))))] };
        var simplified = await Task.Run(() => Conditions.Apply(guarded));
        Assert.Equal(b.Tabulate([lifted.SampleIndex], sum), simplified.Gradients[0].Gradient);
    }

    private void Grows(int atMost, Func<Node, Node, Node> formula)
    {
        var f = new Gradients(b, 2);
        var x = f.Parameter("x", ParameterRole.Sample, random, r => r + 0.1);
        var t = f.Parameter("t", ParameterRole.Target, random, r => r);
        var lifted = f.Lifted(formula(x, t));
        int value = Graph.Reachable(lifted.Loss).Count;
        var lowered = Lowering.Apply(ReverseMode.Differentiate(StableForms.Apply(lifted)));
        Assert.InRange(Graph.Reachable(lowered.Results).Count, value, atMost * value);
        Gradients.Verify(lowered);
    }
}
