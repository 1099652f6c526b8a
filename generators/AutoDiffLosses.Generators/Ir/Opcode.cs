namespace AutoDiffLosses.Generators.Ir;

/// <summary>The operations of the language of index formulas.</summary>
internal enum Opcode
{
    // Leaves.
    Const,          // Bits: the value
    Param,          // Name; operands: its extents
    Dim,            // Name: an extent that the call fixes
    Index,          // Level; operand: its extent

    // One operand.
    Neg, Abs, Sign, Exp, Log, Log1p, Expm1, Sqrt, Sin, Cos, Tan, Asin, Acos, Atan, Sinh, Cosh, Tanh, Erf,
    LogGamma, Digamma, Trigamma, Sigmoid, LogSigmoid, Softplus, Floor, Ceiling, Round, Truncate,
    Not,
    Convert,        // to the node's own kind
    Stop,           // the operand, without a derivative

    // Two operands.
    Add, Sub, Mul, Div, Rem, Min, Max, Pow, Atan2, XLogY,
    And, Or,
    Equal, NotEqual, Less, LessEqual,
    Surrogate,      // evaluates as the first operand, differentiates as the second
    SigmoidFrom,    // Sigmoid(x), from exp(-|x|) and x: only after lowering

    // Three operands.
    Select,         // condition, value where it holds, value where it does not
    Clamp,          // value, lower and upper bound
    PowFromLog,     // x^q, from x, log x and q: only after lowering

    // Loops: index, body.
    ReduceSum, ReduceMin, ReduceMax, ReduceArgMin, ReduceArgMax, ReduceAny, ReduceAll,

    // Arrays.
    Zeros,          // extents
    Load,           // array, guard, indices: 0 where the guard does not hold, and the address is not formed
    Tabulate,       // indices, body
    With,           // array, guard, value, targets: a version of the array with one element set
    Scatter,        // base, guard, value, loops, targets: base, then base[targets] += value in the order of the loops
    Contributions,  // items: their unordered sum, which is what a gradient is
}

/// <summary>What a value is made of.</summary>
internal enum ScalarKind
{
    /// <summary><c>float</c> or <c>double</c>: a program is in one of the two, and its nodes need not know which.</summary>
    Real,
    Int,
    Bool,
}

internal static class OpcodeFacts
{
    public static bool IsReduce(this Opcode op) => op is >= Opcode.ReduceSum and <= Opcode.ReduceAll;

    public static bool IsBinder(this Opcode op) => op.IsReduce() || op is Opcode.Tabulate or Opcode.Scatter;

    public static bool IsUnary(this Opcode op) => op is >= Opcode.Neg and <= Opcode.Stop;

    public static bool IsBinary(this Opcode op) => op is >= Opcode.Add and <= Opcode.SigmoidFrom;

    public static bool IsTernary(this Opcode op) => op is >= Opcode.Select and <= Opcode.PowFromLog;

    public static bool IsCompare(this Opcode op) => op is >= Opcode.Equal and <= Opcode.LessEqual;

    /// <summary>Whether the order of the two operands does not matter.</summary>
    public static bool IsCommutative(this Opcode op) =>
        op is Opcode.Add or Opcode.Mul or Opcode.And or Opcode.Or or Opcode.Equal or Opcode.NotEqual;

    /// <summary>Whether it costs as much as a call of the mathematical library.</summary>
    public static bool IsTranscendental(this Opcode op) => op switch
    {
        Opcode.Exp or Opcode.Log or Opcode.Log1p or Opcode.Expm1 or Opcode.Sin or Opcode.Cos or Opcode.Tan or
        Opcode.Asin or Opcode.Acos or Opcode.Atan or Opcode.Sinh or Opcode.Cosh or Opcode.Tanh or Opcode.Erf or
        Opcode.LogGamma or Opcode.Digamma or Opcode.Trigamma or Opcode.Sigmoid or Opcode.LogSigmoid or
        Opcode.Softplus or Opcode.Pow or Opcode.Atan2 or Opcode.XLogY or Opcode.PowFromLog => true,
        _ => false,
    };
}
