using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoDiffLosses.Runtime;

/// <content>Vector512 of float.</content>
public static unsafe partial class VectorMath
{
    /// <summary>eˣ, lane by lane.</summary>
    public static Vector512<float> Exp(Vector512<float> x) => LaneByLane(&ScalarMath.Exp, x);

    /// <summary>log(x), lane by lane.</summary>
    public static Vector512<float> Log(Vector512<float> x) => LaneByLane(&ScalarMath.Log, x);

    /// <summary>log(1 + x), lane by lane.</summary>
    public static Vector512<float> Log1p(Vector512<float> x) => LaneByLane(&ScalarMath.Log1p, x);

    /// <summary>eˣ - 1, lane by lane.</summary>
    public static Vector512<float> Expm1(Vector512<float> x) => LaneByLane(&ScalarMath.Expm1, x);

    /// <summary>σ(x) = 1 / (1 + e⁻ˣ), lane by lane.</summary>
    public static Vector512<float> Sigmoid(Vector512<float> x) => LaneByLane(&ScalarMath.Sigmoid, x);

    /// <summary>log σ(x), lane by lane.</summary>
    public static Vector512<float> LogSigmoid(Vector512<float> x) => LaneByLane(&ScalarMath.LogSigmoid, x);

    /// <summary>log(1 + eˣ), lane by lane.</summary>
    public static Vector512<float> Softplus(Vector512<float> x) => LaneByLane(&ScalarMath.Softplus, x);

    /// <summary>tanh(x), lane by lane.</summary>
    public static Vector512<float> Tanh(Vector512<float> x) => LaneByLane(&ScalarMath.Tanh, x);

    /// <summary>eˣ where x ≤ 0.</summary>
    public static Vector512<float> ExpNonPositive(Vector512<float> x) => Exp(x);

    /// <summary>log(1 + u) where 0 ≤ u ≤ 1.</summary>
    public static Vector512<float> Log1pOfUnit(Vector512<float> u) => Log1p(u);

    /// <summary>xʸ, lane by lane.</summary>
    public static Vector512<float> Pow(Vector512<float> x, Vector512<float> y) => LaneByLane(&ScalarMath.Pow, x, y);

    /// <summary>x · log(y), and 0 where x = 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> XLogY(Vector512<float> x, Vector512<float> y) =>
        Vector512.ConditionalSelect(Vector512.Equals(x, Vector512<float>.Zero), Vector512<float>.Zero, x * Log(y));

    /// <summary>σ(x), given e = exp(-|x|).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> SigmoidFrom(Vector512<float> e, Vector512<float> x) =>
        Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(x, Vector512<float>.Zero), Vector512<float>.One, e)
        / (Vector512<float>.One + e);

    /// <summary>x to the power of q, given log x. The exponent is one for all lanes, so that its branches are real ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> PowFromLog(Vector512<float> x, Vector512<float> logX, float q) =>
        q == 2 ? x * x : q == 1 ? x : q == 0 ? Vector512<float>.One : Exp(q * logX);

    /// <summary>x to the power of q, given log x; x² where q = 2, and 1 where q = 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> PowFromLog(Vector512<float> x, Vector512<float> logX, Vector512<float> q)
    {
        var power = Exp(q * logX);
        power = Vector512.ConditionalSelect(Vector512.Equals(q, Vector512.Create<float>(2)), x * x, power);
        power = Vector512.ConditionalSelect(Vector512.Equals(q, Vector512<float>.One), x, power);
        return Vector512.ConditionalSelect(Vector512.Equals(q, Vector512<float>.Zero), Vector512<float>.One, power);
    }
}
