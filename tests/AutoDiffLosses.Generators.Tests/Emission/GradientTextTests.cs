using System.Text.RegularExpressions;
using Xunit;

namespace AutoDiffLosses.Generators.Tests.Emission;

/// <summary>The gradient and the passes, in the words that a file begins with.</summary>
public class GradientTextTests
{
    [Theory]
    [InlineData("0.5f * Square(x - y) * Exp(-y)", "∂loss/∂x = seed * Exp(-y) * (x - y)")]
    [InlineData("-Softplus(x * y) * h", "∂loss/∂x = -minusXTimesYAdjoint * y")]
    [InlineData("Square(x - y) / h", "xAdjoint = 2 / h * seed * (x - y)")]
    [InlineData("x * y - (x - y) * h", "∂loss/∂x = seed * (y - h)")]
    public void ProductsAndSumsHaveNoMoreParenthesesThanTheyNeed(string loss, string line) =>
        Assert.Contains(line + "\n", Header($"(float x, float y, [Hyperparameter] float h = 2) => {loss};"));

    [Fact]
    public void TheNegativeOfANegativeIsTheValue()
    {
        string header = Header("(float x, float y, [Hyperparameter] float q = 2) { float odds = x - Exp(y); return Pow(Sigmoid(-odds), q) * Softplus(-odds); }");
        Assert.Contains("Sigmoid(odds)", header);
        Assert.DoesNotContain("-(-", header);
    }

    [Fact]
    public void AnArrayThatOnlyGradientsNeedIsDefined()
    {
        string header = Header("""
            ([Shape("n")] Vec<float> risks, [Target, Shape("n")] Vec<float> times, [Target, Shape("n")] Vec<float> events)
            {
                Vec<float> atRisk = Tabulate(risks.Length, i => Sum(risks.Length, j => times[j] >= times[i] ? Exp(risks[j]) : 0f));
                return Sum(risks.Length, i => events[i] * Log(atRisk[i] + 1e-9f));
            }
            """);
        Assert.Matches(@"\n//\s+sumAtRiskAdjoints\[j\] \+= seed \* events\[i\] / \(atRisk\[i\] \+ 1E-09\)\s+(//\s+)?where times\[i\] <= times\[j\]\n", header);
        Assert.Contains("sumAtRiskAdjoints[i] * Exp(risks[i])", header);
        Assert.DoesNotContain("row", header);
        Assert.DoesNotContain("Scatter", header);
    }

    [Fact]
    public void APassThatAddsSaysSo()
    {
        string header = Header("([Shape(\"n\")] Vec<float> v) => Sum(v.Length - 1, i => Exp(v[i + 1] - v[i]));");
        Assert.Contains(". adds to vGradient\n", header);
        Assert.DoesNotContain("writes", header);
    }

    [Fact]
    public void WhatIsTooLongToSayHasTheNameOfWhereItIsKept()
    {
        string header = Header("""
            ([Shape("n")] Vec<float> someVeryLongName, [Shape("n")] Vec<float> anotherVeryLongName)
            {
                Vec<float> e = Exp(Tanh(someVeryLongName * anotherVeryLongName) * Sin(someVeryLongName + anotherVeryLongName) * Cos(anotherVeryLongName * someVeryLongName * someVeryLongName));
                Vec<float> f = Sqrt(1 + Square(Log1p(Exp(someVeryLongName)) * Tanh(anotherVeryLongName) + Sin(someVeryLongName * anotherVeryLongName) * Tanh(someVeryLongName) * anotherVeryLongName));
                float sum = Sum(e * f);
                return Sum(e * sum) + Sum(f * sum);
            }
            """);
        var kept = Regex.Match(header, @"then (?:.|\n)*?keeps ((?:[^;]|\n)*?)(;|\n//\s+\d|\n//\n)").Groups[1].Value;
        Assert.Contains(" in kept", header);
        Assert.Matches(@"(^|, )\s*(//\s+)?kept\w+", kept);
        Assert.DoesNotContain("keeps", kept);
    }

    [Fact]
    public void ATermThatBeginsWithAMinusStandsInParentheses() =>
        Assert.Contains("= max (-", Header("([Shape(\"n\")] Vec<float> v, [Shape(\"n\")] Vec<float> w) => Max(v.Length, i => -(Exp(v[i]) * w[i]));"));

    private static string Header(string loss)
    {
        string file = Named.File(loss);
        return file[..file.IndexOf("namespace", System.StringComparison.Ordinal)];
    }
}
