using System;
using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace AutoDiffLosses.Runtime;

/// <summary>What is checked before anything is written.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class Checks
{
    /// <summary>An index that a sample reaches is inside of its dimension.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    public static void Index(int index, int length, int sample, string argument)
    {
        if ((uint)index >= (uint)length)
            Throw.Index(argument, index, length, sample);
    }

    /// <summary>What the formula requires of a sample.</summary>
    /// <exception cref="ArgumentException">It does not hold.</exception>
    public static void Require(bool condition, string message, int sample)
    {
        if (!condition)
            Fail();

        void Fail() => throw new ArgumentException($"Sample {sample}: {message}");
    }

    /// <summary>A hyperparameter is in its range; NaN never is.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Range(double value, double minimum, double maximum, string argument,
                             bool minimumIsExclusive = false, bool maximumIsExclusive = false)
    {
        if (!((minimumIsExclusive ? value > minimum : value >= minimum) && (maximumIsExclusive ? value < maximum : value <= maximum)))
            Throw.Range(value, minimum, maximum, argument, minimumIsExclusive, maximumIsExclusive);
    }

    /// <summary>The same, with the limits as <see langword="float"/> has them: 0.7f is in the range up to 0.7.</summary>
    /// <inheritdoc cref="Range(double, double, double, string, bool, bool)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Range(float value, double minimum, double maximum, string argument,
                             bool minimumIsExclusive = false, bool maximumIsExclusive = false) =>
        Range((double)value, (float)minimum, (float)maximum, argument, minimumIsExclusive, maximumIsExclusive);

    /// <inheritdoc cref="Range(double, double, double, string, bool, bool)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Range(int value, double minimum, double maximum, string argument,
                             bool minimumIsExclusive = false, bool maximumIsExclusive = false) =>
        Range((double)value, minimum, maximum, argument, minimumIsExclusive, maximumIsExclusive);
}
