using System;
using System.Collections.Generic;
using System.Text;

namespace AutoDiffLosses.Generators.Emission;

/// <summary>Gives names that are legal C# and taken by nothing else: the one that was asked for, or with the lowest number that is free.
/// What is asked for first comes first, so that the names depend on the order of asking alone.</summary>
internal sealed class UniqueNames
{
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);

    /// <summary>From which number on a name may be free.</summary>
    private readonly Dictionary<string, int> next = new(StringComparer.Ordinal);

    public UniqueNames(params IEnumerable<string>[] reserved)
    {
        foreach (var names in reserved)
            foreach (string name in names)
                Reserve(name);
    }

    /// <summary>The same names taken, to go on from in a scope of its own.</summary>
    public UniqueNames Inner() => new(taken);

    public void Reserve(string name) => taken.Add(name.TrimStart('@'));

    public bool IsTaken(string name) => taken.Contains(name.TrimStart('@'));

    /// <summary>A free name, written as C# has it: keywords with '@'.</summary>
    public string Of(string hint)
    {
        string name = Identifier.From(hint);
        string free = name;
        if (!taken.Add(free))
        {
            int number = next.TryGetValue(name, out int known) ? known : 2;
            while (!taken.Add(free = Identifier.Numbered(name, number)))
                number++;
            next[name] = number + 1;
        }
        return Identifier.Escaped(free);
    }
}

/// <summary>What may be a name in C#.</summary>
internal static class Identifier
{
    /// <summary>The nearest identifier, without '@': of "x.Length" it is xLength.</summary>
    public static string From(string hint)
    {
        var name = new StringBuilder(hint.Length);
        bool upper = false;
        foreach (char c in hint)
        {
            if (!IsPart(c))
            {
                upper = name.Length > 0;
                continue;
            }
            if (name.Length == 0 && char.IsDigit(c))
                name.Append('_');
            name.Append(upper ? char.ToUpperInvariant(c) : c);
            upper = false;
        }
        return name.Length == 0 ? "value" : name.ToString();
    }

    /// <summary>The name with a number, which is not taken for its own.</summary>
    public static string Numbered(string name, int number) => char.IsDigit(name[name.Length - 1]) ? $"{name}_{number}" : $"{name}{number}";

    public static string Escaped(string name) => Keywords.Contains(name) ? "@" + name : name;

    public static bool IsIdentifier(string name)
    {
        if (name.Length == 0 || char.IsDigit(name[0]))
            return false;
        foreach (char c in name)
            if (!IsPart(c))
                return false;
        return true;
    }

    private static bool IsPart(char c) => c == '_' || char.IsLetterOrDigit(c);

    private static readonly HashSet<string> Keywords = new(StringComparer.Ordinal)
    {
        "abstract", "as", "base", "bool", "break", "byte", "case", "catch", "char", "checked", "class", "const", "continue", "decimal",
        "default", "delegate", "do", "double", "else", "enum", "event", "explicit", "extern", "false", "finally", "fixed", "float", "for",
        "foreach", "goto", "if", "implicit", "in", "int", "interface", "internal", "is", "lock", "long", "namespace", "new", "null",
        "object", "operator", "out", "override", "params", "private", "protected", "public", "readonly", "ref", "return", "sbyte",
        "sealed", "short", "sizeof", "stackalloc", "static", "string", "struct", "switch", "this", "throw", "true", "try", "typeof",
        "uint", "ulong", "unchecked", "unsafe", "ushort", "using", "virtual", "void", "volatile", "while",
        // Contextual, but not safe as a local's or parameter's name everywhere.
        "await", "field", "nameof", "scoped", "var", "when", "yield",
    };
}
