using System;
using System.Globalization;
using System.Text;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Emission;

/// <summary>Constants as C# literals: exact, and the same in every culture and on every host.</summary>
internal static class CSharpLiteral
{
    /// <summary>A constant of the IR, in the type of the program.</summary>
    public static string Of(Node constant, bool isDouble) => constant.Kind switch
    {
        ScalarKind.Real => isDouble ? Of(constant.Real) : Of((float)constant.Real),
        ScalarKind.Int => Of(constant.Int),
        ScalarKind.Bool => Of(constant.Bool),
    };

    public static string Of(bool value) => value ? "true" : "false";

    public static string Of(int value) => value == int.MinValue ? "int.MinValue" : value.ToString(Invariant);

    public static string Of(float value) =>
        float.IsNaN(value) ? "float.NaN"
        : float.IsInfinity(value) ? value > 0 ? "float.PositiveInfinity" : "float.NegativeInfinity"
        : Shortest(value, 9, value.ToString, text => float.TryParse(text, Style, Invariant, out float read) && read == value) + "f";

    public static string Of(double value)
    {
        if (double.IsNaN(value))
            return "double.NaN";
        if (double.IsInfinity(value))
            return value > 0 ? "double.PositiveInfinity" : "double.NegativeInfinity";
        string text = Shortest(value, 17, value.ToString, text => double.TryParse(text, Style, Invariant, out double read) && read == value);
        return text.IndexOfAny(['.', 'E']) < 0 ? text + ".0" : text;
    }

    /// <summary>A string, in quotes; what is not printable ASCII is escaped.</summary>
    public static string Of(string value)
    {
        var text = new StringBuilder(value.Length + 2).Append('"');
        foreach (char c in value)
            text.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                >= ' ' and <= '~' => c.ToString(),
                _ => $"\\u{(int)c:X4}",
            });
        return text.Append('"').ToString();
    }

    /// <summary>The fewest digits that are read back as the same value. (What "R" gives depends on the host's framework.)</summary>
    private static string Shortest(double value, int most, Func<string, IFormatProvider, string> format, Func<string, bool> isExact)
    {
        if (value == 0)
            return 1 / value < 0 ? "-0" : "0";
        string text = "";
        for (int digits = 1; digits <= most; digits++)
            if (isExact(text = format("G" + Of(digits), Invariant)))
                break;
        return Math.Abs(value) is >= 1e-5 and < 1e15 ? decimal.Parse(text, Style, Invariant).ToString(Invariant) : text;
    }

    private const NumberStyles Style = NumberStyles.Float;
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;
}
