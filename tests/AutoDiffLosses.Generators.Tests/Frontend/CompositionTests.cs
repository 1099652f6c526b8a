using System.IO;
using System.Linq;
using System.Threading;
using AutoDiffLosses.Generators.Frontend;
using AutoDiffLosses.Generators.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;
using static AutoDiffLosses.Generators.Tests.Frontend.Snippet;

namespace AutoDiffLosses.Generators.Tests.Frontend;

/// <summary>A formula that calls those of a referenced assembly.</summary>
public class CompositionTests
{
    private const string Library = """
        namespace Far;

        using AutoDiffLosses;
        using static AutoDiffLosses.LossMath;

        public static partial class Helpers
        {
            public static readonly float Scale = 2;
            private static readonly float Secret = 3;

            [Differentiable] public static float Scaled(float x) => Scale * x + float.Epsilon;
            [Differentiable] public static float Guarded(float x) => Secret * x;
            [Differentiable] public static float Dotted(Vec<float> a, Vec<float> b) => Sum(a * b);
            [Differentiable] public static float Inner(Vec<float> v, int k) { float e = v[k - 1]; return e * e + v.Length / k; }
            [Differentiable] public static Vec<float> Twice(Vec<float> v) => 2 * v;
            [Differentiable] public static (float Sum, (float Product, int Length)) Parts(float x, Vec<float> v) => (x + v.Length, (x * Sum(v), v.Length));
            [Loss] public static Weighted Masked(float x, [Target] float mask) => Weighted(mask * x, mask);
            [Differentiable] public static float NoIr(float x) => x;
        }
        """;

    /// <summary>The assembly, with the texts of its formulas in attributes.</summary>
    private static CSharpCompilation WithIr(string source, string? text = null)
    {
        var compilation = Driver.Compile(source).WithAssemblyName("Far");
        var helpers = compilation.GetTypeByMetadataName("Far.Helpers")!;
        var attributes = helpers.GetMembers().OfType<IMethodSymbol>().Where(m => m.IsFormula() && m.Name != "NoIr").Select(m =>
            $"[AutoDiffLosses.Runtime.FormulaIr({IrText.Version}, \"{m.GetDocumentationCommentId()}\", {Quoted(text ?? IrPrinter.Program(Generators.Frontend.Frontend.Read(m, compilation, CancellationToken.None).Formula!))})]");
        return compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText(
            $"namespace Far {{ {string.Join("\n", attributes)} partial class Helpers; }}", Driver.ParseOptions));
    }

    private static string Quoted(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    private static readonly CSharpCompilation Far = WithIr(Library);

    private static MetadataReference Metadata(CSharpCompilation compilation)
    {
        var stream = new MemoryStream();
        var result = compilation.Emit(stream);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics));
        return MetadataReference.CreateFromImage(stream.ToArray());
    }

    private static readonly MetadataReference FarMetadata = Metadata(Far);

    private static FrontendResult Read(string body, MetadataReference reference)
    {
        var compilation = Driver.Compile(Head.Replace("namespace N;", "using Far; namespace N;") + Body(body) + "}").AddReferences(reference);
        Assert.Empty(compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error));
        return Generators.Frontend.Frontend.Read(Method(compilation, "F"), compilation, CancellationToken.None);
    }

    [Theory]
    [InlineData("return Helpers.Scaled(x * y);", "Scale * (x * y) + Epsilon")]
    [InlineData("return Helpers.Dotted(v, w + x);", "sum(i1 < n, v[i1] * (w[i1] + x))")]
    [InlineData("return Sum(Helpers.Twice(v));", "sum(i1 < n, 2 * v[i1])")]
    [InlineData("return Sum(v.Length, i => Helpers.Dotted(v, v[i] * w));", "sum(i1 < n, sum(i2 < n, v[i2] * (v[i1] * w[i2])))")]
    [InlineData("return Helpers.Inner(v, k);", "v[k - 1] * v[k - 1] + real(n / k)\nk - 1 in n (k: k - 1)")]
    [InlineData("return x > 0 ? Helpers.Inner(v, k) : 0;",
        "0 < x ? v[k - 1 if 0 < x] * v[k - 1 if 0 < x] + real(n / (0 < x ? k : 1)) : 0\nif 0 < x: k - 1 in n (k: k - 1)")]
    [InlineData("return Sum(v.Length, i => Helpers.Inner(v, i + 1));",
        "sum(i1 < n, v[i1] * v[i1] + real(n / (0 < n ? i1 + 1 : 1)))")]
    [InlineData("var (s, (p, n)) = Helpers.Parts(x, v); return s * p * n;", "(x + real(n)) * (x * sum(i1 < n, v[i1])) * real(n)")]
    [InlineData("return (float)Helpers.Masked(x, t).WeightedLoss;", "t * x")]
    [InlineData("return LogSumExp(v.Length, i => Helpers.Scaled(v[i]));", null)]
    public void TheFormulaIsInlined(string body, string? expected)
    {
        foreach (var reference in new[] { FarMetadata, Far.ToMetadataReference() })
        {
            var result = Read(body, reference);
            if (expected == null)
            {
                // The library of the tests itself has no formulas in it yet, or it has.
                Assert.True(result.Formula != null || result.Refusal!.Rule.Id == "ADL103");
                continue;
            }
            Assert.Null(result.Refusal?.Message);
            IrVerifier.Verify(result.Formula!);
            Assert.Equal(expected, string.Join("\n", result.Formula!.Results.Select(r => IrPrinter.Expression(r)).Concat(result.Formula.Checks.Select(Text))));
        }
    }

    [Fact]
    public void ItsStaticNumbersAreReadByTheCaller()
    {
        var parameters = Read("return Helpers.Scaled(x);", FarMetadata).Formula!.Parameters;

        Assert.Equal(["global::Far.Helpers.Scale", "float.Epsilon"], parameters.Where(p => p.Role == ParameterRole.Static).Select(p => p.Expression));
    }

    [Theory]
    [InlineData("return Helpers.Guarded(x);", "ADL112")]
    [InlineData("return Helpers.NoIr(x);", "ADL103")]
    [InlineData("return Helpers.Dotted(v, Tabulate(k, i => x));", "ADL107")]
    public void WhatCannotBeInlinedIsRefused(string body, string id) => Assert.Equal(id, Read(body, FarMetadata).Refusal?.Rule.Id);

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("AutoDiffLosses formula 1\n%0 = Param Real x\n%1 = Param Real y\nparameter %0 Sample\nparameter %1 Sample\nresult %0")]
    [InlineData("AutoDiffLosses formula 1\n%0 = Param Int x\nparameter %0 Sample\nresult %0")]
    [InlineData("AutoDiffLosses formula 1\n%0 = Param Real x\nparameter %0 Sample\nresult %0\nresult %0")]
    [InlineData("AutoDiffLosses formula 1\n%0 = Param Real x\nparameter %0 Sample")]
    [InlineData("AutoDiffLosses formula 1\n%0 = Param Real x\n%1 = Param Real s\nparameter %0 Sample\nparameter %1 Static \"global::System.Environment.Exit\"\nresult %1")]
    public void TextThatDoesNotFitIsRefused(string text)
    {
        var far = WithIr("using AutoDiffLosses; namespace Far { public static partial class Helpers { [Differentiable] public static float F(float x) => x; } }", text);

        Assert.Equal("ADL112", Read("return Helpers.F(x);", Metadata(far)).Refusal?.Rule.Id);
    }
}
