using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Scheduling;
using AutoDiffLosses.Generators.Tests.Frontend;
using Microsoft.CodeAnalysis;
using Xunit;

namespace AutoDiffLosses.Generators.Tests.Scheduling;

/// <summary>Which loops are vector code, and why others are not.</summary>
public class VectorAxisTests
{
    public static TheoryData<string> Losses => [.. BuiltIn.Select(m => m.Name)];

    private static IEnumerable<IMethodSymbol> BuiltIn =>
        LibraryTests.Library.GetTypeByMetadataName("AutoDiffLosses.Losses")!.GetMembers().OfType<IMethodSymbol>()
            .Where(m => m.GetAttributes().Any(a => a.AttributeClass!.Name == nameof(LossAttribute)));

    /// <summary>Every loop over a row is one of vectors; where rows can be short, and where there are none, lanes are samples too.</summary>
    [Theory]
    [MemberData(nameof(Losses))]
    public void EveryLoopOfABuiltInLossIsVectorCode(string loss)
    {
        var kernel = Work.Scheduled(BuiltIn.Single(m => m.Name == loss), LibraryTests.Library);

        string[] scalar = [.. ScalarLoops(kernel.Sample().Steps).Concat(ScalarLoops(kernel.Prepare().Steps))];
        Assert.Empty(scalar);
        if (kernel.Lanes == null && kernel.LanesOfRows == null)
            Assert.NotEmpty(Loops(kernel.Sample().Steps));
    }

    /// <summary>All losses of rows have a form for short rows, but for the one whose samples have rows of integers.</summary>
    [Fact]
    public void ShortRowsOfBuiltInLosses() => Assert.Equal(
        ["TokenCrossEntropy"],
        BuiltIn.Select(m => (m.Name, Kernel: Work.Scheduled(m, LibraryTests.Library)))
            .Where(l => l.Kernel.Lanes == null && l.Kernel.LanesOfRows == null).Select(l => l.Name));

    [Theory]
    [InlineData("Sum(x.Length, i => x[i] * x[x.Length - 1 - i])", null)]
    [InlineData("Sum(x.Length, i => i % 3 == 0 ? x[i] : 0)", "vectors have no %")]
    [InlineData("Sum(x.Length, i => x[i] * (i / 3))", "vectors do not divide integers")]
    [InlineData("Sum(x.Length, i => Sum(x.Length, j => x[i] * x[j]))", "it holds loops")]
    [InlineData("x[Max(x.Length, i => x[i] > 0 ? i : 0)]", "it reduces integers")]
    [InlineData("Sum(x) * Max(x) + Min(x) * SquaredNorm(x) + Sum(x.Length, i => Abs(x[i]))", null)]
    [InlineData("Sum(x.Length - 1, i => Square(x[i + 1] - x[i]))", null)]
    [InlineData("x[ArgMax(x)]", null)]
    public void OfOthers(string loss, string? why)
    {
        var kernel = Work.KernelOf($"[Loss] public static float Loss([Target, Shape(\"n\")] Vec<float> x, float scale) => scale * ({loss});");

        Assert.Equal(why, ScalarLoops(kernel.Sample().Steps).FirstOrDefault());
    }

    private static IEnumerable<string> ScalarLoops(IEnumerable<Step> steps) => Loops(steps).Select(l => l.WhyScalar).OfType<string>();

    private static IEnumerable<Loop> Loops(IEnumerable<Step> steps) => steps.SelectMany(step => step switch
    {
        Loop loop => [loop, .. Loops(loop.Body)],
        If branch => Loops(branch.Then.Concat(branch.Else)),
        _ => Enumerable.Empty<Loop>(),
    });
}
