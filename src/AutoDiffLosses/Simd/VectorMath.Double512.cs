using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AutoDiffLosses.Runtime;

/// <content>Vector512 of double.</content>
public static unsafe partial class VectorMath
{
    /// <summary>eˣ, lane by lane.</summary>
    public static Vector512<double> Exp(Vector512<double> x) => LaneByLane(&ScalarMath.Exp, x);

    /// <summary>log(x), lane by lane.</summary>
    public static Vector512<double> Log(Vector512<double> x) => LaneByLane(&ScalarMath.Log, x);

    /// <summary>log(1 + x), lane by lane.</summary>
    public static Vector512<double> Log1p(Vector512<double> x) => LaneByLane(&ScalarMath.Log1p, x);

    /// <summary>eˣ - 1, lane by lane.</summary>
    public static Vector512<double> Expm1(Vector512<double> x) => LaneByLane(&ScalarMath.Expm1, x);

    /// <summary>σ(x) = 1 / (1 + e⁻ˣ), lane by lane.</summary>
    public static Vector512<double> Sigmoid(Vector512<double> x) => LaneByLane(&ScalarMath.Sigmoid, x);

    /// <summary>log σ(x), lane by lane.</summary>
    public static Vector512<double> LogSigmoid(Vector512<double> x) => LaneByLane(&ScalarMath.LogSigmoid, x);

    /// <summary>log(1 + eˣ), lane by lane.</summary>
    public static Vector512<double> Softplus(Vector512<double> x) => LaneByLane(&ScalarMath.Softplus, x);

    /// <summary>tanh(x), lane by lane.</summary>
    public static Vector512<double> Tanh(Vector512<double> x) => LaneByLane(&ScalarMath.Tanh, x);

    /// <summary>eˣ where x ≤ 0.</summary>
    public static Vector512<double> ExpNonPositive(Vector512<double> x) => Exp(x);

    /// <summary>log(1 + u) where 0 ≤ u ≤ 1.</summary>
    public static Vector512<double> Log1pOfUnit(Vector512<double> u) => Log1p(u);

    /// <summary>xʸ, lane by lane.</summary>
    public static Vector512<double> Pow(Vector512<double> x, Vector512<double> y) => LaneByLane(&ScalarMath.Pow, x, y);

    /// <summary>x · log(y), and 0 where x = 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> XLogY(Vector512<double> x, Vector512<double> y) =>
        Vector512.ConditionalSelect(Vector512.Equals(x, Vector512<double>.Zero), Vector512<double>.Zero, x * Log(y));

    /// <summary>σ(x), given e = exp(-|x|).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> SigmoidFrom(Vector512<double> e, Vector512<double> x) =>
        Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(x, Vector512<double>.Zero), Vector512<double>.One, e)
        / (Vector512<double>.One + e);

    /// <summary>x to the power of q, given log x. The exponent is one for all lanes, so that its branches are real ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> PowFromLog(Vector512<double> x, Vector512<double> logX, double q) =>
        q == 2 ? x * x : q == 1 ? x : q == 0 ? Vector512<double>.One : Exp(q * logX);

    /// <summary>x to the power of q, given log x; x² where q = 2, and 1 where q = 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> PowFromLog(Vector512<double> x, Vector512<double> logX, Vector512<double> q)
    {
        var power = Exp(q * logX);
        power = Vector512.ConditionalSelect(Vector512.Equals(q, Vector512.Create<double>(2)), x * x, power);
        power = Vector512.ConditionalSelect(Vector512.Equals(q, Vector512<double>.One), x, power);
        return Vector512.ConditionalSelect(Vector512.Equals(q, Vector512<double>.Zero), Vector512<double>.One, power);
    }
}
