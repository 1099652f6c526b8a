using System.Collections.Generic;
using System.Linq;
using System.Threading;
using AutoDiffLosses.Generators.Frontend;
using AutoDiffLosses.Generators.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace AutoDiffLosses.Generators.Tests.Frontend;

/// <summary>Formulas of a few lines of C#: the members of a class, of which one is read.</summary>
internal static class Snippet
{
    public const string Head = """
        using System;
        using System.ComponentModel.DataAnnotations;
        using AutoDiffLosses;
        using static AutoDiffLosses.LossMath;

        namespace N;

        public static partial class C
        {

        """;

    public static CSharpCompilation Compile(string members) => Driver.Compile(Head + members + "\n}\n");

    public static IMethodSymbol Method(Compilation compilation, string? name = null)
    {
        var methods = compilation.SyntaxTrees.SelectMany(tree => tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>()
            .Select(syntax => (IMethodSymbol)compilation.GetSemanticModel(tree).GetDeclaredSymbol(syntax)!));
        return name != null
            ? methods.Last(m => m.Name == name)
            : methods.Last(m => m.GetAttributes().Any(a => a.AttributeClass?.Name is "LossAttribute" or "DifferentiableAttribute"));
    }

    public static FrontendResult Read(string members, string? name = null)
    {
        var compilation = Compile(members);
        return Generators.Frontend.Frontend.Read(Method(compilation, name), compilation, CancellationToken.None);
    }

    /// <summary>The formula of code that has no errors, verified.</summary>
    public static Formula Formula(string members, string? name = null)
    {
        var compilation = Compile(members);
        Assert.Empty(compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error));
        var result = Generators.Frontend.Frontend.Read(Method(compilation, name), compilation, CancellationToken.None);
        Assert.Null(result.Refusal?.Message);
        var formula = result.Formula!;
        IrVerifier.Verify(formula);
        return formula;
    }

    /// <summary>The results as text, a line each, and the checks.</summary>
    public static string Text(string members, string? name = null) => TextOf(Formula(members, name));

    public static string TextOf(Formula formula) =>
        string.Join("\n", formula.Results.Select(r => IrPrinter.Expression(r)).Concat(formula.Checks.Select(Text)));

    public static string Text(Check check) =>
        (check.Guard.IsTrue ? "" : $"if {IrPrinter.Expression(check.Guard)}: ") +
        (check.Condition == null
            ? $"{IrPrinter.Expression(check.Index!)} in {IrPrinter.Expression(check.Extent!)}"
            : $"require {IrPrinter.Expression(check.Condition)}") +
        $" ({check.Argument}: {check.Text})";

    /// <summary>The body of a loss of the scalars x, y, z and the arrays v, w of one length, targets t and u, and a label k.</summary>
    public static string Body(string body) => $$"""
        [Loss] public static float F(
            float x, float y, float z, [Shape("n")] Vec<float> v, [Shape("n")] Vec<float> w, [Target] float t, [Target, Shape("n")] Vec<float> u, int k)
        {
            {{body}}
        }
        """;

    public static string Expression(string expression) => Text(Body($"return {expression};"));
}
