using System.Linq;

namespace AutoDiffLosses.Generators.Ir;

/// <summary>Differences to the largest of several values, as exponentials have them that shall not overflow.</summary>
internal static class Shifts
{
    private const int Deepest = 12;

    /// <summary>Whether x is a value less the largest of values of which it is one: then it is not above 0, NaN apart.</summary>
    public static bool IsFromMaximum(Node x) => x.Op == Opcode.Sub && IsMaximum(Plain(x.Operands[1]), x.Operands[0]);

    /// <summary>The same, but that 0 stands for a maximum that is ∞, -∞ or NaN.</summary>
    public static bool IsFromFiniteMaximum(Node x) =>
        x.Op == Opcode.Sub && Plain(x.Operands[1]) is { Op: Opcode.Select } shift
        && shift.Operands[2].IsZero && IsFinite(shift.Operands[0], shift.Operands[1]) && IsMaximum(Plain(shift.Operands[1]), x.Operands[0]);

    private static bool IsFinite(Node condition, Node value) =>
        condition.Op == Opcode.Less && condition.Operands[0].Op == Opcode.Abs && Plain(condition.Operands[0].Operands[0]) == Plain(value)
        && condition.Operands[1].IsRealConst(double.PositiveInfinity);

    private static Node Plain(Node node)
    {
        while (node.Op == Opcode.Stop)
            node = node.Operands[0];
        return node;
    }

    private static bool IsMaximum(Node maximum, Node value, int depth = 0) => depth < Deepest && maximum.Op switch
    {
        Opcode.Max => maximum.Operands.Any(o => o == value || IsMaximum(o, value, depth + 1)),
        Opcode.ReduceMax => new Instance(maximum.ReduceIndex).Is(value, maximum.Body, 0),
        _ => false,
    };

    /// <summary>Whether a value is what the body of a loop is for an index that another loop over the same dimension has.</summary>
    private struct Instance(Node bound)
    {
        private Node? index;

        public bool Is(Node value, Node body, int depth)
        {
            if (body == bound)
                return value.Op == Opcode.Index && value.IndexExtent == bound.IndexExtent && (index ??= value) == value;
            if (!body.DependsOn(bound))
                return value == body;
            if (depth == Deepest || body.Op.IsBinder() || value.Op != body.Op || value.Kind != body.Kind || value.Operands.Count != body.Operands.Count)
                return false;
            for (int i = 0; i < body.Operands.Count; i++)
                if (!Is(value.Operands[i], body.Operands[i], depth + 1))
                    return false;
            return true;
        }
    }
}
