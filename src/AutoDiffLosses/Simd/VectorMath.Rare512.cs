using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoDiffLosses.Runtime;

/// <content>Vector512: what is rare in losses, one call a lane.</content>
public static unsafe partial class VectorMath
{
    /// <summary>sin(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Sin(Vector512<float> x) => LaneByLane(&ScalarMath.Sin, x);

    /// <summary>cos(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Cos(Vector512<float> x) => LaneByLane(&ScalarMath.Cos, x);

    /// <summary>tan(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Tan(Vector512<float> x) => LaneByLane(&ScalarMath.Tan, x);

    /// <summary>arcsin(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Asin(Vector512<float> x) => LaneByLane(&ScalarMath.Asin, x);

    /// <summary>arccos(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Acos(Vector512<float> x) => LaneByLane(&ScalarMath.Acos, x);

    /// <summary>arctan(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Atan(Vector512<float> x) => LaneByLane(&ScalarMath.Atan, x);

    /// <summary>sinh(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Sinh(Vector512<float> x) => LaneByLane(&ScalarMath.Sinh, x);

    /// <summary>cosh(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Cosh(Vector512<float> x) => LaneByLane(&ScalarMath.Cosh, x);

    /// <summary>erf(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Erf(Vector512<float> x) => LaneByLane(&ScalarMath.Erf, x);

    /// <summary>log|Γ(x)|, lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LogGamma(Vector512<float> x) => LaneByLane(&ScalarMath.LogGamma, x);

    /// <summary>ψ(x) = (log Γ)'(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Digamma(Vector512<float> x) => LaneByLane(&ScalarMath.Digamma, x);

    /// <summary>ψ'(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Trigamma(Vector512<float> x) => LaneByLane(&ScalarMath.Trigamma, x);

    /// <summary>The angle of the point (x, y), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Atan2(Vector512<float> y, Vector512<float> x) => LaneByLane(&ScalarMath.Atan2, y, x);

    /// <summary>sin(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Sin(Vector512<double> x) => LaneByLane(&ScalarMath.Sin, x);

    /// <summary>cos(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Cos(Vector512<double> x) => LaneByLane(&ScalarMath.Cos, x);

    /// <summary>tan(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Tan(Vector512<double> x) => LaneByLane(&ScalarMath.Tan, x);

    /// <summary>arcsin(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Asin(Vector512<double> x) => LaneByLane(&ScalarMath.Asin, x);

    /// <summary>arccos(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Acos(Vector512<double> x) => LaneByLane(&ScalarMath.Acos, x);

    /// <summary>arctan(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Atan(Vector512<double> x) => LaneByLane(&ScalarMath.Atan, x);

    /// <summary>sinh(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Sinh(Vector512<double> x) => LaneByLane(&ScalarMath.Sinh, x);

    /// <summary>cosh(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Cosh(Vector512<double> x) => LaneByLane(&ScalarMath.Cosh, x);

    /// <summary>erf(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Erf(Vector512<double> x) => LaneByLane(&ScalarMath.Erf, x);

    /// <summary>log|Γ(x)|, lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> LogGamma(Vector512<double> x) => LaneByLane(&ScalarMath.LogGamma, x);

    /// <summary>ψ(x) = (log Γ)'(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Digamma(Vector512<double> x) => LaneByLane(&ScalarMath.Digamma, x);

    /// <summary>ψ'(x), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Trigamma(Vector512<double> x) => LaneByLane(&ScalarMath.Trigamma, x);

    /// <summary>The angle of the point (x, y), lane by lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Atan2(Vector512<double> y, Vector512<double> x) => LaneByLane(&ScalarMath.Atan2, y, x);
}
