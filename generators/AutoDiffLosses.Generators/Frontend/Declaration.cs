using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Ir;
using AutoDiffLosses.Generators.Support;

namespace AutoDiffLosses.Generators.Frontend;

/// <summary>
/// The declaration of a loss or helper: all that its public methods are made of. Plain text and numbers, compared by value, so that
/// an incremental pipeline can keep it.
/// </summary>
/// <param name="Namespace">The namespace, dotted; empty for the global one.</param>
/// <param name="Types">The types that contain the method, the outermost first.</param>
/// <param name="Name">The method's name, without a verbatim <c>@</c>.</param>
/// <param name="Accessibility">As C# writes it: <c>public</c>, <c>protected internal</c>.</param>
/// <param name="IsLoss">Whether it is a <c>[Loss]</c>; else a <c>[Differentiable]</c> helper.</param>
/// <param name="AlsoDouble">Whether it is asked for in <c>double</c> too.</param>
/// <param name="IsDouble">Whether its reals are <c>double</c> in the source.</param>
/// <param name="Result">What it returns.</param>
/// <param name="Documentation">The text of its documentation comment, without the slashes; empty if there is none.</param>
/// <param name="DocumentationId">The identifier of the method, <c>M:Namespace.Type.Name(System.Single)</c>.</param>
/// <param name="Ordinal">
/// Its number among the annotated methods of its name in its type, by documentation id; 0 is the first, and needs no suffix.
/// </param>
internal sealed record Declaration(
    string Namespace,
    EquatableArray<ContainingType> Types,
    string Name,
    string Accessibility,
    bool IsLoss,
    bool AlsoDouble,
    bool IsDouble,
    ResultDeclaration Result,
    EquatableArray<ParameterDeclaration> Parameters,
    string Documentation,
    string DocumentationId,
    int Ordinal)
{
    /// <summary>Whether the result is a loss with its weight.</summary>
    public bool IsWeighted => Result.IsWeighted;

    /// <summary>What the hyperparameters with a range are at least.</summary>
    public IReadOnlyDictionary<string, double> Minima =>
        Parameters.Where(p => p is { Role: ParameterRole.Hyperparameter, Rank: 0, Range: not null }).ToDictionary(p => p.Name, p => p.Range!.Least);
}

/// <summary>A type around a method.</summary>
/// <param name="Keyword">As a partial declaration repeats it: <c>class</c>, <c>record struct</c>.</param>
internal sealed record ContainingType(string Keyword, string Name);

/// <summary>What a formula returns: a scalar, an array, a loss with its weight, or a tuple of results.</summary>
/// <param name="Type">The type as the source has it, in full: <c>float</c>, <c>global::AutoDiffLosses.Vec&lt;float&gt;</c>.</param>
/// <param name="Items">The items of a tuple; else empty.</param>
internal sealed record ResultDeclaration(
    string Type, ScalarKind Kind, int Rank, bool IsWeighted, EquatableArray<ResultDeclaration> Items);

/// <summary>A parameter of a loss or helper.</summary>
/// <param name="Name">Without a verbatim <c>@</c>.</param>
/// <param name="Role">What it is to the batch; <see cref="ParameterRole.Sample"/> for those of a helper.</param>
/// <param name="Type">The type as the source has it, in full.</param>
/// <param name="Rank">0 for a scalar, 1 for a <c>Vec</c>.</param>
/// <param name="Shape">The dimensions, named after the parameter where no <c>[Shape]</c> names them.</param>
/// <param name="Default">The default value; null if there is none.</param>
/// <param name="Range">What a <c>[Range]</c> demands; null if there is none.</param>
internal sealed record ParameterDeclaration(
    string Name,
    ParameterRole Role,
    string Type,
    ScalarKind Kind,
    int Rank,
    EquatableArray<DimensionDeclaration> Shape,
    DefaultValue? Default,
    RangeDeclaration? Range)
{
    public bool IsPerSample => Role is ParameterRole.Sample or ParameterRole.Target;

    /// <summary>Whether it has a gradient.</summary>
    public bool IsDifferentiated => Role is ParameterRole.Sample or ParameterRole.Shared && Kind == ScalarKind.Real;
}

/// <summary>A dimension of an array.</summary>
/// <param name="Name">The <see cref="Opcode.Dim"/>'s name, <c>x.Length</c> where no <c>[Shape]</c> names it; empty if its length is fixed.</param>
/// <param name="Length">The fixed length; -1 if it has a name.</param>
internal sealed record DimensionDeclaration(string Name, int Length)
{
    public bool IsFixed => Length >= 0;
}

/// <summary>A default value, as C# text.</summary>
/// <param name="Text">In the parameter's own type.</param>
/// <param name="DoubleText">In <c>double</c>, read from the literals: <c>0.1</c> of <c>0.1f</c>. Equal to the text of an <c>int</c> or <c>bool</c>.</param>
internal sealed record DefaultValue(string Text, string DoubleText);

/// <summary>What <c>[Range]</c> demands of a hyperparameter, bounds included unless it says otherwise.</summary>
internal sealed record RangeDeclaration(double Minimum, double Maximum, bool MinimumIsExclusive, bool MaximumIsExclusive)
{
    /// <summary>The minimum; where 0 is excluded, the smallest number above it.</summary>
    public double Least => MinimumIsExclusive && Minimum == 0 ? double.Epsilon : Minimum;
}
