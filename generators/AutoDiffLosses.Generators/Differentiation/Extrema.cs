using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Differentiation;

/// <summary>
/// Makes the smallest of many values differentiate as the one that is the smallest: Min(j, e) becomes a Surrogate, which evaluates as
/// before, for e at j = ArgMin(j, e). So its gradient costs one evaluation of e and not a loop, and a tie goes to the lowest index.
/// From: a scalar. To: one of the same value, in which no differentiated node is a ReduceMin or ReduceMax.
/// </summary>
internal static class Extrema
{
    public static Node Apply(IrBuilder b, Node root, Dependence dependence)
    {
        var changed = new Dictionary<Node, Node>();
        foreach (var node in Graph.Reachable(root))
            // What is not differentiated stays, conditions and indices above all: the search is over the formula as it was.
            changed[node] = !dependence.Contains(node) ? node
                : node.Op is Opcode.ReduceMin or Opcode.ReduceMax ? AtExtremum(b, node, changed[node.Body])
                : b.Rebuild(node, [.. node.Operands.Select(o => changed[o])]);
        return changed[root];
    }

    private static Node AtExtremum(IrBuilder b, Node extremum, Node body)
    {
        var index = extremum.ReduceIndex;
        var search = extremum.Op == Opcode.ReduceMin ? Opcode.ReduceArgMin : Opcode.ReduceArgMax;
        var at = b.Reduce(search, index, extremum.Body);
        // Over nothing there is no element to read.
        var isAny = b.Less(b.Int(0), index.IndexExtent);
        return b.Surrogate(extremum, ArrayRules.ElementWhere(b, isAny, body, [index], [at]));
    }
}
