using System;
using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Differentiation;
using AutoDiffLosses.Generators.Ir;
using AutoDiffLosses.Generators.Tests.Ir;
using Xunit;

namespace AutoDiffLosses.Generators.Tests.Differentiation;

/// <summary>A formula with the values of its parameters, and what its derivatives are checked against.</summary>
internal sealed class Gradients
{
    public Gradients(IrBuilder builder, int samples = 3, params (string Dim, int Extent)[] dims)
    {
        Builder = builder;
        Formula = new Formula(builder) { Name = "Test" };
        foreach (var (dim, extent) in dims)
            Dims.Add(dim, extent);
        Dims.Add(Lift.SamplesName, samples);
    }

    public IrBuilder Builder { get; }
    public Formula Formula { get; }
    public Dictionary<string, int> Dims { get; } = [];
    public Dictionary<string, double[]> Values { get; } = [];

    private int Extent(Node extent) => extent.IsConst ? extent.Int : Dims[extent.Name];

    /// <summary>A parameter of random values, from -2 to 2 unless a function of the random number in [0, 1) says otherwise.</summary>
    public Node Parameter(string name, ParameterRole role, Random random, Func<double, double>? value = null, params Node[] extents) =>
        Parameter(name, ScalarKind.Real, role, random, value ?? (r => 4 * r - 2), extents);

    public Node Integer(string name, ParameterRole role, Random random, int below, params Node[] extents) =>
        Parameter(name, ScalarKind.Int, role, random, r => Math.Floor(r * below), extents);

    private Node Parameter(string name, ScalarKind kind, ParameterRole role, Random random, Func<double, double> value, Node[] extents)
    {
        var parameter = new Parameter(Builder.Param(name, kind, extents), role);
        Formula.Parameters.Add(parameter);
        int count = extents.Aggregate(parameter.IsPerSample ? Dims[Lift.SamplesName] : 1, (size, extent) => size * Extent(extent));
        Values[name] = [.. Enumerable.Range(0, count).Select(_ => value(random.NextDouble()))];
        return parameter.Node;
    }

    public LiftedFormula Lifted(Node loss)
    {
        Formula.Results.Add(loss);
        var lifted = Lift.Apply(Formula);
        Values[lifted.Seed.Array.Name] = [.. Enumerable.Range(0, Dims[Lift.SamplesName]).Select(s => 0.5 + 0.25 * s)];
        return lifted;
    }

    public LiftedFormula Differentiated(Node loss)
    {
        var formula = ReverseMode.Differentiate(Lifted(loss));
        Verify(formula);
        return formula;
    }

    public static void Verify(LiftedFormula formula)
    {
        IrVerifier.Verify(formula.Gradients.Select(g => g.Gradient));
        IrVerifier.Verify([formula.Loss, formula.Weight ?? formula.Loss], formula.SampleIndex);
        Assert.All(formula.Gradients, g =>
        {
            Assert.Empty(g.Gradient.Free);
            Assert.Equal(g.Parameter.Node.Rank, g.Gradient.Rank);
        });
    }

    // -------------------------------------------------------------------------------------------------------------- values

    public Interpreter Interpreter(bool eager = false) => new(Values, Dims, eager);

    public double Loss(LiftedFormula formula, int sample = 0) => Interpreter().Scalar(formula.Loss, (formula.SampleIndex, sample));

    /// <summary>The seeded losses, summed.</summary>
    public double Objective(LiftedFormula formula)
    {
        var interpreter = Interpreter();
        double[] seeds = Values[formula.Seed.Array.Name];
        return seeds.Select((seed, s) => seed * interpreter.Scalar(formula.Loss, (formula.SampleIndex, s))).Sum();
    }

    public double[] Gradient(LiftedFormula formula, string parameter, bool eager = false)
    {
        var gradient = formula.Gradients.Single(g => g.Parameter.Name == parameter).Gradient;
        return gradient.IsScalar ? [Interpreter(eager).Scalar(gradient)] : Interpreter(eager).Array(gradient);
    }

    // -------------------------------------------------------------------------------------------------------------- checks

    /// <summary>Compares all elements of all gradients with central differences; relative errors, absolute ones below 0.01.</summary>
    public void Check(LiftedFormula formula, double tolerance = 2e-7)
    {
        foreach (var (parameter, _) in formula.Gradients)
        {
            double[] gradient = Gradient(formula, parameter.Name, eager: true);
            for (int i = 0; i < gradient.Length; i++)
            {
                double expected = CentralDifference(formula, parameter.Name, i);
                double error = Math.Abs(gradient[i] - expected) / Math.Max(Math.Abs(expected), 0.01);
                Assert.True(error < tolerance, $"d/d{parameter.Name}[{i}] is {gradient[i]} and not {expected}: {formula.Loss}");
            }
        }
    }

    private double CentralDifference(LiftedFormula formula, string parameter, int element)
    {
        double[] values = Values[parameter];
        double at = values[element], step = 1e-4;
        double Of(double offset)
        {
            values[element] = at + offset;
            double objective = Objective(formula);
            values[element] = at;
            return objective;
        }
        // Of fourth order.
        return (8 * (Of(step) - Of(-step)) - (Of(2 * step) - Of(-2 * step))) / (12 * step);
    }

    /// <summary>The derivative of the gradients along a fixed direction as a loss: what second derivatives are checked by.</summary>
    public LiftedFormula Directional(LiftedFormula formula)
    {
        var b = Builder;
        var loss = b.Real(0);
        foreach (var (parameter, gradient) in formula.Gradients)
        {
            if (gradient.IsScalar)
            {
                loss = b.Add(loss, gradient);
                continue;
            }
            int outer = parameter.IsPerSample ? 1 : 0;
            var indices = Enumerable.Range(outer, gradient.Rank - outer).Select(d => b.FreshIndex(gradient.Extent(d))).ToArray();
            var element = b.Load(gradient, outer == 1 ? [formula.SampleIndex, .. indices] : indices);
            foreach (var index in indices)
                element = b.Mul(element, b.Add(b.Real(0.7), b.Mul(b.Real(0.3), b.Convert(ScalarKind.Real, index))));
            foreach (var index in indices.Reverse())
                element = b.Reduce(Opcode.ReduceSum, index, element);
            loss = b.Add(loss, element);
        }
        return formula with { Loss = loss, Gradients = [] };
    }

    public void CheckTwice(Node loss, double tolerance = 2e-7)
    {
        var first = Differentiated(loss);
        Check(first, tolerance);
        var second = ReverseMode.Differentiate(Directional(first));
        Verify(second);
        Check(second, 10 * tolerance);
    }
}
