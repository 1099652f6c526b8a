using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Xunit;

namespace AutoDiffLosses.Generators.Tests;

/// <summary>What becomes of a formula on which the compiler itself fails.</summary>
public class CompilerTests
{
    [Fact]
    public void AnErrorOfTheCompilerIsOneErrorOfThatLoss()
    {
        var compilation = Driver.Compile("using AutoDiffLosses; public static partial class C { [Loss] public static float F(float x) => x; }");
        var method = compilation.GetTypeByMetadataName("C")!.GetMembers("F").OfType<IMethodSymbol>().Single();
        var model = LossReader.Read(method, compilation, CancellationToken.None).Model;
        // A result that is no row, which no reader makes.
        var broken = model with { Table = model.Table! with { Results = new([99]) } };

        var files = Compiler.Compile(broken, areAnalyzersOff: false);

        var file = Assert.Single(files);
        Assert.Contains("#error AutoDiffLosses: the compiler failed", file.Text);
        Assert.Contains("C.F, table", file.Text);
        Assert.Contains("FValueAndGradient", file.Text);
    }
}
