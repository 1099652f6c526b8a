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

    /// <summary>
    /// What one sample adds to the gradient of a shared parameter, an array or a scalar: the sums over the batch without their loop, which is
    /// the driver's.
    /// </summary>
    public static Node ShareOf(IrBuilder b, Node gradient, Node sample)
    {
        switch (gradient.Op)
        {
            case Opcode.Zeros or Opcode.Scatter: return gradient;
            case Opcode.Contributions: return b.Contributions([.. gradient.Operands.Select(item => ShareOf(b, item, sample))]);
            case Opcode.Tabulate: return b.Tabulate([.. gradient.Bound], Share(gradient.Body));
            default: return Share(gradient);
        }

        Node Share(Node node)
        {
            Node X(int operand) => node.Operands[operand];
            if (node.IsZero)
                return node;
            switch (node.Op)
            {
                case Opcode.ReduceSum when node.ReduceIndex == sample: return node.Body;
                // A sum over the batch within a loop has a variable of a higher level.
                case Opcode.ReduceSum when node.ReduceIndex.IndexExtent == sample.IndexExtent:
                    return Substitution.Apply(b, node.Body, [node.ReduceIndex], [sample]);
                case Opcode.Neg: return b.Neg(Share(X(0)));
                case Opcode.Add: return b.Add(Share(X(0)), Share(X(1)));
                case Opcode.Sub: return b.Sub(Share(X(0)), Share(X(1)));
                case Opcode.Mul when !Sums(X(0)): return b.Mul(X(0), Share(X(1)));
                case Opcode.Mul when !Sums(X(1)): return b.Mul(Share(X(0)), X(1));
                case Opcode.Div when !Sums(X(1)): return b.Div(Share(X(0)), X(1));
                case Opcode.Select when !Sums(X(0)): return b.Select(X(0), Share(X(1)), Share(X(2)));
                // An adjoint that is asked whether it is 0: of one sample's share, it is asked of that.
                case Opcode.Select when X(0).Op == Opcode.Equal && X(0).Operands[1].IsZero:
                    return b.Select(b.Equal(Share(X(0).Operands[0]), X(0).Operands[1]), Share(X(1)), Share(X(2)));
                default: throw new System.InvalidOperationException($"{node.Op} is not a sum over the batch: {node}");
            }
        }

        bool Sums(Node node) => node.HasReductions && Graph.Reachable(node).Any(n => n.Op.IsReduce() && n.ReduceIndex.IndexExtent == sample.IndexExtent);
    }

    /// <summary>A scatter that visits each element once is a formula of the elements.</summary>
    private static Node AsTabulate(IrBuilder b, Node item) =>
        item.Op == Opcode.Scatter && item.Array.Op == Opcode.Zeros && item.Targets.SequenceEqual(item.Bound) &&
        item.Bound.Select((l, d) => l.IndexExtent == item.Extent(d)).All(whole => whole)
            ? b.Tabulate([.. item.Bound], b.Select(item.Guard, item.Written, b.Real(0)))
            : item;
}
