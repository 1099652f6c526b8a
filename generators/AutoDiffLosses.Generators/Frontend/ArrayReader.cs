using System;
using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Diagnostics;
using AutoDiffLosses.Generators.Ir;
using Microsoft.CodeAnalysis;

namespace AutoDiffLosses.Generators.Frontend;

/// <summary>
/// Arrays: element-wise operations, choices, elements at an index, and the formulas of an index. Each element that is read at an index
/// which is not proved to be in range is checked, under the condition by which C# reaches it.
/// </summary>
internal sealed class ArrayReader(Reading reading)
{
    private IrBuilder B => reading.Builder;

    // ------------------------------------------------------------------------------------------------------ element by element

    /// <summary>The operation on scalars, or element by element where one of the operands is an array.</summary>
    public Node Map(IReadOnlyList<Node> operands, SyntaxNode at, Func<Node[], Node> operation)
    {
        if (operands.All(o => o.IsScalar))
            return operation([.. operands]);
        var extent = Extent(operands.Where(o => o.IsArray), at);
        return B.Tabulate(extent, i => operation([.. operands.Select(o => o.IsArray ? B.Load(o, i) : o)]));
    }

    /// <summary>The value where the condition holds, and where it does not.</summary>
    public Value Select(Node condition, Value x, Value y, SyntaxNode at)
    {
        switch (x, y)
        {
            case (NodeValue p, NodeValue q):
                return p.Node == q.Node ? x
                    : p.Node.IsScalar && q.Node.IsScalar ? new NodeValue(B.Select(condition, p.Node, q.Node))
                    : new NodeValue(SelectArrays(condition, p.Node, q.Node, at));
            case (TupleValue p, TupleValue q):
                return new TupleValue([.. p.Items.Zip(q.Items, (item, other) => Select(condition, item, other, at))]);
            case (VoidValue, VoidValue):
                return x;
            case var _ when ReferenceEquals(x, y):
                return x;
            default:
                throw new RefusalException(
                    Rules.Unsupported, at, "A choice between lambdas", "choose between the values that they return");
        }
    }

    private Node SelectArrays(Node condition, Node x, Node y, SyntaxNode at)
    {
        var extent = x.Extent(0);
        if (extent != y.Extent(0))
            throw Unequal(extent, y.Extent(0), at);
        return B.Tabulate(extent, i => B.Select(condition, B.Load(x, i), B.Load(y, i)));
    }

    /// <summary>The one extent of arrays that an operation takes element by element.</summary>
    public Node Extent(IEnumerable<Node> arrays, SyntaxNode at) => arrays.Select(a => a.Extent(0)).Aggregate((x, y) => Same(x, y, at));

    /// <summary>Two extents that have to be one: made so where C# would always demand it.</summary>
    public Node Same(Node x, Node y, SyntaxNode at) =>
        x == y || Path.Condition(B, reading.Path).IsTrue && reading.Dimensions.Unify(x, y) ? x : throw Unequal(x, y, at);

    private static RefusalException Unequal(Node x, Node y, SyntaxNode at) => new(Rules.Lengths, at, Length(x), Length(y));

    private static string Length(Node extent) => extent.Op == Opcode.Dim ? extent.Name : IrText(extent);

    private static string IrText(Node extent) => extent.IsConst ? $"{extent.Int}" : IrPrinter.Expression(extent);

    // ---------------------------------------------------------------------------------------------------------------- elements

    public Node Element(Node array, Node index, SyntaxNode at)
    {
        var guard = Checked(array, index, at);
        return B.Load(array, guard, [index]);
    }

    public Node With(Node array, Node index, Node value, SyntaxNode at) => B.With(array, Checked(array, index, at), value, index);

    /// <summary>Checks the index unless it is in range for certain, and returns the condition under which it is used.</summary>
    private Node Checked(Node array, Node index, SyntaxNode at)
    {
        var extent = array.Extent(0);
        return Ranges.IsWithin(index, extent)
            ? B.True
            : Check(index, extent, reading.Guard(index), ParameterIn(index) ?? ParameterIn(array) ?? "", Tokens.Text(at), at);
    }

    /// <summary>Checks an index that is used under a condition, and returns one that vouches for it.</summary>
    public Node Check(Node index, Node extent, Node guard, string argument, string text, SyntaxNode at)
    {
        if (RangeProof.IsWithin(index, extent, guard))
            return guard;
        var (greatest, reached) = Greatest(index, extent, guard);
        // Where the same index was used under a condition that holds here too, that use vouches for this one.
        foreach (var check in reading.Formula.Checks)
            if (check.Index == greatest && check.Extent == extent && Implies(reached, check.Guard))
                return greatest == index ? check.Guard : guard;
        reading.Check(new Check(reached, greatest, extent, null, argument, text), at);
        return guard;
    }

    /// <summary>Whether a condition is a part of a conjunction.</summary>
    private static bool Implies(Node conjunction, Node condition)
    {
        if (condition.IsTrue)
            return true;
        for (; conjunction != condition && conjunction.Op == Opcode.And; conjunction = conjunction.Operands[0])
            if (Implies(conjunction.Operands[1], condition))
                return true;
        return conjunction == condition;
    }

    /// <summary>
    /// The index that decides for all values of a loop's variable i, where it is i + c: the last one. One check, and not one an element.
    /// </summary>
    private (Node Index, Node Guard) Greatest(Node index, Node extent, Node guard)
    {
        var (term, constant) = Ranges.Affine(index);
        return term is { Op: Opcode.Index } && constant is >= 0 and < int.MaxValue && !guard.DependsOn(term) && !extent.DependsOn(term)
            ? (B.Add(term.IndexExtent, B.Int((int)constant - 1)), B.And(guard, B.Less(B.Int(0), term.IndexExtent)))
            : (index, guard);
    }

    /// <summary>The first parameter in an expression, by which a message names it.</summary>
    public static string? ParameterIn(Node node)
    {
        var seen = new HashSet<Node>();
        var stack = new Stack<Node>([node]);
        while (stack.Count > 0)
        {
            var next = stack.Pop();
            if (next.Op == Opcode.Param)
                return next.Name;
            if (!seen.Add(next) || next.Op == Opcode.Index)
                continue;
            foreach (var operand in next.Operands.Reverse())
                stack.Push(operand);
        }
        return null;
    }

    // --------------------------------------------------------------------------------------------------- formulas of an index

    public Node Tabulate(Node extent, Func<Node, Node> body) => Loop(extent, body, (index, value) => B.Tabulate([index], value));

    public Node Reduce(Opcode op, Node extent, Func<Node, Node> body) => Loop(extent, body, (index, value) => B.Reduce(op, index, value));

    private Node Loop(Node extent, Func<Node, Node> body, Func<Node, Node, Node> close)
    {
        var index = B.FreshIndex(extent);
        var path = reading.Path;
        reading.Path = Path.Over(path, index);
        reading.LoopDepth++;
        var value = body(index);
        reading.LoopDepth--;
        reading.Path = path;
        var loop = close(index, value);
        reading.Loops.Add((index, loop));
        return loop;
    }
}
