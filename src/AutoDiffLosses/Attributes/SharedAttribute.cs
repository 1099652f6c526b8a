using System;

namespace AutoDiffLosses;

/// <summary>A parameter of which there is one for the whole batch, such as a temperature or the matrix of class weights. Its
/// gradient is summed over the batch.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class SharedAttribute : Attribute;
