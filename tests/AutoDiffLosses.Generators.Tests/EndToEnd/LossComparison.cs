using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Reflection;
using AutoDiffLosses.Tests;
using Xunit;

namespace AutoDiffLosses.Generators.Tests.EndToEnd;

/// <summary>
/// A loss's generated methods against its text run as plain C# in double: the values, and the gradients against central differences of it.
/// </summary>
internal sealed class LossComparison
{
    /// <summary>Enough for lanes of samples, and too few for whole vectors.</summary>
    private const int Samples = 6;

    private readonly string name, text;
    private readonly LossMethods<double> methods;
    private readonly LossMethods<float> single;
    private readonly PlainLoss plain;

    public LossComparison(CompiledLosses losses, string name, string text)
    {
        (this.name, this.text) = (name, text);
        (methods, single, plain) = (losses.Methods<double>(name), losses.Methods<float>(name), losses.Plain(name));
    }

    /// <summary>What was compared, and what was not, because plain runs in float and double differ, or at a kink.</summary>
    public sealed record Counts
    {
        public int Points, Discarded, Thrown, Gradients, Kinks;

        public override string ToString() => string.Create(CultureInfo.InvariantCulture,
            $"{Points} points, {Discarded} discarded ({100.0 * Discarded / Math.Max(1, Points):F1} %), {Thrown} that throw; " +
            $"{Gradients} elements of gradients, {Kinks} at kinks ({100.0 * Kinks / Math.Max(1, Gradients + Kinks):F1} %)");
    }

    /// <summary>Compares at a random batch with rows of a length.</summary>
    public void Compare(int seed, int length, Counts counts) => Compare(RandomPoint(new Random(seed), length), seed, counts);

    public void Compare(LossArguments at, int seed, Counts counts)
    {
        string where = $"\n{Text(at)}\n{text}";
        var results = new Weighted[Samples];
        var stopped = new double[Samples][];
        counts.Points += Samples;
        try
        {
            for (int b = 0; b < Samples; b++)
                (results[b], stopped[b]) = plain.Run(at, b);
        }
        catch (Exception e) when (e is IndexOutOfRangeException or DivideByZeroException or ArgumentException)
        {
            counts.Thrown += Samples;
            Assert.True(Throws(() => methods.PerSample(at)), $"{name}: {e.Message} in the plain run only.{where}");
            var (thrown, hasWritten) = methods.Failure(at);
            Assert.True(thrown != null && !hasWritten, $"{name}: {e.Message} in the plain run, {thrown?.Message ?? "nothing"} here{(hasWritten ? ", after something was written" : "")}.{where}");
            return;
        }

        // Where float and double go other ways, or mean other things, there is nothing to compare with.
        bool[] discarded = [.. Enumerable.Range(0, Samples).Select(b => !Near(single.Plain(at, b).WeightedLoss, results[b].WeightedLoss, 1e-3))];
        counts.Discarded += discarded.Count(d => d);

        double[] generated = methods.PerSample(at), losses = [.. results.Select((r, b) => discarded[b] ? generated[b] : r.WeightedLoss)];
        Same(losses, generated, 1e-9, $"PerSample{where}");
        for (int b = 0; b < Samples; b++)
            Assert.True(discarded[b] || Near(methods.Plain(at, b).WeightedLoss, losses[b], 1e-9) && Near(methods.Plain(at, b).Weight, results[b].Weight, 1e-9),
                        $"The formula in double gives {methods.Plain(at, b)}, and not {results[b]}{where}");
        var inFloat = single.PerSample(at);
        for (int b = 0; b < Samples; b++)
            if (!discarded[b])
                Assert.True(Near(inFloat[b], losses[b], 5e-3), $"PerSample in float gives {inFloat[b]}, and not {losses[b]}{where}");

        var random = new Random(seed);
        double[] cotangents = Call(at, losses, [.. results.Select(r => r.Weight)], random, where, out var gradients, out var call);
        if (losses.All(double.IsFinite))
            Gradients(at, stopped, cotangents, gradients, call + where, counts);
        if (losses.All(double.IsFinite) && !discarded.Contains(true))
            InFloat(at, cotangents, call + where);
    }

    /// <summary>One number of one sample is not one, or wild: its loss is that of the plain run, and the gradients of the others stay what they are.</summary>
    public void CompareWild(int seed, int length, double wild)
    {
        var random = new Random(seed);
        var tame = RandomPoint(random, length);
        var batches = methods.PerSampleParameters.Where(p => p.ParameterType == typeof(float) || p.ParameterType == typeof(Vec<float>)).ToArray();
        if (batches.Length == 0)
            return;
        var at = tame.Copy();
        var chosen = at[batches[random.Next(batches.Length)].Name!];
        chosen.Data[random.Next(chosen.RowLength)] = wild;
        string where = $"\n{Text(at)}\n{text}";

        double[] losses = new double[Samples];
        bool throws = false;
        try
        {
            for (int b = 0; b < Samples; b++)
                losses[b] = plain.Run(at, b).Result.WeightedLoss;
        }
        catch (Exception e) when (e is IndexOutOfRangeException or DivideByZeroException or ArgumentException)
        {
            throws = true;
        }
        if (throws)
        {
            Assert.True(Throws(() => methods.PerSample(at)), $"{name} does not throw.{where}");
            return;
        }
        Same(losses, methods.PerSample(at), 1e-9, $"PerSample{where}");

        double[] upstream = [1, -0.5, 2, 0.25, -1, 3];
        var (expected, actual) = (methods.Backward(tame, upstream), methods.Backward(at, upstream));
        foreach (var parameter in batches.Where(p => expected.ContainsKey(p.Name!)))
        {
            int row = at[parameter.Name!].RowLength;
            Same(expected[parameter.Name!][row..], actual[parameter.Name!][row..], 0, $"{parameter.Name}Gradient of the other samples{where}");
        }
    }

    /// <summary>Calls a method that gives gradients; returns what each sample's loss counts in the result.</summary>
    private double[] Call(LossArguments at, double[] losses, double[] weights, Random random, string where,
                          out Dictionary<string, double[]> gradients, out string call)
    {
        double[] upstream = [.. Enumerable.Range(0, Samples).Select(_ => 2 * random.NextDouble() - 1)];
        double[]? sampleWeights = random.Next(2) == 0 ? null : [0, .. Enumerable.Range(1, Samples - 1).Select(_ => 0.5 + random.NextDouble())];
        int kind = random.Next(4);
        if (kind == 3)
        {
            call = "Backward";
            gradients = methods.Backward(at, upstream);
            return upstream;
        }
        var reduction = kind switch { 0 => Reduction.Mean, 1 => Reduction.Sum, _ => Reduction.DividedBy(7) };
        call = $"ValueAndGradient, {(kind switch { 0 => "Mean", 1 => "Sum", _ => "DividedBy(7)" })}{(sampleWeights == null ? "" : ", weighted")}";
        double Counted(int b) => sampleWeights?[b] ?? 1;
        double divisor = kind switch { 0 => Enumerable.Range(0, Samples).Sum(b => Counted(b) * weights[b]), 1 => 1, _ => 7 };
        double[] cotangents = [.. Enumerable.Range(0, Samples).Select(b => divisor == 0 ? 0 : Counted(b) / divisor)];
        double expected = Enumerable.Range(0, Samples).Where(b => cotangents[b] != 0).Sum(b => cotangents[b] * losses[b]);

        var (value, found, perSample) = methods.ValueAndGradient(at, reduction, sampleWeights);
        gradients = found;
        Same(losses, perSample, 1e-9, $"{call}, losses{where}");
        Same([expected], [value], 1e-8, $"{call}, value{where}");
        Same([expected], [methods.Value(at, reduction, sampleWeights)], 1e-8, $"value alone, {call}{where}");
        return cotangents;
    }

    private void Gradients(LossArguments at, double[][] stopped, double[] cotangents, Dictionary<string, double[]> gradients, string where, Counts counts)
    {
        foreach (string parameter in methods.Differentiated)
        {
            double[] gradient = gradients[parameter];
            (double Value, double Error, double Rounding)[] numeric = [.. gradient.Select((_, i) => Difference(at, stopped, cotangents, parameter, i))];
            double largest = gradient.Concat(numeric.Select(n => n.Value)).Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
            for (int i = 0; i < gradient.Length; i++)
            {
                double bound = 1e-6 * Math.Max(Math.Max(Math.Abs(gradient[i]), Math.Abs(numeric[i].Value)), largest / 100) + numeric[i].Rounding;
                if (!(numeric[i].Error <= bound / 2))
                {
                    counts.Kinks++;
                    continue;
                }
                counts.Gradients++;
                Assert.True(Math.Abs(gradient[i] - numeric[i].Value) <= bound,
                            string.Create(CultureInfo.InvariantCulture, $"{name}: {parameter}Gradient[{i}] is {gradient[i]:R}, and not {numeric[i].Value:R}: {where}"));
            }
        }
    }

    /// <summary>The derivative by central differences of two widths, and how far they are apart, and what rounding makes of them.</summary>
    private (double, double, double) Difference(LossArguments at, double[][] stopped, double[] cotangents, string parameter, int element)
    {
        var moved = at.Copy();
        double[] data = moved[parameter].Data;
        double x = data[element], rounding = 0;
        double Slope(double h)
        {
            double Total(double value)
            {
                data[element] = value;
                double total = 0;
                for (int b = 0; b < Samples; b++)
                    if (cotangents[b] != 0)
                    {
                        double term = cotangents[b] * plain.Run(moved, b, stopped[b]);
                        total += term;
                        rounding = Math.Max(rounding, Math.Abs(term));
                    }
                return total;
            }
            double slope = (Total(x + h) - Total(x - h)) / (x + h - (x - h));
            data[element] = x;
            return slope;
        }
        double step = 2e-4 * Math.Max(1, Math.Abs(x)), wide = Slope(step), narrow = Slope(step / 2), narrower = Slope(step / 4);
        double first = (4 * narrow - wide) / 3, second = (4 * narrower - narrow) / 3;
        return (second, Math.Abs(first - second), 1e-14 * (rounding + 1e-3) / step);
    }

    /// <summary>The gradients in float are near those in double, as far as what is rounded away of the arguments lets them.</summary>
    private void InFloat(LossArguments at, double[] cotangents, string where)
    {
        var gradients = single.Backward(at, cotangents);
        var exact = methods.Backward(at, cotangents);
        var jittered = at.Copy();
        foreach (string parameter in methods.RealParameters)
            if (jittered.Arrays.TryGetValue(parameter, out var array))
                for (int i = 0; i < array.Data.Length; i++)
                    array.Data[i] *= 1 + (i % 2 == 0 ? 1e-5 : -1e-5);
        var near = methods.Backward(jittered, cotangents);
        foreach (var (parameter, gradient) in gradients)
        {
            double[] expected = exact[parameter];
            double largest = expected.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
            for (int i = 0; i < gradient.Length; i++)
            {
                double bound = 2e-3 * (largest + 1) + 20 * Math.Abs(expected[i] - near[parameter][i]);
                Assert.True(!double.IsFinite(bound) || Math.Abs(gradient[i] - expected[i]) <= bound,
                            string.Create(CultureInfo.InvariantCulture, $"{name} in float: {parameter}Gradient[{i}] is {gradient[i]:R}, and not {expected[i]:R}: {where}"));
            }
        }
    }

    // ---------------------------------------------------------------------------------------------------------- points

    private LossArguments RandomPoint(Random random, int length)
    {
        LossArguments at = new();
        var lengths = new Dictionary<string, int> { ["a"] = length };
        foreach (var parameter in methods.Parameters)
        {
            bool isHyperparameter = parameter.IsDefined(typeof(HyperparameterAttribute));
            bool isBatch = !isHyperparameter && !parameter.IsDefined(typeof(SharedAttribute));
            Type type = parameter.ParameterType;
            bool isRow = type.IsGenericType, isInteger = type == typeof(int) || type == typeof(Vec<int>);
            int[] row = [];
            if (isRow)
            {
                object dimension = parameter.GetCustomAttribute<ShapeAttribute>()?.Dimensions[0] ?? parameter.Name!;
                row = [dimension is int known ? known : lengths.TryGetValue((string)dimension, out int shared) ? shared : lengths[(string)dimension] = random.Next(1, 4)];
            }
            // Exact in float, so that both types see the same point; never 0, where much has a kink.
            double Number() => isInteger ? random.Next(Math.Max(1, length)) : type == typeof(bool) ? random.Next(2) : (float)((Math.Floor(4000 * random.NextDouble()) - 1999.5) / 1000);
            var array = new NumberArray([.. isBatch ? new[] { Samples } : [], .. row]);
            for (int i = 0; i < array.Data.Length; i++)
                array.Data[i] = Number();
            if (isHyperparameter && !isRow)
                at.Scalars[parameter.Name!] = parameter.Name == "n" ? random.Next(4) : array.Data[0];
            else
                at[parameter.Name!] = array;
        }
        return at;
    }

    private static string Text(LossArguments at) => string.Join("; ",
        at.Scalars.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Key} = {s.Value}"))
            .Concat(at.Arrays.Select(a => $"{a.Key}[{string.Join(", ", a.Value.Shape)}] = {string.Join(" ", a.Value.Data.Select(d => d.ToString(CultureInfo.InvariantCulture)))}")));

    private static bool Throws(Action call)
    {
        try
        {
            call();
            return false;
        }
        catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException or DivideByZeroException)
        {
            return true;
        }
    }

    private static bool Near(double actual, double expected, double tolerance) =>
        actual.Equals(expected) || Math.Abs(actual - expected) <= tolerance * Math.Max(1, Math.Abs(expected));

    private void Same(double[] expected, double[] actual, double tolerance, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Near(actual[i], expected[i], tolerance),
                        string.Create(CultureInfo.InvariantCulture, $"{name}: {actual[i]:R} at {i}, and not {expected[i]:R}: {what}"));
    }
}
