using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Scheduling;

internal enum GoalKind
{
    /// <summary>A local for a scalar.</summary>
    Let,

    /// <summary>One branch's value of a choice that is an If.</summary>
    Assign,

    /// <summary>A reduction.</summary>
    Reduce,

    /// <summary>Elements of memory that are set.</summary>
    Store,

    /// <summary>Elements of memory that are added to.</summary>
    Add,

    /// <summary>Memory that is set to 0.</summary>
    Clear,

    /// <summary>Elements that a later pass reads back.</summary>
    Keep,

    /// <summary>A field of the kernel, for what the whole call has in common.</summary>
    Set,

    Verify,
    Return,
}

/// <summary>Something that has to be done, in loops of its own or in ones shared with others.</summary>
internal sealed class Goal(GoalKind kind)
{
    public GoalKind Kind { get; } = kind;

    /// <summary>The value that is there once this is done, if there is one. An array may have several goals.</summary>
    public Node? Defines { get; init; }

    /// <summary>The loops that are still to be opened, outer ones first.</summary>
    public IReadOnlyList<Node> Loops { get; init; } = [];

    /// <summary>The conditions under which it is needed.</summary>
    public Path Path { get; set; } = Path.Always;

    /// <summary>Conditions that are asked in the loops, not around them.</summary>
    public Path InnerPath { get; init; } = Path.Always;

    /// <summary>What it reads, once its loops are open.</summary>
    public IReadOnlyList<Node> Reads { get; init; } = [];

    public Buffer? Buffer { get; init; }
    public IReadOnlyList<Node> Indices { get; init; } = [];
    public Node? Value { get; init; }
    public Check? Check { get; init; }

    /// <summary>Goals on the same memory that come before.</summary>
    public List<Goal> After { get; init; } = [];

    /// <summary>Values that come before, though it does not read them.</summary>
    public List<Node> AfterValues { get; } = [];

    /// <summary>Values that it reads back from memory, instead of computing them again.</summary>
    public IReadOnlyDictionary<Node, Buffer> Kept { get; set; } = new Dictionary<Node, Buffer>();

    /// <summary>The goal under other conditions, and after more values.</summary>
    public Goal Under(Path path, Path inner, IEnumerable<Node> after)
    {
        var goal = Copy(Loops, path, inner, After);
        goal.AfterValues.AddRange(AfterValues.Concat(after));
        return goal;
    }

    /// <summary>The goal within its outermost loop.</summary>
    public Goal Inside() => Copy([.. Loops.Skip(1)], Loops.Count == 1 ? InnerPath : Path.Always, InnerPath, after: []);

    private Goal Copy(IReadOnlyList<Node> loops, Path path, Path inner, List<Goal> after) => new(Kind)
    {
        Defines = Defines,
        Loops = loops,
        Path = path,
        InnerPath = inner,
        Reads = Reads,
        Buffer = Buffer,
        Indices = Indices,
        Value = Value,
        Check = Check,
        After = after,
        Kept = Kept,
    };
}
