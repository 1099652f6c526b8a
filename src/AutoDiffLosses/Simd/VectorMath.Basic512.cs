using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoDiffLosses.Runtime;

/// <content>Vector512: what one or a few instructions do, on all types of lanes.</content>
public static unsafe partial class VectorMath
{
    /// <summary>√x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Sqrt<T>(Vector512<T> x) => Vector512.Sqrt(x);

    /// <summary>|x|.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Abs<T>(Vector512<T> x) => Vector512.Abs(x);

    /// <summary>-|x|: x with its sign bit set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MinusAbs(Vector512<float> x) => x | Vector512.Create(-0f);

    /// <summary>-|x|: x with its sign bit set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> MinusAbs(Vector512<double> x) => x | Vector512.Create(-0.0);

    /// <summary>1, -1, or x itself where it is ±0 or NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Sign<T>(Vector512<T> x)
    {
        var sign = Vector512.ConditionalSelect(Vector512.GreaterThan(x, Vector512<T>.Zero), Vector512<T>.One, x);
        return Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512<T>.Zero), -Vector512<T>.One, sign);
    }

    /// <summary>The smaller; NaN where there is one, and -0 below 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Min<T>(Vector512<T> x, Vector512<T> y) => Vector512.Min(x, y);

    /// <summary>The larger; NaN where there is one, and 0 above -0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Max<T>(Vector512<T> x, Vector512<T> y) => Vector512.Max(x, y);

    /// <summary>x, but not below the minimum, and not above the maximum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Clamp<T>(Vector512<T> x, Vector512<T> minimum, Vector512<T> maximum) =>
        Vector512.Min(Vector512.Max(x, minimum), maximum);

    /// <summary>Where a search for the smallest element goes on with x from the best so far: a NaN is never left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> IsLess<T>(Vector512<T> x, Vector512<T> best) =>
        Vector512.LessThan(x, best) | Vector512.AndNot(Vector512.IsNaN(x), Vector512.IsNaN(best));

    /// <summary>Where a search for the largest element goes on with x from the best so far: a NaN is never left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> IsGreater<T>(Vector512<T> x, Vector512<T> best) =>
        Vector512.GreaterThan(x, best) | Vector512.AndNot(Vector512.IsNaN(x), Vector512.IsNaN(best));

    // ---------------------------------------------------------------------------------------------------------- whole numbers

    /// <summary>The largest whole number that is not above x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Floor(Vector512<float> x) => Vector512.Floor(x);

    /// <summary>The largest whole number that is not above x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Floor(Vector512<double> x) => Vector512.Floor(x);

    /// <summary>The smallest whole number that is not below x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Ceiling(Vector512<float> x) => Vector512.Ceiling(x);

    /// <summary>The smallest whole number that is not below x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Ceiling(Vector512<double> x) => Vector512.Ceiling(x);

    /// <summary>The nearest whole number; of two, the even one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Round(Vector512<float> x) => Vector512.Round(x);

    /// <summary>The nearest whole number; of two, the even one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Round(Vector512<double> x) => Vector512.Round(x);

    /// <summary>The whole number towards 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Truncate(Vector512<float> x) => Vector512.Truncate(x);

    /// <summary>The whole number towards 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Truncate(Vector512<double> x) => Vector512.Truncate(x);

    // ------------------------------------------------------------------------------------------------------------ conversions

    /// <summary>Whole numbers as floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> ToReal(Vector512<int> x) => Vector512.ConvertToSingle(x);

    /// <summary>Whole numbers as doubles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> ToReal(Vector512<long> x) => Vector512.ConvertToDouble(x);

    /// <summary>What a cast to <see langword="int"/> makes of x: towards 0, the nearest there is, 0 of NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> ToInt(Vector512<float> x) => Vector512.ConvertToInt32(x);

    /// <summary>What a cast to <see langword="int"/> makes of x, in lanes of <see langword="long"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<long> ToLong(Vector512<double> x)
    {
        x &= Vector512.Equals(x, x);
        x = Vector512.MinNative(Vector512.MaxNative(x, Vector512.Create<double>(int.MinValue)), Vector512.Create<double>(int.MaxValue));

        // Next to 1.5 · 2⁵² the bits of a double count ones.
        var origin = Vector512.Create(6755399441055744.0);
        return (Vector512.Truncate(x) + origin).AsInt64() - origin.AsInt64();
    }
}
