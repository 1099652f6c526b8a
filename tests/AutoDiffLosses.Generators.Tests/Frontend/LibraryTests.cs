using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using AutoDiffLosses.Generators.Frontend;
using AutoDiffLosses.Generators.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;
using Path = System.IO.Path;

namespace AutoDiffLosses.Generators.Tests.Frontend;

/// <summary>The runtime library's own formulas, from its source.</summary>
public class LibraryTests
{
    internal static CSharpCompilation Library { get; } = Compile();

    private static CSharpCompilation Compile([CallerFilePath] string file = "")
    {
        string folder = Path.Combine(Path.GetDirectoryName(file)!, "../../../src/AutoDiffLosses");
        var trees = new[] { "Attributes", "Formula", "Losses" }
            .SelectMany(part => Directory.EnumerateFiles(Path.Combine(folder, part), "*.cs"))
            .Append(Path.Combine(folder, "Reduction.cs"))
            .Concat(Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Where(f => File.ReadAllText(f).Contains("namespace AutoDiffLosses.Numerics")))
            .Distinct()
            .Select(path => CSharpSyntaxTree.ParseText(File.ReadAllText(path), Driver.ParseOptions, path));
        return CSharpCompilation.Create(
            "Library", trees, Driver.References.Where(r => !r.Display!.EndsWith("AutoDiffLosses.dll", System.StringComparison.Ordinal)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true));
    }

    public static TheoryData<string> Formulas => [.. Methods().Select(m => m.GetDocumentationCommentId()!)];

    private static IMethodSymbol[] Methods() =>
        [.. Library.SyntaxTrees.SelectMany(tree => tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>()
            .Select(syntax => (IMethodSymbol)Library.GetSemanticModel(tree).GetDeclaredSymbol(syntax)!))
            .Where(m => m.GetAttributes().Any(a => a.AttributeClass?.Name is "LossAttribute" or "DifferentiableAttribute"))];

    [Theory, MemberData(nameof(Formulas))]
    public void EveryFormulaIsRead(string documentationId)
    {
        var method = Methods().Single(m => m.GetDocumentationCommentId() == documentationId);
        var result = Generators.Frontend.Frontend.Read(method, Library, CancellationToken.None);

        Assert.Null(result.Refusal?.Message);
        Assert.False(result.HasCompileErrors);
        IrVerifier.Verify(result.Formula!);
    }

    [Fact]
    public void WhatIsGeneratedChangesNothingInWhatIsRead()
    {
        Driver.Run(Library, out var generated);
        foreach (var method in Methods())
        {
            var before = Generators.Frontend.Frontend.Read(method, Library, CancellationToken.None);
            var after = Generators.Frontend.Frontend.Read(
                (IMethodSymbol)DocumentationCommentId.GetFirstSymbolForDeclarationId(method.GetDocumentationCommentId()!, generated)!, generated, CancellationToken.None);

            Assert.Equal(FlatTable.Of(before.Formula!), FlatTable.Of(after.Formula!));
            Assert.Equal(before.Declaration, after.Declaration);
        }
    }
}
