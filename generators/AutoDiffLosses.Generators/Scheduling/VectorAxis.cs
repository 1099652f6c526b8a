using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Scheduling;

/// <summary>
/// Whether steps that run for each value of an index can be vector code, whose lanes are values of that index. What is the same for all
/// lanes stays a scalar; a condition on it is a branch. Of samples with short rows, a row is a tile: a vector for each of its elements.
/// </summary>
internal sealed class VectorAxis
{
    /// <summary>How many reductions a pass of the runtime library has at most.</summary>
    public const int MostReductions = 4;

    /// <summary>The largest integer so that a block of them is summed in lanes of <c>float</c> exactly.</summary>
    private const int LargestCounted = 4096;

    private readonly Node axis;
    private readonly bool inTiles;
    private readonly HashSet<Node> seen = [];

    private VectorAxis(Node axis, bool inTiles) => (this.axis, this.inTiles) = (axis, inTiles);

    /// <summary>Null where they can; else what they have that vectors have not.</summary>
    public static string? WhyScalar(IReadOnlyList<Step> steps, Node axis)
    {
        int reductions = steps.Count(s => s is Accumulate);
        return reductions > MostReductions ? $"it has {reductions} reductions" : new VectorAxis(axis, inTiles: false).OfSteps(steps, isMasked: false);
    }

    /// <summary>The same, of samples whose rows lie in tiles.</summary>
    public static string? WhyNotInTiles(IReadOnlyList<Step> steps, Node sample) => new VectorAxis(sample, inTiles: true).OfSteps(steps, isMasked: false);

    private string? OfSteps(IReadOnlyList<Step> steps, bool isMasked)
    {
        foreach (var step in steps)
            if (OfStep(step, isMasked) is { } why)
                return why;
        return null;
    }

    private string? OfStep(Step step, bool isMasked)
    {
        switch (step)
        {
            case Let let:
                return OfValue(let.Value);
            case LetKept kept when inTiles && !kept.Value.DependsOn(axis):
            case Store { Buffer.Kind: BufferKind.Scratch } store when inTiles && !store.Value.DependsOn(axis):
                return "a loop is the same for all lanes";
            case LetKept kept:
                seen.Add(kept.Value);
                return kept.From.Element == ScalarKind.Real && (inTiles || kept.Indices.Count == 1 && kept.Indices[0] == axis) ? null : "it reads back what is not its own element";
            case Declare:
                return isMasked ? "a choice differs between its elements" : null;
            case Assign assign:
                return isMasked ? "a choice differs between its elements" : OfValue(assign.Value);
            case Accumulate accumulate:
                return isMasked ? "a choice differs between its elements"
                    : inTiles && !accumulate.Reduce.DependsOn(axis) ? "a loop is the same for all lanes" : OfReduction(accumulate.Reduce) ?? OfValue(accumulate.Reduce.Body);
            case Store store:
                return Place(store.Buffer, store.Indices, isSum: false, isMasked) ?? OfValue(store.Value);
            case AddTo add:
                return Place(add.Buffer, add.Indices, isSum: true, isMasked) ?? OfValue(add.Value);
            case Clear clear:
                return clear.Buffer.Extents.Count == 0 || inTiles && !isMasked ? null : "it clears rows";
            case If { Condition: { Value: { } condition } } branch when condition.DependsOn(axis):
                return isMasked ? "conditions on its elements are nested"
                    : OfValue(condition) ?? OfSteps(branch.Then, isMasked: true) ?? OfSteps(branch.Else, isMasked: true);
            case If branch:
                return OfSteps(branch.Then, isMasked) ?? OfSteps(branch.Else, isMasked);
            case Return result:
                return isMasked ? "it returns early" : OfValue(result.Value);
            case Loop loop:
                return !inTiles || isMasked ? "it holds loops" : loop.Index.IndexExtent.DependsOn(axis) ? "loops differ in length" : OfSteps(loop.Body, isMasked);
            case Accumulator:
                return inTiles ? null : "it holds loops";
            case Verify:
                return "it checks";
            default:
                return "it clears gradients";
        }
    }

    private bool IsOfRows => axis.Level > 1;

    private string? OfReduction(Node reduce) => reduce.Op switch
    {
        Opcode.ReduceArgMin or Opcode.ReduceArgMax when inTiles => "it finds a place",
        Opcode.ReduceAny or Opcode.ReduceAll => null,
        _ when inTiles || reduce.Body.Kind == ScalarKind.Real => null,
        Opcode.ReduceSum when IsCount(reduce.Body) => null,
        _ => "it reduces integers",
    };

    /// <summary>Integers so small that they are summed as reals.</summary>
    private static bool IsCount(Node node) =>
        node.IsConst ? System.Math.Abs(node.Bits) <= LargestCounted
        : node.Op == Opcode.Select && IsCount(node.Operands[1]) && IsCount(node.Operands[2]);

    /// <summary>Whether lanes can write there: an element of its own for each lane, one beside the other; or a sum over the lanes.</summary>
    private string? Place(Buffer buffer, IReadOnlyList<Node> indices, bool isSum, bool isMasked)
    {
        if (buffer.Element != ScalarKind.Real)
            return "it writes integers";
        bool isUniform = !indices.Any(i => i.DependsOn(axis));
        if (buffer.Kind == BufferKind.SharedGradient)
            return isUniform ? IsOfRows && indices.Count > 0 || isMasked ? "it sums into one element" : null
                : OffsetOf(indices[0], axis) is { Offset: null } && IsOfRows ? null : "it sums into elements that it chooses";
        if (inTiles && indices.Count > 0)
            return isUniform || isSum ? indices.Select(OfValue).FirstOrDefault(why => why != null) : "it writes elements that it chooses";
        if (indices.Count == 0)
            return IsOfRows ? "it writes one element" : null;
        return indices.Count == 1 && OffsetOf(indices[0], axis) is not null ? null : "it writes elements in another order";
    }

    /// <summary>The u of i + u, where i is the axis: 0, or a value that is the same for all lanes, is added (or taken away).</summary>
    public static (Node? Offset, bool IsNegative)? OffsetOf(Node index, Node axis) =>
        index == axis ? (null, false)
        : index.Op is Opcode.Add or Opcode.Sub && index.Operands[0] == axis && !index.Operands[1].DependsOn(axis) ? (index.Operands[1], index.Op == Opcode.Sub)
        : index.Op == Opcode.Add && index.Operands[1] == axis && !index.Operands[0].DependsOn(axis) ? (index.Operands[0], false)
        : null;

    private string? OfValue(Node root)
    {
        var stack = new Stack<Node>([root]);
        while (stack.Count > 0)
        {
            var node = stack.Pop();
            if (!node.DependsOn(axis) || !seen.Add(node) || node == axis)
                continue;
            if (OfOperation(node) is { } why)
                return why;
            // What a loop reduces is looked at where it is accumulated.
            if (node.Op.IsReduce())
                continue;
            foreach (var operand in node.Op == Opcode.Load ? node.Operands.Skip(1) : node.Operands)
                stack.Push(operand);
        }
        return null;
    }

    private string? OfOperation(Node node)
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
                if (inTiles && node.Array.Rank > 1 || node.Array.Op != Opcode.Param && inTiles)
                    return node.Kind != ScalarKind.Real ? "it reads rows of integers"
                        : node.LoadIndices.First() == axis && node.LoadIndices.Count() <= 2 || node.Array.Op != Opcode.Param && node.Array.Rank == 1 ? null : "it reads from several rows";
                if (node.LoadIndices.Take(node.Array.Rank - 1).Any(i => i.DependsOn(axis)))
                    return "it reads from several rows";
                if (index == axis || node.Kind == ScalarKind.Real)
                    return null;
                return "it gathers integers";
            case var op when op.IsReduce() && inTiles:
                return null;
            case var op when op.IsBinder() || op is Opcode.With or Opcode.Zeros or Opcode.Contributions:
                return "it holds loops";
            default:
                return null;
        }
    }
}
