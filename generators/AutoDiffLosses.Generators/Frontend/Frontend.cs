using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using AutoDiffLosses.Generators.Diagnostics;
using AutoDiffLosses.Generators.Ir;
using AutoDiffLosses.Generators.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AutoDiffLosses.Generators.Frontend;

/// <summary>What became of a method.</summary>
/// <param name="Declaration">Its declaration, with the dimensions made one that the formula makes one; null where that is refused.</param>
/// <param name="Formula">The formula; null where it is refused, or where the method has errors of its own.</param>
/// <param name="Refusal">Why there is no formula, to be reported; null where the compiler reports it.</param>
/// <param name="Syntax">Where nodes come from, for what is reported of them later.</param>
/// <param name="HasCompileErrors">Whether the method has errors that the compiler reports.</param>
internal sealed record FrontendResult(
    Declaration? Declaration, Formula? Formula, Refusal? Refusal, IReadOnlyDictionary<Node, SyntaxNode> Syntax, bool HasCompileErrors);

/// <summary>
/// From a method that is marked <c>[Loss]</c> or <c>[Differentiable]</c> to its formula, by running its body on values that are
/// nodes. Guarantees: only what the language has, checks for each index that is not in range for certain, loads and integer divisions
/// under the condition by which C# reaches them, dimensions that an operation makes one under one name. Never throws, but for
/// cancellation: what it does not know is refused where it stands.
/// </summary>
internal static class Frontend
{
    private static readonly IReadOnlyDictionary<Node, SyntaxNode> NoSyntax = new Dictionary<Node, SyntaxNode>();

    // Nodes and operands that a reading asks the builder for, known ones included: what a hostile text might want is without end.
    private const long MaxAsked = 200L * Reading.MaxNodes;

    public static FrontendResult Read(IMethodSymbol method, Compilation compilation, CancellationToken cancellation) => Read(method, new Sources(compilation, cancellation));

    public static FrontendResult Read(IMethodSymbol method, Sources sources)
    {
        try
        {
            return ReadHere(method, sources);
        }
        catch (InsufficientExecutionStackException)
        {
            return DeepStack.Run(() => ReadHere(method, sources));
        }
    }

    private static FrontendResult ReadHere(IMethodSymbol method, Sources sources)
    {
        var (declaration, refusal) = DeclarationReader.Read(method, sources.Cancellation);
        if (declaration == null)
            return new(null, null, refusal, NoSyntax, HasCompileErrors: refusal == null);
        var syntax = sources.Of(method)!;
        try
        {
            // Each reading may find dimensions that are one; the last one knows them all.
            var dimensions = new Dimensions();
            while (true)
            {
                int known = dimensions.Count;
                var reading = new Reading(sources, method.ContainingType, dimensions);
                bool isLast = reading.Builder.Within(MaxAsked, () => { ReadOnce(reading, method, declaration, syntax); return dimensions.Count == known; });
                if (isLast)
                {
                    declaration = WithDefaults(WithDimensions(declaration, dimensions), method, reading);
                    return new(declaration, reading.Formula, null, Finish(reading, declaration, syntax), false);
                }
            }
        }
        catch (RefusalException e)
        {
            return new(declaration, null, e.Refusal, NoSyntax, false);
        }
        catch (IrBuilder.TooManyNodesException)
        {
            return new(declaration, null, new Refusal(Rules.TooLarge, syntax.Identifier.GetLocation(), $"{Reading.MaxNodes}"), NoSyntax, false);
        }
        catch (CompileErrorException)
        {
            return new(declaration, null, null, NoSyntax, true);
        }
    }

    private static void ReadOnce(Reading reading, IMethodSymbol method, Declaration declaration, MethodDeclarationSyntax syntax)
    {
        var b = reading.Builder;
        reading.Formula.Name = declaration.Name;
        var frame = new Frame(method.PartialImplementationPart ?? method, null, ImmutableHashSet.Create<ISymbol>(SymbolEqualityComparer.Default, method), isOwn: true);
        reading.Frame = frame;
        for (int i = 0; i < declaration.Parameters.Count; i++)
        {
            var parameter = declaration.Parameters[i];
            var node = b.Param(parameter.Name, parameter.Kind, [.. parameter.Shape.Select(d => reading.Dimensions.Extent(b, d))]);
            reading.Formula.Parameters.Add(new Parameter(node, parameter.Role));
            reading.Variables = reading.Variables.SetItem(frame.Declare(frame.Method.Parameters[i], 0), new NodeValue(node));
        }
        Results(reading.Statements.Body(reading.Calls.BodyOf(syntax), frame, syntax), reading.Formula.Results);
    }

    private static void Results(Value value, List<Node> results)
    {
        switch (value)
        {
            case NodeValue node:
                results.Add(node.Node);
                break;
            case TupleValue tuple:
                foreach (var item in tuple.Items)
                    Results(item, results);
                break;
            default:
                throw new CompileErrorException();
        }
    }

    private static Declaration WithDimensions(Declaration declaration, Dimensions dimensions) => declaration with
    {
        Parameters = new(declaration.Parameters.Select(p => p with { Shape = new(p.Shape.Select(dimensions.Find)) })),
    };

    /// <summary>Defaults in <c>double</c>, of constants and of what is computed from them: read at their leaves too.</summary>
    private static Declaration WithDefaults(Declaration declaration, IMethodSymbol method, Reading reading)
    {
        // A reading of its own, since a default is no part of the formula.
        var defaults = new Reading(reading.Sources, reading.Within, reading.Dimensions) { Frame = reading.Frame };
        return declaration with
        {
            Parameters = new(declaration.Parameters.Select((p, i) =>
                p is { Kind: ScalarKind.Real, Rank: 0, Default: { } value } &&
                defaults.Constants.Default(method.Parameters[i]) is NodeValue { Node: { IsConst: true, Kind: ScalarKind.Real } exact }
                    ? p with { Default = value with { DoubleText = Literals.CSharp(exact.Real) } }
                    : p)),
        };
    }

    /// <summary>Names of loops as they are in the result, and what can only be said of the whole.</summary>
    private static IReadOnlyDictionary<Node, SyntaxNode> Finish(Reading reading, Declaration declaration, MethodDeclarationSyntax syntax)
    {
        var (formula, rename) = (reading.Formula, new LoopNames(reading.Builder, reading.Loops));
        if (declaration.IsLoss)
            CheckRequired(reading);
        for (int i = 0; i < formula.Checks.Count; i++)
            formula.Checks[i] = rename.Of(formula.Checks[i]);
        for (int i = 0; i < formula.Statements.Count; i++)
            formula.Statements[i] = formula.Statements[i] with { Defines = [.. formula.Statements[i].Defines.Select(rename.Of).Distinct()] };
        Rename(formula.Hints, rename);
        Rename(reading.Syntax, rename);
        if (Graph.Reachable(formula.Roots).Count > Reading.MaxNodes)
            throw new RefusalException(Rules.TooLarge, syntax.Identifier, $"{Reading.MaxNodes}");
        return reading.Syntax;
    }

    private static void Rename<T>(Dictionary<Node, T> byNode, LoopNames rename)
    {
        var renamed = byNode.OrderBy(pair => pair.Key.Id).Select(pair => (Node: rename.Of(pair.Key), pair.Value)).ToArray();
        byNode.Clear();
        foreach (var (node, value) in renamed)
            if (!node.IsConst && !byNode.ContainsKey(node))
                byNode.Add(node, value);
    }

    // A condition is checked before anything is computed, so that it cannot be of what is.
    private static void CheckRequired(Reading reading)
    {
        var formula = reading.Formula;
        for (int i = 0; i < formula.Checks.Count; i++)
            if (formula.Checks[i].Condition is { } condition)
            {
                var reached = new HashSet<Node>(Graph.Reachable([condition, formula.Checks[i].Guard]));
                if (formula.Parameters.FirstOrDefault(p => p.IsDifferentiated && reached.Contains(p.Node)) is { } parameter)
                    throw new RefusalException(Rules.Require, reading.CheckSyntax[i], parameter.Name);
            }
    }
}
