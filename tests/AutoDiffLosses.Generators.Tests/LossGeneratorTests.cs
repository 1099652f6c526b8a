using System.Linq;
using Microsoft.CodeAnalysis;
using Xunit;

namespace AutoDiffLosses.Generators.Tests;

public class LossGeneratorTests
{
    [Fact]
    public void CodeWithoutLossesGetsNone()
    {
        var driver = Driver.Run(Driver.Compile("public static class Plain { public static float Twice(float x) => 2 * x; }"), out var output);

        Assert.Empty(driver.GetRunResult().GeneratedTrees);
        Assert.Empty(output.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning));
    }
}
