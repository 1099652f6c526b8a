using System.Linq;
using Xunit;

namespace AutoDiffLosses.Tests;

/// <summary>The built-in formulas, run as the plain C# that they are, against the golden values.</summary>
public class GoldenFormulaTests
{
    public static TheoryData<string, string> Cases => GoldenFile.Cases;

    [Theory]
    [MemberData(nameof(Cases))]
    public void Float(string loss, string name)
    {
        GoldenCase golden = GoldenFile.Case(loss, name);
        LossMethods<double> exact = LossMethods<double>.Of(loss);
        Agreement.Float(golden.PerSample, Losses(LossMethods<float>.Of(loss), golden), exact, golden.Arguments,
                        at => Losses(exact, golden with { Arguments = at }), "loss");
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Double(string loss, string name)
    {
        GoldenCase golden = GoldenFile.Case(loss, name);
        LossMethods<double> methods = LossMethods<double>.Of(loss);
        Agreement.Relative(1e-12, golden.PerSample, Losses(methods, golden), "loss");
        if (golden.Weights is { } weights)
            Agreement.Relative(1e-12, weights, golden.PerSample.Select((_, b) => methods.Plain(golden.Arguments, b).Weight).ToArray(), "weight");
    }

    private static double[] Losses<T>(LossMethods<T> methods, GoldenCase golden) where T : unmanaged, System.Numerics.IFloatingPointIeee754<T> =>
        golden.PerSample.Select((_, b) => methods.Plain(golden.Arguments, b).WeightedLoss).ToArray();
}
