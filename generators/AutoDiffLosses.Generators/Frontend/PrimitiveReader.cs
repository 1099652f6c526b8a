using System;
using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Diagnostics;
using AutoDiffLosses.Generators.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AutoDiffLosses.Generators.Frontend;

/// <summary>
/// The functions that the language does not define in itself: scalar functions (and their kin in <c>Math</c>, <c>MathF</c>,
/// <c>float</c> and <c>double</c>), reductions, tabulation.
/// </summary>
internal sealed class PrimitiveReader(Reading reading)
{
    private static readonly Dictionary<string, Opcode> UnaryFunctions = new Opcode[]
    {
        Opcode.Exp, Opcode.Log, Opcode.Log1p, Opcode.Expm1, Opcode.Sqrt, Opcode.Sin, Opcode.Cos, Opcode.Tan, Opcode.Asin, Opcode.Acos,
        Opcode.Atan, Opcode.Sinh, Opcode.Cosh, Opcode.Tanh, Opcode.Erf, Opcode.LogGamma, Opcode.Digamma, Opcode.Trigamma,
        Opcode.Sigmoid, Opcode.LogSigmoid, Opcode.Softplus, Opcode.Floor, Opcode.Ceiling, Opcode.Round, Opcode.Truncate,
    }.ToDictionary(op => op.ToString());

    private static readonly Dictionary<string, Opcode> BinaryFunctions = new Opcode[]
    {
        Opcode.Pow, Opcode.Atan2, Opcode.XLogY, Opcode.Min, Opcode.Max,
    }.ToDictionary(op => op.ToString());

    private static readonly HashSet<string> OtherFunctions =
    [
        "Abs", "Sign", "Clamp", "StopGradient", "Tabulate", "Require", "Weighted",
        "Sum", "Mean", "ArgMin", "ArgMax", "Any", "All", "Count", "MatVec", "MatMul", "Gram",
    ];

    private IrBuilder B => reading.Builder;

    /// <summary>The value of a call of a function of the language; null if it is a call of something else.</summary>
    public Value? Read(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (method.ContainingType.IsLossMath())
            return method.IsFormula() || !IsPrimitive(method) ? null : Language(call);
        return IsMath(method.ContainingType) ? Mathematics(call) : null;
    }

    // What is of a formula of an index is of the array that it tabulates, unless it is here.
    private static bool IsPrimitive(IMethodSymbol method) =>
        UnaryFunctions.ContainsKey(method.Name) || BinaryFunctions.ContainsKey(method.Name) || OtherFunctions.Contains(method.Name) ||
        method.Parameters.Any(p => p.Type.TypeKind == TypeKind.Delegate);

    // -------------------------------------------------------------------------------------------------- Math and its kin

    private static bool IsMath(INamedTypeSymbol type) =>
        type.SpecialType is SpecialType.System_Single or SpecialType.System_Double or SpecialType.System_Int32 ||
        type is { Name: "Math" or "MathF", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };

    private Value Mathematics(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        var arguments = Operands(call);
        var x = arguments.Length > 0 ? arguments[0] : null;
        var value = (method.Name, arguments.Length) switch
        {
            ("ExpM1", 1) => B.Unary(Opcode.Expm1, x!),
            ("LogP1", 1) => B.Unary(Opcode.Log1p, x!),
            ("Log", 2) => B.Div(B.Unary(Opcode.Log, x!), B.Unary(Opcode.Log, arguments[1])),
            ("ReciprocalEstimate", 1) => B.Div(B.Real(1), x!),
            ("ReciprocalSqrtEstimate", 1) => B.Div(B.Real(1), B.Unary(Opcode.Sqrt, x!)),
            ("FusedMultiplyAdd" or "MultiplyAddEstimate", 3) => B.Add(B.Mul(x!, arguments[1]), arguments[2]),
            ("IsNaN", 1) => B.Binary(Opcode.NotEqual, x!, x!),
            ("IsInfinity", 1) => B.Equal(B.Unary(Opcode.Abs, x!), B.Real(double.PositiveInfinity)),
            ("IsFinite", 1) => B.Less(B.Unary(Opcode.Abs, x!), B.Real(double.PositiveInfinity)),
            ("IsPositiveInfinity", 1) => B.Equal(x!, B.Real(double.PositiveInfinity)),
            ("IsNegativeInfinity", 1) => B.Equal(x!, B.Real(double.NegativeInfinity)),
            _ => Function(method.Name, arguments),
        };
        return value == null
            ? throw new RefusalException(
                Rules.Call, call.Syntax, $"{method.ContainingType.Name}.{method.Name}", "write it by the functions of LossMath")
            : new NodeValue(method.ReturnType.Shape() is (var kind, 0) ? B.Convert(kind, value) : value);
    }

    private Node[] Operands(IInvocationOperation call)
    {
        foreach (var argument in call.Arguments)
            if (argument.Parameter?.Type.Shape() is not (ScalarKind.Real or ScalarKind.Int, _))
                throw new RefusalException(
                    Rules.Call, call.Syntax, $"{call.TargetMethod.ContainingType.Name}.{call.TargetMethod.Name}",
                    "it takes other than float, double and int; write it by the functions of LossMath");
        return [.. reading.Calls.Arguments(call).Select(a => ((NodeValue)a).Node)];
    }

    /// <summary>A scalar function by its name; null if there is none.</summary>
    private Node? Function(string name, Node[] x)
    {
        switch (name, x.Length)
        {
            case ("Abs", 1):
                return B.Unary(Opcode.Abs, x[0]);
            case ("Sign", 1) when x[0].Kind == ScalarKind.Int:
                return B.Select(B.Less(x[0], B.Int(0)), B.Int(-1), B.Select(B.Less(B.Int(0), x[0]), B.Int(1), B.Int(0)));
            case ("Sign", 1):
                return B.Unary(Opcode.Sign, x[0]);
            case ("Clamp", 3):
                return B.Clamp(x[0], x[1], x[2]);
            case (_, 1) when UnaryFunctions.TryGetValue(name, out var op):
                return B.Unary(op, Real(x[0]));
            case ("Min" or "Max", 2):
                return B.Binary(BinaryFunctions[name], x[0], x[1]);
            case (_, 2) when BinaryFunctions.TryGetValue(name, out var op):
                return B.Binary(op, Real(x[0]), Real(x[1]));
            default:
                return null;
        }
    }

    private Node Real(Node x) => B.Convert(ScalarKind.Real, x);

    // ------------------------------------------------------------------------------------------------------------ LossMath

    private Value Language(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (method.Parameters.Any(p => p.Type.IsNamed("Mat")) || method.ReturnType.IsNamed("Mat"))
            throw new RefusalException(Rules.NotYet, call.Syntax, "Matrices are", "take a Vec with one row behind the other, and write Sum(n, i => …)");
        switch (method.Name)
        {
            case "Weighted":
                return new TupleValue(reading.Calls.Arguments(call));
            case "Require":
                return Require(call);
            case "StopGradient":
                return new NodeValue(B.Stop(Node(reading.Calls.Arguments(call)[0])));
            case "Tabulate":
                var (extent, body) = OfIndex(call);
                return new NodeValue(reading.Arrays.Tabulate(extent, body));
        }
        bool isOfIndex = method.Parameters.Length == 2 && method.Parameters[1].Type.TypeKind == TypeKind.Delegate;
        if (isOfIndex || method.Parameters.Length == 1 && method.Parameters[0].Type.IsNamed("Vec"))
            if (Reduction(call, isOfIndex) is { } reduction)
                return reduction;
        var operands = reading.Calls.Arguments(call).OfType<NodeValue>().Select(v => v.Node).ToArray();
        return new NodeValue(reading.Arrays.Map(operands, call.Syntax, x => Function(method.Name, x) ?? throw Unsupported.At(call)));
    }

    private Value Require(IInvocationOperation call)
    {
        var condition = reading.Expressions.Scalar(call.Arguments.First(a => a.Parameter?.Ordinal == 0).Value);
        if (call.Arguments.First(a => a.Parameter?.Ordinal == 1).Value.ConstantValue is not { HasValue: true, Value: string message })
            throw new RefusalException(Rules.Call, call.Syntax, "Require", "its message has to be a constant");
        reading.Check(new Check(reading.Guard(condition), null, null, condition, ArrayReader.ParameterIn(condition) ?? "", message), call.Syntax);
        return VoidValue.Instance;
    }

    private Value? Reduction(IInvocationOperation call, bool isOfIndex)
    {
        Func<Node, Func<Node, Node>, Node>? reduce = call.TargetMethod.Name switch
        {
            "Sum" => (n, f) => reading.Arrays.Reduce(Opcode.ReduceSum, n, f),
            "Mean" => (n, f) => B.Select(B.Equal(n, B.Int(0)), B.Real(0), B.Div(reading.Arrays.Reduce(Opcode.ReduceSum, n, f), Real(n))),
            "Min" => (n, f) => reading.Arrays.Reduce(Opcode.ReduceMin, n, f),
            "Max" => (n, f) => reading.Arrays.Reduce(Opcode.ReduceMax, n, f),
            "ArgMin" => (n, f) => reading.Arrays.Reduce(Opcode.ReduceArgMin, n, f),
            "ArgMax" => (n, f) => reading.Arrays.Reduce(Opcode.ReduceArgMax, n, f),
            "Any" => (n, f) => reading.Arrays.Reduce(Opcode.ReduceAny, n, f),
            "All" => (n, f) => reading.Arrays.Reduce(Opcode.ReduceAll, n, f),
            "Count" => (n, f) => reading.Arrays.Reduce(Opcode.ReduceSum, n, i => B.Select(f(i), B.Int(1), B.Int(0))),
            _ => null,
        };
        if (reduce == null && !isOfIndex)
            return null;
        if (isOfIndex)
        {
            var (extent, body) = OfIndex(call);
            return reduce != null ? new NodeValue(reduce(extent, body)) : OfArray(call, reading.Arrays.Tabulate(extent, body));
        }
        var array = Node(reading.Calls.Arguments(call)[0]);
        return new NodeValue(reduce!(array.Extent(0), i => B.Load(array, i)));
    }

    /// <summary>Other functions of a formula of an index, such as LogSumExp, are those of the array that it tabulates.</summary>
    private Value OfArray(IInvocationOperation call, Node array)
    {
        var function = call.TargetMethod.ContainingType.GetMembers(call.TargetMethod.Name).OfType<IMethodSymbol>().FirstOrDefault(
            m => m.IsFormula() && m.Parameters.Length == 1 && m.Parameters[0].Type.IsNamed("Vec"));
        return function == null ? throw Unsupported.At(call) : reading.Calls.Call(function, [new NodeValue(array)], call.Syntax);
    }

    private (Node Extent, Func<Node, Node> Body) OfIndex(IInvocationOperation call)
    {
        var arguments = reading.Calls.Arguments(call);
        if (arguments is not [NodeValue { Node: var extent }, ClosureValue closure])
            throw Unsupported.At(call);
        return (extent, index => reading.Calls.Invoke(closure, [new NodeValue(index)], call.Syntax) is NodeValue { Node: { IsScalar: true } value }
            ? value
            : throw new RefusalException(Rules.Unsupported, call.Syntax, "A formula of an index that is not a number", "write a formula for each number"));
    }

    private static Node Node(Value value) => ((NodeValue)value).Node;
}
