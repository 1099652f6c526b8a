using Xunit;

namespace AutoDiffLosses.Generators.Tests.Emission;

/// <summary>How much memory a method takes for what it keeps: as much as its rows are long together.</summary>
public class ScratchTests
{
    [Theory]
    // A length that is computed may come out below 0.
    [InlineData("Max(n - 1, 0) + 2 * Max(n - 2, 0)", "([Shape(\"n\")] Vec<float> v) => Sum(v.Length - 1, i => Exp(v[i + 1] - v[i])) + Sum(v.Length - 2, i => Exp(v[i + 2] * v[i]));")]
    [InlineData("2 * n + Max(n - m, 0)", "([Shape(\"n\")] Vec<float> v, [Shape(\"m\")] Vec<float> w) => Dot(Softmax(v), Softmax(v * v)) * Sum(v.Length - w.Length, i => Exp(v[i + w.Length] * v[i]));")]
    [InlineData("2 * m + 2 * n", "([Shape(\"n\")] Vec<float> v, [Shape(\"m\")] Vec<float> w) => Dot(Softmax(v), Softmax(v * v)) * Dot(Softmax(w), Softmax(w * w));")]
    // Rows of one length, though of different parameters.
    [InlineData("2 * 5 + 3 * 4", "([Shape(4)] Vec<float> v, [Shape(4)] Vec<float> w, [Shape(5)] Vec<float> u) => LogSumExp(v) * Dot(Softmax(w), Softmax(w * w)) + Dot(Softmax(u), Softmax(u * u));")]
    public void IsTheLengthOfAllRows(string length, string loss) => Assert.Contains($"Scratch.Of<float>({length});", Named.Text(loss));
}
