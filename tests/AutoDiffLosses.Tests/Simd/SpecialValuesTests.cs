using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using AutoDiffLosses.Runtime;
using Xunit;

namespace AutoDiffLosses.Tests.Simd;

/// <summary>At every width a vector function gives the same kind of result as the scalar one, but for flushed denormals.</summary>
public sealed class SpecialValuesTests
{
    private static readonly string[] OfOne =
    [
        "Exp", "Log", "Log1p", "Expm1", "Sqrt", "Abs", "Sign", "Sigmoid", "LogSigmoid", "Softplus", "Tanh", "Sin", "Cos", "Tan", "Asin", "Acos",
        "Atan", "Sinh", "Cosh", "Erf", "LogGamma", "Digamma", "Trigamma", "Floor", "Ceiling", "Round", "Truncate",
    ];

    private static readonly string[] OfTwo = ["Pow", "Min", "Max", "Atan2", "XLogY"];

    public static TheoryData<string, int> UnaryFunctions() => Crossed(OfOne);
    public static TheoryData<string, int> BinaryFunctions() => Crossed(OfTwo);

    private static TheoryData<string, int> Crossed(string[] names)
    {
        var rows = new TheoryData<string, int>();
        foreach (string name in names)
            foreach (int width in VectorFunction.Widths)
                rows.Add(name, width);
        return rows;
    }

    [Theory, MemberData(nameof(UnaryFunctions))]
    public void OneArgument(string name, int width)
    {
        Check<float>(name, width, 4e-6, 1e-6);
        Check<double>(name, width, 1e-14, 1e-15);
    }

    [Theory, MemberData(nameof(BinaryFunctions))]
    public void TwoArguments(string name, int width)
    {
        CheckPairs<float>(name, width, 4e-6, 1e-6);
        CheckPairs<double>(name, width, 1e-14, 1e-15);
    }

    [Theory]
    [InlineData(128)]
    [InlineData(256)]
    [InlineData(512)]
    public void MinusAbsHasItsBits(int width)
    {
        float[] x = Padded(Values<float>().ToArray()), results = new float[x.Length];
        VectorFunction.OfOne<float>("MinusAbs", width)(x, results);
        Assert.Equal(x.Select(value => BitConverter.SingleToUInt32Bits(-float.Abs(value))), results.Select(BitConverter.SingleToUInt32Bits));

        double[] y = Padded(Values<double>().ToArray()), doubles = new double[y.Length];
        VectorFunction.OfOne<double>("MinusAbs", width)(y, doubles);
        Assert.Equal(y.Select(value => BitConverter.DoubleToUInt64Bits(-double.Abs(value))), doubles.Select(BitConverter.DoubleToUInt64Bits));
    }

    /// <summary>Branches look at whole vectors, but not so that results would show it.</summary>
    [Theory]
    [InlineData(128)]
    [InlineData(256)]
    [InlineData(512)]
    public void NeighboursOfSpecialValuesAreAsElsewhere(int width)
    {
        var random = new Random(6);
        float[] special = [0, -0f, -3, float.PositiveInfinity, float.NegativeInfinity, float.NaN, 1e-40f, 3e38f, 1e-37f, -1];
        float[] x = Enumerable.Range(0, 32_768).Select(_ => (float)Math.Exp(random.NextDouble() * 8 - 4)).ToArray();
        float[] mixed = x.Select((value, i) => i % 4 == 3 ? special[i / 4 % special.Length] : value).ToArray();
        float[] exponents = x.Select(_ => random.NextSingle() * 6 - 3).ToArray(), results = new float[x.Length], ofMixed = new float[x.Length];
        foreach (string name in (string[])["Log", "Log1p"])
        {
            VectorFunction.OfOne<float>(name, width)(x, results);
            VectorFunction.OfOne<float>(name, width)(mixed, ofMixed);
            SameBetween(name);
        }
        VectorFunction.OfTwo<float>("Pow", width)(x, exponents, results);
        VectorFunction.OfTwo<float>("Pow", width)(mixed, exponents, ofMixed);
        SameBetween("Pow");

        void SameBetween(string name)
        {
            for (int i = 0; i < x.Length; i++)
                Assert.True(i % 4 == 3 || results[i] == ofMixed[i], $"{name}({x[i]:R}): {results[i]:R}, beside special values {ofMixed[i]:R}");
        }
    }

    private static void Check<T>(string name, int width, double relative, double absolute) where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        T[] x = Padded(Values<T>().ToArray());
        var results = new T[x.Length];
        VectorFunction.OfOne<T>(name, width)(x, results);
        var scalar = typeof(ScalarMath).GetMethod(name, [typeof(T)])!.CreateDelegate<Func<T, T>>();
        for (int i = 0; i < x.Length; i++)
            SameKind(scalar(x[i]), results[i], relative, absolute, $"{name}({x[i]:R})");
    }

    private static void CheckPairs<T>(string name, int width, double relative, double absolute) where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        T[] values = [.. Values<T>()];
        T[] x = Padded(values.SelectMany(_ => values).ToArray()), y = Padded(values.SelectMany(value => Enumerable.Repeat(value, values.Length)).ToArray());
        var results = new T[x.Length];
        VectorFunction.OfTwo<T>(name, width)(x, y, results);
        var scalar = typeof(ScalarMath).GetMethod(name, [typeof(T), typeof(T)])!.CreateDelegate<Func<T, T, T>>();
        for (int i = 0; i < x.Length; i++)
            SameKind(scalar(x[i], y[i]), results[i], relative, absolute, $"{name}({x[i]:R}, {y[i]:R})");
    }

    private static void SameKind<T>(T expected, T actual, double relative, double absolute, string what) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool same = T.IsNaN(expected) ? T.IsNaN(actual)
            : T.IsInfinity(expected) || T.IsInfinity(actual) ? expected == actual
            : T.IsSubnormal(expected) ? actual == T.Zero || T.Abs(actual - expected) <= T.Epsilon + T.Epsilon
            : expected == T.Zero ? actual == T.Zero && (T.IsNegative(expected) == T.IsNegative(actual) || what == "Expm1(-0)")
            : double.Abs(double.CreateChecked(actual) - double.CreateChecked(expected))
              <= double.Max(relative * double.Abs(double.CreateChecked(expected)), double.Abs(double.CreateChecked(expected)) < 1 ? 0 : absolute);
        Assert.True(same, $"{what}: expected {expected:R}, got {actual:R}");
    }

    private static T[] Padded<T>(T[] values) =>
        [.. values, .. Enumerable.Repeat(values[0], (VectorFunction.Lanes - values.Length % VectorFunction.Lanes) % VectorFunction.Lanes)];

    /// <summary>Special numbers, and those at which a function's branches meet, with their neighbours, both signs.</summary>
    private static IEnumerable<T> Values<T>() where T : unmanaged, IBinaryFloatingPointIeee754<T>, IMinMaxValue<T>
    {
        yield return T.NaN;
        yield return typeof(T) == typeof(float)
            ? (T)(object)BitConverter.UInt32BitsToSingle(0x7FC12345)
            : (T)(object)BitConverter.UInt64BitsToDouble(0x7FF8123456789ABC);
        T smallestNormal = T.Exp2(T.CreateChecked(typeof(T) == typeof(float) ? -126 : -1022));
        T[] anchors =
        [
            T.Zero, T.Epsilon, smallestNormal, T.MaxValue, T.PositiveInfinity, T.One, T.CreateChecked(2), T.CreateChecked(0.5), T.CreateChecked(0.75),
            T.CreateChecked(1.5), T.CreateChecked(1e-30), T.CreateChecked(1e-9), T.CreateChecked(1e-4), T.CreateChecked(0.1), T.CreateChecked(0.3),
            T.CreateChecked(0.6931471805599453), T.CreateChecked(0.34657359), T.CreateChecked(3), T.CreateChecked(8), T.CreateChecked(17), T.CreateChecked(40),
            T.CreateChecked(87.33654), T.CreateChecked(88.0), T.CreateChecked(88.722839), T.CreateChecked(89), T.CreateChecked(104), T.CreateChecked(708.39641853226),
            T.CreateChecked(709.782712893384), T.CreateChecked(746), T.CreateChecked(8388608), T.CreateChecked(16777216), T.CreateChecked(1e10), T.CreateChecked(1e30),
        ];
        foreach (T anchor in anchors)
            foreach (T value in new[] { anchor, T.BitDecrement(anchor), T.BitIncrement(anchor) })
            {
                yield return value;
                yield return -value;
            }
    }
}
