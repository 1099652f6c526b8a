using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics;
using System.Runtime.Intrinsics;
using AutoDiffLosses.Runtime;
using Xunit;

namespace AutoDiffLosses.Tests.Simd;

/// <summary>Passes that keep values for the steps of each block give what those in one piece give.</summary>
public unsafe class BlockPassTests
{
    /// <summary>Up to, at, and beyond the ends of blocks of 256 and 512 elements, and of the sums in lanes.</summary>
    private static readonly int[] Lengths = [.. Enumerable.Range(0, 66), 255, 256, 257, 511, 512, 513, 1_023, 1_025, 4_095, 4_096, 4_097, 4_099, 20_000];

    [Theory, InlineData(512), InlineData(256), InlineData(128)]
    public void InFloat(int width) => Compare<float>(width);

    [Theory, InlineData(512), InlineData(256), InlineData(128)]
    public void InDouble(int width) => Compare<double>(width);

    private static void Compare<T>(int width) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new Random(2);
        using var memory = new GuardedMemory(Lengths.Max() * sizeof(T));
        foreach (int length in Lengths)
        {
            T* p = memory.Last<T>(length);
            double[] x = [.. Enumerable.Range(0, length).Select(_ => (double)random.Next(-100, 100))];
            for (int i = 0; i < length; i++)
                p[i] = T.CreateChecked(x[i]);
            var row = new Input<T>(p);
            double max = x.Append(double.NegativeInfinity).Max(), min = x.Append(double.PositiveInfinity).Min();

            // What is kept is the element, twice, and by way of the first its double.
            Assert.Equal(x.Sum(), Widths.Reduce<T, InBlocks<T>, Reducer.Sum>(width, new(row), length));
            Assert.Equal(3 * max, Widths.Reduce<T, InBlocks<T>, Reducer.Max>(width, new(row, factor: 3), length));
            Assert.Equal(3 * min, Widths.Reduce<T, InBlocks<T>, Reducer.Min>(width, new(row, factor: 3), length));
            Assert.Equal(Array.IndexOf(x, max), (int)Widths.Reduce<T, InBlocks<T>, Reducer.ArgMax>(width, new(row), length));
            Assert.Equal(Array.IndexOf(x, min), (int)Widths.Reduce<T, InBlocks<T>, Reducer.ArgMin>(width, new(row), length));
        }
    }

    /// <summary>The sum of a range begins where the range does.</summary>
    [Theory, InlineData(0, 0), InlineData(3, 600), InlineData(511, 513), InlineData(512, 5_000)]
    public void Ranges(int first, int last)
    {
        float[] x = [.. Enumerable.Range(0, 5_000).Select(i => (float)(i % 17))];
        fixed (float* p = x)
            Assert.Equal(x[first..last].Sum(v => (double)v), Pass<float>.Sum(new InBlocks<float>(new(p)), first, last));
    }

    /// <summary>Sums go on in double: of many ones none is lost.</summary>
    [Fact]
    public void LongSumsAreExact()
    {
        float[] x = new float[40_000_000];
        Array.Fill(x, 1);
        fixed (float* p = x)
            Assert.Equal(x.Length, Pass<float>.Sum(new InBlocks<float>(new(p)), x.Length));
    }

    /// <summary>An element times a factor, from what has been kept of it by two passes.</summary>
    private struct InBlocks<T>(Input<T> row, double factor = 1) : IReduce<T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        private KeptRow<T> elements, doubles;

        public static int KeptOfBlock => 2;

        public void Begin(Block<T> block)
        {
            elements = block.Row(0);
            doubles = block.Row(1);
            Pass<T>.Map(new Copy<T>(row, elements), block);
            Pass<T>.Map(new Twice<T>(elements, doubles), block);
        }

        public readonly Vector512<T> Step512<TLanes>(TLanes lanes) where TLanes : struct, ILanes512<T> =>
            (lanes.Load(doubles) - lanes.Load(elements)) * T.CreateChecked(factor);

        public readonly Vector256<T> Step256<TLanes>(TLanes lanes) where TLanes : struct, ILanes256<T> =>
            (lanes.Load(doubles) - lanes.Load(elements)) * T.CreateChecked(factor);

        public readonly Vector128<T> Step128<TLanes>(TLanes lanes) where TLanes : struct, ILanes128<T> =>
            (lanes.Load(doubles) - lanes.Load(elements)) * T.CreateChecked(factor);
    }

    private readonly struct Copy<T>(Input<T> row, KeptRow<T> to) : IMap<T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Step512<TLanes>(TLanes lanes) where TLanes : struct, ILanes512<T> => lanes.Store(to, lanes.Load(row));

        public void Step256<TLanes>(TLanes lanes) where TLanes : struct, ILanes256<T> => lanes.Store(to, lanes.Load(row));

        public void Step128<TLanes>(TLanes lanes) where TLanes : struct, ILanes128<T> => lanes.Store(to, lanes.Load(row));
    }

    private readonly struct Twice<T>(KeptRow<T> row, KeptRow<T> to) : IMap<T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        public void Step512<TLanes>(TLanes lanes) where TLanes : struct, ILanes512<T> => lanes.Store(to, lanes.Load(row) + lanes.Load(row));

        public void Step256<TLanes>(TLanes lanes) where TLanes : struct, ILanes256<T> => lanes.Store(to, lanes.Load(row) + lanes.Load(row));

        public void Step128<TLanes>(TLanes lanes) where TLanes : struct, ILanes128<T> => lanes.Store(to, lanes.Load(row) + lanes.Load(row));
    }
}
