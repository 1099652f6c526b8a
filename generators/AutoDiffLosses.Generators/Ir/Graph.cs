using System;
using System.Collections.Generic;
using System.Linq;

namespace AutoDiffLosses.Generators.Ir;

/// <summary>Walks over nodes: with a stack of their own, since formulas may be deep.</summary>
internal static class Graph
{
    /// <summary>All nodes that the roots reach, bodies of loops included, operands before their users.</summary>
    /// <param name="isEnd">Below which nodes it does not look; none unless given.</param>
    public static IReadOnlyList<Node> Reachable(IEnumerable<Node> roots, Func<Node, bool>? isEnd = null)
    {
        var found = new HashSet<Node>();
        var stack = new Stack<Node>();
        foreach (var root in roots)
            if (found.Add(root))
                stack.Push(root);
        while (stack.Count > 0)
            if (stack.Pop() is var node && isEnd?.Invoke(node) != true)
                foreach (var operand in node.Operands)
                    if (found.Add(operand))
                        stack.Push(operand);
        var ordered = found.ToArray();
        Array.Sort(ordered, (x, y) => x.Id.CompareTo(y.Id));
        return ordered;
    }

    public static IReadOnlyList<Node> Reachable(Node root) => Reachable((IEnumerable<Node>)[root]);

    /// <summary>Of all that the roots reach, the nodes that reach one of some nodes, those included: looks no further down than where they can be.</summary>
    public static HashSet<Node> Above(IEnumerable<Node> roots, ICollection<Node> nodes)
    {
        var above = new HashSet<Node>();
        if (nodes.Count == 0)
            return above;
        int first = nodes.Min(n => n.Id);
        foreach (var node in Reachable(roots, node => node.Id < first))
            if (nodes.Contains(node) || node.Operands.Any(above.Contains))
                above.Add(node);
        return above;
    }

    /// <summary>Whether one of some nodes is reached: looks no further down than where they can be.</summary>
    public static bool Reaches(Node root, ICollection<Node> nodes)
    {
        if (nodes.Count == 0)
            return false;
        int first = nodes.Min(n => n.Id);
        var found = new HashSet<Node>();
        var stack = new Stack<Node>([root]);
        while (stack.Count > 0)
        {
            var node = stack.Pop();
            if (node.Id < first || !found.Add(node))
                continue;
            if (nodes.Contains(node))
                return true;
            foreach (var operand in node.Operands)
                stack.Push(operand);
        }
        return false;
    }

    /// <summary>
    /// Rebuilds what the roots reach by a rule, bottom-up: the rule sees each node over operands that are rebuilt already, and returns it
    /// or what takes its place. Its result may have no free index variable that the node has not.
    /// </summary>
    public static Func<Node, Node> Rewrite(IrBuilder builder, IEnumerable<Node> roots, Func<Node, Node> rule)
    {
        var changed = new Dictionary<Node, Node>();
        foreach (var node in Reachable(roots))
        {
            // What changes nothing builds nothing.
            builder.Cancellation.ThrowIfCancellationRequested();
            changed[node] = rule(builder.Rebuild(node, [.. node.Operands.Select(o => changed[o])]));
        }
        return root => changed[root];
    }
}
