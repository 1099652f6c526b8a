using System;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Scheduling;

/// <summary>
/// What a step costs, in cycles a vector, as on a processor with vectors of 256 bits: what is compared are cuts of the same loops, on any.
/// </summary>
internal static class Estimate
{
    /// <summary>How many operations a processor looks ahead.</summary>
    private const double Window = 200;

    /// <summary>How many it begins in a cycle.</summary>
    private const double Begun = 3;

    /// <summary>What a loop costs beside its operations.</summary>
    private const double Loop = 1;

    /// <summary>What a change has to gain.</summary>
    public const double Gain = 3;

    /// <summary>The time of one step: its operations, or the wait from its first to its last, in which so many steps are under way as the window holds.</summary>
    public static double Cycles(double operations, double latency) => Loop + Math.Max(operations / Begun, latency * operations / Window);

    /// <summary>A value that is read from memory.</summary>
    public static readonly (double Operations, double Latency) Load = (1, 5);

    /// <summary>Operations (a division takes the time of several), and cycles from begin to end.</summary>
    public static (double Operations, double Latency) Cost(Node node) => node.Op switch
    {
        Opcode.Exp => (18, 55),
        Opcode.PowFromLog => (22, 60),
        Opcode.Log or Opcode.XLogY or Opcode.Expm1 => (27, 65),
        Opcode.Log1p => node.Operands[0].Op == Opcode.Exp ? (18, 50) : (28, 70),
        Opcode.Sigmoid => (30, 75),
        Opcode.Tanh or Opcode.LogSigmoid or Opcode.Softplus => (34, 100),
        Opcode.Pow => (75, 160),
        Opcode.Div => (12, 13),
        Opcode.SigmoidFrom => (15, 20),
        Opcode.Sqrt => (14, 18),
        Opcode.Load => Load,
        Opcode.Clamp => (2, 4),
        var op when op.IsTranscendental() => (150, 200),
        _ => (1, 4),
    };
}
