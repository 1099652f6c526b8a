using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoDiffLosses.Runtime;

/// <content>Vector128 of double.</content>
public static unsafe partial class VectorMath
{
    /// <summary>eˣ, lane by lane.</summary>
    public static Vector128<double> Exp(Vector128<double> x) => LaneByLane(&ScalarMath.Exp, x);

    /// <summary>log(x), lane by lane.</summary>
    public static Vector128<double> Log(Vector128<double> x) => LaneByLane(&ScalarMath.Log, x);

    /// <summary>log(1 + x), lane by lane.</summary>
    public static Vector128<double> Log1p(Vector128<double> x) => LaneByLane(&ScalarMath.Log1p, x);

    /// <summary>eˣ - 1, lane by lane.</summary>
    public static Vector128<double> Expm1(Vector128<double> x) => LaneByLane(&ScalarMath.Expm1, x);

    /// <summary>σ(x) = 1 / (1 + e⁻ˣ), lane by lane.</summary>
    public static Vector128<double> Sigmoid(Vector128<double> x) => LaneByLane(&ScalarMath.Sigmoid, x);

    /// <summary>log σ(x), lane by lane.</summary>
    public static Vector128<double> LogSigmoid(Vector128<double> x) => LaneByLane(&ScalarMath.LogSigmoid, x);

    /// <summary>log(1 + eˣ), lane by lane.</summary>
    public static Vector128<double> Softplus(Vector128<double> x) => LaneByLane(&ScalarMath.Softplus, x);

    /// <summary>tanh(x), lane by lane.</summary>
    public static Vector128<double> Tanh(Vector128<double> x) => LaneByLane(&ScalarMath.Tanh, x);

    /// <summary>eˣ where x ≤ 0.</summary>
    public static Vector128<double> ExpNonPositive(Vector128<double> x) => Exp(x);

    /// <summary>log(1 + u) where 0 ≤ u ≤ 1.</summary>
    public static Vector128<double> Log1pOfUnit(Vector128<double> u) => Log1p(u);

    /// <summary>xʸ, lane by lane.</summary>
    public static Vector128<double> Pow(Vector128<double> x, Vector128<double> y) => LaneByLane(&ScalarMath.Pow, x, y);

    /// <summary>x · log(y), and 0 where x = 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> XLogY(Vector128<double> x, Vector128<double> y) =>
        Vector128.ConditionalSelect(Vector128.Equals(x, Vector128<double>.Zero), Vector128<double>.Zero, x * Log(y));

    /// <summary>σ(x), given e = exp(-|x|).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> SigmoidFrom(Vector128<double> e, Vector128<double> x) =>
        Vector128.ConditionalSelect(Vector128.GreaterThanOrEqual(x, Vector128<double>.Zero), Vector128<double>.One, e)
        / (Vector128<double>.One + e);

    /// <summary>x to the power of q, given log x. The exponent is one for all lanes, so that its branches are real ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> PowFromLog(Vector128<double> x, Vector128<double> logX, double q) =>
        q == 2 ? x * x : q == 1 ? x : q == 0 ? Vector128<double>.One : Exp(q * logX);

    /// <summary>x to the power of q, given log x; x² where q = 2, and 1 where q = 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> PowFromLog(Vector128<double> x, Vector128<double> logX, Vector128<double> q)
    {
        var power = Exp(q * logX);
        power = Vector128.ConditionalSelect(Vector128.Equals(q, Vector128.Create<double>(2)), x * x, power);
        power = Vector128.ConditionalSelect(Vector128.Equals(q, Vector128<double>.One), x, power);
        return Vector128.ConditionalSelect(Vector128.Equals(q, Vector128<double>.Zero), Vector128<double>.One, power);
    }
}
