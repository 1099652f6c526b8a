using System;
using System.ComponentModel;

namespace AutoDiffLosses.Runtime;

/// <summary>Carries the formula of a loss or helper with its assembly, so that losses elsewhere can be composed of it. Written
/// by the generator.</summary>
/// <param name="version">The version of the text's format.</param>
/// <param name="documentationId">The method whose formula it is.</param>
/// <param name="text">The formula.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface, AllowMultiple = true, Inherited = false)]
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class FormulaIrAttribute(int version, string documentationId, string text) : Attribute
{
    /// <summary>The version of the text's format.</summary>
    public int Version { get; } = version;

    /// <summary>The method whose formula it is.</summary>
    public string DocumentationId { get; } = documentationId;

    /// <summary>The formula.</summary>
    public string Text { get; } = text;
}
