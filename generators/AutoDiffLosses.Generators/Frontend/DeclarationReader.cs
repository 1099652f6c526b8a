using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using AutoDiffLosses.Generators.Diagnostics;
using AutoDiffLosses.Generators.Ir;
using AutoDiffLosses.Generators.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AutoDiffLosses.Generators.Frontend;

/// <summary>A declaration, or why there is none. Both are null where the compiler itself reports an error.</summary>
internal sealed record DeclarationResult(Declaration? Declaration, Refusal? Refusal);

/// <summary>
/// From the symbol of a method that is marked <c>[Loss]</c> or <c>[Differentiable]</c> to its <see cref="Declaration"/>.
/// Guarantees: the types are those of the language, attributes fit their parameters, one floating-point type. What the compiler
/// reports (a missing <c>partial</c>, an unknown type) is left to it.
/// </summary>
internal static class DeclarationReader
{
    /// <summary>As many arrays as the runtime library pins in a call.</summary>
    private const int MostArrays = 24;

    public static DeclarationResult Read(IMethodSymbol method, CancellationToken cancellation)
    {
        try
        {
            return new(ReadCore(method, cancellation), null);
        }
        catch (RefusalException e)
        {
            return new(null, e.Refusal);
        }
    }

    private static Declaration? ReadCore(IMethodSymbol method, CancellationToken cancellation)
    {
        var declared = (method.PartialImplementationPart ?? method).DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation);
        if (declared is not MethodDeclarationSyntax syntax)
            return declared == null ? null : throw new RefusalException(Rules.Method, declared, method.Name, "it has to be a method of a class");
        CheckMethod(method, syntax);
        if (method.Parameters.Any(p => IsUnknown(p.Type)) || IsUnknown(method.ReturnType))
            return null;

        bool isLoss = method.IsLoss();
        var attribute = (isLoss ? method.Attribute("Loss") : method.Attribute("Differentiable"))!;
        var parameters = method.Parameters.Select((p, i) => Parameter(p, syntax.ParameterList.Parameters[i], isLoss)).ToArray();
        var result = Result(method.ReturnType, syntax.ReturnType, isLoss);
        CheckOneFloatingType(method, syntax, out bool isDouble);
        if (isLoss && !parameters.Any(p => p.IsPerSample))
            throw new RefusalException(Rules.NoSample, syntax.ParameterList, method.Name);
        int arrays = parameters.Count(p => p.IsPerSample || p.Rank > 0) + parameters.Count(p => p.IsDifferentiated);
        if (isLoss && arrays > MostArrays)
            throw new RefusalException(Rules.TooManyArrays, syntax.ParameterList, method.Name, $"{arrays}", $"{MostArrays}");

        return new Declaration(
            Namespace: method.ContainingNamespace.IsGlobalNamespace ? "" : method.ContainingNamespace.ToDisplayString(),
            Types: new(method.ContainingTypes().Select(t => new ContainingType(t.Keyword(), t.Name))),
            Name: method.Name,
            Accessibility: method.DeclaredAccessibility.Keyword(),
            IsLoss: isLoss,
            AlsoDouble: attribute.Flag("AlsoDouble") && !isDouble,
            IsDouble: isDouble,
            Result: result,
            Parameters: new(parameters),
            Documentation: DocumentationText.Of(syntax),
            DocumentationId: method.DocumentationId(),
            Ordinal: Ordinal(method));
    }

    private static void CheckMethod(IMethodSymbol method, MethodDeclarationSyntax syntax)
    {
        if (syntax.SyntaxTree.Options is CSharpParseOptions { LanguageVersion: < Microsoft.CodeAnalysis.CSharp.LanguageVersion.CSharp13 } options)
            throw new RefusalException(Rules.LanguageVersion, syntax.Identifier, options.LanguageVersion.ToDisplayString());
        string? problem =
            !method.IsStatic ? "it has to be static"
            : method.IsGenericMethod || method.ContainingTypes().Any(t => t.IsGenericType) ? "neither it nor the types around it can be generic"
            : method.ContainingTypes().Any(t => t.IsFileLocal) ? "the types around it cannot be file-local"
            : method.IsAsync ? "it cannot be async"
            : syntax.Body == null && syntax.ExpressionBody == null ? "it needs a body"
            : null;
        if (problem != null)
            throw new RefusalException(Rules.Method, syntax.Identifier, method.Name, problem);
        if (method.Attribute("Ragged") is { } ragged)
            throw new RefusalException(Rules.NotYet, Syntax(ragged, syntax), "[Ragged] is", "pad, and mask by a parameter");
        foreach (var (flag, instead) in NotYet)
            if (method.Attribute("Loss")?.Flag(flag) == true)
                throw new RefusalException(Rules.NotYet, Syntax(method.Attribute("Loss")!, syntax), flag + " is", instead);
    }

    private static readonly (string Flag, string Instead)[] NotYet =
    [
        ("WholeBatch", "state the loss of one sample"),
        ("AlsoJvp", "leave it out; gradients are there, in reverse mode"),
        ("AlsoHessianDiagonal", "leave it out; gradients are there"),
    ];

    private static bool IsUnknown(ITypeSymbol type) =>
        type.TypeKind == TypeKind.Error || type is INamedTypeSymbol named && named.TypeArguments.Any(IsUnknown);

    // ------------------------------------------------------------------------------------------------------- parameters

    private static ParameterDeclaration Parameter(IParameterSymbol parameter, ParameterSyntax syntax, bool isLoss)
    {
        if (parameter.RefKind != RefKind.None || parameter.IsParams)
            throw new RefusalException(
                Rules.ParameterModifier, syntax, parameter.Name, parameter.IsParams ? "params" : syntax.Modifiers.ToString());
        if (parameter.Type.Shape() is not var (kind, rank))
            throw new RefusalException(
                Rules.ParameterType, (SyntaxNode?)syntax.Type ?? syntax, parameter.Name,
                parameter.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat));
        if (rank == 2)
            throw new RefusalException(Rules.NotYet, (SyntaxNode?)syntax.Type ?? syntax, "Matrices are", "take a Vec with one row behind the other, and index it by row * columns + column");

        var role = Role(parameter, syntax, isLoss);
        if (parameter.HasExplicitDefaultValue && role != ParameterRole.Hyperparameter && isLoss)
            throw new RefusalException(Rules.Default, (SyntaxNode?)syntax.Default ?? syntax, parameter.Name);
        return new ParameterDeclaration(
            parameter.Name, role, parameter.Type.ToDisplayString(Symbols.FullName), kind, rank,
            new(Shape(parameter, syntax, rank, isLoss)), Default(parameter, syntax), Range(parameter, syntax, role));
    }

    private static ParameterRole Role(IParameterSymbol parameter, ParameterSyntax syntax, bool isLoss)
    {
        var roles = new List<ParameterRole>();
        foreach (var role in new[] { ParameterRole.Target, ParameterRole.Shared, ParameterRole.Hyperparameter })
            if (parameter.Attribute(role.ToString()) is { } attribute)
            {
                roles.Add(role);
                if (roles.Count > 1)
                    throw new RefusalException(
                        Rules.ParameterAttributes, Syntax(attribute, syntax), parameter.Name, $"cannot be both [{roles[0]}] and [{role}]");
            }
        // The values that a helper is called with have the roles of the caller's.
        return isLoss && roles.Count == 1 ? roles[0] : ParameterRole.Sample;
    }

    private static IEnumerable<DimensionDeclaration> Shape(IParameterSymbol parameter, ParameterSyntax syntax, int rank, bool isLoss)
    {
        var attribute = parameter.Attribute("Shape");
        if (attribute == null)
            return Enumerable.Range(0, rank).Select(_ => new DimensionDeclaration($"{parameter.Name}.Length", -1));
        var dimensions = attribute.ConstructorArguments.SelectMany(a => a.Kind != TypedConstantKind.Array ? [a] : a.IsNull ? [] : a.Values)
            .Select(a => a.Kind == TypedConstantKind.Array ? a.ToCSharpString() : a.Value).ToArray();
        string? problem =
            rank == 0 ? "is a number: leave its [Shape] out"
            : dimensions.Length != rank ? $"has {rank} dimension{(rank == 1 ? "" : "s")}, and its [Shape] {dimensions.Length}: write one for each"
            : dimensions.FirstOrDefault(d => d is not (int or string)) is { } other ? $"has '{other}' for a dimension: write its name or its length"
            : dimensions.Any(d => d is null) ? "has null for a dimension: write its name or its length"
            : dimensions.Any(d => d is int and < 0) ? "has a dimension of negative length"
            : dimensions.OfType<string>().FirstOrDefault(name => !SyntaxFacts.IsValidIdentifier(name)) is { } bad ? $"has '{bad}' for a dimension: write a name such as \"classes\""
            : dimensions.Contains("samples") && isLoss ? "has 'samples' for a dimension, which is the batch's own: choose another name"
            : null;
        if (problem != null)
            throw new RefusalException(Rules.ParameterAttributes, Syntax(attribute, syntax), parameter.Name, problem);
        return dimensions.Select(d => d is int length ? new DimensionDeclaration("", length) : new DimensionDeclaration((string)d!, -1));
    }

    private static DefaultValue? Default(IParameterSymbol parameter, ParameterSyntax syntax)
    {
        if (!parameter.HasExplicitDefaultValue)
            return null;
        // A struct's default: of a Vec, the empty one.
        if (parameter.ExplicitDefaultValue is not { } value)
            return new DefaultValue("default", "default");
        double exact = syntax.Default?.Value is { } expression && Literals.Plain(expression, out bool isNegative) is { } literal
            ? (isNegative ? -1 : 1) * Literals.Read(literal)
            : value is float single ? Literals.Widen(single) : value as double? ?? 0;
        return parameter.Type.SpecialType switch
        {
            SpecialType.System_Boolean => new(value is true ? "true" : "false", value is true ? "true" : "false"),
            SpecialType.System_Single => new(Literals.CSharp(Convert.ToSingle(value, CultureInfo.InvariantCulture)), Namesake(value) ?? Literals.CSharp(exact)),
            SpecialType.System_Double => new(Literals.CSharp(Convert.ToDouble(value, CultureInfo.InvariantCulture)), Literals.CSharp(exact)),
            _ => new(Convert.ToString(value, CultureInfo.InvariantCulture)!, Convert.ToString(value, CultureInfo.InvariantCulture)!),
        };
    }

    private static string? Namesake(object value) => value switch
    {
        float.MaxValue => "double.MaxValue",
        float.MinValue => "double.MinValue",
        float.Epsilon => "double.Epsilon",
        _ => null,
    };

    private static RangeDeclaration? Range(IParameterSymbol parameter, ParameterSyntax syntax, ParameterRole role)
    {
        var attribute = parameter.GetAttributes().FirstOrDefault(
            a => a.AttributeClass?.ToDisplayString() == "System.ComponentModel.DataAnnotations.RangeAttribute");
        if (attribute == null)
            return null;
        if (role != ParameterRole.Hyperparameter)
            throw new RefusalException(
                Rules.ParameterAttributes, Syntax(attribute, syntax), parameter.Name, "has a [Range], which only a [Hyperparameter] can have: mark it so, or write Require(condition, \"message\")");
        if (attribute.ConstructorArguments.Length != 2)
            throw new RefusalException(
                Rules.ParameterAttributes, Syntax(attribute, syntax), parameter.Name, "has a [Range] of texts: write its bounds as numbers");
        double[] bounds = [.. attribute.ConstructorArguments.Select(a => Convert.ToDouble(a.Value, CultureInfo.InvariantCulture))];
        return new RangeDeclaration(bounds[0], bounds[1], attribute.Flag("MinimumIsExclusive"), attribute.Flag("MaximumIsExclusive"));
    }

    // ----------------------------------------------------------------------------------------------------------- result

    private static ResultDeclaration Result(ITypeSymbol type, TypeSyntax syntax, bool isLoss)
    {
        string text = type.ToDisplayString(Symbols.FullName);
        if (type.IsNamed("Weighted"))
            return new(text, ScalarKind.Real, 0, true, default);
        if (type.Shape() is var (kind, rank) && (isLoss ? kind == ScalarKind.Real && rank == 0 : rank < 2))
            return new(text, kind, rank, false, default);
        if (!isLoss && type is INamedTypeSymbol { IsTupleType: true } tuple)
            return new(text, ScalarKind.Real, 0, false, new(tuple.TupleElements.Select(e => Result(e.Type, syntax, isLoss))));
        throw new RefusalException(
            Rules.ResultType, syntax, type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat),
            isLoss ? "float, double or Weighted" : "float, double, int, bool, a Vec of these, or a tuple");
    }

    private static void CheckOneFloatingType(IMethodSymbol method, MethodDeclarationSyntax syntax, out bool isDouble)
    {
        var parts = method.Parameters
            .Select((p, i) => (What: $"The parameter '{p.Name}'", Type: p.Type.Floating(), At: (SyntaxNode)syntax.ParameterList.Parameters[i]))
            .Concat(Floatings(method.ReturnType).Select(type => (What: "The result", Type: type, At: (SyntaxNode)syntax.ReturnType)))
            .Where(part => part.Type != null).ToArray();
        isDouble = parts.Length > 0 && parts[0].Type == SpecialType.System_Double;
        foreach (var part in parts)
            if (part.Type != parts[0].Type)
                throw new RefusalException(Rules.MixedTypes, part.At, part.What, Name(part.Type), Name(parts[0].Type));

        static string Name(SpecialType? type) => type == SpecialType.System_Double ? "double" : "float";
    }

    private static IEnumerable<SpecialType?> Floatings(ITypeSymbol type) =>
        type is INamedTypeSymbol { IsTupleType: true } tuple ? tuple.TupleElements.SelectMany(e => Floatings(e.Type)) : [type.Floating()];

    private static int Ordinal(IMethodSymbol method)
    {
        string id = method.DocumentationId();
        return method.ContainingType.GetMembers(method.Name).OfType<IMethodSymbol>()
            .Count(m => m.IsFormula() && string.CompareOrdinal(m.DocumentationId(), id) < 0);
    }

    private static SyntaxNode Syntax(AttributeData attribute, SyntaxNode otherwise) =>
        attribute.ApplicationSyntaxReference?.GetSyntax() ?? otherwise;
}
