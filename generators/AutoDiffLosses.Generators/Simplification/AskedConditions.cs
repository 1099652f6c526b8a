using System;
using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Simplification;

/// <summary>Which conditions are asked below a node: a bit each, so that a node need not be gone through to find out.</summary>
/// <param name="isWhole">What is not looked into.</param>
internal sealed class AskedConditions(Func<Node, bool> isWhole)
{
    private readonly Dictionary<Node, int> numbers = [];
    private readonly Dictionary<Node, ulong[]> below = [];

    /// <summary>Whether one of the conditions is asked in the node, or is the node.</summary>
    public bool Any(Node node, IEnumerable<Node> conditions)
    {
        var bits = Below(node);
        return conditions.Any(c => numbers.TryGetValue(c, out int number) && number / 64 < bits.Length && (bits[number / 64] >> number % 64 & 1) != 0);
    }

    private ulong[] Below(Node root)
    {
        var open = new Stack<Node>([root]);
        while (open.Count > 0)
        {
            var node = open.Peek();
            int before = open.Count;
            if (!below.ContainsKey(node) && !isWhole(node))
                foreach (var operand in node.Operands)
                    if (!below.ContainsKey(operand))
                        open.Push(operand);
            if (open.Count > before)
                continue;
            open.Pop();
            if (!below.ContainsKey(node))
                below.Add(node, Of(node));
        }
        return below[root];
    }

    private ulong[] Of(Node node)
    {
        ulong[] bits = [];
        if (!isWhole(node))
            foreach (var operand in node.Operands)
                bits = Union(bits, below[operand]);
        if (node.Kind != ScalarKind.Bool || node.IsConst)
            return bits;
        numbers.Add(node, numbers.Count);
        var own = new ulong[numbers.Count / 64 + 1];
        own[numbers[node] / 64] = 1UL << numbers[node] % 64;
        return Union(own, bits);
    }

    /// <summary>Most often one holds the other, and is the result.</summary>
    private static ulong[] Union(ulong[] x, ulong[] y)
    {
        if (x.Length < y.Length)
            (x, y) = (y, x);
        var union = x;
        for (int i = 0; i < y.Length; i++)
            if ((y[i] & ~x[i]) != 0)
            {
                if (union == x)
                    union = [.. x];
                union[i] |= y[i];
            }
        return union;
    }
}
