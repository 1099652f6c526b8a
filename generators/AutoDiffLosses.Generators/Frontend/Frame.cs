using System.Collections.Generic;
using System.Collections.Immutable;
using AutoDiffLosses.Generators.Ir;
using Microsoft.CodeAnalysis;

namespace AutoDiffLosses.Generators.Frontend;

/// <summary>A variable of one call: the same C# local is another variable in another call.</summary>
/// <param name="LoopDepth">How many formulas of an index are being evaluated where it is declared.</param>
internal sealed class Variable(string name, int loopDepth, bool isOwn)
{
    public string Name { get; } = name;
    public int LoopDepth { get; } = loopDepth;

    /// <summary>Whether it stands in the text of the loss itself, and not in what that calls.</summary>
    public bool IsOwn { get; } = isOwn;
}

/// <summary>A return that was passed: under a condition, if none before it was taken.</summary>
internal sealed record Exit(Node Condition, Value Value, ImmutableDictionary<Variable, Value> Variables);

/// <summary>
/// A call that is being inlined: its variables, the frame around it (of a lambda or local function, the one in whose text it stands),
/// and the returns so far of the block that is being read.
/// </summary>
internal sealed class Frame(IMethodSymbol method, Frame? outer, ImmutableHashSet<ISymbol> callers, bool isOwn)
{
    private readonly Dictionary<ISymbol, Variable> variables = new(SymbolEqualityComparer.Default);

    public IMethodSymbol Method { get; } = method;
    public Frame? Outer { get; } = outer;

    /// <summary>The methods whose text leads to this one: a call of one of them from here is recursion.</summary>
    public ImmutableHashSet<ISymbol> Callers { get; } = callers;

    /// <summary>Whether it stands in the text of the loss itself.</summary>
    public bool IsOwn { get; } = isOwn;

    /// <summary>The returns, in the order of the text.</summary>
    public List<Exit> Exits { get; set; } = [];

    public Variable Declare(ISymbol symbol, int loopDepth)
    {
        var variable = new Variable(symbol.Name, loopDepth, IsOwn);
        variables[symbol] = variable;
        return variable;
    }

    public Variable? Find(ISymbol symbol)
    {
        for (var frame = this; frame != null; frame = frame.Outer)
            if (frame.variables.TryGetValue(symbol, out var variable))
                return variable;
        return null;
    }
}
