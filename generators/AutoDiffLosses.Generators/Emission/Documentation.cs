using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace AutoDiffLosses.Generators.Emission;

/// <summary>
/// The user's documentation of a formula, as its batch methods repeat it. References by <c>cref</c> become plain code, since what they
/// name is looked up from another place there; text that is no XML is left out.
/// </summary>
internal sealed class Documentation
{
    private const int Width = 128;

    private readonly Dictionary<string, string> parameters = new(StringComparer.Ordinal), exceptions = new(StringComparer.Ordinal);

    public Documentation(string text, IEnumerable<string> parameterNames)
    {
        if (Parsed(text) is not { } root)
            return;
        var names = new HashSet<string>(parameterNames, StringComparer.Ordinal);
        foreach (var element in root.Descendants().ToArray())
            Neutralize(element, names);
        if (root.Element("summary") is { } summary)
            Summary = OneLine(Inner(summary)).TrimEnd('.');
        if (root.Element("remarks") is { } remarks)
            Remarks = Inner(remarks).Trim('\n', ' ');
        foreach (var element in root.Elements("param"))
            if (element.Attribute("name")?.Value is { } name && OneLine(Inner(element)) is { Length: > 0 } description)
                parameters[name] = description;
        foreach (var element in root.Elements("exception"))
            if (element.Attribute("cref")?.Value is { } type && OneLine(Inner(element)) is { Length: > 0 } when)
                exceptions[LastName(type)] = when;
    }

    /// <summary>On one line, without a full stop; empty if there is none.</summary>
    public string Summary { get; } = "";

    /// <summary>Its lines as they stand; empty if there are none.</summary>
    public string Remarks { get; } = "";

    /// <summary>What is said of a parameter, on one line; empty if nothing is.</summary>
    public string Parameter(string name) => parameters.TryGetValue(name, out string? description) ? description : "";

    /// <summary>When an exception of that name is thrown, on one line; empty if nothing is said of it.</summary>
    public string Exception(string type) => exceptions.TryGetValue(type, out string? when) ? when : "";

    /// <summary>An element of a documentation comment, in lines of a readable width.</summary>
    public static void Write(SourceWriter writer, string startTag, string content, string endTag)
    {
        if (content.IndexOf('\n') >= 0)
        {
            writer.Write("/// " + startTag);
            foreach (string line in content.Split('\n'))
                writer.Write("/// " + line);
            writer.Write("/// " + endTag);
            return;
        }
        var text = new StringBuilder("///");
        foreach (string word in (startTag + content + endTag).Split(' '))
        {
            if (text.Length + 1 + word.Length > Width && text.Length > 3)
            {
                writer.Write(text.ToString());
                text.Clear().Append("///");
            }
            text.Append(' ').Append(word);
        }
        writer.Write(text.ToString());
    }

    /// <summary>Text as XML has it.</summary>
    public static string Escaped(string text) => new XText(text).ToString(SaveOptions.DisableFormatting);

    private static XElement? Parsed(string text)
    {
        try
        {
            return XElement.Parse($"<doc>{text}</doc>", LoadOptions.PreserveWhitespace);
        }
        catch (XmlException)
        {
            return null;
        }
    }

    private static void Neutralize(XElement element, HashSet<string> parameterNames)
    {
        string? name = element.Name.LocalName switch
        {
            "see" or "seealso" => element.Attribute("cref")?.Value is { } reference ? LastName(reference) : null,
            "paramref" when element.Attribute("name")?.Value is { } parameter && !parameterNames.Contains(parameter) => parameter,
            "typeparamref" => element.Attribute("name")?.Value,
            "inheritdoc" or "include" => "",
            _ => null,
        };
        if (name == "")
            element.Remove();
        else if (name != null)
            element.ReplaceWith(new XElement("c", element.IsEmpty ? name : element.Value));
    }

    /// <summary>Of "M:A.B.F(int)" it is F.</summary>
    private static string LastName(string reference)
    {
        int end = reference.IndexOfAny(['(', '{']);
        string path = end < 0 ? reference : reference.Substring(0, end);
        return path.Substring(path.LastIndexOfAny(['.', ':']) + 1);
    }

    private static string Inner(XElement element) =>
        string.Concat(element.Nodes().Select(node => node.ToString(SaveOptions.DisableFormatting))).Replace("\r\n", "\n");

    private static string OneLine(string text) =>
        string.Join(" ", text.Split([' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries));
}
