using System;
using System.Linq;
using Xunit;

namespace AutoDiffLosses.Generators.Tests.EndToEnd;

/// <summary>Formulas that are easily got wrong: what is generated is what the text says when it runs as plain C#, and its derivative.</summary>
public class AdversarialFormulaTests
{
    private const string Members = """
        private static readonly float Fixed = 0.75f;

        [Loss(AlsoDouble = true)]
        public static float Triangle([Shape("a")] Vec<float> v, [Shape("a")] Vec<float> w) =>
            Sum(v.Length, i => Sum(i, j => v[i] * w[j] + Tanh(v[j] - w[i])));

        [Loss(AlsoDouble = true)]
        public static float PairwiseRanking([Shape("a")] Vec<float> scores, [Target, Shape("a")] Vec<float> relevance)
        {
            int pairs = Sum(scores.Length, i => Count(scores.Length, j => relevance[i] > relevance[j]));
            return pairs == 0 ? 0 : Sum(scores.Length, i => Sum(scores.Length, j => relevance[i] > relevance[j] ? Softplus(scores[j] - scores[i]) : 0f)) / pairs;
        }

        [Loss(AlsoDouble = true)]
        public static float NamesOfBlocks(float x, float Begin, [Hyperparameter] float block = 1.5f, [Hyperparameter] float Block = 1, [Hyperparameter] float KeptOfBlock = 2)
        {
            float expMinusAbsXs = Tanh(x * Begin), powers = expMinusAbsXs * expMinusAbsXs + Block;
            return Pow(2 + Softplus(x), 1 + block * block) * powers + Softplus(x) * expMinusAbsXs * powers + KeptOfBlock * Begin;
        }

        [Loss(AlsoDouble = true)]
        public static float NamesOfBlocksOfRows([Shape("a")] Vec<float> v, [Shape("a")] Vec<float> expMinusAbsVs, float KeptRow,
                                                [Hyperparameter] float block = 1.5f, [Hyperparameter] float Begin = 1, [Hyperparameter] float expMinusAbsVsValues = 2) =>
            Sum(Softplus(v) * expMinusAbsVs) * Begin + (block > 1 ? Sum(Log(2 + Softplus(v) * block)) * expMinusAbsVsValues : KeptRow) + KeptRow;

        [Loss(AlsoDouble = true)]
        public static float BlocksOfNeighbours([Shape("a")] Vec<float> v, [Shape("a")] Vec<float> w, [Hyperparameter] float cap = 0.5f) =>
            Sum(v.Length - 1, i => Softplus(v[i + 1] - v[i]) * w[i]) + Sum(v.Length - 1, i => v[i] > w[i] ? Log(2 + Sigmoid(cap > 0 ? cap * Tanh(w[i + 1]) : w[i + 1])) : 0f);

        [Loss(AlsoDouble = true)]
        public static float BlocksOfPairs([Shape("a")] Vec<float> v, [Shape("b")] Vec<float> w) =>
            Sum(v.Length, i => Sum(w.Length, j => Log(1 + Sigmoid(v[i] - w[j]) * w[j]))) + Max(w.Length, j => Log(2 + Tanh(w[j]) * Exp(-w[j] * w[j])));

        [Loss(AlsoDouble = true)]
        public static float SeedInALongChain(float x, float y, float z, float w)
        {
            float a = Softplus(z) + 1, b = Softplus(w), v = Softplus(y), omega = 2 * b * (1 + v);
            return 0.5f * Log(3 / v) - a * Log(omega) + (a + 0.5f) * Log(v * Square(x) + omega) + LogGamma(a) - LogGamma(a + 0.5f);
        }

        [Loss(AlsoDouble = true)]
        public static float WrittenOnTheWay([Shape("a")] Vec<float> v, [Shape("a")] Vec<float> w, [Target] float t)
        {
            float sum = Sum(Exp(v)), other = Sum(Exp(w));
            return Sum(v.Length, i => StopGradient(Exp(w[i]) / other) * (Log(sum) - v[i])) + (t > 0 ? Sum(v.Length, i => w[i] * Exp(v[i]) * t) : Sum(w * w));
        }

        [Loss(AlsoDouble = true)]
        public static float Chained([Shape("a")] Vec<float> v, [Shape("a")] Vec<float> w)
        {
            Vec<float> r = v;
            Vec<float> Next(Vec<float> last, float scale) => Tabulate(w.Length, i => LogSumExp(last.Length, j => last[j] * scale + w[i] * w[j]));
            r = Next(r, 0.5f);
            r = Next(r, 0.25f);
            r = Next(r, -0.5f);
            r = Next(r, 0.75f);
            r = Next(r, 0.5f);
            r = Next(r, 0.25f);
            return Sum(r);
        }

        [Loss(AlsoDouble = true)]
        public static float NormalizedOverAndOver([Shape("a")] Vec<float> v, [Shape("a")] Vec<float> w, [Target] float t)
        {
            Vec<float> Next(Vec<float> last) => Tabulate(w.Length, i => (last[i] + 0.125f * w[i]) / (1 + Sum(last * last)));
            Vec<float> Further(Vec<float> last) => Next(Next(Next(Next(last))));
            Vec<float> far = Further(Further(v));
            return Sum(far * w) + (t > 0 ? Sum(Normalize(Further(Further(far)))) : 0);
        }

        [Loss(AlsoDouble = true)]
        public static float Reversed([Shape("a")] Vec<float> v, [Shape("a")] Vec<float> w) => Sum(v.Length, i => v[v.Length - 1 - i] * Exp(0.1f * w[i]));

        [Loss(AlsoDouble = true)]
        public static float KeptBetweenNeighbours([Shape("a")] Vec<float> v, [Shape("a")] Vec<float> w, float x)
        {
            float up = Sum(v.Length - 1, i => v[i + 1] > v[i] ? Pow(v[i + 1] - v[i], 1.5f) * w[i] : Tanh(v[i] - v[i + 1]));
            return up * x / (1 + Mean(v.Length, i => Abs(v[v.Length - 1 - i] * w[i])));
        }

        [Loss(AlsoDouble = true)]
        public static float Neighbours([Shape("a")] Vec<float> v) => Sum(v.Length - 1, i => Square(v[i + 1] - v[i])) + Sum(v.Length - 2, i => Square(v[i + 2] - 2 * v[i + 1] + v[i]));

        [Loss(AlsoDouble = true)]
        public static float ComputedGather([Shape("a")] Vec<float> v, int k) => v.Length == 0 ? 0 : v[(3 * k + 1) % v.Length] * v[Min(k + 1, v.Length - 1)];

        [Loss(AlsoDouble = true)]
        public static float ArgMaxGather([Shape("a")] Vec<float> v, [Shape("a")] Vec<float> w) => v.Length == 0 ? 0 : v[ArgMax(w)] * w[ArgMin(v)] + v[ArgMax(v.Length, i => v[i] * w[i])];

        [Loss(AlsoDouble = true)]
        public static float Permuted([Shape("a")] Vec<float> v, [Shape("a")] Vec<int> ids, [Shared, Shape("a")] Vec<float> s) =>
            Sum(v.Length, i => v[ids[i]] * s[ids[v.Length - 1 - i]] * v[i]);

        [Loss(AlsoDouble = true)]
        public static Weighted ClassWeights([Shape("a")] Vec<float> logits, int k, [Shared, Shape("a")] Vec<float> s)
        {
            if (k >= logits.Length)
                return Weighted(0, 0);
            float weight = Softplus(s[k]);
            return Weighted(-weight * LogSoftmax(logits)[k], weight);
        }

        [Loss(AlsoDouble = true)]
        public static float SharedAlone(float x, [Shape("a")] Vec<float> v, [Shared, Shape("a")] Vec<float> s, [Shared] float t) =>
            x * Norm(s) + LogSumExp(t * s) + Mean(s.Length, i => s[s.Length - 1 - i] * t) + t * t * x + Dot(Softmax(s), v);

        [Loss(AlsoDouble = true)]
        public static float HyperparameterRows([Shape("a")] Vec<float> v, [Hyperparameter, Shape("a")] Vec<float> h, [Hyperparameter] Vec<float> g, [Hyperparameter] int n = 2) =>
            Sum(g.Length, i => g[i] * Sum(v.Length, j => h[j] * Sin(v[j] * g[i]))) / (1 + Sum(Abs(g))) + Sum(n, i => i * Mean(v));

        [Loss(AlsoDouble = true)]
        public static float Guards(float x, float y, [Shape("a")] Vec<float> v) =>
            (x > 0 ? Log(x) : 0) + (y != 0 ? x / y : 1) + (x * y > 0 ? Sqrt(x * y) : -1) + Sum(v.Length, i => v[i] > 0 ? Log(v[i]) * Sqrt(v[i]) : 0f);

        [Loss(AlsoDouble = true)]
        public static float Ties([Shape("a")] Vec<float> v, float x) => Max(v.Length, i => Max(v[i], v[i])) + Min(x, x) + Max(v) - Min(v) + Max(Max(x, x), -10f);

        [Loss(AlsoDouble = true)]
        public static Weighted Masked([Shape("a")] Vec<float> v, [Target] float mask, [Target] float t) =>
            mask == 0 ? Weighted(0, 0) : Weighted(mask * SquaredNorm(v - t), mask);

        [Loss(AlsoDouble = true)]
        public static Weighted WeightThatLearns(float x, float y) => Weighted(Sigmoid(x) * Square(y), Sigmoid(x));

        [Loss(AlsoDouble = true)]
        public static float WithChains([Shape("a")] Vec<float> v, float x, int k)
        {
            if (v.Length == 0)
                return x;
            int last = v.Length - 1, at = k % v.Length;
            Vec<float> u = v.With(at, x * v[last]).With(last, Tanh(v[at])).With(at, x);
            return Sum(u * v) + u[at] * u[last] + LogSumExp(u);
        }

        [Loss(AlsoDouble = true)]
        public static float NestedExtrema([Shape("a")] Vec<float> v, [Shape("b")] Vec<float> w) =>
            Sum(v.Length, i => Min(w.Length, j => Square(v[i] - w[j]))) + Max(w.Length, j => Min(v.Length, i => v[i] * w[j]));

        [Loss(AlsoDouble = true)]
        public static float Costly([Shape("a")] Vec<float> v, [Shape("a")] Vec<float> w, float x)
        {
            Vec<float> e = Exp(Tanh(v) * x);
            return Sum(e * w) / (1 + Sum(e)) + Dot(e, Softmax(w * x)) + LogSumExp(x * v);
        }

        [Loss(AlsoDouble = true)]
        public static float ScaledSoftmax(float x, [Shape("a")] Vec<float> w, int k) => w.Length == 0 ? 0 : Softmax(LogAddExp(x, 2) * -w)[k % w.Length];

        [Loss(AlsoDouble = true)]
        public static float StopsWithin([Shape("a")] Vec<float> v, float x) => Sum(v * StopGradient(Softmax(v))) + StopGradient(x) * x * x + Abs(x - StopGradient(Mean(v)));

        [Loss(AlsoDouble = true)]
        public static float NamedAlike(float x, [Hyperparameter] float h = 0.7f)
        {
            float expH = x * x + h;
            return expH * Exp(h) + Tanh(expH);
        }

        [Loss(AlsoDouble = true)]
        public static float RowNamedAlike([Shape("a")] Vec<float> v, [Hyperparameter] float h = 0.7f)
        {
            float expH = Sum(v * h);
            return expH * Exp(h) + Sum(Tanh(v * expH));
        }

        [Loss(AlsoDouble = true)]
        public static float StaticNumber(float x) => x * (float)Math.Sqrt(2 + Math.Cos(Fixed)) + Pow(Fixed, 2) * x;

        [Loss(AlsoDouble = true)]
        public static float EmptyRows([Shape("a")] Vec<float> v, [Shape("b")] Vec<float> w) => Sum(v) * Mean(w) + SquaredNorm(w) + Norm(v) + Sum(Normalize(w)) + Sum(Softmax(v));

        [Loss(AlsoDouble = true)]
        public static float SumOverSums([Shape("a")] Vec<float> v) => LogSumExp(v.Length, i => v[i] > 1 ? v[i] : Norm(v) * i) + LogSumExp(3, i => Max(2, j => i * j * Mean(v)));

        [Loss(AlsoDouble = true)]
        public static float Flags([Shape("a")] Vec<float> v, [Target] bool flag, float x) => flag ? Sum(v) * x : Any(v.Length, i => v[i] > x) ? x * x : -x;

        [Loss(AlsoDouble = true)]
        public static float ChoiceInALoopOfOneArm([Shape("a")] Vec<float> v, float x, [Hyperparameter] int n = 2)
        {
            float s = n > 2 ? Sum(Exp(v)) : x;
            return s * s + (n > 2 ? Sum(v * s) : s);
        }

        [Loss(AlsoDouble = true)]
        public static float ChoicesUnderAChoice([Shape("a")] Vec<float> v, [Shape("a")] Vec<float> w, float x, [Hyperparameter] int n = 2, [Hyperparameter] int m = 2)
        {
            bool c = n > 2, d = m > 2;
            float s = c ? Sum(Exp(v)) : Tanh(x);
            float t = c ? Sum(w * s) : Sum(Sin(w * s));
            return d ? t * s : Exp(x);
        }

        [Loss(AlsoDouble = true)]
        public static float SumOfWhatTheLoopHasToo([Shape("a")] Vec<float> v, [Shape("a")] Vec<float> w, [Shape("a")] Vec<int> ids)
        {
            Vec<float> e = v * w;
            float s = Sum(e);
            return Sum(v.Length, i => s > w[i] || s < 3 * v[i] - 2 ? w[ids[i]] * v[ids[i]] * e[i] / (1 + Abs(e[i])) : 0f);
        }

        [Loss(AlsoDouble = true)]
        public static float SharedWithoutAPart([Shape("a")] Vec<float> v, [Shared] float s, [Shared, Shape("a")] Vec<float> t) => Square(LogSumExp(v));

        [Loss(AlsoDouble = true)]
        public static float LambdaThatIsNeverReached([Shape("a")] Vec<float> v, float x)
        {
            if (Any(v.Length, i => x < v[i]))
                return SquaredNorm(v);
            return Any(v.Length, i => x < v[i]) ? Max(v.Length, i => v[i] * x) : x;
        }

        [Loss(AlsoDouble = true)]
        public static float Shares([Shape("a")] Vec<float> v, [Shape("a")] Vec<float> w, float x, [Hyperparameter] float h = 0.7f)
        {
            Vec<float> p = Softmax(v * x), q = Normalize(w + h);
            return Sum(v.Length, i => p[i] == 0 ? 0f : p[i] * (x - Log(p[i]) + q[i] / (1 + SquaredNorm(w)))) + Dot(p, w) / v.Length;
        }

        [Loss(AlsoDouble = true)]
        public static float MaskedMean([Shape("a")] Vec<float> v, [Target, Shape("a")] Vec<float> w, float x)
        {
            int valid = Count(w.Length, i => w[i] > 1);
            return Sum(v.Length, i => w[i] > 1 ? x * Exp(v[i] * x) / valid : 0f);
        }

        [Loss(AlsoDouble = true)]
        public static float TwoSoftmaxes([Shape("a")] Vec<float> v, [Shape("a")] Vec<float> w, float x) => Dot(Softmax(v), Softmax(w * x)) * LogSumExp(x - w) + LogSumExp(v);
        """;

    private static readonly Lazy<CompiledLosses> Losses = new(() => new CompiledLosses(Members));

    public static TheoryData<string> All => new(Members.Split('\n').Where(line => line.Contains("public static"))
        .Select(line => line[..line.IndexOf('(')]).Select(line => line[(line.LastIndexOf(' ') + 1)..]));

    [Theory]
    [MemberData(nameof(All))]
    public void IsItsTextAndItsDerivative(string loss)
    {
        var comparison = new LossComparison(Losses.Value, loss, "");
        var counts = new LossComparison.Counts();
        foreach (int length in new[] { 0, 1, 2, 5, 9 })
            for (int seed = 0; seed < 4; seed++)
                comparison.Compare(100 * length + seed, length, counts);
        Assert.True(counts.Gradients > 0, counts.ToString());
        Assert.True(counts.Kinks <= 0.1 * counts.Gradients, counts.ToString());
    }

    [Theory]
    [MemberData(nameof(All))]
    public void WildInputsStayInTheirSample(string loss)
    {
        var comparison = new LossComparison(Losses.Value, loss, "");
        foreach (double wild in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0 })
            for (int seed = 0; seed < 4; seed++)
                comparison.CompareWild(seed, length: 4, wild);
    }
}
