using System;
using System.Linq;
using System.Numerics;
using System.Runtime.InteropServices;
using AutoDiffLosses.Runtime;
using Xunit;

namespace AutoDiffLosses.Tests.Simd;

public unsafe class ReducerTests
{
    private static readonly int[] lengths = [.. Enumerable.Range(0, 66), 4_099, 20_000];

    [Fact]
    public void ExtremaOfFloats() => Extrema<float>();

    [Fact]
    public void ExtremaOfDoubles() => Extrema<double>();

    private static void Extrema<T>() where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new Random(1);
        foreach (int length in lengths)
        {
            var row = (T*)NativeMemory.Alloc((nuint)length + 1, (nuint)sizeof(T));
            for (int trial = 0; trial < (length < 100 ? 40 : 10); trial++)
            {
                Fill(random, new Span<T>(row, length), trial);
                foreach (int width in Widths.All)
                    Extrema(row, length, width);
            }
            NativeMemory.Free(row);
        }
    }

    /// <summary>Few different values, so that there are many equals; now and then zeros alone, infinities, NaN of either sign.</summary>
    private static void Fill<T>(Random random, Span<T> row, int trial) where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (ref T x in row)
            x = (trial % 8) switch
            {
                0 => random.Next(2) == 0 ? -T.Zero : T.Zero,
                1 => -T.Zero,
                2 => random.Next(3) == 0 ? -T.One : -T.Zero,
                3 => random.Next(3) == 0 ? T.One : random.Next(9) == 0 ? -T.Zero : T.Zero,
                4 => T.NegativeInfinity,
                5 => T.PositiveInfinity,
                _ => T.CreateChecked(random.Next(-9, 9) * (trial % 3 == 0 ? 1 : random.NextDouble())),
            };
        if (trial >= 8 && row.Length > 0)
            for (int i = 0; i <= trial % 4; i++)
                row[random.Next(row.Length)] = random.Next(6) switch
                {
                    0 => T.NaN,
                    1 => -T.NaN,
                    2 => T.PositiveInfinity,
                    3 => T.NegativeInfinity,
                    4 => -T.Zero,
                    _ => T.Zero,
                };
    }

    private static void Extrema<T>(T* row, int length, int width) where T : unmanaged, IFloatingPointIeee754<T>
    {
        double max = double.NegativeInfinity, min = double.PositiveInfinity;
        int argMax = -1, argMin = -1, nan = -1;
        for (int i = 0; i < length; i++)
        {
            double x = double.CreateChecked(row[i]);
            if (double.IsNaN(x) && nan < 0)
                nan = i;
            if (argMax < 0 || x > max)
                argMax = i;
            if (argMin < 0 || x < min)
                argMin = i;
            max = Math.Max(max, x);
            min = Math.Min(min, x);
        }
        if (nan >= 0)
            (argMax, argMin) = (nan, nan);

        var elements = new Elements<T>(new(row));
        var found = Widths.Run<T, Elements<T>, Reducer.Max, Reducer.Min, Reducer.ArgMax, Reducer.ArgMin>(width, elements, length);
        Assert.Equal(((double)argMax, (double)argMin), (found.Item3, found.Item4));
        Assert.Equal((Bits(max), Bits(min)), (Bits(found.Item1), Bits(found.Item2)));
    }

    /// <summary>The bits of a value; of any NaN, the same.</summary>
    private static long Bits(double value) => BitConverter.DoubleToInt64Bits(double.IsNaN(value) ? double.NaN : value);

    [Fact]
    public void SumsOfFloats() => Sums<float>();

    [Fact]
    public void SumsOfDoubles() => Sums<double>();

    private static void Sums<T>() where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new Random(1);
        foreach (int length in lengths)
        {
            var row = (T*)NativeMemory.Alloc((nuint)length + 1, (nuint)sizeof(T));
            double sum = 0, size = 0;
            for (int i = 0; i < length; i++)
            {
                row[i] = T.CreateChecked(random.NextDouble() * 2 - 1);
                sum += double.CreateChecked(row[i]);
                size += Math.Abs(double.CreateChecked(row[i]));
            }
            foreach (int width in Widths.All)
            {
                var elements = new Elements<T>(new(row));
                var sums = Widths.Run<T, Elements<T>, Reducer.Sum, Reducer.Any, Reducer.All, Reducer.Sum>(width, elements, length);
                double tolerance = (typeof(T) == typeof(float) ? 1e-5 : 1e-13) * size;
                Assert.InRange(sums.Item1, sum - tolerance, sum + tolerance);
                Assert.Equal(sums.Item1, sums.Item4);
            }
            NativeMemory.Free(row);
        }
    }
}
