using System;
using System.Linq;
using System.Threading;
using AutoDiffLosses.Generators.Support;
using Microsoft.CodeAnalysis;
using Xunit;

namespace AutoDiffLosses.Generators.Tests;

/// <summary>What becomes of a formula on which the compiler itself fails.</summary>
public class CompilerTests
{
    [Fact]
    public void WhatIsNoLongerWantedIsNotCompiled()
    {
        var model = Model("return x * x;");

        Assert.NotEmpty(Compiler.Compile(model, areAnalyzersOff: false, CancellationToken.None));
        Assert.Throws<OperationCanceledException>(() => Compiler.Compile(model, areAnalyzersOff: false, new CancellationToken(canceled: true)));
    }

    /// <summary>What is not wanted any more cannot be found out, but can be known.</summary>
    [Fact]
    public void TheSizeOfAGradientIsFoundOutOnce()
    {
        string Long(string name) => "return " + string.Join(" + ", Enumerable.Range(0, 100).Select(i => $"{name}(x * {i})")) + ";";
        bool IsTooLarge(string body, bool isWanted) => Compiler.IsTooLarge(Model(body).Table!, new CancellationToken(canceled: !isWanted));

        Assert.Throws<OperationCanceledException>(() => IsTooLarge(Long("Sin"), isWanted: false));
        Assert.False(IsTooLarge(Long("Sin"), isWanted: true));
        Assert.False(IsTooLarge(Long("Sin"), isWanted: false));
        Assert.Throws<OperationCanceledException>(() => IsTooLarge(Long("Cos"), isWanted: false));
        Compiler.Compile(Model(Long("Cos")), areAnalyzersOff: false);
        Assert.False(IsTooLarge(Long("Cos"), isWanted: false));
    }

    /// <summary>On the stack that a thread of an editor has.</summary>
    [Theory]
    [InlineData("x * 2 + ", 3000, "x", "")]
    [InlineData("x * 2 + (", 1000, "x", ")")]
    [InlineData("(", 5000, "x", ")")]
    [InlineData("Sin(", 1000, "x", ")")]
    public void WhatIsDeepOverflowsNoStack(string open, int depth, string innermost, string close)
    {
        string Repeated(string text) => string.Concat(Enumerable.Repeat(text, depth));
        var model = Model($"return {Repeated(open)}{innermost}{Repeated(close)};");
        EquatableArray<GeneratedFile> files = default;
        var thread = new Thread(() => files = Compiler.Compile(model, areAnalyzersOff: false), maxStackSize: 512 << 10);
        thread.Start();
        thread.Join();

        Assert.Null(model.Refusal?.Message);
        Assert.DoesNotContain(files, file => file.Text.Contains("#error"));
    }

    private static LossModel Model(string body)
    {
        var compilation = Driver.Compile($"using AutoDiffLosses; using static AutoDiffLosses.LossMath; public static partial class C {{ [Loss] public static float F(float x) {{ {body} }} }}");
        return LossReader.Read(compilation.GetTypeByMetadataName("C")!.GetMembers("F").OfType<IMethodSymbol>().Single(), compilation, CancellationToken.None).Model;
    }

    [Fact]
    public void AnErrorOfTheCompilerIsOneErrorOfThatLoss()
    {
        var compilation = Driver.Compile("using AutoDiffLosses; public static partial class C { [Loss] public static float F(float x) => x; }");
        var method = compilation.GetTypeByMetadataName("C")!.GetMembers("F").OfType<IMethodSymbol>().Single();
        var model = LossReader.Read(method, compilation, CancellationToken.None).Model;
        // A result that is no row, which no reader makes.
        var broken = model with { Table = model.Table! with { Results = new([99]) } };

        var files = Compiler.Compile(broken, areAnalyzersOff: false);

        var file = Assert.Single(files);
        Assert.Contains("#error AutoDiffLosses: the compiler failed", file.Text);
        Assert.Contains("C.F, table", file.Text);
        Assert.Contains("FValueAndGradient", file.Text);
    }
}
