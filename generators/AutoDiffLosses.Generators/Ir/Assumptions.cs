using System.Collections.Generic;
using System.Linq;

namespace AutoDiffLosses.Generators.Ir;

/// <summary>Values under what is known where they are needed.</summary>
internal static class Assumptions
{
    /// <summary>The node where a condition holds, or where it does not.</summary>
    public static Node Under(IrBuilder b, Node node, Node condition, bool holds)
    {
        var known = Implied(b, condition, holds);
        var reachable = Graph.Reachable(node);
        return reachable.Any(known.ContainsKey)
            ? Graph.Rewrite(b, [node], n => known.TryGetValue(n, out bool value) ? b.Bool(value) : n)(node)
            : node;
    }

    /// <summary>
    /// The gradient under a condition. What the condition makes 0 is 0 in products too: a branch is selected, never scaled.
    /// </summary>
    public static Node UnderAsAdjoint(IrBuilder b, Node node, Node condition, bool holds)
    {
        var known = Implied(b, condition, holds);
        var changed = new Dictionary<Node, Node>();
        foreach (var n in Graph.Reachable(node))
        {
            var rebuilt = b.Rebuild(n, [.. n.Operands.Select(o => changed[o])]);
            if (rebuilt != n && rebuilt.Op is Opcode.Mul or Opcode.Div && (rebuilt.Operands[0].IsZero || rebuilt.Op == Opcode.Mul && rebuilt.Operands[1].IsZero))
                rebuilt = b.Zero(rebuilt.Kind);
            if (rebuilt is { IsZero: true, Kind: ScalarKind.Real })
                rebuilt = b.Real(0);       // not -0
            changed[n] = known.TryGetValue(n, out bool value) ? b.Bool(value) : rebuilt;
        }
        return changed[node];
    }

    /// <summary>What a condition says of others: of its opposite, and of its parts.</summary>
    public static Dictionary<Node, bool> Implied(IrBuilder b, Node condition, bool holds)
    {
        var known = new Dictionary<Node, bool>();
        var open = new Stack<(Node, bool)>([(condition, holds)]);
        while (open.Count > 0)
        {
            var (node, value) = open.Pop();
            if (node.IsConst || known.ContainsKey(node))
                continue;
            known[node] = value;
            known[b.Not(node)] = !value;
            if (node.Op == Opcode.Not)
                open.Push((node.Operands[0], !value));
            else if (node.Op == (value ? Opcode.And : Opcode.Or))
                foreach (var part in node.Operands)
                    open.Push((part, value));
        }
        return known;
    }
}
