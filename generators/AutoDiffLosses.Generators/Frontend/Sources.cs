using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AutoDiffLosses.Generators.Frontend;

/// <summary>
/// The source of a compilation, as operations. "Its source is in the compilation" is asked of the syntax tree: the project reference of
/// an IDE has methods with syntax too, of another compilation, whose semantic model is not to be had here.
/// </summary>
internal sealed class Sources(Compilation compilation, CancellationToken cancellation)
{
    private readonly HashSet<SyntaxTree> trees = [];
    private readonly Dictionary<SyntaxTree, SemanticModel> models = [];
    private readonly Dictionary<SyntaxNode, (IBlockOperation? Body, IReadOnlyList<IInvalidOperation> Invalid)> bodies = [];

    public Compilation Compilation { get; } = compilation;
    public CancellationToken Cancellation { get; } = cancellation;

    /// <summary>Those that something was read from.</summary>
    public IReadOnlyCollection<SyntaxTree> Trees => trees;

    /// <summary>What declares a symbol; null where that is not in the compilation.</summary>
    public SyntaxNode? Of(ISymbol symbol)
    {
        if (symbol.DeclaringSyntaxReferences.FirstOrDefault(r => Compilation.ContainsSyntaxTree(r.SyntaxTree)) is not { } declaration)
            return null;
        trees.Add(declaration.SyntaxTree);
        return declaration.GetSyntax(Cancellation);
    }

    /// <summary>What declares a method with a body.</summary>
    public MethodDeclarationSyntax? Of(IMethodSymbol method) =>
        Of((ISymbol)(method.PartialImplementationPart ?? method)) is MethodDeclarationSyntax syntax && (syntax.Body ?? (SyntaxNode?)syntax.ExpressionBody) != null
            ? syntax
            : null;

    public SemanticModel Model(SyntaxNode node)
    {
        if (!models.TryGetValue(node.SyntaxTree, out var model))
            models.Add(node.SyntaxTree, model = Compilation.GetSemanticModel(node.SyntaxTree));
        return model;
    }

    public IOperation? Operation(SyntaxNode node) => Model(node).GetOperation(node, Cancellation);

    /// <summary>The body of a method; null where it has errors, with what they leave invalid.</summary>
    public (IBlockOperation? Body, IReadOnlyList<IInvalidOperation> Invalid) Body(MethodDeclarationSyntax method)
    {
        if (bodies.TryGetValue(method, out var known))
            return known;
        var operation = Operation(method) as IMethodBodyOperation;
        bool hasErrors = Model(method).GetDiagnostics(method.Span, Cancellation).Any(d => d.DefaultSeverity == DiagnosticSeverity.Error);
        (IBlockOperation?, IReadOnlyList<IInvalidOperation>) body = hasErrors
            ? (null, [.. operation?.Descendants().OfType<IInvalidOperation>() ?? []])
            : (operation?.BlockBody ?? operation?.ExpressionBody, []);
        bodies.Add(method, body);
        return body;
    }
}
