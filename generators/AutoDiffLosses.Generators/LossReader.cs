using System;
using System.Linq;
using System.Threading;
using AutoDiffLosses.Generators.Diagnostics;
using AutoDiffLosses.Generators.Emission;
using AutoDiffLosses.Generators.Frontend;
using Microsoft.CodeAnalysis;

namespace AutoDiffLosses.Generators;

/// <summary>
/// Reads an annotated method: its declaration, whether what would be generated collides with a member of the user's, its formula.
/// Generator and analyzer both call it, and see the same; the one takes the <see cref="Model"/>, the other the <see cref="Refusal"/>.
/// </summary>
/// <param name="Refusal">The one error to report; null if there is none.</param>
internal sealed record LossReader(LossModel Model, Refusal? Refusal)
{
    public static LossReader Read(IMethodSymbol method, CancellationToken cancellation)
    {
        string fileName = FileNames.Of(method);
        var (declaration, refusal) = DeclarationReader.Read(method, cancellation);
        if (declaration != null && declaration.IsLoss)
            refusal = Collisions.Find(method, declaration);
        if (refusal?.Rule == Rules.Collision)
            declaration = null;
        return new(new(fileName, declaration, Text(refusal)), refusal);
    }

    private static RefusalText? Text(Refusal? refusal) => refusal == null ? null : new(refusal.Rule.Id, refusal.Message);
}
