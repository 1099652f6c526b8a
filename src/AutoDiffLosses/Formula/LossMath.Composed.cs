namespace AutoDiffLosses;

// What can be said in the formula language is said in it, once, in float: the generator differentiates it like any other
// formula, and writes it in double.
public static partial class LossMath
{
    /// <summary>x where it is positive, else 0. Its derivative at 0 is taken as 0.</summary>
    [Differentiable(AlsoDouble = true)]
    public static float Relu(float x) => Max(x, 0);

    /// <summary><see cref="Relu(float)"/> of each element.</summary>
    [Differentiable(AlsoDouble = true)]
    public static Vec<float> Relu(Vec<float> v) => Max(v, 0);

    /// <summary>x².</summary>
    [Differentiable(AlsoDouble = true)]
    public static float Square(float x) => x * x;

    /// <summary>The square of each element.</summary>
    [Differentiable(AlsoDouble = true)]
    public static Vec<float> Square(Vec<float> v) => v * v;

    /// <summary>log(eᵃ + eᵇ), without overflow; of -∞ alone it is -∞, with zero gradients.</summary>
    [Differentiable(AlsoDouble = true)]
    public static float LogAddExp(float a, float b)
    {
        float hi = Max(a, b);
        float lo = Min(a, b);
        return hi == float.NegativeInfinity ? StopGradient(hi) : hi + Softplus(lo - hi);
    }

    /// <summary><see cref="LogAddExp(float, float)"/> of two arrays, element by element.</summary>
    [Differentiable(AlsoDouble = true)]
    public static Vec<float> LogAddExp(Vec<float> a, Vec<float> b)
    {
        Vec<float> hi = Max(a, b);
        Vec<float> lo = Min(a, b);
        return Tabulate(hi.Length, i =>
            hi[i] == float.NegativeInfinity ? StopGradient(hi[i]) : hi[i] + Softplus(lo[i] - hi[i]));
    }

    /// <summary><see cref="LogAddExp(float, float)"/> of an array, element by element, with one value.</summary>
    [Differentiable(AlsoDouble = true)]
    public static Vec<float> LogAddExp(Vec<float> a, float b) => Tabulate(a.Length, i => LogAddExp(a[i], b));

    /// <summary><see cref="LogAddExp(float, float)"/> of one value, with an array, element by element.</summary>
    [Differentiable(AlsoDouble = true)]
    public static Vec<float> LogAddExp(float a, Vec<float> b) => Tabulate(b.Length, i => LogAddExp(a, b[i]));

    /// <summary>Σ aᵢ bᵢ.</summary>
    [Differentiable(AlsoDouble = true)]
    public static float Dot(Vec<float> a, Vec<float> b) => Sum(a * b);

    /// <summary>Σ vᵢ².</summary>
    [Differentiable(AlsoDouble = true)]
    public static float SquaredNorm(Vec<float> v) => Sum(v * v);

    /// <summary>√(Σ vᵢ²). Its gradient at 0 is taken as 0.</summary>
    [Differentiable(AlsoDouble = true)]
    public static float Norm(Vec<float> v) => Sqrt(SquaredNorm(v));

    /// <summary>Σ (aᵢ - bᵢ)².</summary>
    [Differentiable(AlsoDouble = true)]
    public static float SquaredDistance(Vec<float> a, Vec<float> b) => SquaredNorm(a - b);

    /// <summary>v divided by its norm; 0, with a zero gradient, where that is 0.</summary>
    [Differentiable(AlsoDouble = true)]
    public static Vec<float> Normalize(Vec<float> v)
    {
        float norm = Norm(v);
        return Tabulate(v.Length, i => norm == 0 ? 0 : v[i] / norm);
    }

    /// <summary>The cosine of the angle between two arrays; 0, with zero gradients, where one of them is 0.</summary>
    [Differentiable(AlsoDouble = true)]
    public static float CosineSimilarity(Vec<float> a, Vec<float> b) => Dot(Normalize(a), Normalize(b));

    /// <summary>log(Σ exp vᵢ), without overflow; -∞ over nothing, and with a zero gradient where all are -∞.</summary>
    [Differentiable(AlsoDouble = true)]
    public static float LogSumExp(Vec<float> v)
    {
        float shift = StableShift(v);
        float sumExp = Sum(Exp(v - shift));
        return sumExp == 0 ? float.NegativeInfinity : shift + Log(sumExp);
    }

    /// <summary>exp(vᵢ) / Σ exp(vⱼ), without overflow.</summary>
    [Differentiable(AlsoDouble = true)]
    public static Vec<float> Softmax(Vec<float> v)
    {
        Vec<float> exp = Exp(v - StableShift(v));
        return exp / Sum(exp);
    }

    /// <summary>vᵢ - log(Σ exp vⱼ), without overflow.</summary>
    [Differentiable(AlsoDouble = true)]
    public static Vec<float> LogSoftmax(Vec<float> v)
    {
        Vec<float> shifted = v - StableShift(v);
        return shifted - Log(Sum(Exp(shifted)));
    }

    /// <summary>What exponentials are shifted by: the largest element, or 0 where that is not finite.</summary>
    private static float StableShift(Vec<float> v)
    {
        float max = StopGradient(Max(v));
        float shift = Abs(max) < float.PositiveInfinity ? max : 0;
        return shift;
    }
}
