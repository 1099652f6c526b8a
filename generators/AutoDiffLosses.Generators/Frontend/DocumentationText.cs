using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AutoDiffLosses.Generators.Frontend;

/// <summary>
/// The documentation comment of a method, from the text of its trivia: where no documentation file is asked for the compiler does not
/// parse it, and what is generated must not depend on that.
/// </summary>
internal static class DocumentationText
{
    /// <summary>The comment's XML without slashes and indentation, lines ended by <c>\n</c>; empty if there is none.</summary>
    public static string Of(MethodDeclarationSyntax method)
    {
        string trivia = method.GetLeadingTrivia().ToFullString().Replace("\r\n", "\n");
        int block = trivia.LastIndexOf("/**", StringComparison.Ordinal);
        var lines = trivia.Split('\n').Select(line => line.Trim()).ToArray();
        if (lines.Any(IsDocumentation))
            return string.Join("\n", lines.Where(IsDocumentation).Select(line => Indented(line.Substring(3))));
        int end = block < 0 ? -1 : trivia.IndexOf("*/", block + 3, StringComparison.Ordinal);
        return end < 0
            ? ""
            : string.Join("\n", trivia.Substring(block + 3, end - block - 3).Split('\n').Select(line => line.Trim().TrimStart('*').Trim())
                .Where(line => line.Length > 0));
    }

    private static bool IsDocumentation(string line) =>
        line.StartsWith("///", StringComparison.Ordinal) && !line.StartsWith("////", StringComparison.Ordinal);

    private static string Indented(string line) => line.StartsWith(" ", StringComparison.Ordinal) ? line.Substring(1) : line;
}
