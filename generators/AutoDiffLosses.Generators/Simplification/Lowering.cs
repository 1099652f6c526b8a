using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Differentiation;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Simplification;

/// <summary>
/// From: a differentiated formula. To: one of what loops compute. Guarantees that there is no Stop, Surrogate, Sigmoid, LogSigmoid or
/// Softplus left, that a load reads memory and no formula of versions, and that values and gradients share what they have in common.
/// Values are kept, NaN and ±∞ included; adjoints as in real numbers.
/// </summary>
internal static class Lowering
{
    public static LiftedFormula Apply(LiftedFormula formula)
    {
        formula = Elements(formula);
        // While the partials of a sigmoid are still sigmoids: a product of them is to be seen as one.
        formula = Products.Apply(formula);
        return Squares(SharedExponentials.Apply(formula));
    }

    /// <summary>By an exponent that all samples share, and that may be 2, a power is a square where it is, and its quotient by the base
    /// the base itself: no function is called there, and nothing is divided.</summary>
    private static LiftedFormula Squares(LiftedFormula formula)
    {
        var b = formula.Builder;
        var powers = new Dictionary<Node, (Node Base, Node IsSquare)>();
        return formula.Map(Graph.Rewrite(b, formula.Roots, node =>
        {
            if (node.Op is Opcode.Pow or Opcode.PowFromLog && node.Operands.Last() is { IsConst: false, Free.Count: 0 } exponent)
            {
                var (x, isSquare) = (node.Operands[0], b.Equal(exponent, b.Real(2)));
                var power = b.Select(isSquare, b.Mul(x, x), node);
                powers[power] = (x, isSquare);
                return power;
            }
            return node.Op == Opcode.Div && powers.TryGetValue(node.Operands[0], out var of) && of.Base == node.Operands[1]
                ? b.Select(of.IsSquare, of.Base, b.Div(node.Operands[0].Operands[2], of.Base))
                : node;
        }));
    }

    /// <summary>What served differentiation goes, and arrays that are read an element at a time are never made.</summary>
    internal static LiftedFormula Elements(LiftedFormula formula)
    {
        var b = formula.Builder;
        return formula.Map(Graph.Rewrite(b, formula.Roots, node => Element(b, node)));
    }

    private static Node Element(IrBuilder b, Node node)
    {
        switch (node.Op)
        {
            case Opcode.Stop or Opcode.Surrogate:
                return node.Operands[0];
            case Opcode.Load:
                return ElementOf(b, node.Array, node.Guard, [.. node.LoadIndices]);
            case Opcode.ReduceSum:
                return OneTerm(b, node) ?? node;
            case Opcode.Exp:
                return PowerOf(b, node.Operands[0]) ?? node;
            default:
                return node;
        }
    }

    /// <summary>
    /// An element of a version is what was set there, where it was, else that of the version before; of a sum of single elements their
    /// sum.
    /// </summary>
    private static Node ElementOf(IrBuilder b, Node array, Node guard, IReadOnlyList<Node> indices)
    {
        switch (array.Op)
        {
            case Opcode.With:
                var isSet = At(b, array, indices);
                return b.Select(b.And(guard, isSet), array.Written, ElementOf(b, array.Array, guard, indices));
            case Opcode.Scatter when !array.Bound.Any():
                var isAdded = At(b, array, indices);
                return b.Add(ElementOf(b, array.Array, guard, indices), b.Select(b.And(guard, isAdded), array.Written, b.Zero(array.Kind)));
            case Opcode.Contributions when array.Operands.All(o => o.Op == Opcode.Tabulate || o.Op == Opcode.Scatter && !o.Bound.Any()):
                return array.Operands.Select(o => ElementOf(b, o, guard, indices)).Aggregate(b.Add);
            default:
                return b.Load(array, guard, indices);
        }
    }

    /// <summary>Whether these are the targets of an update that takes place.</summary>
    private static Node At(IrBuilder b, Node update, IReadOnlyList<Node> indices) =>
        indices.Zip(update.Targets, b.Equal).Aggregate(update.Guard, b.And);

    /// <summary>Σ (i = t ? e : 0) = e at i = t, where 0 ≤ t &lt; n: the other terms are zeros, whatever e is there.</summary>
    private static Node? OneTerm(IrBuilder b, Node sum)
    {
        var (index, body) = (sum.ReduceIndex, sum.Body);
        if (body.Op != Opcode.Select || !body.Operands[1].IsZero && !body.Operands[2].IsZero)
            return null;
        var (condition, value) = body.Operands[2].IsZero ? (body.Operands[0], body.Operands[1]) : (b.Not(body.Operands[0]), body.Operands[2]);
        var conditions = Conjuncts(condition).ToList();
        var target = conditions.Select(c => Target(c, index)).FirstOrDefault(t => t != null);
        if (target == null)
            return null;
        conditions.RemoveAll(c => Target(c, index) == target);
        var isTerm = Ranges.IsWithin(target, index.IndexExtent) ? b.True
            : b.And(b.LessEqual(b.Int(0), target), b.Less(target, index.IndexExtent));
        var term = b.Select(conditions.Aggregate(b.True, b.And), value, b.Zero(value.Kind));
        return ArrayRules.ElementWhere(b, isTerm, term, [index], [target]);
    }

    private static IEnumerable<Node> Conjuncts(Node condition) =>
        condition.Op == Opcode.And ? condition.Operands.SelectMany(Conjuncts) : [condition];

    /// <summary>The t of i = t.</summary>
    private static Node? Target(Node condition, Node index) =>
        condition.Op != Opcode.Equal ? null
        : condition.Operands[0] == index && !condition.Operands[1].DependsOn(index) ? condition.Operands[1]
        : condition.Operands[1] == index && !condition.Operands[0].DependsOn(index) ? condition.Operands[0]
        : null;

    /// <summary>exp(q · logσ(x)) = σ(x)^q, with the logarithm at hand, for a q that is the same for all: for q = 2 that is a product.</summary>
    private static Node? PowerOf(IrBuilder b, Node exponent)
    {
        switch (exponent.Op)
        {
            case Opcode.LogSigmoid:
                return b.Unary(Opcode.Sigmoid, exponent.Operands[0]);
            case Opcode.Neg when exponent.Operands[0].Op == Opcode.Softplus:
                return b.Unary(Opcode.Sigmoid, b.Neg(exponent.Operands[0].Operands[0]));
            case Opcode.Neg when PowerOf(b, exponent.Operands[0]) is { Op: Opcode.PowFromLog } power:
                return b.PowFromLog(power.Operands[0], power.Operands[1], b.Neg(power.Operands[2]));
            case Opcode.Mul:
                var (q, log) = (exponent.Operands[0], exponent.Operands[1]);
                if (q.Op == Opcode.LogSigmoid)
                    (q, log) = (log, q);
                return log.Op == Opcode.LogSigmoid && q.Free.Count == 0 ? b.PowFromLog(b.Unary(Opcode.Sigmoid, log.Operands[0]), log, q) : null;
            default:
                return null;
        }
    }
}
