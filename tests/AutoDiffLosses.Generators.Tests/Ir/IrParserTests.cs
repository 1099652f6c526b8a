using System;
using System.Diagnostics;
using System.Linq;
using System.Text;
using AutoDiffLosses.Generators.Ir;
using Xunit;

namespace AutoDiffLosses.Generators.Tests.Ir;

/// <summary>The text in a referenced assembly may be anybody's: it is a formula, or it is refused.</summary>
public class IrParserTests
{
    private const string First = "AutoDiffLosses formula 1\n";

    private static string Refused(string text) => Assert.Throws<FormatException>(() => IrParser.Parse(text, new())).Message;

    [Theory]
    [InlineData("", "Line 0: the text is empty.")]
    [InlineData("AutoDiffLosses formula 1\n", "Line 1: there is no result.")]
    [InlineData("AutoDiffLosses formula 2\n", "Line 1: the text does not begin with \"AutoDiffLosses formula 1\".")]
    [InlineData("AutoDiffLosses formula 1 \n", "Line 1: the text does not begin with \"AutoDiffLosses formula 1\".")]
    public void ItBeginsWithItsVersion(string text, string message) => Assert.Equal(message, Refused(text));

    [Theory]
    // Words.
    [InlineData("%0", "a word is missing")]
    [InlineData("%0  = Dim n", "a word is missing")]
    [InlineData("%0 Dim n", "\"=\" is missing")]
    [InlineData("%1 = Dim n", "%1 is not the next row")]
    [InlineData("%00 = Dim n", "%00 is not the next row")]
    [InlineData("%-1 = Dim n", "%-1 is not the next row")]
    [InlineData("%0 = Dim n\r", "no name")]
    [InlineData("%0 = dim n", "no operation")]
    [InlineData("%0 = 3 n", "no operation")]
    [InlineData("%0 = Const 0 1", "no kind")]
    [InlineData("%0 = Const Real,Int 1", "no kind")]
    [InlineData("anything", "\"anything\" means nothing")]
    [InlineData("%0 = Const Int 1 2", "that is no row")]
    // Numbers.
    [InlineData("%0 = Const Int 2147483648", "no integer")]
    [InlineData("%0 = Const Int 1,000", "no integer")]
    [InlineData("%0 = Const Real 1e999", "no real number")]
    [InlineData("%0 = Const Real ∞", "no real number")]
    [InlineData("%0 = Const Real 1,5", "no real number")]
    [InlineData("%0 = Const Bool 1", "neither true nor false")]
    [InlineData("%0 = Const Int 3\n%1 = Index 99999999999 %0", "no number, or too large a one")]
    [InlineData("%0 = Const Int 3\n%1 = Index 1001 %0", "no number, or too large a one")]
    [InlineData("%0 = Const Int 3\n%1 = Index 0 %0", "0 is no level")]
    [InlineData("%0 = Const Int 3\n%1 = Index -1 %0", "no number")]
    // Operands.
    [InlineData("%0 = Neg %0", "%0 comes later")]
    [InlineData("%0 = Neg %4294967296", "that is no row")]
    [InlineData("%0 = Neg %-1", "that is no row")]
    [InlineData("%0 = Param Real a\n%1 = Neg", "Neg cannot have 0 operands")]
    [InlineData("%0 = Param Real a\n%1 = Add %0", "Add cannot have 1 operands")]
    [InlineData("%0 = Param Real a\n%1 = Add %0 %0 %0", "Add cannot have 3 operands")]
    [InlineData("%0 = Const Int 3\n%1 = Dim n %0", "Dim cannot have 1 operands")]
    // Kinds and ranks.
    [InlineData("%0 = Const Int 3\n%1 = Exp %0", "an operand is not real")]
    [InlineData("%0 = Const Int 3\n%1 = Const Real 3\n%2 = Add %0 %1", "not numbers of one kind")]
    [InlineData("%0 = Const Bool true\n%1 = Neg %0", "not numbers of one kind")]
    [InlineData("%0 = Const Real 3\n%1 = Not %0", "not a condition")]
    [InlineData("%0 = Const Real 3\n%1 = Select %0 %0 %0", "the first operand is not a condition")]
    [InlineData("%0 = Const Real 3\n%1 = Convert Bool %0", "is not converted to")]
    [InlineData("%0 = Const Real 3\n%1 = Param Real x %0", "an extent is not an integer")]
    [InlineData("%0 = Dim n\n%1 = Param Real x %0\n%2 = Exp %1", "an operand is no scalar")]
    [InlineData("%0 = Dim n\n%1 = Param Real x %0\n%2 = Param Real y %1", "an extent is not an integer")]
    [InlineData("%0 = Dim n\n%1 = Const Bool true\n%2 = Load %0 %1", "Load cannot have 2 operands")]
    [InlineData("%0 = Dim n\n%1 = Param Real x %0\n%2 = Load %1 %0 %0", "the guard is not a condition")]
    [InlineData("%0 = Dim n\n%1 = Param Real x %0\n%2 = Const Bool true\n%3 = Load %1 %2 %0 %0", "Load cannot have 4 operands")]
    [InlineData("%0 = Dim n\n%1 = Param Real x %0\n%2 = Const Bool true\n%3 = Load %1 %2 %2", "an index is not an integer")]
    [InlineData("%0 = Dim n\n%1 = Param Real x %0\n%2 = Const Bool true\n%3 = With %1 %2 %0 %0", "not of the array's kind")]
    [InlineData("%0 = Dim n\n%1 = Param Real x %0 %0\n%2 = Param Real y %0\n%3 = Contributions %1 %2", "not arrays of one kind and rank")]
    [InlineData("%0 = Dim n\n%1 = Param Bool x %0\n%2 = Const Bool true\n%3 = Scatter %1 %2 %2 %0", "not of the array's kind")]
    // Loops.
    [InlineData("%0 = Dim n\n%1 = ReduceSum %0 %0", "a loop is not over an index variable")]
    [InlineData("%0 = Dim n\n%1 = Index 1 %0\n%2 = ReduceAny %1 %1", "ReduceAny is not of Int")]
    [InlineData("%0 = Dim n\n%1 = Index 1 %0\n%2 = Tabulate %1 %1 %1", "two loops have one index variable")]
    [InlineData("%0 = Dim n\n%1 = Index 1 %0\n%2 = Index 2 %1\n%3 = Tabulate %1 %2 %2", "an extent depends on an index variable that is not bound there")]
    [InlineData("%0 = Dim n\n%1 = Index 1 %0\n%2 = Index 2 %1\n%3 = Zeros Int %0\n%4 = Const Bool true\n%5 = Scatter %3 %4 %1 %2 %1 %1", "an extent depends on an index variable that is not bound there")]
    [InlineData("%0 = Dim n\n%1 = Index 1 %0\nresult %1", "i1 is not bound: i1")]
    [InlineData("%0 = Dim n\n%1 = Index 1 %0\n%2 = Param Real x %1\nparameter %2 Sample", "i1 is not bound: x")]
    // Names, which end up in code.
    [InlineData("%0 = Param Real a;b", "that is no name")]
    [InlineData("%0 = Param Real 1a", "that is no name")]
    [InlineData("%0 = Param Real a.b", "that is no name")]
    [InlineData("%0 = Dim a.b", "that is no name")]
    [InlineData("%0 = Dim .Length", "that is no name")]
    [InlineData("%0 = Dim a.b.Length", "that is no name")]
    [InlineData("name f(x)", "that is no name")]
    [InlineData("%0 = Const Int 3\nhint %0 a/**/", "that is no name")]
    [InlineData("%0 = Const Int 3\nhint %0 a b", "is too much")]
    [InlineData("%0 = Param Real a\nparameter %0 Static \"Run()\"", "qualified name")]
    [InlineData("%0 = Param Real a\nparameter %0 Static", "qualified name")]
    [InlineData("%0 = Param Real a\nparameter %0 Sample \"A.B\"", "qualified name")]
    [InlineData("%0 = Param Real a\nparameter %0 2", "no role")]
    [InlineData("%0 = Const Bool true\nrequire %0 %0 \"a)\" \"\"", "names no argument")]
    // Formulas.
    [InlineData("%0 = Param Real a\nresult %0", "an undeclared parameter: a")]
    [InlineData("%0 = Param Real a\nparameter %0 Sample\nparameter %0 Target", "two parameters of that name")]
    [InlineData("%0 = Param Real a\n%1 = Param Int a\nparameter %0 Sample\nparameter %1 Target", "two parameters of that name")]
    [InlineData("%0 = Const Real 1\nparameter %0 Sample", "not a parameter")]
    [InlineData("%0 = Const Int 1\ncheck %0 %0 %0 \"\" \"\"", "a check is either")]
    [InlineData("%0 = Const Bool true\nrequire %0", "a word is missing")]
    // Strings.
    [InlineData("statement \"a", "a string does not end")]
    [InlineData("statement a", "a string is missing")]
    [InlineData("statement \"\\n\"", "that escapes nothing")]
    [InlineData("statement \"\\u00\"", "that escapes nothing")]
    [InlineData("statement \"\\u 0a\"", "that escapes nothing")]
    [InlineData("statement \"\\u000a}\"", "a statement is of one line")]
    [InlineData("statement \"\\u2028}\"", "a statement is of one line")]
    [InlineData("statement \"a\"b", "a space is missing")]
    public void HostileTextIsRefused(string text, string message)
    {
        string refused = Refused(First + text);
        Assert.Contains(message, refused);
        Assert.StartsWith($"Line {text.Count(c => c == '\n') + 2}:", refused);
    }

    [Fact]
    public void ItIsBoundedInSize()
    {
        var rows = new StringBuilder(First + "%0 = Param Real a\n");
        for (int i = 1; i <= IrParser.MaxRows; i++)
            rows.Append($"%{i} = Sin %{i - 1}\n");
        Assert.EndsWith("there are too many rows.", Refused(rows.ToString()));
        Assert.EndsWith("the text is too long.", Refused(new string('\n', 5 << 20)));
        Assert.EndsWith("there are too many lines.", Refused(First + string.Concat(Enumerable.Repeat("name a\n", 100_000))));
        Assert.EndsWith("too long.", Refused(First + "%0 = Param Real " + new string('a', 100_000)));
        Assert.EndsWith("that is no name.", Refused(First + "%0 = Param Real " + new string('a', 1000)));
    }

    [Fact]
    public void LoopsAreNotNestedWithoutEnd()
    {
        // Each closed: all of them have one level.
        var nest = new StringBuilder(First + "%0 = Dim n\n%1 = Index 1 %0\n%2 = Const Int 1\n");
        for (int i = 3; i < 1000; i++)
            nest.Append($"%{i} = ReduceSum %1 %{i - 1}\n");
        Assert.EndsWith("loops are nested too deeply.", Refused(nest.ToString()));

        // Each ends at the variable of the one before.
        var triangles = new StringBuilder(First + "%0 = Dim n\n");
        for (int i = 1; i < 900; i++)
            triangles.Append($"%{i} = Index {i} %{i - 1}\n");
        Assert.EndsWith("loops are nested too deeply.", Refused(triangles.ToString()));
    }

    [Fact]
    public void WhatWouldGrowWithoutEndIsRefusedSoon()
    {
        var clock = Stopwatch.StartNew();

        // An element of each array is twice one of the array before.
        var elements = new StringBuilder(First + "%0 = Dim n\n%1 = Param Real x %0\n%2 = Const Bool true\n%3 = Index 1 %0\n%4 = Const Int 1\n");
        int array = 1, row = 5;
        for (int i = 0; i < 60; i++)
        {
            elements.Append($"%{row} = Sub %3 %4\n%{row + 1} = Load %{array} %2 %{row}\n%{row + 2} = Add %3 %4\n%{row + 3} = Load %{array} %2 %{row + 2}\n");
            elements.Append($"%{row + 4} = Mul %{row + 1} %{row + 3}\n%{row + 5} = Tabulate %3 %{row + 4}\n");
            (array, row) = (row + 5, row + 6);
        }
        Assert.EndsWith("the formula stands for too many nodes.", Refused(elements.ToString()));

        elements.Replace("%4 = Const Int 1", "%4 = Param Int k");
        Assert.EndsWith("the formula stands for too many nodes.", Refused(elements.ToString()));

        // Sums of sums, which are flattened.
        var sums = new StringBuilder(First + "%0 = Dim n\n%1 = Param Real x %0\n%2 = Contributions %1 %1\n");
        for (int i = 3; i < 100; i++)
            sums.Append($"%{i} = Contributions %{i - 1} %{i - 1}\n");
        Assert.EndsWith("the formula stands for too many nodes.", Refused(sums.ToString()));

        // A long formula, read at very many elements.
        var loads = new StringBuilder(First + "%0 = Dim n\n%1 = Index 1 %0\n%2 = Convert Real %1\n");
        for (row = 3; row < 7000; row++)
            loads.Append($"%{row} = Sin %{row - 1}\n");
        loads.Append($"%{row} = Tabulate %1 %{row - 1}\n%{row + 1} = Const Bool true\n");
        (array, row) = (row, row + 2);
        for (int i = 0; row < 14_000; i++, row += 2)
            loads.Append($"%{row} = Const Int {i}\n%{row + 1} = Load %{array} %{array + 1} %{row}\n");
        Assert.EndsWith("the formula stands for too many nodes.", Refused(loads.ToString()));

        // A graph of conditions with very many paths.
        var conditions = new StringBuilder(First + "%0 = Param Bool a\n%1 = Param Bool b\n%2 = And %0 %1\n");
        for (row = 3; row < 14_000; row += 5)
            conditions.Append($"%{row} = Param Bool p{row}\n%{row + 1} = Param Bool q{row}\n%{row + 2} = And %{row - 1} %{row}\n" +
                              $"%{row + 3} = And %{row - 1} %{row + 1}\n%{row + 4} = And %{row + 2} %{row + 3}\n");
        Assert.EndsWith("there is no result.", Refused(conditions.ToString()));

        Assert.True(clock.Elapsed < TimeSpan.FromMinutes(1), $"{clock.Elapsed}");
    }

    /// <summary>A formula with single characters, words and lines changed is read or refused, and nothing else.</summary>
    [Fact]
    public void DamagedTextIsReadOrRefused()
    {
        var random = new Random(1);
        int read = 0, refused = 0;
        for (int seed = 0; seed < 60; seed++)
        {
            string text = IrPrinter.Program(FlatTable.Of(new RandomProgram(seed).Formula()));
            string[] words = text.Split(' ', '\n');
            for (int i = 0; i < 20; i++)
            {
                int at = random.Next(text.Length), length = random.Next(Math.Min(12, text.Length - at));
                string damaged = text.Remove(at, length).Insert(at, random.Next(3) == 0 ? "" : words[random.Next(words.Length)]);
                try
                {
                    IrVerifier.Verify(IrParser.Parse(damaged, new()));
                    read++;
                }
                catch (FormatException)
                {
                    refused++;
                }
            }
        }
        Assert.True(read > 20 && refused > 500, $"{read} read, {refused} refused");
    }

    [Fact]
    public void NodesAreThoseOfTheCaller()
    {
        var b = new IrBuilder();
        var n = b.Dim("n");
        var sum = b.Reduce(Opcode.ReduceSum, n, i => b.Load(b.Param("x", ScalarKind.Real, n), i));
        var formula = IrParser.Parse(First + "%0 = Dim n\n%1 = Param Real x %0\n%2 = Index 9 %0\n%3 = Const Bool true\n%4 = Load %1 %3 %2\n" +
                                     "%5 = ReduceSum %2 %4\nparameter %1 Shared\nresult %5\n", b);
        Assert.Same(sum, formula.Results[0]);
        Assert.Equal(ParameterRole.Shared, formula.Parameters[0].Role);
    }
}
