using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using AutoDiffLosses.Generators.Differentiation;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Scheduling;

/// <summary>
/// From: a lifted, differentiated and lowered formula. To: the loop programs of a kernel's methods. What a loop leaves alone stands
/// before it; loops over one index that do not wait for one another are one pass; what a later pass would compute again at the cost of a
/// transcendental function is kept, in the gradient's own memory where that will do.
/// </summary>
internal sealed class KernelScheduler
{
    private readonly LiftedFormula formula;
    private readonly IrBuilder builder;

    public KernelScheduler(LiftedFormula formula)
    {
        (this.formula, builder) = (formula, formula.Builder);
        OfTheCall = CallValues(formula);
        Lanes = InLanes(ofRows: false);
        LanesOfRows = InLanes(ofRows: true);
        if (Lanes != null)
            CutLanes();
    }

    /// <summary>The costly scalars that no sample has a part in: computed once a call, and fields of the kernel.</summary>
    public IReadOnlyList<Node> OfTheCall { get; }

    /// <summary>The loss of a vector of samples, and their gradients; null where samples have rows, or what vectors have not.</summary>
    public LoopProgram? Lanes { get; private set; }

    /// <summary>What is computed before it for a block of samples, a loop each, and kept.</summary>
    public IReadOnlyList<Step> Before { get; private set; } = [];

    /// <summary>The values that are kept of a block of samples.</summary>
    public IReadOnlyDictionary<Node, Buffer> KeptOfBlock { get; private set; } = new Dictionary<Node, Buffer>();

    /// <summary>The same where samples have rows, which lie in tiles: a vector for each element of a row. It is for short rows.</summary>
    public LoopProgram? LanesOfRows { get; }

    private LoopProgram? InLanes(bool ofRows)
    {
        var perSample = formula.Parameters.Where(p => p.IsPerSample).ToList();
        bool isOfRows = perSample.Any(p => p.Node.Rank > 1);
        if (isOfRows != ofRows || perSample.Any(p => p.Node.Rank > 2 || p.Node.Rank == 2 && p.Node.Kind != ScalarKind.Real))
            return null;
        var program = Schedule(Goals(formula, inLanes: true), OfTheCall, inLanes: true);
        if (ofRows)
            return VectorAxis.WhyNotInTiles(program.Steps, formula.SampleIndex) == null ? program : null;
        return AreLanes(program) && (formula.Weight == null || AreLanes(Weight())) ? program : null;

        bool AreLanes(LoopProgram program) => program.Scratch.Count == 0 && VectorAxis.WhyScalar(program.Steps, formula.SampleIndex) == null;
    }

    private static IReadOnlyList<Node> CallValues(LiftedFormula formula)
    {
        var reachable = Graph.Reachable(formula.Results);
        // What holds of a node or of anything below it.
        HashSet<Node> Above(Func<Node, bool> holds)
        {
            var above = new HashSet<Node>();
            foreach (var node in reachable)
                if (holds(node) || node.Operands.Any(above.Contains))
                    above.Add(node);
            return above;
        }
        var costly = Above(n => n.IsScalar && Needs.IsCostly(n));
        var others = Above(n => n.IsArray && n.Op != Opcode.Param || n.DependsOn(formula.SampleIndex));
        var found = new List<Node>();
        var seen = new HashSet<Node>();
        var stack = new Stack<Node>(formula.Results);
        while (stack.Count > 0)
        {
            var node = stack.Pop();
            if (!seen.Add(node))
                continue;
            if (node.Free.Count == 0 && node.IsScalar && !Scope.IsLeaf(node) && costly.Contains(node) && !others.Contains(node))
                found.Add(node);
            else
                foreach (var operand in node.Operands)
                    stack.Push(operand);
        }
        return [.. found.OrderBy(n => n.Id)];
    }

    /// <summary>Computes what the whole call has in common.</summary>
    public LoopProgram Prepare() => Schedule(
        [.. OfTheCall.Select(value => new Goal(GoalKind.Set) { Defines = value, Reads = value.Op.IsReduce() ? [value] : [.. value.Operands], Value = value })], []);

    /// <summary>Whether some index or condition has to be checked before anything is written.</summary>
    public bool IsChecked => formula.Checks.Count > 0;

    /// <summary>The formula of the samples that are not left at once, after <see cref="Sample()"/>; null if it is that of all.</summary>
    public LiftedFormula? Rest { get; private set; }

    /// <summary>The loss of a sample, and its share of the gradients.</summary>
    public LoopProgram Sample() => sample ??= OfOneSample();

    private LoopProgram? sample;

    private LoopProgram OfOneSample()
    {
        if (Inert() is not { } inert)
            return Sample(formula);
        Rest = formula.Map(Assumptions.Under(builder, formula.Roots, inert.Condition, !inert.Holds, open: formula.SampleIndex));
        var rest = Sample(Rest);
        var leave = new If(Condition.Of(inert.Condition),
            inert.Holds ? [new ClearAll(), new Return(inert.Loss)] : [],
            inert.Holds ? [] : [new ClearAll(), new Return(inert.Loss)]);
        return rest with { Steps = [leave, .. rest.Steps] };
    }

    /// <summary>A condition on the sample, without a loop, under which the loss is a constant and all gradients are 0: the sample is left at once.</summary>
    private (Node Condition, bool Holds, Node Loss)? Inert()
    {
        if (formula.Loss.Op != Opcode.Select || formula.Gradients.Count == 0)
            return null;
        var condition = formula.Loss.Operands[0];
        // It is asked before any loop.
        if (Graph.Reachable(condition).Any(n => n.Op.IsBinder()))
            return null;
        foreach (bool holds in new[] { true, false })
        {
            var arm = formula.Loss.Operands[holds ? 1 : 2];
            if (arm.IsConst && formula.Gradients.All(g => IsZero(Assumptions.Under(builder, g.Gradient, condition, holds, open: formula.SampleIndex, asAdjoint: true))))
                return (condition, holds, arm);
        }
        return null;
    }

    private static bool IsZero(Node gradient) => gradient.Op switch
    {
        Opcode.Tabulate => gradient.Body.IsZero,
        Opcode.Contributions => gradient.Operands.All(IsZero),
        Opcode.Scatter => gradient.Guard.IsFalse || gradient.Written.IsZero,
        _ => gradient.Op == Opcode.Zeros || gradient.IsZero,
    };

    private LoopProgram Sample(LiftedFormula formula) => Schedule(Goals(formula), OfTheCall);

    private IReadOnlyList<Goal> Goals(LiftedFormula formula, bool inLanes = false)
    {
        var goals = new List<Goal> { new(GoalKind.Return) { Value = formula.Loss, Reads = [formula.Loss] } };
        // To the gradient of a shared parameter that has no part in the loss, nothing is added.
        var written = formula.Gradients.Where(g => g.Parameter.IsPerSample || !IsZero(g.Gradient)).ToList();
        string[] wanted = [.. written.Select(g => g.Parameter.Name)];
        foreach (var (parameter, gradient) in written)
        {
            // Asked around the loops whether any gradient is wanted, and in them which: the loops serve all of them.
            var outer = Path.Always.With(new Literal(Condition.Wanted(wanted), true));
            var inner = wanted.Length == 1 ? Path.Always : Path.Always.With(new Literal(Condition.WantedInLoop(parameter.Name), true));
            int batch = parameter.IsPerSample ? 1 : 0;
            var buffer = new Buffer(
                parameter.IsPerSample ? BufferKind.Gradient : BufferKind.SharedGradient, parameter.Name,
                [.. parameter.Node.Operands.Skip(batch)]);
            var share = parameter.IsPerSample ? gradient : Dense.ShareOf(builder, gradient, formula.SampleIndex);
            goals.AddRange(Fill.Goals(builder, Dense.Merge(builder, share), buffer, outer, inner, null, [formula.SampleIndex], inLanes ? formula.SampleIndex : null));
        }
        return goals;
    }

    /// <summary>The slice of the formula that the weight needs.</summary>
    public LoopProgram Weight() => Schedule([new(GoalKind.Return) { Value = formula.Weight!, Reads = [formula.Weight!] }]);

    /// <summary>What has to hold of a sample before anything is written.</summary>
    public LoopProgram CheckSample()
    {
        var goals = new List<Goal>();
        foreach (var check in formula.Checks)
        {
            Node[] reads = [.. new[] { check.Index, check.Extent, check.Condition }.OfType<Node>()];
            Node[] loops = [.. reads.Append(check.Guard).SelectMany(n => n.Free).Where(v => v != formula.SampleIndex)
                .Distinct().OrderBy(v => v.Level).ThenBy(v => v.Id)];
            var guard = check.Guard.IsTrue ? Path.Always : Path.Always.With(Literal.Of(builder, check.Guard, true));
            goals.Add(new Goal(GoalKind.Verify)
            {
                Loops = loops,
                Path = loops.Length == 0 ? guard : Path.Always,
                InnerPath = guard,
                Reads = reads,
                Check = check,
            });
        }
        return Schedule(goals);
    }

    private LoopProgram Schedule(IReadOnlyList<Goal> goals) => Schedule(goals, OfTheCall);

    private LoopProgram Schedule(IReadOnlyList<Goal> goals, IReadOnlyList<Node> atHand, bool inLanes = false)
    {
        var lanes = inLanes ? formula.SampleIndex : null;
        Scope Begin(ScratchRows scratch, Keeping keeping, Joining joining) =>
            new(builder, [formula.SampleIndex], scratch, keeping, atHand, lanes) { Joining = joining, CutsLoops = !inLanes };

        // Once to see the passes; again if some join others; and once more with what is kept between them, if anything is.
        var passes = new List<RegionScheduler.Pass>();
        var scratch = new ScratchRows(formula.Hints);
        var scope = Begin(scratch, Keeping.Nothing, Joining.Nothing);
        var steps = Region(scope, goals, passes);
        var joining = Joining.Decide(passes, scope, atHand);
        if (joining.IsAny)
        {
            (passes, scratch, goals) = ([], new ScratchRows(formula.Hints), joining.Of(goals));
            steps = Region(Begin(scratch, Keeping.Nothing, joining), goals, passes);
        }
        var rows = new ScratchRows(formula.Hints);
        var keeping = Keeping.Decide(passes, goals, rows, formula.SampleIndex, formula.Hints, inLanes);
        if (keeping.Goals.Any())
            (scratch, steps) = (rows, Region(Begin(rows, keeping, joining), [.. goals, .. keeping.Goals], []));
        var program = new LoopProgram(steps, scratch.All, scratch.Arrays);
#if DEBUG
        LoopProgramVerifier.Verify(program, formula.SampleIndex, OfTheCall, areGiven: atHand.Count > 0);
#endif
        return program;
    }

    /// <summary>Cuts the chain of functions of a loss of scalars.</summary>
    private void CutLanes()
    {
        if (Cut.Of(formula.SampleIndex, Goals(formula, inLanes: true), Samples, (scope, goals) => Region(scope, goals), formula.Seed) is not { } cut)
            return;
        (Before, KeptOfBlock, Lanes) = (cut.Before, cut.Kept, Lanes! with { Steps = cut.Body });
#if DEBUG
        LoopProgramVerifier.Verify(Lanes, formula.SampleIndex, OfTheCall, areGiven: true, Before.Select(step => OfOneSample([step])));
#endif
    }

    /// <summary>What loops over samples do for one.</summary>
    private IReadOnlyList<Step> OfOneSample(IReadOnlyList<Step> steps) => [.. steps.SelectMany(step => step switch
    {
        Loop loop when loop.Index == formula.SampleIndex => loop.Body,
        If branch => [new If(branch.Condition, OfOneSample(branch.Then), OfOneSample(branch.Else))],
        _ => new[] { step },
    })];

    private Scope Samples(IReadOnlyDictionary<Node, Buffer> kept) =>
        new(builder, [formula.SampleIndex], new ScratchRows(formula.Hints), Keeping.Nothing, OfTheCall, formula.SampleIndex, kept);

    private IReadOnlyList<Step> Region(Scope scope, IReadOnlyList<Goal> goals, List<RegionScheduler.Pass>? passes = null)
    {
        var region = new RegionScheduler(scope, goals, formula.Hints, (inner, inside) => Region(inner, inside));
        var steps = region.Run();
        passes?.AddRange(region.Passes);
        return steps;
    }
}
