using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using Xunit;

namespace AutoDiffLosses.Generators.Tests;

/// <summary>Which part knows which.</summary>
public class ArchitectureTests
{
    private static readonly string[] FreeOfRoslyn = ["Compiler.cs", "LossModel.cs", "Ir", "Support", "Differentiation", "Simplification", "Scheduling", "Emission"];

    [Fact]
    public void TheCompilerIsFreeOfRoslyn() => Assert.All(
        FreeOfRoslyn.SelectMany(Files),
        file => Assert.DoesNotContain("Microsoft.CodeAnalysis", File.ReadAllText(file)));

    [Theory]
    [InlineData("Support")]
    [InlineData("Ir", "Support")]
    [InlineData("Differentiation", "Ir", "Support")]
    [InlineData("Simplification", "Differentiation", "Ir", "Support")]
    [InlineData("Scheduling", "Differentiation", "Ir", "Support")]
    [InlineData("Frontend", "Diagnostics", "Ir", "Support")]
    public void ArrowsRunOneWay(string folder, params string[] known) => Assert.All(Files(folder), file => Assert.All(
        File.ReadLines(file).Where(line => line.StartsWith("using AutoDiffLosses.Generators.")),
        line => Assert.Contains(line.Split('.', ';')[2], known)));

    private static string[] Files(string part) =>
        part.EndsWith(".cs") ? [System.IO.Path.Combine(Root(), part)] : Directory.GetFiles(System.IO.Path.Combine(Root(), part), "*.cs");

    private static string Root([CallerFilePath] string here = "") =>
        System.IO.Path.Combine(System.IO.Path.GetDirectoryName(here)!, "../../generators/AutoDiffLosses.Generators");
}
