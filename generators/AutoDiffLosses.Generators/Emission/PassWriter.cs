using System;
using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Differentiation;
using AutoDiffLosses.Generators.Ir;
using AutoDiffLosses.Generators.Scheduling;
using Buffer = AutoDiffLosses.Generators.Scheduling.Buffer;

namespace AutoDiffLosses.Generators.Emission;

/// <summary>A pass over the elements of a row: a struct of a kernel, whose step a driver of the runtime library runs.</summary>
/// <param name="Summary">What it computes and keeps.</param>
/// <param name="Fields">What the step reads that is the same for all elements: parameters of the primary constructor.</param>
/// <param name="Step">The body, where the width is <see cref="LaneExpressions.Width"/>.</param>
/// <param name="IsShort">Whether the step is so short that several run at a time.</param>
internal sealed record PassText(string Name, string Summary, IReadOnlyList<string> Fields, int Reductions, bool IsShort, string Step)
{
    /// <summary>The names of what is kept of a block, and what computes it.</summary>
    public IReadOnlyList<string> Kept { get; init; } = [];

    public string Begin { get; init; } = "";

    /// <summary>Whether it does the same as another.</summary>
    public bool IsSame(PassText other) =>
        (Step, Reductions, Begin) == (other.Step, other.Reductions, other.Begin) && Fields.SequenceEqual(other.Fields);

    /// <summary>The struct with its step at one width.</summary>
    /// <param name="isFirst">Whether it is the part that says what the struct is made of.</param>
    public void Emit(SourceWriter writer, string real, int width, bool isFirst)
    {
        if (isFirst)
        {
            Documentation.Write(writer, "<summary>", Documentation.Escaped(BeginsWithVerb ? char.ToUpperInvariant(Summary[0]) + Summary.Substring(1) : Summary) + ".", "</summary>");
            string heading = $"{Struct}({string.Join(", ", Fields)}) : {Interfaces(real)}";
            writer.Write(heading.Length <= 150 ? heading : $"{Struct}(");
            if (heading.Length > 150)
            {
                writer.Indent();
                writer.WriteList(Fields, $") : {Interfaces(real)}");
                writer.Outdent();
            }
        }
        else
            writer.Write(Struct);
        using var block = writer.Block();
        if (isFirst && Begin.Length > 0)
        {
            foreach (string kept in Kept)
                writer.Write($"private KeptRow<{real}> {kept};");
            writer.Blank();
            writer.Write($"public static int KeptOfBlock => {CSharpLiteral.Of(Kept.Count)};");
            writer.Blank();
            using (writer.Block($"public void Begin(Block<{real}> block)"))
                writer.Write(Begin);
            writer.Blank();
        }
        writer.Write("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
        string type = $"Vector{width}<{real}>";
        string result = Reductions switch { 0 => "void", 1 => type, _ => $"({string.Join(", ", Enumerable.Repeat(type, Reductions))})" };
        StepText.Emit(writer, $"public {(Begin.Length > 0 ? "readonly " : "")}{result} Step{width}<TLanes>(TLanes lanes) where TLanes : struct, ILanes{width}<{real}>", Step, width);
    }

    private string Struct => $"private {(Begin.Length > 0 ? "" : "readonly ")}partial struct {Name}";

    /// <summary>Whether it does not begin with the name of a value.</summary>
    private bool BeginsWithVerb => Reductions == 0;

    private string Interfaces(string real) =>
        $"{Reductions switch { 0 => "IMap", 1 => "IReduce", _ => $"IReduce{Reductions}" }}<{real}>{(IsShort ? ", IShort" : "")}";
}

/// <summary>The body of a step at one of its widths.</summary>
internal static class StepText
{
    public static readonly int[] Widths = [512, 256, 128];

    /// <summary>The most characters of a line in a body.</summary>
    public const int Width = 128;

    public static void Emit(SourceWriter writer, string heading, string body, int width)
    {
        body = body.Replace(LaneExpressions.Width, CSharpLiteral.Of(width));
        // What only returns an expression, or does one thing.
        bool isLine = body.IndexOf('\n') < 0;
        if (isLine && body.StartsWith("return ", StringComparison.Ordinal))
            body = body.Substring("return ".Length);
        else if (isLine && body.StartsWith("var ", StringComparison.Ordinal))
            isLine = false;
        if (!isLine)
        {
            using var block = writer.Block(heading);
            writer.Write(body);
            return;
        }
        writer.Write(heading + " =>");
        writer.Indent();
        writer.Write(body);
        writer.Outdent();
    }
}

/// <summary>
/// What a pass takes of the method around it, under the same names: scalars, which are cast to the formula's own type, and the handles on
/// rows. Each is asked for as the step is printed.
/// </summary>
/// <param name="kept">The fields of the pass itself for what is kept of a block.</param>
/// <param name="outer">What the pass has taken before whose steps it goes: it takes the rest through that.</param>
internal sealed class Captured(
    Func<Node, (string Type, string Name, string Passed)?> scalar, Func<Node, (string Type, string Name, string Passed)> input,
    Func<Buffer, (string Type, string Passed)> output, IReadOnlyDictionary<Buffer, string> kept, Captured? outer = null) : ISurroundings
{
    private readonly List<(string Type, string Name, string Passed)> all = [];

    public IReadOnlyList<string> Fields => [.. all.Select(c => $"{c.Type} {c.Name}")];
    public IReadOnlyList<string> Arguments => [.. all.Select(c => c.Passed)];
    public IEnumerable<string> Names => all.Select(c => c.Name);

    public string? Scalar(Node node) => scalar(node) is { } taken ? Take(taken.Type, taken.Name, taken.Passed) : null;

    public string? Name(Node node) => scalar(node)?.Name;

    public string Input(Node array)
    {
        var (type, name, passed) = input(array);
        return Take(type, name, passed);
    }

    public string Output(Buffer buffer)
    {
        if (kept.TryGetValue(buffer, out string? own))
            return own;
        var (type, passed) = output(buffer);
        return Take(type, passed, passed);
    }

    private string Take(string type, string name, string passed)
    {
        if (!kept.Values.Contains(name) && !all.Any(c => c.Name == name))
            all.Add((type, name, outer == null ? passed : outer.Take(type, name, passed)));
        return name;
    }
}
