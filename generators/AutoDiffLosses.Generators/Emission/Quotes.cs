using System;
using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Emission;

/// <summary>The statements of the source, each quoted once, before the first value that it needs.</summary>
internal sealed class Quotes(SourceOrder order)
{
    private int next;

    /// <summary>Those up to the first that needs a value.</summary>
    public IReadOnlyList<string> Until(Node value) => order.Of(value) is var statement && statement < order.Statements.Count ? To(statement + 1) : [];

    /// <summary>Those up to the one that defines a value, if it is the first that needs it.</summary>
    public IReadOnlyList<string> UntilDefinition(Node value) =>
        order.Of(value) is var statement && statement < order.Statements.Count && order.Statements[statement].Defines.Contains(value) ? To(statement + 1) : [];

    /// <summary>Those up to the first if.</summary>
    public IReadOnlyList<string> UntilIf()
    {
        for (int i = 0; i < order.Statements.Count; i++)
            if (order.Statements[i].Text.TrimStart().StartsWith("if (", StringComparison.Ordinal))
                return To(i + 1);
        return [];
    }

    public IReadOnlyList<string> Rest() => To(order.Statements.Count);

    private IReadOnlyList<string> To(int end)
    {
        string[] quoted = [.. order.Statements.Skip(next).Take(end - next).Select(s => s.Text)];
        next = Math.Max(next, end);
        return quoted;
    }
}
