using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace AutoDiffLosses.Generators.Ir;

/// <summary>
/// Nodes as text. An expression is for reading: mathematics on one line, cut off where it gets long. A program is for machines as
/// well: a row a node, all that there is to know, in an order that does not depend on how it was built.
/// </summary>
internal static class IrPrinter
{
    /// <summary>The node as mathematics: <c>-sum(i1 &lt; classes, target[i1] * log(p[i1]))</c>. Other nodes that have names stand as these.</summary>
    public static string Expression(Node node, IReadOnlyDictionary<Node, string>? names = null) => new ExpressionWriter(names).Write(node);

    /// <summary>The whole formula, as it is written into metadata.</summary>
    public static string Program(Formula formula) => Program(FlatTable.Of(formula));

    public static string Program(FlatTable table) => $"{IrText.FirstWords} {IrText.Version}\n" + Rows(table);

    /// <summary>The rows of nodes that are no formula, and which of them these are.</summary>
    public static string Program(params Node[] roots) => Rows(FlatTable.Of(roots));

    private static string Rows(FlatTable table)
    {
        var text = new StringBuilder();
        void Line(params IEnumerable<string> words) => text.Append(string.Join(" ", words)).Append('\n');
        string Number(int? row) => row is { } r ? "%" + r.ToString(CultureInfo.InvariantCulture) : "-";
        if (table.Name.Length > 0)
            Line(IrText.Name, table.Name);
        for (int i = 0; i < table.Rows.Count; i++)
        {
            var row = table.Rows[i];
            Line([Number(i), "=", row.Op.ToString(), .. Fields(row), .. row.Operands.Select(o => Number(o))]);
        }
        foreach (var parameter in table.Parameters)
            Line([IrText.Parameter, Number(parameter.Row), parameter.Role.ToString(),
                  .. parameter.Expression.Length > 0 ? new[] { IrText.Quote(parameter.Expression) } : []]);
        foreach (int result in table.Results)
            Line(IrText.Result, Number(result));
        foreach (var check in table.Checks)
            if (check.Condition == null)
                Line(IrText.Check, Number(check.Guard), Number(check.Index), Number(check.Extent), IrText.Quote(check.Argument), IrText.Quote(check.Text));
            else
                Line(IrText.Require, Number(check.Guard), Number(check.Condition), IrText.Quote(check.Argument), IrText.Quote(check.Text));
        foreach (var statement in table.Statements)
            Line([IrText.Statement, IrText.Quote(statement.Text), .. statement.Defines.Select(d => Number(d))]);
        foreach (var hint in table.Hints)
            Line(IrText.Hint, Number(hint.Row), hint.Name);
        return text.ToString();
    }

    /// <summary>What a row says that its operands do not.</summary>
    private static string[] Fields(FlatRow row) => row.Op switch
    {
        Opcode.Const => [row.Kind.ToString(), Constant(row.Kind, row.Bits)],
        Opcode.Param => [row.Kind.ToString(), row.Name],
        Opcode.Dim => [row.Name],
        Opcode.Index => [row.Bits.ToString(CultureInfo.InvariantCulture)],
        Opcode.Convert or Opcode.Zeros => [row.Kind.ToString()],
        _ => [],
    };

    /// <summary>A constant so that it is read back as it is; the same everywhere.</summary>
    private static string Constant(ScalarKind kind, long bits) => kind switch
    {
        ScalarKind.Real => Real(BitConverter.Int64BitsToDouble(bits)),
        ScalarKind.Int => bits.ToString(CultureInfo.InvariantCulture),
        ScalarKind.Bool => bits != 0 ? "true" : "false",
    };

    private static string Real(double value)
    {
        if (double.IsNaN(value))
            return "NaN";
        if (double.IsInfinity(value))
            return value > 0 ? "Infinity" : "-Infinity";
        if (value == 0)
            return BitConverter.DoubleToInt64Bits(value) == 0 ? "0" : "-0";
        // On some runtimes "R" does not come back as what it was.
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        return double.Parse(text, CultureInfo.InvariantCulture).Equals(value) ? text : value.ToString("G17", CultureInfo.InvariantCulture);
    }

    /// <summary>The name of an operation in an expression: that of <c>LossMath</c>, with a small letter.</summary>
    private static string Function(Opcode op)
    {
        string name = op.IsReduce() ? op.ToString().Substring("Reduce".Length) : op.ToString();
        return char.ToLowerInvariant(name[0]) + name.Substring(1);
    }

    private sealed class ExpressionWriter(IReadOnlyDictionary<Node, string>? names)
    {
        private const int MaxLength = 4000, MaxDepth = 200;

        // How tightly operators bind.
        private const int Choice = 1, Disjunction = 2, Conjunction = 3, Equality = 4, Relation = 5, Sum = 6, Product = 7, Primary = 8;

        private readonly StringBuilder text = new();
        private int depth;

        public string Write(Node node)
        {
            WriteNode(node);
            return text.ToString();
        }

        private void Write(Node node, int binding)
        {
            // Shared nodes are written wherever they are used, so that the text may be far longer than the graph is large.
            if (text.Length > MaxLength || depth > MaxDepth)
                text.Append('…');
            else if (names != null && names.TryGetValue(node, out string? name))
                text.Append(name);
            else if (Binding(node) < binding)
            {
                text.Append('(');
                WriteNode(node);
                text.Append(')');
            }
            else
                WriteNode(node);
        }

        private static int Binding(Node node) => node.Op switch
        {
            Opcode.Const when node.Kind != ScalarKind.Bool && Constant(node.Kind, node.Bits)[0] == '-' => Product,
            Opcode.Neg => Product,                 // -(p * q) is read as -p * q is
            Opcode.Select => Choice,
            Opcode.Or => Disjunction,
            Opcode.And => Conjunction,
            Opcode.Equal or Opcode.NotEqual => Equality,
            Opcode.Less or Opcode.LessEqual => Relation,
            Opcode.Add or Opcode.Sub => Sum,
            Opcode.Mul or Opcode.Div or Opcode.Rem => Product,
            _ => Primary,
        };

        private void WriteNode(Node node)
        {
            depth++;
            var operands = node.Operands;
            switch (node.Op)
            {
                case var op when IrRules.Violation(op, node.Kind, node.Bits, operands) != null:
                    WriteCall(op.ToString(), operands);              // what the verifier complains of
                    break;
                case Opcode.Const: text.Append(Constant(node.Kind, node.Bits)); break;
                case Opcode.Param or Opcode.Dim: text.Append(node.Name); break;
                case Opcode.Index: WriteIndex(node); break;
                case Opcode.Neg: WriteOperator("-", operands[0], Product); break;
                case Opcode.Not: WriteOperator("!", operands[0], Primary); break;
                case Opcode.Add: WriteInfix(node, " + "); break;
                case Opcode.Sub: WriteInfix(node, " - "); break;
                case Opcode.Mul: WriteInfix(node, " * "); break;
                case Opcode.Div: WriteInfix(node, " / "); break;
                case Opcode.Rem: WriteInfix(node, " % "); break;
                case Opcode.And: WriteInfix(node, " && "); break;
                case Opcode.Or: WriteInfix(node, " || "); break;
                case Opcode.Equal: WriteInfix(node, " == "); break;
                case Opcode.NotEqual: WriteInfix(node, " != "); break;
                case Opcode.Less: WriteInfix(node, " < "); break;
                case Opcode.LessEqual: WriteInfix(node, " <= "); break;
                case Opcode.Select:
                    Write(operands[0], Choice + 1);
                    WriteOperator(" ? ", operands[1], Choice);
                    WriteOperator(" : ", operands[2], Choice);
                    break;
                case Opcode.Convert: WriteCall(node.Kind.ToString().ToLowerInvariant(), operands); break;
                case Opcode.Load:
                    Write(node.Array, Primary);
                    text.Append('[');
                    WriteList(node.LoadIndices);
                    WriteGuard(node.Guard);
                    text.Append(']');
                    break;
                case Opcode.With:
                    text.Append("with(");
                    Write(node.Array, Choice);
                    WriteUpdate(node, " = ");
                    break;
                case Opcode.Scatter:
                    text.Append("scatter(");
                    Write(node.Array, Choice);
                    WriteLoops(node.Bound, ", ", "");
                    WriteUpdate(node, " += ");
                    break;
                case Opcode.Tabulate:
                    text.Append("tabulate(");
                    WriteLoops(node.Bound, "", ", ");
                    Write(node.Body, Choice);
                    text.Append(')');
                    break;
                default:
                    if (node.Op.IsReduce())
                    {
                        text.Append(Function(node.Op)).Append('(');
                        WriteLoops(node.Bound, "", ", ");
                        Write(node.Body, Choice);
                        text.Append(')');
                    }
                    else
                        WriteCall(Function(node.Op), operands);
                    break;
            }
            depth--;
        }

        private void WriteIndex(Node index) => text.Append('i').Append(index.Level.ToString(CultureInfo.InvariantCulture));

        private void WriteOperator(string symbol, Node operand, int binding)
        {
            text.Append(symbol);
            Write(operand, binding);
        }

        /// <summary>Operators group to the left.</summary>
        private void WriteInfix(Node node, string symbol)
        {
            Write(node.Operands[0], Binding(node));
            WriteOperator(symbol, node.Operands[1], Binding(node) + 1);
        }

        private void WriteCall(string function, IEnumerable<Node> arguments)
        {
            text.Append(function).Append('(');
            WriteList(arguments);
            text.Append(')');
        }

        private void WriteList(IEnumerable<Node> nodes)
        {
            string separator = "";
            foreach (var node in nodes)
            {
                text.Append(separator);
                Write(node, Choice);
                separator = ", ";
                if (text.Length > MaxLength)
                    break;
            }
        }

        private void WriteLoops(IEnumerable<Node> loops, string before, string after)
        {
            foreach (var loop in loops)
            {
                text.Append(before);
                WriteIndex(loop);
                WriteOperator(" < ", loop.IndexExtent, Relation + 1);
                text.Append(after);
            }
        }

        private void WriteUpdate(Node node, string symbol)
        {
            text.Append(", [");
            WriteList(node.Targets);
            text.Append(']');
            WriteOperator(symbol, node.Written, Choice);
            WriteGuard(node.Guard);
            text.Append(')');
        }

        private void WriteGuard(Node guard)
        {
            if (!guard.IsTrue)
                WriteOperator(" if ", guard, Choice);
        }
    }
}
