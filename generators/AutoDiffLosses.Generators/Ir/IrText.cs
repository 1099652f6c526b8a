using System;
using System.Globalization;
using System.Linq;
using System.Text;

namespace AutoDiffLosses.Generators.Ir;

/// <summary>The words of the text of formulas, which <see cref="IrPrinter"/> writes and <see cref="IrParser"/> reads.</summary>
internal static class IrText
{
    public const int Version = 1;
    public const string FirstWords = "AutoDiffLosses formula";

    public const string Name = "name", Parameter = "parameter", Result = "result", Check = "check", Require = "require",
                        Statement = "statement", Hint = "hint";

    private const int MaxName = 512;

    /// <summary>A string in quotes, on one line.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char c in text)
            if (c is '"' or '\\')
                quoted.Append('\\').Append(c);
            else if (EndsLine(c) || char.IsSurrogate(c))
                quoted.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
            else
                quoted.Append(c);
        return quoted.Append('"').ToString();
    }

    /// <summary>Whether some reader of source text ends a line, or its comment, at the character.</summary>
    public static bool EndsLine(char c) => char.IsControl(c) || c is '\u2028' or '\u2029';

    public static bool IsIdentifier(string text) =>
        text.Length is > 0 and <= MaxName && IsStart(text[0]) && text.All(c => IsStart(c) || char.GetUnicodeCategory(c) is
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or
            UnicodeCategory.ConnectorPunctuation);

    /// <summary>A dimension's name: what Shape says, or a length of a parameter.</summary>
    public static bool IsDimension(string text) =>
        text.IndexOf('.') is > 0 and var dot
            ? IsIdentifier(text.Substring(0, dot)) && text.Substring(dot + 1) is ("Length" or "Rows" or "Columns")
            : IsIdentifier(text);

    /// <summary>Identifiers and dots, perhaps after <c>global::</c>: what names a member and does nothing else.</summary>
    public static bool IsQualifiedName(string text)
    {
        const string global = "global::";
        return text.Length <= 4 * MaxName &&
               (text.StartsWith(global, StringComparison.Ordinal) ? text.Substring(global.Length) : text)
               .Split('.').All(part => IsIdentifier(part.StartsWith("@", StringComparison.Ordinal) ? part.Substring(1) : part));
    }

    private static bool IsStart(char c) => c == '_' || char.GetUnicodeCategory(c) is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or
        UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.LetterNumber;
}
