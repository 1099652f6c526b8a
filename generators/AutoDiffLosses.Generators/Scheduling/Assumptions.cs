using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Scheduling;

/// <summary>Values under what is known where they are needed.</summary>
internal static class Assumptions
{
    /// <summary>The node where a condition holds, or where it does not.</summary>
    public static Node Under(IrBuilder b, Node node, Node condition, bool holds)
    {
        var (yes, no) = (condition, b.Not(condition));
        var reachable = Graph.Reachable(node);
        if (!reachable.Contains(yes) && !reachable.Contains(no))
            return node;
        return Graph.Rewrite(b, [node], n => n == yes ? b.Bool(holds) : n == no ? b.Bool(!holds) : n)(node);
    }

    /// <summary>The gradient under a condition. What the condition makes 0 is 0 in products too: a branch is selected, never scaled.</summary>
    public static Node UnderAsAdjoint(IrBuilder b, Node node, Node condition, bool holds)
    {
        var (yes, no) = (condition, b.Not(condition));
        var changed = new Dictionary<Node, Node>();
        foreach (var n in Graph.Reachable(node))
        {
            var rebuilt = b.Rebuild(n, [.. n.Operands.Select(o => changed[o])]);
            if (rebuilt != n && rebuilt.Op is Opcode.Mul or Opcode.Div && (rebuilt.Operands[0].IsZero || rebuilt.Op == Opcode.Mul && rebuilt.Operands[1].IsZero))
                rebuilt = b.Zero(rebuilt.Kind);
            if (rebuilt is { IsZero: true, Kind: ScalarKind.Real })
                rebuilt = b.Real(0);       // not -0
            changed[n] = n == yes ? b.Bool(holds) : n == no ? b.Bool(!holds) : rebuilt;
        }
        return changed[node];
    }

    /// <summary>The nodes with what their loops imply: within a loop over n, n is not 0.</summary>
    public static System.Func<Node, Node> OfLoops(IrBuilder b, IEnumerable<Node> roots) => Graph.Rewrite(b, roots, node =>
    {
        if (!node.Op.IsBinder())
            return node;
        var operands = node.Operands.ToArray();
        int first = node.Op == Opcode.Scatter ? 1 : 0;
        foreach (var extent in node.Bound.Select(i => i.IndexExtent).Distinct().Where(e => !e.IsConst).ToArray())
            for (int i = first; i < operands.Length; i++)
                if (operands[i].Op != Opcode.Index)
                    operands[i] = Under(b, operands[i], b.Equal(extent, b.Int(0)), false);
        return b.Rebuild(node, operands);
    });

    /// <summary>A choice that a loop leaves alone stands outside of it.</summary>
    public static System.Func<Node, Node> Unswitch(IrBuilder b, IEnumerable<Node> roots) => Graph.Rewrite(b, roots, node =>
        node.Op.IsReduce() && node.Op is not (Opcode.ReduceArgMin or Opcode.ReduceArgMax) && node.Body.Op == Opcode.Select &&
        !node.Body.Operands[0].DependsOn(node.ReduceIndex)
            ? b.Select(node.Body.Operands[0], b.Reduce(node.Op, node.ReduceIndex, node.Body.Operands[1]),
                       b.Reduce(node.Op, node.ReduceIndex, node.Body.Operands[2]))
            : node);
}
