using System;
using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Diagnostics;
using AutoDiffLosses.Generators.Ir;
using Microsoft.CodeAnalysis;

namespace AutoDiffLosses.Generators.Frontend;

/// <summary>
/// The formulas that referenced assemblies carry in their metadata, inlined: parameters and dimensions become what they are called
/// with. What the text says is not trusted: the parser verifies it, and it has to fit the method.
/// </summary>
internal sealed class ReferencedFormulas(Reading reading)
{
    // No parameter of a formula is called so.
    private const string Reached = "<reached>";

    private readonly Dictionary<string, Formula> parsed = new(StringComparer.Ordinal);

    private IrBuilder B => reading.Builder;

    public bool Has(IMethodSymbol method) => Attribute(method) != null;

    /// <summary>The value of a call; what the formula checks, it checks here too.</summary>
    public Value Read(IMethodSymbol method, IReadOnlyList<Value> arguments, SyntaxNode at)
    {
        var formula = Parsed(method, at);
        var symbols = new Dictionary<Node, Node>();
        var parameters = formula.Parameters.Where(p => p.Role != ParameterRole.Static).ToArray();
        if (parameters.Length != arguments.Count)
            throw Unreadable(method, at, "it has other parameters than the method");
        for (int i = 0; i < parameters.Length; i++)
            Bind(parameters[i], arguments[i], symbols, method, at);
        foreach (var parameter in formula.Parameters)
            if (parameter.Role == ParameterRole.Static)
                symbols[parameter.Node] = Static(parameter.Expression, method, at);

        // Where C# may not get here, nothing is read or divided by.
        var reached = reading.Guard();
        symbols[B.Param(Reached, ScalarKind.Bool)] = reached;
        var guarded = reached.IsTrue ? node => node : Graph.Rewrite(B, formula.Roots, Guarded);
        var substituted = Substitution.OfSymbols(B, symbols);
        Node Inlined(Node node) => substituted(guarded(node));

        foreach (var check in formula.Checks)
            Check(check, parameters, arguments, Inlined, at);
        foreach (var hint in formula.Hints.OrderBy(h => h.Key.Id))
            if (reading.LoopDepth == 0)
                reading.Hint(new NodeValue(Inlined(hint.Key)), new Variable(hint.Value, 0, isOwn: false));
        var results = new Queue<Node>(formula.Results.Select(Inlined));
        var value = Result(method.ReturnType, results, method, at);
        return results.Count == 0 ? value : throw Unreadable(method, at, "it has more results than the method");
    }

    // ------------------------------------------------------------------------------------------------------------ reading

    private static AttributeData? Attribute(IMethodSymbol method)
    {
        string? id = method.OriginalDefinition.GetDocumentationCommentId();
        return id == null ? null : method.ContainingType.OriginalDefinition.GetAttributes().FirstOrDefault(
            a => a.AttributeClass is { Name: "FormulaIrAttribute", ContainingNamespace: { Name: "Runtime", ContainingNamespace: { Name: Symbols.Library, ContainingNamespace.IsGlobalNamespace: true } } } &&
                 a.ConstructorArguments is [{ Value: int }, { Value: string of }, { Value: string }] && of == id);
    }

    private Formula Parsed(IMethodSymbol method, SyntaxNode at)
    {
        string id = method.DocumentationId();
        if (parsed.TryGetValue(id, out var formula))
            return formula;
        var arguments = Attribute(method)!.ConstructorArguments;
        if (!IrText.Version.Equals(arguments[0].Value))
            throw Unreadable(method, at, "it was written by another version of the generator; use one version in all projects");
        try
        {
            formula = IrParser.Parse((string)arguments[2].Value!, B);
        }
        catch (FormatException e)
        {
            throw Unreadable(method, at, e.Message.TrimEnd('.'));
        }
        parsed.Add(id, formula);
        return formula;
    }

    private static RefusalException Unreadable(IMethodSymbol method, SyntaxNode at, string why) =>
        new(Rules.ReferencedFormula, at, method.Name, why);

    // ------------------------------------------------------------------------------------------------- parameters, results

    private void Bind(Parameter parameter, Value argument, Dictionary<Node, Node> symbols, IMethodSymbol method, SyntaxNode at)
    {
        if (argument is not NodeValue { Node: var value } || value.Kind != parameter.Node.Kind || value.Rank != parameter.Node.Rank)
            throw Unreadable(method, at, $"its parameter '{parameter.Name}' is of another type than the method's");
        symbols[parameter.Node] = value;
        for (int d = 0; d < value.Rank; d++)
        {
            var extent = parameter.Node.Extent(d);
            if (extent.Op != Opcode.Dim)
                reading.Arrays.Same(extent, value.Extent(d), at);
            else if (symbols.TryGetValue(extent, out var known))
                reading.Arrays.Same(known, value.Extent(d), at);
            else
                symbols.Add(extent, value.Extent(d));
        }
    }

    /// <summary>The number that a static field holds, if the project can read it as well.</summary>
    private Node Static(string expression, IMethodSymbol method, SyntaxNode at)
    {
        if (reading.Constants.Namesake(expression) is { } namesake)
            return namesake;
        string[] names = expression.Replace("global::", "").Replace("@", "").Split('.');
        for (int types = 1; types < names.Length; types++)
        {
            string container = string.Join(".", names.Take(types)) + string.Concat(names.Skip(types).Take(names.Length - 1 - types).Select(n => "+" + n));
            if (reading.Compilation.GetTypeByMetadataName(container)?.GetMembers(names[names.Length - 1]).OfType<IFieldSymbol>().FirstOrDefault() is { } field &&
                reading.Compilation.IsSymbolAccessibleWithin(field, reading.Within) && reading.Constants.Field(field, at) is NodeValue value)
                return value.Node;
        }
        throw Unreadable(method, at, $"it reads '{expression}', which this project cannot read");
    }

    private static Value Result(ITypeSymbol type, Queue<Node> results, IMethodSymbol method, SyntaxNode at)
    {
        if (type.IsNamed("Weighted"))
            return new TupleValue([Next(ScalarKind.Real, 0), Next(ScalarKind.Real, 0)]);
        if (type is INamedTypeSymbol { IsTupleType: true } tuple)
            return new TupleValue([.. tuple.TupleElements.Select(e => Result(e.Type, results, method, at))]);
        return type.Shape() is var (kind, rank) ? Next(kind, rank) : throw Unreadable(method, at, "its result is of another type than the method's");

        NodeValue Next(ScalarKind kind, int rank) => results.Count > 0 && results.Dequeue() is var node && node.Kind == kind && node.Rank == rank
            ? new NodeValue(node)
            : throw Unreadable(method, at, "its result is of another type than the method's");
    }

    // ------------------------------------------------------------------------------------------------------------- guards

    private Node Guarded(Node node)
    {
        var reached = B.Param(Reached, ScalarKind.Bool);
        return node.Op switch
        {
            Opcode.Load => B.Load(node.Array, B.And(reached, node.Guard), [.. node.LoadIndices]),
            Opcode.With => B.With(node.Array, B.And(reached, node.Guard), node.Written, [.. node.Targets]),
            Opcode.Div or Opcode.Rem when node.Kind == ScalarKind.Int && !node.Operands[1].IsConst =>
                B.Binary(node.Op, node.Operands[0], B.Select(reached, node.Operands[1], B.Int(1))),
            _ => node,
        };
    }

    private void Check(Check check, Parameter[] parameters, IReadOnlyList<Value> arguments, Func<Node, Node> inlined, SyntaxNode at)
    {
        var (guard, index, extent, condition) =
            (inlined(check.Guard), Of(check.Index), Of(check.Extent), Of(check.Condition));
        int of = Array.FindIndex(parameters, p => p.Name == check.Argument);
        string argument = (of >= 0 && arguments[of] is NodeValue value ? ArrayReader.ParameterIn(value.Node) : null) ??
                          ArrayReader.ParameterIn(index ?? condition!) ?? "";
        guard = B.And(reading.Guard(guard, index ?? condition!), guard);
        if (index == null)
            reading.Check(new Check(guard, null, null, condition, argument, check.Text), at);
        else
            reading.Arrays.Check(index, extent!, guard, argument, check.Text, at);

        Node? Of(Node? node) => node == null ? null : inlined(node);
    }
}
