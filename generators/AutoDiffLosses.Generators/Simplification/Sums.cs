using System;
using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Simplification;

/// <summary>
/// The sums of gradients: terms that differ in their constants alone are one, a factor that all terms have stands before the sum, and what
/// an outer loop has is added there. What is long stays as it is.
/// </summary>
internal sealed class Sums(IrBuilder b, Products products)
{
    /// <summary>Differences that gradients are made of.</summary>
    private readonly Dictionary<(Node, Node), Node> differences = [];

    /// <summary>The arms of choices that became one: found once, or choices in choices would take twice as long each.</summary>
    private readonly Dictionary<Node, Node> arms = [];

    /// <summary>The sum in the form that costs least; null of one with too many terms to look for it.</summary>
    public Node? Tidied(Node node)
    {
        var terms = Terms(node, isRoot: true, intoPrimal: false);
        if (products.IsLong(node, terms.Count))
            return null;
        if (terms.Count < 2)
            return terms.Count == 0 ? b.Real(0) : products.Build(terms[0]);
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
            if (n.Op is Opcode.Add or Opcode.Sub && (opens || products.IsAdjoint(n)))
            {
                Add(n.Operands[0], sign, false);
                Add(n.Operands[1], n.Op == Opcode.Add ? sign : -sign, false);
                return;
            }
            var term = products.Product(n, false, primalDepth: intoPrimal ? 4 : 0, sharedDepth: intoPrimal ? 4 : 0).Reduced();
            term = term with { Coefficient = sign * term.Coefficient };
            Term.Add(terms, term);
        }
    }

    /// <summary>The sum with its common factors before it; null where that costs as much as it saves.</summary>
    private Node? Factored(List<Term> terms)
    {
        if (terms.Count < 2)
            return null;
        double constant = terms.All(t => Math.Abs(t.Coefficient) == Math.Abs(terms[0].Coefficient)) ? Math.Abs(terms[0].Coefficient) : 1;
        terms = [.. terms.Select(t => t with { Coefficient = t.Coefficient / constant })];
        var factors = terms.Skip(1).Aggregate(terms[0].Factors, (common, t) => Term.Common(common, t.Factors));
        var divisors = terms.Skip(1).Aggregate(terms[0].Divisors, (common, t) => Term.Common(common, t.Divisors));
        int level = terms.Max(t => t.MaxLevel);

        // What is the same for the whole loop costs a term one multiplication, and none if the term is.
        var outer = new Term(1, [.. factors.Where(f => f.MaxLevel < level)], [.. divisors.Where(f => f.MaxLevel < level)]);
        var inner = new Term(1, [.. factors.Where(f => f.MaxLevel == level)], [.. divisors.Where(f => f.MaxLevel == level)]);
        bool HasScale(Term t) => t.MaxLevel == level && (Math.Abs(t.Coefficient) != 1 || t.All.Any(f => f.MaxLevel < level));
        int before = terms.Count(HasScale), after = 1 + terms.Count(t => HasScale(t.Without(outer)));
        if (outer.All.Any() && (after < before || Opened([.. terms.Select(t => t.Without(outer))]).Count < terms.Count))
            inner = inner.Times(outer);
        inner = inner with { Coefficient = constant };
        return constant != 1 || inner.All.Any() ? products.Build(inner.Times(products.Product(Difference(Build(Opened([.. terms.Select(t => t.Without(inner))])))))) : null;
    }

    /// <summary>The terms of sums that stand among the terms.</summary>
    private List<Term> Opened(List<Term> terms)
    {
        var open = new List<Term>();
        foreach (var term in terms)
            if (term is { Factors: [{ Op: Opcode.Add or Opcode.Sub } sum], Divisors: [] } && products.IsAdjoint(sum) &&
                Terms(sum, isRoot: true, intoPrimal: false) is var inside && !products.IsLong(sum, inside.Count))
                foreach (var inner in inside)
                    Term.Add(open, inner with { Coefficient = term.Coefficient * inner.Coefficient });
            else
                Term.Add(open, term);
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

    /// <summary>The sum of terms, those of an outer loop added there, and begun with one that is not negative.</summary>
    private Node Build(List<Term> terms)
    {
        terms = Collected(terms);
        (Node Value, bool IsNegative)? sum = null;
        foreach (var level in terms.GroupBy(t => t.MaxLevel).OrderByDescending(g => g.Key))
        {
            (Node Value, bool IsNegative)? part = null;
            foreach (var term in level)
                part = Plus(part, products.Magnitude(term));
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
                            arms.Add(sum, tidied = products.Tidied(sum));
                        return tidied;
                    }
                    terms[i] = new(terms[i].Coefficient, [b.Select(x.Operands[0], Arm(1), Arm(2))], []);
                    terms.RemoveAt(j--);
                }
        return terms;
    }

    private Node? Choice(Term term) =>
        term is { Coefficient: 1 or -1, Factors: [{ Op: Opcode.Select } choice], Divisors: [] } && products.IsAdjoint(choice) ? choice : null;

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
                Open(products.Product(sum.Operands[0]).Times(new(term.Coefficient, [], [])), depth - 1);
                Open(products.Product(sum.Operands[1]).Times(new(sum.Op == Opcode.Add ? term.Coefficient : -term.Coefficient, [], [])), depth - 1);
            }
            else
                Term.Add(open, term);
        }
    }

    private (Node Value, bool IsNegative) Plus((Node Value, bool IsNegative)? sum, (Node Value, bool IsNegative) term) =>
        sum is not { } x ? term
        : x.IsNegative == term.IsNegative ? (b.Add(x.Value, term.Value), x.IsNegative)
        : x.IsNegative ? (b.Sub(term.Value, x.Value), false)
        : (b.Sub(x.Value, term.Value), false);
}
