using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Scheduling;

/// <summary>A place in the loop program: which loops are open, which locals are there, what is kept in memory.</summary>
internal sealed class Scope
{
    private readonly Scope? outer;
    private readonly HashSet<Node> bound;
    private readonly HashSet<Node> locals = [];
    private readonly ScratchRows scratch;

    /// <param name="lanes">The index whose values are lanes of vectors throughout; null where each is run by itself.</param>
    /// <param name="kept">Values that are read back from memory; none unless given.</param>
    public Scope(IrBuilder builder, IEnumerable<Node> bound, ScratchRows scratch, Keeping keeping, IEnumerable<Node> atHand, Node? lanes = null,
                 IReadOnlyDictionary<Node, Buffer>? kept = null)
    {
        (Builder, this.bound, this.scratch, Keeping, locals, Lanes) = (builder, [.. bound], scratch, keeping, [.. atHand], lanes);
        Kept = kept ?? new Dictionary<Node, Buffer>();
    }

    private Scope(Scope outer, Node index, IReadOnlyDictionary<Node, Buffer> kept)
    {
        this.outer = outer;
        (Builder, scratch, Keeping, Lanes, CutsLoops) = (outer.Builder, outer.scratch, outer.Keeping, outer.Lanes, outer.CutsLoops);
        bound = [.. outer.bound, index];
        Kept = kept;
        Depth = outer.Depth + 1;
    }

    public IrBuilder Builder { get; }

    public Node? Lanes { get; }

    /// <summary>Whether a condition can be a branch: it is one for all lanes.</summary>
    public bool MayBranch(Node condition) => MayBranch(condition, Lanes);

    public static bool MayBranch(Node condition, Node? lanes) => lanes == null || !condition.DependsOn(lanes);

    public int Depth { get; }

    public Keeping Keeping { get; }

    /// <summary>What is done earlier here than it is needed; within loops, nothing.</summary>
    public Joining Joining { get; init; } = Joining.Nothing;

    /// <summary>Whether loops in vector code are cut where that is faster.</summary>
    public bool CutsLoops { get; init; }

    public IReadOnlyCollection<Node> Bound => bound;

    /// <summary>Values that are read back from memory here.</summary>
    public IReadOnlyDictionary<Node, Buffer> Kept { get; }

    public Scope Inside(Node index, IReadOnlyDictionary<Node, Buffer> kept) => new(this, index, kept);

    public void AddLocal(Node node) => locals.Add(node);

    /// <summary>Whether nothing has to be done for it: a leaf, or a local.</summary>
    public bool IsAtHand(Node node) => IsLeaf(node) || IsLocal(node);

    /// <summary>What has a name from the start: the sample's own numbers too.</summary>
    public static bool IsLeaf(Node node) =>
        node.Op is Opcode.Const or Opcode.Dim or Opcode.Index or Opcode.Param || IsSampleScalar(node);

    /// <summary>A number of the sample: an element of a parameter whose only dimension is the batch.</summary>
    public static bool IsSampleScalar(Node node) =>
        node.Op == Opcode.Load && node.Array is { Op: Opcode.Param, Rank: 1 } && IsOfSamples(node.LoadIndices.First());

    /// <summary>Whether it is the index of the batch.</summary>
    public static bool IsOfSamples(Node index) =>
        index is { Op: Opcode.Index, Level: 1 } && index.IndexExtent is { Op: Opcode.Dim, Name: Differentiation.Lift.SamplesName };

    private bool IsLocal(Node node) => locals.Contains(node) || outer != null && outer.IsLocal(node);

    /// <summary>Whether a condition is the same for all iterations of the innermost loop, the one over samples included.</summary>
    public bool IsUniform(Node condition) => outer != null ? outer.Owns(condition) : condition.Free.Count == 0;

    public bool Owns(Node node) => node.Free.All(bound.Contains);

    /// <summary>Where the value is kept, for a loop that reads it back: the index is the loop's own.</summary>
    public Buffer? KeptFrom(Node node) => Kept.TryGetValue(node, out var buffer) ? buffer : null;

    public Buffer Scratch(Node array) => scratch.Of(array);

    /// <summary>The largest values below a body that belong to this place, leaves apart.</summary>
    public IEnumerable<Node> Invariants(Node body, IReadOnlyDictionary<Node, Buffer> kept)
    {
        var found = new List<Node>();
        var seen = new HashSet<Node>();
        var stack = new Stack<Node>([body]);
        while (stack.Count > 0)
        {
            var node = stack.Pop();
            if (!seen.Add(node) || node.Op == Opcode.Param)
                continue;
            if (Owns(node))
                found.Add(node);
            else if (!kept.ContainsKey(node))
                foreach (var operand in node.Operands)
                    stack.Push(operand);
        }
        return found.OrderBy(n => n.Id);
    }
}

/// <summary>The rows of a kernel's own memory, one an array.</summary>
internal sealed class ScratchRows(IReadOnlyDictionary<Node, string> hints)
{
    private readonly Dictionary<Node, Buffer> rows = [];
    private readonly List<Buffer> all = [];

    public IReadOnlyList<Buffer> All => all;
    public IReadOnlyDictionary<Node, Buffer> Arrays => rows;

    public Buffer Of(Node array)
    {
        if (!rows.TryGetValue(array, out var buffer))
            rows.Add(array, buffer = New(
                hints.TryGetValue(array, out string hint) ? hint : "row",
                Enumerable.Range(0, array.Rank).Select(array.Extent).ToArray(), array.Kind));
        return buffer;
    }

    public Buffer New(string name, IReadOnlyList<Node> extents, ScalarKind element = ScalarKind.Real)
    {
        var buffer = new Buffer(BufferKind.Scratch, name, extents, element);
        all.Add(buffer);
        return buffer;
    }
}
