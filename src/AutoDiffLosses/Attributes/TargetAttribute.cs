using System;

namespace AutoDiffLosses;

/// <summary>A parameter that is given, not learned: one per sample, without a gradient.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class TargetAttribute : Attribute;
