using System.Linq;
using System.Threading;
using AutoDiffLosses.Generators.Frontend;
using Xunit;
using static AutoDiffLosses.Generators.Tests.Frontend.Snippet;

namespace AutoDiffLosses.Generators.Tests.Frontend;

public class AdviceTests
{
    [Theory]
    [InlineData("float x, float y", "x * y")]
    [InlineData("float x, float y", "x", "ADL200 y")]
    [InlineData("float x, [Target] float t, [Hyperparameter] float h", "x", "ADL200 t", "ADL200 h")]
    [InlineData("float x, Vec<float> v", "x * v.Length")]
    [InlineData("float x, int k", "k > 0 ? x : 0")]
    [InlineData("float x, float y", "x * MathF.Floor(y)", "ADL201 y")]
    [InlineData("float x, Vec<float> v", "x * ArgMax(v)", "ADL201 v")]
    [InlineData("float x, float y", "y > 0 ? x : -x", "ADL201 y")]
    [InlineData("float x, float y", "x * StopGradient(y)")]
    [InlineData("float x, float y", "x == y ? x : x * y", "ADL202 x == y")]
    [InlineData("float x, [Target] float t", "x == t ? x : x * t")]
    [InlineData("float x, float y", "x == 0 ? y : x * y")]
    [InlineData("float x, float y", "float.IsNaN(x) ? y : x * y")]
    [InlineData("Vec<float> v, int k", "LogSumExp(v) - v[k]")]
    public void AdviceIsGiven(string parameters, string expression, params string[] expected)
    {
        var compilation = Compile($"[Loss] public static float F({parameters}) => {expression};\n" +
                                  "private static float LogSumExp(Vec<float> v) { float m = StopGradient(Max(v)); float s = Sum(Exp(v - m)); return s == 0 ? m : m + Log(s); }");
        var method = Method(compilation, "F");
        var found = Advice.Of(Generators.Frontend.Frontend.Read(method, compilation, CancellationToken.None), method);

        Assert.Equal(expected, found.Select(d => $"{d.Id} {d.Location.SourceTree!.ToString().Substring(d.Location.SourceSpan.Start, d.Location.SourceSpan.Length)}"));
    }
}
