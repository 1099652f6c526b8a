using System;
using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AutoDiffLosses.Generators.Frontend;

/// <summary>
/// Real numbers and their text, the same under every culture and on every host. A real is read from the digits, never from the
/// <c>float</c> that they round to: <c>0.1f</c> is 0.1, so that a formula is right in <c>double</c> too.
/// </summary>
internal static class Literals
{
    /// <summary>The number that a literal's digits state.</summary>
    public static double Read(LiteralExpressionSyntax literal)
    {
        string text = literal.Token.Text.Replace("_", "").TrimEnd('f', 'F', 'd', 'D', 'm', 'M');
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? value
            : Convert.ToDouble(literal.Token.Value, CultureInfo.InvariantCulture);
    }

    /// <summary>The number that a <c>float</c> of unknown origin stands for: that of its shortest text.</summary>
    public static double Widen(float value) =>
        float.IsNaN(value) || float.IsInfinity(value) ? value : double.Parse(Digits(value), CultureInfo.InvariantCulture);

    public static string CSharp(float value) => Named(value, "float") ?? Digits(value) + "f";

    public static string CSharp(double value) => Named(value, "double") ?? WithPoint(Digits(value));

    private static string? Named(double value, string type) =>
        double.IsNaN(value) ? type + ".NaN"
        : double.IsPositiveInfinity(value) ? type + ".PositiveInfinity"
        : double.IsNegativeInfinity(value) ? type + ".NegativeInfinity"
        : null;

    private static string WithPoint(string digits) => digits.IndexOfAny(['.', 'E', 'e']) < 0 ? digits + ".0" : digits;

    // The shortest that reads back: "R" is not, on every host.
    private static string Digits(float value)
    {
        for (int precision = 6; precision < 9; precision++)
        {
            string text = value.ToString("G" + precision, CultureInfo.InvariantCulture);
            if (float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float read) && read == value)
                return text;
        }
        return value.ToString("G9", CultureInfo.InvariantCulture);
    }

    private static string Digits(double value)
    {
        for (int precision = 15; precision < 17; precision++)
        {
            string text = value.ToString("G" + precision, CultureInfo.InvariantCulture);
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double read) && read == value)
                return text;
        }
        return value.ToString("G17", CultureInfo.InvariantCulture);
    }

    /// <summary>A number's literal with its sign, if that is all the expression is: <c>default</c> and <c>'a'</c> have no digits.</summary>
    public static LiteralExpressionSyntax? Plain(ExpressionSyntax expression, out bool isNegative)
    {
        isNegative = expression is PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.UnaryMinusExpression };
        return (isNegative ? ((PrefixUnaryExpressionSyntax)expression).Operand : expression) is
            LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NumericLiteralExpression } literal ? literal : null;
    }
}
