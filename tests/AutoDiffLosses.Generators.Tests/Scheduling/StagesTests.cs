using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Ir;
using AutoDiffLosses.Generators.Scheduling;
using AutoDiffLosses.Generators.Tests.Frontend;
using Microsoft.CodeAnalysis;
using Xunit;

namespace AutoDiffLosses.Generators.Tests.Scheduling;

/// <summary>Where the chain of functions of a loss of scalars, or of a pass over rows, is cut.</summary>
public class StagesTests
{
    [Theory]
    // One function, or several that do not wait for one another.
    [InlineData("Square(x - y)", "")]
    [InlineData("Exp(x) * y", "")]
    [InlineData("Exp(x) + Exp(y) + Log(1 + x * x)", "")]
    // exp(-|x|) for its logarithm.
    [InlineData("Softplus(x) - y * x", "Exp")]
    [InlineData("Log(2 + Exp(Log(3 + Exp(x) * y)))", "Exp; Log; Exp")]
    // What is long by divisions alone.
    [InlineData("x / (1 + y / (2 + x / (3 + y * y)))", "")]
    [InlineData("Pow(2 + Exp(x), tilt) * y", "Exp; Pow")]
    [InlineData("Pow(2 + Exp(x), y)", "Exp; Pow")]
    public void IsCutWhere(string loss, string stages) => Assert.Equal(stages, Stages(loss));

    private static string Stages(string loss) => string.Join("; ", Kernel(loss).Before.Select(before =>
        string.Join(" ", Kept([before]).Select(store => store.Value.Op))));

    private static KernelScheduler Kernel(string loss) =>
        Work.KernelOf($"[Loss] public static float Loss(float x, [Target] float y, [Hyperparameter] float tilt = 0.5f) => {loss};");

    private static IEnumerable<Store> Kept(IEnumerable<Step> steps) => steps.SelectMany(step => step switch
    {
        Store store => [store],
        Loop loop => Kept(loop.Body),
        If branch => Kept(branch.Then.Concat(branch.Else)),
        _ => Enumerable.Empty<Store>(),
    });

    /// <summary>What is kept is not computed again, and each stage reads what the stages before it have kept.</summary>
    [Fact]
    public void WhatIsKeptIsReadBack()
    {
        var kernel = Kernel("Log(2 + Exp(Log(3 + Exp(x) * y)))");

        Assert.Equal([Opcode.Exp], Read([kernel.Before[1]]));
        Assert.Equal([Opcode.Log], Read([kernel.Before[2]]));
        Assert.Contains(Opcode.Exp, Read(kernel.Lanes!.Steps));
    }

    private static IEnumerable<Opcode> Read(IEnumerable<Step> steps) => steps.SelectMany(step => step switch
    {
        LetKept kept => [kept.Value.Op],
        Loop loop => Read(loop.Body),
        _ => Enumerable.Empty<Opcode>(),
    });

    /// <summary>A function behind a condition that all samples share is computed where the condition holds.</summary>
    [Fact]
    public void WhatIsNeededUnderAConditionIsKeptUnderIt()
    {
        var kernel = Kernel("tilt > 0 ? Log(2 + Exp(x) * y) * Exp(x) : x");

        Assert.All(kernel.Before, step => Assert.NotNull(Assert.IsType<If>(step).Condition.Value));
        Assert.NotEmpty(Kept(kernel.Before));
    }

    /// <summary>By an exponent that is the same for all and may be 2, there is a loop for powers only where it is not.</summary>
    [Fact]
    public void APowerIsASquareWhereItCanBe()
    {
        var kernel = Kernel("Pow(2 + Exp(x), tilt) * y");

        var branch = Assert.IsType<If>(kernel.Before[1]);
        Assert.Equal([Opcode.Pow], Kept(branch.Else).Select(store => store.Value.Op));
        Assert.Empty(branch.Then);
    }

    /// <summary>The parts of a chain that serve the gradient alone are computed where that is wanted.</summary>
    [Fact]
    public void WhatTheGradientAloneNeedsIsKeptWhereItIsWanted()
    {
        var kernel = Work.KernelOf("""
            [Loss] public static float Loss(float x, [Target] float y) => F(x) * y;
            [Differentiable] static float F(float x) => x * x;
            [Derivative(nameof(F))] static float Slope(float x) => Log(2 + Exp(x)) * Exp(x);
            """);

        var branch = Assert.IsType<If>(Assert.Single(kernel.Before));
        Assert.Equal(["x"], branch.Condition.AnyWanted);
    }

    /// <summary>What one arm of a choice reads is computed where the choice is for that arm, whatever stands between.</summary>
    [Fact]
    public void WhatAnArmReadsIsKeptForThatArm()
    {
        var kernel = Kernel("Log(2 + Exp(x)) * (tilt > 0 ? y * Log(3 + Exp(2 * x)) : x)");

        Assert.Equal([Opcode.Exp, Opcode.Exp], Kept(kernel.Before).Select(store => store.Value.Op).Where(op => op == Opcode.Exp));
        var branches = kernel.Before.SelectMany(Branches).ToList();
        Assert.All(branches, branch => Assert.NotNull(branch.Condition.Value));
        Assert.Single(branches.SelectMany(branch => Kept(branch.Then)), store => store.Value.Op == Opcode.Exp);
    }

    private static IEnumerable<If> Branches(Step step) => step switch
    {
        If branch => [branch],
        Loop loop => loop.Body.SelectMany(Branches),
        _ => [],
    };

    [Theory]
    // One function, or those of a softmax: exp(x - max), whose sum the next pass waits for.
    [InlineData("Sum(Exp(x) * y)", "")]
    [InlineData("LogSumExp(x)", "")]
    [InlineData("Sum(Square(x - y))", "")]
    [InlineData("Sum(Softplus(x) * y)", "Exp")]
    [InlineData("Sum(Sigmoid(x) * y) / (1 + Sum(Sigmoid(x)))", "Exp")]
    [InlineData("Sum(Log(2 + Exp(Log(3 + Exp(x) * y))))", "Exp; Log; Exp")]
    public void APassIsCutWhere(string loss, string stages)
    {
        var kernel = Rows(loss);
        Assert.Equal(stages, string.Join(" | ", Cuts(kernel.Sample().Steps).Select(loop =>
            string.Join("; ", loop.Before.Select(before => string.Join(" ", Kept([before]).Select(store => store.Value.Op)))))));
    }

    /// <summary>What a pass does not always evaluate (here a cap on the logits) is not kept for it: where it does not, that would be slower.</summary>
    [Fact]
    public void APassIsNotCutForWhatItMayNotEvaluate()
    {
        var method = LibraryTests.Library.GetTypeByMetadataName("AutoDiffLosses.Losses")!.GetMembers("TokenCrossEntropy").OfType<IMethodSymbol>().Single();
        var steps = Work.Scheduled(method, LibraryTests.Library).Sample().Steps;

        Assert.Contains(Opcode.Tanh, Reached(steps));
        Assert.Empty(Cuts(steps));
    }

    private static IEnumerable<Opcode> Reached(IEnumerable<Step> steps) =>
        steps.SelectMany(step => step switch
        {
            Loop loop => Reached(loop.Body),
            If branch => Reached(branch.Then.Concat(branch.Else)),
            Let let => Graph.Reachable(let.Value).Select(n => n.Op),
            Accumulate accumulate => Graph.Reachable(accumulate.Reduce).Select(n => n.Op),
            _ => [],
        });

    private static KernelScheduler Rows(string loss) =>
        Work.KernelOf($"[Loss] public static float Loss(Vec<float> x, [Target] Vec<float> y, [Hyperparameter] float tilt = 0.5f) => {loss};");

    private static IEnumerable<Loop> Cuts(IEnumerable<Step> steps) => steps.SelectMany(step => step switch
    {
        Loop loop => loop.Before.Count > 0 ? [loop] : [],
        If branch => Cuts(branch.Then.Concat(branch.Else)),
        _ => Enumerable.Empty<Loop>(),
    });

    /// <summary>Once some values are kept, fewer choices save something, and are branches: what a choice reads is computed for it.</summary>
    [Theory]
    [InlineData("k", 2), InlineData("k", 3), InlineData("k", 5), InlineData("k", 9), InlineData("x", 5), InlineData("x", 9)]
    public void BranchesThatFollowOneAnother(string by, int n)
    {
        string branches = string.Join("\n", Enumerable.Range(0, n).Select(i => $"if ({by} > {i}) y += Exp(x + {i}); else y = Sin(y);"));

        // (The verifier looks at what is scheduled.)
        Assert.NotNull(Work.KernelOf($$"""
            [Loss] public static float Loss(float x, float y, [Hyperparameter] int k = 3) { {{branches}} return y; }
            """).Lanes);
    }

    /// <summary>Beyond what is tried, each function that another waits for is kept; but for more than a stack should hold.</summary>
    [Theory, InlineData(30, 29), InlineData(49, 48), InlineData(50, 0), InlineData(300, 0)]
    public void ALongChainIsCutAtEachFunction(int functions, int kept)
    {
        string loss = Enumerable.Range(0, functions).Aggregate("x", (chain, i) => $"Sin({chain} * y + {i})");

        Assert.Equal(kept, Kernel(loss).Before.Count);
    }
}
