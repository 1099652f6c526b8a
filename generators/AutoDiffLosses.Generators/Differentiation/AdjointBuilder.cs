using System;
using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Differentiation;

/// <summary>
/// The constructors of adjoints. They simplify more than a user's own arithmetic may be: a contribution of zero stays zero, whatever it
/// is multiplied by (a user's <c>0 * x</c> keeps its NaN), and factors leave sums.
/// An adjoint that is zero because a branch was not taken must never meet an infinite partial: 0 · ∞ would be NaN one node further down.
/// So the guard of an adjoint, the c of <c>Select(c, a, 0)</c>, only ever moves outwards, and where it cannot be seen any more (in a sum
/// over an index, in memory) the adjoint is masked where it is zero.
/// </summary>
internal sealed class AdjointBuilder(IrBuilder b)
{
    /// <summary>The most factors of a sum that are looked at one by one.</summary>
    private const int MostFactors = 64;

    private readonly Guards none = Guards.None();

    /// <summary>Values that may be zero behind a guard which is no longer visible.</summary>
    private readonly HashSet<Node> masked = [];
    private readonly Dictionary<Node, bool> finite = [];

    public Adjoint Zero => new(none, b.Real(0));

    // ------------------------------------------------------------------------------------------------------------ guards

    /// <summary>A value as an adjoint, behind the guards that it has.</summary>
    public Adjoint Of(Node value) => Behind(none, value);

    /// <summary>The adjoint as a value.</summary>
    public Node ToNode(Adjoint a) => Chosen(a.Guards.Outwards, a.Value);

    private Node Chosen(IEnumerable<Node> outwards, Node value) => outwards.Aggregate(value, (inner, guard) => b.Select(guard, inner, b.Real(0)));

    /// <summary>The adjoint where the condition holds, else zero. A guard that was there already stays the outer one.</summary>
    public Adjoint Guard(Node condition, Adjoint a) => Guarded(a.Guards, a with { Guards = none }, condition);

    /// <summary>An adjoint behind guards, and behind more, as far as those do not imply them.</summary>
    private Adjoint Guarded(Guards guards, Adjoint a, params IReadOnlyList<Node> more)
    {
        foreach (var guard in more)
        {
            var opposite = b.Not(guard);
            if (guard.IsFalse || guards.Outwards.Any(outer => outer == opposite))
                return Zero;
            if (!guards.Outwards.Any(outer => b.Implications.Holds(outer, guard)))
                guards = guards.With(guard);
        }
        return Behind(guards, a);
    }

    private Adjoint Behind(Guards guards, Adjoint a) => Behind(guards.With(a.Guards.Inside(none)), a.Value);

    private Adjoint Behind(Guards guards, Node value)
    {
        while (value.Op == Opcode.Select)
            if (value.Operands[2].IsZero)
                (guards, value) = (guards.With(value.Operands[0]), value.Operands[1]);
            else if (value.Operands[1].IsZero)
                (guards, value) = (guards.With(b.Not(value.Operands[0])), value.Operands[2]);
            else if (guards.Condition == value.Operands[0])
                value = value.Operands[1];
            else if (guards.Condition == b.Not(value.Operands[0]))
                value = value.Operands[2];
            else
                break;
        return value.IsZero ? Zero : new(guards, value);
    }

    // -------------------------------------------------------------------------------------------------------- arithmetic

    public Adjoint Neg(Adjoint a) => Behind(a.Guards, Marked(b.Neg(a.Value), a.Value));

    /// <summary>An adjoint times a partial.</summary>
    public Adjoint Mul(Adjoint a, Node partial)
    {
        var p = Of(partial);
        return Guarded(a.Guards, Product(a.Value, p.Value), p.Guards.Inside(none));
    }

    private Adjoint Product(Node a, Node partial) =>
        a.IsZero || partial.IsZero ? Zero
        : partial.Op == Opcode.Neg ? Neg(Mul(Of(a), partial.Operands[0]))
        : partial.Op == Opcode.Div && partial.Operands[0].IsOne ? Div(Of(a), partial.Operands[1])
        : partial.IsConst && a.Op == Opcode.Mul && a.Operands[0].IsConst ? Mul(Of(a.Operands[1]), b.Mul(a.Operands[0], partial))
        : Masked(a, partial.IsConst ? b.Mul(partial, a) : b.Mul(a, partial), () => IsFinite(partial));

    public Adjoint Div(Adjoint a, Node q) =>
        a.IsZero ? a : Behind(a.Guards, Masked(a.Value, b.Div(a.Value, q), () => q.IsConst && !q.IsZero));

    /// <summary>The sum, from the first to the last.</summary>
    public Adjoint Add(IReadOnlyList<Adjoint> terms) =>
        terms.Count == 2 ? Add(terms[0], terms[1]) : Add([.. terms.Select(t => (t.Guards.Inside(none), t.Value))], 0);

    /// <summary>The same of what stands inside of a number of guards; what the branches of one condition contribute is one choice.</summary>
    private Adjoint Add(IReadOnlyList<(IReadOnlyList<Node> Guards, Node Value)> terms, int depth)
    {
        if (terms.Count == 0)
            return Zero;
        var first = terms[0].Guards;
        int outer = depth;
        while (depth < first.Count && terms.All(t => t.Guards.Count > depth && t.Guards[depth] == first[depth]))
            depth++;
        var (condition, opposite) = depth < first.Count ? (first[depth], b.Not(first[depth])) : (null, null);
        bool IsOf(Node? branch, (IReadOnlyList<Node> Guards, Node) term) => term.Guards.Count > depth && term.Guards[depth] == branch;
        int count = 0;
        while (count < terms.Count && (IsOf(condition, terms[count]) || IsOf(opposite, terms[count])))
            count++;
        Node Branch(Node? branch) => ToNode(Add([.. terms.Take(count).Where(t => IsOf(branch, t))], depth + 1));
        var sum = count > 1 ? Of(b.Select(condition!, Branch(condition), Branch(opposite))) : Zero;
        foreach (var (guards, value) in terms.Skip(count > 1 ? count : 0))
            sum = Add(sum, new(none.With(guards.Skip(depth)), value));
        return Behind(none.With(first.Skip(outer).Take(depth - outer)), sum);
    }

    public Adjoint Add(Adjoint x, Adjoint y)
    {
        if (x.IsZero)
            return y;
        if (y.IsZero)
            return x;
        if (x == y)
            return Mul(x, b.Real(2));
        // What guards both guards their sum.
        var common = Guards.Common(x.Guards, y.Guards);
        return Behind(common, Add(x.Value, x.Guards.Inside(common), y.Value, y.Guards.Inside(common)));
    }

    public Node Add(Node x, Node y) => ToNode(Add(Of(x), Of(y)));

    private Adjoint Add(Node innerX, IReadOnlyList<Node> guardsX, Node innerY, IReadOnlyList<Node> guardsY)
    {
        var (x, y) = (Chosen(guardsX.Reverse(), innerX), Chosen(guardsY.Reverse(), innerY));
        if (x == b.Neg(y))
            return Zero;
        // One choice, not two.
        if (x.Op == Opcode.Select && y.Op == Opcode.Select && x.Operands[0] == y.Operands[0])
            return Of(b.Select(x.Operands[0], Add(x.Operands[1], y.Operands[1]), Add(x.Operands[2], y.Operands[2])));
        if (guardsX.Count == 0 || guardsY.Count == 0)
            return Of(Marked(b.Add(x, y), x, y));

        var ofY = new HashSet<Node>(guardsY);
        var both = guardsX.Where(ofY.Contains).ToArray();
        if (both.Length > 0)
            return Behind(none.With(both), Add(new(none.With(guardsX.Except(both)), innerX), new Adjoint(none.With(guardsY.Except(both)), innerY)));

        // Opposite guards are a choice.
        if (guardsX.FirstOrDefault(guard => ofY.Contains(b.Not(guard))) is { } opposite)
            return Of(b.Select(opposite, Chosen(guardsX.Reverse().Where(g => g != opposite), innerX),
                               Chosen(guardsY.Reverse().Where(g => g != b.Not(opposite)), innerY)));

        // Else it is guarded by what holds where one of the two holds: not distributed, or there would be 2ⁿ terms.
        var (c, d) = (guardsX.Aggregate(b.And), guardsY.Aggregate(b.And));
        var guards = b.Implications.Holds(b.Not(c), d) ? [] : b.Implications.Holds(c, d) ? guardsY
            : b.Implications.Holds(d, c) ? guardsX : [b.Or(c, d)];
        return Behind(none.With(guards), Marked(b.Add(x, y), x, y));
    }

    /// <summary>The sum over an index variable; what does not depend on it leaves the sum.</summary>
    public Adjoint Sum(Node index, Adjoint a)
    {
        if (a.IsZero)
            return a;
        if (!a.DependsOn(index))
            return Mul(a, Count(index.IndexExtent));
        var guards = a.Guards.Inside(none);
        var outer = guards.TakeWhile(c => !c.DependsOn(index)).ToArray();
        return outer.Length == 0 ? Sum(index, ToNode(a))
            : ((IEnumerable<Node>)outer).Reverse().Aggregate(Sum(index, a with { Guards = none.With(guards.Skip(outer.Length)) }), (sum, guard) => Guard(guard, sum));
    }

    private Adjoint Sum(Node index, Node a)
    {
        if (a.Op == Opcode.Neg)
            return Neg(Sum(index, Of(a.Operands[0])));
        if (a.Op == Opcode.Div && !a.Operands[1].DependsOn(index))
            return Div(Sum(index, Of(a.Operands[0])), a.Operands[1]);
        var factors = Factors(a);
        if (factors.Any(f => !f.DependsOn(index)))
        {
            var (fixedFactors, varying) = (factors.Where(f => !f.DependsOn(index)), factors.Where(f => f.DependsOn(index)));
            return fixedFactors.Aggregate(Sum(index, Of(varying.Aggregate((x, y) => Marked(b.Mul(x, y), x)))), Mul);
        }
        var sum = b.Reduce(Opcode.ReduceSum, index, a);
        if (masked.Contains(a) || Of(a).Guards != none)
            masked.Add(sum);
        return Of(sum);
    }

    /// <summary>The factors of a product; of squares of squares there would be 2ⁿ.</summary>
    private static IReadOnlyList<Node> Factors(Node a)
    {
        var factors = new List<Node>();
        var open = new Stack<Node>([a]);
        while (open.Count > 0)
        {
            var factor = open.Pop();
            if (factor.Op == Opcode.Mul && factors.Count + open.Count < MostFactors)
            {
                open.Push(factor.Operands[1]);
                open.Push(factor.Operands[0]);
            }
            else
                factors.Add(factor);
        }
        return factors;
    }

    /// <summary>How often a loop runs.</summary>
    private Node Count(Node extent) =>
        b.Convert(ScalarKind.Real, extent.Op is Opcode.Dim or Opcode.Const ? extent : b.Binary(Opcode.Max, extent, b.Int(0)));

    // ------------------------------------------------------------------------------------------------------------- masks

    /// <summary>An element of an adjoint that is kept in memory.</summary>
    public Adjoint FromMemory(Node load)
    {
        if (load.Op == Opcode.Load)
            masked.Add(load);
        return Of(load);
    }

    private Adjoint Masked(Node a, Node product, Func<bool> isFinite)
    {
        if (!masked.Contains(a))
            return Of(product);
        if (!isFinite())
            return Guard(b.Binary(Opcode.NotEqual, a.Op == Opcode.Neg ? a.Operands[0] : a, b.Real(0)), Of(product));
        masked.Add(product);
        return Of(product);
    }

    private Node Marked(Node result, params Node[] sources)
    {
        if (sources.Any(masked.Contains))
            masked.Add(result);
        return result;
    }

    /// <summary>Whether a partial is finite for all inputs; of an exponential less its maximum, for all that are below infinity.</summary>
    private bool IsFinite(Node p)
    {
        if (!finite.TryGetValue(p, out bool isFinite))
            finite.Add(p, isFinite = p.Op switch
            {
                Opcode.Exp => b.Implications.IsAtMostZero(p.Operands[0]),
                Opcode.Const => !double.IsNaN(p.Real) && !double.IsInfinity(p.Real),
                Opcode.Convert => p.Operands[0].Kind == ScalarKind.Int,
                Opcode.Sigmoid or Opcode.Tanh or Opcode.Sin or Opcode.Cos or Opcode.Erf or Opcode.Sign => true,
                Opcode.Neg => IsFinite(p.Operands[0]),
                Opcode.Add or Opcode.Sub or Opcode.Mul => IsFinite(p.Operands[0]) && IsFinite(p.Operands[1]),
                Opcode.Select => IsFinite(p.Operands[1]) && IsFinite(p.Operands[2]),
                _ => false,
            });
        return isFinite;
    }
}
