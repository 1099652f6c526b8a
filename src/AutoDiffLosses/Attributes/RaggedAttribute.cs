using System;

namespace AutoDiffLosses;

/// <summary>Lets each sample use only a prefix of a padded dimension.</summary>
/// <remarks>Adds an optional parameter <c>dimensionLengths</c> to the batch methods. Padding is never read, and its gradient is
/// zero.</remarks>
/// <param name="dimension">The name of the dimension, as in <see cref="ShapeAttribute"/>.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class RaggedAttribute(string dimension) : Attribute
{
    /// <summary>The name of the dimension.</summary>
    public string Dimension { get; } = dimension;
}
