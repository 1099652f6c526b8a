using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoDiffLosses.Runtime;

/// <content>Vector256: what is rare in losses, one call a lane.</content>
public static unsafe partial class VectorMath
{
    /// <summary>sin(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Sin(Vector256<float> x) => LaneByLane(&ScalarMath.Sin, x);

    /// <summary>cos(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Cos(Vector256<float> x) => LaneByLane(&ScalarMath.Cos, x);

    /// <summary>tan(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Tan(Vector256<float> x) => LaneByLane(&ScalarMath.Tan, x);

    /// <summary>arcsin(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Asin(Vector256<float> x) => LaneByLane(&ScalarMath.Asin, x);

    /// <summary>arccos(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Acos(Vector256<float> x) => LaneByLane(&ScalarMath.Acos, x);

    /// <summary>arctan(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Atan(Vector256<float> x) => LaneByLane(&ScalarMath.Atan, x);

    /// <summary>sinh(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Sinh(Vector256<float> x) => LaneByLane(&ScalarMath.Sinh, x);

    /// <summary>cosh(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Cosh(Vector256<float> x) => LaneByLane(&ScalarMath.Cosh, x);

    /// <summary>erf(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Erf(Vector256<float> x) => LaneByLane(&ScalarMath.Erf, x);

    /// <summary>log|Γ(x)|, lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LogGamma(Vector256<float> x) => LaneByLane(&ScalarMath.LogGamma, x);

    /// <summary>ψ(x) = (log Γ)'(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Digamma(Vector256<float> x) => LaneByLane(&ScalarMath.Digamma, x);

    /// <summary>ψ'(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Trigamma(Vector256<float> x) => LaneByLane(&ScalarMath.Trigamma, x);

    /// <summary>The angle of the point (x, y), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Atan2(Vector256<float> y, Vector256<float> x) => LaneByLane(&ScalarMath.Atan2, y, x);

    /// <summary>sin(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Sin(Vector256<double> x) => LaneByLane(&ScalarMath.Sin, x);

    /// <summary>cos(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Cos(Vector256<double> x) => LaneByLane(&ScalarMath.Cos, x);

    /// <summary>tan(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Tan(Vector256<double> x) => LaneByLane(&ScalarMath.Tan, x);

    /// <summary>arcsin(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Asin(Vector256<double> x) => LaneByLane(&ScalarMath.Asin, x);

    /// <summary>arccos(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Acos(Vector256<double> x) => LaneByLane(&ScalarMath.Acos, x);

    /// <summary>arctan(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Atan(Vector256<double> x) => LaneByLane(&ScalarMath.Atan, x);

    /// <summary>sinh(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Sinh(Vector256<double> x) => LaneByLane(&ScalarMath.Sinh, x);

    /// <summary>cosh(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Cosh(Vector256<double> x) => LaneByLane(&ScalarMath.Cosh, x);

    /// <summary>erf(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Erf(Vector256<double> x) => LaneByLane(&ScalarMath.Erf, x);

    /// <summary>log|Γ(x)|, lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> LogGamma(Vector256<double> x) => LaneByLane(&ScalarMath.LogGamma, x);

    /// <summary>ψ(x) = (log Γ)'(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Digamma(Vector256<double> x) => LaneByLane(&ScalarMath.Digamma, x);

    /// <summary>ψ'(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Trigamma(Vector256<double> x) => LaneByLane(&ScalarMath.Trigamma, x);

    /// <summary>The angle of the point (x, y), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Atan2(Vector256<double> y, Vector256<double> x) => LaneByLane(&ScalarMath.Atan2, y, x);
}
