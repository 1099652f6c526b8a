using System.Linq;
using AutoDiffLosses.Generators.Frontend;
using AutoDiffLosses.Generators.Ir;
using Xunit;
using static AutoDiffLosses.Generators.Tests.Frontend.Snippet;

namespace AutoDiffLosses.Generators.Tests.Frontend;

public class ConstantTests
{
    private const string Fields = """

        private const float Tenth = 0.1f, Third = 1f / 3, Both = Tenth + Third;
        private const double Wide = 0.1;
        private const int Integer = 7 / 2;
        private static readonly float Given = 2, Other = 3;
        private static readonly int Count = 5;
        private static class Constants { public const float X = -1e-3f; internal static readonly float Given = 4; }
        private static float Helper(float a, float b = Third, int n = Integer) => a * b * n;
        """;

    [Theory]
    [InlineData("Tenth * x", "0.1 * x")]
    [InlineData("Third * x", "0.3333333333333333 * x")]
    [InlineData("Both * x", "0.43333333333333335 * x")]
    [InlineData("(float)Wide * x", "0.1 * x")]
    [InlineData("Integer * x", "3 * x")]
    [InlineData("Constants.X * x", "-0.001 * x")]
    [InlineData("MathF.E * x + float.Pi", "2.718281828459045 * x + 3.141592653589793")]
    [InlineData("Helper(x)", "x * 0.3333333333333333 * 3")]
    [InlineData("Helper(x, n: 2)", "x * 0.3333333333333333 * 2")]
    [InlineData("Helper(b: x, a: y)", "y * x * 3")]
    [InlineData("Given * x + Constants.Given * Given + Count", "Given * x + Given2 * Given + real(Count)")]
    [InlineData("Min(x, float.MaxValue) + float.MinValue", "min(x, MaxValue) - MaxValue")]
    [InlineData("x == float.NegativeInfinity ? 0 : x", "x == -Infinity ? 0 : x")]
    [InlineData("1_000.5f * x", "1000.5 * x")]
    public void ConstantsAreReadAtTheirLeaves(string expression, string expected) =>
        Assert.Equal(expected, Text(Body($"return {expression};") + Fields, "F"));

    [Fact]
    public void StaticNumbersAreParametersThatCSharpReads()
    {
        var formula = Formula(Body("return Given * x + Constants.Given + Count * float.Epsilon;") + Fields, "F");

        Assert.Equal(
            ["Given: global::N.C.Given", "Given2: global::N.C.Constants.Given", "Count: global::N.C.Count", "Epsilon: float.Epsilon"],
            formula.Parameters.Where(p => p.Role == ParameterRole.Static).Select(p => $"{p.Name}: {p.Expression}"));
    }

    [Fact]
    public void DefaultsAreReadAtTheirLeavesToo()
    {
        var declaration = Read("""
            private const float Third = 1f / 3;
            [Loss] public static float F(float x, [Hyperparameter] float a = 0.1f, [Hyperparameter] float b = Third, [Hyperparameter] float c = -2,
                                         [Hyperparameter] int n = 3, [Hyperparameter] bool on = true, [Hyperparameter] float d = float.PositiveInfinity) =>
                on ? a * b * c * d * n * x : x;
            """).Declaration!;

        Assert.Equal(
            ["0.1f / 0.1", "0.33333334f / 0.333333333333333" + "3", "-2f / -2.0", "3 / 3", "true / true", "float.PositiveInfinity / double.PositiveInfinity"],
            declaration.Parameters.Where(p => p.Default != null).Select(p => $"{p.Default!.Text} / {p.Default.DoubleText}"));
    }

    /// <summary>What is a literal to C# and not a number.</summary>
    [Fact]
    public void DefaultsWithoutDigitsAreNumbers()
    {
        var declaration = Read("""
            [Loss] public static float F(float x, [Hyperparameter] float a = default, [Hyperparameter] float b = 'a', [Hyperparameter] int n = 'a',
                                         [Hyperparameter] int m = default, [Hyperparameter] bool on = default) => on ? a * b * n * m * x : x;
            """).Declaration!;

        Assert.Equal(
            ["0f / 0.0", "97f / 97.0", "97 / 97", "0 / 0", "false / false"],
            declaration.Parameters.Where(p => p.Default != null).Select(p => $"{p.Default!.Text} / {p.Default.DoubleText}"));
    }

    [Theory]
    [InlineData("Squared(x)", "surrogate(x * x, stop(2 * x) * x)")]
    [InlineData("Product(x, y, k)", "surrogate(x * y * real(k), stop(y * real(k)) * x + stop(x * real(k)) * y)")]
    public void AHelpersOwnDerivativeIsASurrogate(string expression, string expected) =>
        Assert.Equal(expected, Text(Body($"return {expression};") + """

            private static float Squared(float a) => a * a;
            [Derivative(nameof(Squared))] private static float SquaredDerivative(float a) => 2 * a;
            private static float Product(float a, float b, int n) => a * b * n;
            [Derivative(nameof(Product))] private static (float, float) ProductDerivative(float a, float b, int n) => (b * n, a * n);
            """, "F"));

    [Fact]
    public void ADerivativeOfAnotherSignatureIsRefusedWithTheRightOne() =>
        Assert.Equal(
            "The derivative of 'Product' has to be declared as 'static (float a, float b) ProductDerivative(float a, float b)'",
            Read(Body("return Product(x, y);") + """

                private static float Product(float a, float b) => a * b;
                [Derivative(nameof(Product))] private static float ProductDerivative(float a, float b) => b;
                """, "F").Refusal!.Message);
}
