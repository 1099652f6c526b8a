using System.Collections.Generic;
using System.Linq;
using System.Threading;
using AutoDiffLosses.Generators.Diagnostics;
using AutoDiffLosses.Generators.Emission;
using AutoDiffLosses.Generators.Frontend;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AutoDiffLosses.Generators;

/// <summary>
/// Whether a batch method would be a member that the class has already: a user's, or a batch method of another loss of the class that
/// comes before it by documentation id. Members that are generated are in the analyzer's compilation alone, and are passed over.
/// </summary>
internal static class Collisions
{
    public static Refusal? Find(IMethodSymbol method, Declaration declaration, CancellationToken cancellation)
    {
        var methods = MethodsOf(declaration).ToArray();
        foreach (var (name, types) in methods)
            if (method.ContainingType.GetMembers(name).FirstOrDefault(m => !IsGenerated(m) && Collides(m, types)) is { } member)
                return Refused(method, name, member);

        foreach (var other in method.ContainingType.GetMembers().OfType<IMethodSymbol>())
            if (MayCollide(method, other) && DeclarationReader.Read(other, cancellation).Declaration is { } others)
                foreach (var (name, types) in methods)
                    if (MethodsOf(others).Any(m => m.Name == name && m.Types.SequenceEqual(types)))
                        return Refused(method, name, other);
        return null;
    }

    /// <summary>Whether the class has the formula in <c>double</c> already, from the user: then it is not written.</summary>
    public static bool HasDouble(IMethodSymbol method, Declaration declaration)
    {
        string[] types = [.. FormulaPrinter.ParameterTypes(declaration)];
        return method.ContainingType.GetMembers(method.Name).Any(m => !IsGenerated(m) && Collides(m, types));
    }

    /// <summary>Name and parameter types of all that is generated, by which C# tells overloads apart.</summary>
    private static IEnumerable<(string Name, string[] Types)> MethodsOf(Declaration declaration)
    {
        bool hasLabels = declaration.Parameters.Any(CallShape.IsLabel);
        foreach (bool isDouble in declaration.AlsoDouble ? [false, true] : new[] { declaration.IsDouble })
        foreach (bool hasLongLabels in hasLabels ? [false, true] : new[] { false })
        foreach (var (name, arguments) in new CallShape(declaration, isDouble, hasLongLabels).Methods)
            yield return (name, [.. arguments.Select(a => a.Type)]);
    }

    private static bool Collides(ISymbol member, string[] types) =>
        member is not IMethodSymbol method ||
        method.Arity == 0 && method.Parameters.Length == types.Length &&
        method.Parameters.Zip(types, (p, type) => p.Type.ToDisplayString(Symbols.FullName) == type).All(same => same);

    /// <summary>Losses have methods in common only if the name of one begins with that of the other; the first by id has them.</summary>
    private static bool MayCollide(IMethodSymbol method, IMethodSymbol other) =>
        !SymbolEqualityComparer.Default.Equals(method, other) && other.IsLoss() &&
        (method.Name.StartsWith(other.Name, System.StringComparison.Ordinal) || other.Name.StartsWith(method.Name, System.StringComparison.Ordinal)) &&
        string.CompareOrdinal(other.DocumentationId(), method.DocumentationId()) < 0;

    private static bool IsGenerated(ISymbol member) =>
        member.GetAttributes().Any(a => a.AttributeClass?.ToDisplayString() == "System.CodeDom.Compiler.GeneratedCodeAttribute");

    private static Refusal Refused(IMethodSymbol method, string name, ISymbol member)
    {
        var location = method.DeclaringSyntaxReferences[0].GetSyntax() is MethodDeclarationSyntax syntax
            ? syntax.Identifier.GetLocation()
            : method.Locations[0];
        return new(Rules.Collision, location, method.Name, name, member.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat));
    }
}
