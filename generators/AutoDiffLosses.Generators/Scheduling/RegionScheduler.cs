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
    private readonly HashSet<Goal> done = [];
    private readonly HashSet<Node> declared = [];

    /// <summary>The passes of this context in their order.</summary>
    public List<Pass> Passes { get; } = [];

    /// <summary>One loop, and the goals that it serves.</summary>
    /// <param name="Ready">The values that are there when it begins.</param>
    public sealed record Pass(Node Index, Path Path, IReadOnlyList<Goal> Goals, IReadOnlyList<Node> Ready);

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
            if (scope.KeptFrom(node) is { } buffer)
            {
                steps.Add(new LetKept(node, buffer, [scope.Bound.Last(i => node.DependsOn(i))]));
                scope.AddLocal(node);
            }
        Run(Path.Always, goals, steps);
        return steps;
    }

    // ------------------------------------------------------------------------------------------------------------ locals

    /// <summary>What gets a local: what is used more than once, or in a loop, or has a name of the user's; and choices that are branches.</summary>
    private void AddLocals()
    {
        var fields = new HashSet<Node>(goals.Where(g => g.Kind == GoalKind.Set).Select(g => g.Defines!));
        foreach (var pair in needs.Values.OrderBy(p => p.Key.Id))
        {
            var (node, need) = (pair.Key, pair.Value);
            if (node.IsArray || node.Op.IsReduce() || scope.KeptFrom(node) != null || fields.Contains(node))
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

    /// <summary>What is as easily said again as named: a sign, a conversion, a comparison of names.</summary>
    private static bool IsTrivial(Node node) =>
        node.Op is Opcode.Neg or Opcode.Convert or Opcode.Not && IsName(node.Operands[0]) ||
        node.Op.IsCompare() && node.Operands.All(o => IsName(o) || o.Op == Opcode.Load && o.Array.Op == Opcode.Param) ||
        node.Op is Opcode.And or Opcode.Or && node.Operands.All(IsTrivial);

    private static bool IsName(Node node) => Scope.IsLeaf(node) || node.Op.IsReduce() || node.Op == Opcode.Select;

    // ----------------------------------------------------------------------------------------------------------- the order

    private void Run(Path prefix, IReadOnlyList<Goal> all, List<Step> steps)
    {
        var left = all.ToList();
        while (left.Count > 0)
        {
            var next = left.Where(g => g.Path.Is(prefix) && IsReady(g, done)).OrderBy(Order).ToList();
            if (next.FirstOrDefault(g => g.Loops.Count == 0 && g.Kind != GoalKind.Return) is { } simple)
            {
                steps.Add(Simple(simple));
                Done(simple);
                left.Remove(simple);
            }
            else if (next.FirstOrDefault(g => g.Loops.Count > 0) is { } first)
            {
                var pass = next.Where(g => g.Loops.Count > 0 && g.Loops[0] == first.Loops[0]).ToList();
                OpenLoop(pass, prefix, steps);
                foreach (var goal in pass)
                    Done(goal);
                left.RemoveAll(pass.Contains);
            }
            else if (left.Where(g => g.Path.Length > prefix.Length)
                .OrderBy(g => g.Path[prefix.Length].Condition.AnyWanted.Count > 0).ThenBy(Order).FirstOrDefault(g => CanBranch(g, prefix, left)) is { } inner)
            {
                var literal = inner.Path[prefix.Length];
                var branch = Branch(prefix, literal, left);
                OpenBranch(prefix, literal, branch, steps);
                left.RemoveAll(branch.Contains);
            }
            else if (next.FirstOrDefault() is { } last)
            {
                steps.Add(Simple(last));
                left.Remove(last);
            }
            else
                throw new InvalidOperationException("The goals wait for one another: " +
                    string.Join("; ", left.Select(g => $"{g.Kind} {g.Defines ?? g.Value}")));
        }
    }

    /// <summary>In the order of the formula, values first.</summary>
    private static int Order(Goal goal) =>
        goal.Defines?.Id ?? (goal.Kind == GoalKind.Keep ? goal.Value!.Id : int.MaxValue);

    private void Done(Goal goal)
    {
        done.Add(goal);
        // Whoever reads it waits for all goals that define it there.
        if (goal.Defines is { } node)
            scope.AddLocal(node);
    }

    private bool IsReady(Goal goal, ICollection<Goal> finished) =>
        Dependencies(goal).All(finished.Contains);

    private readonly Dictionary<Goal, IReadOnlyList<Goal>> dependencies = [];

    /// <summary>
    /// What a goal waits for: the goals that define what it reads, through values that have no local, but for those that are never done
    /// where it is.
    /// </summary>
    private IReadOnlyList<Goal> Dependencies(Goal goal)
    {
        if (dependencies.TryGetValue(goal, out var known))
            return known;
        var found = new List<Goal>(goal.After);
        var seen = new HashSet<Node>();
        var stack = new Stack<Node>(goal.Reads.Concat(goal.AfterValues));
        foreach (var loop in goal.Loops)
            stack.Push(loop.IndexExtent);
        foreach (var literal in goal.Path.Literals.Concat(goal.InnerPath.Literals))
            if (literal.Condition.Value is { } condition)
                stack.Push(condition);
        while (stack.Count > 0)
        {
            var node = stack.Pop();
            if (!seen.Add(node))
                continue;
            if (goal.Kept.ContainsKey(node))
                found.Add(scope.Keeping.Keeper(node));
            else if (definers.TryGetValue(node, out var by))
                found.AddRange(by);
            // What a loop outside has made was made of its own elements, not of these.
            else if (!scope.IsAtHand(node))
                foreach (var operand in needs.Operands(node))
                    stack.Push(operand);
        }
        return dependencies[goal] = [.. found.Where(g => g != goal && goals.Contains(g) && !g.Path.Excludes(goal.Path)).Distinct()];
    }

    /// <summary>The goals that define a value, and those that read it.</summary>
    private IEnumerable<Goal> Involved(Node value)
    {
        if (readers == null)
        {
            readers = [];
            foreach (var goal in goals)
                foreach (var definer in Dependencies(goal))
                    (readers.TryGetValue(definer, out var list) ? list : readers[definer] = []).Add(goal);
        }
        return definers[value].Concat(definers[value].SelectMany(d => readers.TryGetValue(d, out var list) ? list : []));
    }

    private Dictionary<Goal, List<Goal>>? readers;

    // -------------------------------------------------------------------------------------------------------------- steps

    private Step Simple(Goal goal) => goal.Kind switch
    {
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

    private void OpenLoop(IReadOnlyList<Goal> pass, Path path, List<Step> steps)
    {
        var index = pass[0].Loops[0];
        Passes.Add(new Pass(index, path, pass, [.. needs.Values
            .Where(n => n.Value.Path.Literals.All(path.Contains) && definers.TryGetValue(n.Key, out var by) && by.All(done.Contains)).Select(n => n.Key)]));
        foreach (var goal in pass)
            if (goal.Kind == GoalKind.Reduce && !declared.Contains(goal.Defines!))
                steps.Add(new Accumulator(goal.Defines!));
        var kept = pass.SelectMany(g => g.Kept).GroupBy(p => p.Key).ToDictionary(g => g.Key, g => g.First().Value);
        var body = inside(scope.Inside(index, kept), [.. pass.Select(g => g.Inside())]);
        steps.Add(new Loop(index, body, VectorAxis.WhyScalar(body, index)));
    }

    /// <summary>Whether something under the goal's next condition could be done now.</summary>
    private bool CanBranch(Goal goal, Path prefix, IReadOnlyList<Goal> left) =>
        Branch(prefix, goal.Path[prefix.Length], left).Count > 0;

    /// <summary>All that is under a condition, or under its opposite, and waits for nothing outside.</summary>
    private IReadOnlyList<Goal> Branch(Path prefix, Literal literal, IReadOnlyList<Goal> left)
    {
        var branch = left.Where(g => g.Path.Length > prefix.Length && g.Path[prefix.Length].Condition.Equals(literal.Condition)).ToList();
        while (true)
        {
            var finished = new HashSet<Goal>(done.Concat(branch));
            int removed = branch.RemoveAll(g => !IsReady(g, finished));
            if (removed == 0)
                return branch;
        }
    }

    private void OpenBranch(Path prefix, Literal literal, IReadOnlyList<Goal> branch, List<Step> steps)
    {
        // What is defined here is declared before the branch, unless all that define it and all that read it stand on one side of it.
        var sides = branch.ToDictionary(g => g, g => g.Path[prefix.Length].Holds);
        bool IsOf(Goal goal, bool side) => sides.TryGetValue(goal, out bool holds) && holds == side;
        foreach (var goal in branch.Where(g => g.Kind is GoalKind.Assign or GoalKind.Let or GoalKind.Reduce && !declared.Contains(g.Defines!)))
            if (!Involved(goal.Defines!).All(g => IsOf(g, sides[goal])))
            {
                declared.Add(goal.Defines!);
                steps.Add(goal.Kind == GoalKind.Reduce ? new Accumulator(goal.Defines!)
                    : new Declare(goal.Defines!, needs.Values[goal.Defines!].InLoop,
                                  branch.Count(g => g.Defines == goal.Defines && g.Path.Length == prefix.Length + 1) == 2));
            }
        List<Step> then = [], otherwise = [];
        Run(prefix.With(new Literal(literal.Condition, true)), [.. branch.Where(g => g.Path[prefix.Length].Holds)], then);
        Run(prefix.With(new Literal(literal.Condition, false)), [.. branch.Where(g => !g.Path[prefix.Length].Holds)], otherwise);
        // A branch that only chooses is a conditional expression.
        if (then is [Assign { Target: var chosen }] && otherwise is [Assign { Target: var other }] && chosen == other && chosen != ((Assign)then[0]).Value)
        {
            if (steps.Count > 0 && steps[steps.Count - 1] is Declare { Value: var last, Narrow: var narrow } && last == chosen)
                steps[steps.Count - 1] = new Let(chosen, narrow);
            else
                steps.Add(new Assign(chosen, chosen));
        }
        else
            steps.Add(new If(literal.Condition, then, otherwise));
    }
}
