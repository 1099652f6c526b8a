using System.Collections.Generic;
using System.Linq;

namespace AutoDiffLosses.Generators.Emission;

/// <summary>
/// Breaks a long statement or formula into lines where there are the fewest parentheses around: behind commas, before operators. What
/// continues a line is indented.
/// </summary>
internal static class LineBreaks
{
    private static readonly string[] Operators = [" ? ", " : ", " + ", " - ", " * ", " / ", " | ", " & ", " || ", " && "];

    /// <param name="line">A line, or several.</param>
    /// <param name="width">The most characters of a line, but for what cannot be broken.</param>
    public static string In(string line, int width) => string.Join("\n", line.Split('\n').SelectMany(l => Indented(l, width)));

    /// <summary>The same, broken where it would be whatever a name in it is: a copy under another name has the same lines.</summary>
    public static string In(string line, int width, string name) => In(line.Replace(name, Anything), width).Replace(Anything, name);

    private const string Anything = "\uE001";

    private static IEnumerable<string> Indented(string line, int width)
    {
        string text = line.TrimStart(' '), margin = line.Substring(0, line.Length - text.Length);
        return text.Length <= width - margin.Length || IsComment(text) ? [line]
            : Broken(text, Places(text), width - margin.Length, level: 0).Select(l => margin + l);
    }

    /// <summary>What is deeper stays there, or there would be no room.</summary>
    private const int Deepest = 6;

    private static bool IsComment(string line) => line.StartsWith("//", System.StringComparison.Ordinal);

    /// <param name="places">Where the line may be broken.</param>
    private static IReadOnlyList<string> Broken(string line, IReadOnlyList<(int At, int Depth, int Strength)> places, int width, int level)
    {
        string indent = level < Deepest ? "    " : "";
        if (line.Length <= width || IsComment(line) || places.Count == 0)
            return [line];
        // Products hold together where there is something else.
        int depth = places.Min(p => p.Depth), weakest = places.Where(p => p.Depth == depth).Min(p => p.Strength);
        int[] breaks = [.. places.Where(p => p.Depth == depth && p.Strength == weakest).Select(p => p.At), line.Length];

        var lines = new List<string>();
        int start = 0, end = 0;
        foreach (int at in breaks)
        {
            if (at - start + (start > 0 ? indent.Length : 0) > width && end > start)
            {
                Add(start, end);
                start = end;
            }
            end = at;
        }
        Add(start, end);
        return lines;

        void Add(int from, int to)
        {
            bool isFirst = from == 0;
            while (from < to && line[from] == ' ')
                from++;
            while (from < to && line[to - 1] == ' ')
                to--;
            if (from == to)
                return;
            string margin = isFirst ? "" : indent;
            (int, int, int)[] inside = [.. places.Where(p => p.At > from && p.At < to).Select(p => (p.At - from, p.Depth, p.Strength))];
            var broken = Broken(line.Substring(from, to - from), inside, width - margin.Length, level + 1);
            lines.AddRange(margin.Length == 0 ? broken : broken.Select(l => margin + l));
        }
    }

    private static bool IsAt(string line, int at, string part) => string.CompareOrdinal(line, at, part, 0, part.Length) == 0;

    /// <summary>Where a line may be broken: how many parentheses there are around, and what holds more strongly than what.</summary>
    private static IReadOnlyList<(int At, int Depth, int Strength)> Places(string line)
    {
        var places = new List<(int, int, int)>();
        int depth = 0, types = 0;
        bool isQuoted = false;
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            if (c == '"' && (i == 0 || line[i - 1] != '\\'))
                isQuoted = !isQuoted;
            if (isQuoted)
                continue;
            bool isGeneric = i > 0 && line[i - 1] != ' ' && (i + 1 == line.Length || line[i + 1] != '=');
            if (c is '(' or '[')
                depth++;
            else if (c is ')' or ']')
                depth--;
            else if (c is '<' && isGeneric)
                types++;
            else if (c is '>' && isGeneric && types > 0)
                types--;
            else if (c is ',' or ';' && i + 1 < line.Length && line[i + 1] == ' ' && types == 0)
                places.Add((i + 1, depth, c == ';' ? -1 : 0));
            else if (c == ' ' && (IsAt(line, i, "   where ") || IsAt(line, i, "   otherwise")))
                places.Add((i, depth, -1));
            else if (c == ' ' && i > 0 && Operators.FirstOrDefault(o => IsAt(line, i, o)) is { } found)
                places.Add((i, depth, found switch { " ? " or " : " => 1, " || " or " && " or " | " or " & " => 2, " + " or " - " => 3, _ => 4 }));
        }
        return places;
    }
}
