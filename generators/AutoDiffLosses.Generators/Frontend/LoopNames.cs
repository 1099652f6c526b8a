using System;
using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Frontend;

/// <summary>
/// The index variables that loops have in the result. A body is read with a variable of its own, and renamed as its loop is closed;
/// what was remembered of the body (names, checks, statements) is renamed here, in the same way: outer loops first, each to the level
/// above what is free in it.
/// </summary>
internal sealed class LoopNames
{
    private readonly IrBuilder builder;
    private readonly Dictionary<Node, Node> names = [];
    private readonly Func<Node, Node> renamed;

    public LoopNames(IrBuilder builder, IEnumerable<(Node Index, Node Loop)> loops)
    {
        (this.builder, renamed) = (builder, Substitution.OfVariables(builder, names));
        foreach (var (index, loop) in loops.OrderBy(l => l.Index.Level))
        {
            var extent = Of(index.IndexExtent);
            int level = loop.Free.Concat(index.IndexExtent.Free).Select(v => Of(v).Level).DefaultIfEmpty(0).Max();
            names[index] = builder.Index(level + 1, extent);
        }
    }

    public Node Of(Node node) => renamed(node);

    /// <summary>
    /// A check stands for itself: it is over all values of its variables, and those of two loops side by side must stay two.
    /// </summary>
    public Check Of(Check check)
    {
        var parts = new[] { check.Guard, check.Index, check.Extent, check.Condition };
        var free = parts.OfType<Node>().SelectMany(n => n.Free).Distinct().OrderBy(v => v.Free.Count).ThenBy(v => v.Level).ToArray();
        // What an extent has free comes first: it has less free itself.
        var own = new List<Node>();
        foreach (var index in free)
            own.Add(builder.Index(own.Count + 1, Renamed(index.IndexExtent)!));
        return check with
        {
            Guard = Renamed(check.Guard)!, Index = Renamed(check.Index), Extent = Renamed(check.Extent), Condition = Renamed(check.Condition),
        };

        Node? Renamed(Node? node) => node == null ? null : Substitution.Apply(builder, node, free, own, own.Count);
    }
}
