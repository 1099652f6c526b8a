using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace AutoDiffLosses.Generators.Tests;

/// <summary>An edit compiles what it changes and nothing else.</summary>
public class IncrementalTests
{
    private const string First = """
        using AutoDiffLosses;
        using static AutoDiffLosses.LossMath;
        namespace A;
        public static partial class Mine
        {
            /// <summary>The first.</summary>
            [Loss(AlsoDouble = true)]
            public static float First(float x, [Target] float y)
            {
                float difference = x - y;
                return difference * difference;
            }
        }
        """;

    private const string Second = """
        using AutoDiffLosses;
        using static AutoDiffLosses.LossMath;
        namespace A;
        public static partial class Mine
        {
            [Loss]
            public static float Second([Shape("n")] Vec<float> v, int label) => Sum(Exp(v)) - v[label];

            [Differentiable]
            public static float Helper(float x) => x * Sigmoid(x);
        }
        """;

    private const IncrementalStepRunReason New = IncrementalStepRunReason.New, Cached = IncrementalStepRunReason.Cached,
                                           Unchanged = IncrementalStepRunReason.Unchanged, Modified = IncrementalStepRunReason.Modified;

    [Fact]
    public void EverythingIsNewAtFirst() => Assert.Equal([("First", New), ("Second", New), ("Helper", New)], Reasons(null, First, Second));

    [Fact]
    public void AnEditElsewhereCompilesNothing() => Assert.All(
        Reasons(["class Other { }", First, Second], "class Other { int x; }", First, Second), step => Assert.Equal(Cached, step.Reason));

    [Theory]
    [InlineData("float difference", "/* a comment */ float difference // another one\n")]
    [InlineData("return difference", "\n\n   return   difference")]
    [InlineData("namespace A;", "namespace A;\n\n// a comment\n")]
    [InlineData("public static partial class Mine\n{", "public static partial class Mine\n{\n    private static int Unused(int x) => x;\n")]
    public void CommentsAndWhatIsNotReadCompileNothing(string text, string edited) => Assert.All(
        Reasons([First, Second], First.Replace(text, edited), Second), step => Assert.Equal(Cached, step.Reason));

    [Theory]
    [InlineData("difference * difference", "difference * difference / 2")]
    [InlineData("difference", "residual")]      // the user's names are in the text
    [InlineData("The first", "Number one")]
    [InlineData("AlsoDouble = true", "AlsoDouble = false")]
    [InlineData("float x,", "float logit,")]
    public void AnEditCompilesItsOwnLossAlone(string text, string edited)
    {
        string after = First.Replace(text, edited);
        if (text == "float x,")
            after = after.Replace("x -", "logit -");

        Assert.Equal([("First", Modified), ("Second", Cached), ("Helper", Cached)], Reasons([First, Second], after, Second));
    }

    [Fact]
    public void ALossThatIsAddedIsTheOneThatIsNew() =>
        Assert.Equal([("First", Cached), ("Second", New), ("Helper", New)], Reasons([First], First, Second));

    [Fact]
    public void WhatIsInlinedIsRead() => Assert.Equal(
        [("Caller", Modified)],
        Reasons(["using AutoDiffLosses; partial class C { [Loss] static float Caller(float x) => D.Twice(x); }", "class D { internal static float Twice(float x) => 2 * x; }"],
                "using AutoDiffLosses; partial class C { [Loss] static float Caller(float x) => D.Twice(x); }", "class D { internal static float Twice(float x) => 3 * x; }"));

    [Fact]
    public void ModelsAreMadeOfTextAndNumbers()
    {
        var models = Driver.Run(First, Second, Refused).GetRunResult().Results.Single().TrackedSteps[LossGenerator.ModelStep]
            .SelectMany(step => step.Outputs).Select(output => output.Value).ToArray();

        Assert.Equal(4, models.Length);
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        foreach (object model in models)
            Walk(model, model.GetType().Name, seen);
        Assert.True(seen.Count > 50);
    }

    private const string Refused = """
        using AutoDiffLosses;
        public static partial class Bad { [Loss] public static float Loops(float x) { while (x > 0) x--; return x; } }
        """;

    /// <summary>No object that a compilation would be kept alive by.</summary>
    private static void Walk(object? value, string path, HashSet<object> seen)
    {
        if (value == null || value.GetType().IsPrimitive || value.GetType().IsEnum)
            return;
        string type = value.GetType().FullName!;
        Assert.False(type.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal), $"{path} is a {type}");
        Assert.False(value is Delegate, $"{path} is a {type}");
        if (value is not string && !value.GetType().IsValueType && !seen.Add(value))
            return;
        seen.Add(value);
        if (value is string)
            return;
        if (value is IEnumerable items)
            foreach (object? item in items)
                Walk(item, path + "[]", seen);
        for (var t = value.GetType(); t != null; t = t.BaseType)
            foreach (var field in t.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                if (field.FieldType != typeof(IntPtr) && !field.FieldType.IsPointer && value is not Array)
                    Walk(field.GetValue(value), $"{path}.{field.Name}", seen);
    }

    /// <summary>Why each loss was compiled, or not, after an edit from the one set of files to the other.</summary>
    private static (string Loss, IncrementalStepRunReason Reason)[] Reasons(string[]? before, params string[] after)
    {
        var driver = Driver.Run(Driver.Compile(before ?? []), out _).RunGenerators(Driver.Compile(after));
        return
        [
            .. driver.GetRunResult().Results.Single().TrackedSteps[LossGenerator.SourceStep]
                .SelectMany(step => step.Outputs)
                .Select(output => (Loss(output.Value), output.Reason is Unchanged ? Cached : output.Reason))
        ];

        static string Loss(object files) => ((IEnumerable)files).Cast<GeneratedFile>().First().Name.Replace(".Ir.g.cs", "").Replace(".g.cs", "").Split('.')[^1];
    }
}
