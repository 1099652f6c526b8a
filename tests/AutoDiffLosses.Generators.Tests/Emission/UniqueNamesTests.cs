using AutoDiffLosses.Generators.Emission;
using Xunit;

namespace AutoDiffLosses.Generators.Tests.Emission;

public class UniqueNamesTests
{
    [Fact]
    public void TheFirstToAskGetsTheName()
    {
        var names = new UniqueNames(["batch"]);
        Assert.Equal(["p", "p2", "p3", "batch2"], [names.Of("p"), names.Of("p"), names.Of("p"), names.Of("batch")]);
    }

    [Theory]
    [InlineData("class", "@class")]
    [InlineData("x.Length", "xLength")]
    [InlineData("2nd", "_2nd")]
    [InlineData("", "value")]
    [InlineData("größe", "größe")]
    public void NamesAreLegal(string hint, string name) => Assert.Equal(name, new UniqueNames().Of(hint));

    [Fact]
    public void NumbersDoNotRunTogether()
    {
        var names = new UniqueNames();
        Assert.Equal(["x1", "x1_2", "x", "x2"], [names.Of("x1"), names.Of("x1"), names.Of("x"), names.Of("x")]);
    }

    [Fact]
    public void AnInnerScopeKnowsTheOuterNames()
    {
        var outer = new UniqueNames(["x"]);
        var inner = outer.Inner();
        Assert.Equal("x2", inner.Of("x"));
        Assert.Equal("x2", outer.Of("x"));
    }
}
