using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using System.Threading;
using AutoDiffLosses.Generators.Tests.Frontend;
using AutoDiffLosses.Tests;
using Microsoft.CodeAnalysis;
using Xunit;

namespace AutoDiffLosses.Generators.Tests.EndToEnd;

/// <summary>Losses in float of a class C, with what is generated for them, and beside them the same text in double as plain C#.</summary>
internal sealed class CompiledLosses
{
    private readonly Type generated, plain;

    /// <param name="members">The members of the class.</param>
    public CompiledLosses(string members)
    {
        var driver = Driver.Run(Driver.Compile(Snippet.Head + members + "\n}\n", PlainHead + InDouble(members) + "\n}\n"), out var output);
        foreach (var result in driver.GetRunResult().Results)
            Assert.True(result.Exception == null, result.Exception?.ToString());
        var generatedTrees = driver.GetRunResult().GeneratedTrees.ToHashSet();
        var complaints = output.GetDiagnostics().Where(d =>
            d.Severity == DiagnosticSeverity.Error || d.Severity == DiagnosticSeverity.Warning && generatedTrees.Contains(d.Location.SourceTree!)).ToArray();
        Assert.True(complaints.Length == 0, string.Join("\n", complaints.Take(20).Select(d => $"{d}\n    {Line(d.Location)}")));

        var assembly = new AssemblyLoadContext("Losses", isCollectible: true).LoadFromStream(Emit(output));
        generated = assembly.GetType("N.C")!;
        plain = assembly.GetType("N.Plain")!;
        Names = [.. generated.GetMethods().Where(m => m.IsDefined(typeof(LossAttribute))).Select(m => m.Name)];
        string[] refused = [.. Names.Where(name => !driver.Names().Contains($"N.C.{name}.Ir.g.cs"))];
        Assert.True(refused.Length == 0, string.Join("\n", refused.Select(name =>
            $"{name} is refused: {Generators.Frontend.Frontend.Read(Snippet.Method(output, name), output, CancellationToken.None).Refusal?.Message}")));
    }

    public IReadOnlyList<string> Names { get; }

    public LossMethods<T> Methods<T>(string name) where T : unmanaged, System.Numerics.IFloatingPointIeee754<T> => new(generated, name);

    /// <summary>The text in double as plain C#.</summary>
    public PlainLoss Plain(string name) => new(plain, name);

    // Stopped values come from a tape: recorded in one run, they can be held in others.
    private const string PlainHead = """
        using System;
        using AutoDiffLosses;
        using static AutoDiffLosses.LossMath;

        namespace N;

        public static class Plain
        {
            public static System.Collections.Generic.List<double>? Record;
            public static System.Collections.Generic.Queue<double>? Replay;

            private static double StopGradient(double x)
            {
                Record?.Add(x);
                return Replay != null && Replay.Count > 0 ? Replay.Dequeue() : x;
            }

            private static Vec<double> StopGradient(Vec<double> v) => Tabulate(v.Length, i => StopGradient(v[i]));


        """;

    private static string InDouble(string members)
    {
        string text = Regex.Replace(members, @"\[Loss(\([^)]*\))?\]", "");
        text = Regex.Replace(text, @"(?<=\d)f\b", "d");
        text = Regex.Replace(text, @"\bMathF\b", "Math");
        return Regex.Replace(text, @"\bfloat\b", "double");
    }

    private static MemoryStream Emit(Compilation compilation)
    {
        var stream = new MemoryStream();
        var emitted = compilation.Emit(stream);
        Assert.True(emitted.Success, string.Join("\n", emitted.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error)));
        stream.Position = 0;
        return stream;
    }

    private static string Line(Location location) =>
        location.SourceTree?.GetText().Lines[location.GetLineSpan().StartLinePosition.Line].ToString().Trim() ?? "";
}

/// <summary>A loss as plain C# in double.</summary>
internal sealed class PlainLoss(Type type, string name)
{
    private readonly MethodInfo method = type.GetMethod(name)!;
    private readonly FieldInfo record = type.GetField("Record")!, replay = type.GetField("Replay")!;

    /// <summary>The loss and weight of a sample, and the values at which the gradient was stopped.</summary>
    public (Weighted Result, double[] Stopped) Run(LossArguments at, int sample)
    {
        var stopped = new List<double>();
        record.SetValue(null, stopped);
        try
        {
            return (Invoke(at, sample), [.. stopped]);
        }
        finally
        {
            record.SetValue(null, null);
        }
    }

    /// <summary>The loss of a sample, with those values held.</summary>
    public double Run(LossArguments at, int sample, double[] stopped)
    {
        replay.SetValue(null, new Queue<double>(stopped));
        try
        {
            return Invoke(at, sample).WeightedLoss;
        }
        finally
        {
            replay.SetValue(null, null);
        }
    }

    private Weighted Invoke(LossArguments at, int sample)
    {
        var arguments = method.GetParameters().Select(parameter => Argument(parameter, at, sample)).ToArray();
        try
        {
            object result = method.Invoke(null, arguments)!;
            return result is Weighted weighted ? weighted : new((double)result, 1);
        }
        catch (TargetInvocationException e)
        {
            throw e.InnerException!;
        }
    }

    private static object? Argument(ParameterInfo parameter, LossArguments at, int sample)
    {
        Type type = parameter.ParameterType;
        if (at.Scalars.TryGetValue(parameter.Name!, out double scalar))
            return Scalar(type, scalar);
        if (!at.Arrays.TryGetValue(parameter.Name!, out var array))
            return parameter.DefaultValue;
        bool isBatch = !parameter.IsDefined(typeof(SharedAttribute)) && !parameter.IsDefined(typeof(HyperparameterAttribute));
        double[] data = isBatch ? array.Rows(sample).Data : array.Data;
        return type == typeof(Vec<double>) ? new Vec<double>(data)
            : type == typeof(Vec<int>) ? new Vec<int>(Array.ConvertAll(data, each => (int)each))
            : Scalar(type, data[0]);
    }

    private static object Scalar(Type type, double value) => type == typeof(int) ? (int)value : type == typeof(bool) ? value != 0 : value;
}
