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

    /// <summary>Sums and quotients that gradients are made of.</summary>
    private readonly Dictionary<(Node, Node), Node> differences = [], quotients = [];

    private readonly Dictionary<Node, bool> reduced = [];

    /// <summary>The arms of choices that became one: found once, or choices in choices would take twice as long each.</summary>
    private readonly Dictionary<Node, Node> arms = [];

    private Products(LiftedFormula formula)
    {
        (b, seed) = (formula.Builder, formula.Seed);
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

    private bool IsAdjoint(Node node) => !primal.Contains(node) && !shared.Contains(node);

    private Node Tidied(Node node)
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
            // What is long stays as it is, and is not looked into again.
            case Opcode.Add or Opcode.Sub when Terms(node, isRoot: true, intoPrimal: false).Count > MostParts:
            case Opcode.Mul or Opcode.Div when Product(node, isRoot: true).All.Count() > MostParts:
                shared.Add(node);
                return node;
            case Opcode.Mul or Opcode.Div or Opcode.Neg:
                return Build(Cancelled(node) ?? Product(node, isRoot: true));
            case Opcode.Add or Opcode.Sub:
                return Sum(node);
            case Opcode.ReduceSum:
                return Hoisted(node);
            case Opcode.Select:
                return Masked(node);
            default:
                return node;
        }
    }

    // ---------------------------------------------------------------------------------------------------------- products

    /// <summary>A constant times factors, divided by factors.</summary>
    private sealed record Term(double Coefficient, IReadOnlyList<Node> Factors, IReadOnlyList<Node> Divisors)
    {
        public static readonly Term One = new(1, [], []);

        public Term Times(Term other) =>
            new(Coefficient * other.Coefficient, [.. Factors, .. other.Factors], [.. Divisors, .. other.Divisors]);

        public Term Inverse() => new(1 / Coefficient, Divisors, Factors);

        /// <summary>Without factors that it is divided by as well.</summary>
        public Term Reduced()
        {
            var (factors, divisors) = (Factors.ToList(), new List<Node>());
            foreach (var divisor in Divisors)
                if (!factors.Remove(divisor))
                    divisors.Add(divisor);
            return divisors.Count == Divisors.Count ? this : new(Coefficient, factors, divisors);
        }

        public IEnumerable<Node> All => Factors.Concat(Divisors);
        public int MaxLevel => All.Select(f => f.MaxLevel).DefaultIfEmpty(0).Max();
        public bool IsSimple => Coefficient is 1 or -1 && Factors.Count + Divisors.Count <= 1;
    }

    /// <param name="primalDepth">How deep products of the value are taken apart.</param>
    /// <param name="sharedDepth">How deep adjoints with several users are.</param>
    private Term Product(Node node, bool isRoot = false, int primalDepth = 0, int sharedDepth = 0)
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
        int more = reduced.All.Count() - closed.All.Count();
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
        return term with { Factors = factors, Divisors = divisors };
    }

    private Node Build(Term term)
    {
        var (magnitude, isNegative) = Magnitude(term);
        return isNegative ? b.Neg(magnitude) : magnitude;
    }

    private (Node Magnitude, bool IsNegative) Magnitude(Term term)
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
            var late = Times(here.Where(f => f != seed && IsReduced(f)));
            var early = Times(here.Where(f => f != seed && !IsReduced(f)));
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

    /// <summary>Whether it depends on a reduction.</summary>
    private bool IsReduced(Node node)
    {
        if (!reduced.TryGetValue(node, out bool result))
            reduced.Add(node, result = Graph.Reachable(node).Any(n => n.Op.IsReduce()));
        return result;
    }

    // -------------------------------------------------------------------------------------------------------------- sums

    private Node Sum(Node node)
    {
        var terms = Terms(node, isRoot: true, intoPrimal: false);
        if (terms.Count < 2)
            return terms.Count == 0 ? b.Real(0) : Build(terms[0]);
        // A factor of all terms may be hidden in a product of the loss.
        var open = Terms(node, isRoot: true, intoPrimal: true);
        return Factored(open) ?? Factored(terms) ?? Build(terms);
    }

    /// <summary>The terms, those that differ in their constants alone as one.</summary>
    private List<Term> Terms(Node node, bool isRoot, bool intoPrimal)
    {
        var terms = new List<Term>();
        Add(node, 1, isRoot);
        return Choices(terms);

        void Add(Node n, double sign, bool opens)
        {
            if (n.Op is Opcode.Add or Opcode.Sub && (opens || IsAdjoint(n)))
            {
                Add(n.Operands[0], sign, false);
                Add(n.Operands[1], n.Op == Opcode.Add ? sign : -sign, false);
                return;
            }
            var term = Product(n, false, primalDepth: intoPrimal ? 4 : 0, sharedDepth: intoPrimal ? 4 : 0).Reduced();
            term = term with { Coefficient = sign * term.Coefficient };
            AddTerm(terms, term);
        }
    }

    private static void AddTerm(List<Term> terms, Term term)
    {
        int same = terms.FindIndex(t => SameFactors(t, term));
        if (same < 0)
            terms.Add(term);
        else if (terms[same].Coefficient + term.Coefficient is var sum && sum != 0)
            terms[same] = term with { Coefficient = sum };
        else
            terms.RemoveAt(same);
    }

    private static bool SameFactors(Term x, Term y) =>
        x.Factors.Count == y.Factors.Count && x.Divisors.Count == y.Divisors.Count &&
        Common(x.Factors, y.Factors).Count == x.Factors.Count && Common(x.Divisors, y.Divisors).Count == x.Divisors.Count;

    /// <summary>The sum with its common factors before it; null where that costs as much as it saves.</summary>
    private Node? Factored(List<Term> terms)
    {
        if (terms.Count < 2)
            return null;
        double constant = terms.All(t => Math.Abs(t.Coefficient) == Math.Abs(terms[0].Coefficient)) ? Math.Abs(terms[0].Coefficient) : 1;
        terms = [.. terms.Select(t => t with { Coefficient = t.Coefficient / constant })];
        var factors = terms.Skip(1).Aggregate(terms[0].Factors, (common, t) => Common(common, t.Factors));
        var divisors = terms.Skip(1).Aggregate(terms[0].Divisors, (common, t) => Common(common, t.Divisors));
        int level = terms.Max(t => t.MaxLevel);

        // What is the same for the whole loop costs a term one multiplication, and none if the term is.
        var outer = new Term(1, [.. factors.Where(f => f.MaxLevel < level)], [.. divisors.Where(f => f.MaxLevel < level)]);
        var inner = new Term(1, [.. factors.Where(f => f.MaxLevel == level)], [.. divisors.Where(f => f.MaxLevel == level)]);
        bool HasScale(Term t) => t.MaxLevel == level && (Math.Abs(t.Coefficient) != 1 || t.All.Any(f => f.MaxLevel < level));
        int before = terms.Count(HasScale), after = 1 + terms.Count(t => HasScale(Without(t, outer)));
        if (outer.All.Any() && (after < before || Opened([.. terms.Select(t => Without(t, outer))]).Count < terms.Count))
            inner = inner.Times(outer);
        inner = inner with { Coefficient = constant };
        return constant != 1 || inner.All.Any() ? Build(inner.Times(Product(Difference(Build(Opened([.. terms.Select(t => Without(t, inner))])))))) : null;
    }

    /// <summary>The terms of sums that stand among the terms.</summary>
    private List<Term> Opened(List<Term> terms)
    {
        var open = new List<Term>();
        foreach (var term in terms)
            if (term is { Factors: [{ Op: Opcode.Add or Opcode.Sub } sum], Divisors: [] } && IsAdjoint(sum))
                foreach (var inner in Terms(sum, isRoot: true, intoPrimal: false))
                    AddTerm(open, inner with { Coefficient = term.Coefficient * inner.Coefficient });
            else
                AddTerm(open, term);
        return open;
    }

    /// <summary>q - p as -(p - q), where that is there already.</summary>
    private Node Difference(Node node)
    {
        if (node.Op != Opcode.Sub)
            return node;
        if (differences.TryGetValue((node.Operands[1], node.Operands[0]), out var opposite))
            return b.Make(Opcode.Neg, ScalarKind.Real, 0, 0, "", opposite);
        differences[(node.Operands[0], node.Operands[1])] = node;
        return node;
    }

    private static Term Without(Term term, Term common) =>
        new(term.Coefficient, Less(term.Factors, common.Factors), Less(term.Divisors, common.Divisors));

    private static IReadOnlyList<Node> Common(IReadOnlyList<Node> x, IReadOnlyList<Node> y)
    {
        var rest = y.ToList();
        return [.. x.Where(rest.Remove)];
    }

    private static IReadOnlyList<Node> Less(IReadOnlyList<Node> x, IReadOnlyList<Node> y)
    {
        var rest = y.ToList();
        return [.. x.Where(f => !rest.Remove(f))];
    }

    /// <summary>The sum of terms, those of an outer loop added there, and begun with one that is not negative.</summary>
    private Node Build(List<Term> terms)
    {
        terms = Collected(terms);
        (Node Value, bool IsNegative)? sum = null;
        foreach (var level in terms.GroupBy(t => t.MaxLevel).OrderByDescending(g => g.Key))
        {
            (Node Value, bool IsNegative)? part = null;
            foreach (var term in level)
                part = Plus(part, Magnitude(term));
            sum = Plus(sum, part!.Value);
        }
        return sum!.Value.IsNegative ? b.Neg(sum.Value.Value) : sum.Value.Value;
    }

    /// <summary>Terms that are chosen by one condition are one choice.</summary>
    private List<Term> Choices(List<Term> terms)
    {
        for (int i = 0; i < terms.Count; i++)
            for (int j = i + 1; j < terms.Count; j++)
                if (Choice(terms[i]) is { } x && Choice(terms[j]) is { } y && x.Operands[0] == y.Operands[0])
                {
                    Node Arm(int arm)
                    {
                        var sum = terms[i].Coefficient == terms[j].Coefficient
                            ? b.Add(x.Operands[arm], y.Operands[arm]) : b.Sub(x.Operands[arm], y.Operands[arm]);
                        if (!arms.TryGetValue(sum, out var tidied))
                            arms.Add(sum, tidied = Tidied(sum));
                        return tidied;
                    }
                    terms[i] = terms[i] with { Factors = [b.Select(x.Operands[0], Arm(1), Arm(2))] };
                    terms.RemoveAt(j--);
                }
        return terms;
    }

    private Node? Choice(Term term) =>
        term is { Coefficient: 1 or -1, Factors: [{ Op: Opcode.Select } choice], Divisors: [] } && IsAdjoint(choice) ? choice : null;

    /// <summary>A sum may be one of fewer terms, once the value's own sums in it are taken apart.</summary>
    private List<Term> Collected(List<Term> terms)
    {
        var open = new List<Term>();
        foreach (var term in terms)
            Open(term, depth: 4);
        return open.Count is > 0 && open.Count < terms.Count ? open : terms;

        void Open(Term term, int depth)
        {
            if (depth > 0 && term is { Factors: [{ Op: Opcode.Add or Opcode.Sub } sum], Divisors: [] })
            {
                Open(Product(sum.Operands[0]).Times(new(term.Coefficient, [], [])), depth - 1);
                Open(Product(sum.Operands[1]).Times(new(sum.Op == Opcode.Add ? term.Coefficient : -term.Coefficient, [], [])), depth - 1);
            }
            else
                AddTerm(open, term);
        }
    }

    private (Node Value, bool IsNegative) Plus((Node Value, bool IsNegative)? sum, (Node Value, bool IsNegative) term) =>
        sum is not { } x ? term
        : x.IsNegative == term.IsNegative ? (b.Add(x.Value, term.Value), x.IsNegative)
        : x.IsNegative ? (b.Sub(term.Value, x.Value), false)
        : (b.Sub(x.Value, term.Value), false);

    // ------------------------------------------------------------------------------------------------------ loops, masks

    /// <summary>Σ k · e = k · Σ e, and Σ (c ? k · e : 0) = k · Σ (c ? e : 0): that is 0 where c never holds, even if k is infinite.</summary>
    private Node Hoisted(Node sum)
    {
        var (condition, body) = !primal.Contains(sum.Body) && Guarded(sum.Body) is var (guard, guarded) ? (guard, guarded) : (null, sum.Body);
        // Through what others use too: they take it in loops of their own.
        var term = Product(body, sharedDepth: 4);
        bool IsFixed(Node f) => !f.DependsOn(sum.ReduceIndex);
        var varying = new Term(1, [.. term.Factors.Where(f => !IsFixed(f))], [.. term.Divisors.Where(f => !IsFixed(f))]);
        var outside = new Term(term.Coefficient, Less(term.Factors, varying.Factors), Less(term.Divisors, varying.Divisors));
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
            : Product(value, isRoot: true, sharedDepth: 2) is var term && term.Factors.Any(f => Implications.Holds(b, Guards(f, term), condition)) ||
              term.All.Count(f => !IsFinite(f)) == 1 && term.Factors.FirstOrDefault(f => !IsFinite(f)) is { Op: Opcode.Add or Opcode.Sub } sum &&
              IsAdjoint(sum) && IsGuardedInside(sum, condition);

    /// <summary>What is the same for the whole call is taken as finite, and so is the seed.</summary>
    private bool IsFinite(Node factor) => factor == seed || factor.Free.Count == 0;

    /// <summary>Where a factor is not 0, or a product with it is not: k · x is 0 where x is, if k is finite.</summary>
    private Node Guards(Node factor, Term term)
    {
        var guards = term.All.All(f => f == factor || IsFinite(f)) ? b.Binary(Opcode.NotEqual, factor, b.Real(0)) : b.True;
        return primal.Contains(factor) ? guards : b.And(guards, Guards(factor));
    }

    private Node Guards(Node node)
    {
        var guards = b.True;
        while (Guarded(node) is var (condition, value))
            (guards, node) = (b.And(guards, condition), value);
        return guards;
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
        var varying = Less(term.Factors, row.Factors);
        return condition.MaxLevel < level && row.Divisors.Count == term.Divisors.Count && varying.All(isZeroed)
            ? Build(new Term(1, [b.Select(condition, Build(row), b.Real(0)), .. varying], []))
            : null;
    }

    /// <summary>What is finite, if not 0, where a value is 0.</summary>
    private Func<Node, bool> Zeroed(Node masked)
    {
        if (!primal.Contains(masked))
            return f => f.Op is Opcode.Sigmoid or Opcode.Tanh || f.Op == Opcode.Exp && Implications.IsAtMostZero(b, f.Operands[0]);
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
