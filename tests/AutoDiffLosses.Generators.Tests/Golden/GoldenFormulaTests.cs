using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using AutoDiffLosses.Generators.Differentiation;
using AutoDiffLosses.Generators.Ir;
using AutoDiffLosses.Generators.Simplification;
using AutoDiffLosses.Generators.Tests.Frontend;
using AutoDiffLosses.Generators.Tests.Ir;
using AutoDiffLosses.Tests;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace AutoDiffLosses.Generators.Tests.Golden;

/// <summary>The built-in formulas through the passes and the interpreter, against the golden values and gradients.</summary>
public class GoldenFormulaTests
{
    public static TheoryData<string, string> Cases => GoldenFile.Cases;

    [Theory]
    [MemberData(nameof(Cases))]
    public void Differentiated(string loss, string name) => Agrees(loss, name, lifted => ReverseMode.Differentiate(lifted));

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
        IMethodSymbol method = Method(loss);
        var lifted = passes(Lift.Apply(Generators.Frontend.Frontend.Read(method, LibraryTests.Library, CancellationToken.None).Formula!));

        int samples = golden.PerSample.Length;
        double divisor = golden.Weights?.Sum() ?? samples;
        Dictionary<string, double[]> values = new() { [lifted.Seed.Array.Name] = Enumerable.Repeat(1 / divisor, samples).ToArray() };
        Dictionary<string, int> dims = new() { [Lift.SamplesName] = samples };
        foreach (var parameter in lifted.Parameters)
        {
            if (!golden.Arguments.Arrays.TryGetValue(parameter.Name, out var array))
                array = new([], [golden.Arguments.Scalars.TryGetValue(parameter.Name, out double scalar) ? scalar : Default(method, parameter.Name)]);
            values[parameter.Name] = array.Data;
            for (int d = 0; d < parameter.Node.Rank; d++)
                if (parameter.Node.Extent(d) is { Op: Opcode.Dim } extent)
                    dims[extent.Name] = array.Shape[d];
        }

        var interpreter = new Interpreter(values, dims);
        double[] Each(Node node) => Enumerable.Range(0, samples).Select(b => interpreter.Scalar(node, (lifted.SampleIndex, b))).ToArray();
        Agreement.Relative(1e-12, golden.PerSample, Each(lifted.Loss), "loss");
        if (golden.Weights != null)
            Agreement.Relative(1e-12, golden.Weights, Each(lifted.Weight!), "weight");
        Assert.Equal(golden.GradientsOfMean.Keys.Order(), lifted.Gradients.Select(g => g.Parameter.Name).Order());
        foreach (var (parameter, gradient) in lifted.Gradients)
            Agreement.Relative(1e-12, golden.GradientsOfMean[parameter.Name], new Interpreter(values, dims).Array(gradient), $"{parameter.Name}Gradient");
    }

    private static IMethodSymbol Method(string loss) =>
        LibraryTests.Library.GetTypeByMetadataName("AutoDiffLosses.Losses")!.GetMembers(loss).OfType<IMethodSymbol>().Single();

    /// <summary>A default as it is written, and not as it is rounded to float.</summary>
    private static double Default(IMethodSymbol method, string parameter) =>
        Convert.ToDouble(Convert.ToString(method.Parameters.Single(p => p.Name == parameter).ExplicitDefaultValue, CultureInfo.InvariantCulture),
                         CultureInfo.InvariantCulture);
}
