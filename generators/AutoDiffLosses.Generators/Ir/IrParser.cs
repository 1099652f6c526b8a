using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace AutoDiffLosses.Generators.Ir;

/// <summary>
/// Reads the text of a formula into a builder.
/// From: text that anybody may have written. To: a formula that <see cref="IrVerifier"/> accepts, or a
/// <see cref="FormatException"/> that names the line. Guarantees: time and memory in proportion to the text, however it is made: the
/// sizes below are bounded, and so is the number of nodes that the builder's constructors are asked for.
/// </summary>
internal sealed class IrParser
{
    public const int MaxRows = 15_000;
    private const int MaxText = 4 << 20, MaxNotes = 4 * MaxRows, MaxOperands = 64, MaxItems = 4096, MaxRank = 8, MaxFree = 32, MaxLoopDepth = 64,
                      MaxLevel = 1000;

    // A row of a table that was printed is one node. One of another version of the constructors may become a few.
    private const int NodesARow = 24, NodesAtLeast = 4096;

    private static readonly Dictionary<string, Opcode> Opcodes = Named<Opcode>();
    private static readonly Dictionary<string, ScalarKind> Kinds = Named<ScalarKind>();
    private static readonly Dictionary<string, ParameterRole> Roles = Named<ParameterRole>();

    private readonly string text;
    private readonly IrBuilder builder;
    private readonly Formula formula;
    private readonly List<Node> rows = [];
    private readonly HashSet<string> parameterNames = new(StringComparer.Ordinal);

    // Where the reader stands.
    private int line, position, end, notes;

    private IrParser(string text, IrBuilder builder) => (this.text, this.builder, formula) = (text, builder, new(builder));

    /// <exception cref="FormatException">The text is not that of a formula.</exception>
    public static Formula Parse(string text, IrBuilder builder)
    {
        var parser = new IrParser(text, builder);
        if (text.Length > MaxText)
            throw parser.Error("the text is too long");
        try
        {
            return builder.Within(NodesAtLeast + (long)NodesARow * Math.Min(MaxRows, text.Length / 8), parser.Read);
        }
        catch (IrBuilder.TooManyNodesException)
        {
            throw parser.Error("the formula stands for too many nodes");
        }
    }

    private Formula Read()
    {
        for (int start = 0; start < text.Length; start = end + 1)
        {
            (line, position) = (line + 1, start);
            int next = text.IndexOf('\n', start);
            end = next < 0 ? text.Length : next;
            if (line == 1)
                ReadFirst();
            else
                ReadLine();
        }
        if (line == 0)
            throw Error("the text is empty");
        if (IrVerifier.Violations(formula).FirstOrDefault() is { } violation)
            throw Error(violation);
        return formula;
    }

    private void ReadFirst()
    {
        if (Rest() != $"{IrText.FirstWords} {IrText.Version}")
            throw Error($"the text does not begin with \"{IrText.FirstWords} {IrText.Version}\"");
        position = end;
    }

    private void ReadLine()
    {
        string word = Word();
        if (word.StartsWith("%", StringComparison.Ordinal))
        {
            if (word != "%" + rows.Count.ToString(CultureInfo.InvariantCulture) || rows.Count == MaxRows)
                throw Error(rows.Count == MaxRows ? "there are too many rows" : $"{word} is not the next row");
            Expect("=");
            rows.Add(ReadRow());
        }
        else
        {
            if (++notes > MaxNotes)
                throw Error("there are too many lines");
            ReadNote(word);
        }
        if (position < end)
            throw Error($"\"{Rest()}\" is too much");
    }

    // ------------------------------------------------------------------------------------------------------------- rows

    private Node ReadRow()
    {
        var op = OneOf(Opcodes, "operation");
        var kind = op is Opcode.Const or Opcode.Param or Opcode.Convert or Opcode.Zeros ? OneOf(Kinds, "kind") : default;
        long bits = op == Opcode.Const ? ReadConstant(kind) : op == Opcode.Index ? ReadNumber(MaxLevel) : 0;
        string name = op is Opcode.Param or Opcode.Dim ? Word() : "";
        if (op == Opcode.Param && !IrText.IsIdentifier(name) || op == Opcode.Dim && !IrText.IsDimension(name))
            throw Error("that is no name");

        var operands = ReadRows(op == Opcode.Contributions ? MaxItems : MaxOperands);
        if (IrRules.Violation(op, kind, bits, operands) is { } violation)
            throw Error(violation);
        int rank = IrRules.RankOf(op, operands);
        if (rank > MaxRank)
            throw Error("the array has too many dimensions");
        var node = builder.Build(op, kind, rank, bits, name, operands);
        if (node.Free.Count > MaxFree || node.LoopDepth > MaxLoopDepth)
            throw Error("loops are nested too deeply");
        return node;
    }

    private long ReadConstant(ScalarKind kind)
    {
        string word = Word();
        switch (kind)
        {
            case ScalarKind.Real:
                return BitConverter.DoubleToInt64Bits(word switch
                {
                    "NaN" => double.NaN,
                    "Infinity" => double.PositiveInfinity,
                    "-Infinity" => double.NegativeInfinity,
                    "-0" => -0.0,
                    _ when double.TryParse(word, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                                           CultureInfo.InvariantCulture, out double value) && !double.IsInfinity(value) && !double.IsNaN(value) => value,
                    _ => throw Error("that is no real number"),
                });
            case ScalarKind.Int:
                return int.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number
                    : throw Error("that is no integer");
            default:
                return word == "true" ? 1 : word == "false" ? 0 : throw Error("that is neither true nor false");
        }
    }

    // ------------------------------------------------------------------------------------------------------------ notes

    private void ReadNote(string word)
    {
        switch (word)
        {
            case IrText.Name:
                formula.Name = Word();
                if (!IrText.IsQualifiedName(formula.Name))
                    throw Error("that is no name");
                break;
            case IrText.Parameter:
                ReadParameter();
                break;
            case IrText.Result:
                formula.Results.Add(ReadRow(Word()));
                break;
            case IrText.Check:
                var (guard, index, extent) = (ReadRow(Word()), ReadRow(Word()), ReadRow(Word()));
                formula.Checks.Add(new(guard, index, extent, null, ReadArgument(), ReadString()));
                break;
            case IrText.Require:
                var (under, condition) = (ReadRow(Word()), ReadRow(Word()));
                formula.Checks.Add(new(under, null, null, condition, ReadArgument(), ReadString()));
                break;
            case IrText.Statement:
                string statement = ReadString();
                if (statement.Any(IrText.EndsLine))
                    throw Error("a statement is of one line");
                formula.Statements.Add(new(statement, ReadRows(MaxOperands)));
                break;
            case IrText.Hint:
                var named = ReadRow(Word());
                string name = Word();
                if (!IrText.IsIdentifier(name))
                    throw Error("that is no name");
                formula.Hints[named] = name;
                break;
            default:
                throw Error($"\"{word}\" means nothing");
        }
    }

    private void ReadParameter()
    {
        var node = ReadRow(Word());
        var role = OneOf(Roles, "role");
        string expression = position < end ? ReadString() : "";
        if (expression.Length > 0 ? role != ParameterRole.Static || !IrText.IsQualifiedName(expression) : role == ParameterRole.Static)
            throw Error("a static number, and nothing else, is read by its qualified name");
        if (!parameterNames.Add(node.Name))
            throw Error("there are two parameters of that name");
        formula.Parameters.Add(new(node, role, expression));
    }

    private string ReadArgument()
    {
        string argument = ReadString();
        return argument.Length == 0 || IrText.IsDimension(argument) ? argument : throw Error("that names no argument");
    }

    // ------------------------------------------------------------------------------------------------------------ words

    private Node[] ReadRows(int most)
    {
        var read = new List<Node>();
        while (position < end)
        {
            if (read.Count == most)
                throw Error("there are too many operands");
            read.Add(ReadRow(Word()));
        }
        return [.. read];
    }

    private Node ReadRow(string word)
    {
        if (!word.StartsWith("%", StringComparison.Ordinal) || Natural(word.Substring(1)) is not { } row)
            throw Error("that is no row");
        return row < rows.Count ? rows[row] : throw Error($"{word} comes later");
    }

    private int ReadNumber(int most) => Natural(Word()) is { } number && number <= most ? number : throw Error("that is no number, or too large a one");

    private static int? Natural(string word) =>
        int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    private T OneOf<T>(Dictionary<string, T> known, string what) =>
        Word() is var word && known.TryGetValue(word, out var value) ? value : throw Error($"that is no {what}");

    private void Expect(string word)
    {
        if (Word() != word)
            throw Error($"\"{word}\" is missing");
    }

    private char Peek() => position < end ? text[position] : '\n';

    /// <summary>The characters up to the next space.</summary>
    private string Word()
    {
        const int maxWord = 4096;
        int start = position;
        while (position < end && text[position] != ' ')
            position++;
        if (position == start || position - start > maxWord)
            throw Error("a word is missing, or too long");
        string word = text.Substring(start, position - start);
        if (position < end)
            position++;
        return word;
    }

    private string Rest() => text.Substring(position, Math.Min(end - position, 80));

    private string ReadString()
    {
        if (Peek() != '"')
            throw Error("a string is missing");
        var read = new StringBuilder();
        for (position++; Peek() != '"'; position++)
        {
            char c = Peek();
            if (position >= end || IrText.EndsLine(c))
                throw Error("a string does not end");
            if (c == '\\')
                c = ReadEscape();
            read.Append(c);
        }
        position++;
        if (position < end && text[position++] != ' ')
            throw Error("a space is missing");
        return read.ToString();
    }

    /// <summary>From the backslash to the last character of the escape.</summary>
    private char ReadEscape()
    {
        position++;
        if (Peek() is '"' or '\\')
            return Peek();
        if (Peek() != 'u' || end - position <= 4 ||
            !int.TryParse(text.Substring(position + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code))
            throw Error("that escapes nothing");
        position += 4;
        return (char)code;
    }

    private static Dictionary<string, T> Named<T>() where T : struct, Enum
    {
        var named = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (T value in Enum.GetValues(typeof(T)))
            named.Add(value.ToString(), value);
        return named;
    }

    private FormatException Error(string message) => new($"Line {line}: {message}.");
}
