using System;

namespace AutoDiffLosses;

/// <summary>Marks a static method of a <c>partial</c> class that states the loss of one sample.</summary>
/// <remarks>
/// The generator lifts it over a batch. For a method <c>Name</c> it writes, into the same class, <c>Name</c> (the reduced loss),
/// <c>NamePerSample</c> (one loss a sample), <c>NameValueAndGradient</c> and <c>NameBackward</c> (the gradient under a cotangent
/// for each sample). The method itself stays ordinary C#, to be called, tested and debugged as it stands.
/// </remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LossAttribute : Attribute
{
    /// <summary>Also writes the batch methods, and the formula itself, in <see langword="double"/>.</summary>
    public bool AlsoDouble { get; set; }

    /// <summary>Also writes <c>NameJvp</c>, the forward mode: one tangent a sample.</summary>
    public bool AlsoJvp { get; set; }

    /// <summary>Also writes <c>NameHessianDiagonal</c>, the second derivatives of a loss of scalars.</summary>
    public bool AlsoHessianDiagonal { get; set; }

    /// <summary>The method states the loss of the whole batch, as contrastive losses do: nothing is lifted.</summary>
    public bool WholeBatch { get; set; }
}
