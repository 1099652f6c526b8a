using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AutoDiffLosses.Generators.Differentiation;
using AutoDiffLosses.Generators.Emission;
using AutoDiffLosses.Generators.Ir;
using AutoDiffLosses.Generators.Simplification;
using AutoDiffLosses.Generators.Tests.Frontend;
using Xunit;

namespace AutoDiffLosses.Generators.Tests;

/// <summary>
/// Compiling costs what the formula is long, since it happens at each edit: for twice the formula about twice the code, and twice the nodes
/// that all passes make on the way. No clock is asked; what would take hours is stopped.
/// </summary>
public class GrowthTests
{
    [Theory]
    [InlineData("sequential branches", 50)]
    [InlineData("sequential branches by a hyperparameter", 50)]
    [InlineData("a sum", 80)]
    [InlineData("a product", 80)]
    [InlineData("loops", 15)]
    [InlineData("loops that wait for one another", 10)]
    [InlineData("conditions of conditions", 20)]
    [InlineData("early returns", 60)]
    [InlineData("early returns by a hyperparameter", 40)]
    [InlineData("nested branches", 20)]
    [InlineData("nested branches by a hyperparameter", 20)]
    [InlineData("loops in nested branches", 10)]
    [InlineData("nested choices", 100)]
    [InlineData("arrays in loops over one another", 10)]
    [InlineData("arrays in loops that are each made of the one before", 12)]
    public void TwiceTheFormulaIsTwiceTheWork(string shape, int n)
    {
        var (once, twice) = (Compile(shape, n), Compile(shape, 2 * n));

        Assert.InRange(twice.Lines, once.Lines, 2.1 * once.Lines);
        Assert.InRange(twice.Nodes, once.Nodes, 2.5 * once.Nodes);
    }

    /// <summary>Each element that is read is looked for among all that were set, and an adjoint has as many terms.</summary>
    [Theory(Timeout = 120_000)]
    [InlineData("elements of an array in a loop that are set", 15)]
    [InlineData("elements of an array in a loop that are set under conditions", 15)]
    [InlineData("choices of what was chosen", 50)]
    [InlineData("logSumExps in loops that wait for one another", 10)]
    [InlineData("arrays in loops over one another's largest", 12)]
    public async Task TwiceTheFormulaIsFourTimesTheWorkAtMost(string shape, int n)
    {
        var (once, twice) = await Task.Run(() => (Compile(shape, n), Compile(shape, 2 * n)));

        Assert.InRange(twice.Lines, once.Lines, 4.2 * once.Lines);
        Assert.InRange(twice.Nodes, once.Nodes, 4.2 * once.Nodes);
    }

    [Theory(Timeout = 120_000)]
    [InlineData("nested branches", 80)]
    [InlineData("nested branches by a hyperparameter", 80)]
    [InlineData("sequential branches", 200)]
    [InlineData("sequential branches by a hyperparameter", 200)]
    [InlineData("early returns", 500)]
    [InlineData("early returns by a hyperparameter", 500)]
    [InlineData("squares of squares in a loop", 40)]
    [InlineData("signs of signs", 40)]
    [InlineData("a sum", 300)]
    [InlineData("a product", 300)]
    [InlineData("conditions of conditions", 40)]
    [InlineData("nested choices", 500)]
    [InlineData("a logarithm of nested choices", 200)]
    [InlineData("choices of what was chosen", 300)]
    public async Task LongFormulasAreCompiled(string shape, int n) =>
        Assert.InRange((await Task.Run(() => Compile(shape, n))).Lines, n, 60 * n);

    private static string Of(int n, Func<int, string> text) => string.Join("\n", Enumerable.Range(0, n).Select(text));

    private static string Body(string shape, int n) => shape switch
    {
        "early returns" => Of(n, i => $"if (x < {i}) return x * {i};") + "return x;",
        "early returns by a hyperparameter" => Of(n, i => $"if (k < {i}) return Exp(x * {i});") + "return x;",
        "nested branches" => Nested("x", n),
        "nested branches by a hyperparameter" => Nested("k", n),
        "sequential branches" => Sequential("x", n),
        "sequential branches by a hyperparameter" => Sequential("k", n),
        "a sum" => "return " + string.Join(" + ", Enumerable.Range(0, n).Select(i => $"Sin(x * {i}) * y")) + ";",
        "a product" => "return " + string.Join(" * ", Enumerable.Range(0, n).Select(i => $"Sin(x + {i})")) + ";",
        "loops" => Of(n, i => $"y += Sum(v.Length, j => Exp(v[j] * x + {i}));") + "return y;",
        "loops that wait for one another" => Of(n, i => $"y += Sum(v.Length, j => Exp(v[j] * y + {i}));") + "return y;",
        "loops in nested branches" => Of(n, i => $"if (k > {i}) {{ y += Sum(v.Length, j => Exp(v[j] * x + {i}));") + new string('}', n) + "return y;",
        "squares of squares in a loop" => "return Sum(v.Length, j => { float z = Sin(v[j]); " + Of(n, i => "z = z * z;") + " return x * z; });",
        "signs of signs" => Of(n, i => $"if (y > {i}) x = -x;") + "return Softplus(x);",
        "conditions of conditions" => "bool c = x > 0;" + Of(n, i => $"c = (c && y > {i}) || (c && y < {-i});") + "return c ? x : y;",
        "nested choices" => "return " + Of(n, i => $"x > {i} ? y * {i} :") + "x;",
        "a logarithm of nested choices" => "return Log(" + Of(n, i => $"x > {i} ? y * {i} :") + "Sigmoid(x));",
        "choices of what was chosen" => Of(n, i => $"x = x > {i} ? x * y : x + {i};") + "return x;",
        "arrays in loops over one another" => Of(n, i => $"var v{i} = v; v = Tabulate(v.Length, j => Sum(v{i}.Length, l => Exp(v{i}[l] * v{i}[j])));") + "return Sum(v);",
        "arrays in loops that are each made of the one before" => Of(n, i => "v = v / Sum(v * v);") + "return Sum(v * x);",
        "arrays in loops over one another's largest" => Of(n, i => "v = v * (x / (1 + Max(v)));") + "return Sum(v);",
        "logSumExps in loops that wait for one another" => Of(n, i => $"y = LogSumExp(v.Length, j => v[j] * y + {i});") + "return y;",
        "elements of an array in a loop that are set" => Of(n, i => $"v = v.With(labels[{i}], v[labels[{i + 1}]] * x + {i});") + "return LogSumExp(v);",
        "elements of an array in a loop that are set under conditions" => Of(n, i => $"if (y > {i}) v = v.With(labels[{i}], x * {i});") + "return Sum(v);",
        _ => throw new ArgumentException(shape),
    };

    private static string Nested(string by, int n) =>
        Of(n, i => $"if ({by} > {i}) {{ y += Exp(x + {i});") + Of(n, i => $"}} else {{ y *= Exp(x * {i + 2}); }}") + "return y;";

    private static string Sequential(string by, int n) => Of(n, i => $"if ({by} > {i}) y += Exp(x + {i}); else y = Sin(y);") + "return y;";

    private static (int Lines, int Nodes) Compile(string shape, int n)
    {
        var compilation = Snippet.Compile($$"""[Loss] public static float F(float x, float y, {{(shape.Contains("loop") ? "[Shape(\"n\")] Vec<float> v, [Target] Vec<int> labels, " : "")}}[Hyperparameter] int k = 3) { {{Body(shape, n)}} }""");
        var model = LossReader.Read(Snippet.Method(compilation, "F"), compilation, CancellationToken.None).Model;
        Assert.Null(model.Refusal?.Message);
        var formula = model.Table!.ToFormula(new IrBuilder());
        var compiled = Conditions.Apply(Lowering.Apply(ReverseMode.Differentiate(StableForms.Apply(Lift.Apply(formula)))));
        var names = new KernelNames(model.Declaration!, formula, isDouble: false);
        string text = LossFiles.Loss(model.Declaration!, names, new KernelBody(compiled, names, isDouble: false), null, isDouble: false);
        return (text.Count(c => c == '\n'), formula.Builder.Count);
    }
}
