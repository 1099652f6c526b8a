using AutoDiffLosses.Generators.Emission;
using Xunit;

namespace AutoDiffLosses.Generators.Tests.Emission;

/// <summary>The names of elements, by where they are.</summary>
public class ElementNamesTests
{
    [Fact]
    public void ANeighbourIsToldFromWhatItIsBeside()
    {
        string text = Named.Text("([Shape(\"n\")] Vec<float> v) => Sum(v.Length - 3, i => Exp(v[i + 1] - v[i]) * (v[i + 1] - v[i]) + Exp(v[i + 3] * v[i]) * (v[i + 3] * v[i]));");
        Assert.Contains(" nextVMinusV = ", text);
        Assert.Contains(" v3AheadTimesV = ", text);
    }

    [Fact]
    public void OfALoopTheNeighbourHasTheIndexToo() => Assert.Contains(
        " previousVIMinusVI = ", Named.Text("([Shape(\"n\")] Vec<float> v) => Sum(v.Length, i => Sum(i, j => v[j] * (i > 0 ? Exp(v[i - 1] - v[i]) * (v[i - 1] - v[i]) : 0f)));"));

    [Fact]
    public void WhatIsReadFromTheEndIsReversed() => Assert.Contains(
        " reversedV = ", Named.Text("([Shape(\"n\")] Vec<float> v) => Sum(v.Length, i => Exp(v[v.Length - 1 - i]) * v[v.Length - 1 - i]);"));

    [Fact]
    public void AnElementAtAnElementIsCalledByThat() => Assert.Contains(
        " idVTimesV = ", Named.Text("([Shape(\"n\")] Vec<float> v, [Shape(\"n\")] Vec<int> ids) => Sum(v.Length, i => Exp(v[ids[i]] * v[i]) * (v[ids[i]] * v[i]));"));

    [Fact]
    public void WhetherThereIsANeighbourIsAskedInThoseWords()
    {
        string text = Named.Text("([Shape(\"n\")] Vec<float> v) => Sum(v.Length - 1, i => Sqrt(Square(v[i + 1] - v[i]) + 1)) + Sum(v.Length - 2, i => Square(v[i + 2] - 2 * v[i + 1] + v[i]));");
        Assert.Contains("var hasPrevious = ", text);
        Assert.Contains("var hasNext = ", text);
        Assert.Contains("var hasPreviousTwo = ", text);
        Assert.Contains("var hasNextTwo = ", text);
    }

    [Fact]
    public void APlaceBesideAnotherIsSaidAgainRatherThanNamed()
    {
        string text = Named.Text("([Shape(\"n\")] Vec<float> v) => Sum(v.Length - 1, i => Square(v[i + 1] - v[i])) + Sum(v.Length, i => Exp(v[v.Length - 1 - i]) * v[i]);");
        Assert.Contains(", n - 1)", text);
        Assert.DoesNotMatch(@"\b(int|var) (\w+(Plus|Minus)One\w*|sum|difference)\d* = ", text);
    }

    [Theory]
    [InlineData("logits", "logit")]
    [InlineData("probabilities", "probability")]
    [InlineData("series", "series")]
    [InlineData("dies", "die")]
    [InlineData("classes", "classes")]
    [InlineData("losses", "loss")]
    [InlineData("boxes", "box")]
    [InlineData("axes", "axe")]
    [InlineData("prices", "price")]
    [InlineData("bias", "bias")]
    [InlineData("mass", "mass")]
    [InlineData("events", "events")]
    [InlineData("Logits", "logit")]
    public void OfSeveralThereIsOne(string several, string one) => Assert.Equal(one, ValueNames.One(several));

    [Theory]
    [InlineData("logit", "logits")]
    [InlineData("probability", "probabilities")]
    [InlineData("key", "keys")]
    [InlineData("logits", "logits")]
    public void OfOneThereAreSeveral(string one, string several) => Assert.Equal(several, ValueNames.Plural(one));
}
