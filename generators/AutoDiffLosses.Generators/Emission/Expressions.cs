using System;
using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Emission;

/// <summary>
/// Values as C# expressions, with parentheses by precedence only. A value that has a local is its name. In a float kernel, what is
/// computed from sums outside of loops is <c>double</c>, as the sums are; in loops it is cast back.
/// </summary>
internal abstract class Expressions(IrBuilder builder, bool isDouble)
{
    protected enum Precedence { Conditional, Or, And, Equality, Relational, Additive, Multiplicative, Unary, Primary }

    protected string Real { get; } = isDouble ? "double" : "float";

    /// <summary>The local that holds a value, or null; whether it is wider than the kernel's own type.</summary>
    protected abstract (string Name, bool IsWide)? Local(Node node);

    /// <summary>The name of a leaf.</summary>
    protected abstract string Leaf(Node node);

    /// <summary>An element of memory, without its guard.</summary>
    protected abstract string Element(Node array, IEnumerable<string> indices);

    /// <summary>A value that is not one of operators and functions alone: a loop, an array.</summary>
    protected virtual string Other(Node node) => $"{node.Op}({string.Join(", ", Arguments(node))})";

    private IEnumerable<string> Arguments(Node node) => node.Operands.Select(o =>
        node.Operands.FirstOrDefault(other => other != o && other.Kind == ScalarKind.Real && IsOfRealType(other)) is { } other ? Whole(o, other) ?? Of(o) : Of(o));

    /// <summary>What the branches and choices around say of conditions.</summary>
    protected KnownConditions Known { get; } = new(builder);

    protected bool IsKnown(Node condition) => Known.Implies(condition);

    /// <summary>Whether values are cast back to the kernel's own type here.</summary>
    protected abstract bool IsInLoop { get; }

    public string Of(Node node) => Of(node, Precedence.Conditional);

    /// <summary>The expression of a value itself, even if it has a local.</summary>
    protected string Definition(Node node, Precedence least = Precedence.Conditional)
    {
        string text = Definition(node, out var precedence);
        return precedence < least ? $"({text})" : text;
    }

    /// <summary>A whole number beside a value of the formula's type: <c>1 - alpha</c>, without a suffix.</summary>
    protected string? Whole(Node constant, Node? beside = null) =>
        constant is { Op: Opcode.Const, Kind: ScalarKind.Real } && Math.Abs(constant.Real) < 1e6 && constant.Real == Math.Floor(constant.Real) &&
        constant.Bits != BitConverter.DoubleToInt64Bits(-0.0) && (beside == null || IsOfRealType(beside))
            ? CSharpLiteral.Of((int)constant.Real) : null;

    /// <summary>An operand beside another: C# converts a whole number, and an integer, by itself.</summary>
    protected string Beside(Node node, Node other, Precedence least) =>
        Whole(node, other) ??
        (node is { Op: Opcode.Convert, Kind: ScalarKind.Real } && node.Operands[0].Kind == ScalarKind.Int && Local(node) == null && IsOfRealType(other) &&
         other.Op != Opcode.Convert
            ? Of(node.Operands[0], least) : Of(node, least));

    /// <summary>Whether its expression is not of integers in C#, as a choice between whole numbers is.</summary>
    protected bool IsOfRealType(Node node) =>
        Local(node) != null || (node.Op == Opcode.Select ? IsOfRealType(node.Operands[1]) || IsOfRealType(node.Operands[2]) : !node.IsConst);

    /// <summary>Whether a value is double in a float kernel: what is computed from sums, outside of loops.</summary>
    public bool IsWide(Node node)
    {
        if (isDouble || node.Kind != ScalarKind.Real || IsInLoop)
            return false;
        if (Local(node) is { } local)
            return local.IsWide;
        if (!wide.TryGetValue(node, out bool known))
            wide[node] = known = node.Op switch
            {
                Opcode.ReduceSum => true,
                Opcode.Load or Opcode.ReduceMin or Opcode.ReduceMax => false,
                Opcode.Select => IsWide(node.Operands[1]) || IsWide(node.Operands[2]),
                _ => node.Operands.Any(o => o.Kind == ScalarKind.Real && o.IsScalar && IsWide(o)),
            };
        return known;
    }

    private readonly Dictionary<Node, bool> wide = [];

    protected string Of(Node node, Precedence least)
    {
        string text;
        Precedence precedence;
        if (Local(node) is { } local)
        {
            if (local.IsWide && IsInLoop)
                (text, precedence) = ($"(float){local.Name}", Precedence.Unary);
            else
                (text, precedence) = (local.Name, Precedence.Primary);
        }
        else
            text = Definition(node, out precedence);
        return precedence < least ? $"({text})" : text;
    }

    protected virtual string Definition(Node node, out Precedence precedence)
    {
        builder.Cancellation.ThrowIfCancellationRequested();
        var x = node.Operands.Count > 0 ? node.Operands[0] : node;
        var y = node.Operands.Count > 1 ? node.Operands[1] : node;
        precedence = Precedence.Primary;
        switch (node.Op)
        {
            case Opcode.Const:
                string literal = CSharpLiteral.Of(node, isDouble);
                precedence = literal[0] == '-' ? Precedence.Unary : Precedence.Primary;
                return literal;
            case Opcode.Param or Opcode.Dim or Opcode.Index:
                return Leaf(node);
            case Opcode.Load:
                string element = Element(node.Array, node.LoadIndices.Select(Of));
                if (node.Guard.IsTrue || IsKnown(node.Guard))
                    return element;
                precedence = Precedence.Conditional;
                return $"{Of(node.Guard, Precedence.Or)} ? {element} : {(node.Kind == ScalarKind.Bool ? "false" : "0")}";

            case Opcode.Neg: return Unary("-", out precedence);
            case Opcode.Not: return Unary("!", out precedence);
            case Opcode.Convert:
                precedence = Precedence.Unary;
                return $"({(node.Kind == ScalarKind.Real ? Real : "int")}){Of(x, Precedence.Unary)}";
            case Opcode.Stop or Opcode.Surrogate:
                return Local(x) == null ? Definition(x, out precedence) : Of(x, Precedence.Primary);

            // Sums and products of reals are not reassociated.
            case Opcode.Add: return Infix("+", Precedence.Additive, node.Kind == ScalarKind.Int ? Precedence.Additive : Precedence.Multiplicative, out precedence);
            case Opcode.Sub: return Infix("-", Precedence.Additive, Precedence.Multiplicative, out precedence);
            case Opcode.Mul: return Infix("*", Precedence.Multiplicative, node.Kind == ScalarKind.Int ? Precedence.Multiplicative : Precedence.Unary, out precedence);
            case Opcode.Div: return Infix("/", Precedence.Multiplicative, Precedence.Unary, out precedence);
            case Opcode.Rem: return Infix("%", Precedence.Multiplicative, Precedence.Unary, out precedence);
            case Opcode.And: return Infix("&&", Precedence.And, Precedence.And, out precedence);
            case Opcode.Or: return Infix("||", Precedence.Or, Precedence.Or, out precedence);
            case Opcode.Equal: return Infix("==", Precedence.Equality, Precedence.Relational, out precedence);
            case Opcode.NotEqual: return Infix("!=", Precedence.Equality, Precedence.Relational, out precedence);
            case Opcode.Less: return Relation("<", ">", out precedence);
            case Opcode.LessEqual: return Relation("<=", ">=", out precedence);

            case Opcode.Select when IsKnown(x) || IsKnown(builder.Not(x)):
                var chosen = IsKnown(x) ? y : node.Operands[2];
                return Local(chosen) == null ? Definition(chosen, out precedence) : Of(chosen, Precedence.Primary);
            case Opcode.Select:
                precedence = Precedence.Conditional;
                var z = node.Operands[2];
                return $"{Of(x, Precedence.Or)} ? {Arm(true, y, z, Precedence.Or)} : {Arm(false, z, y, Precedence.Conditional)}";

            default:
                return Other(node);
        }

        string Arm(bool holds, Node arm, Node other, Precedence least)
        {
            Known.Add((x, holds));
            string text = Whole(arm, other) ?? Of(arm, least);
            Known.RemoveAt(Known.Count - 1);
            return text;
        }

        string Unary(string sign, out Precedence precedence)
        {
            precedence = Precedence.Unary;
            string operand = Of(x, Precedence.Unary);
            return operand[0] == sign[0] ? $"{sign}({operand})" : sign + operand;
        }

        string Infix(string sign, Precedence own, Precedence right, out Precedence precedence)
        {
            precedence = own;
            return $"{Beside(x, y, own)} {sign} {Beside(y, x, right)}";
        }

        // A constant stands on the right, and what the whole call has in common.
        string Relation(string sign, string mirrored, out Precedence precedence)
        {
            precedence = Precedence.Relational;
            return x.IsConst || x.Free.Count == 0 && y.Free.Count > 0
                ? $"{Of(y, Precedence.Additive)} {mirrored} {Beside(x, y, Precedence.Additive)}"
                : $"{Of(x, Precedence.Additive)} {sign} {Beside(y, x, Precedence.Additive)}";
        }
    }
}
