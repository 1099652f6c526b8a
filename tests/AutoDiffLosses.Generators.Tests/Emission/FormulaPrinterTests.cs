using System;
using System.IO;
using System.Linq;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Xunit;

namespace AutoDiffLosses.Generators.Tests.Emission;

/// <summary>The formula in double is the formula.</summary>
public class FormulaPrinterTests
{
    [Theory]
    [InlineData("x * x - y / (2 - x)")]
    [InlineData("-(-x) - -y * -(x - y)")]
    [InlineData("x > y ? Exp(x - y) : y == 0 ? 1 : Log(Abs(y))")]
    [InlineData("Pow(Abs(x), 1.5f) + Atan2(y, x) + XLogY(Abs(x), 2) + Clamp(y, -1, 1)")]
    [InlineData("Sum(k, i => Exp(x * i) / Sum(k, j => Exp(x * j)))")]
    [InlineData("Sum(v.Length, i => Sum(v.Length, j => (v[i] - v[j]) * (v[i] - v[j]) * (i == j ? y : x)))")]
    [InlineData("Max(v) + Min(v) * v[ArgMax(v)] - Mean(v.With(k % 3, x))")]
    [InlineData("(Any(v.Length, i => v[i] > x) ? 1 : 2) + (All(v.Length, i => v[i] > y) ? 10 : 20) + Count(v.Length, i => v[i] > 0)")]
    [InlineData("k == 7 ? 0 : v[k]")]
    [InlineData("MathF.Floor(x * 3) + MathF.Round(y) + (int)x % 3 + (b ? k / 2 : 0)")]
    [InlineData("LogSumExp(v) + Norm(v) + CosineSimilarity(v, v + x)")]
    [InlineData("float.IsNaN(x) ? 0 : Min(float.PositiveInfinity, Sum(v * v))")]
    public void ValuesAreTheSame(string expression)
    {
        string source = $$"""
            using System;
            using AutoDiffLosses;
            using static AutoDiffLosses.LossMath;
            public static partial class C
            {
                [Differentiable(AlsoDouble = true)]
                public static float F(float x, float y, Vec<float> v, int k, bool b) => {{expression}};
            }
            """;
        var methods = Load(source).GetType("C")!.GetMethods().Where(method => method.Name == "F").ToDictionary(method => method.ReturnType);
        foreach (var (x, y, k, b) in new[] { (0.7f, -0.3f, 2, true), (-1.25f, 0.5f, 0, false), (0f, 0f, 1, true) })
        {
            float single = (float)methods[typeof(float)].Invoke(null, [x, y, new Vec<float>([0.5f, -1.5f, 2.25f]), k, b])!;
            double wide = (double)methods[typeof(double)].Invoke(null, [(double)x, (double)y, new Vec<double>([0.5, -1.5, 2.25]), k, b])!;
            Assert.Equal(single, (float)wide, 1e-5f * Math.Max(1, Math.Abs(single)));
        }
    }

    [Fact]
    public void ItReadsAsItWasWritten()
    {
        string text = Driver.Run("""
            using AutoDiffLosses;
            using static AutoDiffLosses.LossMath;
            public static partial class C
            {
                [Loss(AlsoDouble = true)]
                public static Weighted F([Shape("classes")] Vec<float> logits, [Shape("classes")] Vec<float> weights, int label, [Hyperparameter] float margin = 0.1f)
                {
                    if (label < 0)
                        return Weighted(0, 0);
                    float own = logits[label];
                    float loss = Sum(logits.Length, i => { float excess = logits[i] - own + margin; return i == label ? 0 : weights[i] * excess * excess; });
                    return Weighted(loss, weights[label]);
                }
            }
            """).Text("C.F.Double.g.cs");

        int start = text.IndexOf("    public static global::AutoDiffLosses.Weighted", StringComparison.Ordinal);
        Assert.Equal("""
                public static global::AutoDiffLosses.Weighted F(
                    global::AutoDiffLosses.Vec<double> logits,
                    global::AutoDiffLosses.Vec<double> weights,
                    int label,
                    double margin = 0.1)
                {
                    LossMath.Require(weights.Length == logits.Length, "weights.Length is not logits.Length.");
                    double own = label >= 0 ? logits[label] : 0;
                    double loss = LossMath.Sum(logits.Length, i =>
                    {
                        double excess = logits[i] - own + margin;
                        return i == label ? 0 : weights[i] * excess * excess;
                    });
                    return LossMath.Weighted(label < 0 ? 0 : loss, label < 0 ? 0 : weights[label]);
                }
            """, text[start..(text.IndexOf("\n    }\n", start, StringComparison.Ordinal) + 6)]);
    }

    private static Assembly Load(string source)
    {
        Driver.Run(Driver.Compile(source), out var output);
        using var stream = new MemoryStream();
        var result = output.Emit(stream);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics));
        return Assembly.Load(stream.ToArray());
    }
}
