using System;

namespace AutoDiffLosses;

/// <summary>Marks a static method of a <c>partial</c> class as a helper that losses in other assemblies can call: no batch
/// methods, but its formula travels with the assembly.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DifferentiableAttribute : Attribute
{
    /// <summary>Also writes the formula in <see langword="double"/>.</summary>
    public bool AlsoDouble { get; set; }
}
