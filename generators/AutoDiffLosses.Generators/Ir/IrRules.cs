using System.Collections.Generic;
using System.Linq;

namespace AutoDiffLosses.Generators.Ir;

/// <summary>
/// Which operands an operation takes, and what comes of them: the one statement of it, for the verifier, which asks it of nodes, and
/// the parser, which asks it of text before there is a node.
/// </summary>
internal static class IrRules
{
    /// <summary>The kind of the result; <paramref name="declared"/> where the operation says it itself.</summary>
    public static ScalarKind KindOf(Opcode op, ScalarKind declared, IReadOnlyList<Node> operands) => op switch
    {
        Opcode.Const or Opcode.Param or Opcode.Zeros or Opcode.Convert => declared,
        Opcode.Dim or Opcode.Index or Opcode.ReduceArgMin or Opcode.ReduceArgMax => ScalarKind.Int,
        Opcode.SigmoidFrom => ScalarKind.Real,
        Opcode.Select => operands[1].Kind,
        Opcode.Tabulate => operands[operands.Count - 1].Kind,
        _ when op.IsCompare() => ScalarKind.Bool,
        _ when op.IsReduce() => operands[1].Kind,
        _ => operands[0].Kind,
    };

    public static int RankOf(Opcode op, IReadOnlyList<Node> operands) => op switch
    {
        Opcode.Param or Opcode.Zeros => operands.Count,
        Opcode.Tabulate => operands.Count - 1,
        Opcode.Stop or Opcode.With or Opcode.Scatter or Opcode.Contributions => operands[0].Rank,
        _ => 0,
    };

    /// <summary>What is wrong with an operation on these operands; null if nothing is.</summary>
    public static string? Violation(Opcode op, ScalarKind kind, long bits, IReadOnlyList<Node> operands)
    {
        if (!TakesSo(op, operands))
            return $"{op} cannot have {operands.Count} operands";
        switch (op)
        {
            case Opcode.Const:
                return kind == ScalarKind.Int && bits is < int.MinValue or > int.MaxValue || kind == ScalarKind.Bool && bits is not (0 or 1)
                    ? $"{bits} is no {kind}" : null;
            case Opcode.Param or Opcode.Zeros:
                return AllIntegers(operands) ? null : "an extent is not an integer";
            case Opcode.Dim:
                return null;
            case Opcode.Index:
                return bits is < 1 or > int.MaxValue ? $"{bits} is no level" : AllIntegers(operands) ? null : "the extent is not an integer";
            case Opcode.Stop:
                return operands[0].Kind == ScalarKind.Real ? null : "only what is real has a derivative to stop";
            case Opcode.Load:
                return Access(operands, 2);
            case Opcode.With:
                return operands[2].Kind != operands[0].Kind ? "what is written is not of the array's kind" : Access(operands, 3);
            case Opcode.Scatter:
                int loops = operands.Count - 3 - operands[0].Rank;
                return operands[2].Kind != operands[0].Kind || operands[0].Kind == ScalarKind.Bool ? "what is added is not of the array's kind"
                    : Loops([.. operands.Skip(3).Take(loops)], canNest: true) ?? Access([.. operands.Where((_, i) => i < 3 || i >= 3 + loops)], 3);
            case Opcode.Contributions:
                return operands.All(o => o.IsArray && o.Rank == operands[0].Rank && o.Kind == operands[0].Kind) ? null
                    : "the items are not arrays of one kind and rank";
            case Opcode.Tabulate:
                return operands[operands.Count - 1].IsArray ? "an element is no scalar" : Loops([.. operands.Take(operands.Count - 1)], canNest: false);
            default:
                return operands.Any(o => o.IsArray) ? "an operand is no scalar" : op.IsReduce() ? Reduce(op, operands) : Scalar(op, kind, operands);
        }
    }

    private static bool TakesSo(Opcode op, IReadOnlyList<Node> operands) => op switch
    {
        Opcode.Const or Opcode.Dim => operands.Count == 0,
        Opcode.Param => true,
        Opcode.Index => operands.Count == 1,
        Opcode.Zeros => operands.Count >= 1,
        Opcode.Load => operands.Count >= 3 && operands.Count == 2 + operands[0].Rank,
        Opcode.With => operands.Count >= 4 && operands.Count == 3 + operands[0].Rank,
        Opcode.Scatter => operands.Count >= 4 && operands[0].IsArray && operands.Count >= 3 + operands[0].Rank,
        Opcode.Tabulate or Opcode.Contributions => operands.Count >= 2,
        _ => operands.Count == (op.IsUnary() ? 1 : op.IsTernary() ? 3 : 2),
    };

    private static bool AllIntegers(IEnumerable<Node> nodes) => nodes.All(n => n.IsScalar && n.Kind == ScalarKind.Int);

    /// <summary>Array, guard, perhaps what is written, and from there the indices.</summary>
    private static string? Access(IReadOnlyList<Node> operands, int first) =>
        operands[1].IsArray || operands[1].Kind != ScalarKind.Bool ? "the guard is not a condition"
        : operands[first - 1].IsArray && first == 3 ? "what is written is no scalar"
        : AllIntegers(operands.Skip(first)) ? null : "an index is not an integer";

    private static string? Loops(IReadOnlyList<Node> indices, bool canNest)
    {
        for (int i = 0; i < indices.Count; i++)
        {
            if (indices[i].Op != Opcode.Index)
                return "a loop is not over an index variable";
            for (int j = canNest ? i : 0; j < indices.Count; j++)
                if (i != j && indices[i] == indices[j])
                    return "two loops have one index variable";
                else if (indices[i].IndexExtent.DependsOn(indices[j]))
                    return "an extent depends on an index variable that is not bound there";
        }
        return null;
    }

    private static string? Reduce(Opcode op, IReadOnlyList<Node> operands) =>
        Loops([operands[0]], canNest: false) is { } violation ? violation
        : (op is Opcode.ReduceAny or Opcode.ReduceAll) == (operands[1].Kind == ScalarKind.Bool) ? null
        : $"{op} is not of {operands[1].Kind}";

    private static string? Scalar(Opcode op, ScalarKind kind, IReadOnlyList<Node> operands)
    {
        var first = operands[0].Kind;
        switch (op)
        {
            case Opcode.Not or Opcode.And or Opcode.Or:
                return operands.All(o => o.Kind == ScalarKind.Bool) ? null : "an operand is not a condition";
            case Opcode.Convert:
                return first != ScalarKind.Bool && kind != ScalarKind.Bool && first != kind ? null : $"{first} is not converted to {kind}";
            case Opcode.Select:
                return first != ScalarKind.Bool ? "the first operand is not a condition"
                    : operands[1].Kind != operands[2].Kind ? "the two values are not of one kind" : null;
            case Opcode.Equal or Opcode.NotEqual:
                return operands[1].Kind == first ? null : "the operands are not of one kind";
            case Opcode.Neg or Opcode.Abs or Opcode.Sign or Opcode.Add or Opcode.Sub or Opcode.Mul or Opcode.Div or Opcode.Rem or
                 Opcode.Min or Opcode.Max or Opcode.Clamp or Opcode.Less or Opcode.LessEqual:
                return first != ScalarKind.Bool && operands.All(o => o.Kind == first) ? null : "the operands are not numbers of one kind";
            default:
                return operands.All(o => o.Kind == ScalarKind.Real) ? null : "an operand is not real";
        }
    }
}
