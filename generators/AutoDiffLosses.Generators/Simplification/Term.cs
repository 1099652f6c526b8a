using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Simplification;

/// <summary>A constant times factors, divided by factors.</summary>
internal sealed record Term(double Coefficient, IReadOnlyList<Node> Factors, IReadOnlyList<Node> Divisors)
{
    public static readonly Term One = new(1, [], []);

    public IReadOnlyList<Node> Factors { get; } = Factors;
    public IReadOnlyList<Node> Divisors { get; } = Divisors;

    /// <summary>Equal for the same factors and divisors in any order.</summary>
    private readonly int signature = Mixed(Factors, 17) ^ Mixed(Divisors, 31);

    public IEnumerable<Node> All => Factors.Concat(Divisors);
    public int Count => Factors.Count + Divisors.Count;
    public int MaxLevel => All.Select(f => f.MaxLevel).DefaultIfEmpty(0).Max();

    public Term Times(Term other) =>
        new(Coefficient * other.Coefficient, [.. Factors, .. other.Factors], [.. Divisors, .. other.Divisors]);

    public Term Inverse() => new(1 / Coefficient, Divisors, Factors);

    /// <summary>Without factors that it is divided by as well.</summary>
    public Term Reduced()
    {
        if (Divisors.Count == 0)
            return this;
        var (factors, divisors) = (Factors.ToList(), new List<Node>());
        foreach (var divisor in Divisors)
            if (!factors.Remove(divisor))
                divisors.Add(divisor);
        return divisors.Count == Divisors.Count ? this : new(Coefficient, factors, divisors);
    }

    public Term Without(Term common) => new(Coefficient, Less(Factors, common.Factors), Less(Divisors, common.Divisors));

    /// <summary>Whether it differs in its constant at most.</summary>
    private bool IsMultipleOf(Term other) =>
        signature == other.signature && Factors.Count == other.Factors.Count && Divisors.Count == other.Divisors.Count &&
        Common(Factors, other.Factors).Count == Factors.Count && Common(Divisors, other.Divisors).Count == Divisors.Count;

    /// <summary>Adds a term to a sum; those that differ in their constants alone are one.</summary>
    public static void Add(List<Term> sum, Term term)
    {
        int same = sum.FindIndex(term.IsMultipleOf);
        if (same < 0)
            sum.Add(term);
        else if (sum[same].Coefficient + term.Coefficient is var coefficient && coefficient != 0)
            sum[same] = term with { Coefficient = coefficient };
        else
            sum.RemoveAt(same);
    }

    public static IReadOnlyList<Node> Common(IReadOnlyList<Node> x, IReadOnlyList<Node> y)
    {
        var rest = y.ToList();
        return [.. x.Where(rest.Remove)];
    }

    public static IReadOnlyList<Node> Less(IReadOnlyList<Node> x, IReadOnlyList<Node> y)
    {
        if (y.Count == 0)
            return x;
        var rest = y.ToList();
        return [.. x.Where(f => !rest.Remove(f))];
    }

    private static int Mixed(IReadOnlyList<Node> nodes, int seed)
    {
        int sum = seed * nodes.Count;
        foreach (var node in nodes)
            sum = unchecked(sum + (node.Id + seed) * (node.Id ^ 0x5bd1e995));
        return sum;
    }
}
