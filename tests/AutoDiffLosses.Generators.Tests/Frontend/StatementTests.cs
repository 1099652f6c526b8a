using System.Linq;
using AutoDiffLosses.Generators.Ir;
using Xunit;
using static AutoDiffLosses.Generators.Tests.Frontend.Snippet;

namespace AutoDiffLosses.Generators.Tests.Frontend;

public class StatementTests
{
    [Theory]
    [InlineData("float a = x; a = a * y; a += 1; return a;", "x * y + 1")]
    [InlineData("float a = x; if (y > 0) a = y; return a;", "0 < y ? y : x")]
    [InlineData("float a; if (y > 0) { a = y; } else if (y < -1) a = -y; else a = 1; return a;", "0 < y ? y : y < -1 ? -y : 1")]
    [InlineData("if (x > 0) return y; if (x < -1) return z; return x;", "0 < x ? y : x < -1 ? z : x")]
    [InlineData("if (x > 0) { if (y > 0) return y; x = 1; } return x + z;", "0 < x && 0 < y ? y : (0 < x ? 1 : x) + z")]
    [InlineData("if (x > 0) { if (y > 0) return y; return z; } return x;", "0 < x ? 0 < y ? y : z : x")]
    [InlineData("if (x > 0) return x; else return y;", "0 < x ? x : y")]
    [InlineData("(float a, float b) = (x, y); (a, b) = (b, a); return a - b;", "y - x")]
    [InlineData("var (a, (b, _)) = (x, (y, z)); return a - b;", "x - y")]
    [InlineData("(float a, float b) p = (x, y); p.a = z; return p.a - p.Item2;", "z - y")]
    [InlineData("float a = 1; (a, int n) = (k, 2); return a * n;", "real(k) * 2")]
    [InlineData("int n = k; n++; --n; int m = n++ * 2; return n - m;", "real(k + 1 - k * 2)")]
    [InlineData("float Twice(float a) => 2 * a; return Twice(Twice(x));", "2 * (2 * x)")]
    [InlineData("float a = x; void Add(float b) { if (b < 0) return; a += b; } Add(y); Add(z); return a;",
        "(z < 0 ? y < 0 ? x : x + y : (y < 0 ? x : x + y) + z)")]
    [InlineData("Func<float, float> f = a => a * y; y = z; return f(x);", "x * z")]
    [InlineData("Func<int, float> f = i => { float d = v[i] - w[i]; return d * d; }; return Sum(v.Length, f);",
        "sum(i1 < n, (v[i1] - w[i1]) * (v[i1] - w[i1]))")]
    [InlineData("float Term(int i) { if (i == k) return 0; return v[i]; } return Sum(v.Length, Term);", "sum(i1 < n, i1 == k ? 0 : v[i1])")]
    [InlineData("Vec<float> a = v; if (x > 0) a = w; return Sum(a);", "sum(i1 < n, 0 < x ? w[i1] : v[i1])")]
    [InlineData("const float Half = 1f / 2; return Half * x;", "0.5 * x")]
    [InlineData("return y > 0 && x / y > 1 ? x : y;", "0 < y && 1 < x / y ? x : y")]
    [InlineData("return (x, y) == (y, z) ? x : 0;", "x == y && y == z ? x : 0")]
    public void Statements(string body, string expected) => Assert.Equal(expected.Trim('(', ')'), Text(Body(body)).Trim('(', ')'));

    [Fact]
    public void TheSizeIsLinearInTheNumberOfReturns()
    {
        string body = string.Join(" ", Enumerable.Range(0, 200).Select(i => $"if (x > {i}) {{ y += {i}; if (y > {i}) return y * z + {i}; }}"));

        Assert.InRange(Graph.Reachable(Formula(Body(body + " return x;")).Results).Count, 1000, 6000);
    }

    [Fact]
    public void ALongSumIsReadWithoutRecursion() =>
        Assert.Equal(3 + 2000, Graph.Reachable(Formula(Body($"return {string.Join(" + ", Enumerable.Repeat("x * y", 2001))};")).Results).Count);

    [Fact]
    public void StatementsAreRememberedWithWhatTheyDefine()
    {
        var formula = Formula(Body("""
            // A comment.
            float p = Sigmoid(
                x /* the logit */);
            if (t > 0.5f)
            {
                p = 1 - p;
            }
            else if (t < 0)
                p = 0;
            else
            {
                if (k == 1)
                {
                    p = 2;
                }
            }
            if (k == 0) return 0;
            float s = Sum(v.Length, i =>
            {
                float d = v[i] - p;
                return d * d;
            });
            return s;
            """));

        Assert.Equal(
            [
                "float p = Sigmoid(x); -> sigmoid(x)",
                "if (t > 0.5f) -> 0.5 < t",
                "    p = 1 - p; -> 1 - sigmoid(x)",
                "else if (t < 0) -> t < 0",
                "    p = 0; -> ",
                "else -> ",
                "    if (k == 1) -> k == 1",
                "        p = 2; -> ",
                "if (k == 0) return 0; -> k == 0",
                "float s = Sum(v.Length, i => { float d = v[i] - p; return d * d; }); -> v[i] - p, d * d, sum(i1 < n, d * d)",
                "return s; -> sum(i1 < n, d * d)",
            ],
            formula.Statements.Select(s => $"{s.Text} -> {string.Join(", ", s.Defines.Select(n => Named(n, formula)))}"));

        static string Named(Node node, Formula formula) => IrPrinter.Expression(
            node, formula.Hints.Where(h => h.Key != node && h.Value is "d" or "i" || (h.Value == "p" && h.Key.Op == Opcode.Select)).ToDictionary(h => h.Key, h => h.Value));
    }

    [Fact]
    public void ValuesHaveTheUsersNames()
    {
        var formula = Formula("""
            private static float Squared(float a) { float square = a * a; return square; }
            [Loss] public static float F(float x, float y)
            {
                float difference = x - y;
                float s = Squared(difference);
                return s + Squared(x + y);
            }
            """);

        Assert.Equal(["x - y: difference", "(x - y) * (x - y): s", "x + y: a", "(x + y) * (x + y): square"],
                     formula.Hints.OrderBy(h => h.Key.Id).Select(h => $"{IrPrinter.Expression(h.Key)}: {h.Value}"));
    }

    [Theory]
    // A label is checked where it is used.
    [InlineData("return v[k];", "v[k]\nk in n (k: k)")]
    [InlineData("if (k < 0) return 0; return v[k] + w[k];",
        "k < 0 ? 0 : v[k if 0 <= k] + w[k if 0 <= k]\nif 0 <= k: k in n (k: k)")]
    [InlineData("return k == 0 || v[k - 1] > x ? y : z;",
        "k == 0 || x < v[k - 1 if k != 0] ? y : z\nif k != 0: k - 1 in n (k: k - 1)")]
    [InlineData("float a = v[k]; return x > 0 ? v[k] : a;", "v[k]\nk in n (k: k)")]
    // The last index decides for all.
    [InlineData("return Sum(k, i => v[i]);", "sum(i1 < k, v[i1])\nif 0 < k: k - 1 in n (v: i)")]
    [InlineData("return Sum(v.Length, i => v[i + 2] * x);", "sum(i1 < n, v[i1 + 2] * x)\nif 0 < n: n + 1 in n (v: i + 2)")]
    [InlineData("return Sum(k, i => i == 1 ? v[i] : 0);", "sum(i1 < k, i1 == 1 ? v[i1 if i1 == 1] : 0)\nif i1 == 1: i1 in n (v: i)")]
    // Over nothing, nothing is read.
    [InlineData("return Sum(k, i => v[0]);", "sum(i1 < k, v[0 if 0 < k])\nif 0 < k: 0 in n (v: 0)")]
    [InlineData("return Sum(v.Length, i => i > 0 ? v[i - 1] : 0);",
        "sum(i1 < n, 0 < i1 ? v[i1 - 1 if 0 < i1] : 0)")]
    [InlineData("return Sum(v.Length, i => i + 1 < v.Length ? v[i + 1] : 0);", "sum(i1 < n, i1 + 1 < n ? v[i1 + 1 if i1 + 1 < n] : 0)")]
    [InlineData("return v.Length > 0 ? v[0] : 0;", "0 < n ? v[0 if 0 < n] : 0")]
    [InlineData("return Sum(v.Length, i => i != 0 ? v[i - 1] : 0);", "sum(i1 < n, i1 == 0 ? 0 : v[i1 - 1 if i1 != 0])")]
    [InlineData("return k >= 0 && k < v.Length ? v[k] : 0;", "0 <= k && k < n ? v[k if 0 <= k && k < n] : 0")]
    [InlineData("return Sum(v.With(k, x));", "sum(i1 < n, with(v, [k] = x)[i1])\nk in n (k: k)")]
    [InlineData("return k == 0 ? 0 : 6 / k;", "real(k == 0 ? 0 : 6 / (k == 0 ? 1 : k))")]
    [InlineData("return Sum(k, i => 6 / k);", "real(sum(i1 < k, 6 / (0 < k ? k : 1)))")]
    [InlineData("Require(t >= 0, \"t is negative\"); return x;", "x\nrequire 0 <= t (t: t is negative)")]
    [InlineData("return Sum(v.Length, i => { Require(u[i] >= 0, \"negative\"); return v[i]; });", "sum(i1 < n, v[i1])\nrequire 0 <= u[i1] (u: negative)")]
    public void WhatIsNotInRangeIsCheckedUnderItsCondition(string body, string expected) => Assert.Equal(expected, Text(Body(body)));
}
