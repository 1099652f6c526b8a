using System;
using System.Collections.Generic;

namespace AutoDiffLosses;

/// <summary>Names or fixes the dimensions of an array parameter. Equal names have equal lengths, checked once per call.</summary>
/// <example><c>[Shape("classes")] Vec&lt;float&gt; logits</c>, <c>[Shape("points", 3)] Mat&lt;float&gt; cloud</c></example>
/// <param name="dimensions">For each dimension, its name or its length.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ShapeAttribute(params object[] dimensions) : Attribute
{
    /// <summary>For each dimension, its name (a <see cref="string"/>) or its length (an <see cref="int"/>).</summary>
    public IReadOnlyList<object> Dimensions { get; } = dimensions;
}
