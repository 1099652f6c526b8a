using System.Collections.Generic;
using System.Linq;

namespace AutoDiffLosses.Generators.Ir;

/// <summary>What becomes of a load as it is built.</summary>
internal static class ArrayRules
{
    public static Node? Load(IrBuilder b, Node array, Node guard, IReadOnlyList<Node> indices)
    {
        switch (array.Op)
        {
            // A stopped array has stopped elements.
            case Opcode.Stop:
                return b.Stop(b.Load(array.Array, guard, indices));

            // An element of an array that a formula states is that formula, unless that would repeat a loop for each element.
            case Opcode.Tabulate when IsOneValue(array) || indices.All(i => i.Op == Opcode.Index) && indices.Distinct().Count() == indices.Count:
                var element = Substitution.Apply(b, array.Body, [.. array.Bound], indices);
                return guard.IsTrue ? element : Guarded(b, element, guard, indices);

            // The element that was just set. (Other elements wait until after differentiation.)
            case Opcode.With when guard.IsTrue && array.Guard.IsTrue && array.Targets.SequenceEqual(indices):
                return array.Written;

            default:
                return null;
        }
    }

    /// <summary>Whether no loop of the array's formula depends on the index: all elements are one evaluation, however often loaded.</summary>
    private static bool IsOneValue(Node tabulate)
    {
        var bound = tabulate.Bound.ToArray();
        var seen = new HashSet<Node>();
        var stack = new Stack<Node>([tabulate.Body]);
        while (stack.Count > 0)
        {
            var node = stack.Pop();
            if (!bound.Any(node.DependsOn) || !seen.Add(node))
                continue;
            if (node.Op.IsBinder() || node.Op == Opcode.With)
                return false;
            foreach (var operand in node.Operands)
                stack.Push(operand);
        }
        return true;
    }

    /// <summary>
    /// The element where the guard holds, else 0; its own loads, at addresses that the guard vouched for, are guarded as well.
    /// </summary>
    public static Node? Guarded(IrBuilder b, Node element, Node guard, IReadOnlyList<Node> indices)
    {
        // A loop of the element must not capture a variable of the guard.
        if (Graph.Reachable(element).SelectMany(n => n.Bound).Any(guard.DependsOn))
            return null;
        var vouched = new HashSet<Node>(indices.Where(i => !i.IsConst));
        var changed = new Dictionary<Node, Node>();
        foreach (var node in Graph.Reachable(element))
        {
            var operands = node.Operands.Select(o => changed.TryGetValue(o, out var n) ? n : o).ToArray();
            if (node.Op == Opcode.Load && node.LoadIndices.Any(i => vouched.Contains(i) || Graph.Reachable(i).Any(vouched.Contains)))
                operands[1] = b.And(guard, operands[1]);
            changed[node] = b.Rebuild(node, operands);
        }
        // A guarded load is 0 already where its guard does not hold.
        return changed[element] is { Op: Opcode.Load } load && b.And(load.Guard, guard) == load.Guard
            ? load
            : b.Select(guard, changed[element], b.Zero(element.Kind));
    }
}
