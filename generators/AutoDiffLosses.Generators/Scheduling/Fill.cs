using System;
using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Scheduling;

/// <summary>The goals that write an array into memory: what covers it comes first, the rest adds.</summary>
internal static class Fill
{
    /// <param name="array">Tabulates, Scatters and Withs on one another, and sums of these.</param>
    /// <param name="inner">Conditions to ask in the loops.</param>
    /// <param name="defines">The array that is there once all is done; null for an output.</param>
    /// <param name="lanes">The index whose values are lanes: by conditions on it, nothing branches.</param>
    /// <param name="bound">The index variables that are open already: the outer dimensions of an output.</param>
    public static IReadOnlyList<Goal> Goals(
        IrBuilder b, Node array, Buffer buffer, Path around, Path inner, Node? defines, IReadOnlyCollection<Node> bound, Node? lanes)
    {
        var goals = new List<Goal>();
        Write(array);
        return goals;

        void Write(Node node)
        {
            switch (node.Op)
            {
                case Opcode.Zeros:
                    Clear();
                    break;
                case Opcode.Tabulate:
                    Cover(node, node.Body, around);
                    break;
                case Opcode.Contributions:
                    Sum(node);
                    break;
                case Opcode.Scatter:
                    Write(node.Array);
                    Elements(GoalKind.Add, [.. node.Bound], [.. node.Targets], node.Written, Guarded(node));
                    break;
                case Opcode.With:
                    Write(node.Array);
                    Elements(GoalKind.Store, [], [.. node.Targets], node.Written, Guarded(node));
                    break;
                case Opcode.Param:
                    int outer = node.Rank - buffer.Extents.Count;
                    Node[] all = [.. bound.Take(outer), .. Enumerable.Range(outer, node.Rank - outer).Select(d => b.Index(bound.Count + 1 + d, node.Extent(d)))];
                    Elements(GoalKind.Store, [.. all.Skip(outer)], all, b.Load(node, all), inner);
                    break;
                case var _ when node.IsArray:
                    throw new InvalidOperationException($"{node.Op} cannot be written into memory.");
                default:
                    // A shared scalar's share.
                    if (!node.IsZero)
                        Elements(GoalKind.Add, [], [], node, inner);
                    break;
            }
        }

        // A choice that the loops leave alone is made once, around them.
        void Cover(Node tabulate, Node body, Path path)
        {
            var loops = tabulate.Bound.Where(l => !bound.Contains(l)).ToArray();
            if (loops.Length > 0 && body.Op == Opcode.Select && !loops.Any(body.Operands[0].DependsOn) &&
                Scope.MayBranch(body.Operands[0], lanes))
            {
                var condition = Condition.Of(body.Operands[0]);
                Cover(tabulate, body.Operands[1], path.With(new Literal(condition, true)));
                Cover(tabulate, body.Operands[2], path.With(new Literal(condition, false)));
            }
            else if (loops.Length > 0 && body.IsZero && buffer.Kind != BufferKind.SharedGradient)
                Add(new Goal(GoalKind.Clear) { Defines = defines, Path = path.With(inner), Buffer = buffer, Reads = buffer.Extents });
            else
                Elements(GoalKind.Store, [.. tabulate.Bound], [.. tabulate.Bound], body, inner, path);
        }

        void Sum(Node contributions)
        {
            var covering = contributions.Operands.FirstOrDefault(item => item.Op == Opcode.Tabulate);
            if (covering == null && AreOneEach(contributions))
            {
                foreach (var item in contributions.Operands)
                    Elements(GoalKind.Store, [.. item.Bound], [.. item.Targets], item.Written, inner);
                return;
            }
            if (covering == null)
                Clear();
            else
                Write(covering);
            foreach (var item in contributions.Operands)
                if (item.Op == Opcode.Tabulate && item != covering)
                    Elements(GoalKind.Add, [.. item.Bound], [.. item.Bound], item.Body, inner);
                else if (item.Op == Opcode.Scatter)
                    Elements(GoalKind.Add, [.. item.Bound], [.. item.Targets], item.Written, Guarded(item));
        }

        // A fixed number of elements, each of which one item sets: a box's corners.
        bool AreOneEach(Node contributions) =>
            buffer.Extents is [{ IsConst: true } extent] && extent.Int == contributions.Operands.Count && contributions.Operands.All(item =>
                item.Op == Opcode.Scatter && item.Array.Op == Opcode.Zeros && item.Guard.IsTrue && item.Bound.All(bound.Contains) && item.Targets.Last().IsConst) &&
            contributions.Operands.Select(item => item.Targets.Last()).Distinct().Count() == extent.Int;

        // To a shared gradient, whose memory the driver clears, samples only add.
        void Clear()
        {
            if (buffer.Kind != BufferKind.SharedGradient)
                Add(new Goal(GoalKind.Clear) { Defines = defines, Path = around.With(inner), Buffer = buffer, Reads = buffer.Extents });
        }

        Path Guarded(Node node) => node.Guard.IsTrue ? inner : inner.With(Literal.Of(b, node.Guard, true));

        void Elements(GoalKind kind, IReadOnlyList<Node> loops, IReadOnlyList<Node> indices, Node value, Path conditions, Path? under = null)
        {
            var path = under ?? around;
            loops = [.. loops.Where(l => !bound.Contains(l))];
            indices = [.. indices.Skip(indices.Count - buffer.Extents.Count)];
            // A condition that the loops leave alone is asked around them.
            foreach (var literal in conditions.Literals)
                if (literal.Condition.Value is { } condition && !loops.Any(condition.DependsOn) && Scope.MayBranch(condition, lanes))
                    (path, conditions) = (path.With(literal), conditions.Without(literal));
            Add(new Goal(buffer.Kind == BufferKind.SharedGradient ? GoalKind.Add : kind)
            {
                Defines = defines,
                Loops = loops,
                Path = loops.Count > 0 ? path : path.With(conditions),
                InnerPath = conditions,
                Buffer = buffer,
                Indices = indices,
                Value = value,
                Reads = [.. indices, value],
            });
        }

        void Add(Goal goal)
        {
            // An arm of a choice that was made outside already.
            if (goal.Path.Excludes(goal.Path.With(goal.InnerPath)) || goal.InnerPath.Excludes(goal.InnerPath))
                return;
            goal.After.AddRange(goals);
            goals.Add(goal);
        }
    }
}
