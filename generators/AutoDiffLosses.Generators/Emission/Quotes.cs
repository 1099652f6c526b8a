using System;
using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Differentiation;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Emission;

/// <summary>The statements of the source, each quoted once, before what it defines.</summary>
internal sealed class Quotes(LiftedFormula formula)
{
    private readonly IReadOnlyList<Statement> statements = [.. Of(formula)];
    private int next;

    /// <summary>The statements of the source, each once: not again what an if has in one line.</summary>
    public static IEnumerable<Statement> Of(LiftedFormula formula) => formula.Statements.Where((s, i) =>
        i == 0 || !(formula.Statements[i - 1].Text.StartsWith("if (", StringComparison.Ordinal) &&
                    formula.Statements[i - 1].Text.EndsWith(") " + s.Text, StringComparison.Ordinal)));

    /// <summary>Those up to the one that defines a value.</summary>
    public IReadOnlyList<string> Until(Node value)
    {
        for (int i = next; i < statements.Count; i++)
            if (statements[i].Defines.Contains(value))
                return To(i + 1);
        return [];
    }

    /// <summary>Those up to the first if.</summary>
    public IReadOnlyList<string> UntilIf()
    {
        for (int i = 0; i < statements.Count; i++)
            if (statements[i].Text.StartsWith("if (", StringComparison.Ordinal))
                return To(i + 1);
        return [];
    }

    public IReadOnlyList<string> Rest() => To(statements.Count);

    private IReadOnlyList<string> To(int end)
    {
        string[] quoted = [.. statements.Skip(next).Take(end - next).Select(s => s.Text)];
        next = Math.Max(next, end);
        return quoted;
    }
}
