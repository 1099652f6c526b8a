using System.Linq;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Xunit;

namespace AutoDiffLosses.Generators.Tests;

public class LossGeneratorTests
{
    [Fact]
    public void CodeWithoutLossesGetsNone()
    {
        var driver = Sources.RunCleanly("public static class Plain { public static float Twice(float x) => 2 * x; }");

        Assert.Empty(driver.Names());
    }

    [Theory]
    [InlineData("namespace A.B; public static partial class C { [Loss] public static float F(float x) => x; }", "A.B.C.F.g.cs")]
    [InlineData("static partial class C { [Loss] static float F(float x) => x; }", "C.F.g.cs")]
    [InlineData("partial struct S { partial class C { [Loss] private static float F(float x) => x; } }", "S.C.F.g.cs")]
    [InlineData("partial record R { [Loss] protected internal static float F(float x) => x; }", "R.F.g.cs")]
    [InlineData("partial record struct R { [Loss] internal static float F(float x) => x; }", "R.F.g.cs")]
    [InlineData("partial interface I { [Loss] internal static float F(float x) => x; }", "I.F.g.cs")]
    [InlineData("namespace @event.@class { partial class @struct { [Loss] static float @void(float @int, [Target] float @nameof) => @int; } }",
        "event.class.struct.void.g.cs")]
    public void CodeInAnyTypeCompilesWithoutWarnings(string source, string name) =>
        Assert.Contains(name, Sources.RunCleanly("using AutoDiffLosses; " + source).Names());

    [Theory]
    [InlineData("float losses, [Target] float upstream, [Target] float reduction, [Target] float sampleWeights, float batch, float batchLosses")]
    [InlineData("float x, float xGradient, float batchXGradient")]
    [InlineData("[Shape(\"x\")] Vec<float> x, [Shape(\"batch\")] Vec<float> y, [Target, Shape(3)] Vec<int> label, [Hyperparameter] Vec<float> weights = default")]
    [InlineData("float Sample, float Check, float Math, float sample, float seed, [Shared] float Bind, [Target] float F, [Hyperparameter] int Batch = 3")]
    public void NamesThatClashAreResolved(string parameters) =>
        Sources.RunCleanly($"using AutoDiffLosses; static partial class C {{ [Loss(AlsoDouble = true)] public static float F({parameters}) => 1; }}");

    /// <summary>The innermost loop runs for the value and again for the gradient: two calls, one pass.</summary>
    [Fact]
    public void NoPassIsPrintedTwice()
    {
        string code = Sources.RunCleanly("""
            using AutoDiffLosses;
            using static AutoDiffLosses.LossMath;
            static partial class C
            {
                [Loss]
                public static float F([Shape("n")] Vec<float> x) => Sum(x.Length, i => Sum(i, j => Square(x[i] - Sum(j, k => x[i] * x[j] * x[k]))));
            }
            """).Text("C.F.g.cs");
        string[] bodies = [.. Regex.Matches(code, @"readonly partial struct (\w+)(\(.*?\n        \})", RegexOptions.Singleline).Select(m => m.Groups[2].Value)];

        Assert.True(Regex.Count(code, @"new SumXITimesXJTimesX\(") > 1);
        Assert.NotEmpty(bodies);
        Assert.Equal(bodies.Distinct(), bodies);
    }

    [Theory]
    [InlineData("partial class C { [Loss] static float F(float x) => x; } partial class c { [Loss] static float F(float x) => x; }")]
    [InlineData("namespace N { partial class C { [Loss] static float F(float x) => x; } } namespace n { partial class C { [Loss] static float F(float x) => x; } }")]
    [InlineData("partial class C { partial class D { [Loss] static float F(float x) => x; } partial struct d { [Loss] static float F(float x) => x; } }")]
    public void FilesDifferByMoreThanCase(string source)
    {
        string[] names = [.. Sources.RunCleanly("using AutoDiffLosses; " + source).Names()];

        Assert.Equal(6, names.Distinct(System.StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(names, name => Assert.Matches("F-[0-9a-f]{8}\\.", name));
    }

    [Fact]
    public void OverloadsTakeANumber()
    {
        var driver = Sources.RunCleanly("""
            using AutoDiffLosses;
            static partial class C
            {
                [Loss(AlsoDouble = true)] public static float F(float x, float y) => x;
                [Loss] public static float F(float x) => x;
                [Loss] public static float f(float x) => x;
            }
            """);

        Assert.Equal(
            [
                "C.F-*.Ir.g.cs", "C.F-*.Narrow.g.cs", "C.F-*.g.cs",
                "C.F.2-*.Double.Narrow.g.cs", "C.F.2-*.Double.g.cs", "C.F.2-*.Ir.g.cs", "C.F.2-*.Narrow.g.cs", "C.F.2-*.g.cs",
                "C.f-*.Ir.g.cs", "C.f-*.Narrow.g.cs", "C.f-*.g.cs",
            ],
            driver.Names().Select(name => Regex.Replace(name, "-[0-9a-f]+", "-*")).Order(System.StringComparer.Ordinal));
    }

    [Fact]
    public void AFormulaInDoubleThatIsThereIsNotWritten()
    {
        var driver = Sources.RunCleanly("""
            using AutoDiffLosses;
            static partial class C
            {
                [Loss(AlsoDouble = true)] public static float F(float x) => x;
                public static double F(double x) => x;
                [Differentiable(AlsoDouble = true)] public static int G(int x) => x;
            }
            """);

        Assert.DoesNotContain("double F(double x)", driver.Text("C.F.Double.g.cs"));
        Assert.Contains("double F(\n", driver.Text("C.F.Double.g.cs"));
        Assert.Contains("M:C.F(System.Double)", driver.Text("C.F.Ir.g.cs"));
        Assert.DoesNotContain("partial class", driver.Text("C.G.Double.g.cs"));
    }

    [Theory]
    [InlineData("static readonly double S = 2; [Loss(AlsoDouble = true)] static float F(float x) => (float)(S * x);")]
    [InlineData("static readonly float S = 2; [Loss(AlsoDouble = true)] static float F(float x) => S * x;")]
    [InlineData("static readonly int S = 2; [Loss(AlsoDouble = true)] static float F([Shape(\"S\")] Vec<float> S) => S[C.S] * C.S;")]
    [InlineData("static readonly bool Is = true; [Loss] static double F(double x) => Is ? x : -x;")]
    [InlineData("class D { internal static readonly float S = 2; internal static float G(float x) => S * x; } [Loss(AlsoDouble = true)] static float F(float x) => D.G(x);")]
    public void StaticNumbersArePassedInTheirType(string members) =>
        Sources.RunCleanly($"using AutoDiffLosses; static partial class C {{ {members} }}");
}
