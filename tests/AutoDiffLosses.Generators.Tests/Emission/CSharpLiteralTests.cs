using System;
using System.Globalization;
using AutoDiffLosses.Generators.Emission;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace AutoDiffLosses.Generators.Tests.Emission;

public class CSharpLiteralTests
{
    [Theory]
    [InlineData(0.5f, "0.5f")]
    [InlineData(0f, "0f")]
    [InlineData(-0f, "-0f")]
    [InlineData(100f, "100f")]
    [InlineData(1e-4f, "0.0001f")]
    [InlineData(1e-8f, "1E-08f")]
    [InlineData(1f / 3, "0.33333334f")]
    [InlineData(float.MaxValue, "3.4028235E+38f")]
    [InlineData(float.Epsilon, "1E-45f")]
    [InlineData(float.NaN, "float.NaN")]
    [InlineData(float.NegativeInfinity, "float.NegativeInfinity")]
    public void Floats(float value, string literal) => Assert.Equal(literal, CSharpLiteral.Of(value));

    [Theory]
    [InlineData(0.1, "0.1")]
    [InlineData(2, "2.0")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(1e15, "1E+15")]
    [InlineData(double.MaxValue, "1.7976931348623157E+308")]
    [InlineData(double.PositiveInfinity, "double.PositiveInfinity")]
    public void Doubles(double value, string literal) => Assert.Equal(literal, CSharpLiteral.Of(value));

    [Theory]
    [InlineData("plain", "\"plain\"")]
    [InlineData("a \"b\" \\ \n é", "\"a \\\"b\\\" \\\\ \\n \\u00E9\"")]
    public void Strings(string value, string literal) => Assert.Equal(literal, CSharpLiteral.Of(value));

    [Fact]
    public void EveryLiteralIsReadBackToTheBit()
    {
        var random = new Random(1);
        for (int i = 0; i < 2000; i++)
        {
            float single = BitConverter.Int32BitsToSingle(random.Next());
            double real = BitConverter.Int64BitsToDouble(random.NextInt64());
            if (float.IsFinite(single))
                Assert.Equal(single, Read(CSharpLiteral.Of(single)));
            if (double.IsFinite(real))
                Assert.Equal(real, Read(CSharpLiteral.Of(real)));
        }
    }

    [Fact]
    public void CultureDoesNotMatter()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new("de-DE");
            Assert.Equal("0.5f", CSharpLiteral.Of(0.5f));
            Assert.Equal("1234.5", CSharpLiteral.Of(1234.5));
            Assert.Equal("-1234", CSharpLiteral.Of(-1234));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static object? Read(string literal) => ((LiteralExpressionSyntax)SyntaxFactory.ParseExpression(literal)).Token.Value;
}
