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
    private readonly Stack<Scope> scopes = new();

    /// <summary>The names in all scopes that are open: each is of one of them.</summary>
    private readonly HashSet<string> open = new(StringComparer.Ordinal);

    public ScopedNames(UniqueNames reserved, IEnumerable<string> more)
    {
        this.reserved = reserved;
        foreach (string name in more)
            reserved.Reserve(name);
        Open();
    }

    public void Open() => scopes.Push(new());

    public void Close()
    {
        var closed = scopes.Pop();
        open.ExceptWith(closed.Own);
        scopes.Peek().AddInner(closed);
    }

    /// <summary>A free name, written as C# has it.</summary>
    public string Of(string hint)
    {
        string name = Identifier.From(hint);
        string free = name;
        var next = scopes.Peek().Next;
        if (IsTaken(free))
        {
            int number = next.TryGetValue(name, out int known) ? known : 2;
            while (IsTaken(free = Identifier.Numbered(name, number)))
                number++;
            next[name] = number + 1;
        }
        scopes.Peek().Own.Add(free);
        open.Add(free);
        return Identifier.Escaped(free);
    }

    private bool IsTaken(string name) => reserved.IsTaken(name) || open.Contains(name) || scopes.Peek().Inner.Contains(name);

    private sealed class Scope
    {
        /// <summary>The names that it has given.</summary>
        public HashSet<string> Own { get; } = new(StringComparer.Ordinal);

        /// <summary>From which number on a name may be free: what is taken in a scope stays so until it is closed.</summary>
        public Dictionary<string, int> Next { get; } = new(StringComparer.Ordinal);

        /// <summary>Those of the scopes in it that are closed.</summary>
        public HashSet<string> Inner { get; private set; } = new(StringComparer.Ordinal);

        public void AddInner(Scope closed)
        {
            // The fewer to the more: around a deep nest, only what each block adds is copied.
            var (more, fewer) = closed.Inner.Count > Inner.Count ? (closed.Inner, Inner) : (Inner, closed.Inner);
            more.UnionWith(fewer);
            more.UnionWith(closed.Own);
            Inner = more;
        }
    }
}
