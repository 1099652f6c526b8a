using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Emission;

/// <summary>
/// A name for a value that gets a local: the user's, or one made of what it is and of what goes into it (<c>logSumExp</c>,
/// <c>oneMinusAlpha</c>), so that no line needs a number to be told from another.
/// </summary>
/// <param name="namesRows">Whether rows have names apart, so that an element may have its row's.</param>
internal sealed class ValueNames(IReadOnlyDictionary<Node, string> hints, Func<Node, string?> known, bool namesRows = false)
{
    private const int Longest = 28;

    public string Of(Node node) => Described(node, 3) ?? Noun(node);

    /// <summary>The name of a row of such values.</summary>
    public string Plural(string name) => name.EndsWith("s", StringComparison.Ordinal) ? name : name + "s";

    private string? Described(Node node, int depth)
    {
        if (hints.TryGetValue(node, out string hint))
            return Lower(hint);
        if (known(node) is { } name)
            return Lower(name.TrimStart('@'));
        if (depth == 0)
            return null;
        string? X(int i) => Described(node.Operands[i], depth - 1);
        string? made = node.Op switch
        {
            Opcode.Const => node.Kind != ScalarKind.Real ? null : node.Real switch { 1 => "one", 2 => "two", 0.5 => "half", _ => null },
            Opcode.Load when node.Array.Op == Opcode.Param => Singular(node.Array.Name, node.LoadIndices.Last()),
            Opcode.Stop => X(0),
            Opcode.ReduceSum => Join("sum", X(1) is "one" ? null : X(1)) ?? "sum",
            Opcode.ReduceMax => Join("max", X(1)) ?? "max",
            Opcode.ReduceMin => Join("min", X(1)) ?? "min",
            Opcode.ReduceArgMax => Join("argMax", X(1)) ?? "argMax",
            Opcode.ReduceArgMin => Join("argMin", X(1)) ?? "argMin",
            Opcode.ReduceAny => "any",
            Opcode.ReduceAll => "all",
            Opcode.Exp or Opcode.Log or Opcode.Log1p or Opcode.Expm1 or Opcode.Sqrt or Opcode.Sin or Opcode.Cos or Opcode.Abs or Opcode.Sign or
            Opcode.Sigmoid or Opcode.Softplus or Opcode.LogSigmoid or Opcode.Tanh => Join(Noun(node), X(0)) ?? Noun(node),
            Opcode.SigmoidFrom => Join("sigmoid", X(1)) ?? "sigmoid",
            Opcode.PowFromLog or Opcode.Pow => "power",
            Opcode.Neg => Join("minus", X(0)),
            Opcode.Sub => Infix("Minus"),
            Opcode.Add => Infix("Plus"),
            Opcode.Div => Infix("Over"),
            Opcode.Mul => node.Operands[0] == node.Operands[1] ? Join(X(0), "squared") : Infix("Times"),
            Opcode.Select => null,
            _ => null,
        };
        return made is { Length: > Longest } ? null : made;

        string? Infix(string word) => X(0) is { } x && X(1) is { } y ? x + word + Upper(y) : null;
    }

    private static string? Join(string? first, string? second) => first is null || second is null ? null : first + Upper(second);

    /// <summary>An element of a row: of logits at [label] it is labelLogit, in a loop logit.</summary>
    private string Singular(string array, Node index)
    {
        // Of bias, axis, radius and mass there is one.
        bool isPlural = array.Length > 2 && array[array.Length - 1] == 's' && array[array.Length - 2] is not ('s' or 'u' or 'i' or 'a');
        string one = isPlural ? array.Substring(0, array.Length - 1) : array;
        return index.Op == Opcode.Const ? one + index.Bits.ToString(CultureInfo.InvariantCulture)
            : index.Op != Opcode.Index && known(index) is { } at ? Lower(at.TrimStart('@')) + Upper(one)
            : one == array && !namesRows ? one + "Value" : one;
    }

    private static string Noun(Node node) => node.Op switch
    {
        Opcode.Add => "sum",
        Opcode.Sub => "difference",
        Opcode.Mul => "product",
        Opcode.Div => "quotient",
        Opcode.Neg => "negated",
        Opcode.Select => "chosen",
        Opcode.Load => "element",
        Opcode.Convert => "converted",
        Opcode.Less or Opcode.LessEqual or Opcode.Equal or Opcode.NotEqual or Opcode.And or Opcode.Or or Opcode.Not => "holds",
        _ => Lower(node.Op.ToString().Replace("Reduce", "")),
    };

    private static string Lower(string name) => char.ToLowerInvariant(name[0]) + name.Substring(1);
    private static string Upper(string name) => char.ToUpperInvariant(name[0]) + name.Substring(1);
}
