using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.Loader;
using System.Threading;
using AutoDiffLosses.Generators.Ir;
using AutoDiffLosses.Generators.Tests.Ir;
using Microsoft.CodeAnalysis;
using Xunit;
using Xunit.Abstractions;

namespace AutoDiffLosses.Generators.Tests.Frontend;

/// <summary>
/// Random formulas: what the interpreter makes of what was read is what the compiled method returns; what is checked fails where that
/// throws, and nowhere else; and nothing that C# does not reach is read or divided by, though both arms of a choice are evaluated.
/// </summary>
public class RandomFormulaTests(ITestOutputHelper output)
{
    private const int Methods = 40, Points = 10;

    private const string Shared = """
        private const double Half = 1.0 / 2, Third = 1d / 3;
        private static readonly double Fixed = 0.75;

        private static double Relu(double x) => Max(x, 0);
        private static Vec<double> Relu(Vec<double> v) => Max(v, 0);
        private static double Square(double x) => x * x;
        private static double LogAddExp(double a, double b) => Max(a, b) + Softplus(-Abs(a - b));
        private static double Dot(Vec<double> a, Vec<double> b) => Sum(a * b);
        private static double SquaredNorm(Vec<double> v) => Dot(v, v);
        private static double Norm(Vec<double> v) => Sqrt(SquaredNorm(v));
        private static double LogSumExp(Vec<double> v)
        {
            double max = Max(v);
            if (!double.IsFinite(max))
                max = 0;
            return max + Log(Sum(v.Length, i => Exp(v[i] - max)));
        }
        private static double LogSumExp(int n, Func<int, double> f) => LogSumExp(Tabulate(n, f));
        private static Vec<double> Softmax(Vec<double> v) { var e = Exp(v - Max(v)); return e / Sum(e); }
        private static Vec<double> LogSoftmax(Vec<double> v) => v - LogSumExp(v);

        private static double Helper(double a, int n, double b = Third)
        {
            if (n < 0)
                return a * b;
            double sum = 0;
            if (a > 0)
                sum += a;
            return sum + Sum(n % 3, i => a * i);
        }

        """;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void TheFormulaIsWhatTheMethodReturns(int seed)
    {
        var bodies = Enumerable.Range(0, Methods).Select(i => new RandomBody(1000 * seed + i).Write()).ToArray();
        var compilation = Snippet.Compile(
            Shared + string.Join("\n", bodies.Select((body, i) => $"[Loss] public static double F{i}({RandomBody.Parameters})\n{{\n{body}\n}}")));
        var type = Load(compilation);
        int compared = 0, thrown = 0;
        for (int i = 0; i < Methods; i++)
        {
            var symbol = Snippet.Method(compilation, $"F{i}");
            var result = Generators.Frontend.Frontend.Read(symbol, compilation, CancellationToken.None);
            Assert.True(result.Formula != null, $"{result.Refusal?.Message ?? "errors"} at {result.Refusal?.Location}\n{bodies[i]}");
            IrVerifier.Verify(result.Formula);
            var random = new Random(seed * 7919 + i);
            for (int point = 0; point < Points; point++)
                if (Compare(type.GetMethod($"F{i}")!, result.Formula, random, bodies[i]))
                    compared++;
                else
                    thrown++;
        }
        output.WriteLine($"{compared} values compared, {thrown} points at which the method throws.");
        Assert.True(compared > thrown, $"{compared} values, {thrown} exceptions");
    }

    private static Type Load(Compilation compilation)
    {
        var stream = new MemoryStream();
        var emitted = compilation.Emit(stream);
        Assert.True(emitted.Success, string.Join("\n", emitted.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)));
        stream.Position = 0;
        return new AssemblyLoadContext("Random", isCollectible: true).LoadFromStream(stream).GetType("N.C")!;
    }

    /// <summary>Compares at a random point; false where the method throws.</summary>
    private static bool Compare(MethodInfo method, Formula formula, Random random, string body)
    {
        int length = random.Next(1, 5), other = random.Next(1, 4), k = random.Next(0, 3), n = random.Next(0, 4);
        double Number() => Math.Round(4 * random.NextDouble() - 2, 3);
        double[] x = [Number(), Number(), Number()];
        double[] v = [.. Enumerable.Range(0, length).Select(_ => Number())], w = [.. v.Select(_ => Number())];
        double[] q = [.. Enumerable.Range(0, other).Select(_ => Number())];
        var parameters = new Dictionary<string, double[]>
        {
            ["x"] = [x[0]], ["y"] = [x[1]], ["z"] = [x[2]], ["v"] = v, ["w"] = w, ["q"] = q, ["k"] = [k], ["n"] = [n], ["Fixed"] = [0.75],
        };
        var dims = new Dictionary<string, int> { ["a"] = length, ["q.Length"] = other };
        string at = $"\nx y z = {string.Join(" ", x)}, v = [{string.Join(", ", v)}], w = [{string.Join(", ", w)}], q = [{string.Join(", ", q)}], k = {k}, n = {n}\n{body}\n" +
                    $"{Snippet.TextOf(formula)}";

        object[] arguments = [x[0], x[1], x[2], new Vec<double>(v), new Vec<double>(w), new Vec<double>(q), k, n];
        double expected;
        try
        {
            expected = (double)method.Invoke(null, arguments)!;
        }
        catch (TargetInvocationException e) when (e.InnerException is DivideByZeroException)
        {
            return false;
        }
        catch (TargetInvocationException e) when (e.InnerException is IndexOutOfRangeException)
        {
            Assert.True(formula.Checks.Any(c => !Holds(c, new Interpreter(parameters, dims))), "No check fails." + at);
            return false;
        }
        catch (TargetInvocationException e) when (e.InnerException is OverflowException)
        {
            return false;   // an array of negative length
        }

        foreach (var check in formula.Checks)
            Assert.True(Holds(check, new Interpreter(parameters, dims)), $"A check fails: {Snippet.Text(check)}{at}");
        foreach (bool eager in new[] { false, true })
        {
            double actual;
            try
            {
                actual = new Interpreter(parameters, dims, eager).Scalar(formula.Results[0]);
            }
            catch (Exception e)
            {
                throw new Xunit.Sdk.XunitException($"{(eager ? "Eager" : "Lazy")}: {e.Message}{at}");
            }
            Assert.True(actual.Equals(expected) || Math.Abs(actual - expected) <= 1e-9 * Math.Max(1, Math.Abs(expected)), $"{actual}, and not {expected}{at}");
        }
        return true;
    }

    /// <summary>Whether a check holds for all values of its variables.</summary>
    private static bool Holds(Check check, Interpreter interpreter)
    {
        var free = new[] { check.Guard, check.Index, check.Extent, check.Condition }.OfType<Node>().SelectMany(c => c.Free).Distinct()
            .OrderBy(v => v.Free.Count).ToArray();
        return All([]);

        bool All((Node, int)[] bound)
        {
            if (bound.Length < free.Length)
            {
                var next = free[bound.Length];
                int extent = (int)interpreter.Scalar(next.IndexExtent, bound);
                return Enumerable.Range(0, Math.Max(0, extent)).All(i => All([.. bound, (next, i)]));
            }
            if (interpreter.Scalar(check.Guard, bound) == 0)
                return true;
            if (check.Condition != null)
                return interpreter.Scalar(check.Condition, bound) != 0;
            double index = interpreter.Scalar(check.Index!, bound);
            return index >= 0 && index < interpreter.Scalar(check.Extent!, bound);
        }
    }
}
