using Microsoft.CodeAnalysis;

namespace AutoDiffLosses.Generators;

/// <summary>Lifts each annotated loss over a batch, and differentiates it.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class LossGenerator : IIncrementalGenerator
{
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
    }
}
