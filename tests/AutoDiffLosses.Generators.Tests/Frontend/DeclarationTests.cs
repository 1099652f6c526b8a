using System.Linq;
using AutoDiffLosses.Generators.Frontend;
using AutoDiffLosses.Generators.Ir;
using Xunit;
using static AutoDiffLosses.Generators.Tests.Frontend.Snippet;

namespace AutoDiffLosses.Generators.Tests.Frontend;

public class DeclarationTests
{
    [Fact]
    public void ADeclarationIsAllThatItsMethodsAreMadeOf()
    {
        var declaration = Read("""
            internal partial record struct Outer
            {
                partial class @class
                {
                    /// <summary>A loss.</summary>
                    /// <param name="logits">They are &lt;finite&gt;.</param>
                    // A comment.
                    [Loss(AlsoDouble = true)]
                    private protected static Weighted @float(
                        [Shape("classes")] Vec<float> logits, int label, [Target] Vec<bool> mask, [Shared, Shape(3)] Vec<float> scale,
                        [Hyperparameter, Range(0.0, 1.0, MinimumIsExclusive = true)] float @if = 0.1f) =>
                        Weighted(logits[label] * scale[0], @if);

                    [Loss] private static float @float(float x) => x;
                }
            }
            """, "float");
        // The last of the two.
        Assert.Equal(1, declaration.Declaration!.Ordinal);

        var first = Read("""
            internal partial record struct Outer
            {
                partial class @class
                {
                    /// <summary>A loss.</summary>
                    /// <param name="logits">They are &lt;finite&gt;.</param>
                    // A comment.
                    [Loss(AlsoDouble = true)]
                    internal static Weighted @float(
                        [Shape("classes")] Vec<float> logits, int label, [Target] Vec<bool> mask, [Shared, Shape(3)] Vec<float> scale,
                        [Hyperparameter, Range(0.0, 1.0, MinimumIsExclusive = true)] float @if = 0.1f) =>
                        Weighted(logits[label] * scale[0], @if);
                }
            }
            """, "float").Declaration!;

        Assert.Equal(("N", "float", "internal"), (first.Namespace, first.Name, first.Accessibility));
        Assert.Equal(["class C", "record struct Outer", "class class"], first.Types.Select(t => $"{t.Keyword} {t.Name}"));
        Assert.True(first is { IsLoss: true, AlsoDouble: true, IsDouble: false, IsWeighted: true, Ordinal: 0 });
        Assert.Equal("<summary>A loss.</summary>\n<param name=\"logits\">They are &lt;finite&gt;.</param>", first.Documentation);
        Assert.Equal("M:N.C.Outer.class.float(AutoDiffLosses.Vec{System.Single},System.Int32,AutoDiffLosses.Vec{System.Boolean},AutoDiffLosses.Vec{System.Single},System.Single)", first.DocumentationId);
        Assert.Equal(
            ["Sample Real 1 classes", "Sample Int 0 ", "Target Bool 1 mask.Length", "Shared Real 1 3", "Hyperparameter Real 0 "],
            first.Parameters.Select(p => $"{p.Role} {p.Kind} {p.Rank} {string.Join(" ", p.Shape.Select(d => d.IsFixed ? $"{d.Length}" : d.Name))}"));
        Assert.Equal(new RangeDeclaration(0, 1, true, false), first.Parameters[4].Range);
        Assert.Equal(new DefaultValue("0.1f", "0.1"), first.Parameters[4].Default);
        Assert.Equal(["logits", "scale"], first.Parameters.Where(p => p.IsDifferentiated).Select(p => p.Name));
    }

    [Fact]
    public void DimensionsThatAnOperationMakesOneAreOne()
    {
        var result = Read("[Loss] public static float F(Vec<float> a, [Shape(\"n\")] Vec<float> b, Vec<float> c, [Shape(2)] Vec<float> d) => Sum(a * b) + Sum(c - d);");

        Assert.Equal("sum(i1 < n, a[i1] * b[i1]) + sum(i1 < 2, c[i1] - d[i1])", TextOf(result.Formula!));
        Assert.Equal(["n", "n", "", ""], result.Declaration!.Parameters.Select(p => p.Shape[0].Name));
        Assert.Equal([-1, -1, 2, 2], result.Declaration.Parameters.Select(p => p.Shape[0].Length));
        Assert.Equal(["n", "n", "2", "2"], result.Formula!.Parameters.Select(p => IrPrinter.Expression(p.Node.Extent(0))));
    }

    [Fact]
    public void EqualDeclarationsAreEqual()
    {
        const string text = "[Loss] public static float F([Shape(\"n\")] Vec<float> a, [Hyperparameter] float h = 2) => Sum(a) * h;";

        Assert.Equal(Read(text).Declaration, Read("// moved\n" + text).Declaration);
        Assert.NotEqual(Read(text).Declaration, Read(text.Replace("h = 2", "h = 3")).Declaration);
    }

    [Theory]
    [InlineData("ADL001", "[Loss] public float F(float x) => x;", "static")]
    [InlineData("ADL001", "[Loss] public static float F<T>(float x) => x;", "generic")]
    [InlineData("ADL002", "[Loss] public static float F(long x) => x;", "'long'")]
    [InlineData("ADL002", "[Loss] public static float F(float[] x) => 0;", "a Vec")]
    [InlineData("ADL002", "[Loss] public static float F(Vec<byte> x) => 0;", "'Vec<byte>'")]
    [InlineData("ADL003", "[Loss] public static float F(ref float x) => x;", "'ref'")]
    [InlineData("ADL003", "[Loss] public static float F(params float[] x) => 0;", "'params'")]
    [InlineData("ADL004", "[Loss] public static int F(float x) => 0;", "float, double or Weighted")]
    [InlineData("ADL004", "[Loss] public static void F(float x) { }", "float, double or Weighted")]
    [InlineData("ADL004", "[Differentiable] public static long F(float x) => 0;", "a tuple")]
    [InlineData("ADL005", "[Loss] public static float F(float x, double y) => x;", "one of the two")]
    [InlineData("ADL005", "[Loss] public static double F(float x, Vec<float> y) => x;", "The result")]
    [InlineData("ADL006", "[Loss] public static float F(float x = 1) => x;", "[Hyperparameter]")]
    [InlineData("ADL007", "[Loss] public static float F([Shared] float x, [Hyperparameter] float y) => x;", "one per sample")]
    [InlineData("ADL008", "[Loss] public static float F([Target, Shared] float x) => x;", "both")]
    [InlineData("ADL008", "[Loss] public static float F([Shape(\"n\")] float x) => x;", "leave its [Shape] out")]
    [InlineData("ADL008", "[Loss] public static float F([Shape(\"n\", \"m\")] Vec<float> x) => 0;", "has 1 dimension, and its [Shape] 2")]
    [InlineData("ADL008", "[Loss] public static float F([Shape(2.0)] Vec<float> x) => 0;", "its name or its length")]
    [InlineData("ADL008", "[Loss] public static float F([Shape(null!)] Vec<float> x) => 0;", "")]
    [InlineData("ADL008", "[Loss] public static float F([Shape(new object[] { null! })] Vec<float> x) => 0;", "")]
    [InlineData("ADL008", "[Loss] public static float F([Shape(typeof(int))] Vec<float> x) => 0;", "its name or its length")]
    [InlineData("ADL008", "[Loss] public static float F([Shape(new object[] { new[] { 1 } })] Vec<float> x) => 0;", "")]
    [InlineData("ADL008", "[Loss] public static float F([Shape(-1)] Vec<float> x) => 0;", "negative")]
    [InlineData("ADL008", "[Loss] public static float F([Shape(\"a b\")] Vec<float> x) => 0;", "write a name such as")]
    [InlineData("ADL008", "[Loss] public static float F([Shape(\"samples\")] Vec<float> x) => 0;", "the batch's own")]
    [InlineData("ADL008", "[Loss] public static float F([Range(0.0, 1.0)] float x) => x;", "[Range]")]
    [InlineData("ADL008", "[Loss] public static float F(float x, [Hyperparameter, Range(typeof(float), \"0\", \"1\")] float h) => x;", "as numbers")]
    [InlineData("ADL009", "[Loss] public static float F(Mat<float> x) => 0;", "row behind the other")]
    [InlineData("ADL009", "[Loss(WholeBatch = true)] public static float F(float x) => x;", "WholeBatch")]
    [InlineData("ADL009", "[Loss(AlsoJvp = true)] public static float F(float x) => x;", "AlsoJvp")]
    [InlineData("ADL009", "[Loss(AlsoHessianDiagonal = true)] public static float F(float x) => x;", "AlsoHessianDiagonal")]
    [InlineData("ADL009", "[Loss, Ragged(\"n\")] public static float F([Shape(\"n\")] Vec<float> x) => Sum(x);", "[Ragged]")]
    public void ADeclarationThatDoesNotFitIsRefused(string id, string member, string says)
    {
        var result = Read(member, "F");

        Assert.Equal(id, result.Refusal?.Rule.Id);
        Assert.Contains(says, result.Refusal!.Message);
        Assert.Null(result.Declaration);
        Assert.True(result.Refusal.Location.IsInSource);
    }

    [Theory]
    [InlineData("[Loss] public static float F(Unknown x) => 0;")]
    [InlineData("[Loss] public static Unknown F(float x) => 0;")]
    [InlineData("[Loss] public static float F(Vec<Unknown> x) => 0;")]
    public void UnknownTypesAreLeftToTheCompiler(string member)
    {
        var result = Read(member, "F");

        Assert.True(result.HasCompileErrors);
        Assert.Null(result.Refusal);
    }
}
