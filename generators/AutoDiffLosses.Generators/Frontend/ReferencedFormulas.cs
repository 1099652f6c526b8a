using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace AutoDiffLosses.Generators.Frontend;

/// <summary>The formulas that referenced assemblies carry in their metadata, inlined.</summary>
internal sealed class ReferencedFormulas(Reading reading)
{
    public Value? Read(IMethodSymbol method, IReadOnlyList<Value> arguments, SyntaxNode at)
    {
        _ = (reading, method, arguments, at);
        return null;
    }
}
