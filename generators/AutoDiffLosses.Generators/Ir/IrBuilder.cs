using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace AutoDiffLosses.Generators.Ir;

/// <summary>
/// Makes nodes, one for equal values. Index variables get canonical names: a loop's is the lowest level above the variables that
/// are free in the loop, so that equal loops are one node, and loops over one range can be fused by being equal.
/// What is simplified here holds for every value, NaN and ±∞ included, but for the sign of a zero.
/// </summary>
internal sealed class IrBuilder
{
    /// <summary>From here on are the levels of variables to build with; those of finished loops are lower.</summary>
    public const int FreshLevels = 1 << 20;

    private readonly Dictionary<Key, Node> nodes = new();
    private int fresh = FreshLevels;
    private long allowance = long.MaxValue;

    public IrBuilder() => Implications = new(this);

    /// <summary>Whoever builds, and the passes over what is built, stop when it is asked for: a formula may be large, and be edited meanwhile.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>The most nodes that it makes.</summary>
    public int MaxNodes { get; init; } = int.MaxValue;

    public int Count => nodes.Count;

    /// <summary>What follows from what, of its nodes.</summary>
    public Implications Implications { get; }

    // ------------------------------------------------------------------------------------------------------------ leaves

    public Node True => Bool(true);
    public Node False => Bool(false);
    public Node Real(double value) =>              // one NaN, whatever its bits
        Make(Opcode.Const, ScalarKind.Real, 0, BitConverter.DoubleToInt64Bits(double.IsNaN(value) ? double.NaN : value), "");
    public Node Int(int value) => Make(Opcode.Const, ScalarKind.Int, 0, value, "");
    public Node Bool(bool value) => Make(Opcode.Const, ScalarKind.Bool, 0, value ? 1 : 0, "");
    public Node Zero(ScalarKind kind) => kind switch
    {
        ScalarKind.Real => Real(0),
        ScalarKind.Int => Int(0),
        ScalarKind.Bool => False,
    };

    public Node Dim(string name) => Make(Opcode.Dim, ScalarKind.Int, 0, 0, name);
    public Node Param(string name, ScalarKind kind, params Node[] extents) =>
        Make(Opcode.Param, kind, extents.Length, 0, name, extents);
    public Node Index(int level, Node extent) => Make(Opcode.Index, ScalarKind.Int, 0, level, "", extent);

    /// <summary>An index variable that no other node has, to build the body of a loop with.</summary>
    public Node FreshIndex(Node extent) => Index(fresh += 64, extent);

    // ----------------------------------------------------------------------------------------------------------- scalars

    public Node Unary(Opcode op, Node x) => Folding.Unary(this, op, x) ?? Make(op, x.Kind, 0, 0, "", x);
    public Node Binary(Opcode op, Node x, Node y) =>
        Folding.Binary(this, op, x, y) ??
        Make(op, op.IsCompare() ? ScalarKind.Bool : op == Opcode.SigmoidFrom ? ScalarKind.Real : x.Kind, 0, 0, "", x, y);

    public Node Neg(Node x) => Unary(Opcode.Neg, x);
    public Node Not(Node x) => Unary(Opcode.Not, x);
    public Node Add(Node x, Node y) => Binary(Opcode.Add, x, y);
    public Node Sub(Node x, Node y) => Binary(Opcode.Sub, x, y);
    public Node Mul(Node x, Node y) => Binary(Opcode.Mul, x, y);
    public Node Div(Node x, Node y) => Binary(Opcode.Div, x, y);
    public Node And(Node x, Node y) => Binary(Opcode.And, x, y);
    public Node Or(Node x, Node y) => Binary(Opcode.Or, x, y);
    public Node Equal(Node x, Node y) => Binary(Opcode.Equal, x, y);
    public Node Less(Node x, Node y) => Binary(Opcode.Less, x, y);
    public Node LessEqual(Node x, Node y) => Binary(Opcode.LessEqual, x, y);
    public Node Convert(ScalarKind kind, Node x) =>
        x.Kind == kind ? x : Folding.Convert(this, kind, x) ?? Make(Opcode.Convert, kind, 0, 0, "", x);
    public Node Select(Node condition, Node x, Node y) =>
        Folding.Select(this, condition, x, y) ?? Make(Opcode.Select, x.Kind, 0, 0, "", condition, x, y);
    public Node Clamp(Node x, Node low, Node high) => Make(Opcode.Clamp, x.Kind, 0, 0, "", x, low, high);
    public Node PowFromLog(Node x, Node log, Node q) => Make(Opcode.PowFromLog, x.Kind, 0, 0, "", x, log, q);

    /// <summary>The value, without a derivative; of a scalar or of an array.</summary>
    public Node Stop(Node x) =>
        x.IsConst || x.Op == Opcode.Stop || x.Kind != ScalarKind.Real ? x : Make(Opcode.Stop, x.Kind, x.Rank, 0, "", x);

    public Node Surrogate(Node value, Node derivative) =>
        value == derivative ? value
        : derivative.Op == Opcode.Surrogate ? Surrogate(value, derivative.Operands[1])
        : Make(Opcode.Surrogate, value.Kind, 0, 0, "", value, derivative);

    // ------------------------------------------------------------------------------------------------------------- loops

    public Node Reduce(Opcode op, Node extent, Func<Node, Node> body)
    {
        var index = FreshIndex(extent);
        return Reduce(op, index, body(index));
    }

    public Node Reduce(Opcode op, Node index, Node body)
    {
        (index, body) = Canonical(index, body);
        return Folding.Reduce(this, op, index, body) ??
               Make(op, op is Opcode.ReduceArgMin or Opcode.ReduceArgMax ? ScalarKind.Int : body.Kind, 0, 0, "", index, body);
    }

    public Node Tabulate(Node extent, Func<Node, Node> body)
    {
        var index = FreshIndex(extent);
        return Tabulate([index], body(index));
    }

    public Node Tabulate(IReadOnlyList<Node> indices, Node body)
    {
        int level = indices.Aggregate(body.Free, Without).Concat(indices.SelectMany(i => i.IndexExtent.Free))
            .Select(v => v.Level).DefaultIfEmpty(0).Max();
        var canonical = indices.Select((index, i) => Index(level + 1 + i, index.IndexExtent)).ToArray();
        body = Substitution.Apply(this, body, indices, canonical);
        // An array of the elements of an array is that array.
        if (body.Op == Opcode.Load && body.Guard.IsTrue && body.LoadIndices.SequenceEqual(canonical) &&
            !canonical.Any(body.Array.DependsOn) &&
            Enumerable.Range(0, canonical.Length).All(d => body.Array.Extent(d) == canonical[d].IndexExtent))
            return body.Array;
        return Make(Opcode.Tabulate, body.Kind, canonical.Length, 0, "", [.. canonical, body]);
    }

    // ------------------------------------------------------------------------------------------------------------ arrays

    public Node Zeros(ScalarKind kind, params Node[] extents) => Make(Opcode.Zeros, kind, extents.Length, 0, "", extents);

    public Node Load(Node array, params Node[] indices) => Load(array, True, indices);

    /// <summary>The element where the guard holds, else 0. (A list, or an index would be taken for a guard.)</summary>
    public Node Load(Node array, Node guard, IReadOnlyList<Node> indices)
    {
        if (indices.Count != array.Rank || guard.Kind != ScalarKind.Bool)
            throw new ArgumentException($"{array} has {array.Rank} indices, and not {indices.Count}; a guard comes before a list of them.");
        if (guard.IsFalse || array.Op == Opcode.Zeros)
            return Zero(array.Kind);
        if (!guard.IsTrue && indices.Select((index, d) => Ranges.IsWithin(index, array.Extent(d))).All(within => within))
            guard = True;
        return ArrayRules.Load(this, array, guard, indices) ??
               Make(Opcode.Load, array.Kind, 0, 0, "", [array, guard, .. indices]);
    }

    public Node With(Node array, Node guard, Node value, params Node[] targets) =>
        guard.IsFalse ? array : Make(Opcode.With, array.Kind, array.Rank, 0, "", [array, guard, value, .. targets]);

    public Node Scatter(Node @base, Node guard, Node value, IReadOnlyList<Node> loops, IReadOnlyList<Node> targets)
    {
        if (guard.IsFalse || value.IsZero || loops.Any(l => l.IndexExtent.IsConst && l.IndexExtent.Int <= 0))
            return @base;
        // The level of the loops stands above the base too, and each loop may use the ones before.
        int level = @base.MaxLevel;
        foreach (var v in new[] { guard, value }.Concat(targets).Concat(loops.Select(l => l.IndexExtent)).SelectMany(n => n.Free))
            if (!loops.Contains(v))
                level = Math.Max(level, v.Level);
        var canonical = new Node[loops.Count];
        for (int i = 0; i < loops.Count; i++)
            canonical[i] = Index(level + 1 + i, Substitution.Apply(this, loops[i].IndexExtent, loops, canonical, i));
        Node Rename(Node n) => Substitution.Apply(this, n, loops, canonical);
        return Make(Opcode.Scatter, @base.Kind, @base.Rank, 0, "",
                    [@base, Rename(guard), Rename(value), .. canonical, .. targets.Select(Rename)]);
    }

    /// <summary>The unordered sum of arrays of one shape.</summary>
    public Node Contributions(IReadOnlyList<Node> items)
    {
        var kept = items.SelectMany(item => item.Op == Opcode.Contributions ? item.Operands : [item])
            .Where(item => item.Op != Opcode.Zeros).ToArray();
        return kept.Length switch
        {
            0 => items[0],
            1 => kept[0],
            _ => Make(Opcode.Contributions, kept[0].Kind, kept[0].Rank, 0, "", kept),
        };
    }

    // ------------------------------------------------------------------------------------------------------- rebuilding

    /// <summary>The same operation on other operands, of which bound index variables are index variables again.</summary>
    public Node Rebuild(Node node, IReadOnlyList<Node> operands)
    {
        bool same = true;
        for (int i = 0; i < operands.Count && same; i++)
            same = operands[i] == node.Operands[i];
        if (same)
            return node;
        return Build(node.Op, node.Kind, node.Rank, node.Bits, node.Name, operands);
    }

    /// <summary>An operation by the parts of its node, through the constructor that simplifies it.</summary>
    public Node Build(Opcode op, ScalarKind kind, int rank, long bits, string name, IReadOnlyList<Node> operands)
    {
        switch (op)
        {
            case Opcode.Const: return kind == ScalarKind.Real ? Real(BitConverter.Int64BitsToDouble(bits)) : Make(op, kind, 0, bits, "");
            case Opcode.Param: return Param(name, kind, [.. operands]);
            case Opcode.Dim: return Dim(name);
            case Opcode.Index: return Index(checked((int)bits), operands[0]);
            case Opcode.Convert: return Convert(kind, operands[0]);
            case Opcode.Stop: return Stop(operands[0]);
            case Opcode.Surrogate: return Surrogate(operands[0], operands[1]);
            case Opcode.Select: return Select(operands[0], operands[1], operands[2]);
            case Opcode.Clamp: return Clamp(operands[0], operands[1], operands[2]);
            case Opcode.PowFromLog: return PowFromLog(operands[0], operands[1], operands[2]);
            case Opcode.Zeros: return Zeros(kind, [.. operands]);
            case Opcode.Load: return Load(operands[0], operands[1], [.. operands.Skip(2)]);
            case Opcode.Tabulate: return Tabulate([.. operands.Take(rank)], operands[rank]);
            case Opcode.With: return With(operands[0], operands[1], operands[2], [.. operands.Skip(3)]);
            case Opcode.Scatter:
                int loops = operands.Count - 3 - rank;
                return Scatter(operands[0], operands[1], operands[2], [.. operands.Skip(3).Take(loops)], [.. operands.Skip(3 + loops)]);
            case Opcode.Contributions: return Contributions(operands);
            default:
                return op.IsReduce() ? Reduce(op, operands[0], operands[1])
                    : op.IsUnary() ? Unary(op, operands[0])
                    : op.IsBinary() ? Binary(op, operands[0], operands[1])
                    : throw new InvalidOperationException($"{op} cannot be built.");
        }
    }

    // ---------------------------------------------------------------------------------------------------------- internal

    private (Node Index, Node Body) Canonical(Node index, Node body)
    {
        int level = index.IndexExtent.MaxLevel;
        foreach (var v in body.Free)
            if (v != index)
                level = Math.Max(level, v.Level);
        var canonical = Index(level + 1, index.IndexExtent);
        return (canonical, Substitution.Apply(this, body, [index], [canonical]));
    }

    /// <summary>Builds with at most so many nodes and operands asked for, old ones included: untrusted text could want any number.</summary>
    public T Within<T>(long nodes, Func<T> build)
    {
        long outer = allowance;
        allowance = nodes;
        try
        {
            return build();
        }
        finally
        {
            allowance = outer;
        }
    }

    internal sealed class TooManyNodesException : Exception;

    private static IReadOnlyList<Node> Without(IReadOnlyList<Node> free, Node index) => [.. free.Where(v => v != index)];

    /// <summary>The node as it stands, for readers of tables: nothing is simplified or renamed.</summary>
    internal Node Make(Opcode op, ScalarKind kind, int rank, long bits, string name, params Node[] operands)
    {
        Cancellation.ThrowIfCancellationRequested();
        allowance -= 1 + operands.Length;
        if (allowance < 0)
            throw new TooManyNodesException();
        var key = new Key(op, kind, bits, name, operands);
        if (!nodes.TryGetValue(key, out var node) && nodes.Count >= MaxNodes)
            throw new TooManyNodesException();
        if (node == null)
            nodes.Add(key, node = new Node(nodes.Count, op, kind, rank, bits, name, operands));
        return node;
    }

    /// <summary>What makes nodes one. Operands of commutative operations in either order: the first order seen stays.</summary>
    private readonly struct Key : IEquatable<Key>
    {
        private readonly Opcode op;
        private readonly ScalarKind kind;
        private readonly long bits;
        private readonly string name;
        private readonly Node[] operands;
        private readonly int hash;

        public Key(Opcode op, ScalarKind kind, long bits, string name, Node[] operands)
        {
            (this.op, this.kind, this.bits, this.name, this.operands) = (op, kind, bits, name, operands);
            int of = ((int)op * 31 + (int)kind) * 31 + bits.GetHashCode();
            foreach (char c in name)
                of = of * 31 + c;
            if (op.IsCommutative())
                of = of * 31 + (operands[0].Id ^ operands[1].Id) + operands[0].Id * operands[1].Id;
            else
                foreach (var operand in operands)
                    of = of * 31 + operand.Id;
            hash = of;
        }

        public bool Equals(Key other)
        {
            if (op != other.op || kind != other.kind || bits != other.bits || name != other.name ||
                operands.Length != other.operands.Length)
                return false;
            bool same = true;
            for (int i = 0; i < operands.Length && same; i++)
                same = operands[i] == other.operands[i];
            return same || op.IsCommutative() && operands[0] == other.operands[1] && operands[1] == other.operands[0];
        }

        public override bool Equals(object? obj) => obj is Key other && Equals(other);
        public override int GetHashCode() => hash;
    }
}
