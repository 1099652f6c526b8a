using System;
using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Differentiation;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Simplification;

/// <summary>
/// Conditions that say what is known already. From: a lowered formula. To: the same values. In the arms of a choice its condition is known,
/// and in a loop over n that n is not 0; a choice that a loop leaves alone stands outside of it; and a guard that made an adjoint 0 before
/// a multiplication goes where what it guards is 0 by itself.
/// </summary>
internal static class Conditions
{
    /// <summary>Arms are rebuilt once a choice: beyond this size that costs more than it tidies.</summary>
    private const int LargestFormula = 4_000;

    /// <summary>How often the formula may be built again for its arms: of choices in choices, each would have a copy of all that follows.</summary>
    private const int MostAgain = 8;

    public static LiftedFormula Apply(LiftedFormula formula)
    {
        var b = formula.Builder;
        int size = Graph.Reachable(formula.Results).Count;
        if (size > LargestFormula)
            return formula;
        var asked = new AskedConditions(IsWhole);
        formula = formula.Map(Graph.Rewrite(b, formula.Roots, node => InLoop(b, node)));
        int most = b.Count + MostAgain * size;
        formula = formula.Map(Graph.Rewrite(b, formula.Roots, node => b.Count < most ? InArms(b, node, asked) : node));
        var primal = new HashSet<Node>(Graph.Reachable(new[] { formula.Loss, formula.Weight }.OfType<Node>()));
        formula = formula.Map(Graph.Rewrite(b, formula.Roots, node => primal.Contains(node) ? node : WithoutGuard(b, node)));
        return formula.Map(Graph.Rewrite(b, formula.Roots, node => Unswitched(b, node)));
    }

    private static Node InLoop(IrBuilder b, Node node)
    {
        if (!node.Op.IsBinder())
            return node;
        var operands = node.Operands.ToArray();
        foreach (var extent in node.Bound.Select(i => i.IndexExtent).Distinct().Where(e => !e.IsConst).ToArray())
            for (int i = node.Op == Opcode.Scatter ? 1 : 0; i < operands.Length; i++)
                if (operands[i].Op != Opcode.Index)
                    operands[i] = Assumptions.Under(b, operands[i], b.Equal(extent, b.Int(0)), false, isWhole: IsGuarded);
        return b.Rebuild(node, operands);
    }

    private static Node InArms(IrBuilder b, Node node, AskedConditions asked)
    {
        if (node.Op != Opcode.Select)
            return node;
        Node Under(int arm, bool holds) => !asked.Any(node.Operands[arm], Assumptions.Implied(b, node.Operands[0], holds).Keys) ? node.Operands[arm] :
            Assumptions.Under(b, node.Operands[arm], node.Operands[0], holds, isWhole: IsWhole);
        var (then, otherwise) = (Under(1, true), Under(2, false));
        if (then == node.Operands[1] && otherwise == node.Operands[2])
            return node;
        // What the two arms have in common would be written twice: only where there is less of it.
        return Graph.Reachable([then, otherwise]).Count < Graph.Reachable([node.Operands[1], node.Operands[2]]).Count
            ? b.Select(node.Operands[0], then, otherwise) : node;
    }

    private static bool IsWhole(Node node) => node.Op.IsTranscendental() || node.Op.IsBinder() || node.IsArray || IsGuarded(node);

    /// <summary>What would fail without its guard, where it is evaluated before the condition is asked.</summary>
    private static bool IsGuarded(Node node) =>
        node.Op == Opcode.Load && !node.Guard.IsTrue || node.Op is Opcode.Div or Opcode.Rem && node.Kind == ScalarKind.Int;

    private static Node Unswitched(IrBuilder b, Node node) =>
        node.Op.IsReduce() && node.Op is not (Opcode.ReduceArgMin or Opcode.ReduceArgMax) && node.Body.Op == Opcode.Select &&
        !node.Body.Operands[0].DependsOn(node.ReduceIndex)
            ? b.Select(node.Body.Operands[0], b.Reduce(node.Op, node.ReduceIndex, node.Body.Operands[1]),
                       b.Reduce(node.Op, node.ReduceIndex, node.Body.Operands[2]))
            : node;

    /// <summary>c ? x : 0 = x where x is 0 without c: a sum of what is guarded one by one.</summary>
    private static Node WithoutGuard(IrBuilder b, Node node)
    {
        if (node.Op != Opcode.Select || node.Kind != ScalarKind.Real || !node.Operands[1].IsZero && !node.Operands[2].IsZero)
            return node;
        bool holds = node.Operands[1].IsZero;
        var guarded = node.Operands[holds ? 2 : 1];
        var known = Assumptions.Implied(b, node.Operands[0], holds);
        var zeros = new Dictionary<Node, bool>();
        return IsZero(guarded) ? guarded : node;

        bool IsZero(Node node)
        {
            if (!zeros.TryGetValue(node, out bool isZero))
                zeros.Add(node, isZero = IsZeroOf(node));
            return isZero;
        }

        bool IsZeroOf(Node node) => node.Op switch
        {
            Opcode.Const => node.IsZero,
            Opcode.Select when known.TryGetValue(node.Operands[0], out bool holds) => IsZero(node.Operands[holds ? 1 : 2]),
            Opcode.Select => IsZero(node.Operands[1]) && IsZero(node.Operands[2]),
            Opcode.Add or Opcode.Sub => IsZero(node.Operands[0]) && IsZero(node.Operands[1]),
            Opcode.Neg => IsZero(node.Operands[0]),
            // By a number of the call: where that is 0 or not finite, so is the loss.
            Opcode.Mul => IsZero(node.Operands[0]) && IsOfTheCall(node.Operands[1]) || IsZero(node.Operands[1]) && IsOfTheCall(node.Operands[0]),
            Opcode.Div => IsZero(node.Operands[0]) && IsOfTheCall(node.Operands[1]),
            _ => false,
        };
    }

    private static bool IsOfTheCall(Node node) => node.Free.Count == 0;
}
