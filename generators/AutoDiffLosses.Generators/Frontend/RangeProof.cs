using System.Collections.Generic;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Frontend;

/// <summary>
/// Whether an index is in range for certain where a condition holds: <c>i &gt; 0 ? v[i - 1] : 0</c> needs no check, though the load needs
/// its guard. Integers are a term and a constant; what is known of them are relations a + p ≤ b + q.
/// </summary>
internal static class RangeProof
{
    private readonly record struct Relation(Node? Lower, long LowerConstant, Node? Upper, long UpperConstant);

    public static bool IsWithin(Node index, Node extent, Node guard)
    {
        var (term, constant) = Ranges.Affine(index);
        var (limit, limitConstant) = Ranges.Affine(extent);
        var known = new List<Relation>();
        if (term is { Op: Opcode.Index })
        {
            var (bound, boundConstant) = Ranges.Affine(term.IndexExtent);
            known.Add(new(null, 0, term, 0));
            known.Add(new(term, 1, bound, boundConstant));
        }
        Add(guard, known);

        // 0 ≤ term + constant, and term + constant + 1 ≤ limit + limitConstant.
        return Follows(new(null, 0, term, constant), known) && Follows(new(term, constant + 1, limit, limitConstant), known);
    }

    private static bool Follows(Relation wanted, List<Relation> known)
    {
        if (wanted.Lower == wanted.Upper)
            return wanted.LowerConstant <= wanted.UpperConstant;
        foreach (var relation in known)
            if (relation.Lower == wanted.Lower && relation.Upper == wanted.Upper &&
                wanted.LowerConstant - relation.LowerConstant <= wanted.UpperConstant - relation.UpperConstant)
                return true;
        return false;
    }

    private static void Add(Node condition, List<Relation> known)
    {
        // Long conjunctions lean to the left.
        for (; condition.Op == Opcode.And; condition = condition.Operands[0])
            Add(condition.Operands[1], known);
        switch (condition.Op)
        {
            case Opcode.Less or Opcode.LessEqual when condition.Operands[0].Kind == ScalarKind.Int:
                var (x, p) = Ranges.Affine(condition.Operands[0]);
                var (y, q) = Ranges.Affine(condition.Operands[1]);
                known.Add(new(x, condition.Op == Opcode.Less ? p + 1 : p, y, q));
                break;
            // An index that is not 0 is at least 1.
            case Opcode.NotEqual when condition.Operands[0].Op == Opcode.Index && condition.Operands[1].IsZero:
                known.Add(new(null, 1, condition.Operands[0], 0));
                break;
            case Opcode.NotEqual when condition.Operands[1].Op == Opcode.Index && condition.Operands[0].IsZero:
                known.Add(new(null, 1, condition.Operands[1], 0));
                break;
        }
    }
}
