using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AutoDiffLosses.Generators.Frontend;

/// <summary>
/// What a compilation is outside of the bodies of methods: all that the code in one file can know of another. It keeps no compilation alive.
/// </summary>
internal sealed class Surface
{
    private static readonly ConditionalWeakTable<Compilation, Surface> Surfaces = new();

    private readonly string? assembly;
    private readonly CompilationOptions options;
    private readonly ImmutableArray<MetadataReference> references;
    private readonly ImmutableArray<SyntaxTree> trees;
    private Comparison? last;

    private Surface(Compilation compilation) =>
        (assembly, options, references, trees) = (compilation.AssemblyName, compilation.Options, [.. compilation.References], [.. compilation.SyntaxTrees]);

    public static Surface Of(Compilation compilation) => Surfaces.GetValue(compilation, static c => new(c));

    /// <summary>Whether this is the surface of an earlier compilation, and some trees of that are here too, bodies included.</summary>
    public bool IsThatOf(Surface earlier, IEnumerable<SyntaxTree> unchanged)
    {
        if (this == earlier)
            return true;
        // Many ask the same: all formulas of a compilation.
        var comparison = last;
        if (comparison?.Earlier != earlier)
            last = comparison = new(earlier, Edited(earlier));
        return comparison.Edited is { } edited && !unchanged.Any(edited.Contains);
    }

    private sealed record Comparison(Surface Earlier, HashSet<SyntaxTree>? Edited);

    /// <summary>The earlier trees of which bodies have changed; null if more than bodies has.</summary>
    private HashSet<SyntaxTree>? Edited(Surface earlier)
    {
        if (assembly != earlier.assembly || !options.Equals(earlier.options) || !references.SequenceEqual(earlier.references) || trees.Length != earlier.trees.Length)
            return null;
        var edited = new HashSet<SyntaxTree>();
        for (int i = 0; i < trees.Length; i++)
            if (trees[i] != earlier.trees[i])
            {
                if (!SyntaxFactory.AreEquivalent(earlier.trees[i], trees[i], topLevel: true))
                    return null;
                edited.Add(earlier.trees[i]);
            }
        return edited;
    }
}
