using System;
using System.Collections.Concurrent;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators;

/// <summary>
/// Of the latest long formulas, whether their gradients are too large. To find out takes a differentiation, and it is asked at each edit of a
/// file, after which most formulas are as they were; the generator knows it of what it has compiled.
/// </summary>
internal static class KnownSizes
{
    /// <summary>As many as an editor has in hand; a formula is long.</summary>
    private const int Most = 16;

    private static readonly ConcurrentDictionary<FlatTable, bool> AreTooLarge = new();

    public static bool IsTooLarge(FlatTable table, Func<bool> find)
    {
        if (AreTooLarge.TryGetValue(table, out bool known))
            return known;
        bool found = find();
        Add(table, found);
        return found;
    }

    public static void Add(FlatTable table, bool isTooLarge)
    {
        if (AreTooLarge.Count >= Most)
            AreTooLarge.Clear();
        AreTooLarge[table] = isTooLarge;
    }
}
