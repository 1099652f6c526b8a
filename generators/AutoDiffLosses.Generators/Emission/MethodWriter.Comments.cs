using System;
using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Ir;
using AutoDiffLosses.Generators.Scheduling;

namespace AutoDiffLosses.Generators.Emission;

/// <summary>What is said beside the code: the statements of the source, before what they define, and what passes compute.</summary>
internal sealed partial class MethodWriter
{
    /// <summary>Whether the statements of the source are quoted.</summary>
    public bool WithComments { get; init; } = true;

    /// <summary>The source statements up to the first that needs a value, before its line.</summary>
    private void Comment(Node value) => Quote(WithComments ? quotes.Until(value) : []);

    /// <summary>Why something is computed that no statement needs.</summary>
    private void OfGradients(Node value)
    {
        bool isNow = WithComments && depthOfBlocks == 0 && words.IsOfGradients(value);
        if (isNow && !isOfGradients)
        {
            Separate();
            Line("// For the gradients alone.");
        }
        else if (isOfGradients && !isNow)
            Separate();
        isOfGradients = isNow;
    }

    private bool isOfGradients;

    private void Quote(IReadOnlyList<string> statements)
    {
        if (statements.Count == 0 || !WithComments)
            return;
        isOfGradients = false;
        if (!isAfterQuote)
            Separate();
        foreach (string line in statements.SelectMany(Quotes.Lines))
            Line(line);
        isAfterQuote = true;
    }

    private bool isAfterQuote;

    /// <summary>The passes over a sample's elements, in words.</summary>
    public List<string> Passes { get; } = [];

    private const int Longest = 160;

    /// <summary>What a pass computes, keeps and writes.</summary>
    private string Explained(Loop loop)
    {
        List<string> reduced = [], kept = [], written = [], added = [];
        // What the loop itself computes is written out, and conditions.
        var text = new Mathematics(formula, words, node => node.Kind == ScalarKind.Bool || node.DependsOn(loop.Index) || !locals.TryGetValue(node, out var local) ? null : local.Name);
        Visit(loop.Body);
        string explained = string.Join("; ", new[] { string.Join(", ", reduced.Distinct()), All("keeps", kept), All("writes", written), All("adds to", added) }.Where(part => part.Length > 0));
        string where = string.Join(" and ", Known.Select(k => text.Condition(k.Holds ? k.Condition : formula.Builder.Not(k.Condition), isOne: Known.Count == 1)));
        return (explained.Length == 0 ? "nothing" : explained) + (where.Length > 0 ? $" (where {where})" : "");

        void Visit(IReadOnlyList<Step> steps)
        {
            foreach (var step in steps)
                switch (step)
                {
                    case Accumulate { Reduce: var reduce } when locals.TryGetValue(reduce, out var local):
                        reduced.Add($"{local.Name.TrimStart('@')} = {Operator(reduce.Op)} {(text.Term(reduce.Body, Longest) is { } term ? term[0] == '-' ? $"({term})" : term : names.Of(reduce.Body))}");
                        break;
                    case Store { IsKept: true } keep: kept.Add(text.Short(keep.Value, Longest) is { } said ? $"{said} in {Memory(keep.Buffer)}" : Memory(keep.Buffer)); break;
                    case Store store: written.Add(Memory(store.Buffer)); break;
                    case AddTo add: added.Add(Memory(add.Buffer)); break;
                    case Loop inner: Visit(inner.Body); break;
                    case If branch: Visit(branch.Then); Visit(branch.Else); break;
                }
        }

        static string All(string verb, IReadOnlyList<string> what) => what.Count == 0 ? "" : $"{verb} {string.Join(", ", what.Distinct())}";
    }

    private static string Operator(Opcode reduction) => reduction == Opcode.ReduceSum ? "Σ" : Lower(reduction.ToString().Substring("Reduce".Length));

    private static string Lower(string name) => char.ToLowerInvariant(name[0]) + name.Substring(1);
}
