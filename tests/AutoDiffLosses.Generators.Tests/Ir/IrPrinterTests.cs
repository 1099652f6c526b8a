using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using AutoDiffLosses.Generators.Ir;
using Xunit;

namespace AutoDiffLosses.Generators.Tests.Ir;

public class IrPrinterTests
{
    private readonly IrBuilder b = new();

    private Node A => b.Param("a", ScalarKind.Real);
    private Node C => b.Param("c", ScalarKind.Real);
    private Node On => b.Param("on", ScalarKind.Bool);
    private Node K => b.Param("k", ScalarKind.Int);
    private Node N => b.Dim("n");
    private Node X => b.Param("x", ScalarKind.Real, N);

    [Fact]
    public void ExpressionsReadLikeMathematics()
    {
        void Reads(string expected, Node node) => Assert.Equal(expected, node.ToString());

        Reads("a - (c - a) - c", b.Sub(b.Sub(A, b.Sub(C, A)), C));
        Reads("a + (c + a)", b.Add(A, b.Add(C, A)));
        Reads("(c + a) * (a - c)", b.Mul(b.Add(C, A), b.Sub(A, C)));
        Reads("a / (c / a)", b.Div(A, b.Div(C, A)));
        Reads("-a * c", b.Neg(b.Mul(A, C)));
        Reads("a / (-1.5)", b.Div(A, b.Real(-1.5)));
        Reads("-1.5 * a", b.Mul(b.Real(-1.5), A));
        Reads("-(c + a)", b.Neg(b.Add(C, A)));
        Reads("pow(1 - a, c)", b.Binary(Opcode.Pow, b.Sub(b.Real(1), A), C));
        Reads("on && (a < c || a == c)", b.And(On, b.Or(b.Less(A, C), b.Equal(A, C))));
        Reads("!(a < c)", b.Not(b.Less(A, C)));
        Reads("(on ? a : c) + a", b.Add(b.Select(On, A, C), A));
        Reads("a < c ? a : on ? c : a * a", b.Select(b.Less(A, C), A, b.Select(On, C, b.Mul(A, A))));
        Reads("real(k + 1)", b.Convert(ScalarKind.Real, b.Add(b.Int(1), K)));
        Reads("sum(i1 < n, max(i2 < i1, x[i2]) * x[i1])",
              b.Reduce(Opcode.ReduceSum, N, i => b.Mul(b.Reduce(Opcode.ReduceMax, i, j => b.Load(X, j)), b.Load(X, i))));
        Reads("argMin(i1 < n, x[i1])", b.Reduce(Opcode.ReduceArgMin, N, i => b.Load(X, i)));
        Reads("tabulate(i1 < n, x[k if on] + real(i1))",
              b.Tabulate(N, i => b.Add(b.Load(X, On, [K]), b.Convert(ScalarKind.Real, i))));
        Reads("with(x, [k] = a if on)", b.With(X, On, A, K));
    }

    [Fact]
    public void OtherNodesCanStandAsTheirNames()
    {
        var p = b.Unary(Opcode.Sigmoid, A);
        var node = b.Neg(b.Mul(C, b.Unary(Opcode.Log, p)));
        Assert.Equal("-c * log(sigmoid(a))", IrPrinter.Expression(node));
        Assert.Equal("-c * log(p)", IrPrinter.Expression(node, new Dictionary<Node, string> { [p] = "p", [node] = "loss" }));
    }

    [Fact]
    public void AProgramIsARowANode()
    {
        var sum = b.Reduce(Opcode.ReduceSum, N, i => b.Mul(b.Load(X, i), b.Real(0.1)));
        Assert.Equal(
            """
            %0 = Dim n
            %1 = Index 1 %0
            %2 = Param Real x %0
            %3 = Const Bool true
            %4 = Load %2 %3 %1
            %5 = Const Real 0.1
            %6 = Mul %4 %5
            %7 = ReduceSum %1 %6
            %8 = Add %7 %5
            result %8
            result %7

            """, IrPrinter.Program(b.Add(sum, b.Real(0.1)), sum), ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void AFormulaHasItsSignatureChecksStatementsAndNames()
    {
        var formula = new Formula(b) { Name = "Mine.Loss" };
        formula.Parameters.AddRange([new(X, ParameterRole.Sample), new(K, ParameterRole.Target), new(C, ParameterRole.Static, "global::Mine.Scale")]);
        var inside = b.And(b.LessEqual(b.Int(0), K), b.Less(K, N));
        formula.Results.Add(b.Mul(C, b.Load(X, inside, [K])));
        formula.Checks.Add(new(b.True, K, N, null, "k", "k"));
        formula.Checks.Add(new(inside, null, null, b.Less(N, b.Int(9)), "", "\"few\"\n"));
        formula.Statements.Add(new("return\nScale * x[k];", [formula.Results[0]]));
        formula.Hints[formula.Results[0]] = "scaled";
        formula.Hints[b.Unary(Opcode.Exp, C)] = "unreachable";
        Assert.Equal(
            """
            AutoDiffLosses formula 1
            name Mine.Loss
            %0 = Dim n
            %1 = Param Real x %0
            %2 = Param Int k
            %3 = Param Real c
            %4 = Const Int 0
            %5 = LessEqual %4 %2
            %6 = Less %2 %0
            %7 = And %5 %6
            %8 = Load %1 %7 %2
            %9 = Mul %3 %8
            %10 = Const Bool true
            %11 = Const Int 9
            %12 = Less %0 %11
            parameter %1 Sample
            parameter %2 Target
            parameter %3 Static "global::Mine.Scale"
            result %9
            check %10 %2 %0 "k" "k"
            require %7 %12 "" "\"few\"\u000a"
            statement "return Scale * x[k];" %9
            hint %9 scaled

            """, IrPrinter.Program(formula), ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void AnArrayReadByElementsLeavesThemItsName()
    {
        var formula = new Formula(b);
        var difference = b.Tabulate(N, i => b.Sub(b.Load(X, i), A));
        formula.Results.Add(b.Reduce(Opcode.ReduceSum, N, i => b.Mul(b.Load(difference, i), b.Load(difference, i))));
        formula.Hints[difference] = "difference";
        var read = FlatTable.Of(formula).ToFormula(b);
        Assert.Equal("sum(i1 < n, difference * difference)", IrPrinter.Expression(read.Results[0], read.Hints));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(-0.0)]
    [InlineData(1d / 3)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(double.Epsilon)]
    [InlineData(double.MaxValue)]
    [InlineData(1.2345678901234567e-300)]
    public void ConstantsComeBackToTheBit(double value)
    {
        var culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
        try
        {
            string text = "AutoDiffLosses formula 1\n" + IrPrinter.Program(b.Real(value));
            Assert.Equal(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits(IrParser.Parse(text, new()).Results[0].Real));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void ATextDoesNotTellWhatElseWasBuilt()
    {
        var formula = new RandomProgram(7).Formula();
        var other = new IrBuilder();
        for (int i = 9; i >= 0; i--)
            other.Unary(Opcode.Exp, other.Unary(Opcode.Sin, other.Real(i)));
        Assert.Equal(IrPrinter.Program(FlatTable.Of(formula).ToFormula(new())), IrPrinter.Program(FlatTable.Of(formula).ToFormula(other)));
    }

    [Fact]
    public void NorWhichLoopsWereBeingBuilt()
    {
        string Text(int before)
        {
            var b = new IrBuilder();
            for (int i = 0; i < before; i++)
                b.FreshIndex(b.Dim("n"));
            var (i1, i2) = (b.FreshIndex(b.Dim("n")), b.FreshIndex(b.Dim("n")));
            var formula = new Formula(b);
            formula.Checks.Add(new(b.Less(i2, i1), b.Sub(i1, i2), b.Dim("n"), null, "x", "i - j"));
            return IrPrinter.Program(formula);
        }
        Assert.Equal(Text(0), Text(5));
        Assert.Contains("Index 2", Text(5));
    }

    [Fact]
    public void WhatAnInlinedFormulaChecksStandsInsideOfTheLoopsAroundIt()
    {
        var i = b.FreshIndex(N);
        var own = b.Index(1, i);
        var formula = new Formula(b);
        formula.Checks.Add(new(b.Less(b.Int(0), i), b.Add(own, i), N, null, "x", ""));
        var check = FlatTable.Of(formula).ToFormula(new()).Checks[0];
        Assert.Equal("i2 + i1", check.Index!.ToString());
        Assert.Equal("i2 < i1", $"{check.Index.Free[1]} < {check.Index.Free[1].IndexExtent}");
    }

    [Fact]
    public void WhatIsSharedDoesNotMakeTextWithoutEnd()
    {
        var node = A;
        for (int i = 0; i < 100; i++)
            node = b.Mul(node, node);
        Assert.True(node.ToString().Length < 10_000);
        for (int i = 0; i < 20_000; i++)
            node = b.Unary(Opcode.Sin, node);
        Assert.True(node.ToString().Length < 10_000);
    }

    /// <summary>An opcode without its form, its rule or its meaning does not get past this.</summary>
    [Fact]
    public void EveryOpcodeIsPrintedParsedAndEvaluated()
    {
        var seen = new HashSet<Opcode>();
        for (int seed = 0; seed < 60; seed++)
        {
            var program = new RandomProgram(seed);
            var formula = FlatTable.Of(program.Formula()).ToFormula(new());
            var interpreter = program.Interpreter();
            foreach (var node in Graph.Reachable(IrParser.Parse(IrPrinter.Program(formula), formula.Builder).Roots))
            {
                Assert.NotEmpty(IrPrinter.Expression(node));
                if (node.Free.Count == 0)
                    _ = node.IsArray ? interpreter.Array(node) : [interpreter.Scalar(node)];
                seen.Add(node.Op);
            }
        }
        Assert.Empty(Enum.GetValues<Opcode>().Except(seen));
    }
}
