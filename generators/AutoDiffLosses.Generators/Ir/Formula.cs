using System.Collections.Generic;
using System.Linq;

namespace AutoDiffLosses.Generators.Ir;

/// <summary>What a parameter of a formula is to the batch.</summary>
internal enum ParameterRole
{
    /// <summary>One value a sample, with a gradient unless it is of integers or booleans.</summary>
    Sample,

    /// <summary>One value a sample, without a gradient.</summary>
    Target,

    /// <summary>One value for the batch, whose gradient is summed over the samples.</summary>
    Shared,

    /// <summary>One value for the batch, without a gradient.</summary>
    Hyperparameter,

    /// <summary>A <c>static readonly</c> number that the formula reads; <see cref="Parameter.Expression"/> reads it.</summary>
    Static,
}

/// <summary>A parameter of a formula, as the formula sees it: one sample's value.</summary>
/// <param name="Node">The <see cref="Opcode.Param"/>.</param>
/// <param name="Expression">For <see cref="ParameterRole.Static"/>: the C# expression that reads it; else empty.</param>
internal sealed record Parameter(Node Node, ParameterRole Role, string Expression = "")
{
    public string Name => Node.Name;
    public bool IsPerSample => Role is ParameterRole.Sample or ParameterRole.Target;
    public bool IsDifferentiated => Role is ParameterRole.Sample or ParameterRole.Shared && Node.Kind == ScalarKind.Real;
}

/// <summary>
/// What has to hold of every sample before anything is written: where the guard holds, an index lies inside of its dimension, or
/// (a <c>Require</c>) the condition holds. It is checked for all values of the index variables that are free in it.
/// </summary>
/// <param name="Argument">The parameter to name in the exception.</param>
/// <param name="Text">The source of the index, or the message of the <c>Require</c>.</param>
internal sealed record Check(Node Guard, Node? Index, Node? Extent, Node? Condition, string Argument, string Text);

/// <summary>A statement of the source, with its tokens alone, and the nodes that it defines.</summary>
internal sealed record Statement(string Text, IReadOnlyList<Node> Defines);

/// <summary>
/// A formula as the frontend reads it: of one sample, before lifting. The results are one scalar or array, or a tuple's items; of a
/// loss, the loss, and after it the weight where it is <c>Weighted</c>.
/// </summary>
internal sealed class Formula(IrBuilder builder)
{
    public IrBuilder Builder { get; } = builder;
    public string Name { get; set; } = "";
    public List<Parameter> Parameters { get; } = [];
    public List<Node> Results { get; } = [];
    public List<Check> Checks { get; } = [];
    public List<Statement> Statements { get; } = [];

    /// <summary>The user's names for values: they take no part in what a node is.</summary>
    public Dictionary<Node, string> Hints { get; } = [];

    /// <summary>All nodes that have a meaning of their own.</summary>
    public IEnumerable<Node> Roots =>
        Parameters.Select(p => p.Node).Concat(Results)
            .Concat(Checks.SelectMany(c => new[] { c.Guard, c.Index, c.Extent, c.Condition }.OfType<Node>()))
            .Concat(Statements.SelectMany(s => s.Defines));
}
