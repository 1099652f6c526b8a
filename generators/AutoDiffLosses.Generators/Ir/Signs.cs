using System.Linq;

namespace AutoDiffLosses.Generators.Ir;

/// <summary>What is known of the signs of values, NaN apart.</summary>
internal static class Signs
{
    private const int Deepest = 8;

    public static bool IsNonPositive(Node node, int depth = 0) => depth < Deepest && node.Op switch
    {
        Opcode.Const => node.Real <= 0,
        Opcode.Neg => IsNonNegative(node.Operands[0], depth + 1),
        Opcode.Min => node.Operands.Any(o => IsNonPositive(o, depth + 1)),
        Opcode.Max or Opcode.Add => node.Operands.All(o => IsNonPositive(o, depth + 1)),
        Opcode.Mul => IsNonPositive(node.Operands[0], depth + 1) && IsNonNegative(node.Operands[1], depth + 1) ||
                      IsNonNegative(node.Operands[0], depth + 1) && IsNonPositive(node.Operands[1], depth + 1),
        Opcode.Select => node.Operands.Skip(1).All(o => IsNonPositive(o, depth + 1)),
        _ => false,
    };

    public static bool IsNonNegative(Node node, int depth = 0) => depth < Deepest && node.Op switch
    {
        Opcode.Const => node.Real >= 0,
        Opcode.Abs or Opcode.Exp or Opcode.Sqrt or Opcode.SigmoidFrom or Opcode.PowFromLog => true,
        Opcode.Neg => IsNonPositive(node.Operands[0], depth + 1),
        Opcode.ReduceSum => IsNonNegative(node.Body, depth + 1),
        Opcode.Max => node.Operands.Any(o => IsNonNegative(o, depth + 1)),
        Opcode.Min or Opcode.Add => node.Operands.All(o => IsNonNegative(o, depth + 1)),
        Opcode.Mul => node.Operands[0] == node.Operands[1] || node.Operands.All(o => IsNonNegative(o, depth + 1)),
        Opcode.Select => node.Operands.Skip(1).All(o => IsNonNegative(o, depth + 1)),
        _ => false,
    };
}
