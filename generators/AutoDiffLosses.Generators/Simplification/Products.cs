using System;
using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Differentiation;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Simplification;

/// <summary>
/// Makes gradients readable and cheap: sums of products in which constants are one, a factor that all terms have stands before the sum,
/// what a row has in common is multiplied before its elements are (<c>scale * e[i]</c>), and products that the loss has made already are
/// used again. From: a differentiated formula. To: the same gradients over the real numbers. What the value is made of stays as it is:
/// a user's arithmetic is kept, NaN and ±∞ included.
/// </summary>
internal sealed class Products
{
    /// <summary>The most terms or factors that are put in order.</summary>
    private const int MostParts = 24;

    private readonly IrBuilder b;
    private readonly Node seed;

    /// <summary>What the value and the checks are made of, and the products in it.</summary>
    private readonly HashSet<Node> primal;
    private readonly Dictionary<(Node, Node), Node> known = [];

    /// <summary>Adjoints with several users: taken apart, they would be computed several times.</summary>
    private readonly HashSet<Node> shared = [];

    /// <summary>Quotients that gradients are made of.</summary>
    private readonly Dictionary<(Node, Node), Node> quotients = [];

    /// <summary>The conditions without which factors are 0.</summary>
    private readonly Dictionary<Node, Node> guards = [];

    private readonly Sums sums;

    private Products(LiftedFormula formula)
    {
        (b, seed) = (formula.Builder, formula.Seed);
        sums = new(b, this);
        primal = [.. Graph.Reachable((formula with { Gradients = [] }).Results)];
        foreach (var node in primal)
            if (node.Op == Opcode.Mul && node.Kind == ScalarKind.Real)
                known[(node.Operands[0], node.Operands[1])] = known[(node.Operands[1], node.Operands[0])] = node;
    }

    public static LiftedFormula Apply(LiftedFormula formula)
    {
        var products = new Products(formula);
        var changed = new Dictionary<Node, Node>();
        var gradients = Graph.Reachable(formula.Gradients.Select(g => g.Gradient));
        var isShared = products.HasSeveralUsers(gradients);
        foreach (var node in gradients)
        {
            var tidied = products.primal.Contains(node) ? node
                : products.Tidied(formula.Builder.Rebuild(node, [.. node.Operands.Select(o => changed[o])]));
            changed[node] = tidied;
            if (isShared(node))
                products.shared.Add(tidied);
        }
        return formula.Map(node => changed.TryGetValue(node, out var tidied) ? tidied : node);
    }

    /// <summary>Which nodes are used by several; of a node and its constant multiples all uses count, and those of each other do not.</summary>
    private Func<Node, bool> HasSeveralUsers(IReadOnlyList<Node> nodes)
    {
        var (direct, users) = (new HashSet<Node>(), new Dictionary<Node, HashSet<Node>>());
        foreach (var node in nodes.Where(n => !IsMultiple(n)))
            foreach (var operand in node.Operands)
            {
                direct.Add(operand);
                var magnitude = MagnitudeOf(operand);
                if (!users.TryGetValue(magnitude, out var of))
                    users.Add(magnitude, of = []);
                of.Add(node);
            }
        return node => direct.Contains(node) && users[MagnitudeOf(node)].Count > 1;
    }

    private bool IsMultiple(Node node) =>
        !primal.Contains(node) && (node.Op == Opcode.Neg || node.Op == Opcode.Mul && node.Operands[0].IsConst);

    private Node MagnitudeOf(Node node)
    {
        while (IsMultiple(node))
            node = node.Operands[node.Operands.Count - 1];
        return node;
    }

    public bool IsAdjoint(Node node) => !primal.Contains(node) && !shared.Contains(node);

    public Node Tidied(Node node)
    {
        if (primal.Contains(node))
            return node;
        // Whether an adjoint is zero does not depend on its constant.
        if (node.Op is Opcode.Equal or Opcode.NotEqual && node.Operands[1].IsRealConst(0) &&
            Product(node.Operands[0], isRoot: true) is { Coefficient: not 1 } of)
            return b.Binary(node.Op, Build(of with { Coefficient = 1 }), node.Operands[1]);
        if (node.Kind != ScalarKind.Real)
            return node;
        switch (node.Op)
        {
            case Opcode.Mul or Opcode.Div when IsLong(node, Product(node, isRoot: true).Count):
                return node;
            case Opcode.Mul or Opcode.Div or Opcode.Neg:
                return Build(Cancelled(node) ?? Product(node, isRoot: true));
            case Opcode.Add or Opcode.Sub:
                return sums.Tidied(node) ?? node;
            case Opcode.ReduceSum:
                return Hoisted(node);
            case Opcode.Select:
                return Masked(node);
            default:
                return node;
        }
    }

    /// <summary>Whether there is too much of it: then it stays as it is, and is not looked into again.</summary>
    public bool IsLong(Node node, int parts)
    {
        if (parts > MostParts)
            shared.Add(node);
        return parts > MostParts;
    }

    // ---------------------------------------------------------------------------------------------------------- products

    /// <param name="primalDepth">How deep products of the value are taken apart.</param>
    /// <param name="sharedDepth">How deep adjoints with several users are.</param>
    public Term Product(Node node, bool isRoot = false, int primalDepth = 0, int sharedDepth = 0)
    {
        bool isPrimal = primal.Contains(node), isShared = !isPrimal && !isRoot && shared.Contains(node) && !IsMultiple(node);
        bool opens = isRoot || (isPrimal ? primalDepth > 0 && node.Op == Opcode.Mul : !isShared || sharedDepth > 0);
        if (isPrimal)
            primalDepth--;
        if (isShared)
            sharedDepth--;
        Term Of(int operand) => Product(node.Operands[operand], false, primalDepth, sharedDepth);
        switch (node.Op)
        {
            case Opcode.Const when node.Real != 0 && !double.IsNaN(node.Real) && !double.IsInfinity(node.Real):
                return new(node.Real, [], []);
            case Opcode.Neg:
                return new Term(-1, [], []).Times(Of(0));
            case Opcode.Mul when opens:
                return Of(0).Times(Of(1));
            case Opcode.Div when opens:
                if (primal.Contains(node.Operands[0]) && primal.Contains(node.Operands[1]))
                    quotients[(node.Operands[0], node.Operands[1])] = node;
                return Of(0).Times(Of(1).Inverse());
            case Opcode.Select when !isRoot && opens && !isPrimal && Guarded(node) is var (condition, value) && Product(value) is { Coefficient: not 1 } guarded:
                return new(guarded.Coefficient, [b.Select(condition, Build(guarded with { Coefficient = 1 }), b.Real(0))], []);
            default:
                return new(1, [node], []);
        }
    }

    /// <summary>The product with what it shares with others taken apart, where that cancels.</summary>
    private Term? Cancelled(Node node)
    {
        var open = Product(node, isRoot: true, sharedDepth: 1);
        var reduced = open.Reduced();
        var closed = Product(node, isRoot: true);
        int more = reduced.Count - closed.Count;
        return reduced != open && more <= 0 || Math.Abs(reduced.Coefficient) == 1 && Math.Abs(closed.Coefficient) != 1 && more <= 1 ? reduced : null;
    }

    /// <summary>
    /// Quotients of values stay what they are unless they cancel: of y / x in the slope of a power, 1 / x may be infinite.
    /// </summary>
    private Term Paired(Term term)
    {
        var (factors, divisors) = (term.Factors.ToList(), term.Divisors.ToList());
        for (int d = divisors.Count - 1; d >= 0; d--)
            for (int f = 0; f < factors.Count; f++)
                if (quotients.TryGetValue((factors[f], divisors[d]), out var quotient))
                {
                    factors[f] = quotient;
                    divisors.RemoveAt(d);
                    break;
                }
        return new(term.Coefficient, factors, divisors);
    }

    public Node Build(Term term)
    {
        var (magnitude, isNegative) = Magnitude(term);
        return isNegative ? b.Neg(magnitude) : magnitude;
    }

    public (Node Magnitude, bool IsNegative) Magnitude(Term term)
    {
        term = Paired(term.Reduced());
        var factors = Known(term.Factors);
        int innermost = term.MaxLevel;
        Node? product = null;
        // From the outside in: what an outer loop has is multiplied there.
        foreach (int level in factors.Concat(term.Divisors).Select(f => f.MaxLevel).Distinct().OrderBy(l => l))
        {
            var here = factors.Where(f => f.MaxLevel == level).ToArray();
            // What waits for a sum is one factor, what does not is another: it may be kept from the pass that sums.
            var late = Times(here.Where(f => f != seed && f.HasReductions));
            var early = Times(here.Where(f => f != seed && !f.HasReductions));
            var divisor = Times(term.Divisors.Where(f => f.MaxLevel == level));
            product = Times(product, here.Contains(seed) ? seed : null);
            if (divisor != null && here.Contains(seed) && level < innermost)
                (product, divisor) = (b.Div(product!, divisor), null);
            product = Times(product, Times(late, early));
            if (divisor != null)
                product = b.Div(product ?? Constant(ref term), divisor);
            product = WithConstant(product!, ref term);
        }
        return (product ?? b.Real(Math.Abs(term.Coefficient)), term.Coefficient < 0);
    }

    private Node Constant(ref Term term)
    {
        var constant = b.Real(Math.Abs(term.Coefficient));
        term = term with { Coefficient = Math.Sign(term.Coefficient) };
        return constant;
    }

    private Node WithConstant(Node product, ref Term term) =>
        Math.Abs(term.Coefficient) == 1 ? product : b.Mul(Constant(ref term), product);

    private Node? Times(IEnumerable<Node> factors) => factors.Aggregate((Node?)null, (product, f) => Times(product, f));

    private Node? Times(Node? x, Node? y) => x is null ? y : y is null ? x : b.Mul(x, y);

    /// <summary>The factors, with products that exist already in their place.</summary>
    private IReadOnlyList<Node> Known(IReadOnlyList<Node> factors)
    {
        var list = factors.ToList();
        for (int i = 0; i < list.Count; i++)
            for (int j = i + 1; j < list.Count; j++)
                if (known.TryGetValue((list[i], list[j]), out var product))
                {
                    list[i] = product;
                    list.RemoveAt(j);
                    (i, j) = (-1, list.Count);
                    break;
                }
        return list;
    }

    // ------------------------------------------------------------------------------------------------------ loops, masks

    /// <summary>Σ k · e = k · Σ e, and Σ (c ? k · e : 0) = k · Σ (c ? e : 0): that is 0 where c never holds, even if k is infinite.</summary>
    private Node Hoisted(Node sum)
    {
        var (condition, body) = !primal.Contains(sum.Body) && Guarded(sum.Body) is var (guard, guarded) ? (guard, guarded) : (null, sum.Body);
        // Through what others use too: they take it in loops of their own.
        var term = Product(body, sharedDepth: 4);
        bool IsFixed(Node f) => !f.DependsOn(sum.ReduceIndex);
        var varying = new Term(1, [.. term.Factors.Where(f => !IsFixed(f))], [.. term.Divisors.Where(f => !IsFixed(f))]);
        var outside = new Term(term.Coefficient, Term.Less(term.Factors, varying.Factors), Term.Less(term.Divisors, varying.Divisors));
        if (condition == null && varying is { Factors: [{ Op: Opcode.Div } share], Divisors: [] } && Sum(share.Operands[0]) is var whole && whole == share.Operands[1])
            return Unless0(whole, outside);
        if (outside is { Coefficient: 1, Factors: [], Divisors: [] } || !varying.All.Any())
            return sum;
        if (condition == null)
            return Build(outside.Times(Product(Sum(Build(varying)))));
        var rest = Sum(b.Select(condition, Build(varying), b.Real(0)));
        outside = outside.Times(Product(rest));
        return outside.All.All(f => f == rest || IsFinite(f)) ? Build(outside) : Unless0(rest, outside);

        Node Sum(Node body) => b.Reduce(Opcode.ReduceSum, sum.ReduceIndex, body);

        // Shares of a whole add up to 1, but for those of nothing.
        Node Unless0(Node x, Term term) =>
            Build(new Term(term.Coefficient, [b.Select(b.Binary(Opcode.NotEqual, x, b.Real(0)), Build(term with { Coefficient = 1 }), b.Real(0))], []));
    }

    private Node Masked(Node choice)
    {
        if (Guarded(choice) is not var (condition, value) || primal.Contains(choice))
            return choice;
        if (IsGuardedInside(value, condition))
            return value;
        return condition.Op == Opcode.NotEqual && condition.Operands[1].IsZero && Scaled(condition, Zeroed(condition.Operands[0]), value) is { } scaled
            ? scaled : choice;
    }

    /// <summary>A sum of what is 0 itself where the guard does not hold: it kept the sum from a partial that never came.</summary>
    private bool IsGuardedInside(Node value, Node condition) =>
        value.Op is Opcode.Add or Opcode.Sub or Opcode.Neg && IsAdjoint(value)
            ? value.Operands.All(o => IsGuardedInside(o, condition))
            : IsMultiple(value) ? IsGuardedInside(MagnitudeOf(value), condition)
            : Product(value, isRoot: true, sharedDepth: 2) is var term && term.Factors.Any(f => AreGuards(f, term, condition)) ||
              term.All.Count(f => !IsFinite(f)) == 1 && term.Factors.FirstOrDefault(f => !IsFinite(f)) is { Op: Opcode.Add or Opcode.Sub } sum &&
              IsAdjoint(sum) && IsGuardedInside(sum, condition);

    /// <summary>What is the same for the whole call is taken as finite, and so is the seed.</summary>
    private bool IsFinite(Node factor) => factor == seed || factor.Free.Count == 0;

    /// <summary>Whether a condition holds wherever a factor, or a product with it, is not 0. Of choices in choices no conjunction is made: each would be another.</summary>
    private bool AreGuards(Node factor, Term term, Node condition) =>
        Inwards(factor).Skip(Implications.MostParts).Any() && !primal.Contains(factor)
            ? b.Implications.Holds([IsNotZero(factor, term), .. Inwards(factor)], condition)
            : b.Implications.Holds(Guards(factor, term), condition);

    private Node Guards(Node factor, Term term) =>
        IsNotZero(factor, term) is var isNotZero && primal.Contains(factor) ? isNotZero : b.And(isNotZero, Guards(factor));

    /// <summary>Where a factor is not 0, or a product with it is not: k · x is 0 where x is, if k is finite.</summary>
    private Node IsNotZero(Node factor, Term term) =>
        term.All.All(f => f == factor || IsFinite(f)) ? b.Binary(Opcode.NotEqual, factor, b.Real(0)) : b.True;

    private Node Guards(Node factor)
    {
        if (!guards.TryGetValue(factor, out var all))
            guards.Add(factor, all = Inwards(factor).Aggregate(b.True, b.And));
        return all;
    }

    /// <summary>The conditions without which a value is 0, outer ones first.</summary>
    private IEnumerable<Node> Inwards(Node node)
    {
        for (; Guarded(node) is var (condition, value); node = value)
            yield return condition;
    }

    /// <summary>
    /// c ? k · e : 0 = (c ? k : 0) · e, k the scale of a row, where e is finite if c does not hold: c is s ≠ 0, where s is the sum of e
    /// or of e², so that e is 0 there (no exponential and no square is negative); or it masks an adjoint that is 0, and e cannot overflow.
    /// </summary>
    private Node? Scaled(Node condition, Func<Node, bool> isZeroed, Node value)
    {
        // Through the guards of single elements.
        if (Guarded(value) is var (elements, element))
            return Scaled(condition, isZeroed, element) is { } scaled ? b.Select(elements, scaled, b.Real(0)) : null;
        var term = Product(value);
        int level = term.MaxLevel;
        var row = new Term(term.Coefficient, [.. term.Factors.Where(f => f.MaxLevel < level)], [.. term.Divisors.Where(f => f.MaxLevel < level)]);
        var varying = Term.Less(term.Factors, row.Factors);
        return condition.MaxLevel < level && row.Divisors.Count == term.Divisors.Count && varying.All(isZeroed)
            ? Build(new Term(1, [b.Select(condition, Build(row), b.Real(0)), .. varying], []))
            : null;
    }

    /// <summary>What is finite, if not 0, where a value is 0.</summary>
    private Func<Node, bool> Zeroed(Node masked)
    {
        if (!primal.Contains(masked))
            return f => f.Op is Opcode.Sigmoid or Opcode.Tanh || f.Op == Opcode.Exp && b.Implications.IsAtMostZero(f.Operands[0]);
        var sum = masked.Op == Opcode.Sqrt ? masked.Operands[0] : masked;
        if (sum.Op != Opcode.ReduceSum)
            return _ => false;
        var summand = sum.Body.Op == Opcode.Mul && sum.Body.Operands[0] == sum.Body.Operands[1] ? sum.Body.Operands[0] : sum.Body;
        return f => (summand != sum.Body || f.Op == Opcode.Exp) && f.Op == summand.Op && f.Free.Any(i =>
            i.IndexExtent == sum.ReduceIndex.IndexExtent && !sum.DependsOn(i) && Substitution.Apply(b, summand, [sum.ReduceIndex], [i]) == f);
    }

    /// <summary>The condition of a value that is 0 elsewhere, and the value.</summary>
    private (Node Condition, Node Value)? Guarded(Node node) =>
        node.Op != Opcode.Select ? null
        : node.Operands[2].IsZero ? (node.Operands[0], node.Operands[1])
        : node.Operands[1].IsZero ? (b.Not(node.Operands[0]), node.Operands[2])
        : null;
}
