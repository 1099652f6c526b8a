using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace AutoDiffLosses.Generators.Tests;

/// <summary>What tests of the generator ask of a run.</summary>
internal static class Sources
{
    public static string[] Names(this GeneratorDriver driver) =>
        [.. driver.GetRunResult().Results.SelectMany(result => result.GeneratedSources).Select(source => source.HintName)];

    public static string Text(this GeneratorDriver driver, string name) =>
        driver.GetRunResult().Results.SelectMany(result => result.GeneratedSources).Single(source => source.HintName == name).SourceText.ToString();

    /// <summary>The one generated file of that ending that is not another's.</summary>
    public static string Text(this GeneratorDriver driver) => driver.Text(driver.Names().Single(name => name.Split('.').Length == driver.Names().Min(n => n.Split('.').Length)));

    /// <summary>
    /// Runs the generator. Its code has to compile without a warning, where documentation comments are checked as they are for a documentation
    /// file; in the source, errors count alone.
    /// </summary>
    public static GeneratorDriver RunCleanly(params string[] sources) => RunCleanly(LanguageVersion.Latest, sources);

    /// <inheritdoc cref="RunCleanly(string[])"/>
    public static GeneratorDriver RunCleanly(LanguageVersion version, params string[] sources)
    {
        var options = Driver.ParseOptions.WithDocumentationMode(DocumentationMode.Diagnose).WithLanguageVersion(version);
        var driver = CSharpGeneratorDriver.Create([new LossGenerator().AsSourceGenerator()], parseOptions: options)
            .RunGeneratorsAndUpdateCompilation(
                Driver.Compile([]).AddSyntaxTrees(sources.Select((source, i) => CSharpSyntaxTree.ParseText(source, options, $"File{i}.cs"))),
                out var output, out _);
        Assert.All(driver.GetRunResult().Results, result => Assert.Null(result.Exception));
        Assert.Empty(output.GetDiagnostics().Where(diagnostic =>
            diagnostic.Severity == DiagnosticSeverity.Error ||
            diagnostic.Severity == DiagnosticSeverity.Warning && driver.GetRunResult().GeneratedTrees.Contains(diagnostic.Location.SourceTree!)));
        return driver;
    }
}
