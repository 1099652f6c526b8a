using System;
using System.Collections.Generic;
using System.Text;

namespace AutoDiffLosses.Generators.Emission;

/// <summary>Writes indented C#. Text of several lines (raw strings) is indented line by line; a line ends in '\n' everywhere.</summary>
internal sealed class SourceWriter
{
    private const int ListWidth = 120;

    private readonly StringBuilder text = new();
    private int depth;

    /// <summary>Each line of the text, indented.</summary>
    public void Write(string lines)
    {
        foreach (string line in lines.Split('\n'))
        {
            string content = line.TrimEnd('\r', ' ');
            if (content.Length > 0)
                text.Append(' ', 4 * depth).Append(content);
            text.Append('\n');
        }
    }

    /// <summary>Items with commas between, on as many lines as they need.</summary>
    public void WriteList(IEnumerable<string> items, string end)
    {
        string line = "";
        foreach (string item in items)
        {
            if (line.Length > 0 && line.Length + item.Length > ListWidth)
            {
                Write(line + ",");
                line = "";
            }
            line += line.Length > 0 ? $", {item}" : item;
        }
        Write(line + end);
    }

    /// <summary>Text whose first line alone is indented.</summary>
    public void WriteRaw(string lines) => text.Append(' ', 4 * depth).Append(lines).Append('\n');

    public void Blank() => text.Append('\n');

    public void Indent() => depth++;
    public void Outdent() => depth--;

    /// <summary>A block in braces, until it is disposed of.</summary>
    public Scope Block(string heading)
    {
        Write(heading);
        return Block();
    }

    /// <inheritdoc cref="Block(string)"/>
    public Scope Block()
    {
        Write("{");
        Indent();
        return new(this);
    }

    public override string ToString() => text.ToString();

    internal readonly struct Scope(SourceWriter writer) : IDisposable
    {
        public void Dispose()
        {
            writer.Outdent();
            writer.Write("}");
        }
    }
}
