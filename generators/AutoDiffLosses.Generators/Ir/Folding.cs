using System;
using System.Collections.Generic;

namespace AutoDiffLosses.Generators.Ir;

/// <summary>
/// What the builder simplifies as it builds: constants, and identities that hold for every value, NaN and ±∞ included, but for the
/// sign of a zero. A user's <c>0 * x</c> stays. Each method returns null where there is nothing to simplify.
/// </summary>
internal static class Folding
{
    public static Node? Unary(IrBuilder b, Opcode op, Node x)
    {
        switch (op)
        {
            case Opcode.Neg when x.IsConst:
                return x.Kind == ScalarKind.Real ? b.Real(-x.Real) : b.Int(unchecked(-x.Int));
            case Opcode.Neg when x.Op == Opcode.Neg:
                return x.Operands[0];
            case Opcode.Neg when x.Op == Opcode.Sub:                               // -(p - q) = q - p
                return b.Sub(x.Operands[1], x.Operands[0]);
            case Opcode.Neg when x.Op == Opcode.Mul && x.Operands[0].IsConst:      // -(c · p) = (-c) · p
                return b.Mul(b.Neg(x.Operands[0]), x.Operands[1]);
            case Opcode.Not when x.IsConst:
                return b.Bool(!x.Bool);
            case Opcode.Not when x.Op == Opcode.Not:
                return x.Operands[0];
            case Opcode.Not when x.Op == Opcode.Equal:                             // != is its opposite for NaN too
                return b.Binary(Opcode.NotEqual, x.Operands[0], x.Operands[1]);
            case Opcode.Not when x.Op == Opcode.NotEqual:
                return b.Equal(x.Operands[0], x.Operands[1]);
            case Opcode.Not when x.Op == Opcode.Less && x.Operands[0].Kind == ScalarKind.Int:
                return b.LessEqual(x.Operands[1], x.Operands[0]);
            case Opcode.Not when x.Op == Opcode.LessEqual && x.Operands[0].Kind == ScalarKind.Int:
                return b.Less(x.Operands[1], x.Operands[0]);
            case Opcode.Abs when x.Op is Opcode.Abs or Opcode.Exp or Opcode.Sqrt:
                return x;
            case Opcode.Abs when x.Op == Opcode.Neg:
                return b.Unary(Opcode.Abs, x.Operands[0]);
            default:
                return x.IsConst && x.Kind == ScalarKind.Real && Evaluate(op, x.Real) is { } value ? b.Real(value)
                    : x.IsConst && x.Kind == ScalarKind.Int && op == Opcode.Abs && x.Bits > int.MinValue ? b.Int(Math.Abs(x.Int))
                    : null;
        }
    }

    private static double? Evaluate(Opcode op, double x) => op switch
    {
        Opcode.Abs => Math.Abs(x),
        Opcode.Exp => Math.Exp(x),
        Opcode.Log => Math.Log(x),
        Opcode.Sqrt => Math.Sqrt(x),
        Opcode.Sin => Math.Sin(x),
        Opcode.Cos => Math.Cos(x),
        Opcode.Floor => Math.Floor(x),
        Opcode.Ceiling => Math.Ceiling(x),
        Opcode.Truncate => Math.Truncate(x),
        _ => null,
    };

    public static Node? Binary(IrBuilder b, Opcode op, Node x, Node y)
    {
        if (x.IsConst && y.IsConst && Constant(b, op, x, y) is { } folded)
            return folded;
        switch (op)
        {
            case Opcode.Add when y.IsZero: return x;
            case Opcode.Add when x.IsZero: return y;
            case Opcode.Add when y.Op == Opcode.Neg: return b.Sub(x, y.Operands[0]);
            case Opcode.Add when x.Op == Opcode.Neg: return b.Sub(y, x.Operands[0]);
            case Opcode.Add when x.Kind == ScalarKind.Int && y.IsConst: return AddInt(b, x, y.Int);
            case Opcode.Add when x.Kind == ScalarKind.Int && x.IsConst: return AddInt(b, y, x.Int);
            case Opcode.Sub when y.IsZero: return x;
            case Opcode.Sub when x.IsZero: return b.Neg(y);
            case Opcode.Sub when y.Op == Opcode.Neg: return b.Add(x, y.Operands[0]);
            case Opcode.Sub when x.Kind == ScalarKind.Int && x == y: return b.Int(0);
            case Opcode.Sub when x.Kind == ScalarKind.Int && y.IsConst && y.Bits > int.MinValue: return AddInt(b, x, -y.Int);
            case Opcode.Mul when y.IsOne: return x;
            case Opcode.Mul when x.IsOne: return y;
            case Opcode.Mul when x.IsRealConst(-1): return b.Neg(y);
            case Opcode.Mul when y.IsRealConst(-1): return b.Neg(x);
            case Opcode.Mul when x.Kind == ScalarKind.Int && (x.IsZero || y.IsZero): return b.Int(0);
            case Opcode.Mul when x.Op == Opcode.Neg: return b.Neg(b.Mul(x.Operands[0], y));    // a sign goes outwards
            case Opcode.Mul when y.Op == Opcode.Neg: return b.Neg(b.Mul(x, y.Operands[0]));
            case Opcode.Div when y.IsOne: return x;
            case Opcode.Div when x.Op == Opcode.Neg && x.Kind == ScalarKind.Real: return b.Neg(b.Div(x.Operands[0], y));
            case Opcode.Div when x.Kind == ScalarKind.Real && y.IsConst && IsPowerOfTwo(y.Real):   // exact
                return b.Mul(b.Real(1 / y.Real), x);
            case Opcode.Min or Opcode.Max when x == y: return x;
            case Opcode.And when x == y: return x;
            case Opcode.And when x.IsTrue || y.IsFalse: return y;
            case Opcode.And when y.IsTrue || x.IsFalse: return x;
            case Opcode.And when AreOpposite(x, y): return b.False;
            case Opcode.And when Contains(Opcode.And, x, y): return x;
            case Opcode.And when Contains(Opcode.And, y, x): return y;
            case Opcode.Or when x == y: return x;
            case Opcode.Or when x.IsFalse || y.IsTrue: return y;
            case Opcode.Or when y.IsFalse || x.IsTrue: return x;
            case Opcode.Or when AreOpposite(x, y): return b.True;
            case Opcode.Or when Contains(Opcode.Or, x, y): return x;
            case Opcode.Or when Contains(Opcode.Or, y, x): return y;
            case Opcode.Equal or Opcode.LessEqual when x == y && x.Kind != ScalarKind.Real: return b.True;
            case Opcode.NotEqual or Opcode.Less when x == y && x.Kind != ScalarKind.Real: return b.False;
            default: return null;
        }
    }

    /// <summary>Whether one condition is the other's negation, in the forms in which the constructor leaves that.</summary>
    private static bool AreOpposite(Node x, Node y) =>
        x.Op == Opcode.Not ? x.Operands[0] == y
        : y.Op == Opcode.Not ? y.Operands[0] == x
        : x.Op == Opcode.NotEqual && y.Op == Opcode.Equal || x.Op == Opcode.Equal && y.Op == Opcode.NotEqual
            ? x.Operands[0] == y.Operands[0] && x.Operands[1] == y.Operands[1] || x.Operands[0] == y.Operands[1] && x.Operands[1] == y.Operands[0]
        : (x.Op == Opcode.Less && y.Op == Opcode.LessEqual || x.Op == Opcode.LessEqual && y.Op == Opcode.Less) &&
          x.Operands[0].Kind == ScalarKind.Int && x.Operands[0] == y.Operands[1] && x.Operands[1] == y.Operands[0];

    /// <summary>Whether y is among the terms of the conjunction (or disjunction) x, as far as it is looked at.</summary>
    private static bool Contains(Opcode op, Node x, Node y)
    {
        int left = 64;
        return Contains(op, x, y, ref left);
    }

    private static bool Contains(Opcode op, Node x, Node y, ref int left) =>
        x == y || x.Op == op && --left > 0 && (Contains(op, x.Operands[1], y, ref left) || Contains(op, x.Operands[0], y, ref left));

    /// <summary>(n + c) + d is n + (c + d), and (c - n) + d is (c + d) - n; a negative constant is subtracted.</summary>
    private static Node? AddInt(IrBuilder b, Node x, int c)
    {
        if (x.Op is Opcode.Add or Opcode.Sub && x.Operands[1].IsConst)
            return b.Add(x.Operands[0], b.Int(unchecked((x.Op == Opcode.Add ? x.Operands[1].Int : -x.Operands[1].Int) + c)));
        if (x.Op == Opcode.Sub && x.Operands[0].IsConst)
            return b.Sub(b.Int(unchecked(x.Operands[0].Int + c)), x.Operands[1]);
        if (x.Op == Opcode.Neg)
            return b.Sub(b.Int(c), x.Operands[0]);
        return c switch
        {
            0 => x,
            < 0 when c > int.MinValue => b.Make(Opcode.Sub, ScalarKind.Int, 0, 0, "", x, b.Int(-c)),
            _ => b.Make(Opcode.Add, ScalarKind.Int, 0, 0, "", x, b.Int(c)),
        };
    }

    private static bool IsPowerOfTwo(double x) =>
        (BitConverter.DoubleToInt64Bits(x) & 0xFFFFFFFFFFFFFL) == 0 && Math.Abs(x) is > 1e-30 and < 1e30;

    private static Node? Constant(IrBuilder b, Opcode op, Node x, Node y)
    {
        if (x.Kind == ScalarKind.Real)
        {
            double p = x.Real, q = y.Real;
            switch (op)
            {
                case Opcode.Add: return b.Real(p + q);
                case Opcode.Sub: return b.Real(p - q);
                case Opcode.Mul: return b.Real(p * q);
                case Opcode.Div: return b.Real(p / q);
                case Opcode.Pow when !double.IsNaN(p * q) && !double.IsInfinity(q): return b.Real(Math.Pow(p, q));   // elsewhere runtimes differ
                case Opcode.Min: return b.Real(Math.Min(p, q));
                case Opcode.Max: return b.Real(Math.Max(p, q));
                case Opcode.Equal: return b.Bool(p == q);
                case Opcode.NotEqual: return b.Bool(p != q);
                case Opcode.Less: return b.Bool(p < q);
                case Opcode.LessEqual: return b.Bool(p <= q);
            }
        }
        else if (x.Kind == ScalarKind.Int)
        {
            int p = x.Int, q = y.Int;
            unchecked
            {
                switch (op)
                {
                    case Opcode.Add: return b.Int(p + q);
                    case Opcode.Sub: return b.Int(p - q);
                    case Opcode.Mul: return b.Int(p * q);
                    case Opcode.Div when q is not (0 or -1): return b.Int(p / q);
                    case Opcode.Rem when q is not (0 or -1): return b.Int(p % q);
                    case Opcode.Min: return b.Int(Math.Min(p, q));
                    case Opcode.Max: return b.Int(Math.Max(p, q));
                    case Opcode.Equal: return b.Bool(p == q);
                    case Opcode.NotEqual: return b.Bool(p != q);
                    case Opcode.Less: return b.Bool(p < q);
                    case Opcode.LessEqual: return b.Bool(p <= q);
                }
            }
        }
        else if (op is Opcode.Equal or Opcode.NotEqual)
            return b.Bool(x.Bool == y.Bool == (op == Opcode.Equal));
        return null;
    }

    public static Node? Convert(IrBuilder b, ScalarKind kind, Node x)
    {
        if (!x.IsConst)
            return null;
        double value = x.Kind == ScalarKind.Real ? x.Real : x.Bits;
        return kind switch
        {
            ScalarKind.Real => b.Real(value),
            ScalarKind.Int when Math.Abs(value) < int.MaxValue => b.Int((int)value),
            _ => null,
        };
    }

    public static Node? Select(IrBuilder b, Node condition, Node x, Node y)
    {
        if (condition.IsTrue || x == y)
            return x;
        if (condition.IsFalse)
            return y;
        // Of a condition and its opposite, one form asks.
        if (condition.Op is Opcode.Not or Opcode.NotEqual || condition.Op == Opcode.LessEqual && condition.Operands[0].Kind == ScalarKind.Int)
            return b.Select(b.Not(condition), y, x);
        // What a choice by the same condition would choose is known.
        if (x.Op == Opcode.Select && x.Operands[0] == condition)
            return b.Select(condition, x.Operands[1], y);
        if (y.Op == Opcode.Select && y.Operands[0] == condition)
            return b.Select(condition, x, y.Operands[2]);
        if (x.Kind == ScalarKind.Bool)
        {
            if (x.IsTrue)
                return b.Or(condition, y);
            if (x.IsFalse)
                return b.And(b.Not(condition), y);
            if (y.IsFalse)
                return b.And(condition, x);
            if (y.IsTrue)
                return b.Or(b.Not(condition), x);
        }
        return null;
    }

    public static Node? Reduce(IrBuilder b, Opcode op, Node index, Node body)
    {
        var extent = index.IndexExtent;
        if (extent.IsConst && extent.Int <= 0)
            return OverNothing(b, op, body.Kind);
        return op switch
        {
            Opcode.ReduceSum when body.IsZero => body,
            Opcode.ReduceAny when body.IsFalse => body,
            Opcode.ReduceAll when body.IsTrue => body,
            _ => null,
        };
    }

    /// <summary>What a reduction over nothing is.</summary>
    public static Node OverNothing(IrBuilder b, Opcode op, ScalarKind kind) => op switch
    {
        Opcode.ReduceMin => kind == ScalarKind.Real ? b.Real(double.PositiveInfinity) : b.Int(int.MaxValue),
        Opcode.ReduceMax => kind == ScalarKind.Real ? b.Real(double.NegativeInfinity) : b.Int(int.MinValue),
        Opcode.ReduceArgMin or Opcode.ReduceArgMax => b.Int(-1),
        Opcode.ReduceAll => b.True,
        Opcode.ReduceAny => b.False,
        _ => b.Zero(kind),
    };
}
