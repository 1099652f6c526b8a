using System;
using System.Linq;
using AutoDiffLosses.Generators.Differentiation;
using AutoDiffLosses.Generators.Simplification;
using AutoDiffLosses.Tests;
using Xunit;

namespace AutoDiffLosses.Generators.Tests.Golden;

/// <summary>The generated methods of every built-in loss, in double, against the interpreter, at every batch and every row length from 0
/// to 65.</summary>
public class GeneratedCodeTests
{
    public static TheoryData<string> All => new(GoldenFile.Losses);

    public static TheoryData<string> OfRows => new(GoldenFile.Losses.Where(loss => RandomArguments.HasRows(LossMethods<double>.Of(loss))));

    [Theory]
    [MemberData(nameof(All))]
    public void Batches(string loss)
    {
        var interpreted = Interpreted(loss);
        for (int samples = 0; samples <= 65; samples++)
            Agrees(interpreted, loss, samples, length: 5);
    }

    [Theory]
    [MemberData(nameof(OfRows))]
    public void Rows(string loss)
    {
        var interpreted = Interpreted(loss);
        int first = LossMethods<double>.Of(loss).HasLabels ? 1 : 0;
        for (int length = first; length <= 65; length++)
            Agrees(interpreted, loss, samples: 3, length);
    }

    private static InterpretedLoss Interpreted(string loss) => new(loss, lifted => ReverseMode.Differentiate(StableForms.Apply(lifted)));

    private static void Agrees(InterpretedLoss interpreted, string loss, int samples, int length)
    {
        string what = $"{loss} of {samples} × {length}: ";
        LossMethods<double> methods = LossMethods<double>.Of(loss);
        LossArguments at = RandomArguments.Of(methods, samples, length, seed: 31 * samples + length);
        double[] upstream = Enumerable.Range(0, samples).Select(b => 0.5 + 0.25 * b).ToArray();
        var expected = interpreted.Run(at, samples, upstream);
        Agreement.Relative(1e-12, expected.Losses, methods.PerSample(at), what + "PerSample");
        foreach (var (parameter, gradient) in methods.Backward(at, upstream))
            Agreement.Relative(1e-12, expected.Gradients[parameter], gradient, what + $"{parameter}Gradient");
        Agreement.Relative(1e-12, expected.Losses, methods.ValueAndGradient(at).Losses, what + "losses");
    }
}
