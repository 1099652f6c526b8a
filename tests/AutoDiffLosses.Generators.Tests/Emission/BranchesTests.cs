using System.Text.RegularExpressions;
using Xunit;

namespace AutoDiffLosses.Generators.Tests.Emission;

/// <summary>Between the arms of a choice by lanes nothing branches: the mask would wait in a vector.</summary>
public class BranchesTests
{
    [Theory]
    [InlineData("x > 0 ? (h == 1 ? 2f : 3f) : y", "float constant = h == 1 ? 2f : 3f;")]
    [InlineData("x > 0 ? (h == 1 ? 1f : 0f) : y", "float hIsOne = h == 1 ? 1f : 0f;")]
    [InlineData("x > 0 ? Exp(h == 1 ? y : x) : y", " = h == 1 ? Create(0f) : ")]
    [InlineData("x > 0 ? (y > 1 ? (h > 1 ? h : 3) * y : 2) : y", "float h2 = h > 1 ? h : 3;")]
    [InlineData("Pow(x + y, h) * y", "float hIsOne = h == 1 ? 1f : 0f;")]
    // Of one that is not by lanes the arms branch as they like; and a local is a name.
    [InlineData("h > 2 ? (h > 3 ? x : y) : x * y", "return h > 2 ? (h > 3 ? x : y) : x * y;")]
    [InlineData("x > 0 ? h : y", "ConditionalSelect(GreaterThan(x, Create(0f)), Create(h), y)")]
    public void HaveLocals(string formula, string line)
    {
        string code = Sources.RunCleanly($$"""
            using AutoDiffLosses;
            using static AutoDiffLosses.LossMath;
            static partial class C
            {
                [Loss]
                public static float F(float x, float y, [Hyperparameter] float h = 1) => {{formula}};
            }
            """).Text("C.F.g.cs");

        Assert.Contains(line, Regex.Replace(code, @"\s+", " "));
        Assert.DoesNotMatch(@"ConditionalSelect\([^;]* \? [^;]*;", code);
    }
}
