using System;
using System.Linq;
using System.Numerics;
using System.Runtime.Intrinsics;
using AutoDiffLosses.Runtime;
using Xunit;

namespace AutoDiffLosses.Tests.Simd;

/// <summary>Tiles at every width, against plain loops. Rows and tiles lie before pages that cannot be touched.</summary>
public unsafe class TileTests
{
    private const int Index = LanesTests.Index, Untouched = 77;

    [Fact]
    public void RowsOfFloats() => LanesTests.ForEachLanes<float>(Rows);

    [Fact]
    public void RowsOfDoubles() => LanesTests.ForEachLanes<double>(Rows);

    [Fact]
    public void ElementsOfFloats() => LanesTests.ForEachLanes<float>(Elements);

    [Fact]
    public void ElementsOfDoubles() => LanesTests.ForEachLanes<double>(Elements);

    private static void Rows<T>(LanesUnderTest<T> lanes, int count, T[] seed) where T : unmanaged, IFloatingPointIeee754<T>
    {
        int width = lanes.Width, samples = Index + count;
        using GuardedMemory rowMemory = new((samples * (Tile.LongestRow + 4)) * sizeof(T)), tileMemory = new(width * (Tile.LongestRow + 1) * sizeof(T));
        for (int length = 0; length <= Tile.LongestRow + 1; length++)
            foreach (int stride in (int[])[length, length + 3])
            {
                // The last row ends with the memory.
                int size = (samples - 1) * stride + length;
                var rows = new Span<T>(rowMemory.Last<T>(size), size);
                var tile = new Span<T>(tileMemory.Last<T>(width * length), width * length);
                for (int i = 0; i < size; i++)
                    rows[i] = T.CreateChecked(i);
                tile.Fill(T.NaN);
                lanes.Read(new(rowMemory.Last<T>(size), stride), tileMemory.Last<T>(width * length), length);
                for (int i = 0; i < length; i++)
                    for (int lane = 0; lane < width; lane++)
                        Assert.Equal(T.CreateChecked(lane < count ? (Index + lane) * stride + i : 0), tile[i * width + lane]);

                for (int i = 0; i < tile.Length; i++)
                    tile[i] = i % 7 == 3 ? T.NaN : T.CreateChecked(-i);
                var before = tile.ToArray();
                rows.Fill(T.CreateChecked(Untouched));
                lanes.Write(new(rowMemory.Last<T>(size), stride), tileMemory.Last<T>(width * length), length);
                Assert.Equal(before, tile.ToArray());
                for (int i = 0; i < size; i++)
                    Assert.Equal(
                        i / Math.Max(stride, 1) - Index is >= 0 and var lane && i % stride is var element && element < length
                            ? seed[lane] == T.Zero ? T.Zero : tile[element * width + lane]
                            : T.CreateChecked(Untouched),
                        rows[i]);

                lanes.Write(new(null, stride), tileMemory.Last<T>(width * length), length);
            }
    }

    private static void Elements<T>(LanesUnderTest<T> lanes, int count, T[] seed) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new Random(count);
        int width = lanes.Width;
        using GuardedMemory memory = new(width * (Tile.LongestRow + 1) * sizeof(T));
        for (int length = 1; length <= Tile.LongestRow + 1; length++)
        {
            T* tile = memory.Last<T>(width * length);
            var elements = new Span<T>(tile, width * length);
            for (int i = 0; i < elements.Length; i++)
                elements[i] = i % 7 == 3 ? T.NaN : T.CreateChecked(i);
            var isSet = Enumerable.Range(0, width).Select(_ => random.Next(2) == 0).ToArray();
            long[] index = [.. isSet.Select(set => set ? random.Next(length) : random.Next(-9, 99))];
            T[] mask = [.. isSet.Select(set => set ? Vector128<T>.AllBitsSet[0] : T.Zero)];
            var before = elements.ToArray();

            Assert.Equal(isSet.Select((set, lane) => set ? before[index[lane] * width + lane] : T.Zero), lanes.Gather(tile, length, index, mask));

            lanes.Add(tile, length, index, mask, [.. isSet.Select((set, lane) => set ? T.CreateChecked(lane) : T.NaN)]);
            Assert.Equal(
                before.Select((x, i) => isSet[i % width] && i / width == index[i % width] ? x + T.CreateChecked(i % width) : x),
                elements.ToArray());
        }
    }

    [Fact]
    public void TilesAreTakenFromOneMemory()
    {
        float* memory = stackalloc float[3 * Vector256<float>.Count];
        var tiles = new Tiles256<float>(memory, 3);
        var one = tiles.Take(1);
        var two = tiles.Take(2);
        one[0] = Vector256.Create(1f);
        two.Clear();
        two[1] += Vector256.Create(2f);

        Assert.Equal(Enumerable.Repeat(1f, 8).Concat(new float[8]).Concat(Enumerable.Repeat(2f, 8)), new Span<float>(memory, 24).ToArray());
        Assert.Equal(Vector256.Create(2f), two[1]);
        tiles.Take(0);
        Assert.Throws<InvalidOperationException>(() => Take(0, 1));
        Assert.Throws<InvalidOperationException>(() => Take(3, 4));
        Assert.Throws<InvalidOperationException>(() => Take(3, -1));

        static void Take(int size, int length)
        {
            var tiles = new Tiles256<float>(null, size);
            tiles.Take(length);
        }
    }

    [Fact]
    public void NothingIsGatheredFromEmptyTiles()
    {
        float* memory = stackalloc float[Vector256<float>.Count];
        new Span<float>(memory, Vector256<float>.Count).Fill(float.NaN);
        Assert.Equal(Vector256<float>.Zero, new Tile256<float>(memory, 0).Gather(Vector256.Create(-1), Vector256<float>.Zero));
    }
}
