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
        LossMethods<double> exact = new(loss);
        Agreement.Float(golden.PerSample, Losses(new LossMethods<float>(loss), golden), exact, golden.Arguments,
                        at => Losses(exact, golden with { Arguments = at }), "loss");
    }

    private static double[] Losses<T>(LossMethods<T> methods, GoldenCase golden) where T : unmanaged, System.Numerics.IFloatingPointIeee754<T> =>
        golden.PerSample.Select((_, b) => methods.Plain(golden.Arguments, b).WeightedLoss).ToArray();
}
