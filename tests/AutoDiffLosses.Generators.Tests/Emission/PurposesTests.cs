using Xunit;

namespace AutoDiffLosses.Generators.Tests.Emission;

/// <summary>Names by what a value is for, where too much goes into it to be named by that.</summary>
public class PurposesTests
{
    [Theory]
    // What a named value is the root of, or falls short of 1 by; and what the loss does.
    [InlineData("distanceSquared", """
        (float someVeryLongName, float anotherVeryLongName)
        {
            float distance = Sqrt(1 + someVeryLongName * someVeryLongName * anotherVeryLongName + anotherVeryLongName);
            return distance * Abs(1 + someVeryLongName * someVeryLongName * anotherVeryLongName + anotherVeryLongName);
        }
        """)]
    [InlineData("oneMinusLoss", """
        ([Shape("n")] Vec<float> scores, [Target, Shape("n")] Vec<float> targets, [Hyperparameter] float smoothing = 1)
        {
            float overlap = Sum(Sigmoid(scores) * targets), total = Sum(Sigmoid(scores));
            return 1 - (2 * overlap + smoothing) / (total + Sum(targets) + smoothing);
        }
        """)]
    // What it is to a value that reads it.
    [InlineData("ratioDenominator", "(float someVeryLongName, float anotherVeryLongName, float x) { float ratio = x / (someVeryLongName * anotherVeryLongName + Exp(anotherVeryLongName) + someVeryLongName); return ratio * ratio; }")]
    [InlineData("offset", """
        ([Shape("n")] Vec<float> someVeryLongName, [Shape("n")] Vec<float> anotherVeryLongName, [Hyperparameter] float beta = 1) =>
            Sum(someVeryLongName.Length, i => Exp(someVeryLongName[i] - (Sum(someVeryLongName * anotherVeryLongName) * beta + Sum(anotherVeryLongName) * Sum(someVeryLongName))));
        """)]
    [InlineData("targetScale", """
        ([Shape("n")] Vec<float> scores, [Target, Shape("n")] Vec<float> targets, [Hyperparameter] float alpha = 1)
        {
            float overlap = Sum(Sigmoid(scores) * targets), total = Sum(Sigmoid(scores));
            return 1 - overlap / (total + alpha * (total - overlap) + 1);
        }
        """)]
    // A factor, or the one input.
    [InlineData("scaledRatio", "(float someVeryLongName, float anotherVeryLongName, float x) { float ratio = x / (someVeryLongName * anotherVeryLongName + Exp(anotherVeryLongName) + someVeryLongName); return ratio * ratio; }")]
    [InlineData("expOfLogVariance", "(float mean, float logVariance) => mean * mean * Exp(-0.4f * logVariance) + logVariance * Exp(-0.4f * logVariance);")]
    // Of an adjoint: what is added up to it, and what the seed is multiplied by.
    [InlineData("partOfLabelLogitAdjoint", "([Shape(\"n\")] Vec<float> logits, int label, [Hyperparameter] float cap = 2) { Vec<float> capped = cap > 0 ? cap * Tanh(logits / cap) : logits; return LogSumExp(capped) - capped[label]; }")]
    [InlineData("slopeInOmega", Evidential)]
    [InlineData("partOfSlopeInOmega", Evidential)]
    public void SaysWhatItIsFor(string name, string loss) => Assert.Matches($@"\b{name} = ", Named.Text(loss));

    private const string Evidential = """
        (float gamma, float nu, float alpha, float beta, [Target] float y, [Hyperparameter] float coefficient = 0.01f)
        {
            float a = Softplus(alpha) + 1, b = Softplus(beta), v = Softplus(nu);
            float omega = 2 * b * (1 + v);
            return 0.5f * Log(3 / v) - a * Log(omega) + (a + 0.5f) * Log(v * Square(y - gamma) + omega) + LogGamma(a) - LogGamma(a + 0.5f) +
                coefficient * Abs(y - gamma) * (2 * v + a);
        }
        """;

    [Fact]
    public void WhatReadsAllThatOthersReadIsCalledByAllOfIt()
    {
        string text = Named.Text("([Shape(\"n\")] Vec<float> first, [Shape(\"n\")] Vec<float> second) => Norm(first) * Norm(second) + Norm(first - second);");
        Assert.Contains("double firstNorm = ", text);
        Assert.Contains("double secondNorm = ", text);
        Assert.Contains("double firstAndSecondNorm = ", text);
    }

    [Fact]
    public void AVariableThatIsAssignedAgainHasItsNameInTheEnd()
    {
        string text = Named.Text("""
            ([Shape("n")] Vec<float> s, [Hyperparameter] float lambda = 1)
            {
                float total = Sum(Exp(s));
                total += lambda * Sum(s.Length - 1, i => Square(s[i + 1] - s[i]));
                total += lambda * Sum(s.Length, i => s[s.Length - 1 - i] * s[i]);
                return Square(total);
            }
            """);
        Assert.Contains("double partOfTotal = sumExpS + ", text);
        Assert.Contains("double total = partOfTotal + ", text);
        Assert.DoesNotContain("total2", text);
    }

    [Fact]
    public void AVariableThatABranchAssignsHasItsNameThroughout()
    {
        string text = Named.Text("(float x, float y, [Hyperparameter] float beta = 1) { float sum = Exp(x) * y; if (beta > 0) { sum += beta * Exp(y); } return Square(sum); }");
        Assert.Contains("var sum = ", text);
        Assert.DoesNotContain("sumSum", text);
    }

    [Fact]
    public void AWholeNumberIsSaid() => Assert.Contains(
        " xPlusYMinusThreeSquared = ", Named.Text("(float x, float y) => Square(x + y) * 2 + Square(x + y - 3) * y;"));
}
