using System;
using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Ir;
using AutoDiffLosses.Generators.Scheduling;

namespace AutoDiffLosses.Generators.Emission;

/// <summary>
/// Values as C# expressions of vectors, whose lanes are values of one index. What is the same for all lanes is a scalar, and is made a
/// vector only where an operation has no form for it. A condition is a mask of the formula's own type; integers are <c>int</c> beside
/// <c>float</c>, and <c>long</c> beside <c>double</c>. The width is written as <see cref="Width"/>, since the text is the same for all.
/// </summary>
internal abstract class LaneExpressions(IrBuilder builder, Node axis, bool isDouble) : Expressions(builder, isDouble)
{
    /// <summary>Stands for 512, 256 and 128.</summary>
    public const string Width = "\uE000";

    private readonly IrBuilder builder = builder;
    private readonly bool isDouble = isDouble;

    protected string VectorType => $"Vector{Width}<{Real}>";

    protected Node Axis => axis;

    /// <summary>What is computed from sums has been cast before.</summary>
    protected override bool IsInLoop => true;

    protected bool IsLane(Node node) => node.DependsOn(axis);

    /// <summary>The tile that an array's elements lie in, a vector each; null of one that is memory.</summary>
    protected virtual string? Tile(Node array) => null;

    /// <summary>The handle on a row, or on the memory of an array.</summary>
    protected abstract string Row(Node array);

    /// <summary>A value as a vector.</summary>
    protected string Lane(Node node, Precedence least = Precedence.Conditional)
    {
        if (IsLane(node))
            return Of(node, least);
        if (node.Kind == ScalarKind.Bool)
        {
            string choice = node.IsTrue ? AllSet : node.IsFalse ? None : $"{Of(node, Precedence.Or)} ? {AllSet} : {None}";
            return node.IsConst || least == Precedence.Conditional ? choice : $"({choice})";
        }
        if (node.Kind == ScalarKind.Int)
            return isDouble ? $"Create((long){Of(node, Precedence.Unary)})" : $"Create({Of(node)})";
        return $"Create({Of(node)})";
    }

    protected string AllSet => $"{VectorType}.AllBitsSet";
    protected string None => $"{VectorType}.Zero";

    protected override string Definition(Node node, out Precedence precedence)
    {
        if (!IsLane(node))
            return base.Definition(node, out precedence);

        var x = node.Operands.Count > 0 ? node.Operands[0] : node;
        var y = node.Operands.Count > 1 ? node.Operands[1] : node;
        precedence = Precedence.Primary;
        switch (node.Op)
        {
            case Opcode.Index when node == axis:
                return isDouble ? "lanes.LongIndices" : "lanes.Indices";
            case Opcode.Load:
                return Load(node, out precedence);

            case Opcode.Neg when x.Op == Opcode.Abs && x.Kind == ScalarKind.Real && Local(x) == null:
                return $"VectorMath.MinusAbs({Lane(x.Operands[0])})";
            case Opcode.Neg: return Unary("-", out precedence);
            case Opcode.Not: return Unary("~", out precedence);
            case Opcode.Convert:
                return node.Kind == ScalarKind.Real ? $"VectorMath.ToReal({Lane(x)})" : $"VectorMath.{(isDouble ? "ToLong" : "ToInt")}({Lane(x)})";
            case Opcode.Stop or Opcode.Surrogate:
                return Local(x) == null ? Definition(x, out precedence) : Of(x, Precedence.Primary);

            case Opcode.Add or Opcode.Sub or Opcode.Mul when node.Kind == ScalarKind.Int && isDouble && !(IsIndex(x) && IsIndex(y)):
                // As 32 bits have it.
                return $"VectorMath.Wrap({Arithmetic(node, x, y, out _)})";
            case Opcode.Add or Opcode.Sub or Opcode.Mul or Opcode.Div:
                return Arithmetic(node, x, y, out precedence);

            case Opcode.Min or Opcode.Max when node.Kind == ScalarKind.Int:
                return $"{node.Op}({Lane(x)}, {Lane(y)})";
            // With the constant first, a NaN comes through.
            case Opcode.Min or Opcode.Max when Constant(x) || Constant(y):
                return Constant(x) ? $"{node.Op}Native({Lane(x)}, {Lane(y)})" : $"{node.Op}Native({Lane(y)}, {Lane(x)})";

            case Opcode.And: return Logic("&", Precedence.And, whereTrue: y, whereFalse: null, out precedence);
            case Opcode.Or: return Logic("|", Precedence.Or, whereTrue: null, whereFalse: y, out precedence);
            case Opcode.Equal or Opcode.NotEqual when x.Kind == ScalarKind.Bool:
                precedence = node.Op == Opcode.Equal ? Precedence.Unary : Precedence.Or;
                string differs = $"{Lane(x, Precedence.Unary)} ^ {Lane(y, Precedence.Unary)}";
                return node.Op == Opcode.Equal ? $"~({differs})" : differs;
            case Opcode.Equal:
                return Compare($"Vector{Width}.Equals", x, y);
            case Opcode.NotEqual:
                precedence = Precedence.Unary;
                return "~" + Compare($"Vector{Width}.Equals", x, y);
            // A constant stands on the right.
            case Opcode.Less: return IsLane(x) ? Compare("LessThan", x, y) : Compare("GreaterThan", y, x);
            case Opcode.LessEqual: return IsLane(x) ? Compare("LessThanOrEqual", x, y) : Compare("GreaterThanOrEqual", y, x);
            case Opcode.Select:
                return Choice(node, x, y, node.Operands[2], out precedence);

            case Opcode.Abs or Opcode.Sqrt or Opcode.Floor or Opcode.Ceiling or Opcode.Round or Opcode.Truncate:
                return $"{node.Op}({Lane(x)})";
            case Opcode.Exp when IsNonPositive(x):
                return $"VectorMath.ExpNonPositive({Lane(x)})";
            case Opcode.Exp when builder.Implications.IsFromFiniteMaximum(x):
                return $"VectorMath.ExpShifted({Lane(x)})";
            case Opcode.Log1p when x.Op == Opcode.Exp && IsNonPositive(x.Operands[0]):
                return $"VectorMath.Log1pOfUnit({Lane(x)})";
            case Opcode.Clamp when node.Kind == ScalarKind.Int:
                return $"Min(Max({Lane(x)}, {Lane(y)}), {Lane(node.Operands[2])})";
            // One exponent for all lanes: a branch on it is a real one.
            case Opcode.Pow when !IsLane(y):
                return $"VectorMath.Pow({Lane(x)}, {Of(y)})";
            case Opcode.PowFromLog when !IsLane(node.Operands[2]):
                return $"VectorMath.PowFromLog({Lane(x)}, {Lane(y)}, {Of(node.Operands[2])})";
            default:
                return $"VectorMath.{node.Op}({string.Join(", ", node.Operands.Select(o => Lane(o)))})";
        }

        string Unary(string sign, out Precedence precedence)
        {
            precedence = Precedence.Unary;
            string operand = Of(x, Precedence.Unary);
            return operand[0] == sign[0] ? $"{sign}({operand})" : sign + operand;
        }

        string Logic(string sign, Precedence own, Node? whereTrue, Node? whereFalse, out Precedence precedence)
        {
            if (IsLane(x) && IsLane(y))
            {
                precedence = own;
                return $"{Of(x, own)} {sign} {Of(y, own)}";
            }
            precedence = Precedence.Conditional;
            var (uniform, lanes) = IsLane(x) ? (y, x) : (x, y);
            return $"{Of(uniform, Precedence.Or)} ? {(whereTrue != null ? Of(lanes, Precedence.Or) : AllSet)} : {(whereFalse != null ? Of(lanes) : None)}";
        }

        string Compare(string function, Node left, Node right) =>
            $"{function}({Lane(left)}, {Lane(right)})" + (left.Kind == ScalarKind.Int ? isDouble ? ".AsDouble()" : ".AsSingle()" : "");
    }

    private bool IsNonPositive(Node node) => Signs.IsNonPositive(node) || builder.Implications.IsFromMaximum(node);

    private static bool Constant(Node node) => node.IsConst && !double.IsNaN(node.Real);

    /// <summary>Whether it stays in the range of an index: a sum of two such does not overflow.</summary>
    private bool IsIndex(Node node) => node == axis || node.IsConst || node.Op == Opcode.Dim;

    private string Arithmetic(Node node, Node x, Node y, out Precedence precedence)
    {
        var (sign, own, right) = node.Op switch
        {
            Opcode.Add => ("+", Precedence.Additive, Precedence.Multiplicative),
            Opcode.Sub => ("-", Precedence.Additive, Precedence.Multiplicative),
            Opcode.Mul => ("*", Precedence.Multiplicative, Precedence.Unary),
            _ => ("/", Precedence.Multiplicative, Precedence.Unary),
        };
        precedence = own;
        // Products and quotients have a form for a scalar.
        bool takesScalars = node.Kind == ScalarKind.Real && node.Op is Opcode.Mul or Opcode.Div;
        string left = takesScalars && node.Op == Opcode.Mul && !IsLane(x) ? Beside(x, y, own) : Lane(x, own);
        string other = takesScalars && !IsLane(y) ? Beside(y, x, right) : Lane(y, right);
        return $"{left} {sign} {other}";
    }

    private string Choice(Node node, Node condition, Node whereTrue, Node whereFalse, out Precedence precedence)
    {
        if (!IsLane(condition))
        {
            precedence = Precedence.Conditional;
            return $"{Of(condition, Precedence.Or)} ? {Arm(true, whereTrue, Precedence.Or)} : {Arm(false, whereFalse, Precedence.Conditional)}";
        }
        precedence = Precedence.Primary;
        return $"ConditionalSelect({Mask(condition, node.Kind)}, {Arm(true, whereTrue)}, {Arm(false, whereFalse)})";

        string Arm(bool holds, Node arm, Precedence least = Precedence.Conditional)
        {
            Known.Add((condition, holds));
            string text = Lane(arm, least);
            Known.RemoveAt(Known.Count - 1);
            return text;
        }
    }

    /// <summary>A condition as a mask over lanes of a kind.</summary>
    private string Mask(Node condition, ScalarKind kind) =>
        kind == ScalarKind.Int ? $"{Lane(condition, Precedence.Primary)}.{(isDouble ? "AsInt64" : "AsInt32")}()" : Lane(condition);

    // ------------------------------------------------------------------------------------------------------------- memory

    /// <summary>Whether a load takes the lanes' own elements, all of which are there: no guard is asked for its address.</summary>
    protected bool IsPlain(Node load) =>
        load.LoadIndices.Last() == axis && (load.Guard.IsTrue || Ranges.IsWithin(axis, load.Array.Extent(load.Array.Rank - 1)));

    private string Load(Node load, out Precedence precedence)
    {
        precedence = Precedence.Primary;
        var last = load.LoadIndices.Last();
        if (Tile(load.Array) is { } tile)
            return LoadFrom(tile, load, last, out precedence);
        string row = Row(load.Array);
        if (IsPlain(load))
        {
            string element = $"lanes.{(load.Kind == ScalarKind.Int && isDouble ? "LoadLong" : "Load")}({row})";
            if (load.Guard.IsTrue || IsKnown(load.Guard))
                return element;
            precedence = IsLane(load.Guard) ? Precedence.Primary : Precedence.Conditional;
            string none = load.Kind == ScalarKind.Int ? isDouble ? "Create(0L)" : "Create(0)" : None;
            return IsLane(load.Guard)
                ? $"ConditionalSelect({Mask(load.Guard, load.Kind)}, {element}, {none})"
                : $"{Of(load.Guard, Precedence.Or)} ? {element} : {none}";
        }
        if (VectorAxis.OffsetOf(last, axis) is not { } offset)
            return $"lanes.Gather({row}, {Of(last)}, {Lane(load.Guard)})";
        string at = Offset(offset);
        return load.Guard.IsTrue ? $"lanes.Load({row}, {at})" : $"lanes.Load({row}, {at}, {Lane(load.Guard)})";
    }

    /// <summary>An element of each lane's row: the same element, or one that each lane chooses.</summary>
    private string LoadFrom(string tile, Node load, Node index, out Precedence precedence)
    {
        precedence = Precedence.Primary;
        if (IsLane(index))
            return $"{tile}.Gather({Of(index)}, {Lane(load.Guard)})";
        string element = $"{tile}[{Of(index)}]";
        if (load.Guard.IsTrue || IsKnown(load.Guard))
            return element;
        if (!IsLane(load.Guard))
        {
            precedence = Precedence.Conditional;
            return $"{Of(load.Guard, Precedence.Or)} ? {element} : {None}";
        }
        return Ranges.IsWithin(index, load.Array.Extent(load.Array.Rank - 1))
            ? $"ConditionalSelect({Lane(load.Guard)}, {element}, {None})"
            : $"{tile}.Gather({Lane(index)}, {Lane(load.Guard)})";
    }

    protected string Offset((Node? Offset, bool IsNegative) offset) =>
        offset.Offset is null ? "0"
        : offset.IsNegative ? $"-{Of(offset.Offset, Precedence.Unary)}" : Of(offset.Offset);
}
