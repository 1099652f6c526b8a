using System;
using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Differentiation;
using AutoDiffLosses.Generators.Ir;
using AutoDiffLosses.Generators.Simplification;
using AutoDiffLosses.Generators.Tests.Differentiation;
using Xunit;

namespace AutoDiffLosses.Generators.Tests.Simplification;

public class StableFormsTests
{
    private readonly IrBuilder b = new();

    private Node Sigmoid(Node x) => b.Unary(Opcode.Sigmoid, x);
    private Node Exp(Node x) => b.Unary(Opcode.Exp, x);
    private Node Log(Node x) => b.Unary(Opcode.Log, x);
    private Node Pow(Node x, Node q) => b.Binary(Opcode.Pow, x, q);
    private Node One => b.Real(1);
    private Node Sum(Func<Node, Node> body) => b.Reduce(Opcode.ReduceSum, b.Int(3), body);

    /// <summary>The plain form, of a number x, a target t, a row v and a hyperparameter q, its stable form, and what is said of it.</summary>
    public static TheoryData<string, string, string[]> Forms => new()
    {
        { "log σ", "logSigmoid(x)", ["log σ(x) = logσ(x)"] },
        { "log 1-σ", "logSigmoid(-x)", ["1 - σ(x) = σ(-x)", "log σ(x) = logσ(x)"] },
        { "1-σ", "sigmoid(-x)", ["1 - σ(x) = σ(-x)"] },
        { "log1p -σ", "logSigmoid(-x)", ["log(1 - σ(x)) = logσ(-x)"] },
        { "log 1+exp", "softplus(x)", ["log(1 + exp(x)) = softplus(x)"] },
        { "log1p exp", "softplus(x)", ["log(1 + exp(x)) = softplus(x)"] },
        { "exp-1", "expm1(x)", ["exp(x) - 1 = expm1(x)"] },
        { "1-exp", "-expm1(x)", ["1 - exp(x) = -expm1(x)"] },
        { "1/(1+exp -)", "sigmoid(x)", ["1 / (1 + exp(-x)) = σ(x)"] },
        { "σ^q", "powFromLog(sigmoid(x), logSigmoid(x), q)", ["σ(x)^q = exp(q · logσ(x))"] },
        { "σ²", "sigmoid(x) * sigmoid(x)", [] },
        { "log choice", "logSigmoid(t < 0.5 ? x : -x)", ["1 - σ(x) = σ(-x)", "c ? f(x) : f(y) = f(c ? x : y)", "log σ(x) = logσ(x)"] },
        { "1-choice", "sigmoid(-(t < 0.5 ? x : -x))", ["1 - σ(x) = σ(-x)", "c ? f(x) : f(y) = f(c ? x : y)"] },
        { "log one arm", "t < 0.5 ? logSigmoid(x) : log(t)", ["log σ(x) = logσ(x)"] },
        { "1-one arm", "t < 0.5 ? sigmoid(-x) : 1 - t", ["1 - σ(x) = σ(-x)"] },
        { "one arm^q", "t < 0.5 ? powFromLog(sigmoid(x), logSigmoid(x), q) : pow(t, q)", ["σ(x)^q = exp(q · logσ(x))"] },
        { "exp choice", "exp(t < 0.5 ? x : t)", ["c ? f(x) : f(y) = f(c ? x : y)"] },
        { "log softmax", "v[1] - M - log(sum(i2 < 3, exp(v[i2] - M)))", ["log(exp(x)) = x", "log(exp(x) / s) = x - log(s)"] },
        { "log Σ exp", "sum(i2 < 3, exp(v[i2] - M)) == 0 ? -Infinity : M + log(sum(i2 < 3, exp(v[i2] - M)))",
            ["log(Σ exp(x)) = m + log(Σ exp(x - m)), m = max(x)"] },
        { "log Σ exp shifted", "log(sum(i2 < 3, exp(v[i2] - M)))", [] },
        { "exp log softmax", "exp(v[1] - M) / sum(i2 < 3, exp(v[i2] - M))", ["exp(x - log(s)) = exp(x) / s"] },
        { "plain log", "log(max(x, 1E-07))", [] },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void PlainFormsBecomeStableOnes(string form, string stable, string[] identities)
    {
        var (f, lifted) = Plain(form);
        var formula = StableForms.Apply(lifted);
        Gradients.Verify(formula);

        var names = new Dictionary<Node, string>();
        foreach (var node in Graph.Reachable(formula.Loss))
            if (node.Op == Opcode.Load && node.Array.Rank == 1)
                names[node] = node.Array.Name;
            else if (node.Op == Opcode.Select && node.Operands[0].Op == Opcode.Less && node.Operands[0].Operands[1].IsRealConst(double.PositiveInfinity))
                names[node] = "M";
        Assert.Equal(stable, IrPrinter.Expression(formula.Loss, names).Replace("v[i1, ", "v["));
        Assert.Equal(identities, formula.StableForms);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void TheValueIsKept(string form, string stable, string[] identities)
    {
        _ = (stable, identities);
        var (f, lifted) = Plain(form);
        var formula = StableForms.Apply(lifted);
        foreach (double x in new[] { -20, -1, 0, 0.3, 20, double.NegativeInfinity, double.PositiveInfinity, double.NaN })
            foreach (double q in new[] { 0, 0.5, 1, 2, 5 })
            {
                (f.Values["x"][0], f.Values["q"][0]) = (x, q);
                double expected = f.Loss(lifted), actual = f.Loss(formula);
                Assert.True(expected.Equals(actual) || Math.Abs(expected - actual) <= 1e-7 * Math.Max(1, Math.Abs(expected)), $"{form} of {x}, {q}: {actual} and not {expected}");
            }
    }

    [Theory]
    [InlineData("log σ", -10_000, -10_000, 1)]
    [InlineData("log 1-σ", 10_000, -10_000, -1)]
    [InlineData("log 1+exp", 10_000, 10_000, 1)]
    [InlineData("exp-1", 1e-20, 1e-20, 1)]
    [InlineData("log choice", -10_000, -10_000, 1)]
    [InlineData("σ^q", -10_000, 0, 0)]
    [InlineData("log(exp+exp)", 10_000, 10_000, 1)]
    [InlineData("log(exp+exp)", double.NegativeInfinity, double.NegativeInfinity, 0)]
    public void TheLimitIsFiniteWhereThePlainFormIsNot(string form, double x, double value, double slope)
    {
        var (f, lifted) = Plain(form);
        f.Values["x"][0] = x;
        f.Values["t"][0] = 0.1;
        var formula = ReverseMode.Differentiate(StableForms.Apply(lifted));
        Assert.Equal(value, f.Loss(formula));
        Assert.Equal(slope * f.Values["seed"][0], f.Gradient(formula, "x", eager: true)[0]);
    }

    [Fact]
    public void ASumOfExponentialsOfMinusInfinityAloneHasNoGradient()
    {
        var (f, lifted) = Plain("log Σ exp");
        f.Values["v"] = [.. Enumerable.Repeat(double.NegativeInfinity, 3)];
        var formula = ReverseMode.Differentiate(StableForms.Apply(lifted));
        Assert.Equal(double.NegativeInfinity, f.Loss(formula));
        Assert.Equal([0, 0, 0], f.Gradient(formula, "v", eager: true));

        f.Values["v"] = [10_000, -10_000, 9_999];
        Assert.Equal(10_000 + Math.Log(1 + Math.Exp(-1)), f.Loss(formula));
        Assert.Equal(f.Values["seed"][0], f.Gradient(formula, "v").Sum(), 12);
    }

    private (Gradients, LiftedFormula) Plain(string form)
    {
        var f = new Gradients(b, 1);
        var random = new Random(5);
        var x = f.Parameter("x", ParameterRole.Sample, random);
        var t = f.Parameter("t", ParameterRole.Target, random, r => r);
        var q = f.Parameter("q", ParameterRole.Hyperparameter, random, r => r);
        var v = f.Parameter("v", ParameterRole.Sample, random, null, b.Int(3));
        Node c = b.Less(t, b.Real(0.5)), p = Sigmoid(x);
        var max = b.Stop(b.Reduce(Opcode.ReduceMax, b.Int(3), i => b.Load(v, i)));
        var shift = b.Select(b.Less(b.Unary(Opcode.Abs, max), b.Real(double.PositiveInfinity)), max, b.Real(0));
        Node Shifted(Node i) => b.Sub(b.Load(v, i), shift);
        var loss = form switch
        {
            "log σ" => Log(p),
            "log 1-σ" => Log(b.Sub(One, p)),
            "1-σ" => b.Sub(One, p),
            "log1p -σ" => b.Unary(Opcode.Log1p, b.Neg(p)),
            "log 1+exp" => Log(b.Add(One, Exp(x))),
            "log1p exp" => b.Unary(Opcode.Log1p, Exp(x)),
            "exp-1" => b.Sub(Exp(x), One),
            "1-exp" => b.Sub(One, Exp(x)),
            "1/(1+exp -)" => b.Div(One, b.Add(One, Exp(b.Neg(x)))),
            "σ^q" => Pow(p, q),
            "σ²" => Pow(p, b.Real(2)),
            "log choice" => Log(b.Select(c, p, b.Sub(One, p))),
            "1-choice" => b.Sub(One, b.Select(c, p, b.Sub(One, p))),
            "log one arm" => Log(b.Select(c, p, t)),
            "1-one arm" => b.Sub(One, b.Select(c, p, t)),
            "one arm^q" => Pow(b.Select(c, p, t), q),
            "exp choice" => b.Select(c, Exp(x), Exp(t)),
            "log softmax" => Log(b.Div(Exp(Shifted(b.Int(1))), Sum(i => Exp(Shifted(i))))),
            "log Σ exp" => Log(Sum(i => Exp(b.Load(v, i)))),
            "log Σ exp shifted" => Log(Sum(i => Exp(Shifted(i)))),
            "exp log softmax" => Exp(b.Sub(Shifted(b.Int(1)), Log(Sum(i => Exp(Shifted(i)))))),
            "log(exp+exp)" => Log(b.Add(Exp(x), Exp(b.Sub(x, b.Real(1e300))))),
            _ => Log(b.Binary(Opcode.Max, x, b.Real(1e-7))),
        };
        return (f, f.Lifted(loss));
    }
}
