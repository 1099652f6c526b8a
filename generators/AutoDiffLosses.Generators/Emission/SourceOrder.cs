using System;
using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Differentiation;
using AutoDiffLosses.Generators.Ir;
using AutoDiffLosses.Generators.Scheduling;

namespace AutoDiffLosses.Generators.Emission;

/// <summary>
/// Which statement of the source needs a value first. By that, locals are put in the order of the source: a statement is quoted, and
/// what it needs follows.
/// </summary>
internal sealed class SourceOrder
{
    private readonly Dictionary<Node, int> first = [];

    /// <param name="rest">The same formula of the samples that are not left at once, if there is such.</param>
    public SourceOrder(LiftedFormula formula, LiftedFormula? rest)
    {
        Statements = [.. WithoutRepeated(formula.Statements.Select((s, i) => rest == null ? s : s with { Defines = [.. s.Defines, .. rest.Statements[i].Defines] }))];
        var stack = new Stack<Node>();
        for (int i = 0; i < Statements.Count; i++)
        {
            foreach (var value in Statements[i].Defines)
                Add(value);
            while (stack.Count > 0)
                foreach (var operand in stack.Pop().Operands)
                    Add(operand);

            void Add(Node node)
            {
                if (first.ContainsKey(node))
                    return;
                first.Add(node, i);
                stack.Push(node);
            }
        }
    }

    /// <summary>The statements of the source, each once.</summary>
    public IReadOnlyList<Statement> Statements { get; }

    /// <summary>The number of the statement; of what only gradients need, the number of statements.</summary>
    public int Of(Node value) => first.TryGetValue(value, out int statement) ? statement : Statements.Count;

    /// <summary>Not again what an if has in one line.</summary>
    private static IEnumerable<Statement> WithoutRepeated(IEnumerable<Statement> all)
    {
        Statement[] statements = [.. all];
        return statements.Where((s, i) => i == 0 || !(statements[i - 1].Text.TrimStart().StartsWith("if (", StringComparison.Ordinal) &&
                    statements[i - 1].Text.EndsWith(") " + s.Text.TrimStart(), StringComparison.Ordinal)));
    }

    /// <summary>The steps with each local behind what earlier statements alone need. That does not read it.</summary>
    public LoopProgram Ordered(LoopProgram program) => program with { Steps = Ordered(program.Steps) };

    private IReadOnlyList<Step> Ordered(IReadOnlyList<Step> steps)
    {
        var ordered = new List<Step>(steps.Count);
        var waiting = new List<Let>();
        foreach (var step in steps)
            if (step is Let let)
                waiting.Add(let);
            else
            {
                Add(until: Last(step));
                ordered.Add(Inside(step));
            }
        Add(until: int.MaxValue);
        return ordered;

        // Among those of one statement, locals keep their order.
        void Add(int until)
        {
            ordered.AddRange(waiting.Where(w => Of(w.Value) <= until).OrderBy(w => Of(w.Value)));
            waiting.RemoveAll(w => Of(w.Value) <= until);
        }
    }

    private Step Inside(Step step) => step switch
    {
        Loop loop => loop with { Body = Ordered(loop.Body) },
        If branch => branch with { Then = Ordered(branch.Then), Else = Ordered(branch.Else) },
        _ => step,
    };

    /// <summary>The last statement that what a step computes is for.</summary>
    private int Last(Step step) => step switch
    {
        Declare declare => Of(declare.Value),
        Let let => Of(let.Value),
        Assign assign => Of(assign.Target),
        Accumulator accumulator => Of(accumulator.Reduce),
        Accumulate accumulate => Of(accumulate.Reduce),
        Loop loop => Last(loop.Body),
        If branch => Math.Max(branch.Condition.Value is { } condition ? Of(condition) : -1, Math.Max(Last(branch.Then), Last(branch.Else))),
        Store { IsKept: true } kept => Of(kept.Value),
        _ => int.MaxValue,
    };

    private int Last(IReadOnlyList<Step> steps) => steps.Count == 0 ? -1 : steps.Max(Last);
}
