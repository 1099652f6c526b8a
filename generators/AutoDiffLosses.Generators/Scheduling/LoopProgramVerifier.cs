using System;
using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Scheduling;

/// <summary>
/// What holds of every loop program, checked after scheduling in Debug builds: what a step reads is there, whatever was chosen before; a
/// loop, an array or a kept value is read only where it has been made; and what is kept in a gradient's memory is kept before anything
/// else is written there, and read before that.
/// </summary>
internal sealed class LoopProgramVerifier
{
    private readonly LoopProgram program;
    private readonly HashSet<Node> bound;

    /// <summary>The locals of the blocks that are open, each with the conditions of the places that have given it a value.</summary>
    private readonly Dictionary<Node, List<Path>> locals = [];

    private readonly List<(Buffer Memory, Path Path)> written = [];
    private readonly List<(Buffer Memory, Node Value, Path Path)> kept = [];

    /// <summary>What is asked anywhere of what is wanted.</summary>
    private readonly List<Condition> wantings;

    private LoopProgramVerifier(LoopProgram program, Node sample, IEnumerable<Step> all) =>
        (this.program, bound, wantings) = (program, [sample], [.. Wantings(all).Select(Normal).Distinct()]);

    /// <param name="fields">The values that the kernel has, or that this program gives it.</param>
    /// <param name="before">What has been run for the same samples.</param>
    public static void Verify(LoopProgram program, Node sample, IEnumerable<Node> fields, bool areGiven, IEnumerable<IReadOnlyList<Step>>? before = null)
    {
        before = before?.ToList() ?? [];
        var verifier = new LoopProgramVerifier(program, sample, before.SelectMany(steps => steps).Concat(program.Steps));
        foreach (var field in fields)
            verifier.locals.Add(field, areGiven ? [Path.Always] : []);
        foreach (var steps in before)
            verifier.Block(steps, Path.Always);
        verifier.Block(program.Steps, Path.Always);
    }

    private void Block(IReadOnlyList<Step> steps, Path path)
    {
        var outer = new HashSet<Node>(locals.Keys);
        foreach (var step in steps)
            Visit(step, path);
        foreach (var local in locals.Keys.Where(l => !outer.Contains(l)).ToList())
            locals.Remove(local);
    }

    private void Visit(Step step, Path path)
    {
        switch (step)
        {
            case Let let:
                ReadOperands(let.Value, path);
                locals.Add(let.Value, [path]);
                break;
            // What is read back of a block may be there under conditions alone: then it is used under these.
            case LetKept { From.Kind: BufferKind.Block } let:
                locals.Add(let.Value, [.. kept.Where(k => k.Memory == let.From && k.Value == let.Value).Select(k => k.Path)]);
                break;
            case LetKept let:
                Read(let.Indices, path);
                Demand(Covers(path, [.. kept.Where(k => k.Memory == let.From && k.Value == let.Value).Select(k => k.Path)]), "is not kept everywhere where it is read back", let.Value);
                Demand(!IsWritten(let.From, path), "is overwritten before it is read back", let.Value);
                locals.Add(let.Value, [path]);
                break;
            case Declare declare:
                locals.Add(declare.Value, []);
                break;
            case Assign assign:
                if (assign.Target == assign.Value && !assign.Value.Op.IsReduce())
                    ReadOperands(assign.Value, path);
                else
                    Read([assign.Value], path);
                Demand(locals.ContainsKey(assign.Target), "is assigned, and not declared", assign.Target);
                locals[assign.Target].Add(path);
                break;
            case Accumulator accumulator:
                locals[accumulator.Reduce] = [path];
                break;
            case Accumulate { Reduce: var reduce }:
                Demand(locals.ContainsKey(reduce), "is accumulated, and not declared", reduce);
                Read([reduce.Body], path);
                break;
            case Loop loop:
                Read([loop.Index.IndexExtent], path);
                Block(loop.Before, path);
                Demand(bound.Add(loop.Index), "runs in its own loop", loop.Index);
                Block(loop.Body, path);
                bound.Remove(loop.Index);
                break;
            case If { Condition: var condition } branch:
                if (condition.Value != null)
                    Read([condition.Value], path);
                Block(branch.Then, Implied(condition).Aggregate(path, (all, holds) => all.With(new Literal(holds, true))));
                Block(branch.Else, path.With(new Literal(Normal(condition), false)));
                break;
            case Store store:
                Read([.. store.Indices, store.Value], path);
                if (store.IsKept)
                {
                    Demand(!IsWritten(store.Buffer, path), "is kept over what has been written", store.Value);
                    kept.Add((store.Buffer, store.Value, path));
                }
                else
                    written.Add((store.Buffer, path));
                break;
            case AddTo add:
                Read([.. add.Indices, add.Value], path);
                written.Add((add.Buffer, path));
                break;
            case Clear clear:
                written.Add((clear.Buffer, path));
                break;
            case Verify { Check: var check }:
                Read(new[] { check.Index, check.Extent, check.Condition }.OfType<Node>(), path);
                break;
            case Return result:
                Read([result.Value], path);
                break;
        }
    }

    private bool IsWritten(Buffer memory, Path path) =>
        written.Any(w => (w.Memory == memory || memory.Holds(w.Memory)) && !w.Path.Excludes(path));

    /// <summary>Which gradients are wanted is asked in loops and around them, in any order.</summary>
    private static Condition Normal(Condition condition) =>
        condition.Value != null ? condition : Condition.Wanted([.. condition.AnyWanted.OrderBy(n => n, StringComparer.Ordinal)]);

    private static IEnumerable<Condition> Wantings(IEnumerable<Step> steps) => steps.SelectMany(step => step switch
    {
        Loop loop => Wantings(loop.Before.Concat(loop.Body)),
        If branch => Wantings(branch.Then.Concat(branch.Else)).Concat(branch.Condition.AnyWanted.Count > 0 ? [branch.Condition] : []),
        _ => [],
    });

    /// <summary>The condition; and where a gradient is wanted, any of those among which it is.</summary>
    private IEnumerable<Condition> Implied(Condition condition) =>
        condition.Value != null ? [condition] : wantings.Where(any => condition.AnyWanted.All(any.AnyWanted.Contains));

    private void ReadOperands(Node node, Path path)
    {
        foreach (var (operand, under) in Operands(node, path))
            Read([operand], under);
    }

    /// <summary>The operands of a value and the conditions under which they are read: of a choice, those of its arms.</summary>
    private static IEnumerable<(Node, Path)> Operands(Node node, Path path)
    {
        if (node.Op != Opcode.Select)
            return node.Operands.Select(o => (o, path));
        var (condition, x, y) = (node.Operands[0], node.Operands[1], node.Operands[2]);
        return path.Says(condition) is { } holds ? [(holds ? x : y, path)]
            : [(condition, path), (x, path.With(new Literal(Condition.Of(condition), true))), (y, path.With(new Literal(Condition.Of(condition), false)))];
    }

    /// <summary>Reads values, through those that have no local.</summary>
    private void Read(IEnumerable<Node> values, Path path)
    {
        var seen = new HashSet<(Node, Path)>();
        var open = new Stack<(Node, Path)>(values.Select(v => (v, path)));
        while (open.Count > 0)
        {
            var (node, under) = open.Pop();
            if (!seen.Add((node, under)))
                continue;
            if (locals.TryGetValue(node, out var places))
                Demand(Covers(under, places), "is read where it has no value", node);
            else if (node.Op == Opcode.Index)
                Demand(bound.Contains(node), "is read outside of its loop", node);
            else if (node.Op == Opcode.Param || Scope.IsSampleScalar(node))
                continue;
            else if (node.IsArray)
                Demand(program.Arrays.TryGetValue(node, out var row) && Covers(under, [.. written.Where(w => w.Memory == row).Select(w => w.Path)]),
                       "is read before it is written", node);
            else
            {
                Demand(!node.Op.IsReduce(), "is read where it has no loop", node);
                foreach (var operand in Operands(node, under))
                    open.Push(operand);
            }
        }
    }

    /// <summary>Whether one of some places has been passed wherever a path leads, whatever is chosen.</summary>
    private static bool Covers(Path path, IReadOnlyList<Path> places)
    {
        places = [.. places.Where(p => !p.Excludes(path))];
        if (places.Count == 0)
            return false;
        if (places.Any(path.Implies))
            return true;
        var undecided = places[0].Literals.First(l => !path.Contains(l));
        return Covers(path.With(undecided), places) && Covers(path.With(undecided with { Holds = !undecided.Holds }), places);
    }

    private static void Demand(bool holds, string otherwise, Node node)
    {
        if (!holds)
            throw new InvalidOperationException($"A value {otherwise}: {node}");
    }
}
