using System;
using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Frontend;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Emission;

/// <summary>A parameter of a generated method.</summary>
/// <param name="Name">Without '@'.</param>
/// <param name="Type">In full.</param>
/// <param name="Default">Empty if it is not optional.</param>
internal sealed record Argument(string Name, string Type, string Default = "")
{
    /// <summary>As an argument of a call.</summary>
    public string Passed => Identifier.Escaped(Name);

    public override string ToString() => $"{Type} {Passed}{(Default.Length > 0 ? $" = {Default}" : "")}";
}

/// <summary>
/// The parameters of the batch methods of a loss: the formula's that are not hyperparameters; <c>losses</c>, or <c>upstream</c>, and the
/// gradients; the hyperparameters; how the losses become one number. Where a generated name is a parameter's of the formula, that keeps
/// it, and the generated one is prefixed <c>batch</c>.
/// </summary>
internal sealed class CallShape
{
    private const string Runtime = "global::AutoDiffLosses.", Spans = "global::System.", Tensors = "global::System.Numerics.Tensors.";

    private readonly HashSet<string> taken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Argument> gradients = new(StringComparer.Ordinal);
    private readonly string real;
    private readonly string integer;

    /// <param name="isDouble">Whether they are in <c>double</c>.</param>
    /// <param name="hasLongLabels">Whether the labels are <c>long</c>.</param>
    public CallShape(Declaration declaration, bool isDouble, bool hasLongLabels = false)
    {
        real = isDouble ? "double" : "float";
        integer = hasLongLabels ? "long" : "int";
        Name = declaration.Name;
        foreach (var parameter in declaration.Parameters)
            taken.Add(parameter.Name);

        Inputs = [.. declaration.Parameters.Where(IsInput).Select(p => new Argument(p.Name, InputType(p)))];
        Hyperparameters = [.. declaration.Parameters.Where(p => !IsInput(p)).Select(
            p => new Argument(p.Name, InputType(p), (isDouble ? p.Default?.DoubleText : p.Default?.Text) ?? ""))];
        foreach (var parameter in declaration.Parameters.Where(p => p.IsDifferentiated))
            gradients.Add(parameter.Name, new Argument(Free(parameter.Name + "Gradient"), GradientType(parameter)));
        Gradients = [.. declaration.Parameters.Where(p => p.IsDifferentiated).Select(p => gradients[p.Name])];
        Losses = new Argument(Free("losses"), $"{Spans}Span<{real}>");
        Upstream = new Argument(Free("upstream"), $"{Spans}ReadOnlySpan<{real}>");
        Reduction = new Argument(Free("reduction"), Runtime + "Reduction", "default");
        SampleWeights = new Argument(Free("sampleWeights"), $"{Spans}ReadOnlySpan<{real}>", "default");

        var locals = new UniqueNames(taken);
        Batch = locals.Of("batch");
        Extents = [.. Dimensions(declaration).Select(locals.Of)];
    }

    public string Name { get; }
    public IReadOnlyList<Argument> Inputs { get; }
    public IReadOnlyList<Argument> Hyperparameters { get; }

    /// <summary>Of the differentiated parameters, in their order.</summary>
    public IReadOnlyList<Argument> Gradients { get; }
    public Argument Losses { get; }
    public Argument Upstream { get; }
    public Argument Reduction { get; }
    public Argument SampleWeights { get; }

    /// <summary>The local that holds the batch.</summary>
    public string Batch { get; }

    /// <summary>The locals that hold the lengths of <see cref="Dimensions"/>.</summary>
    public IReadOnlyList<string> Extents { get; }

    public IReadOnlyList<Argument> Value => [.. Inputs, .. Hyperparameters, Reduction, SampleWeights];
    public IReadOnlyList<Argument> PerSample => [.. Inputs, Losses, .. Hyperparameters];
    public IReadOnlyList<Argument> ValueAndGradient =>
        [.. Inputs, .. Gradients, .. Hyperparameters, Reduction, SampleWeights, Losses with { Default = "default" }];
    public IReadOnlyList<Argument> Backward => [.. Inputs, Upstream, .. Gradients, .. Hyperparameters];

    /// <summary>All four methods: what a user's members must not be.</summary>
    public IReadOnlyList<(string Name, IReadOnlyList<Argument> Arguments)> Methods =>
        [(Name, Value), (Name + "PerSample", PerSample), (Name + "ValueAndGradient", ValueAndGradient), (Name + "Backward", Backward)];

    /// <summary>Integers that each sample has: callers hold them as <c>int</c> or as <c>long</c>.</summary>
    public static bool IsLabel(ParameterDeclaration parameter) => parameter.IsPerSample && parameter.Kind == ScalarKind.Int;

    public static bool IsInput(ParameterDeclaration parameter) => parameter.Role != ParameterRole.Hyperparameter;

    /// <summary>The names of the dimensions whose length the call gives, in the order of their first appearance.</summary>
    public static IReadOnlyList<string> Dimensions(Declaration declaration) =>
        [.. declaration.Parameters.SelectMany(p => p.Shape).Where(d => !d.IsFixed).Select(d => d.Name).Distinct()];

    /// <summary>The gradient of a parameter.</summary>
    public Argument Gradient(string parameter) => gradients[parameter];

    /// <summary>The number of dimensions in a call, the batch's included.</summary>
    public static int Rank(ParameterDeclaration parameter) => parameter.Rank + (parameter.IsPerSample ? 1 : 0);

    /// <summary>The C# type of its elements.</summary>
    public static string Element(ParameterDeclaration parameter, bool isDouble) => parameter.Kind switch
    {
        ScalarKind.Real => isDouble ? "double" : "float",
        ScalarKind.Int => "int",
        ScalarKind.Bool => "bool",
    };

    private string InputType(ParameterDeclaration parameter)
    {
        string element = IsLabel(parameter) ? integer : Element(parameter, real == "double");
        return Rank(parameter) switch
        {
            0 => element,
            1 => $"{Spans}ReadOnlySpan<{element}>",
            _ => $"{Tensors}ReadOnlyTensorSpan<{element}>",
        };
    }

    private string GradientType(ParameterDeclaration parameter) =>
        Rank(parameter) < 2 ? $"{Spans}Span<{real}>" : $"{Tensors}TensorSpan<{real}>";

    private string Free(string name)
    {
        while (!taken.Add(name))
            name = "batch" + char.ToUpperInvariant(name[0]) + name.Substring(1);
        return name;
    }
}
