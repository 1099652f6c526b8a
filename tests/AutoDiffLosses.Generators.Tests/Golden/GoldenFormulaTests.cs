using System;
using System.Linq;
using AutoDiffLosses.Generators.Differentiation;
using AutoDiffLosses.Generators.Simplification;
using AutoDiffLosses.Tests;
using Xunit;

namespace AutoDiffLosses.Generators.Tests.Golden;

/// <summary>The built-in formulas through the passes and the interpreter, against the golden values and gradients.</summary>
public class GoldenFormulaTests
{
    public static TheoryData<string, string> Cases => GoldenFile.Cases;

    [Theory]
    [MemberData(nameof(Cases))]
    public void Differentiated(string loss, string name) => Agrees(loss, name, ReverseMode.Differentiate);

    [Theory]
    [MemberData(nameof(Cases))]
    public void MadeStableAndDifferentiated(string loss, string name) =>
        Agrees(loss, name, lifted => ReverseMode.Differentiate(StableForms.Apply(lifted)));

    [Theory]
    [MemberData(nameof(Cases))]
    public void MadeStableDifferentiatedAndLowered(string loss, string name) =>
        Agrees(loss, name, lifted => Lowering.Apply(ReverseMode.Differentiate(StableForms.Apply(lifted))));

    private static void Agrees(string loss, string name, Func<LiftedFormula, LiftedFormula> passes)
    {
        GoldenCase golden = GoldenFile.Case(loss, name);
        int samples = golden.PerSample.Length;
        double divisor = golden.Weights?.Sum() ?? samples;
        var results = new InterpretedLoss(loss, passes).Run(golden.Arguments, samples, Enumerable.Repeat(1 / divisor, samples).ToArray());
        Agreement.Relative(1e-12, golden.PerSample, results.Losses, "loss");
        if (golden.Weights != null)
            Agreement.Relative(1e-12, golden.Weights, results.Weights!, "weight");
        Assert.Equal(golden.GradientsOfMean.Keys.Order(), results.Gradients.Keys.Order());
        foreach (var (parameter, gradient) in results.Gradients)
            Agreement.Relative(1e-12, golden.GradientsOfMean[parameter], gradient, $"{parameter}Gradient");
    }
}
