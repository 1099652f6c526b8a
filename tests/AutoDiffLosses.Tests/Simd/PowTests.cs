using System;
using System.Linq;
using System.Runtime.Intrinsics;
using AutoDiffLosses.Runtime;
using Xunit;

namespace AutoDiffLosses.Tests.Simd;

/// <summary>Powers of random floats, against double.</summary>
public sealed class PowTests
{
    private const int Points = 64_000;

    [Theory, InlineData(512), InlineData(256), InlineData(128)]
    public void PowIsWithinUlps(int width)
    {
        var random = new Random(3);
        float[] x = new float[Points], y = new float[Points], results = new float[Points];
        for (int i = 0; i < Points; i++)
            (x[i], y[i]) = ((float)Math.Exp(random.NextDouble() * 170 - 85), (float)((random.NextDouble() - 0.5) * Math.Exp(random.Next(1, 9))));
        VectorFunction.OfTwo<float>("Pow", width)(x, y, results);
        for (int i = 0; i < Points; i++)
            Assert.True(FloatSweepTests.Distance(Math.Pow(x[i], y[i]), results[i]) <= 2.5, $"Pow({x[i]:R}, {y[i]:R}): {results[i]:R}");
    }

    /// <summary>Bases around 1, whose logarithms have most digits to lose, to exponents that lead to the ends of the numbers there are.</summary>
    [Theory, InlineData(512), InlineData(256), InlineData(128)]
    public void LargestAndSmallestPowersAreWithinUlps(int width)
    {
        var random = new Random(5);
        float[] x = new float[Points], y = new float[Points], results = new float[Points];
        for (int i = 0; i < Points; i++)
        {
            x[i] = (float)(0.7 + 0.8 * random.NextDouble());
            y[i] = (float)((random.Next(2) * 2 - 1) * (85 + 4 * random.NextDouble()) / Math.Log(x[i]));
        }
        VectorFunction.OfTwo<float>("Pow", width)(x, y, results);
        for (int i = 0; i < Points; i++)
            Assert.True(FloatSweepTests.Distance(Math.Pow(x[i], y[i]), results[i]) <= 2.5, $"Pow({x[i]:R}, {y[i]:R}): {results[i]:R}");
    }

    /// <summary>By one exponent for all lanes, and by the same in each: over the whole range of bases, and in kind where there is no number.</summary>
    [Theory]
    [InlineData(1.7f)]
    [InlineData(0.5f)]
    [InlineData(3f)]
    [InlineData(4f)]
    [InlineData(-1f)]
    [InlineData(-2.5f)]
    [InlineData(1e-3f)]
    [InlineData(37.25f)]
    [InlineData(-120f)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void PowByOneExponentIsWithinUlps(float q)
    {
        float[] special = [0, -0f, 1, -1, 2, -2, float.MaxValue, float.MinValue, float.PositiveInfinity, float.NegativeInfinity, float.NaN, float.Epsilon, 1.17549435e-38f, 0.99999994f, 1.0000001f];
        for (uint bits = 0; bits < 0xFF800000u - 8 * 40009; bits += 8 * 40009)
        {
            var x = Vector512.Create(Enumerable.Range(0, 16).Select(lane =>
                lane == 3 ? special[bits / (8 * 40009) % special.Length] : BitConverter.UInt32BitsToSingle(bits + (uint)lane * 20011)).ToArray());
            var widest = VectorMath.Pow(x, q);
            var middle = VectorMath.Pow(x.GetLower(), q);
            var narrow = VectorMath.Pow(x.GetLower().GetLower(), q);
            var lanes = VectorMath.Pow(x, Vector512.Create(q));
            for (int lane = 0; lane < 16; lane++)
            {
                float expected = MathF.Pow(x[lane], q);
                if (MathF.Abs(expected) < 1.17549435e-38f)
                    expected = MathF.CopySign(0, expected);
                Check(widest[lane]);
                Check(lanes[lane]);
                if (lane < 8)
                    Check(middle[lane]);
                if (lane < 4)
                    Check(narrow[lane]);

                void Check(float actual)
                {
                    if (float.IsFinite(expected) && expected != 0)
                        Assert.True(FloatSweepTests.Distance(Math.Pow(x[lane], q), actual) <= 2.5, $"Pow({x[lane]:R}, {q:R}): {actual:R}");
                    else
                        Assert.True(expected.Equals(actual), $"Pow({x[lane]:R}, {q:R}): {actual:R}, not {expected:R}");
                }
            }
        }
    }

    [Theory]
    [InlineData(0f), InlineData(1f), InlineData(2f), InlineData(1.7f), InlineData(0.25f), InlineData(-0.5f), InlineData(3f), InlineData(40f)]
    public void PowFromLogIsAsExactAsItsProduct(float q)
    {
        var random = new Random(4);
        for (int i = 0; i < Points / 16; i++)
        {
            var x = Vector512.Create<float>([.. Lanes(() => (float)Math.Exp((random.NextDouble() - 0.5) * 160 / Math.Max(1, Math.Abs(q))))]);
            var uniform = VectorMath.PowFromLog(x, VectorMath.Log(x), q);
            var lanes = VectorMath.PowFromLog(x, VectorMath.Log(x), Vector512.Create(q));
            var middle = VectorMath.PowFromLog(x.GetLower(), VectorMath.Log(x.GetLower()), q);
            var narrow = VectorMath.PowFromLog(x.GetLower().GetLower(), VectorMath.Log(x.GetLower().GetLower()), q);
            for (int lane = 0; lane < Vector512<float>.Count; lane++)
            {
                double exact = Math.Pow(x[lane], q);
                double bound = (2 + (1 + FloatSweepTests.Slack) * Math.Abs(q * Math.Log(x[lane]))) * Math.ScaleB(exact, -23);
                Assert.InRange(uniform[lane], exact - bound, exact + bound);
                Assert.InRange(lanes[lane], exact - bound, exact + bound);
                if (lane < Vector256<float>.Count)
                    Assert.InRange(middle[lane], exact - bound, exact + bound);
                if (lane < Vector128<float>.Count)
                    Assert.InRange(narrow[lane], exact - bound, exact + bound);
            }
        }
    }

    private static float[] Lanes(Func<float> next)
    {
        var lanes = new float[Vector512<float>.Count];
        for (int i = 0; i < lanes.Length; i++)
            lanes[i] = next();
        return lanes;
    }

    [Fact]
    public void PowFromLogOfSpecialValues()
    {
        foreach (float x in new[] { 0f, float.PositiveInfinity, float.NaN, 1f })
            foreach (float q in new[] { 0f, 1f, 2f, 1.5f, -1.5f, float.NaN })
            {
                float expected = ScalarMath.PowFromLog(x, ScalarMath.Log(x), q);
                var vector = Vector256.Create(x);
                Assert.Equal(expected, VectorMath.PowFromLog(vector, VectorMath.Log(vector), q)[0]);
                Assert.Equal(expected, VectorMath.PowFromLog(vector, VectorMath.Log(vector), Vector256.Create(q))[0]);
            }
    }
}
