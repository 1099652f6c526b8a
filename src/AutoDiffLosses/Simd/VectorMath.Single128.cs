using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoDiffLosses.Runtime;

/// <content>Vector128 of float.</content>
public static unsafe partial class VectorMath
{
    /// <summary>eˣ, lane by lane.</summary>
    public static Vector128<float> Exp(Vector128<float> x) => LaneByLane(&ScalarMath.Exp, x);

    /// <summary>log(x), lane by lane.</summary>
    public static Vector128<float> Log(Vector128<float> x) => LaneByLane(&ScalarMath.Log, x);

    /// <summary>log(1 + x), lane by lane.</summary>
    public static Vector128<float> Log1p(Vector128<float> x) => LaneByLane(&ScalarMath.Log1p, x);

    /// <summary>eˣ - 1, lane by lane.</summary>
    public static Vector128<float> Expm1(Vector128<float> x) => LaneByLane(&ScalarMath.Expm1, x);

    /// <summary>σ(x) = 1 / (1 + e⁻ˣ), lane by lane.</summary>
    public static Vector128<float> Sigmoid(Vector128<float> x) => LaneByLane(&ScalarMath.Sigmoid, x);

    /// <summary>log σ(x), lane by lane.</summary>
    public static Vector128<float> LogSigmoid(Vector128<float> x) => LaneByLane(&ScalarMath.LogSigmoid, x);

    /// <summary>log(1 + eˣ), lane by lane.</summary>
    public static Vector128<float> Softplus(Vector128<float> x) => LaneByLane(&ScalarMath.Softplus, x);

    /// <summary>tanh(x), lane by lane.</summary>
    public static Vector128<float> Tanh(Vector128<float> x) => LaneByLane(&ScalarMath.Tanh, x);

    /// <summary>eˣ where x ≤ 0.</summary>
    public static Vector128<float> ExpNonPositive(Vector128<float> x) => Exp(x);

    /// <summary>log(1 + u) where 0 ≤ u ≤ 1.</summary>
    public static Vector128<float> Log1pOfUnit(Vector128<float> u) => Log1p(u);

    /// <summary>xʸ, lane by lane.</summary>
    public static Vector128<float> Pow(Vector128<float> x, Vector128<float> y) => LaneByLane(&ScalarMath.Pow, x, y);

    /// <summary>x · log(y), and 0 where x = 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> XLogY(Vector128<float> x, Vector128<float> y) =>
        Vector128.ConditionalSelect(Vector128.Equals(x, Vector128<float>.Zero), Vector128<float>.Zero, x * Log(y));

    /// <summary>σ(x), given e = exp(-|x|).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> SigmoidFrom(Vector128<float> e, Vector128<float> x) =>
        Vector128.ConditionalSelect(Vector128.GreaterThanOrEqual(x, Vector128<float>.Zero), Vector128<float>.One, e)
        / (Vector128<float>.One + e);

    /// <summary>x to the power of q, given log x. The exponent is one for all lanes, so that its branches are real ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> PowFromLog(Vector128<float> x, Vector128<float> logX, float q) =>
        q == 2 ? x * x : q == 1 ? x : q == 0 ? Vector128<float>.One : Exp(q * logX);

    /// <summary>x to the power of q, given log x; x² where q = 2, and 1 where q = 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> PowFromLog(Vector128<float> x, Vector128<float> logX, Vector128<float> q)
    {
        var power = Exp(q * logX);
        power = Vector128.ConditionalSelect(Vector128.Equals(q, Vector128.Create<float>(2)), x * x, power);
        power = Vector128.ConditionalSelect(Vector128.Equals(q, Vector128<float>.One), x, power);
        return Vector128.ConditionalSelect(Vector128.Equals(q, Vector128<float>.Zero), Vector128<float>.One, power);
    }
}
