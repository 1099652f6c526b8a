using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoDiffLosses.Runtime;

/// <content>Vector256 of float.</content>
public static unsafe partial class VectorMath
{
    /// <summary>eˣ, lane by lane.</summary>
    public static Vector256<float> Exp(Vector256<float> x) => LaneByLane(&ScalarMath.Exp, x);

    /// <summary>log(x), lane by lane.</summary>
    public static Vector256<float> Log(Vector256<float> x) => LaneByLane(&ScalarMath.Log, x);

    /// <summary>log(1 + x), lane by lane.</summary>
    public static Vector256<float> Log1p(Vector256<float> x) => LaneByLane(&ScalarMath.Log1p, x);

    /// <summary>eˣ - 1, lane by lane.</summary>
    public static Vector256<float> Expm1(Vector256<float> x) => LaneByLane(&ScalarMath.Expm1, x);

    /// <summary>σ(x) = 1 / (1 + e⁻ˣ), lane by lane.</summary>
    public static Vector256<float> Sigmoid(Vector256<float> x) => LaneByLane(&ScalarMath.Sigmoid, x);

    /// <summary>log σ(x), lane by lane.</summary>
    public static Vector256<float> LogSigmoid(Vector256<float> x) => LaneByLane(&ScalarMath.LogSigmoid, x);

    /// <summary>log(1 + eˣ), lane by lane.</summary>
    public static Vector256<float> Softplus(Vector256<float> x) => LaneByLane(&ScalarMath.Softplus, x);

    /// <summary>tanh(x), lane by lane.</summary>
    public static Vector256<float> Tanh(Vector256<float> x) => LaneByLane(&ScalarMath.Tanh, x);

    /// <summary>eˣ where x ≤ 0.</summary>
    public static Vector256<float> ExpNonPositive(Vector256<float> x) => Exp(x);

    /// <summary>log(1 + u) where 0 ≤ u ≤ 1.</summary>
    public static Vector256<float> Log1pOfUnit(Vector256<float> u) => Log1p(u);

    /// <summary>xʸ, lane by lane.</summary>
    public static Vector256<float> Pow(Vector256<float> x, Vector256<float> y) => LaneByLane(&ScalarMath.Pow, x, y);

    /// <summary>x · log(y), and 0 where x = 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> XLogY(Vector256<float> x, Vector256<float> y) =>
        Vector256.ConditionalSelect(Vector256.Equals(x, Vector256<float>.Zero), Vector256<float>.Zero, x * Log(y));

    /// <summary>σ(x), given e = exp(-|x|).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> SigmoidFrom(Vector256<float> e, Vector256<float> x) =>
        Vector256.ConditionalSelect(Vector256.GreaterThanOrEqual(x, Vector256<float>.Zero), Vector256<float>.One, e)
        / (Vector256<float>.One + e);

    /// <summary>x to the power of q, given log x. The exponent is one for all lanes, so that its branches are real ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> PowFromLog(Vector256<float> x, Vector256<float> logX, float q) =>
        q == 2 ? x * x : q == 1 ? x : q == 0 ? Vector256<float>.One : Exp(q * logX);

    /// <summary>x to the power of q, given log x; x² where q = 2, and 1 where q = 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> PowFromLog(Vector256<float> x, Vector256<float> logX, Vector256<float> q)
    {
        var power = Exp(q * logX);
        power = Vector256.ConditionalSelect(Vector256.Equals(q, Vector256.Create<float>(2)), x * x, power);
        power = Vector256.ConditionalSelect(Vector256.Equals(q, Vector256<float>.One), x, power);
        return Vector256.ConditionalSelect(Vector256.Equals(q, Vector256<float>.Zero), Vector256<float>.One, power);
    }
}
