using System.Threading;
using AutoDiffLosses.Generators.Frontend;
using AutoDiffLosses.Generators.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AutoDiffLosses.Generators;

/// <summary>
/// Lifts each annotated loss over a batch, and differentiates it. Each formula is read into a model that is compared by value, and compiled
/// from that alone, so that an edit elsewhere compiles nothing. It reports nothing: that is <see cref="LossAnalyzer"/>'s.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class LossGenerator : IIncrementalGenerator
{
    /// <summary>The step that reads a formula into its model.</summary>
    public const string ModelStep = "Model";

    /// <summary>The step that compiles a model to files.</summary>
    public const string SourceStep = "Source";

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var areAnalyzersOff = context.AnalyzerConfigOptionsProvider.Select(static (options, _) =>
            IsFalse(options.GlobalOptions, "RunAnalyzers") || IsFalse(options.GlobalOptions, "RunAnalyzersDuringBuild"));

        Register(context, "AutoDiffLosses.LossAttribute", areAnalyzersOff);
        Register(context, "AutoDiffLosses.DifferentiableAttribute", areAnalyzersOff);
    }

    private static void Register(
        IncrementalGeneratorInitializationContext context, string attribute, IncrementalValueProvider<bool> areAnalyzersOff)
    {
        var models = context.SyntaxProvider
            .ForAttributeWithMetadataName(attribute, static (node, _) => node is MethodDeclarationSyntax, Read)
            .Where(static model => model != null)
            .WithTrackingName(ModelStep);
        var files = models.Combine(areAnalyzersOff)
            .Select(static (input, cancellation) => Compiler.Compile(input.Left!, areAnalyzersOff: input.Right, cancellation))
            .WithTrackingName(SourceStep);
        context.RegisterSourceOutput(files, static (context, files) =>
        {
            foreach (var file in files)
                context.AddSource(file.Name, file.Text);
        });
    }

    /// <summary>A method with both attributes is a loss, and is read as that.</summary>
    private static LossModel? Read(GeneratorAttributeSyntaxContext context, CancellationToken cancellation) =>
        context.TargetSymbol is IMethodSymbol method && context.Attributes[0].AttributeClass?.Name == (method.IsLoss() ? "LossAttribute" : "DifferentiableAttribute")
            ? KnownModels.Of(context.TargetNode, method, context.SemanticModel.Compilation, cancellation)
            : null;

    private static bool IsFalse(Microsoft.CodeAnalysis.Diagnostics.AnalyzerConfigOptions options, string property) =>
        options.TryGetValue("build_property." + property, out string? value) && value.Equals("false", System.StringComparison.OrdinalIgnoreCase);
}
