using System.Collections.Generic;
using System.Linq;

namespace AutoDiffLosses.Generators.Ir;

/// <summary>What follows from what, as far as it can be read off the expressions.</summary>
internal static class Implications
{
    /// <summary>The most parts of a condition that are compared with those of another one by one.</summary>
    private const int MostParts = 24;

    /// <summary>Whether y is proved to hold wherever x does.</summary>
    public static bool Holds(IrBuilder b, Node x, Node y)
    {
        if (x == y)
            return true;
        if (IsOne(x) && IsOne(y))
            return Implies(b, x, y);
        if (Parts(b, y, Opcode.And) is { Count: > 1 and <= MostParts } all)
            return all.All(q => Holds(b, x, q));
        if (Parts(b, x, Opcode.Or) is { Count: > 1 and <= MostParts } any)
            return any.All(p => Holds(b, p, y));
        var (some, one) = (Parts(b, x, Opcode.And), Parts(b, y, Opcode.Or));
        return some.Count == 1 && one.Count == 1 ? Implies(b, x, y)
            : some.Count > MostParts || one.Count > MostParts ? some.Intersect(one).Any()
            : some.Any(p => one.Any(q => Holds(b, p, q))) || one.Any(q => q.Op == Opcode.And && Parts(b, q, Opcode.And).All(some.Contains));
    }

    /// <summary>Whether a condition has no parts.</summary>
    private static bool IsOne(Node condition) =>
        (condition.Op == Opcode.Not ? condition.Operands[0] : condition).Op is not (Opcode.And or Opcode.Or);

    /// <summary>Of two comparisons; that p &lt; q excludes q &lt; p and p = q holds for NaN too.</summary>
    private static bool Implies(IrBuilder b, Node x, Node y)
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

    /// <summary>The conditions that a conjunction or disjunction is of; that one is not is the opposite of the other.</summary>
    private static List<Node> Parts(IrBuilder b, Node condition, Opcode op)
    {
        var parts = new List<Node>();
        var open = new Stack<Node>([condition]);
        while (open.Count > 0)
        {
            var node = open.Pop();
            if (node.Op == op)
                foreach (var operand in node.Operands)
                    open.Push(operand);
            else if (node.Op == Opcode.Not && node.Operands[0].Op == (op == Opcode.And ? Opcode.Or : Opcode.And))
                foreach (var operand in node.Operands[0].Operands)
                    open.Push(b.Not(operand));
            else
                parts.Add(node);
        }
        return parts;
    }

    /// <summary>
    /// Whether it is a value less the largest of its row, which is at most 0; where the largest is not finite, less another number:
    /// then the row holds an infinity or a NaN.
    /// </summary>
    public static bool IsAtMostZero(IrBuilder b, Node x) => x.Op == Opcode.Sub && IsLargest(b, x.Operands[1], x.Operands[0]);

    private static bool IsLargest(IrBuilder b, Node shift, Node x) => shift.Op switch
    {
        Opcode.Stop or Opcode.Surrogate => IsLargest(b, shift.Operands[0], x),
        Opcode.Select => IsLargest(b, shift.Operands[1], x) || IsLargest(b, shift.Operands[2], x),
        Opcode.ReduceMax => x.Free.Any(i => i.IndexExtent == shift.ReduceIndex.IndexExtent && !shift.DependsOn(i) &&
                                            Substitution.Apply(b, shift.Body, [shift.ReduceIndex], [i]) == x),
        _ => false,
    };
}
