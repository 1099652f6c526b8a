using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Ir;
using Xunit;

namespace AutoDiffLosses.Generators.Tests.Ir;

public class RangesTests
{
    private readonly IrBuilder b = new();

    private Node N => b.Dim("n");

    [Fact]
    public void LoopsKeepIndicesInRange()
    {
        var i = b.Index(1, N);
        var j = b.Index(2, i);
        var inner = b.Index(2, b.Sub(N, b.Int(2)));
        Assert.True(Ranges.IsWithin(i, N));
        Assert.True(Ranges.IsWithin(j, N));
        Assert.True(Ranges.IsWithin(b.Add(j, b.Int(1)), N));
        Assert.True(Ranges.IsWithin(b.Add(inner, b.Int(2)), N));
        Assert.True(Ranges.IsWithin(b.Sub(b.Sub(N, b.Int(1)), i), N));
        Assert.True(Ranges.IsWithin(b.Sub(b.Sub(N, i), b.Int(1)), N));
        Assert.True(Ranges.IsWithin(b.Int(3), b.Int(4)));
        Assert.False(Ranges.IsWithin(b.Add(i, b.Int(1)), N));
        Assert.False(Ranges.IsWithin(b.Add(inner, b.Int(3)), N));
        Assert.False(Ranges.IsWithin(b.Sub(inner, b.Int(1)), N));
        Assert.False(Ranges.IsWithin(b.Sub(N, i), N));
        Assert.False(Ranges.IsWithin(b.Int(0), N));
        Assert.False(Ranges.IsWithin(b.Int(-1), b.Int(4)));
    }

    /// <summary>All small affine indices, in all small loops: what is proved is so.</summary>
    [Fact]
    public void WhatIsProvedHolds()
    {
        int proved = 0;
        Node Shifted(Node node, int by) => b.Add(node, b.Int(by));
        for (int first = -2; first <= 2; first++)
            for (int second = -2; second <= 2; second++)
                for (int shift = -3; shift <= 3; shift++)
                    for (int end = -2; end <= 2; end++)
                    {
                        var i = b.Index(1, Shifted(N, first));
                        var j = b.Index(2, Shifted(i, second));
                        foreach (var term in new[] { i, j, b.Sub(N, i), b.Sub(i, j), b.Sub(N, j), b.Sub(b.Int(2), i) })
                        {
                            var (index, extent) = (Shifted(term, shift), Shifted(N, end));
                            if (Ranges.IsWithin(index, extent))
                            {
                                proved++;
                                AssertHolds(i, j, index, extent);
                            }
                        }
                    }
        Assert.True(proved > 200, $"{proved}");
    }

    private void AssertHolds(Node i, Node j, Node index, Node extent)
    {
        // For every i and j: 0 ≤ index < extent.
        var holds = b.Reduce(Opcode.ReduceAll, i, b.Reduce(Opcode.ReduceAll, j, b.And(b.LessEqual(b.Int(0), index), b.Less(index, extent))));
        // An index that has no j in it stands in the outer loop alone.
        if (!index.DependsOn(j))
            holds = b.Reduce(Opcode.ReduceAll, i, b.And(b.LessEqual(b.Int(0), index), b.Less(index, extent)));
        Assert.All(Enumerable.Range(0, 6), n => Assert.True(
            new Interpreter(new Dictionary<string, double[]>(), new Dictionary<string, int> { ["n"] = n }).Scalar(holds) == 1, $"{index} in {extent} at n = {n}: {holds}"));
    }
}
