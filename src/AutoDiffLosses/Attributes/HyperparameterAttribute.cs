using System;

namespace AutoDiffLosses;

/// <summary>A parameter of which there is one for the whole batch, without a gradient: a scalar or an array. Only a
/// hyperparameter may have a default.</summary>
/// <remarks>A <see cref="System.ComponentModel.DataAnnotations.RangeAttribute"/> beside it is checked once per call.</remarks>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class HyperparameterAttribute : Attribute;
