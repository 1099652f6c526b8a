using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Differentiation;

/// <summary>
/// A value, and the conditions without which it is zero. The choices that say so are made where the adjoint gets into the formula: an
/// adjoint that passes n branches stands behind n guards, and shares them with its neighbours.
/// </summary>
internal readonly record struct Adjoint(Guards Guards, Node Value)
{
    public bool IsZero => Value.IsZero;

    public bool DependsOn(Node index) => Value.DependsOn(index) || Guards.Outwards.Any(c => c.DependsOn(index));
}

/// <summary>Conditions that hold together: none, or one inside of others. Of one root, equal ones are one object.</summary>
internal sealed class Guards
{
    private readonly Guards? outer;
    private readonly Dictionary<Node, Guards> inner = [];

    private Guards(Guards? outer, Node? condition) =>
        (this.outer, Condition, Count) = (outer, condition, outer == null ? 0 : outer.Count + 1);

    public static Guards None() => new(null, null);

    /// <summary>The innermost; null of none.</summary>
    public Node? Condition { get; }

    public int Count { get; }

    /// <summary>The conditions, inner ones first.</summary>
    public IEnumerable<Node> Outwards
    {
        get
        {
            for (var guards = this; guards.Condition is { } condition; guards = guards.outer!)
                yield return condition;
        }
    }

    /// <summary>That all of them hold: made once, and from that of the outer ones.</summary>
    public Node Conjunction(IrBuilder b)
    {
        var open = new Stack<Guards>();
        var guards = this;
        for (; guards.conjunction == null && guards.outer != null; guards = guards.outer)
            open.Push(guards);
        guards.conjunction ??= b.True;
        while (open.Count > 0)
        {
            var inside = open.Pop();
            inside.conjunction = b.And(guards.conjunction, inside.Condition!);
            guards = inside;
        }
        return guards.conjunction;
    }

    private Node? conjunction;

    /// <summary>With one more, inside.</summary>
    public Guards With(Node condition)
    {
        if (condition.IsTrue || condition == Condition)
            return this;
        if (!inner.TryGetValue(condition, out var with))
            inner.Add(condition, with = new(this, condition));
        return with;
    }

    public Guards With(IEnumerable<Node> conditions) => conditions.Aggregate(this, (all, condition) => all.With(condition));

    /// <summary>The conditions that are not among some outer ones, outer ones first.</summary>
    public IReadOnlyList<Node> Inside(Guards some) => [.. Outwards.Take(Count - some.Count).Reverse()];

    /// <summary>The outer ones that two have in common.</summary>
    public static Guards Common(Guards x, Guards y)
    {
        while (x != y)
            if (x.Count > y.Count)
                x = x.outer!;
            else if (y.Count > x.Count)
                y = y.outer!;
            else
                (x, y) = (x.outer!, y.outer!);
        return x;
    }
}
