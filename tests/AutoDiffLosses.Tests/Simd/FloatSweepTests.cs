using System;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using System.Threading.Tasks;
using AutoDiffLosses.Runtime;
using Xunit;
using Xunit.Abstractions;

namespace AutoDiffLosses.Tests.Simd;

/// <summary>Bit patterns of float, against double. All 2³² of them when AUTODIFFLOSSES_FULL_SWEEP is 1.</summary>
public sealed class FloatSweepTests(ITestOutputHelper output)
{
    private const double SmallestNormal = 1.1754943508222875e-38;

    private static readonly uint Stride = Environment.GetEnvironmentVariable("AUTODIFFLOSSES_FULL_SWEEP") == "1" ? 1u : 43_133u;

    /// <summary>Where an exponent changes in a reduced argument, or a result leaves the numbers there are: swept whole.</summary>
    private static readonly float[] Meetings =
        [1.17549435e-38f, 5.9604645e-8f, 0.25f, 0.28768207f, 0.34657359f, 0.40546511f, 0.5f, 0.69314718f, 0.75f, 1, 1.5f, 2, 3, 17.32868f, 87.33654f, 88.72283f];

    /// <summary>What a product that is rounded before the addition may add to the bounds.</summary>
    internal static readonly double Slack = Fma.IsSupported || AdvSimd.IsSupported ? 0 : 0.25;

    public static TheoryData<string, string, int, double> Functions()
    {
        var rows = new TheoryData<string, string, int, double>();
        foreach (int width in VectorFunction.Widths)
        {
            rows.Add("Exp", "Exp", width, 1);
            rows.Add("ExpNonPositive", "Exp", width, 1);
            rows.Add("ExpShifted", "Exp", width, 1);
            rows.Add("Log", "Log", width, 1);
            rows.Add("Log1p", "Log1p", width, 1);
            rows.Add("Log1pOfUnit", "Log1p", width, 1);
            rows.Add("Expm1", "Expm1", width, 1);
            rows.Add("Tanh", "Tanh", width, 2.5);
            rows.Add("Sigmoid", "Sigmoid", width, 2.5);
            rows.Add("LogSigmoid", "LogSigmoid", width, 2.5);
            rows.Add("Softplus", "Softplus", width, 2.5);
        }
        return rows;
    }

    [Theory, MemberData(nameof(Functions))]
    public void WithinUlps(string name, string reference, int width, double bound)
    {
        var vector = VectorFunction.OfOne<float>(name, width);
        var scalar = typeof(ScalarMath).GetMethod(reference, [typeof(double)])!.CreateDelegate<Func<double, double>>();
        var (worst, at) = (0.0, 0f);
        var gate = new object();
        Parallel.For(0, 64, chunk =>
        {
            var (worstHere, atHere) = Sweep(vector, scalar, Domain(name), (ulong)chunk << 26, (ulong)(chunk + 1) << 26, Stride);
            lock (gate)
                if (worstHere > worst)
                    (worst, at) = (worstHere, atHere);
        });
        foreach (float meeting in Meetings)
            foreach (float sign in new[] { 1f, -1f })
            {
                ulong pattern = BitConverter.SingleToUInt32Bits(sign * meeting);
                var (worstHere, atHere) = Sweep(vector, scalar, Domain(name), pattern - 64, pattern + 64, 1);
                if (worstHere > worst)
                    (worst, at) = (worstHere, atHere);
            }
        output.WriteLine($"{name} at {width}: {worst:F4} ulp at {at:R}");
        Assert.True(worst <= bound + Slack, $"{name}({at:R}): {worst} ulp");
    }

    private static Func<float, bool> Domain(string name) => name switch
    {
        "ExpNonPositive" => x => !(x > 0),
        "ExpShifted" => x => !(x > 88 && x < 89),
        "Log1pOfUnit" => x => !(x < 0 || x > 1),
        _ => _ => true,
    };

    private static (double Worst, float At) Sweep(Unary<float> vector, Func<double, double> scalar, Func<float, bool> isIn, ulong from, ulong to, uint stride)
    {
        float[] x = new float[1024], results = new float[x.Length];
        var worst = (Ulps: 0.0, At: 0f);
        for (ulong bits = (from + stride - 1) / stride * stride; bits < to;)
        {
            for (int i = 0; i < x.Length; i++, bits += stride)
                x[i] = bits < to && BitConverter.UInt32BitsToSingle((uint)bits) is var pattern && isIn(pattern) ? pattern : 0;
            vector(x, results);
            for (int i = 0; i < x.Length; i++)
                if (Distance(scalar(x[i]), results[i]) is var ulps && ulps > worst.Ulps)
                    worst = (ulps, x[i]);
        }
        return worst;
    }

    /// <summary>In units of the last place of the exact result; ∞ if they are of different kinds.</summary>
    internal static double Distance(double exact, float actual)
    {
        float rounded = (float)exact;
        if (float.IsNaN(rounded))
            return float.IsNaN(actual) ? 0 : double.PositiveInfinity;
        if (rounded == actual || Math.Abs(exact) < SmallestNormal && actual == 0)
            return 0;
        double ulp = Math.ScaleB(1, Math.Clamp(Math.ILogB(exact), -126, 127) - 23);
        double distance = Math.Abs((float.IsInfinity(actual) ? Math.CopySign(Math.ScaleB(1, 128), actual) : actual) - exact) / ulp;
        return double.IsNaN(distance) ? double.PositiveInfinity : distance;
    }
}
