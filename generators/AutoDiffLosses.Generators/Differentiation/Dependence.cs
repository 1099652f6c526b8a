using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Differentiation;

/// <summary>
/// Which values are differentiated: those that depend on a parameter with a gradient, by ways that carry a derivative. Conditions,
/// indices, extents, steps and what is stopped carry none.
/// </summary>
internal sealed class Dependence
{
    private readonly HashSet<Node> differentiated = [];

    public Dependence(IEnumerable<Node> roots, IEnumerable<Node> parameters)
    {
        differentiated.UnionWith(parameters);
        foreach (var node in Graph.Reachable(roots))
            if (node.Kind == ScalarKind.Real && Carriers(node).Any(differentiated.Contains))
                differentiated.Add(node);
    }

    public bool Contains(Node node) => differentiated.Contains(node);

    /// <summary>The operands through which a derivative passes.</summary>
    private static IEnumerable<Node> Carriers(Node node)
    {
        switch (node.Op)
        {
            case Opcode.Stop or Opcode.Sign or Opcode.Floor or Opcode.Ceiling or Opcode.Round or Opcode.Truncate:
            case Opcode.Zeros or Opcode.Convert:
                return [];
            case Opcode.Surrogate:
                return [node.Operands[1]];
            case Opcode.Select:
                return node.Operands.Skip(1);
            case Opcode.Load:
                return [node.Array];
            case Opcode.With or Opcode.Scatter:
                return [node.Array, node.Written];
            default:
                return node.Op.IsBinder() ? [node.Body] : node.Operands;
        }
    }
}
