using System;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace AutoDiffLosses.Runtime;

/// <summary>The exceptions of a call, out of the way of its code.</summary>
internal static class Throw
{
    [DoesNotReturn]
    public static void Length(string dimension, string argument, nint length, string other, nint otherLength) =>
        throw Argument(argument, other == ""
            ? $"The dimension '{dimension}' is {length} in '{Name(argument)}', but must be {otherLength}."
            : $"The dimension '{dimension}' is {length} in '{Name(argument)}', but {otherLength} in '{Name(other)}'.");

    [DoesNotReturn]
    public static void Count(string argument, nint length, nint samples) =>
        throw Argument(argument, $"'{Name(argument)}' has {length} elements for {samples} samples.");

    [DoesNotReturn]
    public static void NotScalar(string argument, nint length) =>
        throw Argument(argument, $"'{Name(argument)}' has {length} elements, but is the gradient of one value.");

    [DoesNotReturn]
    public static void Rank(string argument, int rank, int expected) =>
        throw Argument(argument,
            $"'{Name(argument)}' is of rank {rank}, but {expected} is expected. " +
            $"View an array or span as one by {(expected == 3 ? "AsMatrices" : "AsRows")}.");

    [DoesNotReturn]
    public static void Stride(string argument, nint stride) =>
        throw Argument(argument, $"The last dimension of '{Name(argument)}' has stride {stride} instead of 1.");

    [DoesNotReturn]
    public static void NotInjective(string argument) =>
        throw Argument(argument, $"Different elements of '{Name(argument)}' would be written to the same memory.");

    [DoesNotReturn]
    public static void Shared(string argument) =>
        throw Argument(argument, $"'{Name(argument)}' shares memory with another argument, and one of them is written.");

    [DoesNotReturn]
    public static void Index(string argument, int index, int length, int sample) =>
        throw new ArgumentOutOfRangeException(
            Name(argument), index, $"Sample {sample} has an index of {index} where there are {length} elements.");

    [DoesNotReturn]
    public static void Range(double value, double minimum, double maximum, string argument, bool minimumIsExclusive, bool maximumIsExclusive)
    {
        string from = minimumIsExclusive ? "greater than" : "at least", to = maximumIsExclusive ? "less than" : "at most";
        throw new ArgumentOutOfRangeException(argument, value, string.Create(
            CultureInfo.InvariantCulture, $"'{argument}' must be {from} {minimum:G7} and {to} {maximum:G7}."));
    }

    private static ArgumentException Argument(string argument, string message) => new(message, Name(argument));

    /// <summary>The argument's name, without the @ of a keyword.</summary>
    private static string Name(string argument) => argument.TrimStart('@');
}
