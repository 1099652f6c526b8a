namespace AutoDiffLosses;

/// <summary>The loss of one sample, already multiplied by its weight, and that weight, by which a mean divides.</summary>
/// <remarks>Made by <c>return Weighted(weight * loss, weight);</c>. The weight carries no gradient.</remarks>
/// <param name="WeightedLoss">The loss, multiplied by the weight.</param>
/// <param name="Weight">What the sample counts in the divisor of <see cref="Reduction.Mean"/>.</param>
public readonly record struct Weighted(double WeightedLoss, double Weight);
