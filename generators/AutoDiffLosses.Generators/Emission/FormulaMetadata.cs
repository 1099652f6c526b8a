using System;
using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Frontend;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Emission;

/// <summary>
/// The formula as text in an attribute on its class, so that it travels with the assembly and losses elsewhere can be composed of it.
/// The same formula is that of the method in <c>double</c>, under that one's documentation id.
/// </summary>
internal static class FormulaMetadata
{
    public static string Emit(Declaration declaration, FlatTable table)
    {
        string text = IrPrinter.Program(table).TrimEnd('\n'), quotes = Quotes(text);
        var writer = LossFiles.Begin();
        LossFiles.InUserType(writer, declaration, () => { }, () =>
        {
            foreach (string id in Ids(declaration))
                // A raw string: indentation is no part of it, since the quotes begin its lines.
                writer.WriteRaw($"[global::AutoDiffLosses.Runtime.FormulaIr({CSharpLiteral.Of(IrText.Version)}, {CSharpLiteral.Of(id)}, {quotes}\n{text}\n{quotes})]");
        });
        return writer.ToString();
    }

    private static IEnumerable<string> Ids(Declaration declaration)
    {
        string id = declaration.DocumentationId;
        yield return id;
        int parameters = id.IndexOf('(');
        string inDouble = parameters < 0 ? id : id.Substring(0, parameters) + id.Substring(parameters).Replace("System.Single", "System.Double");
        if (declaration.AlsoDouble && inDouble != id)
            yield return inDouble;
    }

    /// <summary>More of them than the text has in a row.</summary>
    private static string Quotes(string text)
    {
        int most = 2, row = 0;
        foreach (char c in text)
            most = Math.Max(most, row = c == '"' ? row + 1 : 0);
        return new string('"', most + 1);
    }
}
