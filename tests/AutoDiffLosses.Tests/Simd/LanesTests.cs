using System;
using System.Linq;
using System.Numerics;
using System.Runtime.Intrinsics;
using AutoDiffLosses.Runtime;
using Xunit;

namespace AutoDiffLosses.Tests.Simd;

/// <summary>Every member of the lanes, at every width, against plain loops. Rows lie between pages that cannot be touched.</summary>
public unsafe class LanesTests
{
    internal const int Index = 5;

    [Fact]
    public void OfFloats() => ForEachLanes<float>(Check);

    [Fact]
    public void OfDoubles() => ForEachLanes<double>(Check);

    /// <summary>Lanes, how many of them are in the row, and the seed of each.</summary>
    internal static void ForEachLanes<T>(Action<LanesUnderTest<T>, int, T[]> check) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new Random(1);
        foreach (int width in Widths.All)
        {
            int whole = width / 8 / sizeof(T);
            for (int count = 1; count <= whole; count++)
            {
                var seed = Draw<T>(random, whole);
                var ones = Enumerable.Repeat(T.One, whole).ToArray();
                for (int lane = 0; lane < whole; lane++)
                    if (random.Next(3) == 0)
                        seed[lane] = random.Next(2) == 0 ? T.Zero : -T.Zero;
                if (count == whole)
                    switch (width)
                    {
                        case 512: Check512(new Full512<T>(Index)); break;
                        case 256: Check256(new Full256<T>(Index)); break;
                        default: Check128(new Full128<T>(Index)); break;
                    }
                switch (width)
                {
                    case 512: Check512(new Partial512<T>(Index, count)); break;
                    case 256: Check256(new Partial256<T>(Index, count)); break;
                    default: Check128(new Partial128<T>(Index, count)); break;
                }

                void Check512<TLanes>(TLanes lanes) where TLanes : struct, ILanes512<T>
                {
                    check(new LanesUnderTest512<T, TLanes>(lanes), count, ones);
                    check(new LanesUnderTest512<T, Seeded512<T, TLanes>>(new(lanes, Vector512.Create(seed))), count, seed);
                }

                void Check256<TLanes>(TLanes lanes) where TLanes : struct, ILanes256<T>
                {
                    check(new LanesUnderTest256<T, TLanes>(lanes), count, ones);
                    check(new LanesUnderTest256<T, Seeded256<T, TLanes>>(new(lanes, Vector256.Create(seed))), count, seed);
                }

                void Check128<TLanes>(TLanes lanes) where TLanes : struct, ILanes128<T>
                {
                    check(new LanesUnderTest128<T, TLanes>(lanes), count, ones);
                    check(new LanesUnderTest128<T, Seeded128<T, TLanes>>(new(lanes, Vector128.Create(seed))), count, seed);
                }
            }
        }
    }

    private static T[] Draw<T>(Random random, int count) where T : unmanaged, IFloatingPointIeee754<T> =>
        [.. Enumerable.Range(0, count).Select(_ => T.CreateChecked(random.Next(-99, 99) / 8.0))];

    private static T Set<T>(bool isSet) where T : unmanaged, IFloatingPointIeee754<T> => isSet ? Vector128<T>.AllBitsSet[0] : T.Zero;

    private static bool IsSet<T>(T mask) where T : unmanaged, IFloatingPointIeee754<T> => T.IsNaN(mask);

    private static void Check<T>(LanesUnderTest<T> lanes, int count, T[] seed) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new Random(lanes.Width * 64 + count);
        int width = lanes.Width, length = Index + count;
        T[] value = Draw<T>(random, width), other = Draw<T>(random, width);
        T[] mask = [.. Enumerable.Range(0, width).Select(_ => Set<T>(random.Next(2) == 0))];
        bool InRow(int lane) => lane < count;
        T Seeded(int lane) => seed[lane] == T.Zero ? T.Zero : value[lane];

        // What is not finite counts no more than any other value where the seed is 0.
        value[random.Next(width)] = T.NaN;

        Assert.Equal(Lanes(_ => true, lane => (long)(Index + lane)), lanes.Indices);
        Assert.Equal(
            Lanes(_ => true, lane => InRow(lane) && seed[lane] != T.Zero ? value[lane] : other[lane]),
            lanes.Select(value, other));

        using var memory = new GuardedMemory(1);
        Read(0, row => lanes.Load(row), InRow);
        Read(-Index, row => lanes.Load(row, -Index), InRow);
        Read(3, row => lanes.Load(row, 3), InRow);
        Read(0, row => lanes.Load(row, 0, mask), lane => InRow(lane) && IsSet(mask[lane]));

        // Masks guard what lies before a row and beyond it.
        T[] FromThird(T[] mask) => [.. mask.Select((set, lane) => lane < 2 ? T.Zero : set)];
        T[] ButLast(T[] mask) => [.. mask.Select((set, lane) => lane >= count - 1 ? T.Zero : set)];
        {
            T* row = (T*)memory.Start;
            for (int i = 0; i < length; i++)
                row[i] = T.CreateChecked(i);
            Assert.Equal(
                Lanes(lane => InRow(lane) && IsSet(FromThird(mask)[lane]), lane => row[lane - 2]),
                lanes.Load(new Input<T>(row), -Index - 2, FromThird(mask)));
            row = memory.Last<T>(length);
            for (int i = 0; i < length; i++)
                row[i] = T.CreateChecked(i);
            Assert.Equal(
                Lanes(lane => InRow(lane) && IsSet(ButLast(mask)[lane]), lane => row[Index + lane + 1]),
                lanes.Load(new Input<T>(row), 1, ButLast(mask)));
        }

        int* integers = memory.Last<int>(length);
        for (int i = 0; i < length; i++)
            integers[i] = random.Next(-9, 9);
        Assert.Equal(Lanes(InRow, lane => (long)integers[Index + lane]), lanes.LoadIntegers(new(integers)));

        bool* bools = memory.Last<bool>(length);
        for (int i = 0; i < length; i++)
            bools[i] = random.Next(2) == 0;
        Assert.Equal(Lanes(InRow, lane => bools[Index + lane]), lanes.Load(new Input<bool>(bools)).Select(IsSet));

        T* table = memory.Last<T>(7);
        Draw<T>(random, 7).CopyTo(new Span<T>(table, 7));
        long[] index = [.. Enumerable.Range(0, width).Select(lane => IsSet(mask[lane]) && InRow(lane) ? random.Next(7) : 1L << 30)];
        Assert.Equal(
            Lanes(lane => InRow(lane) && IsSet(mask[lane]), lane => table[index[lane]]),
            lanes.Gather(new Input<T>(table), index, mask));

        Write(0, row => lanes.Store(row, value), InRow, (_, lane) => Seeded(lane));
        Write(-2, row => lanes.Store(row, -2, mask, value), lane => InRow(lane) && IsSet(mask[lane]), (_, lane) => Seeded(lane));
        Write(0, row => lanes.Add(row, value), InRow, (x, lane) => x + Seeded(lane));
        Write(2, row => lanes.Add(row, 2, mask, value), lane => InRow(lane) && IsSet(mask[lane]), (x, lane) => x + Seeded(lane));

        double* sums = memory.Last<double>(length);
        var before = Draw<double>(random, length);
        before.CopyTo(new Span<double>(sums, length));
        lanes.Add(new SharedOutput<T>(sums), value);
        Assert.Equal(
            before.Select((x, i) => i < Index ? x : x + double.CreateChecked(Seeded(i - Index))),
            new Span<double>(sums, length).ToArray());

        before.CopyTo(new Span<double>(sums, length));
        lanes.AddSum(new SharedOutput<T>(sums), 2, value);
        double sum = Enumerable.Range(0, count).Sum(lane => double.CreateChecked(Seeded(lane)));
        Assert.Equal(before.Select((x, i) => i == 2 ? x + sum : x), new Span<double>(sums, length).ToArray());

        E[] Lanes<E>(Func<int, bool> counts, Func<int, E> value) where E : struct =>
            [.. Enumerable.Range(0, width).Select(lane => counts(lane) ? value(lane) : default)];

        // Rows that end with the last element that is read or written.
        void Read(int offset, Func<Input<T>, T[]> load, Func<int, bool> counts)
        {
            int rowLength = length + offset;
            T* row = memory.Last<T>(rowLength);
            Draw<T>(random, rowLength).CopyTo(new Span<T>(row, rowLength));
            Assert.Equal(Lanes(counts, lane => row[Index + lane + offset]), load(new(row)));
        }

        void Write(int offset, Action<Output<T>> write, Func<int, bool> counts, Func<T, int, T> value)
        {
            int rowLength = length + offset;
            T* row = memory.Last<T>(rowLength);
            var before = Draw<T>(random, rowLength);
            before.CopyTo(new Span<T>(row, rowLength));
            write(new(row));
            Assert.Equal(
                before.Select((x, i) => i - Index - offset is >= 0 and var lane && counts(lane) ? value(x, lane) : x),
                new Span<T>(row, rowLength).ToArray());
        }
    }

    /// <summary>A seed that is NaN counts.</summary>
    [Fact]
    public void OnlySeedsOfZeroDoNotCount()
    {
        var seed = Vector128.Create(0f, -0f, float.NaN, float.Epsilon);
        var lanes = new Seeded128<float, Full128<float>>(new(0), seed);
        Assert.Equal(Vector128.Create(2f, 2f, 1f, 1f), lanes.Select(Vector128.Create(1f), Vector128.Create(2f)));
    }
}
