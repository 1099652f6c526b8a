using System;
using System.Linq;
using AutoDiffLosses.Runtime;
using Xunit;

namespace AutoDiffLosses.Tests;

public class RegionTests
{
    private readonly record struct Layout(int Samples, int SampleStride, int Rows, int RowStride, int Length)
    {
        public Region Region => Region.Of<float>(Samples, SampleStride, Rows, RowStride, Length);

        public int[] Elements(int start)
        {
            var (sampleStride, rowStride, rows, length) = (SampleStride, RowStride, Rows, Length);
            return [.. from sample in Enumerable.Range(0, Samples)
                       from row in Enumerable.Range(0, rows)
                       from i in Enumerable.Range(0, length)
                       select start + sample * sampleStride + row * rowStride + i];
        }
    }

    [Fact]
    public void AgreesWithCountingElements()
    {
        var random = new Random(1);
        int exact = 0;
        for (int trial = 0; trial < 20_000; trial++)
        {
            bool sameStrides = random.Next(3) > 0;
            var a = Draw();
            var b = Draw();
            if (sameStrides)
                b = b with { SampleStride = a.SampleStride, RowStride = a.RowStride };
            int offset = random.Next(-24, 24);

            bool meets = a.Region.Meets(b.Region, offset * sizeof(float));
            bool common = a.Elements(0).Intersect(b.Elements(offset)).Any();
            Assert.Equal(meets, b.Region.Meets(a.Region, -offset * sizeof(float)));
            if (sameStrides)
                Assert.Equal(common, meets);
            else
                Assert.True(meets || !common);
            exact += common ? 1 : 0;
        }
        Assert.InRange(exact, 4_000, 16_000);

        Layout Draw() => new(Some(5), random.Next(24), Some(4), random.Next(7), Some(6));

        int Some(int most) => random.Next(20) == 0 ? 0 : random.Next(1, most);
    }

    [Fact]
    public void RefusesToWriteAnElementTwice()
    {
        var random = new Random(2);
        for (int trial = 0; trial < 5_000; trial++)
        {
            var layout = new Layout(random.Next(4), random.Next(12), random.Next(4), random.Next(12), random.Next(4));
            var shape = new Shape(3, [layout.Samples, layout.Rows, layout.Length], [layout.SampleStride, layout.RowStride, 1], 3, "x");
            var exception = Record.Exception(() => shape.CheckInjective("x"));
            if (exception == null)
                Assert.Equal(layout.Elements(0).Length, layout.Elements(0).Distinct().Count());
        }
        new Shape(3, [3, 4, 5], [20, 5, 1], 3, "x").CheckInjective("x");
        new Shape(3, [3, 4, 5], [5, 15, 1], 3, "x").CheckInjective("x");
        new Shape(2, [1, 5], [0, 1], 2, "x").CheckInjective("x");
        new Shape(2, [5, 0], [0, 0], 2, "x").CheckInjective("x");
    }
}
