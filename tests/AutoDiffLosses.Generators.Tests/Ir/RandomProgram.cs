using System;
using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Tests.Ir;

/// <summary>
/// A program over the whole language, made from a seed: nodes as they stand, so that nothing is simplified yet. Loops nest, end at the
/// variables of others, and stand in extents; loads are in range or guarded; parts are used again wherever their variables are
/// bound. Where the sign of a zero could show (a divisor), it is taken off.
/// </summary>
internal sealed class RandomProgram
{
    private static readonly Opcode[] RealUnary =
        [.. Enum.GetValues<Opcode>().Where(op => op.IsUnary() && op is not (Opcode.Not or Opcode.Convert or Opcode.Stop))];

    private readonly IrBuilder b;
    private readonly Random random;
    private readonly List<Node> scope = [];
    private bool contributes;
    private readonly Dictionary<ScalarKind, List<Node>> made = [];

    public RandomProgram(int seed, IrBuilder? builder = null)
    {
        (b, random) = (builder ?? new(), new(seed));
        Node n = b.Dim("n"), m = b.Dim("x.Length");
        Params =
        [
            b.Param("a", ScalarKind.Real), b.Param("c", ScalarKind.Real), b.Param("x", ScalarKind.Real, m), b.Param("y", ScalarKind.Real, n),
            b.Param("z", ScalarKind.Real, n, m), b.Param("k", ScalarKind.Int, n), b.Param("q", ScalarKind.Int), b.Param("on", ScalarKind.Bool),
        ];
    }

    public IrBuilder Builder => b;
    public IReadOnlyList<Node> Params { get; }

    /// <summary>The variables that may be free; loops inside stand above them.</summary>
    public Node Enter(Node extent)
    {
        var index = b.Index(scope.Count + 1, extent);
        scope.Add(index);
        return index;
    }

    public Interpreter Interpreter(bool eager = false)
    {
        var inputs = Inputs();
        return new(inputs.Parameters, inputs.Dims, eager);
    }

    public (Dictionary<string, double[]> Parameters, Dictionary<string, int> Dims) Inputs()
    {
        int n = random.Next(4), m = random.Next(4);
        double[] Reals(int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(12) switch
        {
            0 => double.NaN, 1 => double.PositiveInfinity, 2 => double.NegativeInfinity, 3 => 0, 4 => 1, _ => Math.Round(random.NextDouble() * 6 - 3, 2),
        })];
        double[] Ints(int count) => [.. Enumerable.Range(0, count).Select(_ => (double)random.Next(-1, 5))];
        return (new()
        {
            ["a"] = Reals(1), ["c"] = Reals(1), ["x"] = Reals(m), ["y"] = Reals(n), ["z"] = Reals(n * m),
            ["k"] = Ints(n), ["q"] = Ints(1), ["on"] = [random.Next(2)],
        }, new() { ["n"] = n, ["x.Length"] = m });
    }

    public Formula Formula(int depth = 5)
    {
        var formula = new Formula(b) { Name = "Some.Formula" };
        formula.Parameters.AddRange(Params.Select((p, i) => new Parameter(p, (ParameterRole)(i % 5), i % 5 == 4 ? $"global::Some.{p.Name}" : "")));
        formula.Results.AddRange([Real(depth), random.Next(2) == 0 ? Int(depth) : Array(depth)]);
        Enter(b.Dim("n"));
        formula.Checks.Add(new(Bool(2), Int(2), b.Dim("n"), null, "k", "k[\"\\\u2028\t]"));
        formula.Checks.Add(new(Bool(2), null, null, Bool(2), "", "must hold"));
        formula.Statements.Add(new("float p = Sigmoid(a);", [Real(2), Bool(1)]));
        scope.Clear();
        foreach (var result in formula.Results.Concat(formula.Parameters.Select(p => p.Node)))
            formula.Hints[result] = $"v{formula.Hints.Count}é";
        return formula;
    }

    // ----------------------------------------------------------------------------------------------------------- scalars

    public Node Real(int depth) => Again(ScalarKind.Real) ?? Keep(depth <= 0 ? RealLeaf() : random.Next(13) switch
    {
        0 or 1 or 2 => Make(RealUnary[random.Next(RealUnary.Length)], ScalarKind.Real, Real(depth - 1)),
        3 or 4 => Make(Pick(Opcode.Add, Opcode.Sub, Opcode.Mul, Opcode.Min, Opcode.Max, Opcode.XLogY, Opcode.Rem), ScalarKind.Real, Real(depth - 1), Real(depth - 1)),
        5 => Make(Pick(Opcode.Div, Opcode.Pow, Opcode.Atan2), ScalarKind.Real, Unsigned(depth - 1), Unsigned(depth - 1)),
        6 => Make(Opcode.Select, ScalarKind.Real, Bool(depth - 1), Real(depth - 1), Real(depth - 1)),
        7 => random.Next(5) switch
        {
            0 => Make(Opcode.Clamp, ScalarKind.Real, Real(depth - 1), b.Real(-1), b.Real(random.Next(3))),
            1 => Make(Opcode.Surrogate, ScalarKind.Real, Real(depth - 1), Real(depth - 1)),
            2 => Make(Opcode.Stop, ScalarKind.Real, Real(depth - 1)),
            3 => Make(Opcode.SigmoidFrom, ScalarKind.Real, Real(depth - 1), Real(depth - 1)),
            _ => Make(Opcode.PowFromLog, ScalarKind.Real, Real(depth - 1), Real(depth - 1), Real(depth - 1)),
        },
        8 => Make(Opcode.Convert, ScalarKind.Real, Int(depth - 1)),
        9 or 10 => Reduce(Pick(Opcode.ReduceSum, Opcode.ReduceMin, Opcode.ReduceMax), depth, ScalarKind.Real),
        _ => Load(ScalarKind.Real, depth),
    });

    private Node RealLeaf() => random.Next(6) switch
    {
        0 => Params[0],
        1 => Params[1],
        2 => b.Real(Pick(0, 1, 2, -1, 0.5, 0.1, double.NaN, double.PositiveInfinity, -1e-300)),
        3 => b.Real(-0.0),
        _ => Load(ScalarKind.Real, 0),
    };

    private Node Unsigned(int depth) => Make(Opcode.Abs, ScalarKind.Real, Real(depth));

    public Node Int(int depth) => Again(ScalarKind.Int) ?? Keep(depth <= 0 ? IntLeaf() : random.Next(9) switch
    {
        0 => Make(Pick(Opcode.Neg, Opcode.Sign), ScalarKind.Int, Int(depth - 1)),
        1 or 2 => Make(Pick(Opcode.Add, Opcode.Sub, Opcode.Mul, Opcode.Min, Opcode.Max), ScalarKind.Int, Int(depth - 1), Int(depth - 1)),
        3 => Make(Pick(Opcode.Div, Opcode.Rem), ScalarKind.Int, Int(depth - 1), Clamped(Int(depth - 1), 1, 3)),
        4 => Make(Opcode.Select, ScalarKind.Int, Bool(depth - 1), Int(depth - 1), Int(depth - 1)),
        5 => Make(Opcode.Convert, ScalarKind.Int, Make(Opcode.Clamp, ScalarKind.Real, Real(depth - 1), b.Real(-3), b.Real(5))),
        6 => Reduce(Pick(Opcode.ReduceSum, Opcode.ReduceMin, Opcode.ReduceMax), depth, ScalarKind.Int),
        7 => Reduce(Pick(Opcode.ReduceArgMin, Opcode.ReduceArgMax), depth, Pick(ScalarKind.Real, ScalarKind.Int)),
        _ => Load(ScalarKind.Int, depth),
    });

    private Node IntLeaf() => random.Next(5) switch
    {
        0 => b.Int(random.Next(-2, 5)),
        1 => b.Dim(Pick("n", "x.Length")),
        2 => Params[6],
        _ when scope.Count > 0 => scope[random.Next(scope.Count)],
        _ => b.Int(1),
    };

    private Node Clamped(Node x, int low, int high) => Make(Opcode.Clamp, ScalarKind.Int, x, b.Int(low), b.Int(high));

    public Node Bool(int depth) => Again(ScalarKind.Bool) ?? Keep(depth <= 0 ? Pick(Params[7], b.True, b.False) : random.Next(8) switch
    {
        0 => Make(Opcode.Not, ScalarKind.Bool, Bool(depth - 1)),
        1 => Make(Pick(Opcode.And, Opcode.Or, Opcode.Equal, Opcode.NotEqual), ScalarKind.Bool, Bool(depth - 1), Bool(depth - 1)),
        2 => Make(Opcode.Select, ScalarKind.Bool, Bool(depth - 1), Bool(depth - 1), Bool(depth - 1)),
        3 => Reduce(Pick(Opcode.ReduceAny, Opcode.ReduceAll), depth, ScalarKind.Bool),
        4 or 5 => Make(Pick(Opcode.Equal, Opcode.NotEqual, Opcode.Less, Opcode.LessEqual), ScalarKind.Bool, Int(depth - 1), Int(depth - 1)),
        _ => Make(Pick(Opcode.Equal, Opcode.NotEqual, Opcode.Less, Opcode.LessEqual), ScalarKind.Bool, Real(depth - 1), Real(depth - 1)),
    });

    // ------------------------------------------------------------------------------------------------- loops and arrays

    private Node Extent() => random.Next(7) switch
    {
        0 => b.Int(random.Next(4)),
        1 => Clamped(Int(1), 0, 3),
        2 or 3 when scope.Count > 0 => scope[random.Next(scope.Count)],
        _ => b.Dim(Pick("n", "x.Length")),
    };

    private Node Reduce(Opcode op, int depth, ScalarKind body)
    {
        var index = Enter(Extent());
        var element = body == ScalarKind.Real ? Real(depth - 1) : body == ScalarKind.Int ? Int(depth - 1) : Bool(depth - 1);
        scope.RemoveAt(scope.Count - 1);
        return Make(op, op is Opcode.ReduceArgMin or Opcode.ReduceArgMax ? ScalarKind.Int : body, index, element);
    }

    private Node Load(ScalarKind kind, int depth)
    {
        var array = depth > 1 && kind == ScalarKind.Real && random.Next(3) > 0 ? Array(depth - 1)
            : kind == ScalarKind.Int ? Params[5] : Params[2 + random.Next(3)];
        var (guard, indices) = Access(array, depth);
        return b.Make(Opcode.Load, kind, 0, 0, "", [array, guard, .. indices]);
    }

    /// <summary>Indices into an array, and the condition under which they are in range.</summary>
    private (Node Guard, Node[] Indices) Access(Node array, int depth)
    {
        var guard = b.True;
        var indices = new Node[array.Rank];
        for (int d = 0; d < indices.Length; d++)
        {
            var extent = array.Extent(d);
            var whole = scope.Where(v => v.IndexExtent == extent).ToArray();
            if (whole.Length > 0 && random.Next(4) > 0)
            {
                indices[d] = whole[random.Next(whole.Length)];
                continue;
            }
            indices[d] = Int(depth - 1);
            var inside = Make(Opcode.And, ScalarKind.Bool, Make(Opcode.LessEqual, ScalarKind.Bool, b.Int(0), indices[d]), Make(Opcode.Less, ScalarKind.Bool, indices[d], extent));
            guard = guard.IsTrue ? inside : Make(Opcode.And, ScalarKind.Bool, guard, inside);
        }
        return (guard, indices);
    }

    public Node Array(int depth) => random.Next(4) == 0 ? Array(depth, Extent(), Extent()) : Array(depth, Extent());

    private Node Array(int depth, params Node[] extents)
    {
        var param = Params.FirstOrDefault(p => p.Kind == ScalarKind.Real && p.IsArray && p.Operands.SequenceEqual(extents));
        if (depth <= 0)
            return param != null && random.Next(3) > 0 ? param : b.Zeros(ScalarKind.Real, extents);
        switch (random.Next(9))
        {
            case 0 or 1:
                var array = Array(depth - 1, extents);
                var (guard, targets) = Access(array, depth - 1);
                return b.Make(Opcode.With, ScalarKind.Real, array.Rank, 0, "", [array, guard, Real(depth - 1), .. targets]);
            case 2 or 3:
                var into = Array(depth - 1, extents);
                int outside = scope.Count;
                for (int loops = random.Next(3); loops > 0; loops--)
                    Enter(Extent());
                var (where, at) = Access(into, depth - 1);
                var value = Real(depth - 1);
                Node[] bound = [.. scope.Skip(outside)];
                scope.RemoveRange(outside, bound.Length);
                return b.Make(Opcode.Scatter, ScalarKind.Real, into.Rank, 0, "", [into, where, value, .. bound, .. at]);
            case 4 when !contributes:
                // Not inside of one another: the constructor flattens them, and sums in another order.
                contributes = true;
                Node[] items = [.. Enumerable.Range(0, 2 + random.Next(2)).Select(_ => Array(depth - 1, extents))];
                contributes = false;
                return b.Make(Opcode.Contributions, ScalarKind.Real, extents.Length, 0, "", items);
            case 5:
                return b.Make(Opcode.Stop, ScalarKind.Real, extents.Length, 0, "", Array(depth - 1, extents));
            case 6 when param != null:
                return param;
            default:
                Node[] indices = [.. extents.Select((extent, i) => b.Index(scope.Count + 1 + i, extent))];
                scope.AddRange(indices);
                var body = Real(depth - 1);
                scope.RemoveRange(scope.Count - indices.Length, indices.Length);
                return b.Make(Opcode.Tabulate, ScalarKind.Real, indices.Length, 0, "", [.. indices, body]);
        }
    }

    // ---------------------------------------------------------------------------------------------------------- internal

    private Node Make(Opcode op, ScalarKind kind, params Node[] operands) => b.Make(op, kind, 0, 0, "", operands);

    private T Pick<T>(params T[] of) => of[random.Next(of.Length)];

    /// <summary>Something that is there already, if its variables are bound here.</summary>
    private Node? Again(ScalarKind kind)
    {
        if (random.Next(4) > 0 || !made.TryGetValue(kind, out var candidates))
            return null;
        var candidate = candidates[random.Next(candidates.Count)];
        return candidate.Free.All(scope.Contains) ? candidate : null;
    }

    private Node Keep(Node node)
    {
        if (!made.TryGetValue(node.Kind, out var nodes))
            made.Add(node.Kind, nodes = []);
        nodes.Add(node);
        return node;
    }
}
