using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using AutoDiffLosses.Generators.Diagnostics;
using AutoDiffLosses.Generators.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AutoDiffLosses.Generators.Frontend;

/// <summary>
/// Calls: the functions of the language, lambdas and local functions, methods whose source is in the compilation (inlined), and the
/// formulas of referenced assemblies. What is generated from the project itself is refused: the generator does not see it.
/// </summary>
internal sealed class CallReader(Reading reading)
{
    // Lambdas can call one another in ways that are recursion though no method calls itself.
    private const int MaxDepth = 100;

    private readonly ReferencedFormulas referenced = new(reading);
    private int depth;

    private IrBuilder B => reading.Builder;

    public Value Invocation(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (method.MethodKind == MethodKind.DelegateInvoke && call.Instance is { } function)
            return reading.Expressions.Read(function) is ClosureValue closure ? Invoke(closure, Arguments(call), call.Syntax) : throw Unsupported.At(call);
        if (method.MethodKind == MethodKind.LocalFunction)
            return Invoke(LocalFunction(method, call.Syntax), Arguments(call), call.Syntax);
        if (method is { IsStatic: false, Name: "With" } && method.ContainingType.IsNamed("Vec") && call.Instance is { } vector)
            return With(vector, call);
        if (!method.IsStatic)
            throw new RefusalException(Rules.Call, call.Syntax, method.Name, "it is a method of an object; write a static method");
        if (reading.Primitives.Read(call) is { } value)
            return value;
        Demand(method, call.Syntax);
        return Call(method, Arguments(call), call.Syntax);
    }

    private Value With(IOperation vector, IInvocationOperation call)
    {
        var array = reading.Expressions.Node(vector);
        var arguments = Arguments(call);
        return new NodeValue(reading.Arrays.With(array, Scalar(arguments[0]), Scalar(arguments[1]), call.Arguments[0].Value.Syntax));

        static Node Scalar(Value value) => ((NodeValue)value).Node;
    }

    /// <summary>The arguments, read in the order of the text, in the order of the parameters.</summary>
    public Value[] Arguments(IInvocationOperation call)
    {
        var values = new Value[call.TargetMethod.Parameters.Length];
        foreach (var argument in call.Arguments)
        {
            var parameter = argument.Parameter ?? throw new CompileErrorException();
            if (parameter.RefKind is not (RefKind.None or RefKind.In))
                throw new RefusalException(Rules.Call, argument.Syntax, call.TargetMethod.Name, "it takes a reference; return a tuple");
            if (argument.ArgumentKind is not (ArgumentKind.Explicit or ArgumentKind.DefaultValue))
                throw new RefusalException(Rules.Call, call.Syntax, call.TargetMethod.Name, "it takes any number of arguments; take a Vec");
            values[parameter.Ordinal] = argument.ArgumentKind == ArgumentKind.DefaultValue
                ? reading.Constants.Default(parameter, argument.Value)
                : reading.Expressions.Read(argument.Value);
        }
        return values;
    }

    // ----------------------------------------------------------------------------------------------------------- closures

    public Value MethodGroup(IMethodReferenceOperation reference) =>
        reference.Method.MethodKind == MethodKind.LocalFunction
            ? LocalFunction(reference.Method, reference.Syntax)
            : new ClosureValue(reference.Method, null, null);

    private ClosureValue LocalFunction(IMethodSymbol method, SyntaxNode at)
    {
        if (method.IsGenericMethod)
            throw new RefusalException(Rules.Call, at, method.Name, "it is generic; write it for float");
        return reading.Frame.Find(method.OriginalDefinition) is { } variable && reading.Variables.TryGetValue(variable, out var value) &&
               value is ClosureValue function
            ? function
            : throw new RefusalException(Rules.Call, at, method.Name, "it is not declared here; write a static method");
    }

    public Value Invoke(ClosureValue closure, IReadOnlyList<Value> arguments, SyntaxNode at)
    {
        if (closure.Body is not IBlockOperation body)
            return Call(closure.Method, arguments, at);
        var scope = closure.Scope!;
        var callers = scope.Callers;
        // A lambda cannot name itself; a local function can.
        if (closure.Method.MethodKind == MethodKind.LocalFunction)
        {
            if (reading.Frame.Callers.Contains(closure.Method))
                throw new RefusalException(Rules.Recursion, at, closure.Method.Name);
            callers = callers.Union(reading.Frame.Callers).Add(closure.Method);
        }
        return Inline(body, new Frame(closure.Method, scope, callers, scope.IsOwn), arguments, at);
    }

    private Value Inline(IBlockOperation body, Frame frame, IReadOnlyList<Value> arguments, SyntaxNode at)
    {
        if (++depth > MaxDepth)
            throw new RefusalException(Rules.Recursion, at, frame.Method.Name);
        for (int i = 0; i < arguments.Count; i++)
        {
            var variable = frame.Declare(frame.Method.Parameters[i], reading.LoopDepth);
            reading.Variables = reading.Variables.SetItem(variable, arguments[i]);
            // The functions of the language call theirs x and v.
            if (!frame.Method.ContainingType.IsLossMath())
                reading.Hint(arguments[i], variable);
        }
        var result = reading.Statements.Body(body, frame, at);
        depth--;
        return result;
    }

    // ------------------------------------------------------------------------------------------------------------ methods

    /// <summary>Refuses what cannot be called, whatever its arguments are.</summary>
    private void Demand(IMethodSymbol method, SyntaxNode at)
    {
        if (IsGenerated(method))
            throw new RefusalException(Rules.GeneratedCall, at, Signature(method));
        string? problem =
            method.IsGenericMethod || method.ContainingType.IsGenericType ? "it is generic; write it for float"
            : reading.Sources.Of(method) != null || referenced.Has(method) ? null
            : method.IsFormula() ? "its assembly holds no formula of it"
            : "its source is not in this project; write it here, or mark it [Differentiable] there";
        if (problem != null)
            throw new RefusalException(Rules.Call, at, method.Name, problem);
        if (reading.Sources.Of(method) != null && reading.Frame.Callers.Contains(method))
            throw new RefusalException(Rules.Recursion, at, method.Name);
    }

    /// <summary>Inlines a static method.</summary>
    public Value Call(IMethodSymbol method, IReadOnlyList<Value> arguments, SyntaxNode at)
    {
        Demand(method, at);
        var value = reading.Sources.Of(method) is { } syntax ? Inlined(method, syntax, arguments, at) : referenced.Read(method, arguments, at);
        // What has no better name is called after the function that it is a value of.
        bool isOfScalars = method.ContainingType.IsLossMath() && arguments.All(a => a is NodeValue { Node.IsScalar: true });
        if (!isOfScalars)
            reading.Hint(value, new Variable(char.ToLowerInvariant(method.Name[0]) + method.Name.Substring(1), 0, isOwn: false));
        return value;
    }

    private Value Inlined(IMethodSymbol method, MethodDeclarationSyntax syntax, IReadOnlyList<Value> arguments, SyntaxNode at)
    {
        var frame = new Frame(method.PartialImplementationPart ?? method, null, reading.Frame.Callers.Add(method), isOwn: false);
        return new DerivativeReader(reading).Derived(method, Inline(BodyOf(syntax), frame, arguments, at), arguments, at);
    }

    /// <summary>The body of a method that has no errors.</summary>
    public IBlockOperation BodyOf(MethodDeclarationSyntax syntax)
    {
        var (body, invalid) = reading.Sources.Body(syntax);
        return body ?? throw invalid.Select(Invalid).OfType<RefusalException>().FirstOrDefault() ?? (Exception)new CompileErrorException();
    }

    // ---------------------------------------------------------------------------------------------------- generated members

    private bool IsGenerated(IMethodSymbol method) =>
        SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, reading.Compilation.Assembly) &&
        method.GetAttributes().Any(a => a.AttributeClass?.ToDisplayString() == "System.CodeDom.Compiler.GeneratedCodeAttribute");

    private static string Signature(IMethodSymbol method) =>
        $"{method.Name}({string.Join(", ", method.Parameters.Select(p => p.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)))})";

    /// <summary>
    /// Of a call that stays invalid: the refusal, where a generated method is meant that the generator does not see, as the analyzer does.
    /// </summary>
    public Exception Invalid(IInvalidOperation operation)
    {
        if (operation.Syntax is InvocationExpressionSyntax { Expression: var callee } invocation)
        {
            var model = reading.Sources.Model(callee);
            var (name, container) = callee switch
            {
                MemberAccessExpressionSyntax member => (member.Name.Identifier.ValueText, model.GetSymbolInfo(member.Expression, reading.Sources.Cancellation).Symbol as INamedTypeSymbol),
                SimpleNameSyntax simple => (simple.Identifier.ValueText, null),
                _ => ("", null),
            };
            if (GeneratedSuffixes.Where(suffix => name.Length > suffix.Length && name.EndsWith(suffix, StringComparison.Ordinal))
                .SelectMany(suffix => model.LookupSymbols(callee.SpanStart, container, name.Substring(0, name.Length - suffix.Length)))
                .OfType<IMethodSymbol>()
                .Any(m => m.IsFormula() && SymbolEqualityComparer.Default.Equals(m.ContainingAssembly, reading.Compilation.Assembly)))
            {
                var types = invocation.ArgumentList.Arguments.Select(a => model.GetTypeInfo(a.Expression, reading.Sources.Cancellation).Type?.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat) ?? "default");
                return new RefusalException(Rules.GeneratedCall, invocation, $"{name}({string.Join(", ", types)})");
            }
        }
        return new CompileErrorException();
    }

    private static readonly string[] GeneratedSuffixes = ["", "PerSample", "ValueAndGradient", "Backward"];
}
