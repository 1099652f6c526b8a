namespace AutoDiffLosses.Generators.Ir;

/// <summary>What is known of integers without running: whether an index lies inside of its dimension.</summary>
internal static class Ranges
{
    /// <summary>Whether 0 ≤ index &lt; extent is proved.</summary>
    public static bool IsWithin(Node index, Node extent)
    {
        var (term, c) = Affine(index);
        // i + c, with i ≥ 0.
        if (term is null or { Op: Opcode.Index } && c >= 0)
            return IsBelow(term, c, extent);
        // The other way round, t + c - i with 0 ≤ i ≤ E - 1: the greatest is t + c, and the least t + c - (E - 1).
        if (term is { Op: Opcode.Sub } && term.Operands[1] is { Op: Opcode.Index } i && Affine(term.Operands[0]) is var (from, d))
        {
            var (last, e) = Affine(i.IndexExtent);
            return from == last && d + c - e + 1 >= 0 && IsBelow(from, d + c, extent);
        }
        return false;
    }

    /// <summary>Whether term + c &lt; limit, going from an index variable to the end of its loop, and so on outwards.</summary>
    private static bool IsBelow(Node? term, long c, Node limit)
    {
        var (of, e) = Affine(limit);
        while (term != of && term is { Op: Opcode.Index } index)
        {
            (term, long d) = Affine(index.IndexExtent);
            c += d - 1;
        }
        return term == of && c < e;
    }

    /// <summary>The integer as a term and a constant.</summary>
    public static (Node? Term, long Constant) Affine(Node n) =>
        n.IsConst ? (null, n.Bits)
        : n.Op == Opcode.Add && n.Operands[1].IsConst ? (n.Operands[0], n.Operands[1].Bits)
        : n.Op == Opcode.Sub && n.Operands[1].IsConst ? (n.Operands[0], -n.Operands[1].Bits)
        : (n, 0);
}
