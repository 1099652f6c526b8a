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

    internal Node(int id, Opcode op, ScalarKind kind, int rank, long bits, string name, Node[] operands)
    {
        (Id, Op, Kind, Rank, Bits, Name, Operands) = (id, op, kind, rank, bits, name, operands);
        Free = FreeOf(this);
        HasSymbols = op is Opcode.Param or Opcode.Dim;
        foreach (var operand in operands)
            HasSymbols |= operand.HasSymbols;
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
    public IReadOnlyList<Node> Free { get; }

    /// <summary>Whether a parameter or dimension is reached from it.</summary>
    public bool HasSymbols { get; }

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
    public Node Extent(int dimension)
    {
        var node = this;
        while (true)
        {
            switch (node.Op)
            {
                case Opcode.Param or Opcode.Zeros: return node.Operands[dimension];
                case Opcode.Tabulate: return node.Operands[dimension].IndexExtent;
                case Opcode.With or Opcode.Scatter or Opcode.Contributions or Opcode.Stop: node = node.Operands[0]; break;
                default: throw new InvalidOperationException($"{node.Op} is not an array.");
            }
        }
    }

    public bool DependsOn(Node index)
    {
        foreach (var free in Free)
            if (free == index)
                return true;
        return false;
    }

    public override string ToString() => IrPrinter.Expression(this);

    private static IReadOnlyList<Node> FreeOf(Node node)
    {
        if (node.Operands.Count == 0)
            return None;
        var free = new SortedSet<Node>(ByLevel.Instance);
        foreach (var operand in node.Operands)
            free.UnionWith(operand.Free);
        foreach (var bound in node.Bound)
            free.Remove(bound);
        if (node.Op == Opcode.Index)
            free.Add(node);
        if (free.Count == 0)
            return None;
        var result = new Node[free.Count];
        free.CopyTo(result);
        return result;
    }

    private sealed class ByLevel : IComparer<Node>
    {
        public static readonly ByLevel Instance = new();

        public int Compare(Node x, Node y) => x.Bits != y.Bits ? x.Bits.CompareTo(y.Bits) : x.Id.CompareTo(y.Id);
    }
}
