using System.Collections.Generic;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Emission;

/// <summary>What is known of the values that have locals: after a block, no more of those that it began.</summary>
internal sealed class Locals<T>
{
    private readonly Dictionary<Node, T> known = [];
    private readonly Stack<List<Node>> blocks = new([[]]);

    public T this[Node node]
    {
        get => known[node];
        set
        {
            if (!known.ContainsKey(node))
                blocks.Peek().Add(node);
            known[node] = value;
        }
    }

    public bool ContainsKey(Node node) => known.ContainsKey(node);

    public bool TryGetValue(Node node, out T local) => known.TryGetValue(node, out local);

    public void Open() => blocks.Push([]);

    public void Close()
    {
        foreach (var node in blocks.Pop())
            known.Remove(node);
    }
}
