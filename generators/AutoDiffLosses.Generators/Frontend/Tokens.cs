using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AutoDiffLosses.Generators.Frontend;

/// <summary>Source text without comments and line breaks: what does not change when code is only laid out anew.</summary>
internal static class Tokens
{
    /// <summary>The tokens, one space where there was space between two of them.</summary>
    public static string Text(SyntaxNode node) => Text(node.DescendantTokens().ToArray());

    /// <summary>An <c>if</c> without what it decides on.</summary>
    public static string Header(IfStatementSyntax statement) =>
        Text([.. statement.DescendantTokens().Where(t => t.SpanStart <= statement.CloseParenToken.SpanStart)]);

    private static string Text(SyntaxToken[] tokens)
    {
        var text = new StringBuilder();
        for (int i = 0; i < tokens.Length; i++)
        {
            if (i > 0 && (tokens[i - 1].HasTrailingTrivia || tokens[i].HasLeadingTrivia) && !IsTight(tokens[i - 1], tokens[i]))
                text.Append(' ');
            text.Append(tokens[i].Text);
        }
        return text.ToString();
    }

    // Where an argument list was broken into lines there is no space.
    private static bool IsTight(SyntaxToken left, SyntaxToken right) =>
        left.IsKind(SyntaxKind.OpenParenToken) || left.IsKind(SyntaxKind.OpenBracketToken) || left.IsKind(SyntaxKind.DotToken) ||
        right.IsKind(SyntaxKind.CloseParenToken) || right.IsKind(SyntaxKind.CloseBracketToken) || right.IsKind(SyntaxKind.DotToken) ||
        right.IsKind(SyntaxKind.SemicolonToken) || right.IsKind(SyntaxKind.CommaToken);
}
