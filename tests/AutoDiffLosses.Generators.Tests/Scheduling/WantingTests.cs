using System.Text.RegularExpressions;
using AutoDiffLosses.Generators.Tests.Emission;
using Xunit;

namespace AutoDiffLosses.Generators.Tests.Scheduling;

/// <summary>Whether a gradient is wanted is asked where that spares most, and no more often than that takes.</summary>
public class WantingTests
{
    [Fact]
    public void OfGradientsThatHaveNothingInCommonEachIsAskedForAlone()
    {
        string text = Text("(float x, float y) => Exp(x) * y;");
        Assert.DoesNotContain("||", text);
        Assert.Matches(@"\n\n\s+if \(xGradient\.IsWanted\)\n.*\n\s+if \(yGradient\.IsWanted\)\n.*\n\s+return", text);
    }

    [Fact]
    public void OfThoseThatHaveWhetherAnyIs() =>
        Assert.Contains("if (xGradient.IsWanted || yGradient.IsWanted)", Text("(float x, float y) => Tanh(x * y);"));

    [Fact]
    public void AroundALoopThatWritesNoOther()
    {
        string text = Text("([Shape(\"n\")] Vec<float> v, float x) => Sum(v * x) * LogSumExp(v);");
        Assert.Matches(@"if \(vGradient\.IsWanted\)\s+\{?\s+Pass\.Map", Regex.Replace(text, @"float \w+ = .*;", ""));
        Assert.DoesNotMatch(@"if \(vGradient\.IsWanted\)\s+lanes", Regex.Replace(text, @"(?s)\bpublic Vector512<float> Step512.*?\n        \}", ""));
    }

    [Fact]
    public void OnceForWhatStandsTogether() => Assert.Matches(
        @"if \(vGradient\.IsWanted\)\s+\{\s+vGradient\.Clear\(n\);\s+Pass\.Map\([^;]*;\s+Pass\.Map\([^;]*;\s+\}",
        Text("([Shape(\"n\")] Vec<float> v, float x) => Sum(v.Length - 1, i => Exp((v[i + 1] - v[i]) * x));"));

    [Fact]
    public void AroundAChoiceOfWhichBothBranchesAsk() => Assert.Matches(
        @"if \(bGradient\.IsWanted\)\s+\{\s+if \(\w+\)\s+bGradient\.Clear\(n\);\s+else",
        Text("([Shape(\"n\")] Vec<float> a, [Shape(\"n\")] Vec<float> b, [Shape(\"n\")] Vec<float> c, float m) => Relu(Norm(a - b) - Norm(a - c) + m);"));

    [Fact]
    public void ConditionsOfGradientsAreAskedWhereThoseAreWanted() => Assert.Matches(
        @"IsWanted\)\s+\{\s+(bool \w+ = .*;\s+)?bool distanceIsZero = ",
        Text("([Shape(\"n\")] Vec<float> a, [Shape(\"n\")] Vec<float> b, float m) { float distance = Norm(a - b); return Square(Relu(m - distance)); }"));

    [Fact]
    public void WhatIsLoadedBeforeTakesNoBraces() => Assert.DoesNotMatch(
        @"IsWanted\)\s+\{\s+lanes\.Store[^;]*;\s+\}", Text("([Shape(\"n\")] Vec<float> a, [Shape(\"n\")] Vec<float> b, [Shape(\"n\")] Vec<float> c) => Sum(a.Length, i => Square(a[i] - b[i]) * Exp(a[i] - c[i]));"));

    private static string Text(string loss) => Named.Text(loss);
}
