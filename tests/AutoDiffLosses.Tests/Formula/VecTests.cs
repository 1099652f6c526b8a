using System;
using System.Collections.Generic;
using Xunit;

namespace AutoDiffLosses.Tests;

public class VecTests
{
    private static readonly Vec<float> V = new([1, 2, 3]);
    private static readonly Mat<int> M = new([1, 2, 3, 4, 5, 6], 2, 3);

    [Fact]
    public void OperatorsBroadcast()
    {
        Assert.Equal([2, 4, 6], Items(V + V));
        Assert.Equal([2, 3, 4], Items(V + 1));
        Assert.Equal([0, -1, -2], Items(1 - V));
        Assert.Equal([2, 4, 6], Items(2 * V));
        Assert.Equal([0.5f, 1, 1.5f], Items(V / 2));
        Assert.Equal([6, 3, 2], Items(6 / V));
        Assert.Equal([1, 4, 9], Items(V * V));
        Assert.Equal([1, 1, 1], Items(V / V));
        Assert.Equal([-1, -2, -3], Items(-V));
        Assert.Equal([0, 1, 1], Items(new Vec<int>([1, 2, 3]) / 2));
        Assert.Equal([0.5, 1], Items(new Vec<double>([1, 2]) * 0.5));
        Assert.Throws<ArgumentException>(() => V + new Vec<float>([1]));
        Assert.Throws<NotSupportedException>(() => new Vec<bool>([true]) + new Vec<bool>([true]));
    }

    [Fact]
    public void ItDoesNotChange()
    {
        float[] items = [1, 2, 3];
        var vector = new Vec<float>(items);
        items[0] = 7;

        Assert.Equal([1, 7, 3], Items(vector.With(1, 7)));
        Assert.Equal([1, 2, 3], Items(vector));
        Assert.Throws<IndexOutOfRangeException>(() => vector[3]);
        Assert.Equal(0, default(Vec<float>).Length);
    }

    [Fact]
    public void RowsAndColumnsOfMatrices()
    {
        Assert.Equal((2, 3, 6), (M.Rows, M.Columns, M[1, 2]));
        Assert.Equal([4, 5, 6], Items(M.Row(1)));
        Assert.Equal([2, 5], Items(M.Column(1)));
        Assert.Equal([2, 5], Items(M.Transpose().Row(1)));
        Assert.Equal([4, 5, 6], Items(M.Transpose().Column(1)));
        Assert.Equal((21, 1, 6), (LossMath.Sum(M), LossMath.Min(M), LossMath.Max(M)));
        Assert.Throws<IndexOutOfRangeException>(() => M[0, 3]);
        Assert.Throws<IndexOutOfRangeException>(() => M.Column(3));
        Assert.Throws<ArgumentException>(() => new Mat<int>([1, 2, 3], 2, 2));
    }

    [Fact]
    public void OperatorsOfMatrices()
    {
        Assert.Equal([8, 10, 12], Items((M + M).Row(1)));
        Assert.Equal([-3, -4, -5], Items((1 - M).Row(1)));
        Assert.Equal([16, 25, 36], Items((M * M).Row(1)));
        Assert.Equal([2, 2, 3], Items((M / 2).Row(1)));
        Assert.Equal([-4, -5, -6], Items((-M).Row(1)));
        Assert.Throws<ArgumentException>(() => M + M.Transpose());
    }

    [Fact]
    public void ProductsOfMatrices()
    {
        var m = new Mat<double>([1, 2, 3, 4], 2, 2);

        Assert.Equal([5, 11], Items(LossMath.MatVec(m, new Vec<double>([1, 2]))));
        Assert.Equal([15, 22], Items(LossMath.MatMul(m, m).Row(1)));
        Assert.Equal([11, 25], Items(LossMath.Gram(m).Row(1)));
        Assert.Throws<ArgumentException>(() => LossMath.MatVec(m, new Vec<double>([1])));
    }

    private static List<T> Items<T>(Vec<T> v) where T : unmanaged
    {
        var items = new List<T>();
        foreach (T item in v)
            items.Add(item);
        return items;
    }
}
