using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace AutoDiffLosses.Generators.Tests;

/// <summary>Which method a call binds to: the formula, or a batch method, in float or in double, with labels as int or as long.</summary>
public class CallShapeTests
{
    private const string Losses = """
        using AutoDiffLosses;
        using System;
        using System.Numerics.Tensors;
        using static AutoDiffLosses.LossMath;
        public static partial class L
        {
            [Loss(AlsoDouble = true)]
            public static float S(float x, [Target] float y, [Hyperparameter] float a = 0.5f) => a * (x - y);
            [Loss(AlsoDouble = true)]
            public static float R([Shape("n")] Vec<float> v, int label, [Shared] float t, [Hyperparameter] bool b = false) => b ? 0 : t * v[label];
            [Loss(AlsoDouble = true)]
            public static float W([Shape("n")] Vec<float> v, [Shared, Shape("n")] Vec<float> w, [Target, Shape("k")] Vec<int> labels) => Sum(v * w) * labels[0];
        }
        static class Calls
        {
            static void Of(float f, double d, int i, long l, float[] fs, double[] ds, int[] ns, long[] ls, Vec<float> fv, Vec<double> dv, Vec<int> nv,
                           Span<float> span, ReadOnlySpan<double> readOnly, Memory<float> memory, Reduction mean)
            {
                _ = CALL;
            }
        }
        """;

    [Theory]
    // The formula itself.
    [InlineData("L.S(f, f)", "S(float, float, float)")]
    [InlineData("L.S(1, 2)", "S(float, float, float)")]
    [InlineData("L.S(d, d)", "S(double, double, double)")]
    [InlineData("L.S(f, d, 0.25)", "S(double, double, double)")]
    [InlineData("L.R(fv, i, f)", "R(Vec<float>, int, float, bool)")]
    [InlineData("L.R(dv, i, d, true)", "R(Vec<double>, int, double, bool)")]
    [InlineData("L.W(dv, dv, nv)", "W(Vec<double>, Vec<double>, Vec<int>)")]
    // A batch of scalars.
    [InlineData("L.S(fs, fs)", "float S batch")]
    [InlineData("L.S(ds, ds)", "double S batch")]
    [InlineData("L.S(fs, fs, 0.25f)", "float S batch")]
    [InlineData("L.S(fs, fs, 0.25f, Reduction.Sum, fs)", "float S batch")]
    [InlineData("L.S(ds, ds, reduction: mean)", "double S batch")]
    [InlineData("L.S(ds, ds, sampleWeights: ds)", "double S batch")]
    [InlineData("L.S(span, span)", "float S batch")]
    [InlineData("L.S(readOnly, readOnly)", "double S batch")]
    [InlineData("L.S(span, fs)", "float S batch")]
    [InlineData("L.S(memory.Span, stackalloc float[2])", "float S batch")]
    [InlineData("L.S(stackalloc float[2], stackalloc[] { 1f, 2f })", "float S batch")]
    [InlineData("L.S(stackalloc double[2], ds)", "double S batch")]
    [InlineData("L.S([1f, 2f], [0f, 1f])", "float S batch")]
    [InlineData("L.S(new[] { 1.0, 2.0 }, new[] { 0.0, 1.0 })", "double S batch")]
    [InlineData("L.SValueAndGradient(fs, fs, default)", "float SValueAndGradient")]
    [InlineData("L.SValueAndGradient(fs, fs, fs, 1, default, default, fs)", "float SValueAndGradient")]
    [InlineData("L.SValueAndGradient(ds, ds, ds, losses: ds)", "double SValueAndGradient")]
    [InlineData("L.SValueAndGradient(ds, ds, stackalloc double[2])", "double SValueAndGradient")]
    // A batch of rows.
    [InlineData("L.R(fs.AsRows(3), ns, f)", "float R batch int")]
    [InlineData("L.R(fs.AsRows(3), ls, f)", "float R batch long")]
    [InlineData("L.R(ds.AsRows(3), ns, d)", "double R batch int")]
    [InlineData("L.R(ds.AsRows(3), ls, d, true, Reduction.Sum)", "double R batch long")]
    [InlineData("L.R(readOnly.AsRows(3), ns, d)", "double R batch int")]
    [InlineData("L.RValueAndGradient(fs.AsRows(3), ns, f, default, default)", "float RValueAndGradient int")]
    [InlineData("L.RValueAndGradient(fs.AsRows(3), ls, f, fs.AsRows(3), default, reduction: mean)", "float RValueAndGradient long")]
    [InlineData("L.RValueAndGradient(ds.AsRows(3), ns, d, ds.AsRows(3), stackalloc double[1])", "double RValueAndGradient int")]
    [InlineData("L.RValueAndGradient(fs.AsRows(3), stackalloc int[2], f, default, fs)", "float RValueAndGradient int")]
    [InlineData("L.W(fs.AsRows(3), fs, ns.AsRows(2))", "float W batch int")]
    [InlineData("L.W(fs.AsRows(3), fs, ls.AsRows(2))", "float W batch long")]
    [InlineData("L.WValueAndGradient(ds.AsRows(3), ds, ns.AsRows(2), default, ds)", "double WValueAndGradient int")]
    // What returns nothing.
    [InlineData("((Action)(() => L.SPerSample(fs, fs, fs)))", "float SPerSample")]
    [InlineData("((Action)(() => L.SBackward(ds, ds, ds, default, 0.5)))", "double SBackward")]
    [InlineData("((Action)(() => L.RPerSample(ds.AsRows(3), ls, d, ds)))", "double RPerSample long")]
    [InlineData("((Action)(() => L.RBackward(fs.AsRows(3), ns, f, fs, default, fs, b: true)))", "float RBackward int")]
    public void CallsBindToWhatTheyShould(string call, string expected)
    {
        Driver.Run(Driver.Compile(Losses.Replace("CALL", call)), out var output);
        Assert.Empty(output.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));

        var tree = output.SyntaxTrees.First();
        var invocation = tree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>().Last(i => i.Expression.ToString().StartsWith("L.", System.StringComparison.Ordinal));
        Assert.Equal(expected, Describe((IMethodSymbol)output.GetSemanticModel(tree).GetSymbolInfo(invocation).Symbol!));
    }

    [Theory]
    [InlineData("L.S(fs, ds)")]
    [InlineData("L.S(fv, fv)")]
    [InlineData("L.S(f, fs)")]
    public void MixturesDoNotCompile(string call)
    {
        Driver.Run(Driver.Compile(Losses.Replace("CALL", call)), out var output);

        Assert.Contains(output.GetDiagnostics(), diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
    }

    private static string Describe(IMethodSymbol method)
    {
        string[] types = [.. method.Parameters.Select(p => p.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat))];
        if (!types.Any(type => type.Contains("Span")))
            return $"{method.Name}({string.Join(", ", types)})";
        string real = types.Any(type => type.Contains("double")) ? "double" : "float";
        Assert.True(method.ReturnsVoid || method.ReturnType.ToDisplayString() == real);
        string labels = types.Any(type => type.Contains("<long>")) ? " long" : types.Any(type => type.Contains("<int>")) ? " int" : "";
        return $"{real} {method.Name}{(method.Name.Length == 1 ? " batch" : "")}{labels}";
    }
}
