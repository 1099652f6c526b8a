using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Threading.Tasks;
using AutoDiffLosses.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace AutoDiffLosses.Generators.Tests;

/// <summary>What users see: one true error where a formula is refused, and none beside it.</summary>
public class LossAnalyzerTests
{
    private const string Usings = "using System; using AutoDiffLosses; using static AutoDiffLosses.LossMath; ";

    [Theory]
    [InlineData("public static float FPerSample;", "C.FPerSample")]
    [InlineData("public static float F(ReadOnlySpan<float> y, Reduction a, ReadOnlySpan<float> b) => 0;", "C.F(ReadOnlySpan<float>, Reduction, ReadOnlySpan<float>)")]
    [InlineData("public class FBackward { }", "C.FBackward")]
    public async Task ABatchMethodDoesNotTakeAMembersPlace(string member, string named)
    {
        string source = Usings + $"public static partial class C {{ [Loss] public static float F(float x) => x; {member} }}";

        var diagnostic = Assert.Single(await Analyze(source));
        Assert.Equal("ADL011", diagnostic.Id);
        Assert.Contains($"'{named}'", diagnostic.GetMessage());
        Assert.Equal("F", source[diagnostic.Location.SourceSpan.Start..diagnostic.Location.SourceSpan.End]);
        Assert.Empty(Driver.Run(source).Names());
    }

    [Fact]
    public async Task OverloadsBesideABatchMethodAreFine() => Assert.Empty(await Analyze(Usings + """
        public static partial class C
        {
            [Loss] public static float F(float x) => x;
            public static float F(ReadOnlySpan<double> x, Reduction reduction, ReadOnlySpan<double> sampleWeights) => 0;
            public static void FPerSample() { }
        }
        """));

    [Fact]
    public async Task TwoLossesWithTheSameBatchMethodsAreOneTooMany()
    {
        var diagnostic = Assert.Single(await Analyze(Usings + """
            public static partial class C
            {
                [Loss] public static float F(float x) => x;
                [Loss] public static float F([Shared] Vec<float> x, [Target] int y) => x[y];
                [Loss] public static float F([Shared] Vec<float> x, [Target] float y) => Sum(x) - y;
                [Loss] public static float F(float x, [Target] float y) => x - y;
            }
            """));
        Assert.Equal("ADL011", diagnostic.Id);
    }

    [Fact]
    public async Task ACallPinsSoManyArrays()
    {
        string parameters = string.Join(", ", Enumerable.Range(0, 13).Select(i => $"float x{i}"));
        var diagnostic = Assert.Single(await Analyze(Usings + $"public static partial class C {{ [Loss] public static float F({parameters}) => x0; }}"));
        Assert.Equal("ADL012", diagnostic.Id);
        Assert.Contains("26 arrays", diagnostic.GetMessage());
    }

    [Fact]
    public async Task ARefusedFormulaYieldsOneError()
    {
        var diagnostic = Assert.Single(await Analyze(Usings + """
            public static partial class C
            {
                [Loss(AlsoDouble = true)]
                public static float F(float x, [Target] int label) { Console.WriteLine(x); return x; }

                public static float Use(float[] x, int[] label, long[] labels, double[] d)
                {
                    FValueAndGradient(d, labels, default);
                    FPerSample(x, label, new float[1]);
                    return FValueAndGradient(x, label, new float[1]) + F(x, labels) + (float)F(1.0, 2);
                }
            }
            """));
        Assert.StartsWith("ADL1", diagnostic.Id, System.StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("static float G(float x) { return F(x); [Loss] static float F(float x) => x; }")]
    [InlineData("static float G(float x) { var f = [Loss] float (float y) => y; return f(x); }")]
    [InlineData("[Loss] public static C operator +(C x) => x;")]
    [InlineData("static float G { [Loss] get => 1; }")]
    public async Task WhatIsNoMethodOfAClassIsRefused(string member) =>
        Assert.Equal("ADL001", Assert.Single(await Analyze(Usings + $"public partial class C {{ {member} }}")).Id);

    [Fact]
    public async Task AFormulaDoesNotCallWhatIsGeneratedBesideIt()
    {
        const string source = Usings + """
            public static partial class C
            {
                [Loss(AlsoDouble = true)] public static float F(float x) => x;
                [Loss] public static double G(double x) => F(x);
                static double Use(double[] x) => G(x);
            }
            """;

        Assert.Equal("ADL104", Assert.Single(await Analyze(source)).Id);
        Assert.Contains("throw", Driver.Run(source).Text("C.G.g.cs"));
    }

    [Fact]
    public async Task AStaticNumberThatTheClassCannotReadIsOneError() => Assert.Single(await Analyze(Usings + """
        public static class D { private static readonly float S = 2; public static float G(float x) => S * x; }
        public static partial class C { [Loss(AlsoDouble = true)] public static float F(float x) => D.G(x); }
        """));

    [Fact]
    public async Task AdviceIsGivenAndCanBeSilenced()
    {
        const string loss = "public static partial class C {{ [Loss] public static float F(float x, {0}float y{1}) => x * MathF.Floor(x); }}";

        Assert.Equal("ADL200", Assert.Single(await Analyze(Usings + string.Format(loss, "", ""))).Id);
        Assert.Empty(await Analyze(Usings + string.Format(loss, "\n#pragma warning disable ADL200\n", "\n#pragma warning restore ADL200\n")));
    }

    [Fact]
    public async Task ARefusedHelperYieldsOneError()
    {
        var diagnostic = Assert.Single(await Analyze(Usings + """
            public static partial class C
            {
                [Differentiable(AlsoDouble = true)]
                public static Vec<float> F(Vec<float> v) => v;
                [Differentiable(AlsoDouble = true)]
                public static float G(float x) { Console.WriteLine(x); return x; }
                public static double Use(double x) => G(x);
            }
            """));
        Assert.StartsWith("ADL1", diagnostic.Id, System.StringComparison.Ordinal);
    }

    [Fact]
    public void TheMethodsOfARefusedFormulaSayWhatIsWrong()
    {
        string text = Driver.Run(Usings + "public static partial class C { [Loss] public static float F(float x) { Console.WriteLine(); return x; } }").Text("C.F.g.cs");

        Assert.Contains("throw new global::System.NotSupportedException(\"", text);
        Assert.DoesNotContain("#error", text);
    }

    [Fact]
    public async Task WhereTheCompilerSaysWhatIsWrongNothingElseDoes()
    {
        var diagnostic = Assert.Single(await Analyze(Usings + "public static partial class C { [Loss] public static float F(float x) => x + unknown; static float Use(float[] x) => F(x); }"));
        Assert.Equal("CS0103", diagnostic.Id);
    }

    [Theory]
    [InlineData("RunAnalyzers")]
    [InlineData("RunAnalyzersDuringBuild")]
    public void WithoutAnalyzersTheCodeItselfIsInError(string property)
    {
        const string refused = Usings + "public partial class C { [Loss] public static float F(float x) { Console.WriteLine(); return x; } [Loss] float G(float x) => x; [Loss] public static float H(float x) => x; }";
        var options = new Properties(new() { ["build_property." + property] = "False" });
        CSharpGeneratorDriver.Create([new LossGenerator().AsSourceGenerator()], parseOptions: Driver.ParseOptions, optionsProvider: options)
            .RunGeneratorsAndUpdateCompilation(Driver.Compile(refused), out var output, out _);

        string[] errors = [.. output.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.GetMessage())];
        Assert.Equal(2, errors.Length);
        Assert.Contains(errors, error => error.Contains("ADL1"));
        Assert.Contains(errors, error => error.Contains("ADL001"));
    }

    /// <summary>Each element that is read is one of all that were set, or none of them: what is short may have a long gradient.</summary>
    [Fact]
    public async Task AGradientHasALimit()
    {
        string changes = string.Concat(Enumerable.Range(0, 100).Select(i => $"row = row.With(at[{i}], row[at[{i + 1}]] * x + {i});"));
        string source = Usings + $"public static partial class C {{ [Loss] public static float F(float x, Vec<float> row, [Target] Vec<int> at) {{ {changes} return Sum(row); }} }}";

        var diagnostic = Assert.Single(await Analyze(source));
        Assert.Equal("ADL113", diagnostic.Id);
        Assert.Equal("F", source[diagnostic.Location.SourceSpan.Start..diagnostic.Location.SourceSpan.End]);
        Assert.Contains("ValueAndGradient", Driver.Run(source).Text("C.F.g.cs"));
    }

    [Fact]
    public async Task OlderLanguagesAreRefused()
    {
        var compilation = Driver.Compile();
        compilation = compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText(
            "using AutoDiffLosses; public static partial class C { [Loss] public static float F(float x) => x; }",
            Driver.ParseOptions.WithLanguageVersion(LanguageVersion.CSharp11)));

        Assert.Equal("ADL010", Assert.Single(await Analyze(compilation)).Id);
        Assert.Empty(Driver.Run(compilation, out _).Names());
    }

    [Fact]
    public void EveryRuleIsListedOnce()
    {
        var rules = new LossAnalyzer().SupportedDiagnostics;
        Assert.Equal(rules.Select(rule => rule.Id).Distinct().Order(System.StringComparer.Ordinal), rules.Select(rule => rule.Id));
        Assert.Contains(Rules.Collision, rules);
        Assert.All(rules.Where(rule => rule.DefaultSeverity == DiagnosticSeverity.Error), rule => Assert.Contains(WellKnownDiagnosticTags.NotConfigurable, rule.CustomTags));
    }

    /// <summary>All errors and warnings that a user sees, in code of their own or generated.</summary>
    private static Task<IReadOnlyList<Diagnostic>> Analyze(string source) => Analyze(Driver.Compile(source));

    private static async Task<IReadOnlyList<Diagnostic>> Analyze(Compilation compilation)
    {
        Driver.Run(compilation, out var output);
        var diagnostics = await output.WithAnalyzers([new LossAnalyzer()]).GetAllDiagnosticsAsync();
        return [.. diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)];
    }

    private sealed class Properties(Dictionary<string, string> values) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Options(values);
        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => new Options([]);
        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => new Options([]);

        private sealed class Options(Dictionary<string, string> values) : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value) => values.TryGetValue(key, out value);
        }
    }
}
