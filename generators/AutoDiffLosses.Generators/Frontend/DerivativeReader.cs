using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Diagnostics;
using AutoDiffLosses.Generators.Ir;
using Microsoft.CodeAnalysis;

namespace AutoDiffLosses.Generators.Frontend;

/// <summary>
/// A helper's own derivative: <c>[Derivative(nameof(F))]</c>. A call of F evaluates as F and differentiates as the linear function
/// whose slopes the derivative states.
/// </summary>
internal sealed class DerivativeReader(Reading reading)
{
    public Value Derived(IMethodSymbol function, Value value, IReadOnlyList<Value> arguments, SyntaxNode at)
    {
        var derivative = function.ContainingType.GetMembers().OfType<IMethodSymbol>().FirstOrDefault(
            m => m.Attribute("Derivative")?.ConstructorArguments is [{ Value: string name }] && name == function.Name && !IsOfOther(m, function));
        if (derivative == null)
            return value;
        var reals = Enumerable.Range(0, arguments.Count).Where(i => function.Parameters[i].Type.Shape() is (ScalarKind.Real, 0)).ToArray();
        if (value is not NodeValue { Node: { IsScalar: true, Kind: ScalarKind.Real } result } || reals.Length == 0 ||
            function.Parameters.Any(p => p.Type.Shape() is not (_, 0)))
            throw new RefusalException(Rules.Call, at, function.Name, "only a function of numbers, with a number as its result, can have a [Derivative] of its own");
        if (!HasSignature(derivative, function, reals.Length))
            throw new RefusalException(Rules.Derivative, reading.Sources.Of(derivative) ?? at, function.Name, Signature(derivative, function, reals));

        var b = reading.Builder;
        var partials = reading.Calls.Call(derivative, arguments, at) switch
        {
            TupleValue tuple => tuple.Items.Cast<NodeValue>().Select(item => item.Node).ToArray(),
            var one => [((NodeValue)one).Node],
        };
        var linear = reals.Select((i, k) => b.Mul(b.Stop(partials[k]), ((NodeValue)arguments[i]).Node)).Aggregate(b.Add);
        return new NodeValue(b.Surrogate(result, linear));
    }

    /// <summary>Whether it is the derivative of another overload: one that has its parameters.</summary>
    private static bool IsOfOther(IMethodSymbol derivative, IMethodSymbol function) =>
        !HasParameters(derivative, function) &&
        function.ContainingType.GetMembers(function.Name).OfType<IMethodSymbol>().Any(other => HasParameters(derivative, other));

    private static bool HasParameters(IMethodSymbol x, IMethodSymbol y) =>
        x.Parameters.Length == y.Parameters.Length &&
        x.Parameters.Zip(y.Parameters, (p, q) => SymbolEqualityComparer.Default.Equals(p.Type, q.Type)).All(same => same);

    private static bool HasSignature(IMethodSymbol derivative, IMethodSymbol function, int partials) =>
        derivative.IsStatic && HasParameters(derivative, function) &&
        (partials == 1
            ? derivative.ReturnType.Shape() is (ScalarKind.Real, 0)
            : derivative.ReturnType is INamedTypeSymbol { IsTupleType: true } tuple && tuple.TupleElements.Length == partials &&
              tuple.TupleElements.All(e => e.Type.Shape() is (ScalarKind.Real, 0)));

    private static string Signature(IMethodSymbol derivative, IMethodSymbol function, int[] reals)
    {
        string result = function.ReturnType.ToDisplayString();
        string parameters = string.Join(", ", function.Parameters.Select(p => $"{p.Type.ToDisplayString()} {p.Name}"));
        return reals.Length == 1
            ? $"static {result} {derivative.Name}({parameters})"
            : $"static ({string.Join(", ", reals.Select(i => $"{result} {function.Parameters[i].Name}"))}) {derivative.Name}({parameters})";
    }
}
