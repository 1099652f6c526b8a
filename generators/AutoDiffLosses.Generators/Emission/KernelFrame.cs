using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Frontend;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Emission;

/// <summary>
/// The kernel struct but for its mathematics: what it is made of, the handles on the pinned arrays and how they are bound, and the checks
/// of a call that follow from the declaration (lengths, memory in common, ranges of hyperparameters).
/// From: a declaration. Requires that <see cref="KernelBody"/> names things by the same <see cref="KernelNames"/>.
/// </summary>
internal sealed class KernelFrame(Declaration declaration, KernelNames names, bool isDouble)
{
    private readonly CallShape call = new(declaration, isDouble);
    private readonly string real = isDouble ? "double" : "float";
    private readonly ParameterDeclaration[] arrays = [.. declaration.Parameters.Where(p => CallShape.Rank(p) > 0)];
    private readonly ParameterDeclaration[] differentiated = [.. declaration.Parameters.Where(p => p.IsDifferentiated)];

    public void Emit(SourceWriter writer, KernelBody body)
    {
        writer.Write(PublicMethods.GeneratedCode("GeneratedCode"));
        using var block = writer.Block(LineBreaks.In($"internal {(body.HasWidths || body.HasShortRows ? "partial " : "")}struct {names.Type}{Constructor()} : {(body.IsOfScalars ? "IElementKernel" : "ISampleKernel")}<{real}>", PublicMethods.Width, names.Type));
        body.EmitMembers(writer);
        writer.Blank();
        Fields(writer);
        body.Fields(writer);
        writer.Blank();
        Check(writer);
        writer.Blank();
        if (!body.IsOfScalars)
        {
            writer.Write($"public readonly long WorkPerSample => {body.Work};");
            writer.Blank();
        }
        Bind(writer, body);
    }

    /// <summary>The part of the struct for short rows, at one width.</summary>
    public void EmitShortRows(SourceWriter writer, KernelBody body, int width)
    {
        using var block = writer.Block($"partial struct {names.Type}{(width == StepText.Widths[0] ? $" : IShortRowKernel<{real}>" : "")}");
        body.ShortRows(writer, width);
    }

    /// <summary>The part of the struct for a narrower width.</summary>
    public void EmitNarrow(SourceWriter writer, KernelBody body, int width)
    {
        using var block = writer.Block($"partial struct {names.Type}");
        body.Narrow(writer, width);
    }

    /// <summary>The extents, the scalars of the batch, the static numbers: what a public method passes, in this order.</summary>
    private string Constructor()
    {
        string[] parameters =
        [
            .. names.Extents.Select(d => $"int {names.Extent(d)}"),
            .. declaration.Parameters.Where(p => CallShape.Rank(p) == 0).Select(p => $"{CallShape.Element(p, isDouble)} {names.Of(p)}"),
            .. names.Statics.Select(p => $"{Scalar(p.Node.Kind)} {names.Of(p.Name)}"),
        ];
        return parameters.Length == 0 ? "" : $"({string.Join(", ", parameters)})";
    }

    private string Scalar(ScalarKind kind) => kind switch
    {
        ScalarKind.Real => real,
        ScalarKind.Int => "int",
        ScalarKind.Bool => "bool",
    };

    private void Fields(SourceWriter writer)
    {
        foreach (var parameter in arrays)
            writer.Write($"private {Handle("Input", parameter)} {names.Of(parameter)};");
        foreach (var parameter in differentiated)
            writer.Write($"private {Handle("Output", parameter)} {names.Gradient(parameter.Name)};");
    }

    /// <summary>Of a number a sample, or an array of the batch: its elements; of a row a sample: rows. What is summed over the batch is
    /// added to.</summary>
    private string Handle(string kind, ParameterDeclaration parameter) =>
        (parameter.IsPerSample ? kind + parameter.Rank switch { 0 => "", 1 => "Rows", _ => "Matrices" } : kind == "Output" ? "SharedOutput" : kind) +
        $"<{CallShape.Element(parameter, isDouble)}>";

    // ------------------------------------------------------------------------------------------------------------- check

    /// <summary>Its parameters are named as those of the public methods, since exceptions name them so.</summary>
    private void Check(SourceWriter writer)
    {
        var locals = new UniqueNames(
            declaration.Parameters.Select(p => p.Name), call.Gradients.Select(g => g.Name), call.Extents);
        string batch = locals.Of("batch"), samples = locals.Of("samplesOf");
        string type = $"Batch<{real}, Arrays{(arrays.Length + differentiated.Length <= 8 ? 8 : 24)}>";
        writer.Write("public static void Check(");
        writer.Indent();
        writer.WriteList(CheckParameters($"out {type} {batch}"), ")");
        writer.Outdent();
        using var block = writer.Block();

        foreach (var parameter in Ranged(declaration))
            writer.Write(RangeCheck(parameter));
        var dimensions = names.Extents.Zip(call.Extents, (name, local) => (Name: name, Local: local, Of: locals.Of(local + "Of"))).ToArray();

        writer.Write($"var {samples} = new Dimension(\"samples\");");
        foreach (var dimension in dimensions)
            writer.Write($"var {dimension.Of} = new Dimension({CSharpLiteral.Of(dimension.Name)});");
        var lengths = new Dictionary<int, string>();
        foreach (int length in arrays.SelectMany(p => p.Shape).Where(d => d.IsFixed).Select(d => d.Length).Distinct())
        {
            lengths[length] = locals.Of("fixedOf" + CSharpLiteral.Of(length));
            writer.Write($"var {lengths[length]} = Dimension.Fixed({CSharpLiteral.Of(CSharpLiteral.Of(length))}, {CSharpLiteral.Of(length)});");
        }
        writer.Write($"{type}.Begin(out {batch});");
        foreach (var parameter in arrays)
            writer.Write($"{batch}.{(parameter.IsPerSample ? "" : "Shared")}Input({Shaped(parameter, Identifier.Escaped(parameter.Name))});");
        foreach (var parameter in differentiated)
            writer.Write($"{batch}.{(parameter.IsPerSample ? "" : "Shared")}Gradient({Shaped(parameter, call.Gradient(parameter.Name).Passed)});");
        foreach (var dimension in dimensions)
            writer.Write($"{dimension.Local} = {dimension.Of}.Length;");

        string Shaped(ParameterDeclaration parameter, string name)
        {
            List<string> arguments = [name];
            if (parameter.IsPerSample)
                arguments.Add("ref " + samples);
            arguments.AddRange(parameter.Shape.Select(
                d => "ref " + (d.IsFixed ? lengths[d.Length] : dimensions.First(dimension => dimension.Name == d.Name).Of)));
            return string.Join(", ", arguments);
        }
    }

    private IEnumerable<string> CheckParameters(string batch) =>
    [
        .. arrays.Select(p => $"{(CallShape.Rank(p) == 1 ? "ReadOnlySpan" : "ReadOnlyTensorSpan")}<{CallShape.Element(p, isDouble)}> {Identifier.Escaped(p.Name)}"),
        .. differentiated.Select(p => $"{(CallShape.Rank(p) < 2 ? "Span" : "TensorSpan")}<{real}> {call.Gradient(p.Name).Passed}"),
        .. Ranged(declaration).Select(p => $"{CallShape.Element(p, isDouble)} {Identifier.Escaped(p.Name)}"),
        batch,
        .. call.Extents.Select(e => $"out int {e}"),
    ];

    /// <summary>The call of Check in a public method: with its gradients, or with none.</summary>
    public static string CheckCall(Declaration declaration, CallShape call, bool withGradients) => string.Join(", ",
    [
        .. declaration.Parameters.Where(p => CallShape.Rank(p) > 0).Select(p => Identifier.Escaped(p.Name)),
        .. call.Gradients.Select(g => withGradients ? g.Passed : "default"),
        .. Ranged(declaration).Select(p => Identifier.Escaped(p.Name)),
        $"out var {call.Batch}",
        .. call.Extents.Select(e => $"out int {e}"),
    ]);

    /// <summary>The call of the constructor in a public method. A static number may be of a wider type than the formula.</summary>
    public static string ConstructorCall(Declaration declaration, CallShape call, IEnumerable<Parameter> statics, bool isDouble) => string.Join(", ",
    [
        .. call.Extents,
        .. declaration.Parameters.Where(p => CallShape.Rank(p) == 0).Select(p => Identifier.Escaped(p.Name)),
        .. statics.Select(p => p.Node.Kind == ScalarKind.Real && !isDouble ? "(float)" + p.Expression : p.Expression),
    ]);

    private static IEnumerable<ParameterDeclaration> Ranged(Declaration declaration) =>
        declaration.Parameters.Where(p => p.Range != null && p.Rank == 0);

    private static string RangeCheck(ParameterDeclaration parameter)
    {
        var range = parameter.Range!;
        string name = Identifier.Escaped(parameter.Name);
        return $"Checks.Range({name}, {CSharpLiteral.Of(range.Minimum)}, {CSharpLiteral.Of(range.Maximum)}, nameof({name})" +
               $"{(range.MinimumIsExclusive ? ", minimumIsExclusive: true" : "")}{(range.MaximumIsExclusive ? ", maximumIsExclusive: true" : "")});";
    }

    // -------------------------------------------------------------------------------------------------------------- bind

    private void Bind(SourceWriter writer, KernelBody body)
    {
        using var block = writer.Block("public void Bind(in Arguments arguments)");
        int position = 0;
        foreach (var parameter in arrays)
            writer.Write($"{names.Of(parameter)} = arguments.{Handle("Input", parameter)}({position++});");
        foreach (var parameter in differentiated)
            writer.Write($"{names.Gradient(parameter.Name)} = arguments.{Handle("Output", parameter)}({position++});");
        body.Prepare(writer);
    }
}
