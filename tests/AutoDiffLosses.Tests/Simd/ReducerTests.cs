using System;
using System.Linq;
using System.Numerics;
using System.Runtime.Intrinsics;
using AutoDiffLosses.Runtime;
using Xunit;
using V128 = System.Runtime.Intrinsics.Vector128<float>;
using V256 = System.Runtime.Intrinsics.Vector256<float>;
using V512 = System.Runtime.Intrinsics.Vector512<float>;

namespace AutoDiffLosses.Tests.Simd;

public unsafe class ReducerTests
{
    internal static readonly int[] Lengths = [.. Enumerable.Range(0, 66), 4_096, 4_099, 20_000];

    /// <summary>Rows at the end of their memory, of many kinds: few different values, so that there are many equals; zeros of both signs;
    /// infinities and NaN of both signs among them.</summary>
    private static void ForEachRow<T>(Action<Input<T>, int> test) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new Random(1);
        using var memory = new GuardedMemory(Lengths.Max() * sizeof(T));
        foreach (int length in Lengths)
            for (int trial = 0; trial < (length < 100 ? 40 : 16); trial++)
            {
                var row = new Span<T>(memory.Last<T>(length), length);
                foreach (ref T x in row)
                    x = (trial % 8) switch
                    {
                        0 => random.Next(2) == 0 ? -T.Zero : T.Zero,
                        1 => -T.Zero,
                        2 => random.Next(3) == 0 ? -T.One : -T.Zero,
                        3 => random.Next(3) == 0 ? T.One : random.Next(9) == 0 ? -T.Zero : T.Zero,
                        4 => T.NegativeInfinity,
                        5 => T.PositiveInfinity,
                        6 => T.CreateChecked(random.Next(-9, 9)),
                        _ => T.CreateChecked(random.NextDouble() - .5),
                    };
                if (trial >= 8 && length > 0)
                    for (int i = 0; i <= trial % 4; i++)
                        row[random.Next(length)] = random.Next(6) switch
                        {
                            0 => T.NaN,
                            1 => -T.NaN,
                            2 => T.PositiveInfinity,
                            3 => T.NegativeInfinity,
                            4 => -T.Zero,
                            _ => T.Zero,
                        };
                test(new(memory.Last<T>(length)), length);
            }
    }

    [Fact]
    public void ExtremaOfFloats() => Extrema<float>();

    [Fact]
    public void ExtremaOfDoubles() => Extrema<double>();

    private static void Extrema<T>() where T : unmanaged, IFloatingPointIeee754<T> => ForEachRow<T>((row, length) =>
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

        foreach (int width in Widths.All)
        {
            Check(Widths.Reduce4<T, Elements4<T>, Reducer.Max, Reducer.Min, Reducer.ArgMax, Reducer.ArgMin>(width, new(row, row), length));
            Check(Widths.Reduce4<T, ShortElements4<T>, Reducer.Max, Reducer.Min, Reducer.ArgMax, Reducer.ArgMin>(
                width, new(row, row), length));
            var (max1, argMax1) = Widths.Reduce2<T, ShortElements2<T>, Reducer.Max, Reducer.ArgMax>(width, new(row, row), length);
            double min1 = Widths.Reduce<T, ShortElements<T>, Reducer.Min>(width, new(row), length);
            double argMin1 = Widths.Reduce<T, ShortElements<T>, Reducer.ArgMin>(width, new(row), length);
            Check((max1, min1, argMax1, argMin1));
        }

        void Check((double Max, double Min, double ArgMax, double ArgMin) found)
        {
            Assert.Equal((Bits(max), Bits(min)), (Bits(found.Max), Bits(found.Min)));
            Assert.Equal((argMax, argMin), (found.ArgMax, found.ArgMin));
        }
    });

    /// <summary>The bits of a value; of any NaN, the same.</summary>
    private static long Bits(double value) => BitConverter.DoubleToInt64Bits(double.IsNaN(value) ? double.NaN : value);

    [Fact]
    public void SumsOfFloats() => Sums<float>(1e-6);

    [Fact]
    public void SumsOfDoubles() => Sums<double>(1e-15);

    private static void Sums<T>(double tolerance) where T : unmanaged, IFloatingPointIeee754<T>
    {
        ForEachRow<T>((row, length) =>
        {
            double sum = 0, size = 0;
            for (int i = 0; i < length; i++)
            {
                sum += double.CreateChecked(row[i]);
                size += Math.Abs(double.CreateChecked(row[i]));
            }
            foreach (int width in Widths.All)
            {
                Check(Widths.Reduce4<T, Elements4<T>, Reducer.Sum, Reducer.Max, Reducer.Sum, Reducer.Sum>(width, new(row, row), length));
                Check(Widths.Reduce4<T, ShortElements4<T>, Reducer.Sum, Reducer.Sum, Reducer.Sum, Reducer.Sum>(
                    width, new(row, row), length));
                double sum1 = Widths.Reduce<T, ShortElements<T>, Reducer.Sum>(width, new(row), length);
                Check((sum1, sum1, sum1, sum1));
            }

            void Check((double, double, double, double) found)
            {
                if (double.IsFinite(sum))
                    Assert.InRange(found.Item1, sum - tolerance * size, sum + tolerance * size);
                else
                    Assert.Equal(sum, found.Item1);
                Assert.Equal(found.Item1, found.Item3);
            }
        });
    }

    /// <summary>What does not count is not in a sum, though the step makes it: of zeros, it makes infinities.</summary>
    [Fact]
    public void LanesThatDoNotCountAreNotReduced()
    {
        using var memory = new GuardedMemory(65 * sizeof(float));
        for (int length = 0; length <= 65; length++)
        {
            var row = memory.Last<float>(length);
            new Span<float>(row, length).Fill(.25f);
            foreach (int width in Widths.All)
            {
                var (sum, max, min, argMax) =
                    Widths.Reduce4<float, Reciprocals, Reducer.Sum, Reducer.Max, Reducer.Min, Reducer.ArgMax>(width, new(new(row)), length);
                Assert.Equal(4 * length, sum);
                if (length > 0)
                    Assert.Equal((4, 4, 0), (max, min, argMax));
            }
        }
    }

    private readonly struct Reciprocals(Input<float> row) : IReduce4<float>
    {
        public (V512, V512, V512, V512) Step512<TLanes>(TLanes lanes) where TLanes : struct, ILanes512<float>
        {
            var x = V512.One / lanes.Load(row);
            return (x, x, x, x);
        }

        public (V256, V256, V256, V256) Step256<TLanes>(TLanes lanes) where TLanes : struct, ILanes256<float>
        {
            var x = V256.One / lanes.Load(row);
            return (x, x, x, x);
        }

        public (V128, V128, V128, V128) Step128<TLanes>(TLanes lanes) where TLanes : struct, ILanes128<float>
        {
            var x = V128.One / lanes.Load(row);
            return (x, x, x, x);
        }
    }

    [Fact]
    public void MasksOfFloats() => Masks<float>();

    [Fact]
    public void MasksOfDoubles() => Masks<double>();

    private static void Masks<T>() where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new Random(1);
        using var memory = new GuardedMemory(Lengths.Max());
        foreach (int length in Lengths)
            for (int trial = 0; trial < 6; trial++)
            {
                var row = new Span<bool>(memory.Last<bool>(length), length);
                row.Fill(trial % 2 == 0);
                if (trial >= 2 && length > 0)
                    row[random.Next(length)] ^= true;
                bool any = row.Contains(true), all = !row.Contains(false);
                foreach (int width in Widths.All)
                    Assert.Equal(
                        (any ? 1 : 0, all ? 1 : 0, any ? 1 : 0, all ? 1 : 0),
                        Widths.Reduce4<T, Bools<T>, Reducer.Any, Reducer.All, Reducer.Any, Reducer.All>(
                            width, new(new(memory.Last<bool>(length))), length));
            }
    }

    private readonly struct Bools<T>(Input<bool> row) : IReduce4<T>, IShort where T : unmanaged, IFloatingPointIeee754<T>
    {
        public (Vector512<T>, Vector512<T>, Vector512<T>, Vector512<T>) Step512<TLanes>(TLanes lanes) where TLanes : struct, ILanes512<T>
        {
            var x = lanes.Load(row);
            return (x, x, x, x);
        }

        public (Vector256<T>, Vector256<T>, Vector256<T>, Vector256<T>) Step256<TLanes>(TLanes lanes) where TLanes : struct, ILanes256<T>
        {
            var x = lanes.Load(row);
            return (x, x, x, x);
        }

        public (Vector128<T>, Vector128<T>, Vector128<T>, Vector128<T>) Step128<TLanes>(TLanes lanes) where TLanes : struct, ILanes128<T>
        {
            var x = lanes.Load(row);
            return (x, x, x, x);
        }
    }

    /// <summary>Float lanes alone would lose a ten-thousandth of this sum.</summary>
    [Fact]
    public void LongSumsGoOnInDouble()
    {
        const int length = 1 << 22;
        using var memory = new GuardedMemory(length * sizeof(float));
        new Span<float>(memory.Start, length).Fill(.1f);
        foreach (int width in Widths.All)
        {
            double sum = Widths.Reduce<float, Elements<float>, Reducer.Sum>(width, new(new((float*)memory.Start)), length);
            Assert.Equal(1, sum / ((double).1f * length), 1e-5);
        }
    }

    /// <summary>The order of additions depends on the length alone, not on where the memory lies.</summary>
    [Fact]
    public void SumsDoNotDependOnAlignment()
    {
        var random = new Random(1);
        using var memory = new GuardedMemory(6_000 * sizeof(float));
        foreach (int length in new[] { 31, 100, 5_000 })
        {
            var values = Enumerable.Range(0, length).Select(_ => random.NextSingle()).ToArray();
            foreach (int width in Widths.All)
            {
                double? first = null;
                for (int shift = 0; shift < 17; shift++)
                {
                    float* row = (float*)memory.Start + shift;
                    values.CopyTo(new Span<float>(row, length));
                    double sum = Widths.Reduce<float, ShortElements<float>, Reducer.Sum>(width, new(new(row)), length);
                    Assert.Equal(first ??= sum, sum);
                }
            }
        }
    }
}
