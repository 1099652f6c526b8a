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
            case Opcode.Tabulate when IsOneValue(array) ||
                                      array.LoopDepth <= MostNested && indices.All(i => i.Op == Opcode.Index) && indices.Distinct().Count() == indices.Count:
                return ElementWhere(b, guard, array.Body, [.. array.Bound], indices);

            // The element that was just set. (Other elements wait until after differentiation.)
            case Opcode.With when guard.IsTrue && array.Guard.IsTrue && array.Targets.SequenceEqual(indices):
                return array.Written;

            default:
                return null;
        }
    }

    /// <summary>
    /// The most loops of an array, its own included, that stand where it is read. Deeper ones are a row in memory: of a chain of arrays, each of
    /// which reduces the one before, every link would else be a loop inside of the next.
    /// </summary>
    private const int MostNested = 4;

    /// <summary>Whether no loop of the array's formula depends on the index: all elements are one evaluation, however often loaded.</summary>
    private static bool IsOneValue(Node tabulate)
    {
        foreach (var variable in tabulate.Body.LoopFree)
            foreach (var bound in tabulate.Bound)
                if (variable == bound)
                    return false;
        return true;
    }

    /// <summary>
    /// An element at indices that are in range where the guard holds; elsewhere 0, which a guarded load is already.
    /// </summary>
    public static Node ElementWhere(IrBuilder b, Node guard, Node body, IReadOnlyList<Node> variables, IReadOnlyList<Node> indices)
    {
        if (guard.IsTrue)
            return Substitution.Apply(b, body, variables, indices);
        var element = Substitution.ApplyGuarded(b, body, variables, indices, guard);
        return element.Op == Opcode.Load && b.And(guard, element.Guard) == element.Guard ? element
            : b.Select(guard, element, b.Zero(element.Kind));
    }
}
