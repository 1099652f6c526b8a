using System;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using AutoDiffLosses.Generators.Frontend;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using AutoDiffLosses.Generators.Tests.Frontend;
using Xunit;

namespace AutoDiffLosses.Generators.Tests;

/// <summary>A formula is read again where an edit can change it, and only there.</summary>
public class KnownModelsTests
{
    private static readonly string[] Files =
    [
        """
        using AutoDiffLosses;
        using static AutoDiffLosses.LossMath;
        public static partial class C { [Loss] public static float F(float x) => D.Twice(x) * Numbers.Half + Exp(x) + Other.Ratio; }
        """,
        "using System; static class D { internal static float Twice(float x, float by = 2) => by * x; internal static float Thrice(float x) { return 3 * x; } }",
        "static class Numbers { public const float Half = 0.5f; }",
        "class Other { int Answer() => 42; int Block() { int x = 1; return x; } int Property { get { return 1; } } public static readonly float Ratio = 0.25f; }",
        "partial class C { }",
    ];

    private static readonly CSharpCompilation Before = Driver.Compile(Files);

    [Theory]
    [InlineData("=> 42", "=> 43")]
    [InlineData("int x = 1; return x;", "int y = 2, z = y; return y * z;")]
    [InlineData("int x = 1; return x;", "int x = ; return y;")]
    [InlineData("get { return 1; }", "get { return 2; }")]
    [InlineData("class Other {", "/* a comment */ class Other\n{")]
    [InlineData("Ratio = 0.25f", "Ratio = 0.5f")]        // by its name
    public void AnEditOfABodyElsewhereReadsNothing(string text, string edited) => Assert.Same(Model(Before), Model(Edited(text, edited)));

    [Theory]
    [InlineData("=> by * x", "=> by + x")]
    [InlineData("=> by * x", "=> by * y")]
    [InlineData("float by = 2", "float by = 4")]
    [InlineData("return 3 * x", "return 4 * x")]         // in a file that it is read from
    [InlineData("Half = 0.5f", "Half = 0.25f")]
    [InlineData("const float Half", "static readonly float Half")]
    [InlineData("readonly float Ratio", "float Ratio")]
    [InlineData("using System; static", "global using System; static")]
    [InlineData("partial class C { }", "partial class C { static float Exp(float x) => x; }")]
    [InlineData("partial class C { }", "partial class C { public static float FPerSample; }")]
    [InlineData("class Other", "class Another")]
    public void WhatItMayFollowFromIsReadAgain(string text, string edited)
    {
        var before = Model(Before);
        var after = Edited(text, edited);

        Assert.NotSame(before, Model(after));
        Assert.Equal(Fresh(after), Model(after));
    }

    [Fact]
    public void WhatWasReadBeforeAnEditOfABodyIsReadAgainAfterOneOfADeclaration()
    {
        var (first, second) = (Edited("=> 42", "=> 43"), Edited("=> 42", "=> 44", "Half = 0.5f", "Half = 0.25f"));

        Assert.Same(Model(Before), Model(first));
        Assert.NotEqual(Model(first), Model(second));
        Assert.Equal(Fresh(Before), Model(Before));
    }

    [Fact]
    public void ACompilationIsItsFilesReferencesOptionsAndName() => Assert.All(
        new[]
        {
            Before.AddSyntaxTrees(CSharpSyntaxTree.ParseText("", Driver.ParseOptions)),
            Before.RemoveSyntaxTrees(Before.SyntaxTrees[^1]),
            Before.WithReferences(Before.References.Skip(1)),
            Before.WithOptions(Before.Options.WithAllowUnsafe(true)),
            Before.WithAssemblyName("Other"),
        },
        after => Assert.False(Surface.Of(after).IsThatOf(Surface.Of(Before), [])));

    [Fact]
    public void NoCompilationIsKeptAlive()
    {
        var compilation = Driver.Compile(Files);
        var earlier = ReadAndEdit(ref compilation);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        Assert.False(earlier.IsAlive);
        GC.KeepAlive(compilation);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference ReadAndEdit(ref CSharpCompilation compilation)
    {
        var earlier = compilation;
        Model(earlier);
        Model(compilation = Edited(earlier, "=> 42", "=> 43"));
        return new(earlier);
    }

    private static CSharpCompilation Edited(params string[] edits) => Edited(Before, edits);

    private static CSharpCompilation Edited(CSharpCompilation compilation, params string[] edits)
    {
        for (int i = 0; i < edits.Length; i += 2)
        {
            var tree = compilation.SyntaxTrees.Single(t => t.ToString().Contains(edits[i], StringComparison.Ordinal));
            string text = tree.ToString().Replace(edits[i], edits[i + 1], StringComparison.Ordinal);
            compilation = compilation.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(text, Driver.ParseOptions, tree.FilePath));
        }
        return compilation;
    }

    private static LossModel Model(Compilation compilation) =>
        KnownModels.Of(
            compilation.SyntaxTrees.First().GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>().Single(),
            Snippet.Method(compilation, "F"), compilation, CancellationToken.None);

    private static LossModel Fresh(Compilation compilation) =>
        LossReader.Read(Snippet.Method(compilation, "F"), compilation, CancellationToken.None).Model;
}
