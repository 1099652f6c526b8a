using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using AutoDiffLosses.Generators.Frontend;
using Microsoft.CodeAnalysis;

namespace AutoDiffLosses.Generators;

/// <summary>
/// The models of formulas, from one edit to the next: the compiler asks for each of them at each keystroke. A formula is read again where
/// something has changed in a file that it was read from, or outside of the bodies of methods in any.
/// </summary>
internal static class KnownModels
{
    private static readonly ConditionalWeakTable<SyntaxNode, Known> Models = new();

    /// <summary>The model of a method, by a declaration of it.</summary>
    public static LossModel Of(SyntaxNode declaration, IMethodSymbol method, Compilation compilation, CancellationToken cancellation)
    {
        var known = Models.GetValue(declaration, static _ => new());
        var surface = Surface.Of(compilation);
        if (known.Reading is not { } reading || !surface.IsThatOf(reading.Surface, reading.Trees))
        {
            var sources = new Sources(compilation, cancellation);
            var model = LossReader.Read(method, sources).Model;
            reading = new(model, surface, sources.Trees);
        }
        // The latest surface, so that no earlier one is kept.
        known.Reading = reading with { Surface = surface };
        return reading.Model;
    }

    private sealed class Known
    {
        public Reading? Reading { get; set; }
    }

    /// <param name="Trees">Those that it was read from.</param>
    private sealed record Reading(LossModel Model, Surface Surface, IReadOnlyCollection<SyntaxTree> Trees);
}
