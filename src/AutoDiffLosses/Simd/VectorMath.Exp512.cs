using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using static System.Runtime.Intrinsics.Vector512;

namespace AutoDiffLosses.Runtime;

/// <content>
/// Vector512 of float: exponentials. A vector of AVX-512 is a table of sixteen: n counts sixteenths, whose powers of 2 are looked up, and
/// the polynomial is half as long. Elsewhere they are two vectors of 256 bits.
/// </content>
public static unsafe partial class VectorMath
{
    private static float OriginOf512 => Avx512F.IsSupported ? OriginOfSixteenths : Origin;
    private static float Ln2HighOf512 => Avx512F.IsSupported ? Ln2HighOfSixteenths : Ln2High;
    private static float Ln2LowOf512 => Avx512F.IsSupported ? Ln2LowOfSixteenths : Ln2Low;

    /// <summary>eˣ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Exp(Vector512<float> x)
    {
        if (!Avx512F.IsSupported)
            return Create(Exp(x.GetLower()), Exp(x.GetUpper()));

        var finite = MinNative(Create(AboveExpMaximum), x);
        var counted = Counted(finite, out var n);
        return FlushedExp(ScaledExp(MinusLn2LowTimes(n, MinusLn2HighTimes(n, finite)), counted), x);
    }

    /// <summary>eˣ where x ≤ 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> ExpNonPositive(Vector512<float> x)
    {
        if (!Avx512F.IsSupported)
            return Create(ExpNonPositive(x.GetLower()), ExpNonPositive(x.GetUpper()));

        // What the table's entries round off comes back: quotients are made of this.
        var counted = Counted(x, out var n);
        var r = MinusLn2LowTimes(n, MinusLn2HighTimes(n, x));
        var power = PowerOfSixteenths(counted);
        var exp = MultiplyAddEstimate(MultiplyAddEstimate(SlopeOfExp(r), r, RestOfSixteenth(counted.AsInt32())), power, power);
        return FlushedExp(exp, x);
    }

    /// <summary>eˣ where x ≤ 0, or one of the numbers that it comes from is ∞ or NaN: then it may be ∞ from e⁸⁸ on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> ExpShifted(Vector512<float> x) =>
        Avx512F.IsSupported ? Exp(x) : Create(ExpShifted(x.GetLower()), ExpShifted(x.GetUpper()));

    /// <summary>e to the power of x y. The digits that the product rounds off are not lost.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> ExpOfProduct(Vector512<float> x, Vector512<float> y)
    {
        if (!Avx512F.IsSupported)
            return Create(ExpOfProduct(x.GetLower(), y.GetLower()), ExpOfProduct(x.GetUpper(), y.GetUpper()));

        var product = x * y;
        var counted = Counted(MinNative(Create(AboveExpMaximum), product), out var n);
        return FlushedExp(ScaledExp(MinusLn2LowTimes(n, MinusLn2HighTimes(n, x, y)), counted), product);
    }

    /// <summary>x / ln 2, in the last bits and as n: whole numbers, or sixteenths.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Counted(Vector512<float> x, out Vector512<float> n)
    {
        var counted = MultiplyAddEstimate(x, Create(Log2E), Create(OriginOf512));
        n = counted - Create(OriginOf512);
        return counted;
    }

    /// <summary>x y - n ln 2, but for what the low part of ln 2 makes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> MinusLn2HighTimes(Vector512<float> n, Vector512<float> x, Vector512<float> y) =>
        MultiplyAddEstimate(x, y, n * -Ln2HighOf512);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> MinusLn2HighTimes(Vector512<float> n, Vector512<float> x) => MultiplyAddEstimate(n, Create(-Ln2HighOf512), x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> MinusLn2LowTimes(Vector512<float> n, Vector512<float> x) =>
        MultiplyAddEstimate(n, Create(-Ln2LowOf512), x);

    /// <summary>Whether for any of what is counted 2ⁿ eʳ may be no normal number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool AnyIsFar(Vector512<float> counted)
    {
        int least = BitConverter.SingleToInt32Bits(OriginOf512 - SafeExponent), most = BitConverter.SingleToInt32Bits(OriginOf512 + SafeExponent);
        return GreaterThanAny(counted.AsInt32() - Create(int.MinValue + least), Create(int.MinValue + most - least));
    }

    /// <summary>2ⁿ eʳ where that is a normal number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> PowerOfE(Vector512<float> r, Vector512<float> counted)
    {
        if (!Avx512F.IsSupported)
            return Create(PowerOfE(r.GetLower(), counted.GetLower()), PowerOfE(r.GetUpper(), counted.GetUpper()));

        return TimesExp(PowerOfSixteenths(counted), r);
    }

    /// <summary>2 to the power of what is counted, if that is a normal number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> PowerOfSixteenths(Vector512<float> counted)
    {
        // What the shift moves into the mantissa has been taken from the table.
        var power = SixteenthToShift(counted.AsInt32()) + ShiftLeft(counted.AsInt32(), 19);
        return power.AsSingle();
    }

    /// <summary>2ⁿ eʳ, which may overflow and underflow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> ScaledExp(Vector512<float> r, Vector512<float> counted) =>
        Avx512F.IsSupported
            ? Avx512F.Scale(TimesExp(Sixteenth(counted.AsInt32()), r), counted - Create(OriginOfSixteenths))   // by the whole number below
            : Create(ScaledExp(r.GetLower(), counted.GetLower()), ScaledExp(r.GetUpper(), counted.GetUpper()));

    /// <summary>x eʳ for |r| ≤ ln 2 / 32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> TimesExp(Vector512<float> x, Vector512<float> r) =>
        MultiplyAddEstimate(SlopeOfExp(r) * r, x, x);

    /// <summary>(eʳ - 1) / r.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> SlopeOfExp(Vector512<float> r) =>
        MultiplyAddEstimate(MultiplyAddEstimate(Create(S3), r, Create(S2)), r, Vector512<float>.One);

    /// <summary>An exponential, or 0 where it would be denormal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> FlushedExp(Vector512<float> exp, Vector512<float> x) =>
        ConditionalSelect(LessThan(x, Create(ExpMinimum)), Vector512<float>.Zero, exp);
}
