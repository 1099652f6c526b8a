using System;

namespace AutoDiffLosses;

/// <summary>How the losses of a batch become one number.</summary>
/// <remarks>With ℓ the loss of a sample (of a <see cref="Weighted"/> one, already multiplied by its weight), w its weight
/// (else 1) and s its sample weight (else 1), the result is Σsℓ over a divisor.</remarks>
public readonly struct Reduction
{
    internal enum Kind : byte { Mean, Sum, DividedBy }

    private Reduction(Kind how, double divisor) => (How, Divisor) = (how, divisor);

    internal Kind How { get; }

    /// <summary>What the sum is divided by, unless that depends on the batch.</summary>
    internal double Divisor { get; }

    /// <summary>Σsℓ / Σsw, the default; 0 with zero gradients where that divisor is 0.</summary>
    public static Reduction Mean => default;

    /// <summary>Σsℓ.</summary>
    public static Reduction Sum => new(Kind.Sum, 1);

    /// <summary>Σsℓ / n, for a divisor that only the caller knows.</summary>
    /// <param name="n">The divisor: finite and greater than 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="n"/> is not finite, or not greater than 0.</exception>
    public static Reduction DividedBy(double n) =>
        double.IsFinite(n) && n > 0
            ? new(Kind.DividedBy, n)
            : throw new ArgumentOutOfRangeException(nameof(n), n, "A loss can only be divided by a finite number greater than 0.");

    /// <summary>The name of the reduction, and its divisor where it has one.</summary>
    public override string ToString() =>
        How == Kind.DividedBy ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"DividedBy({Divisor})") : How.ToString();
}
