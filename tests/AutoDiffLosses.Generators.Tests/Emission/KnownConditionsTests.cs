using AutoDiffLosses.Generators.Emission;
using AutoDiffLosses.Generators.Ir;
using Xunit;

namespace AutoDiffLosses.Generators.Tests.Emission;

public class KnownConditionsTests
{
    [Fact]
    public void WhatFollowsIsKnownForAsLongAsItIsSaid()
    {
        var b = new IrBuilder();
        Node x = b.Param("x", ScalarKind.Bool), y = b.Param("y", ScalarKind.Bool), z = b.Param("z", ScalarKind.Bool);
        var known = new KnownConditions(b) { (b.And(b.And(x, y), z), true) };

        Assert.All(new[] { x, y, z, b.And(x, z), b.And(z, y) }, condition => Assert.True(known.Implies(condition)));
        Assert.False(known.Implies(b.Not(x)));

        known.Add((y, true));
        known.Add((b.Or(x, y), false));
        Assert.True(known.Implies(b.Not(b.Or(x, y))));
        Assert.False(known.Implies(b.Not(y)));

        known.RemoveAt(0);
        Assert.False(known.Implies(x));
        Assert.True(known.Implies(y));
        known.RemoveAt(0);
        Assert.False(known.Implies(y));
    }
}
