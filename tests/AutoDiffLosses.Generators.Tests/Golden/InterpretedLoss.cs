using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using AutoDiffLosses.Generators.Differentiation;
using AutoDiffLosses.Generators.Ir;
using AutoDiffLosses.Generators.Tests.Frontend;
using AutoDiffLosses.Generators.Tests.Ir;
using AutoDiffLosses.Tests;
using Microsoft.CodeAnalysis;

namespace AutoDiffLosses.Generators.Tests.Golden;

/// <summary>A built-in loss as some passes leave it, run by the interpreter.</summary>
internal sealed class InterpretedLoss
{
    private readonly IMethodSymbol _method;
    private readonly LiftedFormula _formula;

    public InterpretedLoss(string loss, Func<LiftedFormula, LiftedFormula> passes)
    {
        _method = LibraryTests.Library.GetTypeByMetadataName("AutoDiffLosses.Losses")!.GetMembers(loss).OfType<IMethodSymbol>().Single();
        _formula = passes(Lift.Apply(Generators.Frontend.Frontend.Read(_method, LibraryTests.Library, CancellationToken.None).Formula!));
    }

    public sealed record Results(double[] Losses, double[]? Weights, Dictionary<string, double[]> Gradients);

    /// <summary>The losses and weights of the samples, and the gradients of the losses, each scaled by its cotangent.</summary>
    public Results Run(LossArguments at, int samples, double[] upstream)
    {
        Dictionary<string, double[]> values = new() { [_formula.Seed.Array.Name] = upstream };
        Dictionary<string, int> dims = new() { [Lift.SamplesName] = samples };
        foreach (var parameter in _formula.Parameters)
        {
            if (!at.Arrays.TryGetValue(parameter.Name, out var array))
                array = new([], [at.Scalars.TryGetValue(parameter.Name, out double scalar) ? scalar : Default(parameter.Name)]);
            values[parameter.Name] = array.Data;
            for (int d = 0; d < parameter.Node.Rank; d++)
                if (parameter.Node.Extent(d) is { Op: Opcode.Dim } extent)
                    dims[extent.Name] = array.Shape[d];
        }

        var interpreter = new Interpreter(values, dims);
        double[] Each(Node node) => Enumerable.Range(0, samples).Select(b => interpreter.Scalar(node, (_formula.SampleIndex, b))).ToArray();
        return new(Each(_formula.Loss), _formula.Weight == null ? null : Each(_formula.Weight),
                   _formula.Gradients.ToDictionary(g => g.Parameter.Name, g => new Interpreter(values, dims).Array(g.Gradient)));
    }

    /// <summary>A default as it is written, and not as it is rounded to float.</summary>
    private double Default(string parameter) =>
        Convert.ToDouble(Convert.ToString(_method.Parameters.Single(p => p.Name == parameter).ExplicitDefaultValue, CultureInfo.InvariantCulture),
                         CultureInfo.InvariantCulture);
}
