using Xunit;
using static AutoDiffLosses.Generators.Tests.Frontend.Snippet;

namespace AutoDiffLosses.Generators.Tests.Frontend;

public class ExpressionTests
{
    [Theory]
    [InlineData("x + y * z", "x + y * z")]
    [InlineData("-x / (y - 2)", "-x / (y - 2)")]
    [InlineData("x > y ? x : y", "y < x ? x : y")]
    [InlineData("x >= 0 && y < 1 ? x : 0", "0 <= x && y < 1 ? x : 0")]
    [InlineData("(float)(Math.Sqrt(x) * 0.5)", "sqrt(x) * 0.5")]
    [InlineData("MathF.Exp(x) + (float)Math.Log(k)", "exp(x) + log(real(k))")]
    [InlineData("0.1f * x", "0.1 * x")]
    [InlineData("x * 2 * MathF.PI", "x * 2 * 3.141592653589793")]
    [InlineData("Clamp(x, -1, 1) + Min(y, z)", "clamp(x, -1, 1) + min(y, z)")]
    [InlineData("k / 2 + k % 3", "real(k / 2 + k % 3)")]
    [InlineData("Sum(v * w)", "sum(i1 < n, v[i1] * w[i1])")]
    [InlineData("Mean(v.Length, i => Exp(v[i]) * x)", "n == 0 ? 0 : sum(i1 < n, exp(v[i1]) * x) / real(n)")]
    [InlineData("Max(2 * v - x)", "max(i1 < n, 2 * v[i1] - x)")]
    [InlineData("Count(v.Length, i => v[i] > 0)", "real(sum(i1 < n, 0 < v[i1] ? 1 : 0))")]
    [InlineData("Any(v.Length, i => v[i] > x) ? x : y", "any(i1 < n, x < v[i1]) ? x : y")]
    [InlineData("Sum(v.Length, i => Sum(w.Length, j => v[i] * w[j]))", "sum(i1 < n, sum(i2 < n, v[i1] * w[i2]))")]
    [InlineData("Sum(v.Length, i => Sum(w.Length, j => w[j]))", "sum(i1 < n, sum(i1 < n, w[i1]))")]
    [InlineData("StopGradient(x) * y", "stop(x) * y")]
    [InlineData("x switch { < 0 => -1, 0 => y, > 1 and <= 2 or 5 => z, _ => x }", "x < 0 ? -1 : x == 0 ? y : 1 < x && x <= 2 || x == 5 ? z : x")]
    [InlineData("k switch { 0 when x > 0 => x, var j => j * y }", "k == 0 && 0 < x ? x : real(k) * y")]
    [InlineData("x is > 0 and not 1 ? y : z", "0 < x && x != 1 ? y : z")]
    [InlineData("float.IsNaN(x) ? 0 : x", "x == x ? x : 0")]
    [InlineData("Tabulate(v.Length, i => v[i] * i)[0]", "v[0] * 0\n0 in n (v: 0)")]
    public void Expressions(string expression, string expected) => Assert.Equal(expected, Expression(expression));
}
