using System;
using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Differentiation;
using AutoDiffLosses.Generators.Ir;
using AutoDiffLosses.Generators.Simplification;
using AutoDiffLosses.Generators.Tests.Differentiation;
using Xunit;

namespace AutoDiffLosses.Generators.Tests.Simplification;

public class LoweringTests
{
    private readonly IrBuilder b = new();
    private readonly Random random = new(3);

    private Node N => b.Dim("n");
    private Gradients Formula(int n = 4) => new(b, 3, ("n", n));
    private Node F(Opcode op, Node x) => b.Unary(op, x);
    private Node Sum(Func<Node, Node> body) => b.Reduce(Opcode.ReduceSum, N, body);
    private Node OneMinus(Node x) => b.Sub(b.Real(1), x);

    private Node Shift(Func<Node, Node> x)
    {
        var max = b.Stop(b.Reduce(Opcode.ReduceMax, N, x));
        return b.Select(b.Less(F(Opcode.Abs, max), b.Real(double.PositiveInfinity)), max, b.Real(0));
    }

    private Node LogSumExp(Func<Node, Node> x)
    {
        var shift = Shift(x);
        var sum = Sum(i => F(Opcode.Exp, b.Sub(x(i), shift)));
        return b.Select(b.Equal(sum, b.Real(0)), b.Real(double.NegativeInfinity), b.Add(shift, F(Opcode.Log, sum)));
    }

    /// <summary>All passes, each of which has to keep what the one before computed.</summary>
    private static LiftedFormula Compile(Gradients f, Node loss)
    {
        var lifted = f.Lifted(loss);
        var stable = StableForms.Apply(lifted);
        Gradients.Verify(stable);
        var differentiated = ReverseMode.Differentiate(stable);
        Gradients.Verify(differentiated);
        var elements = Lowering.Elements(differentiated);
        Gradients.Verify(elements);
        var products = Products.Apply(elements);
        Gradients.Verify(products);
        var lowered = SharedExponentials.Apply(products);
        Gradients.Verify(lowered);
        Same(f, lifted, differentiated);
        f.Check(differentiated);
        foreach (var pass in new[] { elements, products, lowered })
            Same(f, differentiated, pass);
        return Lowering.Apply(differentiated);
    }

    private static void Same(Gradients f, LiftedFormula expected, LiftedFormula actual)
    {
        for (int s = 0; s < f.Dims["samples"]; s++)
            Assert.Equal(f.Loss(expected, s), f.Loss(actual, s), 1e-12 * Math.Max(1, Math.Abs(f.Loss(expected, s))));
        foreach (var (parameter, _) in expected.Gradients)
            foreach (var (x, y) in f.Gradient(expected, parameter.Name).Zip(f.Gradient(actual, parameter.Name, eager: true)))
                Assert.Equal(x, y, 1e-12 * Math.Max(1, Math.Abs(x)));
    }

    private static IReadOnlyList<Opcode> Costly(LiftedFormula formula) =>
        [.. Graph.Reachable(formula.Results).Where(n => n.Op.IsTranscendental()).Select(n => n.Op).OrderBy(op => op)];

    /// <summary>The gradients, with what they share with the value by short names.</summary>
    private static string Text(LiftedFormula formula)
    {
        var names = new Dictionary<Node, string>();
        foreach (var node in Graph.Reachable(formula.Results))
        {
            string? name = node.Op switch
            {
                Opcode.Load when node.LoadIndices.All(i => i.Op == Opcode.Index) => node.Array.Name,
                Opcode.Exp => "e",
                Opcode.Log1p => "log1pE",
                Opcode.Pow or Opcode.PowFromLog => "power",
                Opcode.Select when node.Operands[1].Op == Opcode.Load && node.Operands[2].Op == Opcode.Neg => "z",
                Opcode.Select when node.Operands[1].Name == "alpha" => "alphaT",
                Opcode.Select when node.Operands[2].Op == Opcode.PowFromLog => "squareOrPower",
                Opcode.ReduceSum when node.Body.Op == Opcode.Exp => "sumExp",
                Opcode.ReduceSum => node.Body.Op == Opcode.Mul ? "overlap" : node.Body.Op == Opcode.Load ? "targets" : "total",
                _ => null,
            };
            if (name != null)
                names.Add(node, name);
        }
        return string.Join("; ", formula.Gradients.Select(g => IrPrinter.Expression(g.Gradient, names)));
    }

    [Fact]
    public void FocalTakesThreeFunctionsForValueAndGradient()
    {
        var f = Formula();
        var x = f.Parameter("x", ParameterRole.Sample, random);
        var t = f.Parameter("t", ParameterRole.Target, random, r => Math.Round(r));
        var alpha = f.Parameter("alpha", ParameterRole.Hyperparameter, random, _ => 0.25);
        var gamma = f.Parameter("gamma", ParameterRole.Hyperparameter, random, _ => 1.7);
        var isPositive = b.Less(b.Real(0.5), t);
        var p = F(Opcode.Sigmoid, x);
        var pt = b.Select(isPositive, p, OneMinus(p));
        var alphaT = b.Select(isPositive, alpha, OneMinus(alpha));
        var formula = Compile(f, b.Mul(b.Mul(b.Neg(alphaT), b.Binary(Opcode.Pow, OneMinus(pt), gamma)), F(Opcode.Log, pt)));

        Assert.Equal([Opcode.Exp, Opcode.Log1p, Opcode.PowFromLog], Costly(formula));
        Assert.Equal(
            [
                "1 - σ(x) = σ(-x)", "c ? f(x) : f(y) = f(c ? x : y)", "log σ(x) = logσ(x)", "σ(x)^q = exp(q · logσ(x))",
            ],
            formula.StableForms);
        // Both arms are one number and its opposite.
        const string Sigmoid = "(0 <= z ? 1 / (1 + e) : e * (1 / (1 + e)))", Opposite = "(0 <= z ? e * (1 / (1 + e)) : 1 / (1 + e))";
        const string Adjoint = $"seed * (alphaT * squareOrPower * (gamma * ((min(z, 0) - log1pE) * {Sigmoid}) - {Opposite}))";
        Assert.Equal($"tabulate(i1 < samples, 0.5 < t ? {Adjoint} : -{Adjoint})", Text(formula));
    }

    [Fact]
    public void FocalOfAnySoftTarget()
    {
        var f = Formula();
        var x = f.Parameter("x", ParameterRole.Sample, random);
        var t = f.Parameter("t", ParameterRole.Target, random, r => r);
        var gamma = f.Parameter("gamma", ParameterRole.Hyperparameter, random, _ => 1.7);
        var crossEntropy = b.Add(b.Mul(t, F(Opcode.Softplus, b.Neg(x))), b.Mul(OneMinus(t), F(Opcode.Softplus, x)));
        var wrong = b.Add(b.Mul(t, F(Opcode.Sigmoid, b.Neg(x))), b.Mul(OneMinus(t), F(Opcode.Sigmoid, x)));
        var formula = Compile(f, b.Mul(b.Binary(Opcode.Pow, wrong, gamma), crossEntropy));

        Assert.Equal([Opcode.Exp, Opcode.Log1p, Opcode.Pow], Costly(formula));
        // Where gamma is 2, neither a power is made nor one divided by its base.
        var powers = Graph.Reachable(formula.Results).Where(n => n.Operands.Any(o => o.Op == Opcode.Pow)).ToList();
        Assert.Contains(powers, n => n.Op == Opcode.Div);
        Assert.All(powers, n => Assert.True(n.Op == Opcode.Select || Users(n).All(u => u.Op == Opcode.Select && u.Operands[0] == b.Equal(gamma, b.Real(2)) && u.Operands[1] == n.Operands[1])));

        IEnumerable<Node> Users(Node node) => Graph.Reachable(formula.Results).Where(n => n.Operands.Contains(node));
    }

    [Fact]
    public void SoftmaxCrossEntropyTakesOneExponentialAnElement()
    {
        var f = Formula();
        var x = f.Parameter("x", ParameterRole.Sample, random, null, N);
        var label = f.Integer("label", ParameterRole.Target, random, 4);
        var smoothing = f.Parameter("smoothing", ParameterRole.Hyperparameter, random, _ => 0.1);
        var shift = Shift(i => b.Load(x, i));
        Node Shifted(Node i) => b.Sub(b.Load(x, i), shift);
        var logSum = F(Opcode.Log, Sum(i => F(Opcode.Exp, Shifted(i))));
        Node LogProbability(Node i) => b.Sub(Shifted(i), logSum);
        var mean = b.Div(Sum(LogProbability), b.Convert(ScalarKind.Real, N));
        var formula = Compile(f, b.Sub(b.Neg(b.Mul(OneMinus(smoothing), LogProbability(label))), b.Mul(smoothing, mean)));

        Assert.Equal([Opcode.Exp, Opcode.Log], Costly(formula));
        Assert.Equal(
            "contributions(scatter(zeros(samples, n), i1 < samples, [i1, label] += -seed * (1 - smoothing)), " +
            "tabulate(i1 < samples, i2 < n, seed / sumExp * e - smoothing / real(n) * seed))",
            Text(formula));
    }

    [Fact]
    public void LogSumExpScalesTheRowOnce()
    {
        var f = Formula();
        var x = f.Parameter("x", ParameterRole.Sample, random, null, N);
        var label = f.Integer("label", ParameterRole.Target, random, 4);
        var formula = Compile(f, b.Sub(LogSumExp(i => b.Load(x, i)), b.Load(x, label)));

        Assert.Equal([Opcode.Exp, Opcode.Log], Costly(formula));
        Assert.Equal(
            "contributions(scatter(zeros(samples, n), i1 < samples, [i1, label] += -seed), " +
            "tabulate(i1 < samples, i2 < n, (sumExp == 0 ? 0 : seed / sumExp) * e))",
            Text(formula));

        f.Values["x"] = [.. Enumerable.Repeat(double.NegativeInfinity, 12)];
        double[] gradient = f.Gradient(formula, "x", eager: true);
        Assert.All(gradient, g => Assert.True(g is 0 or < 0));
    }

    [Fact]
    public void DiceTakesNothingButTheSigmoids()
    {
        var f = Formula();
        var x = f.Parameter("x", ParameterRole.Sample, random, null, N);
        var t = f.Parameter("t", ParameterRole.Target, random, r => Math.Round(r), N);
        Node P(Node i) => F(Opcode.Sigmoid, b.Load(x, i));
        var overlap = Sum(i => b.Mul(P(i), b.Load(t, i)));
        var total = b.Add(Sum(P), Sum(i => b.Load(t, i)));
        var formula = Compile(f, OneMinus(b.Div(b.Add(b.Mul(b.Real(2), overlap), b.Real(1e-5)), b.Add(total, b.Real(1e-5)))));

        Assert.Equal([Opcode.Exp], Costly(formula));
        // What the second pass needs of an element, it has as one factor.
        Assert.Equal(
            "tabulate(i1 < samples, i2 < n, (seed * ((2 * overlap + 1E-05) / (total + targets + 1E-05) / (total + targets + 1E-05)) - " +
            "2 * (seed / (total + targets + 1E-05)) * t) * (1 / (1 + e) * (e * (1 / (1 + e)))))",
            Text(formula));
    }

    [Fact]
    public void AMarginIsAnElementAndNoSum()
    {
        var f = Formula();
        var x = f.Parameter("x", ParameterRole.Sample, random, null, N);
        var label = f.Integer("label", ParameterRole.Target, random, 4);
        var margin = f.Parameter("margin", ParameterRole.Hyperparameter, random, _ => 0.35);
        var row = b.With(x, b.True, b.Sub(b.Load(x, label), margin), label);
        Node Logit(Node i) => b.Mul(b.Real(64), b.Load(row, i));
        var formula = Compile(f, b.Sub(LogSumExp(Logit), Logit(label)));

        Assert.DoesNotContain(Graph.Reachable(formula.Results), n => n.Op is Opcode.With or Opcode.Stop or Opcode.Surrogate);
        Assert.Equal(
            "contributions(scatter(zeros(samples, n), i1 < samples, [i1, label] += 64 * ((sumExp == 0 ? 0 : seed / sumExp * e) - seed)), " +
            "tabulate(i1 < samples, i2 < n, i2 == label ? 0 : (sumExp == 0 ? 0 : 64 * (seed / sumExp)) * e))",
            Text(formula));
    }

    /// <summary>Σₖ softmaxₖ = 1, so that the gradient of a cross-entropy with soft targets needs no sum of its own.</summary>
    [Theory]
    [InlineData(4)]
    [InlineData(1)]
    [InlineData(0)]
    public void SharesOfAWholeAddUpToOne(int n)
    {
        var f = Formula(n);
        var x = f.Parameter("x", ParameterRole.Sample, random, null, N);
        var y = f.Parameter("y", ParameterRole.Target, random, null, N);
        var bias = f.Parameter("bias", ParameterRole.Shared, random);
        Node E(Node i) => F(Opcode.Exp, b.Load(y, i));
        var sum = Sum(E);
        Node Target(Node i) => b.Div(E(i), sum);
        var formula = Compile(f, Sum(k => b.Select(b.Equal(Target(k), b.Real(0)), b.Real(0), b.Mul(Target(k), b.Sub(bias, b.Load(x, k))))));

        var names = new Dictionary<Node, string> { [formula.Seed] = "seed" };
        Assert.Equal(["sum(i2 < n, exp(y[i1, i2])) == 0 ? 0 : seed", "-seed * (exp(y[i1, i2]) / sum(i2 < n, exp(y[i1, i2])))"],
            [IrPrinter.Expression(formula.Gradients[1].Gradient.Body, names), IrPrinter.Expression(formula.Gradients[0].Gradient.Body, names)]);
    }

    [Fact]
    public void ASumOfMaskedProductsIsScaledOnce()
    {
        var f = Formula();
        var u = f.Parameter("u", ParameterRole.Sample, random);
        var y = f.Parameter("y", ParameterRole.Target, random, null, N);
        var mask = f.Parameter("mask", ParameterRole.Target, random, Math.Round, N);
        var count = Sum(i => b.Load(mask, i));
        var formula = Compile(f, Sum(i => b.Select(b.Equal(b.Load(mask, i), b.Real(0)), b.Real(0), b.Div(b.Mul(u, b.Load(y, i)), count))));

        Assert.EndsWith("total == 0 ? 0 : seed * total / targets)", Text(formula));
        // Where all is masked, the scale is infinite, and the gradient 0.
        f.Values["mask"] = new double[12];
        Assert.All(f.Gradient(formula, "u", eager: true), g => Assert.Equal(0, g));
    }

    [Fact]
    public void AMaskOfWhatIs0AnywayGoes()
    {
        var f = Formula();
        var x = f.Parameter("x", ParameterRole.Sample, random, null, N);
        var t = f.Parameter("t", ParameterRole.Target, random, Math.Round, N);
        Node Of(Func<Node, Node> value) => Sum(i => b.Select(b.Equal(b.Load(t, i), b.Real(0)), b.Real(0), b.Mul(b.Load(t, i), value(b.Load(x, i)))));
        var formula = Compile(f, Of(x => x));
        Assert.Equal("tabulate(i1 < samples, i2 < n, seed * t)", Text(formula));

        // What is not the same for the whole call may be infinite.
        f = Formula();
        x = f.Parameter("x", ParameterRole.Sample, random, r => r + 1, N);
        t = f.Parameter("t", ParameterRole.Target, random, Math.Round, N);
        formula = Compile(f, Of(x => F(Opcode.Log, x)));
        Assert.Equal("tabulate(i1 < samples, i2 < n, t == 0 ? 0 : seed * t / x)", Text(formula));
    }
}
