using System.Collections.Generic;
using System.Linq;

namespace AutoDiffLosses.Generators.Ir;

/// <summary>
/// What follows from what, as far as it can be read off the expressions. Of conditions that are made of one another the same is asked over
/// and over, so that answers are remembered: the work is that of comparing each two parts once.
/// </summary>
internal sealed class Implications(IrBuilder b)
{
    /// <summary>The most parts of a condition that are compared with those of another one by one.</summary>
    public const int MostParts = 24;

    private readonly Dictionary<(Node, Node), bool> holds = [];
    private readonly Dictionary<(Node, Opcode), IReadOnlyList<Node>?> few = [];

    /// <summary>Whether y is proved to hold wherever x does.</summary>
    public bool Holds(Node x, Node y)
    {
        if (x == y)
            return true;
        if (IsOne(x) && IsOne(y))
            return Implies(x, y);
        if (!holds.TryGetValue((x, y), out bool isImplied))
            holds.Add((x, y), isImplied = OfParts(x, y));
        return isImplied;
    }

    /// <summary>The same of a conjunction that is too long to be made.</summary>
    public bool Holds(IReadOnlyList<Node> conjunction, Node y) =>
        Few(y, Opcode.And) is { Count: > 1 } all ? all.All(q => Holds(conjunction, q))
        : new HashSet<Node>(Parts(y, Opcode.Or)) is var any && conjunction.Any(x => Parts(x, Opcode.And).Any(any.Contains));

    private bool OfParts(Node x, Node y)
    {
        if (Few(y, Opcode.And) is { Count: > 1 } all)
            return all.All(q => Holds(x, q));
        if (Few(x, Opcode.Or) is { Count: > 1 } any)
            return any.All(p => Holds(p, y));
        var (some, one) = (Few(x, Opcode.And), Few(y, Opcode.Or));
        if (some == null || one == null)
            return some != null ? Parts(y, Opcode.Or).Any(some.Contains) : Parts(x, Opcode.And).Any(new HashSet<Node>(one ?? Parts(y, Opcode.Or)).Contains);
        return some.Count == 1 && one.Count == 1 ? Implies(x, y)
            : some.Any(p => one.Any(q => Holds(p, q))) || one.Any(q => q.Op == Opcode.And && Parts(q, Opcode.And).All(some.Contains));
    }

    /// <summary>Whether a condition has no parts.</summary>
    private static bool IsOne(Node condition) =>
        (condition.Op == Opcode.Not ? condition.Operands[0] : condition).Op is not (Opcode.And or Opcode.Or);

    /// <summary>Of two comparisons; that p &lt; q excludes q &lt; p and p = q holds for NaN too.</summary>
    private bool Implies(Node x, Node y)
    {
        if (x.Op is not (Opcode.Less or Opcode.Equal))
            return false;
        var (p, q) = (x.Operands[0], x.Operands[1]);
        var compared = (y.Op == Opcode.Not ? y.Operands[0] : y).Operands;
        if (compared.Count != 2 || !compared.Contains(p) || !compared.Contains(q))
            return false;
        return y == b.LessEqual(p, q)
            || y == b.Not(b.Less(q, p))
            || (x.Op == Opcode.Less
                ? y == b.Binary(Opcode.NotEqual, p, q) || y == b.Not(b.LessEqual(q, p))
                : y == b.LessEqual(q, p) || y == b.Not(b.Less(p, q)));
    }

    /// <summary>The parts of a condition; null of one with too many to compare one by one.</summary>
    private IReadOnlyList<Node>? Few(Node condition, Opcode op)
    {
        if (!few.TryGetValue((condition, op), out var known))
            few.Add((condition, op), known = Parts(condition, op).Take(MostParts + 1).ToList() is { Count: <= MostParts } parts ? parts : null);
        return known;
    }

    /// <summary>The conditions that a conjunction or disjunction is of; that one is not is the opposite of the other.</summary>
    private IEnumerable<Node> Parts(Node condition, Opcode op)
    {
        var (seen, open) = (new HashSet<Node>(), new Stack<Node>([condition]));
        while (open.Count > 0)
        {
            var node = open.Pop();
            bool isConjunction = node.Op == op, isOpposite = node.Op == Opcode.Not && node.Operands[0].Op == (op == Opcode.And ? Opcode.Or : Opcode.And);
            if (!isConjunction && !isOpposite)
                yield return node;
            // Conditions are made of one another: each is taken apart once.
            else if (seen.Add(node))
                foreach (var operand in isConjunction ? node.Operands : node.Operands[0].Operands)
                    open.Push(isConjunction ? operand : b.Not(operand));
        }
    }

    /// <summary>Whether it is at most 0, NaN apart, if no infinity or NaN goes into it: a value less the largest of those of which it is one.</summary>
    public bool IsAtMostZero(Node x) => IsFromMaximum(x) || IsFromFiniteMaximum(x);

    /// <summary>Whether x is a value less the largest of values of which it is one: then it is not above 0, NaN apart.</summary>
    public bool IsFromMaximum(Node x) => x.Op == Opcode.Sub && IsMaximum(Plain(x.Operands[1]), x.Operands[0]);

    /// <summary>The same, but that 0 stands for a maximum that is ∞, -∞ or NaN.</summary>
    public bool IsFromFiniteMaximum(Node x) =>
        x.Op == Opcode.Sub && Plain(x.Operands[1]) is { Op: Opcode.Select } shift
        && shift.Operands[2].IsZero && IsFinite(shift.Operands[0], shift.Operands[1]) && IsMaximum(Plain(shift.Operands[1]), x.Operands[0]);

    private static bool IsFinite(Node condition, Node value) =>
        condition.Op == Opcode.Less && condition.Operands[0].Op == Opcode.Abs && Plain(condition.Operands[0].Operands[0]) == Plain(value)
        && condition.Operands[1].IsRealConst(double.PositiveInfinity);

    private static Node Plain(Node node)
    {
        while (node.Op is Opcode.Stop or Opcode.Surrogate)
            node = node.Operands[0];
        return node;
    }

    private bool IsMaximum(Node maximum, Node x) => maximum.Op switch
    {
        Opcode.Max => maximum.Operands.Any(o => o == x || o.Op == Opcode.Max && o.Operands.Contains(x)),
        Opcode.ReduceMax => x.Free.Any(i => i.IndexExtent == maximum.ReduceIndex.IndexExtent && !maximum.DependsOn(i) &&
                                            Substitution.Apply(b, maximum.Body, [maximum.ReduceIndex], [i]) == x),
        _ => false,
    };
}
