using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using AutoDiffLosses.Generators.Ir;
using AutoDiffLosses.Generators.Scheduling;
using Buffer = AutoDiffLosses.Generators.Scheduling.Buffer;

namespace AutoDiffLosses.Generators.Emission;

/// <summary>Loops that are cut: passes that go before the steps of each block, and keep values for them.</summary>
internal sealed partial class MethodWriter
{
    /// <summary>The loops that go before the steps of a block of samples, each a pass.</summary>
    /// <param name="kept">The fields for what is kept.</param>
    public void OfBlock(IReadOnlyList<Step> before, IReadOnlyDictionary<Buffer, string> kept)
    {
        foreach (var parameter in formula.Parameters.Where(p => p.IsDifferentiated))
            gradients[parameter.Name] = kernel.Gradient(parameter.Name);
        foreach (var row in kept)
        {
            memory[row.Key] = row.Value;
            Line($"{row.Value} = block.Row({row.Key.Name});");
        }
        Steps(before);
    }

    /// <summary>The names of what a pass takes from here, with what goes before its steps.</summary>
    private IReadOnlyList<string> Taken(Loop loop)
    {
        var provisional = Kept(loop).ToDictionary(k => k.Buffer, k => "kept" + k.Buffer.Name);
        var (_, taken) = Step(loop, [], provisional);
        var names = new List<string>();
        Calls(new SourceWriter(), loop, taken, [], before =>
        {
            names.AddRange(Step(before, [], provisional).Item2.Names);
            return "";
        });
        return [.. names.Concat(taken.Names).Distinct()];
    }

    private void Calls(SourceWriter text, Loop loop, Captured captured, IEnumerable<string> reserved, Func<Loop, string> call)
    {
        var names = kernel.PassLocals();
        foreach (string name in reserved)
            names.Reserve(name);
        new StepWriter(text, formula, loop.Index, isDouble, captured, names, words, quotes: null).Calls(loop.Before, call);
    }

    /// <summary>What is kept of a block for the steps of a pass.</summary>
    private static IEnumerable<(Buffer Buffer, Node Value)> Kept(Loop loop) =>
        Touched.Stores(loop.Before).Where(s => s.IsKept).Select(s => (s.Buffer, s.Value)).OrderBy(k => Number(k.Buffer));

    /// <summary>The row of the block that it is.</summary>
    public static int Number(Buffer kept) => int.Parse(kept.Name, CultureInfo.InvariantCulture);

    /// <summary>Names for it, each that of a value in the plural.</summary>
    private IReadOnlyDictionary<Buffer, string> KeptRows(Loop loop, IEnumerable<string> taken)
    {
        var unique = kernel.PassLocals();
        foreach (string name in taken)
            unique.Reserve(name);
        var rows = new Dictionary<Buffer, string>();
        foreach (var (buffer, value) in Kept(loop))
            rows.Add(buffer, memory[buffer] = unique.Of(reducedNames.PluralOfValues(reducedNames.Of(value))));
        return rows;
    }

    /// <summary>What goes before the steps of each block: the calls of passes of their own.</summary>
    /// <param name="kept">What they keep, in words.</param>
    private string Begin(Loop loop, IReadOnlyDictionary<Buffer, string> rows, Captured captured, IReadOnlyList<string> taken, out List<string> kept)
    {
        var summaries = kept = [];
        var text = new SourceWriter();
        // (There may be gaps in the buffers' own numbers, where nothing makes use of a value.)
        int number = 0;
        foreach (string row in rows.Values)
            text.Write($"{row} = block.Row({number++});");
        Calls(text, loop, captured, [.. taken, .. rows.Values], CallOf);
        return text.ToString().TrimEnd('\n');

        string CallOf(Loop before)
        {
            var conditions = ConditionsOf(before, loop.Before)!;
            foreach (var condition in conditions)
                Known.Add(condition);
            string summary = Explained(before);
            foreach (var _ in conditions)
                Known.RemoveAt(Known.Count - 1);
            summaries.Add(summary);
            var (step, inner) = Step(before, [.. taken, .. rows.Values], new Dictionary<Buffer, string>(), captured);
            var pass = Add(new PassText(PassName(before, []), summary, inner.Fields, 0, false, step), PassTexts.Count);
            return $"Pass.Map(new {pass.Name}({string.Join(", ", inner.Arguments)}), block);";
        }
    }

    /// <summary>The conditions on values under which a loop runs; null if it is not among the steps.</summary>
    private static IReadOnlyList<(Node, bool)>? ConditionsOf(Loop loop, IEnumerable<Step> steps)
    {
        foreach (var step in steps)
            if (step == loop)
                return [];
            else if (step is If { Condition.Value: var condition } branch)
                foreach (bool holds in new[] { true, false })
                    if (ConditionsOf(loop, holds ? branch.Then : branch.Else) is { } inner)
                        return condition == null ? inner : [(condition, holds), .. inner];
        return null;
    }
}
