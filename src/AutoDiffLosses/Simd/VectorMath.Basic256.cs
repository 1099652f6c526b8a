using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoDiffLosses.Runtime;

/// <content>Vector256: what one or a few instructions do, on all types of lanes.</content>
public static unsafe partial class VectorMath
{
    /// <summary>√x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Sqrt<T>(Vector256<T> x) => Vector256.Sqrt(x);

    /// <summary>|x|.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Abs<T>(Vector256<T> x) => Vector256.Abs(x);

    /// <summary>-|x|: x with its sign bit set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> MinusAbs(Vector256<float> x) => x | Vector256.Create(-0f);

    /// <summary>-|x|: x with its sign bit set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> MinusAbs(Vector256<double> x) => x | Vector256.Create(-0.0);

    /// <summary>1, -1, or x itself where it is ±0 or NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Sign<T>(Vector256<T> x)
    {
        var sign = Vector256.ConditionalSelect(Vector256.GreaterThan(x, Vector256<T>.Zero), Vector256<T>.One, x);
        return Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256<T>.Zero), -Vector256<T>.One, sign);
    }

    /// <summary>The smaller; NaN where there is one, and -0 below 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Min<T>(Vector256<T> x, Vector256<T> y) => Vector256.Min(x, y);

    /// <summary>The larger; NaN where there is one, and 0 above -0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Max<T>(Vector256<T> x, Vector256<T> y) => Vector256.Max(x, y);

    /// <summary>x, but not below the minimum, and not above the maximum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Clamp<T>(Vector256<T> x, Vector256<T> minimum, Vector256<T> maximum) =>
        Vector256.Min(Vector256.Max(x, minimum), maximum);

    /// <summary>Where a search for the smallest element goes on with x from the best so far: a NaN is never left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> IsLess<T>(Vector256<T> x, Vector256<T> best) =>
        Vector256.LessThan(x, best) | Vector256.AndNot(Vector256.IsNaN(x), Vector256.IsNaN(best));

    /// <summary>Where a search for the largest element goes on with x from the best so far: a NaN is never left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> IsGreater<T>(Vector256<T> x, Vector256<T> best) =>
        Vector256.GreaterThan(x, best) | Vector256.AndNot(Vector256.IsNaN(x), Vector256.IsNaN(best));

    // ---------------------------------------------------------------------------------------------------------- whole numbers

    /// <summary>The largest whole number that is not above x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Floor(Vector256<float> x) => Vector256.Floor(x);

    /// <summary>The largest whole number that is not above x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Floor(Vector256<double> x) => Vector256.Floor(x);

    /// <summary>The smallest whole number that is not below x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Ceiling(Vector256<float> x) => Vector256.Ceiling(x);

    /// <summary>The smallest whole number that is not below x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Ceiling(Vector256<double> x) => Vector256.Ceiling(x);

    /// <summary>The nearest whole number; of two, the even one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Round(Vector256<float> x) => Vector256.Round(x);

    /// <summary>The nearest whole number; of two, the even one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Round(Vector256<double> x) => Vector256.Round(x);

    /// <summary>The whole number towards 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Truncate(Vector256<float> x) => Vector256.Truncate(x);

    /// <summary>The whole number towards 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Truncate(Vector256<double> x) => Vector256.Truncate(x);

    // ------------------------------------------------------------------------------------------------------------ conversions

    /// <summary>Whole numbers as floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ToReal(Vector256<int> x) => Vector256.ConvertToSingle(x);

    /// <summary>Whole numbers as doubles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> ToReal(Vector256<long> x) => Vector256.ConvertToDouble(x);

    /// <summary>What a cast to <see langword="int"/> makes of x: towards 0, the nearest there is, 0 of NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> ToInt(Vector256<float> x) => Vector256.ConvertToInt32(x);

    /// <summary>What a cast to <see langword="int"/> makes of x, in lanes of <see langword="long"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<long> ToLong(Vector256<double> x)
    {
        x &= Vector256.Equals(x, x);
        x = Vector256.MinNative(Vector256.MaxNative(x, Vector256.Create<double>(int.MinValue)), Vector256.Create<double>(int.MaxValue));

        // Next to 1.5 · 2⁵² the bits of a double count ones.
        var origin = Vector256.Create(6755399441055744.0);
        return (Vector256.Truncate(x) + origin).AsInt64() - origin.AsInt64();
    }
}
