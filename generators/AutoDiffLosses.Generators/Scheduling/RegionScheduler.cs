using System;
using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Scheduling;

/// <summary>
/// Goals to steps, for one context: what it needs becomes locals, loops over the same index that do not wait for one another become one
/// pass, and what only a branch needs stands in that branch. Within a loop the same begins anew, with one more index bound.
/// </summary>
internal sealed class RegionScheduler
{
    private readonly Scope scope;
    private readonly IReadOnlyDictionary<Node, string> hints;
    private readonly Func<Scope, IReadOnlyList<Goal>, IReadOnlyList<Step>> inside;
    private readonly Needs needs;
    private readonly List<Goal> goals;
    private readonly Dictionary<Node, List<Goal>> definers = [];

    /// <summary>What is done, numbered in its order.</summary>
    private readonly Dictionary<Goal, int> done = [];

    /// <summary>The locals that are declared before a branch that gives them their value.</summary>
    private readonly HashSet<Node> declared = [];
    private readonly Dictionary<Agenda.Act, List<Goal>> declarations = [];

    /// <summary>The passes of this context in their order.</summary>
    public List<Pass> Passes { get; } = [];

    /// <summary>One loop, and the goals that it serves.</summary>
    /// <param name="IsReady">Whether a value is there when it begins.</param>
    public sealed record Pass(Node Index, Path Path, IReadOnlyList<Goal> Goals, Func<Node, bool> IsReady);

    /// <param name="inside">Schedules the bodies of loops.</param>
    public RegionScheduler(Scope scope, IReadOnlyList<Goal> goals, IReadOnlyDictionary<Node, string> hints,
                           Func<Scope, IReadOnlyList<Goal>, IReadOnlyList<Step>> inside)
    {
        (this.scope, this.hints, this.inside) = (scope, hints, inside);
        (needs, var loops) = Needs.Of(scope, goals);
        this.goals = [.. goals, .. loops];
        AddLocals();
        foreach (var goal in this.goals)
            if (goal.Defines is { } node)
            {
                if (!definers.TryGetValue(node, out var list))
                    definers.Add(node, list = []);
                list.Add(goal);
            }
    }

    public IReadOnlyList<Step> Run()
    {
        var steps = new List<Step>();
        foreach (var node in needs.Values.Keys.OrderBy(n => n.Id))
            if (scope.KeptFrom(node) != null && IsReadAnyway(node))
            {
                steps.Add(ReadBack(node));
                scope.AddLocal(node);
            }
        var all = new HashSet<Goal>(goals);
        var agenda = new Agenda(goals, goal => Awaited(goal).Where(all.Contains));
        DeclareOutside(agenda);
        Run(agenda.Blocks, steps);
        return Wanting.Tidied(steps);
    }

    /// <summary>Whether what is kept is there whatever is wanted: a gradient's memory is not.</summary>
    private bool IsReadAnyway(Node kept) =>
        scope.KeptFrom(kept)!.Kind is not (BufferKind.Gradient or BufferKind.FirstWanted) || needs.Values[kept].Path.Length == 0;

    private LetKept ReadBack(Node kept) => new(kept, scope.KeptFrom(kept)!, [scope.Bound.Last(i => kept.DependsOn(i))], declared.Contains(kept));

    // ------------------------------------------------------------------------------------------------------------ locals

    /// <summary>What gets a local: what is used more than once, or in a loop, or has a name of the user's; and choices that are branches.</summary>
    private void AddLocals()
    {
        var fields = new HashSet<Node>(goals.Where(g => g.Kind == GoalKind.Set).Select(g => g.Defines!));
        foreach (var pair in needs.Values.OrderBy(p => p.Key.Id))
        {
            var (node, need) = (pair.Key, pair.Value);
            if (scope.KeptFrom(node) != null)
            {
                if (!IsReadAnyway(node))
                    goals.Add(new Goal(GoalKind.Let) { Defines = node, Path = need.Path });
                continue;
            }
            if (node.IsArray || node.Op.IsReduce() || fields.Contains(node))
                continue;
            if (needs.IsBranch(node))
            {
                var condition = Condition.Of(node.Operands[0]);
                goals.Add(Arm(node, node.Operands[1], need.Path, new Literal(condition, true)));
                goals.Add(Arm(node, node.Operands[2], need.Path, new Literal(condition, false)));
            }
            else if (need.Uses > 1 && !IsTrivial(node) || need.InLoop && !IsTrivial(node) || hints.ContainsKey(node) && !IsTrivial(node))
                goals.Add(new Goal(GoalKind.Let) { Defines = node, Path = need.Path, Reads = needs.Operands(node) });
        }
    }

    private static Goal Arm(Node choice, Node value, Path path, Literal literal) =>
        new(GoalKind.Assign) { Defines = choice, Value = value, Path = path.With(literal), Reads = [value] };

    /// <summary>What is as easily said again as named: a sign, a conversion, a comparison of names, a few of those; and a place beside another.</summary>
    private static bool IsTrivial(Node node)
    {
        int left = 16;
        return IsTrivial(node, ref left);
    }

    private static bool IsTrivial(Node node, ref int left) =>
        node.Op is Opcode.Neg or Opcode.Convert or Opcode.Not && IsName(node.Operands[0]) ||
        node.Op.IsCompare() && node.Operands.All(o => IsName(o) || o.Op == Opcode.Load && o.Array.Op == Opcode.Param) ||
        IsPlace(node, steps: 2) ||
        node.Op is Opcode.And or Opcode.Or && --left > 0 && IsTrivial(node.Operands[0], ref left) && IsTrivial(node.Operands[1], ref left);

    /// <summary>A length, an index, or what is so many steps from there.</summary>
    private static bool IsPlace(Node node, int steps) =>
        Scope.IsLeaf(node) && node.Kind == ScalarKind.Int || steps > 0 && node.Kind == ScalarKind.Int && node.Op is Opcode.Add or Opcode.Sub && node.Operands.All(o => IsPlace(o, steps - 1));

    private static bool IsName(Node node) => Scope.IsLeaf(node) || node.Op.IsReduce() || node.Op == Opcode.Select;

    // ------------------------------------------------------------------------------------------------------------- waiting

    /// <summary>
    /// What a goal waits for: the goals that define what it reads, through values that have no local, but for those that are never done
    /// where it is.
    /// </summary>
    /// <param name="isRead">Whether it is not asked what it waits for though it does not read it.</param>
    private IEnumerable<Goal> Awaited(Goal goal, bool isRead = false)
    {
        var found = new HashSet<Goal>(goal.After);
        var seen = new HashSet<Node>();
        var stack = new Stack<Node>(isRead ? goal.Reads : goal.Reads.Concat(goal.AfterValues));
        foreach (var loop in goal.Loops)
            stack.Push(loop.IndexExtent);
        foreach (var literal in goal.Path.Literals.Concat(goal.InnerPath.Literals))
            if (literal.Condition.Value is { } condition)
                stack.Push(condition);
        scope.Builder.Cancellation.ThrowIfCancellationRequested();
        while (stack.Count > 0)
        {
            var node = stack.Pop();
            if (!seen.Add(node))
                continue;
            if (definers.TryGetValue(node, out var by))
                found.UnionWith(by);
            else if (goal.Kept.ContainsKey(node))
                found.Add(scope.Keeping.Keeper(node));
            // What a loop outside has made was made of its own elements, not of these.
            else if (!scope.IsAtHand(node))
                foreach (var operand in needs.Operands(node))
                    stack.Push(operand);
        }
        return found.Where(g => g != goal && !g.Path.Excludes(goal.Path));
    }

    /// <summary>
    /// A local is declared in the innermost block around all that define it and all that read it; if it is defined further inside, before the
    /// first branch there that does.
    /// </summary>
    private void DeclareOutside(Agenda agenda)
    {
        var late = goals.Where(g => g.AfterValues.Count > 0).ToDictionary(g => g, g => new HashSet<Goal>(Awaited(g, isRead: true)));
        foreach (var goal in goals)
            if (goal.Kind is (GoalKind.Assign or GoalKind.Let or GoalKind.Reduce) && !declared.Contains(goal.Defines!))
            {
                var by = definers[goal.Defines!];
                var home = by.Concat(by.SelectMany(g => agenda.Readers(g).Where(reader => !late.TryGetValue(reader, out var read) || read.Contains(g)))).Select(agenda.BlockOf).Aggregate(Agenda.Block.Around);
                if (agenda.BlockOf(goal).ActOf(home) is not { } act || by.Min(g => agenda.BlockOf(g).ActOf(home)) < act)
                    continue;
                declared.Add(goal.Defines!);
                var branch = home.Acts[act];
                if (!declarations.TryGetValue(branch, out var list))
                    declarations.Add(branch, list = []);
                list.Add(goal);
            }
    }

    // -------------------------------------------------------------------------------------------------------------- steps

    private Step Simple(Goal goal) => goal.Kind switch
    {
        GoalKind.Let when scope.KeptFrom(goal.Defines!) != null => ReadBack(goal.Defines!),
        GoalKind.Let when declared.Contains(goal.Defines!) => new Assign(goal.Defines!, goal.Defines!),
        GoalKind.Let => new Let(goal.Defines!, needs.Values[goal.Defines!].InLoop),
        GoalKind.Assign => new Assign(goal.Defines!, goal.Value!),
        GoalKind.Reduce => new Accumulate(goal.Defines!),
        GoalKind.Store or GoalKind.Keep => new Store(goal.Buffer!, goal.Indices, goal.Value!, goal.Kind == GoalKind.Keep),
        GoalKind.Add => new AddTo(goal.Buffer!, goal.Indices, goal.Value!),
        GoalKind.Clear => new Clear(goal.Buffer!),
        GoalKind.Set => new Assign(goal.Value!, goal.Value!),
        GoalKind.Verify => new Verify(goal.Check!),
        GoalKind.Return => new Return(goal.Value!),
    };

    private void Run(Agenda.Block block, List<Step> steps)
    {
        foreach (var act in block.Acts)
            switch (act)
            {
                case Agenda.Single { Goal: var goal }:
                    steps.Add(Simple(goal));
                    Done(goal);
                    break;
                case Agenda.Together { Goals: var pass }:
                    OpenLoop(pass, block.Path, steps);
                    foreach (var goal in pass)
                        Done(goal);
                    break;
                case Agenda.Branch branch:
                    OpenBranch(branch, steps);
                    break;
            }
    }

    private void Done(Goal goal)
    {
        done.Add(goal, done.Count);
        // Whoever reads it waits for all goals that define it there.
        if (goal.Defines is { } node)
            scope.AddLocal(node);
    }

    private void OpenLoop(IReadOnlyList<Goal> pass, Path path, List<Step> steps)
    {
        var index = pass[0].Loops[0];
        int begin = done.Count;
        Passes.Add(new Pass(index, path, pass, value =>
            needs.Values.TryGetValue(value, out var need) && path.Implies(need.Path) &&
            definers.TryGetValue(value, out var by) && by.All(g => done[g] < begin)));
        foreach (var goal in pass)
            if (goal.Kind == GoalKind.Reduce && !declared.Contains(goal.Defines!))
                steps.Add(new Accumulator(goal.Defines!));
        var kept = pass.SelectMany(g => g.Kept).GroupBy(p => p.Key).ToDictionary(g => g.Key, g => g.First().Value);
        Goal[] goals = [.. pass.Select(g => g.Inside())];
        var body = inside(scope.Inside(index, kept), goals);
        string? why = VectorAxis.WhyScalar(body, index);
        var cut = why == null && scope.CutsLoops
            ? Cut.Of(index, goals, more => scope.Inside(index, more.Concat(kept).ToDictionary(k => k.Key, k => k.Value)), inside) : null;
        steps.Add(cut == null ? new Loop(index, body, why) : new Loop(index, cut.Body, why) { Before = cut.Before });
    }

    private void OpenBranch(Agenda.Branch branch, List<Step> steps)
    {
        if (declarations.TryGetValue(branch, out var before))
            foreach (var goal in before)
                steps.Add(goal.Kind == GoalKind.Reduce ? new Accumulator(goal.Defines!)
                    : new Declare(goal.Defines!, needs.Values[goal.Defines!].InLoop, InBoth: new[] { branch.Then, branch.Else }.All(side => side.Acts.Any(a => a is Agenda.Single g && g.Goal.Defines == goal.Defines))));
        List<Step> then = [], otherwise = [];
        Run(branch.Then, then);
        Run(branch.Else, otherwise);
        // A branch that only chooses is a conditional expression.
        if (then is [Assign { Target: var chosen }] && otherwise is [Assign { Target: var other }] && chosen == other && chosen != ((Assign)then[0]).Value)
        {
            if (steps.Count > 0 && steps[steps.Count - 1] is Declare { Value: var last, Narrow: var narrow } && last == chosen)
                steps[steps.Count - 1] = new Let(chosen, narrow);
            else
                steps.Add(new Assign(chosen, chosen));
        }
        else
            steps.Add(new If(branch.Condition, then, otherwise));
    }
}
