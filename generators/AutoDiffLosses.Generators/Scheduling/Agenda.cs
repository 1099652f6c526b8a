using System;
using System.Collections.Generic;
using System.Linq;

namespace AutoDiffLosses.Generators.Scheduling;

/// <summary>
/// The order in which the goals of one context are done. From: the goals, and what each waits for. To: blocks, one for each side of a
/// branch. What could be done now is known without asking, since goals count what they wait for: the work is that of visiting each goal,
/// each of its conditions and each wait once.
/// </summary>
internal sealed class Agenda
{
    private readonly Dictionary<Goal, Item> items = [];
    private readonly Fusion fusion = new();

    /// <summary>What is under no condition.</summary>
    private readonly Place root = new(Path.Always, outer: null);

    /// <param name="awaited">What a goal waits for.</param>
    public Agenda(IReadOnlyList<Goal> goals, Func<Goal, IEnumerable<Goal>> awaited)
    {
        foreach (var goal in goals)
        {
            var item = new Item(goal, items.Count, goal.Path.Literals.Aggregate(root, (place, literal) => place.Under(literal)));
            items.Add(goal, item);
            item.Place.Expect(item);
        }
        root.Number(0);
        foreach (var item in items.Values)
            foreach (var other in awaited(item.Goal))
            {
                items[other].Readers.Add(item);
                item.Waiting++;
            }
        foreach (var item in items.Values)
            if (item.Waiting == 0)
                item.Place.Add(item);
        Blocks = new Block(Path.Always, outer: null);
        Run(root, Blocks);
        if (items.Values.Any(i => i.Block == null))
            throw new InvalidOperationException("The goals wait for one another: " +
                string.Join("; ", items.Values.Where(i => i.Block == null).Select(i => $"{i.Goal.Kind} {i.Goal.Defines ?? i.Goal.Value}")));
    }

    /// <summary>The outermost block.</summary>
    public Block Blocks { get; }

    /// <summary>The block in which a goal is done.</summary>
    public Block BlockOf(Goal goal) => items[goal].Block!;

    /// <summary>The goals that wait for one.</summary>
    public IEnumerable<Goal> Readers(Goal goal) => items[goal].Readers.Select(r => r.Goal);

    // ------------------------------------------------------------------------------------------------------------- blocks

    /// <summary>What is done on one side of a branch, in its order.</summary>
    public sealed class Block(Path path, Block? outer)
    {
        public Path Path { get; } = path;
        public Block? Outer { get; } = outer;
        public List<Act> Acts { get; } = [];

        private readonly int depth = outer == null ? 0 : outer.depth + 1;

        /// <summary>The number, among the outer block's acts, of the branch that it is a side of.</summary>
        private readonly int act = outer == null ? 0 : outer.Acts.Count;

        /// <summary>The innermost block around both.</summary>
        public static Block Around(Block x, Block y)
        {
            while (x != y)
                if (x.depth >= y.depth)
                    x = x.Outer!;
                else
                    y = y.Outer!;
            return x;
        }

        /// <summary>Which of a block's acts it is in; null of the block itself.</summary>
        public int? ActOf(Block around)
        {
            var block = this;
            int? number = null;
            for (; block != around; block = block.Outer!)
                number = block.act;
            return number;
        }
    }

    public abstract record Act;

    /// <summary>One goal, without a loop.</summary>
    public sealed record Single(Goal Goal) : Act;

    /// <summary>The goals that one loop serves.</summary>
    public sealed record Together(IReadOnlyList<Goal> Goals) : Act;

    /// <summary>What is done where a condition holds, and where it does not.</summary>
    public sealed record Branch(Condition Condition, Block Then, Block Else) : Act;

    // ---------------------------------------------------------------------------------------------------------- the order

    /// <summary>Does all that can be done under the conditions of a place.</summary>
    private void Run(Place place, Block block)
    {
        HashSet<Item>? within = null;
        while (true)
            if (place.Simple.Min is { } simple)
            {
                block.Acts.Add(new Single(simple.Goal));
                Done(simple, block);
            }
            else if (place.Looping.Min is { } first)
            {
                var index = first.Goal.Loops[0];
                var pass = fusion.WithFirst([.. place.Looping.Select(i => i.Goal).Where(g => g.Loops[0] == index)]);
                block.Acts.Add(new Together(pass));
                foreach (var goal in pass)
                    Done(items[goal], block);
            }
            else if (Next(place, ref within) is { } fork)
            {
                var branch = new Branch(fork.Condition, new(fork.Then.Path, block), new(fork.Else.Path, block));
                block.Acts.Add(branch);
                Run(fork.Then, branch.Then);
                Run(fork.Else, branch.Else);
            }
            else if (place.Returning.Min is { } last)
            {
                block.Acts.Add(new Single(last.Goal));
                Done(last, block);
            }
            else
                return;
    }

    private static void Done(Item item, Block block)
    {
        item.Place.Remove(item);
        item.Block = block;
        foreach (var reader in item.Readers)
            if (--reader.Waiting == 0)
                reader.Place.Add(reader);
    }

    /// <summary>
    /// The condition to branch by: one under which something can be done now. Of several that with the first of the goals that are done here,
    /// those on values before the question whether a gradient is wanted.
    /// </summary>
    private Fork? Next(Place place, ref HashSet<Item>? within)
    {
        var open = place.Forks.Where(f => f.Ready > 0).ToList();
        if (open.Any(f => !f.IsWanting))
            open.RemoveAll(f => f.IsWanting);
        if (open.Count < 2)
            return open.FirstOrDefault();
        var here = place == root ? null : within ??= Within(place);
        return open.Aggregate((x, y) => x.First(here).CompareTo(y.First(here)) < 0 ? x : y);
    }

    /// <summary>All that can be done under the conditions of a place, if nothing else is.</summary>
    private static HashSet<Item> Within(Place place)
    {
        var left = new List<Item>();
        place.AddTo(left);
        var found = new HashSet<Item>(left.Where(i => i.Waiting == 0));
        var waiting = new Dictionary<Item, int>();
        var open = new Stack<Item>(found);
        while (open.Count > 0)
            foreach (var reader in open.Pop().Readers)
                if (place.Holds(reader.Place))
                {
                    waiting[reader] = (waiting.TryGetValue(reader, out int known) ? known : reader.Waiting) - 1;
                    if (waiting[reader] == 0 && found.Add(reader))
                        open.Push(reader);
                }
        return found;
    }

    // ---------------------------------------------------------------------------------------------------- the conditions

    private sealed class Item(Goal goal, int number, Place place) : IComparable<Item>
    {
        /// <summary>In the order of the formula, values first.</summary>
        private readonly int order = goal.Defines?.Id ?? (goal.Kind == GoalKind.Keep ? goal.Value!.Id : int.MaxValue);

        public Goal Goal { get; } = goal;
        public int Number { get; } = number;
        public Place Place { get; } = place;
        public List<Item> Readers { get; } = [];

        /// <summary>How many goals it still waits for.</summary>
        public int Waiting { get; set; }

        /// <summary>Where it has been done.</summary>
        public Block? Block { get; set; }

        public int CompareTo(Item other) => order != other.order ? order.CompareTo(other.order) : Number.CompareTo(other.Number);
    }

    /// <summary>Goals under the same conditions: those that are ready; and the conditions that others have beyond these.</summary>
    private sealed class Place(Path path, Fork? outer)
    {
        private readonly Fork? outer = outer;
        private readonly Dictionary<Condition, Fork> forks = [];
        private readonly List<Item> items = [];
        private int first, last;

        public Path Path { get; } = path;
        public IReadOnlyCollection<Fork> Forks => forks.Values;

        public SortedSet<Item> Simple { get; } = [];
        public SortedSet<Item> Looping { get; } = [];
        public SortedSet<Item> Returning { get; } = [];

        public Place Under(Literal literal)
        {
            if (!forks.TryGetValue(literal.Condition, out var fork))
                forks.Add(literal.Condition, fork = new Fork(literal.Condition, this));
            return literal.Holds ? fork.Then : fork.Else;
        }

        public void Expect(Item item) => items.Add(item);

        /// <summary>All goals under these conditions that are not done.</summary>
        public void AddTo(List<Item> left)
        {
            left.AddRange(items.Where(i => i.Block == null));
            foreach (var fork in Forks)
                fork.AddTo(left);
        }

        /// <summary>Numbers places so that those under a place follow it.</summary>
        public int Number(int next)
        {
            first = next++;
            foreach (var fork in Forks)
                next = fork.Else.Number(fork.Then.Number(next));
            return last = next;
        }

        /// <summary>Whether another is this place, or under it.</summary>
        public bool Holds(Place other) => first <= other.first && other.first < last;

        public void Add(Item item)
        {
            Ready(item.Goal).Add(item);
            Count(+1);
        }

        public void Remove(Item item)
        {
            Ready(item.Goal).Remove(item);
            Count(-1);
        }

        private SortedSet<Item> Ready(Goal goal) => goal.Loops.Count > 0 ? Looping : goal.Kind == GoalKind.Return ? Returning : Simple;

        private void Count(int change)
        {
            for (var fork = outer; fork != null; fork = fork.At.outer)
                fork.Ready += change;
        }
    }

    /// <summary>A condition that is asked at a place.</summary>
    private sealed class Fork
    {
        public Fork(Condition condition, Place at)
        {
            (Condition, At) = (condition, at);
            Then = new(at.Path.With(new Literal(condition, true)), this);
            Else = new(at.Path.With(new Literal(condition, false)), this);
        }

        public Condition Condition { get; }
        public Place At { get; }
        public Place Then { get; }
        public Place Else { get; }

        /// <summary>How many goals under it, or under its opposite, could be done now.</summary>
        public int Ready { get; set; }

        public bool IsWanting => Condition.AnyWanted.Count > 0;

        private List<Item>? order;
        private HashSet<Item>? of;
        private int first;

        /// <summary>The first goal under it that is not done, of those that can be done here.</summary>
        public Item First(HashSet<Item>? here)
        {
            if (order == null || of != here)
            {
                (order, of, first) = ([], here, 0);
                AddTo(order);
                order.RemoveAll(i => here?.Contains(i) == false);
                order.Sort();
            }
            while (order[first].Block != null)
                first++;
            return order[first];
        }

        public void AddTo(List<Item> left)
        {
            Then.AddTo(left);
            Else.AddTo(left);
        }
    }
}
