using System;
using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Frontend;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Emission;

/// <summary>
/// The names inside of a kernel struct. Parameters keep the user's wherever C# lets them: a scalar of the batch, an extent and a static
/// number are parameters of the primary constructor; an array is a field, its handle, and so is a gradient.
/// </summary>
internal sealed class KernelNames
{
    /// <summary>Members and types that the text of a kernel speaks of.</summary>
    private static readonly string[] Spoken =
    [
        "Sample", "Weight", "CheckSample", "Clear", "Check", "Bind", "BindChunk", "IsChecked", "IsWeighted", "WorkPerSample", "KeptOfBlock", "Begin", "Block", "block", "Equals", "GetHashCode", "ToString", "GetType",
        "MemberwiseClone", "Finalize", "ReferenceEquals", "sample", "seed", "arguments",
        "Math", "MathF", "LossMath", "Batch", "Arrays8", "Arrays24", "Dimension", "Arguments", "Checks", "Labels", "Input", "InputRows", "InputMatrices", "Output", "OutputRows",
        "OutputMatrices", "SharedOutput", "KeptRow", "ScalarMath", "Scratch", "IKernel", "ISampleKernel", "IElementKernel", "Pass", "Reducer", "VectorMath",
        "IMap", "IReduce", "IReduce2", "IReduce3", "IReduce4", "IShort", "IInBlocks", "Vector512", "Vector256", "Vector128", "ILanes512", "ILanes256", "ILanes128",
        "Step512", "Step256", "Step128", "Weight512", "Weight256", "Weight128", "TLanes", "lanes", "IShortRowKernel", "Tile", "RowsAreShort", "TileLength", "Rows512", "Rows256", "Rows128", "Tiles512", "Tiles256", "Tiles128", "Span", "ReadOnlySpan", "TensorSpan", "ReadOnlyTensorSpan", "MethodImpl", "MethodImplOptions",
    ];

    private readonly Dictionary<string, string> parameters = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> extents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> gradients = new(StringComparer.Ordinal);
    private readonly UniqueNames locals;
    private readonly UniqueNames passes;

    public KernelNames(Declaration declaration, Formula formula, bool isDouble)
    {
        Type = TypeOf(declaration, isDouble);
        Extents = CallShape.Dimensions(declaration);
        Statics = [.. formula.Parameters.Where(p => p.Role == ParameterRole.Static)];

        var call = new CallShape(declaration, isDouble);
        var names = new UniqueNames(Spoken, [Type]);
        foreach (var parameter in declaration.Parameters)
            parameters[parameter.Name] = names.Of(parameter.Name);
        foreach (string extent in Extents)
            extents[extent] = names.Of(extent);
        foreach (var parameter in Statics)
            parameters[parameter.Name] = names.Of(parameter.Name);
        foreach (var parameter in declaration.Parameters.Where(p => p.IsDifferentiated))
            gradients[parameter.Name] = names.Of(call.Gradient(parameter.Name).Name);

        passes = new UniqueNames(Spoken, [Type], parameters.Values, extents.Values, gradients.Values);
        locals = new UniqueNames(
            Spoken, [Type], extents.Values, Statics.Select(p => parameters[p.Name]),
            declaration.Parameters.Where(p => !p.IsPerSample).Select(p => parameters[p.Name]),
            declaration.Parameters.Where(p => p.IsDifferentiated && !(p.IsPerSample && p.Rank > 0)).Select(p => gradients[p.Name]));
    }

    /// <summary>The kernel's own, without its namespace.</summary>
    public string Type { get; }

    /// <summary>The names of the dimensions whose length the call gives, in the order of their first appearance.</summary>
    public IReadOnlyList<string> Extents { get; }

    /// <summary>The <c>static readonly</c> numbers that the formula reads.</summary>
    public IReadOnlyList<Parameter> Statics { get; }

    /// <summary>The field that is the handle on an array; of a scalar of the batch, the constructor's parameter.</summary>
    public string Of(string parameter) => parameters[parameter];

    public string Of(ParameterDeclaration parameter) => Of(parameter.Name);

    /// <summary>The field that is the handle on a gradient.</summary>
    public string Gradient(string parameter) => gradients[parameter];

    /// <summary>The constructor's parameter for a dimension.</summary>
    public string Extent(string dimension) => extents[dimension];

    /// <summary>
    /// For the locals of one method: taken are what the batch has one of, the extents and what a kernel speaks of. The names of what each
    /// sample has are free, so that <c>var logits = this.logits.Row(sample);</c> may take one.
    /// </summary>
    public UniqueNames Locals() => locals.Inner();

    /// <summary>For the locals of a pass, which has the names of the kernel only where it takes them.</summary>
    public UniqueNames PassLocals() => new(Spoken, [Type]);

    /// <summary>The name of a pass, a struct within the kernel.</summary>
    public string Pass(string hint) => passes.Of(Enum.GetNames(typeof(Opcode)).Contains(hint) ? hint + "Pass" : hint);

    /// <summary>The namespace, the types and the method, joined by '_', and '_' itself doubled: it follows from the symbol alone.</summary>
    public static string TypeOf(Declaration declaration, bool isDouble)
    {
        var parts = declaration.Namespace.Split(['.'], StringSplitOptions.RemoveEmptyEntries)
            .Concat(declaration.Types.Select(t => t.Name))
            .Concat([declaration.Name])
            .Select(name => name.TrimStart('@').Replace("_", "__"));
        if (declaration.Ordinal > 0)
            parts = parts.Concat([CSharpLiteral.Of(declaration.Ordinal + 1)]);
        return string.Join("_", isDouble && !declaration.IsDouble ? parts.Concat(["Double"]) : parts);
    }
}
