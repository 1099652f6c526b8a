using System.Collections.Generic;
using System.Collections.ObjectModel;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Emission;

/// <summary>
/// What the branches and choices around say of conditions, from the outermost. Each choice asks what is known, and stands inside of all others:
/// what follows is found when a condition becomes known.
/// </summary>
internal sealed class KnownConditions(IrBuilder builder) : Collection<(Node Condition, bool Holds)>
{
    /// <summary>What holds, and how often it is said.</summary>
    private readonly Dictionary<Node, int> holding = [];

    public bool Implies(Node condition) =>
        holding.ContainsKey(condition) || condition.Op == Opcode.And && Implies(condition.Operands[0]) && Implies(condition.Operands[1]);

    protected override void InsertItem(int index, (Node Condition, bool Holds) item)
    {
        base.InsertItem(index, item);
        foreach (var condition in Following(item.Condition, item.Holds))
            holding[condition] = holding.TryGetValue(condition, out int count) ? count + 1 : 1;
    }

    protected override void RemoveItem(int index)
    {
        foreach (var condition in Following(this[index].Condition, this[index].Holds))
            if (--holding[condition] == 0)
                holding.Remove(condition);
        base.RemoveItem(index);
    }

    private HashSet<Node> Following(Node condition, bool holds)
    {
        var following = new HashSet<Node>();
        var open = new Stack<Node>([holds ? condition : builder.Not(condition)]);
        while (open.Count > 0)
            if (open.Pop() is var node && following.Add(node) && holds && node.Op == Opcode.And)
                foreach (var part in node.Operands)
                    open.Push(part);
        return following;
    }
}
