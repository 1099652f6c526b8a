using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace AutoDiffLosses.Tests;

/// <summary>The generated methods of every built-in loss against its formula run as plain C# in double, at every batch and every row
/// length from 0 to 65.</summary>
public class EveryLengthTests
{
    public static TheoryData<string> Losses => new(GoldenFile.Losses);

    public static TheoryData<string> OfRows => new(GoldenFile.Losses.Where(loss => RandomArguments.HasRows(LossMethods<double>.Of(loss))));

    [Theory]
    [MemberData(nameof(Losses))]
    public void Batches(string loss)
    {
        for (int samples = 0; samples <= 65; samples++)
            AgreesWithFormula(loss, samples, length: 5);
    }

    [Theory]
    [MemberData(nameof(OfRows))]
    public void Rows(string loss)
    {
        for (int length = 0; length <= 65; length++)
            AgreesWithFormula(loss, samples: 3, length);
    }

    private static void AgreesWithFormula(string loss, int samples, int length)
    {
        // All gradients of a call are compared as one array: where its elements cancel, one of them alone can be 0 but for rounding.
        string what = $"{loss} of {samples} × {length}: ";
        LossMethods<double> exact = LossMethods<double>.Of(loss);
        LossMethods<float> single = LossMethods<float>.Of(loss);
        LossArguments at = RandomArguments.Of(exact, samples, length, seed: 100 * samples + length + 1);
        if (length == 0 && samples > 0 && exact.HasLabels)
        {
            // There is no element for a label to choose.
            Assert.ThrowsAny<ArgumentException>(() => exact.ValueAndGradient(at));
            Assert.ThrowsAny<ArgumentException>(() => single.ValueAndGradient(at));
            return;
        }

        Weighted[] plain = Enumerable.Range(0, samples).Select(b => exact.Plain(at, b)).ToArray();
        double[] losses = plain.Select(each => each.WeightedLoss).ToArray();
        double divisor = plain.Sum(each => each.Weight);
        double mean = divisor == 0 ? 0 : losses.Sum() / divisor;
        Dictionary<string, double[]> numeric = exact.Differentiated.ToDictionary(name => name, name => Numeric(exact, at, name));
        double[] ones = Enumerable.Repeat(1.0, samples).ToArray();

        Agreement.Relative(1e-9, losses, exact.PerSample(at), what + "PerSample");
        Agreement.Relative(1e-9, [mean], [exact.Value(at)], what + "Value");
        Agreement.Relative(1e-9, [losses.Sum()], [exact.Value(at, Reduction.Sum)], what + "Value, summed");
        Agreement.Relative(1e-9, [losses.Sum() / 2.5], [exact.Value(at, Reduction.DividedBy(2.5))], what + "Value, divided");
        var (value, gradients, written) = exact.ValueAndGradient(at);
        Dictionary<string, double[]> pulledBack = exact.Backward(at, ones);
        Agreement.Relative(1e-9, [mean], [value], what + "ValueAndGradient");
        Agreement.Relative(1e-9, losses, written, what + "losses");
        Agreement.Relative(1e-6, All(numeric), All(pulledBack), what + "Backward");
        Agreement.Relative(1e-12, All(pulledBack).Select(each => divisor == 0 ? 0 : each / divisor).ToArray(), All(gradients), what + "gradients");

        Agreement.Float(losses, single.PerSample(at), exact, at, exact.PerSample, what + "PerSample in float");
        var (singleValue, singleGradients, singleLosses) = single.ValueAndGradient(at);
        Agreement.Float([mean], [singleValue], exact, at, moved => [exact.Value(moved)], what + "ValueAndGradient in float");
        Agreement.Float(losses, singleLosses, exact, at, exact.PerSample, what + "losses in float");
        Agreement.Float(All(gradients), All(singleGradients), exact, at, moved => All(exact.ValueAndGradient(moved).Gradients),
                        what + "gradients in float");

        double[] All(Dictionary<string, double[]> each) => exact.Differentiated.SelectMany(name => each[name]).ToArray();
    }

    /// <summary>The gradient of each sample's loss, by central differences of the formula.</summary>
    private static double[] Numeric(LossMethods<double> methods, LossArguments at, string name)
    {
        HeldConstant held = new(methods, at);
        LossArguments moved = at.Copy();
        double[] x = moved[name].Data;
        int rowLength = moved[name].RowLength;
        return x.Select((_, i) =>
        {
            double original = x[i], h = 6e-6 * Math.Max(1, Math.Abs(original));
            x[i] = original + h;
            double above = held.Sample(moved, i / rowLength);
            x[i] = original - h;
            double below = held.Sample(moved, i / rowLength);
            x[i] = original;
            return (above - below) / (2 * h);
        }).ToArray();
    }
}
