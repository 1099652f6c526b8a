using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;

namespace AutoDiffLosses.Generators.Support;

/// <summary>An immutable sequence that is compared by its items, as models of an incremental generator have to be.</summary>
internal readonly struct EquatableArray<T>(IEnumerable<T> items) : IEquatable<EquatableArray<T>>, IReadOnlyList<T>
{
    private readonly T[]? items = items.ToArray();

    private T[] Items => items ?? [];
    public int Count => Items.Length;
    public T this[int index] => Items[index];

    public bool Equals(EquatableArray<T> other) => Items.SequenceEqual(other.Items);
    public override bool Equals(object? obj) => obj is EquatableArray<T> other && Equals(other);
    public override int GetHashCode() => Items.Aggregate(Items.Length, (hash, item) => hash * 31 + (item?.GetHashCode() ?? 0));
    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)Items).GetEnumerator();
    IEnumerator IEnumerable.GetEnumerator() => Items.GetEnumerator();
}
