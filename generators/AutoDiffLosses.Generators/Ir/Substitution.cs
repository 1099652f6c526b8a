using System;
using System.Collections.Generic;
using System.Linq;

namespace AutoDiffLosses.Generators.Ir;

/// <summary>
/// Puts values in the place of index variables, parameters and dimensions: what renames, inlines and lifts.
/// Bottom-up over the nodes that change; a loop's own variable is renamed to its canonical level again, which lies above all that
/// comes in, so that nothing is captured. Recursion is as deep as loops are nested.
/// </summary>
internal sealed class Substitution
{
    private readonly IrBuilder builder;
    private readonly IReadOnlyDictionary<Node, Node> symbols;
    private readonly int symbolLevel;
    private readonly Dictionary<string, Dictionary<Node, Node>> memos = new(StringComparer.Ordinal);

    private Substitution(IrBuilder builder, IReadOnlyDictionary<Node, Node> symbols)
    {
        (this.builder, this.symbols) = (builder, symbols);
        foreach (var pair in symbols)
            symbolLevel = Math.Max(symbolLevel, pair.Value.MaxLevel);
    }

    /// <summary>The node with values for some of its free index variables.</summary>
    public static Node Apply(IrBuilder builder, Node node, IReadOnlyList<Node> variables, IReadOnlyList<Node> values, int? count = null)
    {
        var map = new Dictionary<Node, Node>();
        for (int i = 0; i < (count ?? variables.Count); i++)
            if (variables[i] != values[i])
                map[variables[i]] = values[i];
        return map.Count == 0 ? node : new Substitution(builder, Empty).Apply(node, map);
    }

    /// <summary>
    /// Puts values (scalars, arrays and extents), which may have free index variables, for parameters and dimensions.
    /// </summary>
    public static Func<Node, Node> OfSymbols(IrBuilder builder, IReadOnlyDictionary<Node, Node> symbols)
    {
        var substitution = new Substitution(builder, symbols);
        return node => substitution.Apply(node, Empty);
    }

    private static readonly Dictionary<Node, Node> Empty = new();

    private bool Changes(Node node, Dictionary<Node, Node> map)
    {
        if (symbols.Count > 0 && node.HasSymbols)
            return true;
        foreach (var free in node.Free)
            if (map.ContainsKey(free))
                return true;
        return false;
    }

    private Node Apply(Node root, Dictionary<Node, Node> map)
    {
        if (!Changes(root, map))
            return root;
        var memo = Memo(map);
        foreach (var node in Ordered(root, map, memo))
            memo[node] = Changed(node, map, memo);
        return memo[root];
    }

    private Node Changed(Node node, Dictionary<Node, Node> map, Dictionary<Node, Node> memo)
    {
        if (map.TryGetValue(node, out var value) || symbols.TryGetValue(node, out value))
            return value;
        if (node.Op == Opcode.Index)
            return builder.Index(node.Level, Of(node.IndexExtent, memo));
        if (!node.Op.IsBinder())
            return builder.Rebuild(node, [.. node.Operands.Select(o => Of(o, memo))]);

        // The loop: its variables at levels above all that is free in it now.
        int level = symbols.Count > 0 && node.HasSymbols ? symbolLevel : 0;
        foreach (var free in node.Free)
            level = Math.Max(level, map.TryGetValue(free, out var to) ? to.MaxLevel : free.Level);
        var inner = new Dictionary<Node, Node>();
        foreach (var pair in map)
            if (node.DependsOn(pair.Key))
                inner[pair.Key] = pair.Value;
        foreach (var bound in node.Bound)
        {
            var renamed = builder.Index(++level, Apply(bound.IndexExtent, inner));
            if (renamed != bound)
                inner[bound] = renamed;
        }
        // The base of a Scatter stands outside of its loops.
        int outside = node.Op == Opcode.Scatter ? 1 : 0;
        return builder.Rebuild(node, [.. node.Operands.Select((o, i) => i < outside ? Of(o, memo) : Apply(o, inner))]);
    }

    private static Node Of(Node node, Dictionary<Node, Node> memo) => memo.TryGetValue(node, out var changed) ? changed : node;

    /// <summary>What changes below the root, operands first; the bodies of loops are left to their loops.</summary>
    private IEnumerable<Node> Ordered(Node root, Dictionary<Node, Node> map, Dictionary<Node, Node> memo)
    {
        var found = new HashSet<Node>();
        var stack = new Stack<Node>();
        stack.Push(root);
        while (stack.Count > 0)
        {
            var node = stack.Pop();
            if (memo.ContainsKey(node) || !Changes(node, map) || !found.Add(node))
                continue;
            if (!node.Op.IsBinder())
                foreach (var operand in node.Operands)
                    stack.Push(operand);
            else if (node.Op == Opcode.Scatter)
                stack.Push(node.Array);
        }
        return found.OrderBy(n => n.Id);
    }

    private Dictionary<Node, Node> Memo(Dictionary<Node, Node> map)
    {
        string key = string.Join(" ", map.OrderBy(pair => pair.Key.Id).Select(pair => $"{pair.Key.Id}:{pair.Value.Id}"));
        if (!memos.TryGetValue(key, out var memo))
            memos.Add(key, memo = new());
        return memo;
    }
}
