using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Scheduling;

/// <summary>A loop in vector code that is cut in stages: loops that go before it over each block, and keep values for it.</summary>
/// <param name="Before">These loops, each within the conditions under which it runs at all.</param>
/// <param name="Kept">The values that are kept.</param>
/// <param name="Body">The loop's own steps, which read them back.</param>
internal sealed record Cut(IReadOnlyList<Step> Before, IReadOnlyDictionary<Node, Buffer> Kept, IReadOnlyList<Step> Body)
{
    /// <summary>Null where it is as fast in one piece.</summary>
    /// <param name="goals">What is done for each value of the index.</param>
    /// <param name="inside">A place in the loop where more is kept.</param>
    /// <param name="region">Schedules what is done in one place.</param>
    /// <param name="late">What the loop itself has, and those before it have not.</param>
    public static Cut? Of(
        Node index, IReadOnlyList<Goal> goals, Func<IReadOnlyDictionary<Node, Buffer>, Scope> inside, Func<Scope, IReadOnlyList<Goal>, IReadOnlyList<Step>> region,
        params Node[] late)
    {
        var whole = inside(new Dictionary<Node, Buffer>());
        var unkept = new HashSet<Node>(late);
        var stages = Stages.Of(Needs.Of(whole, goals).Needs, goals, index, whole.Kept)
            .Select(stage => stage.Where(value => !Graph.Reaches(value, unkept)).ToList()).Where(stage => stage.Count > 0).ToList();
        if (stages.Count == 0)
            return null;
        // What each stage can read back, the loop itself included.
        var kept = new List<Dictionary<Node, Buffer>> { new() };
        foreach (var stage in stages)
        {
            var after = new Dictionary<Node, Buffer>(kept.Last());
            foreach (var value in stage)
                after.Add(value, new Buffer(BufferKind.Block, after.Count.ToString(CultureInfo.InvariantCulture), [index.IndexExtent]));
            kept.Add(after);
        }

        // From the loop back: a value is computed under the conditions under which later loops make use of it.
        var body = region(inside(kept.Last()), goals);
        var paths = new Dictionary<Node, Path>();
        Demand(stages.Count, body);
        var before = new List<Step>();
        for (int stage = stages.Count - 1; stage >= 0; stage--)
        {
            Goal[] keep = [.. stages[stage].Where(paths.ContainsKey).Select(value => new Goal(GoalKind.Keep)
            {
                Path = paths[value],
                Buffer = kept[stage + 1][value],
                Indices = [index],
                Value = value,
                Reads = [value],
            })];
            if (keep.Length == 0)
                continue;
            // What all of a loop is under is asked around it.
            var around = keep.Select(g => g.Path).Aggregate(Path.Common);
            foreach (var goal in keep)
                goal.Path = around.Literals.Aggregate(goal.Path, (path, literal) => path.Without(literal));
            Step loop = new Loop(index, region(inside(kept[stage]), keep), WhyScalar: null);
            loop = around.Literals.Reverse().Aggregate(loop, (step, literal) => literal.Holds ? new If(literal.Condition, [step], []) : new If(literal.Condition, [], [step]));
            Demand(stage, [loop]);
            before.Insert(0, loop);
        }
        return new(Wanting.Tidied(before), kept.Last(), body);

        void Demand(int stage, IReadOnlyList<Step> steps)
        {
            foreach (var read in ReadPaths.Of(steps, index, kept[stage]))
                paths[read.Key] = paths.TryGetValue(read.Key, out var known) ? Path.Common(known, read.Value) : read.Value;
        }
    }
}
