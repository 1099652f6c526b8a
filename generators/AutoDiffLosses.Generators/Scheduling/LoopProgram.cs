using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Scheduling;

/// <summary>Memory that a kernel writes.</summary>
/// <param name="Name">The parameter whose gradient it is; else a name to begin from.</param>
/// <param name="Extents">The lengths of what belongs to one sample.</param>
internal sealed record Buffer(BufferKind Kind, string Name, IReadOnlyList<Node> Extents, ScalarKind Element = ScalarKind.Real)
{
    /// <summary>Whether what is written to a gradient is, or may be, written here.</summary>
    public bool Holds(Buffer gradient) =>
        Kind is BufferKind.Gradient or BufferKind.FirstWanted && Name.Split(',').Contains(gradient.Name);
}

internal enum BufferKind
{
    /// <summary>The gradient of a parameter of each sample: written where it is wanted.</summary>
    Gradient,

    /// <summary>The gradient of a shared parameter, to which samples add.</summary>
    SharedGradient,

    /// <summary>Memory of the call's own.</summary>
    Scratch,

    /// <summary>The first wanted of several gradients, each of which would do.</summary>
    FirstWanted,

    /// <summary>What is kept of a block of samples, or elements.</summary>
    Block,
}

/// <summary>What an If asks: a value, or whether gradients are wanted.</summary>
/// <param name="IsInner">Whether it is asked in loops that serve other gradients too.</param>
internal sealed record Condition(Node? Value, IReadOnlyList<string> AnyWanted, bool IsInner = false)
{
    public static Condition Of(Node value) => new(value, []);
    public static Condition Wanted(params IReadOnlyList<string> parameters) => new(null, parameters);

    public static Condition WantedInLoop(params IReadOnlyList<string> parameters) => new(null, parameters, IsInner: true);

    /// <summary>The parameters in one text, to compare by.</summary>
    public string Wanting { get; } = string.Join(",", AnyWanted);

    public bool Equals(Condition? other) =>
        other != null && Value == other.Value && IsInner == other.IsInner && Wanting == other.Wanting;

    public override int GetHashCode() => Value?.Id ?? AnyWanted.Count;
}

/// <summary>
/// The loop program: what stands between the schedule and the emitted text. A value that no step has given a local is written where
/// it is used.
/// </summary>
internal abstract record Step;

/// <summary>A local that holds a value.</summary>
/// <param name="Narrow">Whether it is read in loops: then it has the formula's own type, even if a sum in double comes in.</param>
internal sealed record Let(Node Value, bool Narrow) : Step;

/// <summary>A local that holds an element that was kept in memory.</summary>
/// <param name="IsDeclared">Whether the local is there already.</param>
internal sealed record LetKept(Node Value, Buffer From, IReadOnlyList<Node> Indices, bool IsDeclared = false) : Step;

/// <summary>A local that the If behind it assigns.</summary>
/// <param name="InBoth">Whether both branches do.</param>
internal sealed record Declare(Node Value, bool Narrow, bool InBoth) : Step;

internal sealed record Assign(Node Target, Node Value) : Step;

/// <summary>The local in which a reduction accumulates, before its loop.</summary>
internal sealed record Accumulator(Node Reduce) : Step;

/// <summary>One iteration's part of a reduction.</summary>
internal sealed record Accumulate(Node Reduce) : Step;

/// <param name="WhyScalar">Null where its iterations are lanes of vectors; else why they are not.</param>
internal sealed record Loop(Node Index, IReadOnlyList<Step> Body, string? WhyScalar) : Step
{
    /// <summary>Loops over the same index, under their conditions, that go before it block by block.</summary>
    public IReadOnlyList<Step> Before { get; init; } = [];
}

internal sealed record If(Condition Condition, IReadOnlyList<Step> Then, IReadOnlyList<Step> Else) : Step;

internal sealed record Clear(Buffer Buffer) : Step;

/// <summary>All gradients of the sample are set to 0.</summary>
internal sealed record ClearAll : Step;

/// <param name="IsKept">Whether a later pass reads it back.</param>
internal sealed record Store(Buffer Buffer, IReadOnlyList<Node> Indices, Node Value, bool IsKept = false) : Step;

internal sealed record AddTo(Buffer Buffer, IReadOnlyList<Node> Indices, Node Value) : Step;

/// <summary>An index, or the condition of a Require, that has to be right.</summary>
internal sealed record Verify(Check Check) : Step;

internal sealed record Return(Node Value) : Step;

/// <summary>A method of a kernel.</summary>
/// <param name="Scratch">What it needs of memory of its own.</param>
/// <param name="Arrays">Where arrays of the formula's own lie.</param>
internal sealed record LoopProgram(IReadOnlyList<Step> Steps, IReadOnlyList<Buffer> Scratch, IReadOnlyDictionary<Node, Buffer> Arrays);
