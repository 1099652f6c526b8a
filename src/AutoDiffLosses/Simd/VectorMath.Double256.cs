using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoDiffLosses.Runtime;

/// <content>Vector256 of double.</content>
public static unsafe partial class VectorMath
{
    /// <summary>eˣ, lane by lane.</summary>
    public static Vector256<double> Exp(Vector256<double> x) => LaneByLane(&ScalarMath.Exp, x);

    /// <summary>log(x), lane by lane.</summary>
    public static Vector256<double> Log(Vector256<double> x) => LaneByLane(&ScalarMath.Log, x);

    /// <summary>log(1 + x), lane by lane.</summary>
    public static Vector256<double> Log1p(Vector256<double> x) => LaneByLane(&ScalarMath.Log1p, x);

    /// <summary>eˣ - 1, lane by lane.</summary>
    public static Vector256<double> Expm1(Vector256<double> x) => LaneByLane(&ScalarMath.Expm1, x);

    /// <summary>σ(x) = 1 / (1 + e⁻ˣ), lane by lane.</summary>
    public static Vector256<double> Sigmoid(Vector256<double> x) => LaneByLane(&ScalarMath.Sigmoid, x);

    /// <summary>log σ(x), lane by lane.</summary>
    public static Vector256<double> LogSigmoid(Vector256<double> x) => LaneByLane(&ScalarMath.LogSigmoid, x);

    /// <summary>log(1 + eˣ), lane by lane.</summary>
    public static Vector256<double> Softplus(Vector256<double> x) => LaneByLane(&ScalarMath.Softplus, x);

    /// <summary>tanh(x), lane by lane.</summary>
    public static Vector256<double> Tanh(Vector256<double> x) => LaneByLane(&ScalarMath.Tanh, x);

    /// <summary>eˣ where x ≤ 0.</summary>
    public static Vector256<double> ExpNonPositive(Vector256<double> x) => Exp(x);

    /// <summary>log(1 + u) where 0 ≤ u ≤ 1.</summary>
    public static Vector256<double> Log1pOfUnit(Vector256<double> u) => Log1p(u);

    /// <summary>xʸ, lane by lane.</summary>
    public static Vector256<double> Pow(Vector256<double> x, Vector256<double> y) => LaneByLane(&ScalarMath.Pow, x, y);

    /// <summary>x · log(y), and 0 where x = 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> XLogY(Vector256<double> x, Vector256<double> y) =>
        Vector256.ConditionalSelect(Vector256.Equals(x, Vector256<double>.Zero), Vector256<double>.Zero, x * Log(y));

    /// <summary>σ(x), given e = exp(-|x|).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> SigmoidFrom(Vector256<double> e, Vector256<double> x) =>
        Vector256.ConditionalSelect(Vector256.GreaterThanOrEqual(x, Vector256<double>.Zero), Vector256<double>.One, e)
        / (Vector256<double>.One + e);

    /// <summary>x to the power of q, given log x. The exponent is one for all lanes, so that its branches are real ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> PowFromLog(Vector256<double> x, Vector256<double> logX, double q) =>
        q == 2 ? x * x : q == 1 ? x : q == 0 ? Vector256<double>.One : Exp(q * logX);

    /// <summary>x to the power of q, given log x; x² where q = 2, and 1 where q = 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> PowFromLog(Vector256<double> x, Vector256<double> logX, Vector256<double> q)
    {
        var power = Exp(q * logX);
        power = Vector256.ConditionalSelect(Vector256.Equals(q, Vector256.Create<double>(2)), x * x, power);
        power = Vector256.ConditionalSelect(Vector256.Equals(q, Vector256<double>.One), x, power);
        return Vector256.ConditionalSelect(Vector256.Equals(q, Vector256<double>.Zero), Vector256<double>.One, power);
    }
}
