using System.Threading;
using AutoDiffLosses.Generators.Diagnostics;
using AutoDiffLosses.Generators.Frontend;
using AutoDiffLosses.Generators.Ir;
using Microsoft.CodeAnalysis;

namespace AutoDiffLosses.Generators;

/// <summary>
/// Reads an annotated method: its declaration and formula, and whether what would be generated collides with what is there.
/// Generator and analyzer both call it, and see the same; the one takes the <see cref="Model"/>, the other the rest.
/// </summary>
/// <param name="Refusal">The one error to report; null if there is none.</param>
/// <param name="Frontend">What the frontend has to say beside.</param>
internal sealed record LossReader(LossModel Model, Refusal? Refusal, FrontendResult Frontend)
{
    public static LossReader Read(IMethodSymbol method, Compilation compilation, CancellationToken cancellation) => Read(method, new Sources(compilation, cancellation));

    public static LossReader Read(IMethodSymbol method, Sources sources)
    {
        var read = Generators.Frontend.Frontend.Read(method, sources);
        var (declaration, refusal) = (read.Declaration, read.Refusal);
        if (declaration is { IsLoss: true } && Collisions.Find(method, declaration, sources.Cancellation) is { } collision)
            (declaration, refusal) = (null, collision);
        return new(
            new(FileNames.Of(method), declaration,
                declaration == null || read.Formula == null ? null : FlatTable.Of(read.Formula),
                declaration is { AlsoDouble: true } && Collisions.HasDouble(method, declaration),
                refusal == null ? null : new(refusal.Rule.Id, refusal.Message)),
            refusal, read);
    }
}
