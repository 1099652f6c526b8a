using System;
using System.Collections.Generic;
using System.Linq;

namespace AutoDiffLosses.Generators.Ir;

/// <summary>
/// Puts values in the place of index variables, parameters and dimensions: what renames, inlines and lifts.
/// Bottom-up over the nodes that change, each of them once for what changes in it; a loop's own variable is renamed to a level above all
/// that comes in, so that nothing is captured. Recursion is as deep as loops are nested.
/// </summary>
internal sealed class Substitution
{
    private readonly IrBuilder builder;
    private readonly IReadOnlyDictionary<Node, Node> symbols;
    private readonly Node? guard;
    private readonly Dictionary<Map, Map> maps = new();
    private readonly Dictionary<Node, int> symbolLevels = new();

    private Substitution(IrBuilder builder, IReadOnlyDictionary<Node, Node> symbols, Node? guard = null) =>
        (this.builder, this.symbols, this.guard) = (builder, symbols, guard);

    /// <summary>The node with values for some of its free index variables.</summary>
    public static Node Apply(IrBuilder builder, Node node, IReadOnlyList<Node> variables, IReadOnlyList<Node> values, int? count = null) =>
        Apply(builder, node, variables, values, count ?? variables.Count, guard: null);

    /// <summary>
    /// The node with values that are in range where the guard holds alone: elsewhere nothing is read or written at them, and nothing
    /// divided by what depends on them.
    /// </summary>
    public static Node ApplyGuarded(IrBuilder builder, Node node, IReadOnlyList<Node> variables, IReadOnlyList<Node> values, Node guard) =>
        Apply(builder, node, variables, values, variables.Count, guard);

    private static Node Apply(
        IrBuilder builder, Node node, IReadOnlyList<Node> variables, IReadOnlyList<Node> values, int count, Node? guard)
    {
        var entries = new List<Entry>();
        for (int i = 0; i < count; i++)
            if ((variables[i] != values[i] || guard != null) && node.DependsOn(variables[i]))
                entries.Add(new(variables[i], values[i], Guarded: guard != null));
        return entries.Count == 0 ? node : new Substitution(builder, NoSymbols, guard).Apply(node, entries);
    }

    /// <summary>Puts values for index variables in one node after the other: what they have in common is changed once.</summary>
    /// <param name="values">To which more may be added meanwhile.</param>
    public static Func<Node, Node> OfVariables(IrBuilder builder, IReadOnlyDictionary<Node, Node> values)
    {
        var substitution = new Substitution(builder, NoSymbols);
        return node =>
        {
            var entries = new List<Entry>();
            foreach (var variable in node.Free)
                if (values.TryGetValue(variable, out var value) && value != variable)
                    entries.Add(new(variable, value, Guarded: false));
            return entries.Count == 0 ? node : substitution.Apply(node, entries);
        };
    }

    /// <summary>
    /// Puts values (scalars, arrays and extents), which may have free index variables, for parameters and dimensions.
    /// </summary>
    public static Func<Node, Node> OfSymbols(IrBuilder builder, IReadOnlyDictionary<Node, Node> symbols)
    {
        var substitution = new Substitution(builder, symbols);
        return node => substitution.Apply(node, []);
    }

    private static readonly Dictionary<Node, Node> NoSymbols = new();

    private Node Apply(Node root, List<Entry> entries) => Of(root, Known(entries));

    /// <summary>What becomes of a node under a map, of which it may have but a part.</summary>
    private Node Of(Node node, Map map)
    {
        map = Restricted(map, node);
        return map.Count == 0 && !ChangesSymbols(node) ? node
            : map.Changed.TryGetValue(node, out var changed) ? changed
            : Change(node, map);
    }

    private bool ChangesSymbols(Node node) => symbols.Count > 0 && node.HasSymbols;

    /// <summary>Changes all that has the whole map in it, from a node down to the next loops.</summary>
    private Node Change(Node root, Map map)
    {
        var stack = new Stack<(Node Node, bool IsReady)>();
        stack.Push((root, false));
        while (stack.Count > 0)
        {
            var (node, isReady) = stack.Pop();
            if (map.Changed.ContainsKey(node))
                continue;
            if (isReady)
            {
                map.Changed.Add(node, Changed(node, map));
                continue;
            }
            stack.Push((node, true));
            // The bodies of loops are left to their loops; the base of a Scatter stands outside of its own.
            int operands = !node.Op.IsBinder() ? node.Operands.Count : node.Op == Opcode.Scatter ? 1 : 0;
            for (int i = 0; i < operands; i++)
                if (node.Operands[i] is var operand && (map.Count > 0 || ChangesSymbols(operand)) && Restricted(map, operand) == map)
                    stack.Push((operand, false));
        }
        return map.Changed[root];
    }

    private Node Changed(Node node, Map map)
    {
        if (map.Find(node) is { } value || symbols.TryGetValue(node, out value))
            return value;
        if (node.Op.IsBinder())
            return ChangedLoop(node, map);
        var operands = new Node[node.Operands.Count];
        for (int i = 0; i < operands.Length; i++)
            operands[i] = Of(node.Operands[i], map);
        Guard(node, map, operands);
        return builder.Rebuild(node, operands);
    }

    private Node ChangedLoop(Node node, Map map)
    {
        // The loop's variables: at levels above all that is free in it now.
        int level = SymbolLevel(node);
        foreach (var free in node.Free)
            level = Math.Max(level, map.Find(free) is { } to ? to.MaxLevel : free.Level);
        if (guard != null && map.Entries.Any(e => e.Guarded))
            level = Math.Max(level, guard.MaxLevel);
        var entries = map.Entries.ToList();
        foreach (var bound in node.Bound)
        {
            var renamed = builder.Index(++level, Of(bound.IndexExtent, Known(entries)));
            if (renamed != bound)
                entries.Add(new(bound, renamed, Guarded: false));
        }
        var inner = Known(entries);
        int outside = node.Op == Opcode.Scatter ? 1 : 0;
        var operands = new Node[node.Operands.Count];
        for (int i = 0; i < operands.Length; i++)
            operands[i] = Of(node.Operands[i], i < outside ? map : inner);
        Guard(node, inner, operands);
        return builder.Rebuild(node, operands);
    }

    // ------------------------------------------------------------------------------------------------------------- guard

    /// <summary>Where values are vouched for by the guard alone, so is what is read, written or divided by through them.</summary>
    private void Guard(Node node, Map map, Node[] operands)
    {
        if (guard == null)
            return;
        int first = node.Op switch
        {
            Opcode.Load => 2,
            Opcode.With or Opcode.Scatter => operands.Length - node.Rank,
            Opcode.Div or Opcode.Rem when node.Kind == ScalarKind.Int => 1,
            _ => operands.Length,
        };
        bool dependsOnGuarded = false;
        for (int i = first; i < operands.Length; i++)
            foreach (var entry in map.Entries)
                dependsOnGuarded |= entry.Guarded && node.Operands[i].DependsOn(entry.From);
        if (!dependsOnGuarded)
            return;
        operands[1] = node.Op is Opcode.Div or Opcode.Rem
            ? builder.Select(guard, operands[1], builder.Int(1))
            : builder.And(guard, operands[1]);
    }

    // ------------------------------------------------------------------------------------------------------------ levels

    /// <summary>The highest level that comes into the node with the values of symbols.</summary>
    private int SymbolLevel(Node root)
    {
        if (!ChangesSymbols(root))
            return 0;
        var stack = new Stack<Node>();
        stack.Push(root);
        while (stack.Count > 0)
        {
            var node = stack.Peek();
            int level = symbols.TryGetValue(node, out var value) ? value.MaxLevel : 0;
            bool isReady = true;
            foreach (var operand in node.Operands)
                if (!operand.HasSymbols)
                    continue;
                else if (symbolLevels.TryGetValue(operand, out int inside))
                    level = Math.Max(level, inside);
                else
                {
                    stack.Push(operand);
                    isReady = false;
                }
            if (!isReady)
                continue;
            symbolLevels[node] = level;
            stack.Pop();
        }
        return symbolLevels[root];
    }

    // -------------------------------------------------------------------------------------------------------------- maps

    private readonly record struct Entry(Node From, Node To, bool Guarded);

    /// <summary>The part of a map that touches the node: without it, what loops share would be changed once a loop.</summary>
    private Map Restricted(Map map, Node node)
    {
        int count = 0;
        foreach (var entry in map.Entries)
            count += node.DependsOn(entry.From) ? 1 : 0;
        return count == map.Count ? map : Known([.. map.Entries.Where(e => node.DependsOn(e.From))]);
    }

    private Map Known(List<Entry> entries)
    {
        var map = new Map(entries);
        if (maps.TryGetValue(map, out var known))
            return known;
        maps.Add(map, map);
        return map;
    }

    /// <summary>What is put for index variables, in the order of their ids, and what became of nodes by it.</summary>
    private sealed class Map : IEquatable<Map>
    {
        private readonly int hash;

        public Map(List<Entry> entries)
        {
            Entries = [.. entries];
            Array.Sort(Entries, (x, y) => x.From.Id.CompareTo(y.From.Id));
            foreach (var entry in Entries)
                hash = (hash * 31 + entry.From.Id) * 31 + entry.To.Id;
        }

        public Entry[] Entries { get; }
        public int Count => Entries.Length;
        public Dictionary<Node, Node> Changed { get; } = new();

        public Node? Find(Node node)
        {
            foreach (var entry in Entries)
                if (entry.From == node)
                    return entry.To;
            return null;
        }

        public bool Equals(Map? other)
        {
            if (other is null || hash != other.hash || Count != other.Count)
                return false;
            for (int i = 0; i < Count; i++)
                if (Entries[i] != other.Entries[i])
                    return false;
            return true;
        }

        public override bool Equals(object? obj) => Equals(obj as Map);
        public override int GetHashCode() => hash;
    }
}
