using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoDiffLosses.Runtime;

/// <content>Vector128: what one or a few instructions do, on all types of lanes.</content>
public static unsafe partial class VectorMath
{
    /// <summary>√x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Sqrt<T>(Vector128<T> x) => Vector128.Sqrt(x);

    /// <summary>|x|.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Abs<T>(Vector128<T> x) => Vector128.Abs(x);

    /// <summary>-|x|: x with its sign bit set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> MinusAbs(Vector128<float> x) => x | Vector128.Create(-0f);

    /// <summary>-|x|: x with its sign bit set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> MinusAbs(Vector128<double> x) => x | Vector128.Create(-0.0);

    /// <summary>1, -1, or x itself where it is ±0 or NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Sign<T>(Vector128<T> x)
    {
        var sign = Vector128.ConditionalSelect(Vector128.GreaterThan(x, Vector128<T>.Zero), Vector128<T>.One, x);
        return Vector128.ConditionalSelect(Vector128.LessThan(x, Vector128<T>.Zero), -Vector128<T>.One, sign);
    }

    /// <summary>The smaller; NaN where there is one, and -0 below 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Min<T>(Vector128<T> x, Vector128<T> y) => Vector128.Min(x, y);

    /// <summary>The larger; NaN where there is one, and 0 above -0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Max<T>(Vector128<T> x, Vector128<T> y) => Vector128.Max(x, y);

    /// <summary>x, but not below the minimum, and not above the maximum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Clamp<T>(Vector128<T> x, Vector128<T> minimum, Vector128<T> maximum) =>
        Vector128.Min(Vector128.Max(x, minimum), maximum);

    /// <summary>Where a search for the smallest element goes on with x from the best so far: a NaN is never left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> IsLess<T>(Vector128<T> x, Vector128<T> best) =>
        Vector128.LessThan(x, best) | Vector128.AndNot(Vector128.IsNaN(x), Vector128.IsNaN(best));

    /// <summary>Where a search for the largest element goes on with x from the best so far: a NaN is never left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> IsGreater<T>(Vector128<T> x, Vector128<T> best) =>
        Vector128.GreaterThan(x, best) | Vector128.AndNot(Vector128.IsNaN(x), Vector128.IsNaN(best));

    // ---------------------------------------------------------------------------------------------------------- whole numbers

    /// <summary>The largest whole number that is not above x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Floor(Vector128<float> x) => Vector128.Floor(x);

    /// <summary>The largest whole number that is not above x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Floor(Vector128<double> x) => Vector128.Floor(x);

    /// <summary>The smallest whole number that is not below x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Ceiling(Vector128<float> x) => Vector128.Ceiling(x);

    /// <summary>The smallest whole number that is not below x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Ceiling(Vector128<double> x) => Vector128.Ceiling(x);

    /// <summary>The nearest whole number; of two, the even one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Round(Vector128<float> x) => Vector128.Round(x);

    /// <summary>The nearest whole number; of two, the even one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Round(Vector128<double> x) => Vector128.Round(x);

    /// <summary>The whole number towards 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Truncate(Vector128<float> x) => Vector128.Truncate(x);

    /// <summary>The whole number towards 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Truncate(Vector128<double> x) => Vector128.Truncate(x);

    // ------------------------------------------------------------------------------------------------------------ conversions

    /// <summary>Whole numbers as floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> ToReal(Vector128<int> x) => Vector128.ConvertToSingle(x);

    /// <summary>Whole numbers as doubles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> ToReal(Vector128<long> x) => Vector128.ConvertToDouble(x);

    /// <summary>What a cast to <see langword="int"/> makes of x: towards 0, the nearest there is, 0 of NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> ToInt(Vector128<float> x) => Vector128.ConvertToInt32(x);

    /// <summary>What a cast to <see langword="int"/> makes of x, in lanes of <see langword="long"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<long> ToLong(Vector128<double> x)
    {
        x &= Vector128.Equals(x, x);
        x = Vector128.MinNative(Vector128.MaxNative(x, Vector128.Create<double>(int.MinValue)), Vector128.Create<double>(int.MaxValue));

        // Next to 1.5 · 2⁵² the bits of a double count ones.
        var origin = Vector128.Create(6755399441055744.0);
        return (Vector128.Truncate(x) + origin).AsInt64() - origin.AsInt64();
    }
}
