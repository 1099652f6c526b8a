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
    /// <summary>Adjoints that may be zero behind a guard which is no longer visible.</summary>
    private readonly HashSet<Node> masked = [];

    public Node Zero => b.Real(0);

    // ------------------------------------------------------------------------------------------------------------ guards

    /// <summary>The adjoint where the condition holds, else zero. A guard that was there already stays the outer one.</summary>
    public Node Guard(Node condition, Node a)
    {
        if (condition.IsTrue || a.IsZero)
            return a;
        var (guards, inner) = Open(a);
        return Guarded(guards, inner, condition);
    }

    /// <summary>Whether an adjoint is zero but where a condition holds; the inner one may be guarded again.</summary>
    public bool IsGuarded(Node a, out Node condition, out Node inner)
    {
        (condition, inner) = (a, a);
        if (a.Op != Opcode.Select)
            return false;
        if (a.Operands[2].IsZero)
            (condition, inner) = (a.Operands[0], a.Operands[1]);
        else if (a.Operands[1].IsZero)
            (condition, inner) = (b.Not(a.Operands[0]), a.Operands[2]);
        else
            return false;
        return true;
    }

    /// <summary>The guards of an adjoint, outer ones first, and what stands behind them.</summary>
    private (IReadOnlyList<Node> Guards, Node Inner) Open(Node a)
    {
        var guards = new List<Node>();
        while (IsGuarded(a, out var condition, out var inner))
        {
            guards.Add(condition);
            a = inner;
        }
        return (guards, a);
    }

    /// <summary>The adjoint behind guards that belong together, and behind more, as far as those are not implied.</summary>
    private Node Guarded(IReadOnlyList<Node> guards, Node a, params IReadOnlyList<Node> more)
    {
        var all = guards.ToList();
        foreach (var guard in more)
        {
            if (all.Contains(b.Not(guard)))
                return Zero;
            if (!all.Any(outer => Implications.Holds(b, outer, guard)))
                all.Add(guard);
        }
        for (int i = all.Count - 1; i >= 0 && !a.IsZero; i--)
            a = b.Select(all[i], a, Zero);
        return a;
    }

    // -------------------------------------------------------------------------------------------------------- arithmetic

    public Node Neg(Node a)
    {
        var (guards, inner) = Open(a);
        return Guarded(guards, Marked(b.Neg(inner), inner));
    }

    /// <summary>An adjoint times a partial.</summary>
    public Node Mul(Node a, Node partial)
    {
        if (a.IsZero || partial.IsZero)
            return Zero;
        var (guards, inner) = Open(a);
        var (more, p) = Open(partial);
        return Guarded(guards, Product(inner, p), more);
    }

    private Node Product(Node a, Node partial) =>
        a.IsZero || partial.IsZero ? Zero
        : partial.Op == Opcode.Neg ? Neg(Mul(a, partial.Operands[0]))
        : partial.Op == Opcode.Div && partial.Operands[0].IsOne ? Div(a, partial.Operands[1])
        : partial.IsConst && a.Op == Opcode.Mul && a.Operands[0].IsConst ? Mul(a.Operands[1], b.Mul(a.Operands[0], partial))
        : Masked(a, partial.IsConst ? b.Mul(partial, a) : b.Mul(a, partial), IsFinite(partial));

    public Node Div(Node a, Node q)
    {
        if (a.IsZero)
            return a;
        var (guards, inner) = Open(a);
        return Guarded(guards, Masked(inner, b.Div(inner, q), q.IsConst && !q.IsZero));
    }

    public Node Add(Node x, Node y)
    {
        if (x.IsZero)
            return y;
        if (y.IsZero)
            return x;
        if (x == y)
            return Mul(x, b.Real(2));
        if (x == b.Neg(y))
            return Zero;
        // One choice, not two.
        if (x.Op == Opcode.Select && y.Op == Opcode.Select && x.Operands[0] == y.Operands[0])
            return b.Select(x.Operands[0], Add(x.Operands[1], y.Operands[1]), Add(x.Operands[2], y.Operands[2]));
        var (guardsX, innerX) = Open(x);
        var (guardsY, innerY) = Open(y);
        if (guardsX.Count == 0 || guardsY.Count == 0)
            return Marked(b.Add(x, y), x, y);

        // What guards both guards their sum.
        var both = guardsX.Where(guardsY.Contains).ToArray();
        if (both.Length > 0)
            return Guarded(both, Add(Guarded([.. guardsX.Except(both)], innerX), Guarded([.. guardsY.Except(both)], innerY)));

        // Opposite guards are a choice.
        if (guardsX.FirstOrDefault(guard => guardsY.Contains(b.Not(guard))) is { } opposite)
            return b.Select(opposite, Guarded([.. guardsX.Where(g => g != opposite)], innerX), Guarded([.. guardsY.Where(g => g != b.Not(opposite))], innerY));

        // Else it is guarded by what holds where one of the two holds: not distributed, or there would be 2ⁿ terms.
        var (c, d) = (guardsX.Aggregate(b.And), guardsY.Aggregate(b.And));
        return Guarded(
            Implications.Holds(b, b.Not(c), d) ? [] : Implications.Holds(b, c, d) ? guardsY : Implications.Holds(b, d, c) ? guardsX : [b.Or(c, d)],
            Marked(b.Add(x, y), x, y));
    }

    /// <summary>The sum over an index variable; what does not depend on it leaves the sum.</summary>
    public Node Sum(Node index, Node a)
    {
        if (a.IsZero)
            return a;
        if (!a.DependsOn(index))
            return Mul(a, Count(index.IndexExtent));
        if (IsGuarded(a, out var condition, out var inner) && !condition.DependsOn(index))
            return Guard(condition, Sum(index, inner));
        if (a.Op == Opcode.Neg)
            return Neg(Sum(index, a.Operands[0]));
        if (a.Op == Opcode.Div && !a.Operands[1].DependsOn(index))
            return Div(Sum(index, a.Operands[0]), a.Operands[1]);
        var factors = Factors(a);
        if (factors.Any(f => !f.DependsOn(index)))
        {
            var (fixedFactors, varying) = (factors.Where(f => !f.DependsOn(index)), factors.Where(f => f.DependsOn(index)));
            return fixedFactors.Aggregate(Sum(index, varying.Aggregate((x, y) => Marked(b.Mul(x, y), x))), Mul);
        }
        var sum = b.Reduce(Opcode.ReduceSum, index, a);
        if (masked.Contains(a) || IsGuarded(a, out _, out _))
            masked.Add(sum);
        return sum;
    }

    private static IReadOnlyList<Node> Factors(Node a)
    {
        var factors = new List<Node>();
        var open = new Stack<Node>([a]);
        while (open.Count > 0)
        {
            var factor = open.Pop();
            if (factor.Op == Opcode.Mul)
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
    public Node FromMemory(Node load)
    {
        if (load.Op == Opcode.Load)
            masked.Add(load);
        return load;
    }

    private Node Masked(Node a, Node product, bool isFinite)
    {
        if (!masked.Contains(a))
            return product;
        if (!isFinite)
            return Guard(b.Binary(Opcode.NotEqual, a.Op == Opcode.Neg ? a.Operands[0] : a, Zero), product);
        masked.Add(product);
        return product;
    }

    private Node Marked(Node result, params Node[] sources)
    {
        if (sources.Any(masked.Contains))
            masked.Add(result);
        return result;
    }

    /// <summary>Whether a partial is finite for all inputs; of an exponential less its maximum, for all that are below infinity.</summary>
    private bool IsFinite(Node p) => p.Op switch
    {
        Opcode.Exp => Implications.IsAtMostZero(b, p.Operands[0]),
        Opcode.Const => !double.IsNaN(p.Real) && !double.IsInfinity(p.Real),
        Opcode.Convert => p.Operands[0].Kind == ScalarKind.Int,
        Opcode.Sigmoid or Opcode.Tanh or Opcode.Sin or Opcode.Cos or Opcode.Erf or Opcode.Sign => true,
        Opcode.Neg => IsFinite(p.Operands[0]),
        Opcode.Add or Opcode.Sub or Opcode.Mul => IsFinite(p.Operands[0]) && IsFinite(p.Operands[1]),
        Opcode.Select => IsFinite(p.Operands[1]) && IsFinite(p.Operands[2]),
        _ => false,
    };
}
