using System.Linq;
using Xunit;
using static AutoDiffLosses.Generators.Tests.Frontend.Snippet;

namespace AutoDiffLosses.Generators.Tests.Frontend;

/// <summary>What is not in the language is refused where it stands, once, with what to write instead.</summary>
public class RefusalTests
{
    [Theory]
    [InlineData("ADL101", "float s = 0; [|for|] (int i = 0; i < v.Length; i++) s += v[i]; return s;", "Sum(n, i => …)")]
    [InlineData("ADL101", "float s = 0; [|foreach|] (float e in v) s += e; return s;", "Sum(v)")]
    [InlineData("ADL101", "float s = 0; [|while|] (s < 1) s += 1; return s;", "Tabulate(n, i => …)")]
    [InlineData("ADL101", "float s = 0; [|do|] s += 1; while (s < 1); return s;", "Tabulate(n, i => …)")]
    [InlineData("ADL100", "float[] a = [|new float[3]|]; return a[0];", "Tabulate(n, i => …)")]
    [InlineData("ADL100", "var a = [|new Vec<float>(new float[3])|]; return Sum(a);", "Tabulate(n, i => …)")]
    [InlineData("ADL100", "return x > 0 ? x : [|throw new ArgumentException()|];", "Require(condition")]
    [InlineData("ADL100", "if (x > 0) [|throw new ArgumentException();|] return x;", "Require(condition")]
    [InlineData("ADL100", "[|switch (k) { case 0: return x; default: return y; }|]", "switch expression")]
    [InlineData("ADL100", "return [|k switch { 0 => x, 1 => y }|];", "_ => …")]
    [InlineData("ADL100", "return [|k << 1|];", "'*', '/' and '%'")]
    [InlineData("ADL100", "return [|x % y|];", "Truncate")]
    [InlineData("ADL102", "long n = [|k|]; return n;", "'long'")]
    [InlineData("ADL102", "return (float)(double)([|(decimal)x|]);", "'decimal'")]
    [InlineData("ADL100", "string s = [|\"\"|]; return x;", "write a number")]
    [InlineData("ADL103", "return [|MathF.Cbrt(x)|];", "LossMath")]
    [InlineData("ADL103", "return [|string.Compare(\"a\", \"b\")|];", "its source is not in this project")]
    [InlineData("ADL103", "return [|x.CompareTo(y)|];", "static method")]
    [InlineData("ADL103", "return [|Generic(x)|];", "it is generic")]
    [InlineData("ADL105", "float G(float a) => a > 0 ? [|G(a - 1)|] : 0; return G(x);", "reduction")]
    [InlineData("ADL106", "return [|Changing|] * x;", "static readonly")]
    [InlineData("ADL106", "[|Changing|] = x; return x;", "its own locals")]
    [InlineData("ADL111", "float s = 0; return Sum(v.Length, i => { [|s|] += v[i]; return s; });", "reduction")]
    [InlineData("ADL107", "Vec<float> a = Tabulate(k, i => x); return Sum([|a + v|]);", "[Shape]")]
    [InlineData("ADL108", "[|Require(x > 0, \"x\")|]; return x;", "'x'")]
    [InlineData("ADL009", "return [|Sum(Tabulate(2, 3, (i, j) => x))|];", "row behind the other")]
    public void OneLocatedRefusal(string id, string body, string says)
    {
        var (text, marked) = Marked(Body(body) + """

            private static float Changing = 1;
            private static T Generic<T>(T a) => a;
            private static float Recursive(float a) => a > 0 ? Recursive(a - 1) : 0;
            """);
        var result = Read(text, "F");

        Assert.NotNull(result.Refusal);
        Assert.Equal(id, result.Refusal.Rule.Id);
        Assert.Contains(says, result.Refusal.Message);
        Assert.Null(result.Formula);
        Assert.False(result.HasCompileErrors);
        string source = result.Refusal.Location.SourceTree!.ToString();
        Assert.Equal(marked, source.Substring(result.Refusal.Location.SourceSpan.Start, result.Refusal.Location.SourceSpan.Length));
    }

    [Fact]
    public void AFormulaHasALimit()
    {
        string doubling = string.Join("\n", Enumerable.Range(1, 14).Select(i => $"private static float H{i}(float a) => H{i - 1}(a) * H{i - 1}(a + {i});"));
        string text = Body("return H14(x);") + doubling + "private static float H0(float a) => Exp(a) * Sin(a + 0.5f);";

        Assert.Equal("ADL109", Read(text, "F").Refusal?.Rule.Id);
    }

    [Theory]
    [InlineData("return undefined;")]
    [InlineData("int n = x; return n;")]
    [InlineData("float a; return a;")]
    [InlineData("if (x > 0) return x;")]
    [InlineData("return Bad(x); } private static float Bad(float a) { return b;")]
    public void WhatTheCompilerReportsIsLeftToIt(string body)
    {
        var result = Read(Body(body), "F");

        Assert.True(result.HasCompileErrors);
        Assert.Null(result.Refusal);
        Assert.Null(result.Formula);
    }

    [Theory]
    [InlineData("[Loss] static float F(float x, float x) => 1;")]
    [InlineData("[Loss, Undefined] static float F(float x) => x;")]
    [InlineData("[Loss] static float F([Undefined] float x) => x;")]
    [InlineData("[Loss(Undefined = true)] static float F(float x) => x;")]
    [InlineData("[Loss, Loss] static float F(float x) => x;")]
    [InlineData("[Loss] static float F(float x, [Hyperparameter] float y = z) => x;")]
    [InlineData("static float F(float y) => y; [Loss] static float F(float x) => x;")]
    [InlineData("[Loss] [return: Undefined] static float F(float x) => x;")]
    [InlineData("[Loss] static float F(float x) { return x }")]
    [InlineData("[Loss] static float F(float x) { return x; ) }")]
    [InlineData("[Loss] static float F(float x) => Twice(x); [Undefined] static float Twice(float x) => 2 * x;")]
    public void SoAreErrorsOutsideOfTheBody(string members)
    {
        var result = Read(members, "F");

        Assert.True(result.HasCompileErrors);
        Assert.Null(result.Refusal);
    }

    [Theory]
    [InlineData("return [|FPerSample(x)|];")]
    [InlineData("return [|C.GValueAndGradient(x, default)|];")]
    [InlineData("double d = x; return (float)[|G(d)|];")]
    public void WhatIsGeneratedFromTheProjectIsRefused(string body)
    {
        var (text, marked) = Marked(Body(body) + "\n[Loss(AlsoDouble = true)] public static float G(float x) => x * x;");
        var result = Read(text, "F");

        Assert.Equal("ADL104", result.Refusal?.Rule.Id);
        Assert.Equal(marked, result.Refusal!.Location.SourceTree!.ToString().Substring(result.Refusal.Location.SourceSpan.Start, result.Refusal.Location.SourceSpan.Length));
        string message = result.Refusal.Message;

        // The analyzer sees what was generated, and says the same.
        var seen = Read(text + """

            [System.CodeDom.Compiler.GeneratedCode("", "")] public static float FPerSample(float x) => x;
            [System.CodeDom.Compiler.GeneratedCode("", "")] public static float GValueAndGradient(float x, Span<float> g) => x;
            [System.CodeDom.Compiler.GeneratedCode("", "")] public static double G(double x) => x;
            """, "F");
        Assert.Equal("ADL104", seen.Refusal?.Rule.Id);
        Assert.Equal(result.Refusal.Location.SourceSpan, seen.Refusal!.Location.SourceSpan);
        _ = message;
    }

    private static (string Text, string Marked) Marked(string text)
    {
        int start = text.IndexOf("[|", System.StringComparison.Ordinal), end = text.IndexOf("|]", System.StringComparison.Ordinal);
        return (text[..start] + text[(start + 2)..end] + text[(end + 2)..], text[(start + 2)..end]);
    }
}
