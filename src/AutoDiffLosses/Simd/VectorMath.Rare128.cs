using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoDiffLosses.Runtime;

/// <content>Vector128: what is rare in losses, one call a lane.</content>
public static unsafe partial class VectorMath
{
    /// <summary>sin(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Sin(Vector128<float> x) => LaneByLane(&ScalarMath.Sin, x);

    /// <summary>cos(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Cos(Vector128<float> x) => LaneByLane(&ScalarMath.Cos, x);

    /// <summary>tan(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Tan(Vector128<float> x) => LaneByLane(&ScalarMath.Tan, x);

    /// <summary>arcsin(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Asin(Vector128<float> x) => LaneByLane(&ScalarMath.Asin, x);

    /// <summary>arccos(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Acos(Vector128<float> x) => LaneByLane(&ScalarMath.Acos, x);

    /// <summary>arctan(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Atan(Vector128<float> x) => LaneByLane(&ScalarMath.Atan, x);

    /// <summary>sinh(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Sinh(Vector128<float> x) => LaneByLane(&ScalarMath.Sinh, x);

    /// <summary>cosh(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Cosh(Vector128<float> x) => LaneByLane(&ScalarMath.Cosh, x);

    /// <summary>erf(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Erf(Vector128<float> x) => LaneByLane(&ScalarMath.Erf, x);

    /// <summary>log|Γ(x)|, lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> LogGamma(Vector128<float> x) => LaneByLane(&ScalarMath.LogGamma, x);

    /// <summary>ψ(x) = (log Γ)'(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Digamma(Vector128<float> x) => LaneByLane(&ScalarMath.Digamma, x);

    /// <summary>ψ'(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Trigamma(Vector128<float> x) => LaneByLane(&ScalarMath.Trigamma, x);

    /// <summary>The angle of the point (x, y), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Atan2(Vector128<float> y, Vector128<float> x) => LaneByLane(&ScalarMath.Atan2, y, x);

    /// <summary>sin(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Sin(Vector128<double> x) => LaneByLane(&ScalarMath.Sin, x);

    /// <summary>cos(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Cos(Vector128<double> x) => LaneByLane(&ScalarMath.Cos, x);

    /// <summary>tan(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Tan(Vector128<double> x) => LaneByLane(&ScalarMath.Tan, x);

    /// <summary>arcsin(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Asin(Vector128<double> x) => LaneByLane(&ScalarMath.Asin, x);

    /// <summary>arccos(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Acos(Vector128<double> x) => LaneByLane(&ScalarMath.Acos, x);

    /// <summary>arctan(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Atan(Vector128<double> x) => LaneByLane(&ScalarMath.Atan, x);

    /// <summary>sinh(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Sinh(Vector128<double> x) => LaneByLane(&ScalarMath.Sinh, x);

    /// <summary>cosh(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Cosh(Vector128<double> x) => LaneByLane(&ScalarMath.Cosh, x);

    /// <summary>erf(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Erf(Vector128<double> x) => LaneByLane(&ScalarMath.Erf, x);

    /// <summary>log|Γ(x)|, lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> LogGamma(Vector128<double> x) => LaneByLane(&ScalarMath.LogGamma, x);

    /// <summary>ψ(x) = (log Γ)'(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Digamma(Vector128<double> x) => LaneByLane(&ScalarMath.Digamma, x);

    /// <summary>ψ'(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Trigamma(Vector128<double> x) => LaneByLane(&ScalarMath.Trigamma, x);

    /// <summary>The angle of the point (x, y), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Atan2(Vector128<double> y, Vector128<double> x) => LaneByLane(&ScalarMath.Atan2, y, x);
}
