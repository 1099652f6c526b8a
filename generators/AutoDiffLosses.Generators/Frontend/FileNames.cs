using System;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace AutoDiffLosses.Generators.Frontend;

/// <summary>
/// Names the generated files after the method, from its symbol alone: <c>Namespace.Type.Name</c>, overloads after the first with a number.
/// Names are told apart by more than their case, since file systems may not, and are not too long for a path.
/// </summary>
internal static class FileNames
{
    private const int Longest = 120;

    public static string Of(IMethodSymbol method)
    {
        string id = method.DocumentationId();
        var namesakes = method.ContainingType.GetMembers().OfType<IMethodSymbol>()
            .Where(m => string.Equals(m.Name, method.Name, StringComparison.OrdinalIgnoreCase) && m.IsFormula()).ToArray();
        int ordinal = namesakes.Count(m => m.Name == method.Name && string.CompareOrdinal(m.DocumentationId(), id) < 0);

        string name = id.Substring(2);
        int parameters = name.IndexOf('(');
        name = (parameters < 0 ? name : name.Substring(0, parameters)).Replace('`', '-').Replace('#', '-');
        if (ordinal > 0)
            name += "." + (ordinal + 1).ToString(CultureInfo.InvariantCulture);
        return name.Length > Longest ? $"{name.Substring(0, Longest)}-{Hash(id)}"
            : namesakes.Any(m => m.Name != method.Name) || HasTwin(method.ContainingType) ? $"{name}-{Hash(id)}"
            : name;
    }

    /// <summary>Whether a type or namespace around stands beside one whose name differs only in case.</summary>
    private static bool HasTwin(INamespaceOrTypeSymbol around)
    {
        for (; around.ContainingSymbol is INamespaceOrTypeSymbol container; around = container)
            if (container.GetMembers().Any(m => m is INamespaceOrTypeSymbol && m.Name != around.Name && string.Equals(m.Name, around.Name, StringComparison.OrdinalIgnoreCase)))
                return true;
        return false;
    }

    /// <summary>FNV-1a: the same on every host.</summary>
    private static string Hash(string text)
    {
        uint hash = 2166136261;
        foreach (char c in text)
            hash = unchecked((hash ^ c) * 16777619);
        return hash.ToString("x8", CultureInfo.InvariantCulture);
    }
}
