using System;
using System.Linq;
using AutoDiffLosses.Generators.Diagnostics;
using AutoDiffLosses.Generators.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AutoDiffLosses.Generators.Frontend;

/// <summary>
/// Numbers that are not parameters. A constant is read at its leaves, through the initialisers of constants, and folded in the IR:
/// <c>1f / 3</c> is a third in <c>double</c> too. What a <c>float</c> and a <c>double</c> have one name for, and not one value, is a
/// parameter of that name.
/// </summary>
internal sealed class ConstantReader(Reading reading)
{
    private IrBuilder B => reading.Builder;

    public Value Field(IFieldSymbol field, SyntaxNode at)
    {
        if (field.IsConst)
            return Constant(field, at);
        if (!field.IsStatic || !field.IsReadOnly)
            throw new RefusalException(
                Rules.State, at, field.Name, field.IsStatic ? "make it const or static readonly, or pass it as a parameter" : "pass it as a parameter");
        if (field.Type.Shape() is not (var kind, 0))
            throw new RefusalException(Rules.State, at, field.Name, "only numbers can be static readonly; pass it as a parameter");
        if (!reading.Compilation.IsSymbolAccessibleWithin(field, reading.Within))
            throw new RefusalException(
                Rules.State, at, field.Name, $"the methods of '{reading.Within.Name}' read it, and cannot see it: make it internal");
        return Static(field.Name, kind, field.ContainingType.ToDisplayString(Symbols.FullName) + "." + Verbatim(field.Name));
    }

    private Value Constant(IFieldSymbol field, SyntaxNode at)
    {
        if (!field.HasConstantValue || field.ConstantValue is not { } value)
            throw new CompileErrorException();
        return value switch
        {
            int number => new NodeValue(B.Int(number)),
            bool truth => new NodeValue(B.Bool(truth)),
            float or double when IsMath(field.ContainingType) => Known(field.Name) ?? Number(value),
            float or double => Initializer(field) is { } initializer ? reading.Expressions.Read(initializer) : Number(value),
            _ => throw new RefusalException(Rules.ValueType, at, field.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)),
        };
    }

    /// <summary>The default of a parameter that a call leaves out.</summary>
    public Value Default(IParameterSymbol parameter, IOperation written) =>
        Default(parameter) ??
        (written.ConstantValue is { HasValue: true, Value: float or double } constant ? Number(constant.Value) : reading.Expressions.Read(written));

    /// <summary>The default that the source of a parameter states; null where there is no source.</summary>
    public Value? Default(IParameterSymbol parameter) =>
        reading.Sources.Of(parameter) is ParameterSyntax { Default: { } value } && reading.Sources.Operation(value) is IParameterInitializerOperation source
            ? reading.Expressions.Read(source.Value)
            : null;

    private IOperation? Initializer(ISymbol symbol) =>
        reading.Sources.Of(symbol) is VariableDeclaratorSyntax { Initializer: { } initializer } &&
        reading.Sources.Operation(initializer) is ISymbolInitializerOperation operation
            ? operation.Value
            : null;

    private Value Number(object value) =>
        value is float.MaxValue or double.MaxValue ? Known("MaxValue")!
        : value is float.MinValue or double.MinValue ? Known("MinValue")!
        : value is float.Epsilon or double.Epsilon ? Known("Epsilon")!
        : new NodeValue(B.Real(value is float single ? Literals.Widen(single) : (double)value));

    private static bool IsMath(INamedTypeSymbol type) =>
        type.SpecialType is SpecialType.System_Single or SpecialType.System_Double ||
        type is { Name: "Math" or "MathF", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };

    private Value? Known(string name) => name switch
    {
        "PI" or "Pi" => new NodeValue(B.Real(Math.PI)),
        "E" => new NodeValue(B.Real(Math.E)),
        "Tau" => new NodeValue(B.Real(2 * Math.PI)),
        "MaxValue" or "Epsilon" => new NodeValue(Namesake("float." + name)!),
        "MinValue" => new NodeValue(B.Neg(Namesake("float.MaxValue")!)),
        _ => null,
    };

    /// <summary>A number that <c>float</c> and <c>double</c> have each for itself, by the name it has in <c>float</c>; else null.</summary>
    public Node? Namesake(string expression) =>
        expression is "float.MaxValue" or "float.Epsilon" ? Static(expression.Substring("float.".Length), ScalarKind.Real, expression).Node : null;

    private NodeValue Static(string name, ScalarKind kind, string expression)
    {
        var parameters = reading.Formula.Parameters;
        if (parameters.FirstOrDefault(p => p.Role == ParameterRole.Static && p.Expression == expression) is { } known)
            return new NodeValue(known.Node);
        string unique = name;
        for (int i = 2; parameters.Any(p => p.Name == unique); i++)
            unique = name + i;
        var parameter = new Parameter(B.Param(unique, kind), ParameterRole.Static, expression);
        parameters.Add(parameter);
        return new NodeValue(parameter.Node);
    }

    private static string Verbatim(string name) => Microsoft.CodeAnalysis.CSharp.SyntaxFacts.GetKeywordKind(name) == 0 ? name : "@" + name;
}
