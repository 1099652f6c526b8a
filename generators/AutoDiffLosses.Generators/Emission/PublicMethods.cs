using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Frontend;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Emission;

/// <summary>
/// The batch methods of a loss, in the user's class: the value, the losses of the samples, value and gradient, the gradient under given
/// cotangents; each once more with <c>long</c> labels. From: a declaration, and of the formula only its static numbers, or why there is none.
/// </summary>
/// <param name="kind">What the kernel is of: scalars, rows that may be short, or else.</param>
internal sealed class PublicMethods(Declaration declaration, IReadOnlyList<Parameter> statics, bool isDouble, string kind, string? refusal)
{
    private const string Generated = "global::AutoDiffLosses.Generated.", Runtime = "global::AutoDiffLosses.Runtime.";

    private readonly CallShape call = new(declaration, isDouble);
    private readonly CallShape longCall = new(declaration, isDouble, hasLongLabels: true);
    private readonly MethodDocumentation documentation = new(declaration, new(declaration, isDouble));
    private readonly string real = isDouble ? "double" : "float";
    private readonly string kernel = Generated + KernelNames.TypeOf(declaration, isDouble);

    public void Emit(SourceWriter writer)
    {
        Value(writer);
        writer.Blank();
        PerSample(writer);
        writer.Blank();
        ValueAndGradient(writer);
        writer.Blank();
        Backward(writer);
        if (!declaration.Parameters.Any(CallShape.IsLabel))
            return;
        for (int method = 0; method < call.Methods.Count; method++)
        {
            writer.Blank();
            WithLongLabels(writer, method);
        }
    }

    /// <summary>Says that a member is generated, and by which version.</summary>
    public static string GeneratedCode(string attribute) =>
        $"[{attribute}(\"AutoDiffLosses\", \"{typeof(PublicMethods).Assembly.GetName().Version.ToString(3)}\")]";

    private void Value(SourceWriter writer)
    {
        documentation.Value(writer);
        using var method = Method(writer, real, call.Name, call.Value);
        if (!Refused(writer))
            writer.Write($"return {Name(call.Name + "ValueAndGradient")}({Passed([.. call.Inputs, .. call.Gradients.Select(g => g with { Name = "default" }), .. call.Hyperparameters, call.Reduction, call.SampleWeights])});");
    }

    private void PerSample(SourceWriter writer)
    {
        documentation.PerSample(writer);
        using var method = Method(writer, "void", call.Name + "PerSample", call.PerSample);
        if (Refused(writer))
            return;
        Check(writer, withGradients: false);
        writer.Write($"{call.Batch}.Losses({call.Losses.Passed});");
        writer.Write(LineBreaks.In($"{call.Batch}.Run{kind}({Kernel()});", Width, kernel));
    }

    private void ValueAndGradient(SourceWriter writer)
    {
        documentation.ValueAndGradient(writer);
        using var method = Method(writer, real, call.Name + "ValueAndGradient", call.ValueAndGradient);
        if (Refused(writer))
            return;
        Check(writer, withGradients: true);
        writer.Write($"{call.Batch}.Seeds({call.SampleWeights.Passed}, optional: true);");
        writer.Write($"{call.Batch}.Losses({call.Losses.Passed}, optional: true);");
        writer.Write(LineBreaks.In($"return {call.Batch}.Reduce{kind}({Kernel()}, {call.Reduction.Passed});", Width, kernel));
    }

    private void Backward(SourceWriter writer)
    {
        documentation.Backward(writer);
        using var method = Method(writer, "void", call.Name + "Backward", call.Backward);
        if (Refused(writer))
            return;
        Check(writer, withGradients: true);
        writer.Write($"{call.Batch}.Seeds({call.Upstream.Passed});");
        writer.Write(LineBreaks.In($"{call.Batch}.Run{kind}({Kernel()});", Width, kernel));
    }

    /// <summary>The same with labels as <c>long</c>: narrowed, with a check, into scratch that goes back at the end.</summary>
    private void WithLongLabels(SourceWriter writer, int index)
    {
        var (name, arguments) = longCall.Methods[index];
        string result = index is 0 or 2 ? real : "void";
        switch (index)
        {
            case 0: documentation.Value(writer); break;
            case 1: documentation.PerSample(writer); break;
            case 2: documentation.ValueAndGradientInherited(writer); break;
            default: documentation.Backward(writer); break;
        }
        using var method = Method(writer, result, name, arguments);
        if (Refused(writer))
            return;
        var locals = new UniqueNames(arguments.Select(a => a.Name));
        var narrowed = declaration.Parameters.Where(CallShape.IsLabel).ToDictionary(p => p.Name, p => locals.Of("narrow" + char.ToUpperInvariant(p.Name[0]) + p.Name.Substring(1)));
        foreach (var label in declaration.Parameters.Where(CallShape.IsLabel))
            writer.Write($"using var {narrowed[label.Name]} = {Runtime}{(label.Rank == 0 ? "Labels" : "LabelRows")}.Narrow({Identifier.Escaped(label.Name)}, {CSharpLiteral.Of(label.Name)});");
        string passed = string.Join(", ", arguments.Select(a => narrowed.TryGetValue(a.Name, out string? local) ? local + ".Span" : a.Passed));
        writer.Write(LineBreaks.In($"{(result == "void" ? "" : "return ")}{Name(name)}({passed});", StepText.Width));
    }

    private SourceWriter.Scope Method(SourceWriter writer, string result, string name, IReadOnlyList<Argument> arguments)
    {
        writer.Write(GeneratedCode("global::System.CodeDom.Compiler.GeneratedCode"));
        writer.Write($"{declaration.Accessibility} static {result} {Name(name)}(");
        writer.Indent();
        for (int i = 0; i < arguments.Count; i++)
            writer.Write($"{arguments[i]}{(i < arguments.Count - 1 ? "," : ")")}");
        writer.Outdent();
        return writer.Block();
    }

    /// <summary>The most characters of a statement, apart from the kernel's name.</summary>
    public const int Width = 100;

    private void Check(SourceWriter writer, bool withGradients) =>
        writer.Write(LineBreaks.In($"{kernel}.Check({KernelFrame.CheckCall(declaration, call, withGradients)});", Width, kernel));

    private string Kernel() => $"new {kernel}({KernelFrame.ConstructorCall(declaration, call, statics, isDouble)})";

    private bool Refused(SourceWriter writer)
    {
        if (refusal != null)
            writer.Write(Throw(refusal));
        return refusal != null;
    }

    public static string Throw(string refusal) => $"throw new global::System.NotSupportedException({CSharpLiteral.Of(refusal)});";

    private static string Passed(IEnumerable<Argument> arguments) => string.Join(", ", arguments.Select(a => a.Name == "default" ? a.Name : a.Passed));

    private static string Name(string name) => Identifier.Escaped(name);
}
