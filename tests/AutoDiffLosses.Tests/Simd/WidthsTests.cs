using System.IO;
using System.Runtime.CompilerServices;
using Xunit;

namespace AutoDiffLosses.Tests.Simd;

/// <summary>The widths say the same, line by line. Exponentials, and what is split off for logarithms, have instructions of their own at 512.</summary>
public sealed class WidthsTests
{
    [Theory]
    [InlineData("Basic", 512), InlineData("Basic", 128)]
    [InlineData("Single", 512), InlineData("Single", 128)]
    [InlineData("Double", 512), InlineData("Double", 128)]
    [InlineData("Rare", 512), InlineData("Rare", 128)]
    [InlineData("Pow", 512), InlineData("Pow", 128)]
    [InlineData("Exp", 128)]
    [InlineData("Split", 128)]
    public void ReadAlike(string part, int width) =>
        Assert.Equal(Text(part, 256).Replace("Vector256", $"Vector{width}"), Text(part, width), ignoreLineEndingDifferences: true);

    private static string Text(string part, int width, [CallerFilePath] string here = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, $"../../../src/AutoDiffLosses/Simd/VectorMath.{part}{width}.cs"));
}
