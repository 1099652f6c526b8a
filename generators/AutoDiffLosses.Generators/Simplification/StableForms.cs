using System;
using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Differentiation;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Simplification;

/// <summary>
/// Puts what people write plainly into the form that neither overflows nor cancels. From: a lifted formula. To: the same, with the
/// identities that were used listed in it. Requires that it is not differentiated yet, so that gradients inherit the form. Guarantees
/// the same value wherever the plain form is accurate, NaN and ±∞ included; where that overflows or cancels, the limit.
/// </summary>
internal sealed class StableForms
{
    private readonly IrBuilder b;
    private readonly List<string> applied = [];

    private StableForms(IrBuilder b) => this.b = b;

    public static LiftedFormula Apply(LiftedFormula formula)
    {
        // What is said to the reader is what the results needed; names and statements only follow.
        var forms = new StableForms(formula.Builder);
        Graph.Rewrite(formula.Builder, formula.Results, forms.Rewritten);
        var map = Graph.Rewrite(formula.Builder, formula.Roots, new StableForms(formula.Builder).Rewritten);
        return formula.Map(map) with { StableForms = forms.applied };
    }

    private Node Rewritten(Node node) => node.Kind == ScalarKind.Real ? Stable(node) ?? node : node;

    private Node? Stable(Node node)
    {
        switch (node.Op)
        {
            case Opcode.Sub or Opcode.Add:
                return OneMinus(node) ?? ExpMinusOne(node);
            case Opcode.Div:
                return Logistic(node.Operands[0], node.Operands[1]);
            case Opcode.Log:
                return Log(node.Operands[0]);
            case Opcode.Log1p:
                return Log1p(node.Operands[0]);
            case Opcode.XLogY:
                return XLogY(node.Operands[0], node.Operands[1]);
            case Opcode.Exp:
                return ExpOfLogSoftmax(node.Operands[0]);
            case Opcode.Pow:
                return Pow(node.Operands[0], node.Operands[1]);
            case Opcode.Select:
                return Choice(node.Operands[0], node.Operands[1], node.Operands[2]);
            default:
                return null;
        }
    }

    private Node Because(string identity, Node node)
    {
        if (!applied.Contains(identity))
            applied.Add(identity);
        return node;
    }

    // ------------------------------------------------------------------------------------------------- sums with a one

    /// <summary>1 - σ(x) = σ(-x): the difference cancels where σ(x) is near 1. Both are 0 at ∞, 1 at -∞.</summary>
    private Node? OneMinus(Node node)
    {
        if (node.Op != Opcode.Sub || !node.Operands[0].IsOne)
            return null;
        var p = node.Operands[1];
        if (p.Op == Opcode.Sigmoid)
            return Because("1 - σ(x) = σ(-x)", Sigmoid(b.Neg(p.Operands[0])));
        return p.Op == Opcode.Select && (p.Operands[1].Op == Opcode.Sigmoid || p.Operands[2].Op == Opcode.Sigmoid)
            ? Chosen(p, arm => OneMinus(b.Sub(node.Operands[0], arm)) ?? b.Sub(node.Operands[0], arm))
            : null;
    }

    /// <summary>exp(x) - 1 = expm1(x): the difference cancels near 0. Both are -1 at -∞, ∞ at ∞.</summary>
    private Node? ExpMinusOne(Node node)
    {
        var (p, q) = (node.Operands[0], node.Operands[1]);
        if (node.Op == Opcode.Add && p.IsRealConst(-1))
            (p, q) = (q, p);
        bool isDifference = node.Op == Opcode.Sub && q.IsOne || node.Op == Opcode.Add && q.IsRealConst(-1);
        if (isDifference && p.Op == Opcode.Exp)
            return Because("exp(x) - 1 = expm1(x)", b.Unary(Opcode.Expm1, p.Operands[0]));
        if (node.Op == Opcode.Sub && p.IsOne && q.Op == Opcode.Exp)
            return Because("1 - exp(x) = -expm1(x)", b.Neg(b.Unary(Opcode.Expm1, q.Operands[0])));
        return null;
    }

    /// <summary>
    /// 1 / (1 + exp(-x)) = σ(x), the same at ±∞; exp(x) / (1 + exp(x)) = σ(x), which is 1 at ∞ where the quotient overflows.
    /// </summary>
    private Node? Logistic(Node p, Node q) =>
        OnePlusExp(q) is not { } x ? null
        : p.IsOne ? Because("1 / (1 + exp(-x)) = σ(x)", Sigmoid(b.Neg(x)))
        : p.Op == Opcode.Exp && p.Operands[0] == x ? Because("exp(x) / (1 + exp(x)) = σ(x)", Sigmoid(x))
        : null;

    /// <summary>The x of 1 + exp(x).</summary>
    private static Node? OnePlusExp(Node n) =>
        n.Op != Opcode.Add ? null
        : n.Operands[0].IsOne && n.Operands[1].Op == Opcode.Exp ? n.Operands[1].Operands[0]
        : n.Operands[1].IsOne && n.Operands[0].Op == Opcode.Exp ? n.Operands[0].Operands[0]
        : null;

    private Node Sigmoid(Node x) => b.Unary(Opcode.Sigmoid, x);

    private Node LogSigmoid(Node x) => b.Unary(Opcode.LogSigmoid, x);

    // ------------------------------------------------------------------------------------------------------- logarithms

    private Node LogOf(Node x) => Log(x) ?? b.Unary(Opcode.Log, x);

    private readonly Dictionary<Node, Node?> logarithms = [];

    /// <summary>The same as <see cref="LogWithout"/>, found once: of a choice it is asked for each arm, and again for what is chosen.</summary>
    private Node? Log(Node x)
    {
        if (!logarithms.TryGetValue(x, out var log))
            logarithms.Add(x, log = LogWithout(x));
        return log;
    }

    /// <summary>
    /// log x without x, where x is a function whose logarithm is known, and which is never negative; null for any other x.
    /// </summary>
    private Node? LogWithout(Node x)
    {
        switch (x.Op)
        {
            // log σ(x): σ(x) is 0 below -745.
            case Opcode.Sigmoid:
                return Because("log σ(x) = logσ(x)", LogSigmoid(x.Operands[0]));

            // log exp(x) = x: exp(x) is ∞ above 709. The same at ±∞.
            case Opcode.Exp:
                return Because("log(exp(x)) = x", x.Operands[0]);

            // log(p / s) = log p - log s, of a softmax above all. Where s or p is a sum of exponentials it is not negative, so that the
            // other alone decides what is NaN; 0 / 0 and -∞ - -∞ are NaN alike.
            case Opcode.Div:
                return Log(x.Operands[0]) is { } p
                    ? Because("log(exp(x) / s) = x - log(s)", b.Sub(p, LogOf(x.Operands[1])))
                    : Log(x.Operands[1]) is { } s ? Because("log(p / exp(x)) = log(p) - x", b.Sub(b.Unary(Opcode.Log, x.Operands[0]), s)) : null;

            // log(p · exp(x)) = log p + x, for the same reason.
            case Opcode.Mul:
                return Log(x.Operands[0]) is { } first ? Because("log(p · exp(x)) = log(p) + x", b.Add(first, LogOf(x.Operands[1])))
                    : Log(x.Operands[1]) is { } second ? Because("log(p · exp(x)) = log(p) + x", b.Add(b.Unary(Opcode.Log, x.Operands[0]), second))
                    : null;

            // log(p^q) = q · log p for a p that is not negative; p^0 is 1 also at p = 0, where the product were 0 · -∞.
            case Opcode.Pow when Log(x.Operands[0]) is { } log:
                return Because("log(p^q) = q · log(p)", UnlessZero(x.Operands[1], b.Real(0), b.Mul(x.Operands[1], log)));
            case Opcode.PowFromLog:
                return Because("log(p^q) = q · log(p)", UnlessZero(x.Operands[2], b.Real(0), b.Mul(x.Operands[2], x.Operands[1])));

            // log(1 + exp(x)) = softplus(x): exp(x) is ∞ above 709. And log(exp(x) + exp(y)).
            case Opcode.Add:
                return OnePlusExp(x) is { } of ? Because("log(1 + exp(x)) = softplus(x)", b.Unary(Opcode.Softplus, of))
                    : x.Operands.All(o => o.Op == Opcode.Exp) ? LogAddExp(x.Operands[0].Operands[0], x.Operands[1].Operands[0])
                    : null;

            case Opcode.ReduceSum when x.Body.Op == Opcode.Exp && !IsShifted(x.Body.Operands[0]):
                return LogSumExp(x);

            // Through a choice: the logarithm of what is chosen is chosen.
            case Opcode.Select when Log(x.Operands[1]) != null || Log(x.Operands[2]) != null:
                return Chosen(x, LogOf);

            default:
                return null;
        }
    }

    private Node? Log1p(Node x) =>
        // log(1 + exp(x)) = softplus(x)
        x.Op == Opcode.Exp ? Because("log(1 + exp(x)) = softplus(x)", b.Unary(Opcode.Softplus, x.Operands[0]))
        // log(1 - σ(x)) = logσ(-x)
        : x.Op == Opcode.Neg && x.Operands[0].Op == Opcode.Sigmoid
            ? Because("log(1 - σ(x)) = logσ(-x)", LogSigmoid(b.Neg(x.Operands[0].Operands[0])))
        : null;

    /// <summary>p · log x, and 0 at p = 0.</summary>
    private Node? XLogY(Node p, Node x) => Log(x) is { } log ? UnlessZero(p, b.Real(0), b.Mul(p, log)) : null;

    /// <summary>
    /// log Σ exp(xⱼ) = m + log Σ exp(xⱼ - m), with m = max xⱼ, which takes no part in the derivative: its own cancel. Where m is not
    /// finite nothing is subtracted; of -∞ alone, and of nothing, it is -∞, and no x has a part in that.
    /// </summary>
    private Node LogSumExp(Node sum)
    {
        var index = sum.ReduceIndex;
        var x = sum.Body.Operands[0];
        var max = b.Stop(b.Reduce(Opcode.ReduceMax, index, x));
        var shift = b.Select(b.Less(b.Unary(Opcode.Abs, max), b.Real(double.PositiveInfinity)), max, b.Real(0));
        var shifted = b.Reduce(Opcode.ReduceSum, index, b.Unary(Opcode.Exp, b.Sub(x, shift)));
        return Because("log(Σ exp(x)) = m + log(Σ exp(x - m)), m = max(x)",
            b.Select(b.Equal(shifted, b.Real(0)), b.Real(double.NegativeInfinity), b.Add(shift, b.Unary(Opcode.Log, shifted))));
    }

    /// <summary>log(exp(x) + exp(y)) = max(x, y) + softplus(min(x, y) - max(x, y)); where the larger is not finite it is the sum.</summary>
    private Node LogAddExp(Node x, Node y)
    {
        var (high, low) = (b.Binary(Opcode.Max, x, y), b.Binary(Opcode.Min, x, y));
        return Because("log(exp(x) + exp(y)) = max(x, y) + softplus(min(x, y) - max(x, y))",
            b.Select(b.Less(b.Unary(Opcode.Abs, high), b.Real(double.PositiveInfinity)),
                b.Add(high, b.Unary(Opcode.Softplus, b.Sub(low, high))), b.Stop(high)));
    }

    /// <summary>Whether a maximum was subtracted already.</summary>
    private static bool IsShifted(Node x) => x.Op == Opcode.Sub && IsShift(x.Operands[1]);

    private static bool IsShift(Node shift) => shift.Op switch
    {
        Opcode.Stop => Graph.Reachable(shift).Any(n => n.Op == Opcode.ReduceMax),
        Opcode.Select => IsShift(shift.Operands[1]) || IsShift(shift.Operands[2]),
        _ => false,
    };

    /// <summary>exp(x - log(s)) = exp(x) / s, where x is shifted, so that exp(x) does not overflow: that exponential is there already.</summary>
    private Node? ExpOfLogSoftmax(Node x) =>
        x.Op == Opcode.Sub && IsShifted(x.Operands[0]) && x.Operands[1].Op == Opcode.Log
            ? Because("exp(x - log(s)) = exp(x) / s", b.Div(b.Unary(Opcode.Exp, x.Operands[0]), x.Operands[1].Operands[0]))
            : null;

    // ----------------------------------------------------------------------------------------------------------- powers

    /// <summary>
    /// σ(x)^q = exp(q · logσ(x)): the logarithm is known, and shared. (A power that says so, and which is 1 at q = 0 also where the
    /// logarithm is -∞.) Small whole powers are products.
    /// </summary>
    private Node? Pow(Node p, Node q)
    {
        if (!powers.TryGetValue((p, q), out var power))
            powers.Add((p, q), power = PowOf(p, q));
        return power;
    }

    private readonly Dictionary<(Node, Node), Node?> powers = [];

    private Node? PowOf(Node p, Node q)
    {
        if (q.IsConst && q.Real is 0 or 1 or 2 or 3)
            return Enumerable.Repeat(p, (int)q.Real).Aggregate((Node?)null, (product, _) => product is null ? p : b.Mul(product, p)) ?? b.Real(1);
        if (p.Op == Opcode.Sigmoid)
        {
            var log = LogSigmoid(p.Operands[0]);
            return Because("σ(x)^q = exp(q · logσ(x))",
                q.Free.Count == 0 ? b.PowFromLog(p, log, q) : UnlessZero(q, b.Real(1), b.Unary(Opcode.Exp, b.Mul(q, log))));
        }
        return p.Op == Opcode.Select && p.Operands.Skip(1).Any(arm => Pow(arm, q) != null)
            ? Chosen(p, arm => Pow(arm, q) ?? b.Binary(Opcode.Pow, arm, q))
            : null;
    }

    private Node UnlessZero(Node q, Node atZero, Node value) =>
        q.IsConst ? q.IsZero ? atZero : value : b.Select(b.Equal(q, b.Real(0)), atZero, value);

    // ---------------------------------------------------------------------------------------------------------- choices

    private Node Chosen(Node choice, Func<Node, Node> f)
    {
        var (x, y) = (f(choice.Operands[1]), f(choice.Operands[2]));
        return Choice(choice.Operands[0], x, y) ?? b.Select(choice.Operands[0], x, y);
    }

    /// <summary>c ? f(x) : f(y) = f(c ? x : y): one evaluation of what is costly, and no more often than before.</summary>
    private Node? Choice(Node condition, Node x, Node y)
    {
        if (x.Op != y.Op || x == y || !x.Op.IsTranscendental())
            return null;
        // Of a power by its logarithm, the two go together.
        int differing = Enumerable.Range(0, x.Operands.Count).Count(i => x.Operands[i] != y.Operands[i]);
        int free = condition.Free.Union(x.Free).Union(y.Free).Count();
        if (differing > (x.Op == Opcode.PowFromLog ? 2 : 1) || free > Math.Max(x.Free.Count, y.Free.Count))
            return null;
        return Because("c ? f(x) : f(y) = f(c ? x : y)", b.Rebuild(x, [.. x.Operands.Zip(y.Operands, (p, q) =>
            Choice(condition, p, q) ?? b.Select(condition, p, q))]));
    }
}
