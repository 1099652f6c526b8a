using System;
using System.Collections.Generic;

namespace AutoDiffLosses.Generators.Ir;

/// <summary>
/// A value of the language: immutable, and one object for equal values of one <see cref="IrBuilder"/>, so that it is compared
/// by reference. An operand has a smaller <see cref="Id"/> than its users: sorted by it, nodes are in the order of dependence.
/// </summary>
internal sealed class Node
{
    private static readonly Node[] None = [];

    private readonly Node[] free;
    private readonly Node shaped;       // what says the extents of an array

    internal Node(int id, Opcode op, ScalarKind kind, int rank, long bits, string name, Node[] operands)
    {
        (Id, Op, Kind, Rank, Bits, Name, Operands) = (id, op, kind, rank, bits, name, operands);
        free = FreeOf(this);
        LoopFree = op.IsBinder() || op == Opcode.With ? free : UnionOf(operands, o => (Node[])o.LoopFree);
        HasSymbols = op is Opcode.Param or Opcode.Dim;
        HasReductions = op.IsReduce();
        foreach (var operand in operands)
        {
            HasSymbols |= operand.HasSymbols;
            HasReductions |= operand.HasReductions;
            LoopDepth = Math.Max(LoopDepth, operand.LoopDepth);
        }
        if (op.IsBinder())
            LoopDepth++;
        shaped = op is Opcode.With or Opcode.Scatter or Opcode.Contributions or Opcode.Stop ? operands[0].shaped : this;
    }

    public int Id { get; }
    public Opcode Op { get; }
    public ScalarKind Kind { get; }

    /// <summary>The number of dimensions; 0 for a scalar.</summary>
    public int Rank { get; }

    /// <summary>The bits of a constant, the level of an index variable.</summary>
    public long Bits { get; }

    /// <summary>The name of a parameter or dimension; else empty.</summary>
    public string Name { get; }

    public IReadOnlyList<Node> Operands { get; }

    /// <summary>The free index variables, those of their extents included, by level.</summary>
    public IReadOnlyList<Node> Free => free;

    /// <summary>Those on which a loop inside, or a version of an array, depends: it runs again for each of their values.</summary>
    public IReadOnlyList<Node> LoopFree { get; }

    /// <summary>Whether a parameter or dimension is reached from it.</summary>
    public bool HasSymbols { get; }

    /// <summary>Whether a reduction is reached from it.</summary>
    public bool HasReductions { get; }

    /// <summary>How many loops stand inside of one another at most.</summary>
    public int LoopDepth { get; }

    public bool IsScalar => Rank == 0;
    public bool IsArray => Rank > 0;
    public int Level => checked((int)Bits);

    /// <summary>The highest level of a free index variable; 0 if there is none.</summary>
    public int MaxLevel => Free.Count == 0 ? 0 : Free[Free.Count - 1].Level;

    // Constants.
    public bool IsConst => Op == Opcode.Const;
    public double Real => BitConverter.Int64BitsToDouble(Bits);
    public int Int => checked((int)Bits);
    public bool Bool => Bits != 0;
    public bool IsRealConst(double value) => IsConst && Kind == ScalarKind.Real && Bits == BitConverter.DoubleToInt64Bits(value);
    public bool IsZero => IsConst && (Kind == ScalarKind.Real ? Real == 0 : Bits == 0);
    public bool IsOne => IsConst && (Kind == ScalarKind.Real ? Real == 1 : Bits == 1);
    public bool IsTrue => IsConst && Kind == ScalarKind.Bool && Bits != 0;
    public bool IsFalse => IsConst && Kind == ScalarKind.Bool && Bits == 0;

    // Index variables and loops.
    public Node IndexExtent => Operands[0];
    public Node ReduceIndex => Operands[0];
    public Node Body => Operands[Operands.Count - 1];

    // Arrays.
    public Node Array => Operands[0];
    public Node Guard => Operands[1];
    public IEnumerable<Node> LoadIndices { get { for (int i = 2; i < Operands.Count; i++) yield return Operands[i]; } }

    /// <summary>What a With or a Scatter writes.</summary>
    public Node Written => Operands[2];
    private int ScatterLoopCount => Operands.Count - 3 - Rank;
    public IEnumerable<Node> Targets { get { for (int i = Operands.Count - Rank; i < Operands.Count; i++) yield return Operands[i]; } }

    /// <summary>The index variables that the node binds, outer ones first.</summary>
    public IEnumerable<Node> Bound
    {
        get
        {
            if (Op.IsReduce())
                yield return Operands[0];
            else if (Op == Opcode.Tabulate)
                for (int i = 0; i < Rank; i++)
                    yield return Operands[i];
            else if (Op == Opcode.Scatter)
                for (int i = 0; i < ScatterLoopCount; i++)
                    yield return Operands[3 + i];
        }
    }

    /// <summary>The extent of a dimension of an array.</summary>
    public Node Extent(int dimension) => shaped.Op switch
    {
        Opcode.Param or Opcode.Zeros => shaped.Operands[dimension],
        Opcode.Tabulate => shaped.Operands[dimension].IndexExtent,
        _ => throw new InvalidOperationException($"{Op} is not an array."),
    };

    public bool DependsOn(Node index)
    {
        foreach (var variable in free)
            if (variable == index)
                return true;
        return false;
    }

    /// <summary>Equality is that of references; of one builder, an id says the same, and is at hand.</summary>
    public override int GetHashCode() => Id;

    public override string ToString() => IrPrinter.Expression(this);

    private static Node[] FreeOf(Node node)
    {
        var free = UnionOf((Node[])node.Operands, o => o.free);
        foreach (var bound in node.Bound)
            free = System.Array.FindAll(free, v => v != bound);
        return node.Op == Opcode.Index ? Union(free, [node]) : free;
    }

    private static Node[] UnionOf(Node[] operands, Func<Node, Node[]> of)
    {
        var union = None;
        foreach (var operand in operands)
            union = Union(union, of(operand));
        return union;
    }

    /// <summary>Merges sorted lists; most often one holds the other, and is the result.</summary>
    private static Node[] Union(Node[] x, Node[] y)
    {
        if (x == y || y.Length == 0)
            return x;
        var merged = new Node[x.Length + y.Length];
        int i = 0, j = 0, count = 0;
        while (i < x.Length || j < y.Length)
        {
            int order = i == x.Length ? 1 : j == y.Length ? -1 : Compare(x[i], y[j]);
            merged[count++] = order <= 0 ? x[i] : y[j];
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }
        if (count == y.Length)
            return y;
        if (count == x.Length)
            return x;
        System.Array.Resize(ref merged, count);
        return merged;
    }

    private static int Compare(Node x, Node y) => x.Bits != y.Bits ? x.Bits.CompareTo(y.Bits) : x.Id.CompareTo(y.Id);
}
