using System.Collections.Generic;

namespace AutoDiffLosses.Generators.Ir;

/// <summary>What is known of integers without running: whether an index lies inside of its dimension.</summary>
internal static class Ranges
{
    /// <summary>Whether 0 ≤ index &lt; extent is proved.</summary>
    public static bool IsWithin(Node index, Node extent)
    {
        if (index.Op == Opcode.Index && index.IndexExtent == extent)
            return true;
        if (index.IsConst && extent.IsConst)
            return index.Int >= 0 && index.Int < extent.Int;

        // index = i + c with i < E: 0 ≤ c, and E + c ≤ extent.
        var (term, c) = Affine(index);
        if (term is not { Op: Opcode.Index } || c < 0)
            return false;
        var (bound, d) = Affine(term.IndexExtent);
        var (limit, e) = Affine(extent);
        return bound == limit && d + c <= e;
    }

    /// <summary>The integer as a term and a constant.</summary>
    public static (Node? Term, long Constant) Affine(Node n) =>
        n.IsConst ? (null, n.Bits)
        : n.Op == Opcode.Add && n.Operands[1].IsConst ? (n.Operands[0], n.Operands[1].Bits)
        : n.Op == Opcode.Sub && n.Operands[1].IsConst ? (n.Operands[0], -n.Operands[1].Bits)
        : (n, 0);
}
