using System;
using System.Numerics.Tensors;
using Xunit;

namespace AutoDiffLosses.Tests.CallShapes;

/// <summary>The batch methods of small losses, called in each way that they can be.</summary>
public class CallShapeTests
{
    [Fact]
    public void ScalarsInEveryForm()
    {
        float[] x = [1, 2, 4], y = [0, 0, 0], gradient = new float[3], losses = new float[3];

        Assert.Equal(8, Shapes.Scalars(4, 0));                                    // the formula
        Assert.Equal(8.0, Shapes.Scalars(4.0, 0.0));
        Assert.Equal(3.5f, Shapes.Scalars(x, y));
        Assert.Equal(3.5f, Shapes.Scalars(x.AsSpan(), stackalloc float[3]));
        Assert.Equal(7f, Shapes.Scalars(x, y, 1));
        Assert.Equal(10.5f, Shapes.Scalars(x, y, reduction: Reduction.Sum));
        Assert.Equal(8f, Shapes.Scalars(x, y, sampleWeights: [0, 0, 5]));
        Assert.Equal(3.5, Shapes.Scalars([1.0, 2.0, 4.0], new double[3]));
        Assert.Equal(2.1f, Shapes.Scalars(x, y, 0.5f, Reduction.DividedBy(5)));

        Assert.Equal(10.5f, Shapes.ScalarsValueAndGradient(x, y, gradient, reduction: Reduction.Sum, losses: losses));
        Assert.Equal([1, 2, 4], gradient);
        Assert.Equal([0.5f, 2, 8], losses);
        Assert.Equal(3.5f, Shapes.ScalarsValueAndGradient(x, y, default));
        Shapes.ScalarsPerSample(x, y, losses, 1);
        Assert.Equal([1, 4, 16], losses);
        Shapes.ScalarsBackward(x, y, [1, 0, -1], gradient);
        Assert.Equal([1, 0, -4], gradient);
    }

    [Fact]
    public void RowsWithLabelsOfEitherType()
    {
        float[] logits = [1, 2, 3, 4, 5, 6], gradient = new float[6], shared = new float[1];
        int[] labels = [2, 0];
        long[] longLabels = [2, 0];

        Assert.Equal(7f, Shapes.Row(logits.AsRows(3), labels, 2));
        Assert.Equal(7f, Shapes.Row(logits.AsRows(3), longLabels, 2));
        Assert.Equal(7.0, Shapes.Row(new double[] { 1, 2, 3, 4, 5, 6 }.AsRows(3), longLabels, 2));
        Assert.Equal(14f, Shapes.RowValueAndGradient(logits.AsRows(3), longLabels, 2, gradient.AsRows(3), shared, Reduction.Sum));
        Assert.Equal([0, 0, 2, 2, 0, 0], gradient);
        Assert.Equal([7], shared);
        Shapes.RowBackward(logits.AsRows(3), labels, 2, [1, 10], default, shared);
        Assert.Equal([43], shared);
        Assert.Equal(0f, Shapes.RowValueAndGradient(Array.Empty<float>().AsRows(3), default(ReadOnlySpan<int>), 2, default, shared));
        Assert.Equal([0], shared);
    }

    [Fact]
    public void RowsOfLabels()
    {
        float[] v = [1, 2, 3, 4], w = [10, 100], gradient = new float[4], shared = new float[2];

        Assert.Equal(1010f, Shapes.RowsValueAndGradient(
            v.AsRows(2), w, new long[] { 0, 1, 1, 1 }.AsRows(2), gradient.AsRows(2), shared, Reduction.Sum));
        Assert.Equal([10, 100, 0, 200], gradient);
        Assert.Equal([1, 2 + 4 + 4], shared);
    }

    [Fact]
    public void LengthsAreFixedByTheDeclaration()
    {
        Assert.Equal(16f, Shapes.Box(new float[] { 1, 2, 3, 4 }.AsRows(2), [1, 2], Reduction.Sum));
        Assert.Equal("box", Assert.Throws<ArgumentException>(() => Shapes.Box(new float[6].AsRows(3), [1, 2])).ParamName);
        Assert.Equal("unit", Assert.Throws<ArgumentException>(() => Shapes.Box(new float[4].AsRows(2), [1, 2, 3])).ParamName);
    }

    [Fact]
    public void ExceptionsNameTheArgument()
    {
        Assert.Equal("a", Assert.Throws<ArgumentOutOfRangeException>(() => Shapes.Scalars([1f], [1f], 2)).ParamName);
        Assert.Equal("y", Assert.Throws<ArgumentException>(() => Shapes.Scalars([1f], new float[2])).ParamName);
        Assert.Equal("xGradient", Assert.Throws<ArgumentException>(() => Shapes.ScalarsValueAndGradient([1f], [1f], new float[2])).ParamName);
        Assert.Equal("losses", Assert.Throws<ArgumentException>(() => Shapes.ScalarsPerSample([1f], [1f], [])).ParamName);
        Assert.Equal("upstream", Assert.Throws<ArgumentException>(() => Shapes.ScalarsBackward([1f], [1f], [], default)).ParamName);
        Assert.Equal("sampleWeights", Assert.Throws<ArgumentException>(() => Shapes.Scalars([1f], [1f], sampleWeights: new float[2])).ParamName);
        Assert.Equal("label", Assert.Throws<ArgumentOutOfRangeException>(() => Shapes.Row(new float[3].AsRows(3), [3], 1)).ParamName);
        Assert.Equal("label", Assert.Throws<ArgumentOutOfRangeException>(() => Shapes.Row(new float[3].AsRows(3), [1L << 32], 1)).ParamName);
        Assert.Equal("labels", Assert.Throws<ArgumentOutOfRangeException>(() => Shapes.Rows(new float[3].AsRows(3), new float[3], new long[] { 1, -1L << 40 }.AsRows(2))).ParamName);
        Assert.Equal("temperatureGradient",
                     Assert.Throws<ArgumentException>(() => Shapes.RowValueAndGradient(new float[3].AsRows(3), [0], 1, default, new float[2])).ParamName);
        Assert.Contains("AsRows", Assert.Throws<ArgumentException>(() => Shapes.Row(new float[3], [0], 1)).Message);
    }

    [Fact]
    public void ArgumentsKeepTheirNames()
    {
        float[] gradient = new float[2], perSample = new float[2];

        Assert.Equal(8f, Shapes.ClashValueAndGradient(
            losses: [4, float.NaN], mask: [true, false], upstream: [3, 7], lossesGradient: gradient, reduction: 2,
            batchReduction: default, batchLosses: perSample));
        Assert.Equal([2, 0], gradient);
        Assert.Equal([24, 0], perSample);
        Shapes.ClashBackward(losses: [4, 5], mask: [true, true], upstream: [3, 7], batchUpstream: [1, 1], lossesGradient: gradient);
        Assert.Equal([3, 7], gradient);
    }

    [Fact]
    public void StaticNumbersAreReadForEachCall()
    {
        Assert.Equal(12f, Shapes.Static([2f]));
        Assert.Equal(12.0, Shapes.Static([2.0]));
        Assert.Equal(12.0, Shapes.Static(2.0));
    }

    [Fact]
    public void TypesMayBeNested()
    {
        double[] gradient = new double[1];

        Assert.Equal(8, Shapes.Nested.Call([2], gradient));
        Assert.Equal([12], gradient);
    }

    [Fact]
    public void TheFormulaInDoubleIsThatInFloat()
    {
        Assert.Equal(Shapes.Row(new Vec<float>([1, 2, 3]), 1, 0.5f), Shapes.Row(new Vec<double>([1, 2, 3]), 1, 0.5));
        Assert.Equal(70.0, Shapes.Rows(new Vec<double>([1, 2]), new Vec<double>([10, 20]), new Vec<int>([0, 1, 0, 0])));
        Assert.Throws<ArgumentException>(() => Shapes.Rows(new Vec<double>([1, 2]), new Vec<double>([10]), new Vec<int>([0])));
        Assert.Throws<IndexOutOfRangeException>(() => Shapes.Row(new Vec<double>([1, 2, 3]), 3, 0.5));
    }
}
