using System.Collections.Generic;
using AutoDiffLosses.Generators.Ir;
using Microsoft.CodeAnalysis;

namespace AutoDiffLosses.Generators.Frontend;

/// <summary>What a C# expression is, read as a formula.</summary>
internal abstract record Value;

/// <summary>A scalar or an array.</summary>
internal sealed record NodeValue(Node Node) : Value;

/// <summary>A tuple's items in order; of a <c>Weighted</c>, the loss and its weight.</summary>
internal sealed record TupleValue(IReadOnlyList<Value> Items) : Value;

/// <summary>A lambda, local function or method group, with the frame whose variables it sees.</summary>
/// <param name="Body">The block to run; null for a method, which is inlined when it is called.</param>
internal sealed record ClosureValue(IMethodSymbol Method, IOperation? Body, Frame? Scope) : Value;

/// <summary>What a call without a result is.</summary>
internal sealed record VoidValue : Value
{
    public static readonly VoidValue Instance = new();
}

/// <summary>What a variable is before it is assigned.</summary>
internal sealed record UnassignedValue : Value
{
    public static readonly UnassignedValue Instance = new();
}
