using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Scheduling;

/// <summary>
/// Whether steps that run for each value of an index can be vector code, whose lanes are values of that index. What is the same for all
/// lanes stays a scalar; a condition on it is a branch.
/// </summary>
internal static class VectorAxis
{
    /// <summary>How many reductions a pass of the runtime library has at most.</summary>
    public const int MostReductions = 4;

    /// <summary>The largest integer so that a block of them is summed in lanes of <c>float</c> exactly.</summary>
    private const int LargestCounted = 4096;

    /// <summary>Null where they can; else what they have that vectors have not.</summary>
    public static string? WhyScalar(IReadOnlyList<Step> steps, Node axis)
    {
        int reductions = steps.Count(s => s is Accumulate);
        if (reductions > MostReductions)
            return $"it has {reductions} reductions";
        var seen = new HashSet<Node>();
        return OfSteps(steps, axis, seen, isMasked: false);
    }

    private static string? OfSteps(IReadOnlyList<Step> steps, Node axis, HashSet<Node> seen, bool isMasked)
    {
        foreach (var step in steps)
            if (OfStep(step, axis, seen, isMasked) is { } why)
                return why;
        return null;
    }

    private static string? OfStep(Step step, Node axis, HashSet<Node> seen, bool isMasked)
    {
        string? Of(Node node) => OfValue(node, axis, seen);
        switch (step)
        {
            case Let let:
                return Of(let.Value);
            case LetKept kept:
                seen.Add(kept.Value);
                return kept.Indices.Count == 1 && kept.Indices[0] == axis && kept.From.Element == ScalarKind.Real ? null : "it reads back what is not its own element";
            case Declare:
                return isMasked ? "a choice differs between its elements" : null;
            case Assign assign:
                return isMasked ? "a choice differs between its elements" : Of(assign.Value);
            case Accumulate accumulate:
                return OfReduction(accumulate.Reduce) ?? Of(accumulate.Reduce.Body);
            case Store store:
                return store.Buffer.Element != ScalarKind.Real ? "it writes integers" : Place(store.Indices, axis, store.Buffer) ?? Of(store.Value);
            case AddTo { Buffer.Kind: BufferKind.SharedGradient } add when !add.Indices.Any(i => i.DependsOn(axis)):
                // A sum over the lanes.
                return add.Indices.Count > 0 && IsOfRows(axis) || isMasked ? "it sums into one element" : Of(add.Value);
            case AddTo add:
                return add.Buffer.Element != ScalarKind.Real ? "it writes integers" : Place(add.Indices, axis, add.Buffer) ?? Of(add.Value);
            case Clear clear:
                return clear.Buffer.Extents.Count == 0 ? null : "it clears rows";
            case If { Condition: { Value: { } condition } } branch when condition.DependsOn(axis):
                return isMasked ? "conditions on its elements are nested"
                    : Of(condition) ?? OfSteps(branch.Then, axis, seen, isMasked: true) ?? OfSteps(branch.Else, axis, seen, isMasked: true);
            case If branch:
                return OfSteps(branch.Then, axis, seen, isMasked) ?? OfSteps(branch.Else, axis, seen, isMasked);
            case Return result:
                return isMasked ? "it returns early" : Of(result.Value);
            case Loop:
                return "it holds loops";
            case Accumulator:
                return "it holds reductions";
            case Verify:
                return "it checks";
            default:
                return "it clears gradients";
        }
    }

    private static bool IsOfRows(Node axis) => axis.Level > 1;

    private static string? OfReduction(Node reduce) => reduce.Op switch
    {
        Opcode.ReduceAny or Opcode.ReduceAll => null,
        _ when reduce.Body.Kind == ScalarKind.Real => null,
        Opcode.ReduceSum when IsCount(reduce.Body) => null,
        _ => "it reduces integers",
    };

    /// <summary>Integers so small that they are summed as reals.</summary>
    private static bool IsCount(Node node) =>
        node.IsConst ? System.Math.Abs(node.Bits) <= LargestCounted
        : node.Op == Opcode.Select && IsCount(node.Operands[1]) && IsCount(node.Operands[2]);

    /// <summary>An element of its own for each lane, one beside the other.</summary>
    private static string? Place(IReadOnlyList<Node> indices, Node axis, Buffer buffer)
    {
        if (indices.Count == 0)
            return !IsOfRows(axis) && buffer.Kind != BufferKind.SharedGradient ? null : "it writes one element";
        return indices.Count == 1 && OffsetOf(indices[0], axis) is not null ? null : "it writes elements in another order";
    }

    /// <summary>The u of i + u, where i is the axis: 0, or a value that is the same for all lanes, is added (or taken away).</summary>
    public static (Node? Offset, bool IsNegative)? OffsetOf(Node index, Node axis) =>
        index == axis ? (null, false)
        : index.Op is Opcode.Add or Opcode.Sub && index.Operands[0] == axis && !index.Operands[1].DependsOn(axis) ? (index.Operands[1], index.Op == Opcode.Sub)
        : index.Op == Opcode.Add && index.Operands[1] == axis && !index.Operands[0].DependsOn(axis) ? (index.Operands[0], false)
        : null;

    private static string? OfValue(Node root, Node axis, HashSet<Node> seen)
    {
        var stack = new Stack<Node>([root]);
        while (stack.Count > 0)
        {
            var node = stack.Pop();
            if (!node.DependsOn(axis) || !seen.Add(node) || node == axis)
                continue;
            if (OfOperation(node, axis) is { } why)
                return why;
            foreach (var operand in node.Op == Opcode.Load ? node.Operands.Skip(1) : node.Operands)
                stack.Push(operand);
        }
        return null;
    }

    private static string? OfOperation(Node node, Node axis)
    {
        switch (node.Op)
        {
            case Opcode.Index:
                return "its index depends on another";
            case Opcode.Rem:
                return "vectors have no %";
            case Opcode.Div or Opcode.Sign when node.Kind == ScalarKind.Int:
                return "vectors do not divide integers";
            case Opcode.Load:
                var index = node.LoadIndices.Last();
                if (node.LoadIndices.Take(node.Array.Rank - 1).Any(i => i.DependsOn(axis)))
                    return "it reads from several rows";
                if (index == axis || node.Kind == ScalarKind.Real)
                    return null;
                return "it gathers integers";
            case var op when op.IsBinder() || op is Opcode.With or Opcode.Zeros or Opcode.Contributions:
                return "it holds loops";
            default:
                return null;
        }
    }
}
