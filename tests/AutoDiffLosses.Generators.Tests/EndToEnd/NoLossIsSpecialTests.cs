using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Runtime.CompilerServices;
using AutoDiffLosses.Tests;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace AutoDiffLosses.Generators.Tests.EndToEnd;

/// <summary>A built-in loss is what any user could have written: its text under another name, in another project, gives the same code.</summary>
public class NoLossIsSpecialTests
{
    [Theory]
    [InlineData("Classification", "CrossEntropy")]
    [InlineData("Classification", "BinaryCrossEntropy")]
    [InlineData("Detection", "SigmoidFocal")]
    [InlineData("Segmentation", "Dice")]
    [InlineData("Embedding", "ArcFace")]
    [InlineData("Embedding", "Triplet")]
    [InlineData("Preference", "PpoPolicy")]
    public void ACopyGivesTheSameCode(string family, string loss)
    {
        string library = File.ReadAllText(Path.Combine(Root, "src", "AutoDiffLosses", "Losses", $"{family}.cs"));
        string[] own = Generated(library, "AutoDiffLosses.Losses", loss);
        string copy = Regex.Replace(library.Replace("namespace AutoDiffLosses;", "using AutoDiffLosses;\nnamespace Mine.Own;"), @"\bLosses\b", "Formulas");
        copy = Regex.Replace(copy, $@"\b{loss}\b", "Stated");
        string[] copied = Generated(copy, "Mine.Own.Formulas", "Stated");

        string Renamed(string text) => Regex.Replace(text
            .Replace("Mine_Own_Formulas_Stated", $"AutoDiffLosses_Losses_{loss}").Replace("Mine.Own.Formulas", "AutoDiffLosses.Losses")
            .Replace("namespace Mine.Own", "namespace AutoDiffLosses").Replace("Formulas", "Losses"), @"\bStated(?=\b|PerSample|ValueAndGradient|Backward)", loss);
        Assert.Equal(own.Length, copied.Length);
        foreach (var (expected, actual) in own.Zip(copied))
            Assert.Equal(Unwrapped(expected), Unwrapped(Renamed(actual)));
    }

    /// <summary>Without the line breaks of documentation and argument lists, which depend on the lengths of names.</summary>
    private static string Unwrapped(string text) => Regex.Replace(Regex.Replace(text, @"\s*\n\s*///\s*", " "), @"([,)])\n\s+(?=[:\w])", "$1 ");

    [Fact]
    public void NoPassKnowsTheNameOfALoss()
    {
        string[] files = [.. Directory.EnumerateFiles(Path.Combine(Root, "generators"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(folder => folder is "obj" or "bin"))];
        Assert.NotEmpty(files);
        foreach (string file in files)
        {
            var tokens = CSharpSyntaxTree.ParseText(File.ReadAllText(file)).GetRoot().DescendantTokens().Select(token => token.ValueText).ToHashSet();
            Assert.All(GoldenFile.Losses, loss => Assert.DoesNotContain(loss, tokens));
        }
    }

    /// <summary>What is generated for one loss of a file, but for where its metadata says that it comes from.</summary>
    private static string[] Generated(string source, string type, string loss)
    {
        var driver = Driver.Run(Driver.Compile(source), out _);
        string[] names = [.. driver.Names().Where(name => name.StartsWith($"{type}.{loss}.", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        Assert.All(["Double.g.cs", "Ir.g.cs", "g.cs"], ending => Assert.Contains($"{type}.{loss}.{ending}", names));
        return [.. names.Select(driver.Text)];
    }

    private static string Root { get; } = FindRoot();

    private static string FindRoot([CallerFilePath] string file = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", ".."));
}
