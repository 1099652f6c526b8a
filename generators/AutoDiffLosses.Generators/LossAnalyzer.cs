using System.Collections.Immutable;
using AutoDiffLosses.Generators.Diagnostics;
using AutoDiffLosses.Generators.Frontend;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AutoDiffLosses.Generators;

/// <summary>Reports what keeps an annotated method from being a formula, and what in it is probably not meant.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LossAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = Rules.All;

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSymbolAction(Analyze, SymbolKind.Method);
        context.RegisterSyntaxNodeAction(AnalyzeLocal, SyntaxKind.LocalFunctionStatement, SyntaxKind.ParenthesizedLambdaExpression);
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        if (context.Symbol is not IMethodSymbol method || !method.IsFormula())
            return;
        var read = LossReader.Read(method, context.Compilation, context.CancellationToken);
        if (read.Refusal is { } refusal)
            context.ReportDiagnostic(refusal.ToDiagnostic());
        else if (read.Model is { Declaration.IsLoss: true, Table: { } table } && Compiler.IsTooLarge(table, context.CancellationToken))
            context.ReportDiagnostic(Refusal.OfGradient(method.Locations[0]).ToDiagnostic());
        else
            foreach (var advice in Advice.Of(read.Frontend, method))
                context.ReportDiagnostic(advice);
    }

    /// <summary>What has no class is no formula.</summary>
    private static void AnalyzeLocal(SyntaxNodeAnalysisContext context)
    {
        var symbol = context.SemanticModel.GetDeclaredSymbol(context.Node) ?? context.SemanticModel.GetSymbolInfo(context.Node).Symbol;
        if (symbol is IMethodSymbol method && method.IsFormula() && DeclarationReader.Read(method, context.CancellationToken).Refusal is { } refusal)
            context.ReportDiagnostic(refusal.ToDiagnostic());
    }
}
