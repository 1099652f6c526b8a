using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using AutoDiffLosses.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace AutoDiffLosses.Generators.Tests;

/// <summary>What the README shows compiles, runs, and is what is generated.</summary>
public class ReadmeTests
{
    private const string ImplicitUsings = "global using System; global using System.Collections.Generic; global using System.Linq;";

    /// <summary>The gradients of the losses that the README annotates are right, a shared one alone too.</summary>
    private const string GradientsAreRight = """
        using AutoDiffLosses;
        public static class BlockOfGradients
        {
            public static void Run()
            {
                double[] scores = [0.2, 1, -1, 0.4, 0.3, 2, 1, 2, 3], relevance = [1, 0, 2, 0, 0, 1, 1, 1, 1], weights = [1, 2, 3], mask = [1, 0, 0, 1, 0, 1, 0, 0, 1];
                Check(GradientCheck.Compare<double>(scores, (x, gradient) =>
                    MyLosses.PairwiseRankingValueAndGradient(x.AsRows(3), relevance.AsRows(3), weights, 0.7, gradient.AsRows(3), default, margin: 0.5)));
                Check(GradientCheck.Compare<double>([0.7], (x, gradient) =>
                    MyLosses.PairwiseRankingValueAndGradient(scores.AsRows(3), relevance.AsRows(3), weights, x[0], default, gradient, margin: 0.5)));
                Check(GradientCheck.Compare<double>(scores, (x, gradient) =>
                    MyLosses.SegmentationValueAndGradient(x.AsRows(3), mask.AsRows(3), gradient.AsRows(3))));
            }

            private static void Check(GradientCheckResult worst)
            {
                if (!(worst.RelativeError < 1e-7) || worst.Analytic == 0)
                    throw new InvalidOperationException(worst.ToString());
            }
        }
        """;

    private static readonly string Readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md")).Replace("\r\n", "\n");

    /// <summary>A block of C#, and the generated file that it quotes; null if it is written by hand.</summary>
    private sealed record Block(string? QuotedFile, string Text)
    {
        public bool IsStatements => !Regex.IsMatch(Text, @"^public static partial class", RegexOptions.Multiline);
    }

    private static readonly Block[] Blocks =
        [.. Regex.Matches(Readme, @"(?:<!-- generated: (\S+) -->\n)?```csharp\n(.*?)```", RegexOptions.Singleline)
            .Select(match => new Block(match.Groups[1].Success ? match.Groups[1].Value : null, match.Groups[2].Value))];

    [Theory]
    [InlineData(LanguageVersion.CSharp13)]
    [InlineData(LanguageVersion.CSharp14)]
    public async Task BlocksCompileWithoutWarnings(LanguageVersion version)
    {
        var output = Compile(version, out _);
        var analyzed = await output.WithAnalyzers([new LossAnalyzer()]).GetAllDiagnosticsAsync();

        Assert.DoesNotContain(analyzed, diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning);
    }

    [Fact]
    public void StatementsRun()
    {
        using var assembly = new MemoryStream();
        Assert.True(Compile(LanguageVersion.CSharp14, out _).Emit(assembly).Success);

        var runs = Assembly.Load(assembly.ToArray()).GetTypes().Where(type => type.Name.StartsWith("Block")).Select(type => type.GetMethod("Run")!).ToArray();
        Assert.NotEmpty(runs);
        Assert.All(runs, run => run.Invoke(null, null));
    }

    [Fact]
    public void QuotedCodeIsWhatIsGenerated()
    {
        Compile(LanguageVersion.CSharp14, out var driver);

        var quoted = Blocks.Where(block => block.QuotedFile != null).ToArray();
        Assert.NotEmpty(quoted);
        foreach (var block in quoted)
        {
            string[] generated = [.. driver.Text(block.QuotedFile!).Split('\n').Select(line => line.TrimEnd())];
            string[] lines = block.Text.TrimEnd().Split('\n');
            int first = Array.FindIndex(generated, line => line.TrimStart() == lines[0]);
            Assert.True(first >= 0, $"'{lines[0]}' is not in {block.QuotedFile}");
            int indent = generated[first].Length - lines[0].Length;
            Assert.Equal(lines, generated.Skip(first).Take(lines.Length).Select(line => line.Length > indent ? line[indent..] : ""));
        }
    }

    [Fact]
    public void EveryDiagnosticIsExplained() =>
        Assert.All(Rules.All, rule => Assert.Contains($"| <a id=\"{rule.Id.ToLowerInvariant()}\"></a>{rule.Id} | {rule.Title} |", Readme));

    [Fact]
    public void EveryBuiltInLossIsListed()
    {
        var losses = typeof(Losses).GetMethods(BindingFlags.Public | BindingFlags.Static).Where(method => method.IsDefined(typeof(LossAttribute)));

        Assert.All(losses, loss =>
        {
            string row = Assert.Single(Readme.Split('\n'), line => Regex.IsMatch(line, $@"^\|[^|]*`{loss.Name}`[^|]*\|[^|]*\|[^|]*\|$"));
            Assert.Equal(loss.ReturnType == typeof(Weighted), row.Contains('†'));
        });
    }

    /// <summary>All blocks together, as one project has them; statements are methods.</summary>
    private static Compilation Compile(LanguageVersion version, out GeneratorDriver driver)
    {
        var options = Driver.ParseOptions.WithLanguageVersion(version);
        IEnumerable<string> files = Blocks.Where(block => block.QuotedFile == null)
            .Select((block, i) => block.IsStatements ? Method(block.Text, i) : block.Text).Prepend(ImplicitUsings).Append(GradientsAreRight);
        var compilation = Driver.Compile([]).AddSyntaxTrees(files.Select((file, i) => CSharpSyntaxTree.ParseText(file, options, $"Block{i}.cs")));
        driver = CSharpGeneratorDriver.Create([new LossGenerator().AsSourceGenerator()], parseOptions: options)
            .RunGeneratorsAndUpdateCompilation(compilation, out var output, out var diagnostics);
        Assert.Empty(diagnostics);
        return output;
    }

    private static string Method(string statements, int number)
    {
        var isUsing = statements.Split('\n').ToLookup(line => line.StartsWith("using ") && line.EndsWith(';'));
        return $$"""
            {{string.Join("\n", isUsing[true])}}
            public static class Block{{number}}
            {
                public static void Run()
                {
            {{string.Join("\n", isUsing[false])}}
                }
            }
            """;
    }
}
