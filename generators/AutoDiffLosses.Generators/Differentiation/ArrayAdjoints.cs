using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Differentiation;

/// <summary>
/// Adjoints of arrays: what loads of an array add up to, and what is read of it. An item is a Tabulate, or a Scatter on Zeros; a list of
/// items is an unordered sum, so that none of them waits for another. Variables keep the names and the order of the forward nest, or
/// nothing costly would be shared between the two.
/// </summary>
internal sealed class ArrayAdjoints(IrBuilder b, AdjointBuilder adjoints)
{
    // ---------------------------------------------------------------------------------------------------------- from loads

    /// <summary>
    /// The sum of what a load, once for each value of the variables that the array is free of, contributes to the array: zeros but for
    /// <c>[indices] += a</c>.
    /// </summary>
    public Node OfLoad(Node array, IReadOnlyList<Node> indices, IReadOnlyList<Node> variables, Adjoint a) =>
        Dense(array, indices, variables, a) ?? Shifted(array, indices, variables, a) ?? Scattered(array, indices, variables, a);

    /// <summary>Each element once, in the order of the forward nest, with all other variables deeper.</summary>
    private Node? Dense(Node array, IReadOnlyList<Node> indices, IReadOnlyList<Node> variables, Adjoint a)
    {
        if (!AreOwnVariables(indices, variables) ||
            !Enumerable.Range(0, indices.Count).All(d => indices[d].IndexExtent == array.Extent(d)))
            return null;
        return b.Tabulate(indices, adjoints.ToNode(SumOver(variables.Except(indices), a)));
    }

    /// <summary>
    /// The same at indices a constant away from their variables, or over a part of a dimension, where it is cheap to ask each element
    /// whether it was loaded.
    /// </summary>
    private Node? Shifted(Node array, IReadOnlyList<Node> indices, IReadOnlyList<Node> variables, Adjoint a)
    {
        var affine = indices.Select(Ranges.Affine).ToArray();
        if (affine.Any(t => t.Term is null))
            return null;
        var terms = affine.Select(t => t.Term!).ToArray();
        if (!AreOwnVariables(terms, variables) || terms.Length != variables.Count || !IsCheap(adjoints.ToNode(a), variables) ||
            terms.Any(t => variables.Any(t.IndexExtent.DependsOn)))
            return null;
        var elements = Enumerable.Range(0, terms.Length).Select(d => b.FreshIndex(array.Extent(d))).ToArray();
        var loaded = elements.Select((k, d) => b.Sub(k, b.Int((int)affine[d].Constant))).ToArray();
        var condition = b.True;
        for (int d = 0; d < terms.Length; d++)
            condition = b.And(condition, b.And(AtLeast(loaded[d], elements[d]), Below(loaded[d], elements[d], terms[d].IndexExtent)));
        var element = b.Load(b.Tabulate(terms, adjoints.ToNode(a)), condition, loaded);
        return element.Op == Opcode.Load && element.Array.Op == Opcode.Tabulate ? null : b.Tabulate(elements, element);
    }

    /// <summary>0 ≤ index, where the index is an element of a dimension minus a constant.</summary>
    private Node AtLeast(Node index, Node element) =>
        Ranges.Affine(index).Constant >= 0 ? b.True : b.LessEqual(b.Int(0), index);

    private Node Below(Node index, Node element, Node extent)
    {
        // element - c < extent, with element < E
        var (bound, d) = Ranges.Affine(element.IndexExtent);
        var (limit, e) = Ranges.Affine(extent);
        return bound == limit && d + Ranges.Affine(index).Constant <= e ? b.True : b.Less(index, extent);
    }

    /// <summary>In the order of the forward nest.</summary>
    private Node Scattered(Node array, IReadOnlyList<Node> indices, IReadOnlyList<Node> variables, Adjoint a)
    {
        // All guards, since that of the load is one of them: without it an index may be out of range.
        return b.Scatter(ZerosLike(array), a.Guards.Conjunction(b), a.Value, variables, indices);
    }

    private static bool AreOwnVariables(IReadOnlyList<Node> indices, IReadOnlyList<Node> variables)
    {
        for (int d = 0; d < indices.Count; d++)
            if (!variables.Contains(indices[d]) || d > 0 && indices[d].Level <= indices[d - 1].Level)
                return false;
        int innermost = indices.Count == 0 ? 0 : indices[indices.Count - 1].Level;
        return variables.All(v => v.Level > innermost || indices.Contains(v));
    }

    /// <summary>Whether no loop and no call of the mathematical library depends on the variables.</summary>
    private static bool IsCheap(Node a, IReadOnlyList<Node> variables) =>
        Graph.Reachable(a).All(n => !n.Op.IsBinder() && !n.Op.IsTranscendental() || !variables.Any(n.DependsOn));

    private Adjoint SumOver(IEnumerable<Node> variables, Adjoint a) =>
        variables.OrderByDescending(v => v.Level).Aggregate(a, (sum, v) => adjoints.Sum(v, sum));

    private Node ZerosLike(Node array) =>
        b.Zeros(ScalarKind.Real, [.. Enumerable.Range(0, array.Rank).Select(array.Extent)]);

    // ------------------------------------------------------------------------------------------------------------- sums

    /// <summary>The items over variables that stand outside of them, summed: in the order of the nest, outer loops stay outer.</summary>
    public Node Sum(IReadOnlyList<Node> variables, Node item)
    {
        if (variables.Count == 0 || item.Op == Opcode.Zeros)
            return item;
        switch (item.Op)
        {
            case Opcode.Tabulate:
                var indices = Fresh(item.Bound.ToArray());
                return b.Scatter(ZerosLike(item), b.True, Body(item, indices), [.. variables, .. indices], indices);
            case Opcode.Scatter:
                var (loops, guard, value, targets) = Opened(item);
                return b.Scatter(item.Array, guard, value, [.. variables, .. loops], targets);
            default:
                return b.Contributions([.. item.Operands.Select(o => Sum(variables, o))]);
        }
    }

    /// <summary>The sum of items: the dense ones are one, since whatever writes an element can write its whole sum.</summary>
    public Node Merge(IReadOnlyList<Node> items)
    {
        var merged = new List<Node>();
        foreach (var item in items.SelectMany(item => item.Op == Opcode.Contributions ? item.Operands : [item]).Where(i => i.Op != Opcode.Zeros))
        {
            int same = item.Op == Opcode.Tabulate ? merged.FindIndex(m => m.Op == Opcode.Tabulate && SameExtents(m, item)) : -1;
            if (same < 0)
                merged.Add(item);
            else
            {
                var indices = Fresh(item.Bound.ToArray());
                merged[same] = b.Tabulate(indices, adjoints.Add(Body(merged[same], indices), Body(item, indices)));
            }
        }
        return merged.Count == 0 ? items[0] : b.Contributions(merged);
    }

    private static bool SameExtents(Node x, Node y) => Enumerable.Range(0, x.Rank).All(d => x.Extent(d) == y.Extent(d));

    // ---------------------------------------------------------------------------------------------------------- reading

    /// <summary>An element of an adjoint; what is dense or a single element is read without being kept.</summary>
    public Adjoint Load(Node adjoint, Node guard, IReadOnlyList<Node> indices)
    {
        if (adjoint.Op == Opcode.Zeros)
            return adjoints.Zero;
        if (adjoint.Op != Opcode.Contributions)
            return LoadItem(adjoint, guard, indices);
        var read = adjoint.Operands.Where(IsReadDirectly).ToArray();
        var kept = adjoint.Operands.Where(item => !IsReadDirectly(item)).ToArray();
        var sum = read.Aggregate(adjoints.Zero, (a, item) => adjoints.Add(a, LoadItem(item, guard, indices)));
        return kept.Length == 0 ? sum : adjoints.Add(sum, LoadItem(b.Contributions(kept), guard, indices));
    }

    private Adjoint LoadItem(Node item, Node guard, IReadOnlyList<Node> indices)
    {
        if (!IsSingleElement(item))
            return adjoints.Guard(guard, adjoints.FromMemory(b.Load(item, guard, indices)));
        var condition = item.Guard;
        foreach (var (target, index) in item.Targets.Zip(indices, (t, i) => (t, i)))
            condition = b.And(condition, b.Equal(index, target));
        return adjoints.Guard(guard, adjoints.Guard(condition, adjoints.Of(item.Written)));
    }

    private static bool IsReadDirectly(Node item) => item.Op == Opcode.Tabulate || IsSingleElement(item);

    private static bool IsSingleElement(Node item) => item.Op == Opcode.Scatter && !item.Bound.Any() && item.Array.Op == Opcode.Zeros;

    // ---------------------------------------------------------------------------------------------------------- versions

    /// <summary>The adjoint with one element zeroed: that of the version before one in which the element was set.</summary>
    public Node Without(Node adjoint, Node guard, IReadOnlyList<Node> targets)
    {
        switch (adjoint.Op)
        {
            case Opcode.Tabulate:
                var indices = Fresh(adjoint.Bound.ToArray());
                return b.Tabulate(indices, adjoints.ToNode(adjoints.Guard(b.Not(IsAt(indices)), adjoints.Of(Body(adjoint, indices)))));
            case Opcode.Scatter:
                var (loops, itemGuard, value, at) = Opened(adjoint);
                return b.Scatter(adjoint.Array, b.And(itemGuard, b.Not(IsAt(at))), value, loops, at);
            case Opcode.Contributions:
                return b.Contributions([.. adjoint.Operands.Select(o => Without(o, guard, targets))]);
            default:
                return adjoint;
        }

        Node IsAt(IReadOnlyList<Node> at) => at.Zip(targets, b.Equal).Aggregate(guard, b.And);
    }

    // ------------------------------------------------------------------------------------------------------------ inside

    private Node[] Fresh(IReadOnlyList<Node> bound)
    {
        var fresh = new Node[bound.Count];
        for (int i = 0; i < fresh.Length; i++)
            fresh[i] = b.FreshIndex(Substitution.Apply(b, bound[i].IndexExtent, bound, fresh, i));
        return fresh;
    }

    private Node Body(Node tabulate, IReadOnlyList<Node> indices) => Substitution.Apply(b, tabulate.Body, [.. tabulate.Bound], indices);

    /// <summary>The inside of a Scatter, under loop variables that nothing else has.</summary>
    private (IReadOnlyList<Node> Loops, Node Guard, Node Value, IReadOnlyList<Node> Targets) Opened(Node scatter)
    {
        var bound = scatter.Bound.ToArray();
        var loops = Fresh(bound);
        Node Inside(Node n) => Substitution.Apply(b, n, bound, loops);
        return (loops, Inside(scatter.Guard), Inside(scatter.Written), [.. scatter.Targets.Select(Inside)]);
    }
}
