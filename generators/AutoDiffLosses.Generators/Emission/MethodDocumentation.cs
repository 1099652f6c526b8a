using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Frontend;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Emission;

/// <summary>The documentation of the batch methods: in full on value and gradient, and inherited from there by the others.</summary>
internal sealed class MethodDocumentation(Declaration declaration, CallShape call)
{
    private readonly Documentation user = new(declaration.Documentation, declaration.Parameters.Select(p => p.Name));

    public void Value(SourceWriter writer) => Inherited(writer, ": the reduced loss of a batch.");

    public void PerSample(SourceWriter writer) => Inherited(writer, ": the loss of each sample.");

    public void Backward(SourceWriter writer) => Inherited(
        writer, $": its gradient under a cotangent of each sample's loss, in <paramref name=\"{call.Upstream.Name}\"/>.");

    public void ValueAndGradientInherited(SourceWriter writer) => Inherited(writer, ": the reduced loss of a batch, and its gradient.");

    public void ValueAndGradient(SourceWriter writer)
    {
        Summary(writer, ": the reduced loss of a batch, and its gradient.");
        foreach (var (tag, text) in Parameters())
            Documentation.Write(writer, tag, text, "</param>");
        Documentation.Write(writer, "<returns>", "The reduced loss; 0 of an empty batch.", "</returns>");
        string lengths = declaration.Parameters.Any(p => CallShape.Rank(p) > 1) ? "Shapes differ" : "Lengths differ";
        Exception(writer, "ArgumentException", $"{lengths}, or arguments share memory. {user.Exception("ArgumentException")}".TrimEnd());
        if (OutOfRange() is { Length: > 0 } outOfRange)
            Exception(writer, "ArgumentOutOfRangeException", outOfRange);
        if (user.Remarks.Length > 0)
            Documentation.Write(writer, "<remarks>", user.Remarks, "</remarks>");
    }

    private string OutOfRange() => user.Exception("ArgumentOutOfRangeException") is { Length: > 0 } text
        ? text
        : (declaration.Parameters.Any(CallShape.IsLabel), declaration.Parameters.Any(p => p.Range != null)) switch
        {
            (true, true) => "An index lies outside of its dimension, or a hyperparameter outside of its range.",
            (true, false) => "An index lies outside of its dimension.",
            (false, true) => "A hyperparameter lies outside of its range.",
            _ => "",
        };

    private void Summary(SourceWriter writer, string what) =>
        Documentation.Write(writer, "<summary>", (user.Summary.Length > 0 ? user.Summary : $"<c>{declaration.Name}</c>") + what, "</summary>");

    private void Inherited(SourceWriter writer, string what)
    {
        Summary(writer, what);
        writer.Write($"/// <inheritdoc cref=\"{Reference()}\"/>");
    }

    private static void Exception(SourceWriter writer, string type, string when) =>
        Documentation.Write(writer, $"<exception cref=\"global::System.{type}\">", when, "</exception>");

    /// <summary>Value and gradient, the first of its overloads, which say the same; those of another loss of the name do not.</summary>
    private string Reference()
    {
        string name = Identifier.Escaped(declaration.Name + "ValueAndGradient");
        return declaration.Ordinal == 0
            ? name
            : $"{name}({string.Join(", ", call.ValueAndGradient.Select(a => a.Type.Replace('<', '{').Replace('>', '}')))})";
    }

    // --------------------------------------------------------------------------------------------------------- parameters

    private IEnumerable<(string Tag, string Text)> Parameters()
    {
        foreach (var parameter in declaration.Parameters.Where(CallShape.IsInput))
            yield return Parameter(parameter.Name, Input(parameter));
        foreach (var parameter in declaration.Parameters.Where(p => p.IsDifferentiated))
            yield return Parameter(call.Gradient(parameter.Name).Name, Gradient(parameter));
        foreach (var parameter in declaration.Parameters.Where(p => !CallShape.IsInput(p)))
            yield return Parameter(parameter.Name, Hyperparameter(parameter));
        yield return Parameter(call.Reduction.Name, "How the losses become one number: the mean by default.");
        yield return Parameter(call.SampleWeights.Name, "[samples], or default for weights of 1. A sample with weight 0 contributes nothing.");
        yield return Parameter(call.Losses.Name, "[samples]: the loss of each sample; default where it is not wanted.");
    }

    private static (string, string) Parameter(string name, string text) => ($"<param name=\"{name}\">", text);

    private string Input(ParameterDeclaration parameter)
    {
        string text = Shaped(parameter, user.Parameter(parameter.Name), "One number for the batch.");
        return parameter.Role == ParameterRole.Target && parameter.Kind == ScalarKind.Real ? text + " It has no gradient." : text;
    }

    private string Gradient(ParameterDeclaration parameter) =>
        $"{(CallShape.Rank(parameter) == 0 ? "[1]" : Shape(parameter))}, overwritten; default where it is not wanted. " +
        (parameter.IsPerSample ? "" : "Summed over the batch. ") + "It must have no memory in common with another argument.";

    private string Hyperparameter(ParameterDeclaration parameter)
    {
        string text = Shaped(parameter, user.Parameter(parameter.Name), "A hyperparameter.");
        return parameter.Range is { } range ? $"{text} {Range(range)}" : text;
    }

    private static string Shaped(ParameterDeclaration parameter, string description, string otherwise) =>
        CallShape.Rank(parameter) == 0 ? description.Length > 0 ? Sentence(description) : otherwise
        : description.Length > 0 ? $"{Shape(parameter)}: {Sentence(description)}"
        : Shape(parameter) + ".";

    private static string Sentence(string text) => text.EndsWith(".", System.StringComparison.Ordinal) ? text : text + ".";

    private static string Shape(ParameterDeclaration parameter) => "[" + string.Join(", ",
    [
        .. parameter.IsPerSample ? ["samples"] : Enumerable.Empty<string>(),
        .. parameter.Shape.Select(d => d.IsFixed ? CSharpLiteral.Of(d.Length) : d.Name),
    ]) + "]";

    private static string Range(RangeDeclaration range) =>
        $"In {(range.MinimumIsExclusive ? "(" : "[")}{Bound(range.Minimum)}, {Bound(range.Maximum)}{(range.MaximumIsExclusive ? ")" : "]")}.";

    private static string Bound(double bound) =>
        double.IsInfinity(bound) || bound is double.MaxValue or double.MinValue || bound is float.MaxValue or float.MinValue ? bound > 0 ? "∞" : "-∞"
        : CSharpLiteral.Of(bound) is var text && text.EndsWith(".0", System.StringComparison.Ordinal) ? text.Substring(0, text.Length - 2) : text;
}
