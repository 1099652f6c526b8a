using System;
using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Scheduling;

/// <summary>
/// What one pass evaluates and a later one would evaluate again: kept if it holds a transcendental function or a loop, or is a
/// long chain of operations, else recomputed.
/// It is kept in the memory of a gradient that the later pass overwrites, else in a row of the call's own; what only a wanted gradient
/// reads is kept only where that is wanted. What has to hold, whatever is chosen and whichever gradients are wanted (LoopProgramVerifier
/// checks it): a value is kept wherever it is read back, and earlier; a gradient's memory holds one kept value, which is read back by the
/// one pass that overwrites it; and nothing else is written there before.
/// </summary>
internal sealed class Keeping
{
    public static readonly Keeping Nothing = new();

    private readonly Dictionary<Node, Goal> keepers = [];
    private readonly Dictionary<Node, IReadOnlyDictionary<Node, Buffer>> readers = [];

    private Keeping()
    {
    }

    /// <summary>The goals that keep.</summary>
    public IEnumerable<Goal> Goals => keepers.OrderBy(k => k.Key.Id).Select(k => k.Value);

    public Goal Keeper(Node kept) => keepers[kept];

    /// <summary>What the loops that make a value read back.</summary>
    public IReadOnlyDictionary<Node, Buffer> ReadBy(Node value, IReadOnlyDictionary<Node, Buffer> otherwise) =>
        readers.TryGetValue(value, out var kept) ? kept : otherwise;

    /// <summary>Decides between the passes of a schedule in which nothing is kept.</summary>
    public static Keeping Decide(
        IReadOnlyList<RegionScheduler.Pass> passes, IReadOnlyList<Goal> goals, ScratchRows scratch, Node sample,
        IReadOnlyDictionary<Node, string> hints, bool inLanes)
    {
        var keeping = new Keeping();
        var always = passes.Select(p => Always(p.Index, p.Goals)).ToList();
        var evaluated = passes.Select(p => Evaluated(p.Index, p.Goals)).ToList();
        var advancing = inLanes ? Advancing.Nothing : Advancing.Decide(passes, always, sample);
        var taken = new HashSet<string>();
        var readIn = passes.ToDictionary(p => p, _ => (IReadOnlyDictionary<Node, Buffer>)new Dictionary<Node, Buffer>());
        for (int later = 1; later < passes.Count; later++)
        {
            var reading = passes[later];
            // Until something more is kept.
            var below = keeping.Below(reading);
            for (int earlier = 0; earlier < later; earlier++)
            {
                var making = passes[earlier];
                if (making.Index != reading.Index || !reading.Path.Implies(making.Path))
                    continue;
                foreach (var node in advancing.Between(earlier, later).Concat(keeping.Cut(making, always[earlier], reading, below, sample)))
                {
                    // A gradient's memory will do for one pass alone, the one that overwrites it.
                    var others = Enumerable.Range(earlier + 1, passes.Count - earlier - 1)
                        .Where(p => p != later && passes[p].Index == reading.Index && evaluated[p].Contains(node)).Select(p => passes[p]).ToList();
                    var keeper = Keep(node, making, reading, others, scratch, taken, hints, goals);
                    // It is evaluated from what that pass reads back, and not before it.
                    keeper.Kept = readIn[making];
                    keeper.AfterValues.AddRange(passes.Take(earlier).SelectMany(p => p.Goals).Select(g => g.Defines).OfType<Node>());
                    // What else is written there, whatever is chosen, is written later.
                    var writers = goals.Where(g => g.Buffer is { Kind: BufferKind.Gradient } b && keeper.Buffer!.Holds(b)).ToList();
                    foreach (var writer in writers)
                        writer.After.Add(keeper);
                    // Where the first wanted gradient is overwritten, all are: they wait for the same, and so are one pass again.
                    if (keeper.Buffer!.Kind == BufferKind.FirstWanted)
                        foreach (var writer in writers.Where(reading.Goals.Contains))
                            writer.AfterValues.AddRange(writers.Where(reading.Goals.Contains).SelectMany(Awaited));
                    keeping.keepers.Add(node, keeper);
                    below = keeping.Below(reading);
                }
            }
            var read = keeping.keepers.Where(k => below.Contains(k.Key) && keeping.IsKeptFor(k.Key, reading)).ToDictionary(k => k.Key, k => k.Value.Buffer!);
            readIn[reading] = read;
            foreach (var goal in reading.Goals)
                if (goal.Defines is { } node)
                    keeping.readers[node] = read;
                else
                    goal.Kept = read;
        }
        return keeping;
    }

    private static IEnumerable<Node> Awaited(Goal goal) =>
        goal.Reads.Concat(goal.InnerPath.Literals.Select(l => l.Condition.Value).OfType<Node>());

    /// <summary>Whether a value is kept wherever a pass runs: under no condition but the pass's own.</summary>
    private bool IsKeptFor(Node node, RegionScheduler.Pass reading) =>
        keepers.TryGetValue(node, out var keeper) && reading.Path.Implies(keeper.Path);

    /// <summary>Operations that are not worth a row of memory.</summary>
    private const double LongChain = 32;

    /// <summary>The values to keep between two passes: as few as will do, and of those the ones nearest to the result.</summary>
    /// <param name="always">What the one evaluates whatever is chosen.</param>
    /// <param name="below">What the other evaluates.</param>
    private IReadOnlyList<Node> Cut(RegionScheduler.Pass making, ISet<Node> always, RegionScheduler.Pass reading, ISet<Node> below, Node sample)
    {
        var again = new HashSet<Node>(below.Where(n => IsCostly(n) && always.Contains(n) && !keepers.ContainsKey(n)));
        if (again.Count == 0)
            return Top(n => always.Contains(n) && IsLong(n, reading));
        var evaluable = new Dictionary<Node, bool>();
        var above = Graph.Above(reading.Goals.SelectMany(g => g.Reads), again);
        var nearest = Top(n => above.Contains(n) && IsEvaluable(n));
        var itself = Top(again.Contains);
        return nearest.Count <= itself.Count && again.IsSubsetOf(Graph.Reachable(nearest)) ? nearest : itself;

        IReadOnlyList<Node> Top(Func<Node, bool> isCut)
        {
            var found = new List<Node>();
            var seen = new HashSet<Node>();
            var stack = new Stack<Node>(reading.Goals.SelectMany(g => g.Reads));
            while (stack.Count > 0)
            {
                var node = stack.Pop();
                if (!seen.Add(node) || !node.DependsOn(reading.Index) || IsKeptFor(node, reading))
                    continue;
                if (node.Kind == ScalarKind.Real && node.IsScalar && node.Free.All(v => v == reading.Index || v == sample) && isCut(node))
                    found.Add(node);
                else
                    foreach (var operand in node.Operands)
                        stack.Push(operand);
            }
            return [.. found.OrderBy(n => n.Id)];
        }

        bool IsEvaluable(Node node)
        {
            if (evaluable.TryGetValue(node, out bool known))
                return known;
            bool result = !node.DependsOn(reading.Index)
                ? Scope.IsLeaf(node) || node.Op == Opcode.Load && node.Array.Op == Opcode.Param || making.IsReady(node) ||
                  !Needs.IsCostly(node) && node.Op != Opcode.Load && node.Operands.All(IsEvaluable)
                : node == reading.Index || node.Op == Opcode.Load && node.Array.Op == Opcode.Param && node.LoadIndices.All(IsEvaluable) && IsEvaluable(node.Guard) ||
                  !node.Op.IsBinder() && node.Op != Opcode.Load && node.Operands.All(IsEvaluable);
            return evaluable[node] = result;
        }
    }

    /// <summary>
    /// Whether a value is made by many operations, if by no function: of arrays that are each made of the one before, every pass would else do all
    /// that those before it did.
    /// </summary>
    private bool IsLong(Node value, RegionScheduler.Pass reading)
    {
        double operations = 0;
        var (seen, stack) = (new HashSet<Node>(), new Stack<Node>([value]));
        while (stack.Count > 0 && operations < LongChain)
            if (stack.Pop() is var node && node.DependsOn(reading.Index) && node.Op is not (Opcode.Index or Opcode.Load) && !IsKeptFor(node, reading) && seen.Add(node))
            {
                operations += Estimate.Cost(node).Operations;
                foreach (var operand in node.Operands)
                    stack.Push(operand);
            }
        return operations >= LongChain;
    }

    /// <summary>What goals evaluate for each element whatever is chosen: keeping more would cost where it is not.</summary>
    public static ISet<Node> Always(Node index, IEnumerable<Goal> goals)
    {
        var found = new HashSet<Node>();
        var stack = new Stack<Node>(goals.SelectMany(g => g.Reads));
        while (stack.Count > 0)
        {
            var node = stack.Pop();
            if (node.DependsOn(index) && found.Add(node))
                // Both sides of a choice that each element makes.
                foreach (var operand in node.Op == Opcode.Select && !node.Operands[0].DependsOn(index) ? node.Operands.Take(1) : node.Operands)
                    stack.Push(operand);
        }
        return found;
    }

    /// <summary>What a pass evaluates for each element; what is kept is where it ends.</summary>
    private ISet<Node> Below(RegionScheduler.Pass pass) => Evaluated(pass.Index, pass.Goals, n => IsKeptFor(n, pass));

    /// <summary>What goals evaluate for each value of an index; not what goes into the values of other loops.</summary>
    private static ISet<Node> Evaluated(Node index, IEnumerable<Goal> goals, Func<Node, bool>? ends = null)
    {
        var found = new HashSet<Node>();
        var stack = new Stack<Node>(goals.SelectMany(g => g.Reads));
        while (stack.Count > 0)
        {
            var node = stack.Pop();
            if (node.DependsOn(index) && found.Add(node) && !(ends != null && ends(node)))
                foreach (var operand in node.Operands)
                    stack.Push(operand);
        }
        return found;
    }

    private static Goal Keep(
        Node node, RegionScheduler.Pass making, RegionScheduler.Pass reading, IReadOnlyList<RegionScheduler.Pass> others, ScratchRows scratch,
        HashSet<string> taken, IReadOnlyDictionary<Node, string> hints, IReadOnlyList<Goal> goals)
    {
        // The gradients that this pass writes at the element's own place, and which it may be read from.
        var gradients = reading.Goals
            .Where(g => g.Kind == GoalKind.Store && g.Buffer!.Kind == BufferKind.Gradient && g.Indices.SequenceEqual([reading.Index]))
            .Select(g => g.Buffer!).Where(b => !taken.Contains(b.Name)).ToList();
        var readers = reading.Goals.Where(g => Evaluated(reading.Index, [g]).Contains(node)).ToList();
        var differentiated = goals.Where(g => g.Buffer?.Kind is BufferKind.Gradient or BufferKind.SharedGradient)
            .Select(g => g.Buffer!.Name).Distinct().ToList();
        bool isOnlyReader = others.Count == 0 && readers.All(g => g.Buffer?.Kind is BufferKind.Gradient or BufferKind.SharedGradient);

        Buffer buffer;
        Path inner;
        // Where the pass runs, one of its gradients is wanted: if there is but one, that, and else the first, if all of them would do.
        if (isOnlyReader && differentiated.Count == 1 && gradients.Count == 1)
            (buffer, inner) = (gradients[0], Wanted(gradients[0].Name));
        else if (isOnlyReader && gradients.Count > 1 && gradients.Count == differentiated.Count)
            (buffer, inner) = (new Buffer(BufferKind.FirstWanted, string.Join(",", gradients.Select(g => g.Name)), gradients[0].Extents),
                               Wanted([.. gradients.Select(g => g.Name)]));
        else
        {
            buffer = scratch.New(hints.TryGetValue(node, out string hint) ? hint : Noun(node.Op), [reading.Index.IndexExtent]);
            bool onlyWhereWanted = others.Append(reading).All(p => p.Path.Literals.Any(l => l.Condition.AnyWanted.Count > 0));
            inner = onlyWhereWanted ? Wanted([.. differentiated]) : Path.Always;
        }
        foreach (string name in buffer.Name.Split(','))
            taken.Add(name);
        return new Goal(GoalKind.Keep)
        {
            Loops = [reading.Index],
            Path = making.Path,
            InnerPath = inner,
            Buffer = buffer,
            Indices = [reading.Index],
            Value = node,
            Reads = [node],
        };

        static Path Wanted(params string[] names) => Path.Always.With(new Literal(Condition.WantedInLoop(names), true));
    }

    /// <summary>A function, or a loop within the pass's own.</summary>
    private static bool IsCostly(Node node) => node.Op.IsTranscendental() || node.Op.IsReduce() && node.Kind == ScalarKind.Real;

    private static string Noun(Opcode op) => char.ToLowerInvariant(op.ToString()[0]) + op.ToString().Substring(1);
}
