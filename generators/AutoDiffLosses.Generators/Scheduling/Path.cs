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
    public int Order => Condition.Value?.Id ?? (Condition.IsInner ? int.MaxValue : -1);
}

/// <summary>
/// The conditions under which something is needed: a set, in one order, so that what shares conditions can share a branch. Conditions
/// are pure, so that they may be asked in any order.
/// </summary>
internal sealed class Path
{
    public static readonly Path Always = new([]);

    private readonly Literal[] literals;

    private Path(Literal[] literals) => this.literals = literals;

    public int Length => literals.Length;
    public Literal this[int index] => literals[index];
    public IReadOnlyList<Literal> Literals => literals;

    public Path With(Literal literal) =>
        literals.Contains(literal) ? this
        : new([.. literals.Append(literal).OrderBy(l => l.Order).ThenBy(l => string.Join(",", l.Condition.AnyWanted), StringComparer.Ordinal)]);

    public Path Without(Literal literal) => new([.. literals.Where(l => !l.Equals(literal))]);

    public Path With(Path more) => more.literals.Aggregate(this, (path, literal) => path.With(literal));

    public bool Contains(Literal literal) => literals.Contains(literal);

    public bool StartsWith(Path prefix) =>
        Length >= prefix.Length && prefix.literals.SequenceEqual(literals.Take(prefix.Length));

    /// <summary>Whether it says of a condition that it holds, or that it does not.</summary>
    public bool? Says(Node condition) =>
        literals.FirstOrDefault(l => l.Condition.Value == condition)?.Holds;

    /// <summary>Whether there is a condition that one asks to hold and the other not to: what is under one is never done with what is under the other.</summary>
    public bool Excludes(Path other) =>
        literals.Any(l => other.Contains(new Literal(l.Condition, !l.Holds)));

    public bool Is(Path other) => Length == other.Length && StartsWith(other);

    /// <summary>What two needs have in common.</summary>
    public static Path Common(Path x, Path y) =>
        x.Is(y) ? x : new([.. x.literals.Where(y.literals.Contains)]);
}
