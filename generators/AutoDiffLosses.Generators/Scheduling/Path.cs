using System;
using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Scheduling;

/// <summary>One condition, and whether it has to hold or not to.</summary>
internal sealed record Literal(Condition Condition, bool Holds)
{
    /// <summary>That a condition holds, in the one form that it and its opposite have in common.</summary>
    public static Literal Of(IrBuilder b, Node condition, bool holds)
    {
        var opposite = b.Not(condition);
        return opposite.Op == Opcode.Equal || condition.Op == Opcode.Not || opposite.Op == Opcode.Less && condition.Op == Opcode.LessEqual
            ? new(Condition.Of(opposite), !holds)
            : new(Condition.Of(condition), holds);
    }

    /// <summary>Whether any gradient is wanted stands outside of conditions on values; which, within.</summary>
    private int Order => Condition.Value?.Id ?? (Condition.IsInner ? int.MaxValue : -1);

    /// <summary>The order in which conditions are asked.</summary>
    public int CompareTo(Literal other) =>
        Order != other.Order ? Order.CompareTo(other.Order)
        : string.CompareOrdinal(Condition.Wanting, other.Condition.Wanting) is not 0 and var order ? order
        : Holds.CompareTo(other.Holds);

    public bool IsOpposite(Literal other) => Holds != other.Holds && Condition.Equals(other.Condition);
}

/// <summary>
/// The conditions under which something is needed: a set, in one order, so that what shares conditions can share a branch. Conditions
/// are pure, so that they may be asked in any order. It is a list from its last condition outwards, and paths share what they begin with:
/// where they meet in the same object, they need not be compared any further.
/// </summary>
internal sealed class Path : IEquatable<Path>
{
    public static readonly Path Always = new();

    private readonly Path? outer;
    private readonly Literal? last;
    private readonly int hash;

    private Path()
    {
    }

    private Path(Path outer, Literal last) =>
        (this.outer, this.last, Length, IsPossible, hash) =
            (outer, last, outer.Length + 1, outer.IsPossible && outer.last?.IsOpposite(last) != true, outer.hash * 31 + last.GetHashCode());

    public int Length { get; }

    /// <summary>Whether it asks no condition both to hold and not to.</summary>
    public bool IsPossible { get; } = true;

    /// <summary>Outer ones first.</summary>
    public IReadOnlyList<Literal> Literals
    {
        get
        {
            var literals = new Literal[Length];
            for (var path = this; path.last != null; path = path.outer!)
                literals[path.Length - 1] = path.last;
            return literals;
        }
    }

    public Path With(Literal literal)
    {
        int order = last == null ? -1 : last.CompareTo(literal);
        if (order < 0)
            return new(this, literal);
        if (order == 0)
            return this;
        var with = outer!.With(literal);
        return with == outer ? this : new(with, last!);
    }

    public Path With(Path more) => Length == 0 ? more : more.Literals.Aggregate(this, (path, literal) => path.With(literal));

    public Path Without(Literal literal) => Literals.Where(l => !l.Equals(literal)).Aggregate(Always, (path, l) => path.With(l));

    public bool Contains(Literal literal)
    {
        for (var path = this; path.last != null; path = path.outer!)
            if (path.last.CompareTo(literal) is var order && order <= 0)
                return order == 0;
        return false;
    }

    /// <summary>Whether it asks for all that another does.</summary>
    public bool Implies(Path other)
    {
        for (var path = this; path.Length >= other.Length; path = path.outer!)
            if (path == other || other.last == null)
                return true;
            else if (path.last!.CompareTo(other.last) is var order && order < 0)
                return false;
            else if (order == 0)
                other = other.outer!;
        return false;
    }

    /// <summary>Whether it says of a condition that it holds, or that it does not.</summary>
    public bool? Says(Node condition)
    {
        for (var path = this; path.last != null; path = path.outer!)
            if (path.last.Condition.Value is { } value && value.Id <= condition.Id)
                return value == condition ? path.last.Holds : null;
        return null;
    }

    /// <summary>Whether there is a condition that one asks to hold and the other not to: what is under one is never done with what is under the other.</summary>
    public bool Excludes(Path other)
    {
        if (!IsPossible || !other.IsPossible)
            return Literals.Any(l => other.Literals.Any(l.IsOpposite));
        var path = this;
        while (path != other && path.last != null && other.last != null)
        {
            if (path.last.IsOpposite(other.last))
                return true;
            int order = path.last.CompareTo(other.last);
            if (order >= 0)
                path = path.outer!;
            if (order <= 0)
                other = other.outer!;
        }
        return false;
    }

    /// <summary>What two needs have in common.</summary>
    public static Path Common(Path x, Path y)
    {
        var (inX, inY, shared) = (x, y, new Stack<Literal>());
        while (inX != inY && inX.last != null && inY.last != null)
        {
            int order = inX.last.CompareTo(inY.last);
            if (order == 0)
                shared.Push(inX.last);
            if (order >= 0)
                inX = inX.outer!;
            if (order <= 0)
                inY = inY.outer!;
        }
        var common = inX == inY ? inX : Always;
        int length = common.Length + shared.Count;
        return length == x.Length ? x : length == y.Length ? y : shared.Aggregate(common, (path, literal) => new Path(path, literal));
    }

    public bool Equals(Path? other)
    {
        if (other == null || other.hash != hash || other.Length != Length)
            return false;
        for (var path = this; path != other; path = path.outer!, other = other.outer)
            if (!path.last!.Equals(other!.last))
                return false;
        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as Path);
    public override int GetHashCode() => hash;
}
