using System;
using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Ir;
using AutoDiffLosses.Generators.Scheduling;

namespace AutoDiffLosses.Generators.Emission;

/// <summary>
/// The statements of the source, each quoted once, before the first value that it needs; together with the next ones where what they need
/// is computed in turns.
/// </summary>
internal sealed class Quotes(SourceOrder order)
{
    private readonly int[] ends = [.. Enumerable.Range(1, order.Statements.Count)];
    private int next;

    /// <summary>Sees which statements the steps compute in turns.</summary>
    public void Read(IReadOnlyList<Step> steps)
    {
        int last = -1;
        foreach (int statement in Needed(steps).Where(s => s < ends.Length))
        {
            for (int i = statement; i < last; i++)
                ends[i] = Math.Max(ends[i], last + 1);
            last = Math.Max(last, statement);
        }
        for (int i = ends.Length - 2; i >= 0; i--)
            ends[i] = Math.Max(ends[i], ends[ends[i] - 1]);
    }

    /// <summary>What is computed for elements counts where it is added up.</summary>
    private IEnumerable<int> Needed(IEnumerable<Step> steps) => steps.SelectMany(step => step switch
    {
        Let let => [order.Of(let.Value)],
        Assign assign => [order.Of(assign.Value.IsConst ? assign.Target : assign.Value)],
        Accumulator accumulator => [order.Of(accumulator.Reduce)],
        Accumulate accumulate => [order.Of(accumulate.Reduce)],
        Loop loop => loop.Body.OfType<Accumulate>().Select(a => order.Of(a.Reduce)),
        // What gradients need besides comes after the statements.
        If { Condition.AnyWanted.Count: > 0 } => [],
        If branch => OfEither([.. Needed(branch.Then)], Needed(branch.Else)),
        _ => Enumerable.Empty<int>(),
    });

    /// <summary>One branch does not come after the other.</summary>
    private static IEnumerable<int> OfEither(IReadOnlyList<int> then, IEnumerable<int> otherwise) => then.Concat(otherwise.Where(s => then.All(t => t <= s)));

    /// <summary>Those up to the first that needs a value.</summary>
    public IReadOnlyList<string> Until(Node value) => order.Of(value) is var statement && statement < order.Statements.Count ? To(ends[statement]) : [];

    /// <summary>Those up to the one that defines a value, if it is the first that needs it.</summary>
    public IReadOnlyList<string> UntilDefinition(Node value) =>
        order.Of(value) is var statement && statement < order.Statements.Count && order.Statements[statement].Defines.Contains(value) ? To(ends[statement]) : [];

    /// <summary>Those up to the first if.</summary>
    public IReadOnlyList<string> UntilIf()
    {
        for (int i = 0; i < order.Statements.Count; i++)
            if (order.Statements[i].Text.TrimStart().StartsWith("if (", StringComparison.Ordinal))
                return To(i + 1);
        return [];
    }

    /// <summary>A statement as lines of a comment.</summary>
    public static IEnumerable<string> Lines(string statement) => LineBreaks.In(statement, StepText.Width - 3).Split('\n').Select(line => "// " + line);

    public IReadOnlyList<string> Rest() => To(order.Statements.Count);

    private IReadOnlyList<string> To(int end)
    {
        string[] quoted = [.. order.Statements.Skip(next).Take(end - next).Select(s => s.Text)];
        next = Math.Max(next, end);
        return quoted;
    }
}
