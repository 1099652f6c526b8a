using System;

namespace AutoDiffLosses;

/// <summary>Marks a static method as the derivative of another one, to be used in place of differentiating that.</summary>
/// <remarks>It has the same parameters and returns the derivative, or a tuple of partials where there are several.</remarks>
/// <example><code>
/// static float Bump(float x) => …;
///
/// [Derivative(nameof(Bump))]
/// static float BumpDerivative(float x) => …;
/// </code></example>
/// <param name="function">The name of the method whose derivative this is, in the same class.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DerivativeAttribute(string function) : Attribute
{
    /// <summary>The name of the method whose derivative this is.</summary>
    public string Function { get; } = function;
}
