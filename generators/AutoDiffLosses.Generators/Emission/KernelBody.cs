using System;
using AutoDiffLosses.Generators.Differentiation;
using AutoDiffLosses.Generators.Frontend;

namespace AutoDiffLosses.Generators.Emission;

/// <summary>The mathematics of a kernel struct: the loss of a sample and its gradient, its weight, its checks.</summary>
internal static class KernelBody
{
    public static void Emit(SourceWriter writer, LiftedFormula formula, Declaration declaration, KernelNames names, bool isDouble) =>
        throw new NotImplementedException();
}
