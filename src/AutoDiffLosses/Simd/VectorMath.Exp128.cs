using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using static System.Runtime.Intrinsics.Vector128;

namespace AutoDiffLosses.Runtime;

/// <content>Vector128 of float: exponentials.</content>
public static unsafe partial class VectorMath
{
    /// <summary>eˣ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Exp(Vector128<float> x)
    {
        var counted = Counted(x, out var n);
        return ExpFinished(MinusLn2Times(n, x), counted, x);
    }

    /// <summary>eˣ where x ≤ 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> ExpNonPositive(Vector128<float> x)
    {
        var counted = MultiplyAddEstimate(x, Create(Log2E), Create(ExponentOrigin));
        var r = MinusLn2Times(counted - Create(ExponentOrigin), x);
        var exp = ExpOfReduced(r) * ShiftLeft(counted.AsInt32(), 23).AsSingle();
        return ConditionalSelect(LessThan(x, Create(ExpMinimum)), Vector128<float>.Zero, exp);
    }

    /// <summary>eˣ where x ≤ 0, or one of the numbers that it comes from is ∞ or NaN: then it may be ∞ from e⁸⁸ on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> ExpShifted(Vector128<float> x) => ExpNonPositive(MinNative(Create(ExpMaximum), x));

    /// <summary>e to the power of x y. The digits that the product rounds off are not lost.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ExpOfProduct(Vector128<float> x, Vector128<float> y)
    {
        var product = x * y;
        var counted = Counted(product, out var n);
        return ExpFinished(MinusLn2LowTimes(n, MinusLn2HighTimes(n, x, y)), counted, product);
    }

    /// <summary>x / ln 2 in the last bits, and as the whole number n.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Counted(Vector128<float> x, out Vector128<float> n)
    {
        var counted = MultiplyAddEstimate(x, Create(Log2E), Create(Origin));
        n = counted - Create(Origin);
        return counted;
    }

    /// <summary>x y - n ln 2, but for what the low part of ln 2 makes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> MinusLn2HighTimes(Vector128<float> n, Vector128<float> x, Vector128<float> y) =>
        MultiplyAddEstimate(x, y, n * -Ln2High);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> MinusLn2HighTimes(Vector128<float> n, Vector128<float> x) => MultiplyAddEstimate(n, Create(-Ln2High), x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> MinusLn2LowTimes(Vector128<float> n, Vector128<float> x) => MultiplyAddEstimate(n, Create(-Ln2Low), x);

    /// <summary>2ⁿ eʳ; 0 and ∞ where x, which they come from, is beyond the numbers there are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ExpFinished(Vector128<float> r, Vector128<float> counted, Vector128<float> x)
    {
        var exp = PowerOfE(r, counted);
        exp = ConditionalSelect(LessThanOrEqual(x, Create(ExpMaximum)), exp, x * float.MaxValue);   // NaN stays
        return ConditionalSelect(LessThan(x, Create(ExpMinimum)), Vector128<float>.Zero, exp);
    }

    /// <summary>Whether for any of what is counted 2ⁿ eʳ may be no normal number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool AnyIsFar(Vector128<float> counted)
    {
        int least = BitConverter.SingleToInt32Bits(Origin - SafeExponent), most = BitConverter.SingleToInt32Bits(Origin + SafeExponent);
        return GreaterThanAny(counted.AsInt32() - Create(int.MinValue + least), Create(int.MinValue + most - least));
    }

    /// <summary>2ⁿ eʳ where that is a normal number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> PowerOfE(Vector128<float> r, Vector128<float> counted) =>
        (ExpOfReduced(r).AsInt32() + ShiftLeft(counted.AsInt32(), 23)).AsSingle();

    /// <summary>2ⁿ eʳ, which may overflow and underflow: in two steps, since 2ⁿ may be no number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ScaledExp(Vector128<float> r, Vector128<float> counted)
    {
        var exponent = counted.AsInt32() - Create(Origin).AsInt32();
        var half = ShiftRightArithmetic(exponent, 1);
        return ExpOfReduced(r) * PowerOf2(half) * PowerOf2(exponent - half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> PowerOf2(Vector128<int> n) => ShiftLeft(n + Create(127), 23).AsSingle();

    /// <summary>eʳ for |r| ≤ ½ ln 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ExpOfReduced(Vector128<float> r)
    {
        var tail = MultiplyAddEstimate(Create(E6), r, Create(E5));
        tail = MultiplyAddEstimate(tail, r, Create(E4));
        tail = MultiplyAddEstimate(tail, r, Create(E3));
        tail = MultiplyAddEstimate(tail, r, Create(E2));
        return MultiplyAddEstimate(MultiplyAddEstimate(tail, r, Vector128<float>.One), r, Vector128<float>.One);
    }
}
