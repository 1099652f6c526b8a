using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using AutoDiffLosses.Generators.Differentiation;
using AutoDiffLosses.Generators.Ir;
using AutoDiffLosses.Generators.Scheduling;
using AutoDiffLosses.Generators.Simplification;
using AutoDiffLosses.Generators.Tests.Frontend;
using Microsoft.CodeAnalysis;

namespace AutoDiffLosses.Generators.Tests.Scheduling;

/// <summary>What a loop program costs: the transcendental functions that its text would call, by how deep in loops, and its passes.</summary>
internal sealed class Work
{
    private readonly HashSet<Node> locals = [];
    private readonly List<Opcode>[] calls = [[], [], []];

    private Work()
    {
    }

    /// <summary>Called once a sample, gradient included.</summary>
    public string PerSample => Text(calls[0]);

    /// <summary>Called once an element of a row.</summary>
    public string PerElement => Text(calls[1]);

    /// <summary>The loops over a row, those in branches included.</summary>
    public int Passes { get; private set; }

    /// <summary>The same, of those that run whatever is chosen (but for whether gradients are wanted).</summary>
    public int PassesAlways { get; private set; }

    /// <summary>Where values are kept between passes.</summary>
    public List<BufferKind> Kept { get; } = [];

    public static Work Of(string loss)
    {
        var method = LibraryTests.Library.GetTypeByMetadataName("AutoDiffLosses.Losses")!.GetMembers(loss).OfType<IMethodSymbol>().Single();
        return Of(Scheduled(method, LibraryTests.Library));
    }

    /// <summary>Of the method Loss of the class Mine.</summary>
    public static Work OfSource(string members) => Of(KernelOf(members));

    public static KernelScheduler KernelOf(string members) => new(FormulaOf(members));

    /// <summary>A loss as it is scheduled.</summary>
    public static LiftedFormula FormulaOf(string members)
    {
        var compilation = Driver.Compile(
            $$"""
            using System.ComponentModel.DataAnnotations;
            using AutoDiffLosses;
            using static AutoDiffLosses.LossMath;
            public static partial class Mine
            {
            {{members}}
            }
            """);
        return Simplified(compilation.GetTypeByMetadataName("Mine")!.GetMembers("Loss").OfType<IMethodSymbol>().Single(), compilation);
    }

    public static KernelScheduler Scheduled(IMethodSymbol method, Compilation compilation) => new(Simplified(method, compilation));

    private static LiftedFormula Simplified(IMethodSymbol method, Compilation compilation)
    {
        var read = Generators.Frontend.Frontend.Read(method, compilation, CancellationToken.None);
        Xunit.Assert.Null(read.Refusal?.Message);
        var lowered = Lowering.Apply(ReverseMode.Differentiate(StableForms.Apply(Lift.Apply(read.Formula!))));
        return Reciprocals.Apply(Conditions.Apply(lowered), read.Declaration!.Minima, read.Declaration.IsDouble);
    }

    public static Work Of(KernelScheduler kernel)
    {
        var work = new Work();
        work.locals.UnionWith(kernel.OfTheCall);
        work.Visit(kernel.Sample().Steps, 0, always: true);
        return work;
    }

    /// <summary>What loops that go before the steps of a block do for an element: they are no passes of their own.</summary>
    private static IReadOnlyList<Step> BodiesOf(Step before) => before switch
    {
        Loop loop => loop.Body,
        If branch => [branch with { Then = [.. branch.Then.SelectMany(BodiesOf)], Else = [.. branch.Else.SelectMany(BodiesOf)] }],
        _ => [before],
    };

    private void Visit(IReadOnlyList<Step> steps, int depth, bool always)
    {
        foreach (var step in steps)
            switch (step)
            {
                case Let let: Define(let.Value, depth); break;
                case LetKept kept: locals.Add(kept.Value); break;
                case Assign { Target: var target, Value: var value }:
                    if (target == value)
                        Operands(value, depth);
                    else
                        Evaluate(value, depth);
                    locals.Add(target);
                    break;
                case Accumulator accumulator: locals.Add(accumulator.Reduce); break;
                case Accumulate accumulate: Evaluate(accumulate.Reduce.Body, depth); break;
                case Store store:
                    Evaluate(store.Value, depth);
                    if (store is { IsKept: true, Buffer.Kind: not BufferKind.Block })
                        Kept.Add(store.Buffer.Kind);
                    break;
                case AddTo add: Evaluate(add.Value, depth); break;
                case Return result: Evaluate(result.Value, depth); break;
                case Loop loop:
                    Passes++;
                    PassesAlways += always && depth == 0 ? 1 : 0;
                    foreach (var before in loop.Before)
                        Visit(BodiesOf(before), depth + 1, always);
                    Visit(loop.Body, depth + 1, always);
                    break;
                case If branch:
                    if (branch.Condition.Value is { } condition)
                        Evaluate(condition, depth);
                    Visit(branch.Then, depth, always && branch.Condition.Value == null);
                    Visit(branch.Else, depth, always && branch.Condition.Value == null);
                    break;
            }
    }

    private void Define(Node value, int depth)
    {
        Operands(value, depth);
        locals.Add(value);
    }

    private void Evaluate(Node value, int depth)
    {
        if (!locals.Contains(value))
            Operands(value, depth);
    }

    private void Operands(Node value, int depth)
    {
        if (value.Op.IsTranscendental())
            calls[Math.Min(depth, 2)].Add(value.Op);
        foreach (var operand in value.Operands)
            if (operand.Op != Opcode.Index)
                Evaluate(operand, depth);
    }

    private static string Text(List<Opcode> calls) => string.Join(" ", calls.Select(c => c.ToString()).Order(StringComparer.Ordinal));
}
