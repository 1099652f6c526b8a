using System;
using System.Collections.Generic;
using System.Linq;

namespace AutoDiffLosses.Generators.Emission;

/// <summary>
/// Names for locals in nested blocks: a name that a block is done with may be taken again in the next, but not in what surrounds both.
/// </summary>
internal sealed class ScopedNames
{
    private readonly UniqueNames reserved;
    private readonly Stack<(HashSet<string> Own, HashSet<string> Inner)> scopes = new();

    public ScopedNames(UniqueNames reserved, IEnumerable<string> more)
    {
        this.reserved = reserved;
        foreach (string name in more)
            reserved.Reserve(name);
        Open();
    }

    public void Open() => scopes.Push((new(StringComparer.Ordinal), new(StringComparer.Ordinal)));

    public void Close()
    {
        var (own, inner) = scopes.Pop();
        scopes.Peek().Inner.UnionWith(own);
        scopes.Peek().Inner.UnionWith(inner);
    }

    /// <summary>A free name, written as C# has it.</summary>
    public string Of(string hint)
    {
        string name = Identifier.From(hint);
        string free = name;
        for (int number = 2; IsTaken(free); number++)
            free = char.IsDigit(name[name.Length - 1]) ? $"{name}_{number}" : $"{name}{number}";
        scopes.Peek().Own.Add(free);
        return Identifier.Escaped(free);
    }

    private bool IsTaken(string name) =>
        reserved.IsTaken(name) || scopes.Peek().Inner.Contains(name) || scopes.Any(s => s.Own.Contains(name));
}
