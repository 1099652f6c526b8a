using System;
using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Ir;
using Microsoft.CodeAnalysis;

namespace AutoDiffLosses.Generators.Frontend;

/// <summary>What the library's own types and attributes are called, and which C# types a formula's values have.</summary>
internal static class Symbols
{
    public const string Library = "AutoDiffLosses";

    /// <summary>A type in full, as C# text that means the same everywhere: <c>global::AutoDiffLosses.Vec&lt;float&gt;</c>.</summary>
    public static readonly SymbolDisplayFormat FullName = SymbolDisplayFormat.FullyQualifiedFormat;

    public static bool IsNamed(this ITypeSymbol? type, string name) =>
        type is { ContainingType: null, ContainingNamespace: { Name: Library, ContainingNamespace.IsGlobalNamespace: true } } && type.Name == name;

    /// <summary>Whether it is a static class that holds the functions of the language: the one <c>LossMath</c>.</summary>
    public static bool IsLossMath(this ITypeSymbol? type) => type.IsNamed("LossMath");

    public static AttributeData? Attribute(this ISymbol symbol, string name) =>
        symbol.GetAttributes().FirstOrDefault(a => a.AttributeClass.IsNamed(name + "Attribute"));

    public static bool IsLoss(this IMethodSymbol method) => method.Attribute("Loss") != null;

    public static bool IsFormula(this IMethodSymbol method) => method.IsLoss() || method.Attribute("Differentiable") != null;

    /// <summary>The value of a named argument of an attribute, or of its one.</summary>
    public static bool Flag(this AttributeData attribute, string name) =>
        attribute.NamedArguments.Any(a => a.Key == name && a.Value.Value is true);

    /// <summary>The scalar that a value is made of and the number of its dimensions; null if a formula has no such values.</summary>
    public static (ScalarKind Kind, int Rank)? Shape(this ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Single or SpecialType.System_Double => (ScalarKind.Real, 0),
        SpecialType.System_Int32 => (ScalarKind.Int, 0),
        SpecialType.System_Boolean => (ScalarKind.Bool, 0),
        _ when Element(type) is { } element && element.Shape() is (var kind, 0) => (kind, type.Name == "Mat" ? 2 : 1),
        _ => null,
    };

    /// <summary>The type of the elements of a <c>Vec</c> or <c>Mat</c>.</summary>
    public static ITypeSymbol? Element(this ITypeSymbol type) =>
        type is INamedTypeSymbol { TypeArguments.Length: 1 } named && (type.IsNamed("Vec") || type.IsNamed("Mat"))
            ? named.TypeArguments[0]
            : null;

    /// <summary>The floating-point type in it: <c>float</c> or <c>double</c>; null if it has none.</summary>
    public static SpecialType? Floating(this ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Single or SpecialType.System_Double => type.SpecialType,
        _ => Element(type)?.Floating(),
    };

    /// <summary>As C# writes it.</summary>
    public static string Keyword(this Accessibility accessibility) => accessibility switch
    {
        Accessibility.Public => "public",
        Accessibility.Internal => "internal",
        Accessibility.Protected => "protected",
        Accessibility.ProtectedOrInternal => "protected internal",
        Accessibility.ProtectedAndInternal => "private protected",
        _ => "private",
    };

    /// <summary>The types around a member, the outermost first.</summary>
    public static IReadOnlyList<INamedTypeSymbol> ContainingTypes(this ISymbol member)
    {
        var types = new List<INamedTypeSymbol>();
        for (var type = member.ContainingType; type != null; type = type.ContainingType)
            types.Insert(0, type);
        return types;
    }

    public static string Keyword(this INamedTypeSymbol type) =>
        type.TypeKind == TypeKind.Interface ? "interface"
        : (type.IsRecord ? "record" : "") + (type.IsRecord && type.TypeKind == TypeKind.Struct ? " " : "") +
          (type.TypeKind == TypeKind.Struct ? "struct" : type.IsRecord ? "" : "class");

    /// <summary>The documentation id, by which formulas are found across assemblies.</summary>
    public static string DocumentationId(this IMethodSymbol method) =>
        method.OriginalDefinition.GetDocumentationCommentId() ?? throw new InvalidOperationException($"{method} has no documentation id.");
}
