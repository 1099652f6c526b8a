using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using AutoDiffLosses.Generators.Ir;
using Xunit;

namespace AutoDiffLosses.Generators.Tests.Ir;

/// <summary>To substitute and then evaluate is to evaluate with the value bound.</summary>
public class SubstitutionTests
{
    private readonly IrBuilder b = new();

    private Node N => b.Dim("n");
    private Node M => b.Dim("x.Length");
    private Node X => b.Param("x", ScalarKind.Real, M);
    private Node Z => b.Param("z", ScalarKind.Real, N, M);

    [Fact]
    public void NothingIsCaptured()
    {
        // A loop over j inside of i, closed but for i; i becomes what a loop's own variable is called.
        var (i, j) = (b.Index(1, N), b.Index(2, M));
        var sum = b.Reduce(Opcode.ReduceSum, M, v => b.Load(Z, i, v));
        Assert.Equal("sum(i2 < x.Length, z[i1, i2])", sum.ToString());
        var at = b.Load(b.Param("k", ScalarKind.Int, M), j);
        var renamed = Substitution.Apply(b, sum, [i], [at]);
        Assert.Equal("sum(i3 < x.Length, z[k[i2], i3])", renamed.ToString());
        IrVerifier.Verify([renamed], j);
        Assert.Equal([j], renamed.Free);
    }

    [Fact]
    public void ALoopThatHidesTheVariableStaysAsItIs()
    {
        var i = b.Index(1, N);
        var closed = b.Reduce(Opcode.ReduceSum, N, v => b.Convert(ScalarKind.Real, v));
        var node = b.Mul(closed, b.Convert(ScalarKind.Real, i));
        Assert.Equal("sum(i1 < n, real(i1)) * real(i1)", node.ToString());
        Assert.Equal("sum(i1 < n, real(i1)) * 2", Substitution.Apply(b, node, [i], [b.Int(2)]).ToString());
    }

    [Fact]
    public void ExtentsAreSubstitutedToo()
    {
        var i = b.Index(1, N);
        var node = b.Reduce(Opcode.ReduceSum, i, j => b.Load(X, j));
        Assert.Equal("sum(i1 < 3, x[i1])", Substitution.Apply(b, node, [i], [b.Int(3)]).ToString());
        Assert.Equal("sum(i1 < 4, x[i1])", Substitution.OfSymbols(b, new Dictionary<Node, Node> { [N] = b.Int(4) })(
            b.Reduce(Opcode.ReduceSum, N, j => b.Load(X, j))).ToString());
    }

    [Fact]
    public void AnInlinedArgumentMayHaveFreeVariables()
    {
        // dot(x, y) of a callee, with the row z[i1] for x.
        var i = b.Index(1, N);
        var dot = b.Reduce(Opcode.ReduceSum, M, j => b.Mul(b.Load(X, j), b.Load(b.Param("y", ScalarKind.Real, M), j)));
        var row = b.Tabulate(M, j => b.Load(Z, i, j));
        var inlined = Substitution.OfSymbols(b, new Dictionary<Node, Node> { [X] = row })(dot);
        Assert.Equal("sum(i2 < x.Length, z[i1, i2] * y[i2])", inlined.ToString());
    }

    [Fact]
    public void UnderAGuardNothingIsReachedThatItDoesNotVouchFor()
    {
        var k = b.Param("k", ScalarKind.Int);
        var table = b.Tabulate(M, j => b.Div(b.Load(X, j), b.Convert(ScalarKind.Real, b.Div(b.Int(6), b.Add(j, b.Int(1))))));
        Assert.Equal("5 < x.Length ? exp(x[5 if 5 < x.Length]) : 0",
            b.Load(b.Tabulate(M, j => b.Unary(Opcode.Exp, b.Load(X, j))), b.Less(b.Int(5), M), [b.Int(5)]).ToString());
        Assert.Equal("0 <= k && k < x.Length ? x[k if 0 <= k && k < x.Length] / real(6 / (0 <= k && k < x.Length ? k + 1 : 1)) : 0",
            b.Load(table, b.And(b.LessEqual(b.Int(0), k), b.Less(k, M)), [k]).ToString());
    }

    [Fact]
    public void IndexVariablesOfRandomPrograms()
    {
        for (int seed = 0; seed < 400; seed++)
        {
            var program = new RandomProgram(seed);
            var pb = program.Builder;
            Node i = program.Enter(pb.Dim("n")), j = program.Enter(pb.Dim("x.Length")), k = program.Enter(i);
            var body = pb.Add(program.Real(5), program.Real(4));
            // In range, with a variable of any level, and with a loop inside.
            Node last = pb.Sub(pb.Dim("n"), pb.Int(1));
            Node[] values =
            [
                pb.Clamp(pb.Add(j, program.Int(2)), pb.Int(0), last), pb.Index(2, pb.Dim("n")), pb.Int(0),
                pb.Clamp(pb.Reduce(Opcode.ReduceSum, pb.Dim("n"), v => pb.Mul(v, k)), pb.Int(0), last),
            ];
            foreach (var value in values)
            {
                var substituted = Substitution.Apply(pb, body, [i], [value]);
                var free = value.Free.Union(body.Free.SelectMany(v => Substitution.Apply(pb, v, [i], [value]).Free)).ToArray();
                Assert.True(IrVerifier.Violations([substituted], free) is [], $"{seed}: {string.Join("\n", IrVerifier.Violations([substituted], free))}");
                Compare(seed, program, body, substituted, i, j, k, value);
            }
        }
    }

    private static void Compare(int seed, RandomProgram program, Node body, Node substituted, Node i, Node j, Node k, Node value)
    {
        var pb = program.Builder;
        var (parameters, dims) = program.Inputs();
        if (dims["n"] == 0 || dims["x.Length"] == 0)
            return;
        var other = pb.Index(2, pb.Dim("n"));
        for (int at = 0; at < dims["n"]; at++)
        {
            int second = at % dims["x.Length"];
            // What the value is there; k ends at i, of which the value takes the place.
            (Node, int)[] around = [(i, at), (j, second), (other, at), (k, 0)];
            if (at == 0 && value.DependsOn(k))
                continue;
            int put = (int)new Interpreter(parameters, dims).Scalar(value, around);
            if (put == 0 && body.DependsOn(k))
                continue;
            var renamed = Substitution.Apply(pb, k, [i], [value]);
            double expected = new Interpreter(parameters, dims).Scalar(body, (i, put), (j, second), (k, 0));
            double actual = new Interpreter(parameters, dims).Scalar(substituted, [.. around, (renamed, 0)]);
            Assert.True(expected.Equals(actual) || expected == actual, $"seed {seed}: {expected} became {actual} with {value}\n{body}\n{substituted}");
        }
    }

    [Fact]
    public void SymbolsOfRandomPrograms()
    {
        for (int seed = 0; seed < 400; seed++)
        {
            var program = new RandomProgram(seed);
            var pb = program.Builder;
            Node n = pb.Dim("n"), m = pb.Dim("x.Length");
            var body = pb.Add(program.Real(5), program.Real(4));
            // Arguments that stand in two loops of the caller.
            Node i = program.Enter(n), j = program.Enter(m);
            var symbols = new Dictionary<Node, Node>
            {
                [program.Params[0]] = pb.Add(program.Real(2), pb.Convert(ScalarKind.Real, i)),
                [program.Params[2]] = pb.Tabulate(m, v => pb.Mul(pb.Load(program.Params[2], v), pb.Load(program.Params[3], i))),
                [program.Params[3]] = pb.With(program.Params[3], pb.True, pb.Load(program.Params[2], j), i),
                [program.Params[5]] = pb.Tabulate(n, v => pb.Add(pb.Load(program.Params[5], v), j)),
                [program.Params[6]] = pb.Add(i, pb.Reduce(Opcode.ReduceSum, n, v => v)),
            };
            var inlined = Substitution.OfSymbols(pb, symbols)(body);
            Assert.True(IrVerifier.Violations([inlined], [i, j]) is [], $"{seed}: {string.Join("\n", IrVerifier.Violations([inlined], [i, j]))}");

            var (parameters, dims) = program.Inputs();
            if (dims["n"] == 0 || dims["x.Length"] == 0)
                continue;
            (Node, int)[] at = [(i, dims["n"] - 1), (j, dims["x.Length"] / 2)];
            var outer = new Interpreter(parameters, dims);
            var arguments = parameters.ToDictionary(p => p.Key, p => p.Value);
            foreach (var (symbol, value) in symbols)
                arguments[symbol.Name] = value.IsArray ? outer.Array(value, at) : [outer.Scalar(value, at)];
            double expected = new Interpreter(arguments, dims).Scalar(body), actual = new Interpreter(parameters, dims).Scalar(inlined, at);
            Assert.True(expected.Equals(actual) || expected == actual, $"seed {seed}: {expected} became {actual}\n{body}\n{inlined}");
        }
    }

    [Fact]
    public void WhatLoopsShareIsSubstitutedOnce()
    {
        // A long closed formula of symbols, in each of many loops.
        var a = b.Param("a", ScalarKind.Real);
        var shared = a;
        for (int i = 0; i < 1000; i++)
            shared = b.Unary(Opcode.Sin, shared);
        var total = b.Real(0);
        for (int i = 0; i < 1000; i++)
            total = b.Add(total, b.Reduce(Opcode.ReduceSum, b.Add(N, b.Int(i)), j => b.Mul(shared, b.Convert(ScalarKind.Real, j))));
        var clock = Stopwatch.StartNew();
        var changed = Substitution.OfSymbols(b, new Dictionary<Node, Node> { [a] = b.Param("c", ScalarKind.Real) })(total);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"{clock.Elapsed}");
        Assert.DoesNotContain(a, Graph.Reachable(changed));
    }
}
