using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Ir;
using Xunit;

namespace AutoDiffLosses.Generators.Tests.Ir;

/// <summary>What holds of all programs, seen on random ones. A failure names the seed.</summary>
public class RandomProgramTests
{
    private const int Programs = 200;

    [Fact]
    public void TablesAndTextsComeBackAsTheyWere()
    {
        for (int seed = 0; seed < Programs; seed++)
        {
            // What the constructors made is in normal form: to build it again changes nothing.
            var table = FlatTable.Of(FlatTable.Of(new RandomProgram(seed).Formula()).ToFormula(new()));
            string text = IrPrinter.Program(table);
            var formula = IrParser.Parse(text, new());
            Assert.True(text == IrPrinter.Program(formula), $"{seed}\n{text}");
            Assert.Equal(table, FlatTable.Of(formula));
            Assert.Equal(table.GetHashCode(), FlatTable.Of(formula).GetHashCode());
            Assert.Equal(table, FlatTable.Of(table.ToFormula(new())));
            IrVerifier.Verify(formula);
        }
    }

    [Fact]
    public void WhatTheConstructorsSimplifyKeepsItsValue()
    {
        for (int seed = 0; seed < Programs; seed++)
        {
            var program = new RandomProgram(seed);
            var formula = program.Formula();
            Assert.True(IrVerifier.Violations(formula) is [], $"{seed}: {string.Join("\n", IrVerifier.Violations(formula))}");
            var built = FlatTable.Of(formula).ToFormula(new());
            Assert.True(IrVerifier.Violations(built) is [], $"{seed}: {string.Join("\n", IrVerifier.Violations(built))}");
            for (int point = 0; point < 3; point++)
            {
                var (parameters, dims) = program.Inputs();
                AssertSame(seed, formula.Results, new(parameters, dims), built.Results, new(parameters, dims));
                // Nor does it reach what was guarded.
                AssertSame(seed, formula.Results, new(parameters, dims), built.Results, new(parameters, dims, eager: true));
            }
        }
    }

    private static void AssertSame(int seed, IReadOnlyList<Node> expected, Interpreter first, IReadOnlyList<Node> actual, Interpreter second)
    {
        foreach (var (x, y) in expected.Zip(actual))
            AssertSame(seed, Values(first, x), Values(second, y), x, y);
    }

    private static double[] Values(Interpreter interpreter, Node node) => node.IsArray ? interpreter.Array(node) : [interpreter.Scalar(node)];

    /// <summary>The same to the bit, but for the sign of a zero.</summary>
    private static void AssertSame(int seed, double[] x, double[] y, Node expected, Node actual) =>
        Assert.True(x.SequenceEqual(y), $"seed {seed}: {string.Join(" ", x)} became {string.Join(" ", y)}\n{expected}\n{actual}");
}
