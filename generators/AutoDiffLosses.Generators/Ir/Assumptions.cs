using System;
using System.Collections.Generic;
using System.Linq;

namespace AutoDiffLosses.Generators.Ir;

/// <summary>Values under what is known where they are needed.</summary>
internal static class Assumptions
{
    /// <summary>The node where a condition holds, or where it does not.</summary>
    /// <param name="open">Index variables that the node may bind and that are still those of the condition: the batch's.</param>
    /// <param name="isWhole">What stays as it is, so that it stays one with what it is elsewhere.</param>
    /// <param name="asAdjoint">
    /// Whether what the condition makes 0 is 0 in products too: a branch of a gradient is selected, never scaled.
    /// </param>
    public static Node Under(
        IrBuilder b, Node node, Node condition, bool holds, Node? open = null, Func<Node, bool>? isWhole = null, bool asAdjoint = false) =>
        Under(b, [node], condition, holds, open, isWhole, asAdjoint)(node);

    /// <summary>The same of several nodes.</summary>
    public static Func<Node, Node> Under(
        IrBuilder b, IEnumerable<Node> roots, Node condition, bool holds, Node? open = null, Func<Node, bool>? isWhole = null, bool asAdjoint = false)
    {
        var known = Implied(b, condition, holds);
        var reachable = Graph.Reachable(roots, isWhole);
        if (!reachable.Any(known.ContainsKey))
            return node => node;
        var changed = new Dictionary<Node, Node>();
        foreach (var n in reachable)
        {
            if (known.TryGetValue(n, out bool value))
                changed[n] = b.Bool(value);
            // A variable that is bound again is another one.
            else if (isWhole != null && isWhole(n) || n.Bound.Any(v => v != open && condition.DependsOn(v)))
                changed[n] = n;
            else
            {
                var rebuilt = b.Rebuild(n, [.. n.Operands.Select(o => changed[o])]);
                changed[n] = asAdjoint && rebuilt != n ? AsAdjoint(b, rebuilt) : rebuilt;
            }
        }
        return node => changed[node];
    }

    private static Node AsAdjoint(IrBuilder b, Node node)
    {
        bool isZero = node.IsZero || node.Op == Opcode.Mul && node.Operands.Any(o => o.IsZero) || node.Op == Opcode.Div && node.Operands[0].IsZero;
        return isZero && node.Kind == ScalarKind.Real ? b.Real(0) : node;
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
