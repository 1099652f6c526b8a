using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Scheduling;

/// <summary>One formula for what several contributions say of every element: it is written once.</summary>
internal static class Dense
{
    public static Node Merge(IrBuilder b, Node gradient)
    {
        var items = gradient.Op == Opcode.Contributions ? gradient.Operands : [gradient];
        var everywhere = items.Select(i => AsTabulate(b, i)).Where(i => i.Op == Opcode.Tabulate).ToList();
        if (everywhere.Count == 0)
            return gradient;
        Node[] indices = [.. Enumerable.Range(0, gradient.Rank).Select(d => b.FreshIndex(everywhere[0].Extent(d)))];
        var sum = everywhere.Select(t => b.Load(t, indices)).Aggregate(b.Add);
        return b.Contributions([b.Tabulate(indices, sum), .. items.Select(i => AsTabulate(b, i)).Where(i => i.Op != Opcode.Tabulate)]);
    }

    /// <summary>A scatter that visits each element once is a formula of the elements.</summary>
    private static Node AsTabulate(IrBuilder b, Node item) =>
        item.Op == Opcode.Scatter && item.Array.Op == Opcode.Zeros && item.Targets.SequenceEqual(item.Bound) &&
        item.Bound.Select((l, d) => l.IndexExtent == item.Extent(d)).All(whole => whole)
            ? b.Tabulate([.. item.Bound], b.Select(item.Guard, item.Written, b.Real(0)))
            : item;
}
