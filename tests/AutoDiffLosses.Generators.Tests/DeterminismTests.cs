using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using AutoDiffLosses.Generators.Frontend;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace AutoDiffLosses.Generators.Tests;

/// <summary>The built-in losses as somebody's own: what is generated depends on the formulas and on nothing else.</summary>
public class DeterminismTests
{
    private static readonly string[] Copies = [.. BuiltIn().Select(source => source.Replace("namespace AutoDiffLosses;", "namespace Copied;\nusing AutoDiffLosses;"))];

    [Theory]
    [InlineData(LanguageVersion.CSharp13)]
    [InlineData(LanguageVersion.Latest)]
    public void ACopyOfTheBuiltInLossesCompilesWithoutWarnings(LanguageVersion version) =>
        Assert.NotEmpty(Sources.RunCleanly(version, Copies).Names());

    [Fact]
    public void TheTextIsTheSameWhenRunTwiceAndInAnotherCulture()
    {
        var first = Texts();
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = new("de-DE");
            Assert.Equal(first, Texts());
        }
        finally
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = culture;
        }
        Assert.DoesNotContain(first, file => file.Contains('\r'));

        static string[] Texts() => [.. Driver.Run(Copies).GetRunResult().GeneratedTrees.Select(tree => tree.ToString())];
    }

    [Fact]
    public void TheTextDoesNotDependOnTheOrderOfFiles() => Assert.Equal(
        Driver.Run(Copies).GetRunResult().GeneratedTrees.Select(tree => tree.ToString()).Order(),
        Driver.Run([.. Copies.Reverse()]).GetRunResult().GeneratedTrees.Select(tree => tree.ToString()).Order());

    [Fact]
    public void AnotherNameGivesTheSameCode()
    {
        string[] renamed = [.. Copies.Select(copy => copy.Replace("namespace Copied;", "namespace Elsewhere;"))];

        Assert.Equal(
            Driver.Run(Copies).GetRunResult().GeneratedTrees.Select(tree => tree.ToString()),
            Driver.Run(renamed).GetRunResult().GeneratedTrees.Select(tree => tree.ToString().Replace("Elsewhere", "Copied")));
    }

    /// <summary>What is generated is in the analyzer's compilation, and not in the generator's.</summary>
    [Fact]
    public void GeneratorAndAnalyzerReadTheSame()
    {
        var before = Driver.Compile(Copies);
        Driver.Run(before, out var after);

        var models = Models(before);
        Assert.True(models.Length > 40);
        Assert.Equal(models, Models(after));

        static LossModel[] Models(Compilation compilation) =>
        [
            .. from tree in compilation.SyntaxTrees
               where tree.FilePath.StartsWith("File", System.StringComparison.Ordinal)
               from syntax in tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>()
               let method = compilation.GetSemanticModel(tree).GetDeclaredSymbol(syntax)
               where method is not null && method.IsFormula()
               select LossReader.Read(method, compilation, default).Model
        ];
    }

    private static IEnumerable<string> BuiltIn([CallerFilePath] string here = "") =>
        Directory.EnumerateFiles(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(here)!, "../../src/AutoDiffLosses/Losses"), "*.cs")
            .Order(System.StringComparer.Ordinal).Select(File.ReadAllText);
}
