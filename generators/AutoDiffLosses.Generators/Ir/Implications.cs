using System.Linq;

namespace AutoDiffLosses.Generators.Ir;

/// <summary>What follows from what, as far as it can be read off the expressions.</summary>
internal static class Implications
{
    /// <summary>Whether y is proved to hold wherever x does.</summary>
    public static bool Holds(IrBuilder b, Node x, Node y) =>
        Parts(b, y, Opcode.And) is { } all ? all.All(q => Holds(b, x, q))
        : Parts(b, x, Opcode.Or) is { } any ? any.All(p => Holds(b, p, y))
        : x == y
        || Parts(b, y, Opcode.Or) is { } one && one.Any(q => Holds(b, x, q))
        || Parts(b, x, Opcode.And) is { } some && some.Any(p => Holds(b, p, y))
        || Implies(b, x, y);

    /// <summary>Of two comparisons; that p &lt; q excludes q &lt; p and p = q holds for NaN too.</summary>
    private static bool Implies(IrBuilder b, Node x, Node y)
    {
        if (x.Op is not (Opcode.Less or Opcode.Equal))
            return false;
        var (p, q) = (x.Operands[0], x.Operands[1]);
        return y == b.LessEqual(p, q)
            || y == b.Not(b.Less(q, p))
            || (x.Op == Opcode.Less
                ? y == b.Binary(Opcode.NotEqual, p, q) || y == b.Not(b.LessEqual(q, p))
                : y == b.LessEqual(q, p) || y == b.Not(b.Less(p, q)));
    }

    /// <summary>The two conditions that a conjunction or disjunction is of; that one is not is the opposite of the other.</summary>
    private static Node[]? Parts(IrBuilder b, Node x, Opcode op) =>
        x.Op == op ? [.. x.Operands]
        : x.Op == Opcode.Not && x.Operands[0].Op == (op == Opcode.And ? Opcode.Or : Opcode.And) ? [.. x.Operands[0].Operands.Select(b.Not)]
        : null;

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
