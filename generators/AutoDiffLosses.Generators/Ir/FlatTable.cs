using System;
using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Support;

namespace AutoDiffLosses.Generators.Ir;

/// <summary>A node, its operands by their rows.</summary>
internal readonly record struct FlatRow(Opcode Op, ScalarKind Kind, int Rank, long Bits, string Name, EquatableArray<int> Operands);

internal readonly record struct FlatParameter(int Row, ParameterRole Role, string Expression);

/// <summary>A <see cref="Check"/>; rows that it has not are null.</summary>
internal readonly record struct FlatCheck(int Guard, int? Index, int? Extent, int? Condition, string Argument, string Text);

internal readonly record struct FlatStatement(string Text, EquatableArray<int> Defines);

internal readonly record struct FlatHint(int Row, string Name);

/// <summary>
/// A formula without its builder: a row a node, compared as a sequence, the user's names included. It is what the incremental pipeline
/// caches on, and what is written into metadata. (Equality over the graph itself would be exponential.)
/// From: a <see cref="Formula"/>. To: the same formula in any builder. Guarantees: rows in the order of dependence from the roots;
/// equal tables for formulas that are built alike, whatever else their builders hold (of <c>a + b</c> and <c>b + a</c> the first stays).
/// </summary>
internal sealed record FlatTable(
    string Name,
    EquatableArray<FlatRow> Rows,
    EquatableArray<FlatParameter> Parameters,
    EquatableArray<int> Results,
    EquatableArray<FlatCheck> Checks,
    EquatableArray<FlatStatement> Statements,
    EquatableArray<FlatHint> Hints)
{
    public static FlatTable Of(Formula formula)
    {
        var b = formula.Builder;
        var checks = formula.Checks.Select(c => WithoutFreshIndices(b, c)).ToArray();
        var statements = formula.Statements.Select(s => s with { Defines = [.. s.Defines.Select(d => WithoutFreshIndices(b, [d])[0]!)] }).ToArray();
        var rows = new RowOrder();
        foreach (var root in formula.Parameters.Select(p => p.Node).Concat(formula.Results)
                     .Concat(checks.SelectMany(c => new[] { c.Guard, c.Index, c.Extent, c.Condition }).OfType<Node>())
                     .Concat(statements.SelectMany(s => s.Defines)))
            rows.Add(root);

        // An array of which single elements are read has left its formula in their place, and its name to them. A name of what
        // nothing reaches is the name of nothing.
        var hints = formula.Hints.OrderBy(h => h.Key.Id)
            .Select(h => (Node: WithoutFreshIndices(b, [h.Key])[0]!, h.Value))
            .Select(h => (Row: rows.Find(h.Node) ?? (h.Node.Op == Opcode.Tabulate ? rows.Find(h.Node.Body) : null), h.Value))
            .Where(h => h.Row != null)
            .GroupBy(h => h.Row!.Value, h => h.Value)
            .OrderBy(h => h.Key);
        return new(
            formula.Name,
            new(rows.Rows),
            new(formula.Parameters.Select(p => new FlatParameter(rows[p.Node], p.Role, p.Expression))),
            new(formula.Results.Select(r => rows[r])),
            new(checks.Select(c => new FlatCheck(rows[c.Guard], rows.Find(c.Index), rows.Find(c.Extent), rows.Find(c.Condition), c.Argument, c.Text))),
            new(statements.Select(s => new FlatStatement(OneLine(s.Text), new(s.Defines.Select(d => rows[d]))))),
            new(hints.Select(h => new FlatHint(h.Key, h.First()))));
    }

    /// <summary>The rows of nodes that are no formula; the nodes are its results.</summary>
    public static FlatTable Of(IEnumerable<Node> roots)
    {
        var rows = new RowOrder();
        int[] results = [.. roots.Select(rows.Add)];
        return new("", new(rows.Rows), default, new(results), default, default, default);
    }

    /// <summary>How many rows there are from a parameter or constant to what is furthest from it.</summary>
    public int Depth
    {
        get
        {
            int[] depths = new int[Rows.Count];
            for (int i = 0; i < depths.Length; i++)
                foreach (int operand in Rows[i].Operands)
                    depths[i] = Math.Max(depths[i], depths[operand] + 1);
            return depths.Length == 0 ? 0 : depths.Max();
        }
    }

    public Formula ToFormula(IrBuilder builder)
    {
        var nodes = new Node[Rows.Count];
        for (int i = 0; i < nodes.Length; i++)
        {
            var row = Rows[i];
            nodes[i] = builder.Build(row.Op, row.Kind, row.Rank, row.Bits, row.Name, [.. row.Operands.Select(o => nodes[o])]);
        }
        Node? Find(int? row) => row is { } r ? nodes[r] : null;
        var formula = new Formula(builder) { Name = Name };
        formula.Parameters.AddRange(Parameters.Select(p => new Parameter(nodes[p.Row], p.Role, p.Expression)));
        formula.Results.AddRange(Results.Select(r => nodes[r]));
        formula.Checks.AddRange(Checks.Select(c => new Check(nodes[c.Guard], Find(c.Index), Find(c.Extent), Find(c.Condition), c.Argument, c.Text)));
        formula.Statements.AddRange(Statements.Select(s => new Statement(s.Text, [.. s.Defines.Select(d => nodes[d])])));
        foreach (var hint in Hints)
            formula.Hints[nodes[hint.Row]] = hint.Name;
        return formula;
    }

    /// <summary>The source text of a statement becomes a comment: it never ends its line.</summary>
    public static string OneLine(string text) => new([.. text.Select(c => IrText.EndsLine(c) ? ' ' : c)]);

    private static Check WithoutFreshIndices(IrBuilder b, Check check)
    {
        var nodes = WithoutFreshIndices(b, [check.Guard, check.Index, check.Extent, check.Condition]);
        return check with { Guard = nodes[0]!, Index = nodes[1], Extent = nodes[2], Condition = nodes[3] };
    }

    /// <summary>
    /// What stood in a loop that was being built has the variable that the loop was built with: its level tells how much was built
    /// before. The variables get the lowest levels, as the loops have got, outer ones first; what an inlined formula brought stands inside.
    /// </summary>
    private static Node?[] WithoutFreshIndices(IrBuilder b, Node?[] nodes)
    {
        var free = nodes.OfType<Node>().SelectMany(n => n.Free).Distinct().ToArray();
        if (free.All(v => v.Level < IrBuilder.FreshLevels))
            return nodes;
        var ordered = new List<Node>();
        void Add(Node index)
        {
            foreach (var before in index.IndexExtent.Free)
                Add(before);
            if (!ordered.Contains(index))
                ordered.Add(index);
        }
        foreach (var index in free.OrderBy(v => v.Level < IrBuilder.FreshLevels).ThenBy(v => v.Level).ThenBy(v => v.Id))
            Add(index);
        var canonical = new Node[ordered.Count];
        for (int i = 0; i < canonical.Length; i++)
            canonical[i] = b.Index(i + 1, Substitution.Apply(b, ordered[i].IndexExtent, ordered, canonical, i));
        return [.. nodes.Select(n => n == null ? null : Substitution.Apply(b, n, ordered, canonical))];
    }

    /// <summary>Numbers nodes as the roots reach them, operands first, in a walk with a stack of its own.</summary>
    private sealed class RowOrder
    {
        private readonly Dictionary<Node, int> numbers = new();

        public List<FlatRow> Rows { get; } = [];
        public int this[Node node] => numbers[node];
        public int? Find(Node? node) => node != null && numbers.TryGetValue(node, out int row) ? row : null;

        public int Add(Node root)
        {
            var stack = new Stack<(Node Node, int Next)>();
            stack.Push((root, 0));
            while (stack.Count > 0)
            {
                var (node, next) = stack.Pop();
                if (numbers.ContainsKey(node))
                    continue;
                if (next < node.Operands.Count)
                {
                    stack.Push((node, next + 1));
                    stack.Push((node.Operands[next], 0));
                    continue;
                }
                numbers.Add(node, Rows.Count);
                Rows.Add(new(node.Op, node.Kind, node.Rank, node.Bits, node.Name, new(node.Operands.Select(o => numbers[o]))));
            }
            return numbers[root];
        }
    }
}
