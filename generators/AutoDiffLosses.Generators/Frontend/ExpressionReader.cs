using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using AutoDiffLosses.Generators.Diagnostics;
using AutoDiffLosses.Generators.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AutoDiffLosses.Generators.Frontend;

/// <summary>
/// From an operation to its value: the allow list. What is not in it is refused where it stands.
/// </summary>
internal sealed class ExpressionReader(Reading reading)
{
    private IrBuilder B => reading.Builder;

    public Node Scalar(IOperation operation) => Read(operation) is NodeValue { Node: { IsScalar: true } node }
        ? node
        : throw new RefusalException(Rules.ValueType, operation.Syntax, TypeName(operation));

    /// <summary>A scalar or an array.</summary>
    public Node Node(IOperation operation) => Read(operation) is NodeValue value
        ? value.Node
        : throw new RefusalException(Rules.ValueType, operation.Syntax, TypeName(operation));

    public Value Read(IOperation operation)
    {
        reading.Step(operation.Syntax);
        var value = Core(operation);
        reading.Seen(value, operation.Syntax);
        return value;
    }

    private Value Core(IOperation operation)
    {
        // Integers and conditions that the compiler knows; reals are read at their leaves.
        if (operation.ConstantValue is { HasValue: true } known)
            switch (known.Value)
            {
                case int number: return new NodeValue(B.Int(number));
                case bool truth: return new NodeValue(B.Bool(truth));
            }
        switch (operation)
        {
            case ILiteralOperation { Syntax: LiteralExpressionSyntax literal, Type.SpecialType: SpecialType.System_Single or SpecialType.System_Double }:
                return new NodeValue(B.Real(Literals.Read(literal)));
            case ILocalReferenceOperation local:
                return Variable(local.Local) ?? throw Unsupported.At(local);
            case IParameterReferenceOperation parameter:
                return Variable(parameter.Parameter) ?? throw Unsupported.At(parameter);
            case IFieldReferenceOperation field:
                return Field(field);
            case IPropertyReferenceOperation property:
                return Property(property);
            case IConversionOperation conversion:
                return Converted(Read(conversion.Operand), conversion);
            case IBinaryOperation binary:
                return Binary(binary);
            case ITupleBinaryOperation tuples:
                var equal = Equal(Read(tuples.LeftOperand), Read(tuples.RightOperand));
                return new NodeValue(tuples.OperatorKind == BinaryOperatorKind.Equals ? equal : B.Not(equal));
            case IUnaryOperation unary:
                return new NodeValue(Unary(unary));
            case IConditionalOperation { WhenFalse: { } otherwise } choice:
                return reading.Choose(Scalar(choice.Condition), choice.Syntax, () => Read(choice.WhenTrue), () => Read(otherwise));
            case ISwitchExpressionOperation choice:
                return reading.Patterns.Switch(choice);
            case IIsPatternOperation match:
                return new NodeValue(reading.Patterns.Matches(Read(match.Value), match.Pattern));
            case ITupleOperation tuple:
                return new TupleValue([.. tuple.Elements.Select(Read)]);
            case IInvocationOperation call:
                return reading.Calls.Invocation(call);
            case IObjectCreationOperation { Arguments.Length: 2 } creation when creation.Type.IsNamed("Weighted"):
                return new TupleValue([.. creation.Arguments.Select(a => Read(a.Value))]);
            case IDelegateCreationOperation { Target: IAnonymousFunctionOperation lambda }:
                return new ClosureValue(lambda.Symbol, lambda.Body, reading.Frame);
            case IDelegateCreationOperation { Target: IMethodReferenceOperation { Method: { IsStatic: true } or { MethodKind: MethodKind.LocalFunction } } method }:
                return reading.Calls.MethodGroup(method);
            case ISimpleAssignmentOperation assignment:
                return reading.Statements.Assign(assignment.Target, Read(assignment.Value));
            case IDeconstructionAssignmentOperation assignment:
                return reading.Statements.Assign(assignment.Target, Read(assignment.Value));
            case ICompoundAssignmentOperation assignment:
                return reading.Statements.Compound(assignment);
            case IIncrementOrDecrementOperation step:
                return reading.Statements.Increment(step);
            case IDefaultValueOperation { Type: { } type } when type.Shape() is (var kind, 0):
                return new NodeValue(B.Zero(kind));
            case IInvalidOperation invalid:
                throw reading.Calls.Invalid(invalid);
            default:
                throw Unsupported.At(operation);
        }
    }

    private Value? Variable(ISymbol symbol) =>
        reading.Frame.Find(symbol) is { } variable && reading.Variables.TryGetValue(variable, out var value) && value is not UnassignedValue
            ? value
            : null;

    // ----------------------------------------------------------------------------------------------------------- members

    private Value Field(IFieldReferenceOperation field)
    {
        if (field.Instance is { Type.IsTupleType: true } instance)
            return Read(instance) is TupleValue tuple && TupleIndex(field.Field) is var i && i < tuple.Items.Count
                ? tuple.Items[i]
                : throw Unsupported.At(field);
        return reading.Constants.Field(field.Field, field.Syntax);
    }

    /// <summary>Which item a field of a tuple is; beyond all of them if it is none.</summary>
    public static int TupleIndex(IFieldSymbol field) =>
        (field.CorrespondingTupleField ?? field).Name is var name && name.StartsWith("Item", StringComparison.Ordinal) &&
        int.TryParse(name.Substring("Item".Length), NumberStyles.None, CultureInfo.InvariantCulture, out int item)
            ? item - 1
            : int.MaxValue;

    private Value Property(IPropertyReferenceOperation property)
    {
        var type = property.Property.ContainingType;
        if (type.IsNamed("Vec") && property.Instance is { } vector)
            switch (property.Property.Name)
            {
                case "Length":
                    return new NodeValue(Node(vector).Extent(0));
                case "this[]" when property.Arguments.Length == 1 && property.Arguments[0].Value.Type?.SpecialType == SpecialType.System_Int32:
                    return new NodeValue(reading.Arrays.Element(Node(vector), Scalar(property.Arguments[0].Value), IndexSyntax(property)));
            }
        if (type.IsNamed("Weighted") && property.Instance is { } weighted && Read(weighted) is TupleValue { Items.Count: 2 } pair)
            return pair.Items[property.Property.Name == "Weight" ? 1 : 0];
        throw Unsupported.At(property);
    }

    private static SyntaxNode IndexSyntax(IPropertyReferenceOperation property) => property.Arguments[0].Value.Syntax;

    // --------------------------------------------------------------------------------------------------------- operators

    private Value Binary(IBinaryOperation operation)
    {
        if (operation.IsLifted)
            throw Unsupported.At(operation);
        if (operation.OperatorKind is BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr && operation.OperatorMethod == null)
        {
            var left = Scalar(operation.LeftOperand);
            return operation.OperatorKind == BinaryOperatorKind.ConditionalAnd
                ? reading.Choose(left, operation.Syntax, () => Read(operation.RightOperand), () => new NodeValue(B.False))
                : reading.Choose(left, operation.Syntax, () => new NodeValue(B.True), () => Read(operation.RightOperand));
        }

        // Sums are as deep as they are long: the chain of left operands is walked, not recursed into.
        var chain = new Stack<IBinaryOperation>();
        IOperation first = operation;
        while (first is IBinaryOperation { IsLifted: false, ConstantValue.HasValue: false } next &&
               next.OperatorKind is not (BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr))
        {
            chain.Push(next);
            first = next.LeftOperand;
        }
        if (chain.Count == 0)
        {
            chain.Push(operation);
            first = operation.LeftOperand;
        }
        var x = Node(first);
        foreach (var next in chain)
        {
            reading.Step(next.Syntax);
            if (next.OperatorMethod != null && !IsOfVec(next.OperatorMethod))
                throw Unsupported.At(next);
            var y = Node(next.RightOperand);
            x = Apply(next.OperatorKind, x, y, next.Syntax);
            reading.Seen(new NodeValue(x), next.Syntax);
        }
        return new NodeValue(x);
    }

    private static bool IsOfVec(IMethodSymbol method) => method.ContainingType.IsNamed("Vec");

    /// <summary>The operator on values of one kind, element by element where one of them is an array.</summary>
    public Node Apply(BinaryOperatorKind kind, Node x, Node y, SyntaxNode at) =>
        reading.Arrays.Map([x, y], at, operands => ApplyToScalars(kind, operands[0], operands[1], at));

    private Node ApplyToScalars(BinaryOperatorKind kind, Node x, Node y, SyntaxNode at)
    {
        switch (kind)
        {
            case BinaryOperatorKind.Add: return B.Add(x, y);
            case BinaryOperatorKind.Subtract: return B.Sub(x, y);
            case BinaryOperatorKind.Multiply: return B.Mul(x, y);
            case BinaryOperatorKind.Divide: return x.Kind == ScalarKind.Int ? IntegerDivision(Opcode.Div, x, y) : B.Div(x, y);
            case BinaryOperatorKind.Remainder when x.Kind == ScalarKind.Int: return IntegerDivision(Opcode.Rem, x, y);
            case BinaryOperatorKind.Remainder:
                throw new RefusalException(Rules.Unsupported, at, "The remainder of real numbers", "write 'x - y * Truncate(x / y)'");
            case BinaryOperatorKind.And when x.Kind == ScalarKind.Bool: return B.And(x, y);
            case BinaryOperatorKind.Or when x.Kind == ScalarKind.Bool: return B.Or(x, y);
            case BinaryOperatorKind.ExclusiveOr when x.Kind == ScalarKind.Bool: return B.Binary(Opcode.NotEqual, x, y);
            case BinaryOperatorKind.And or BinaryOperatorKind.Or or BinaryOperatorKind.ExclusiveOr or
                BinaryOperatorKind.LeftShift or BinaryOperatorKind.RightShift or BinaryOperatorKind.UnsignedRightShift:
                throw new RefusalException(Rules.Unsupported, at, "Arithmetic of bits", "write '*', '/' and '%'");
            default: return Compare(kind, x, y, at);
        }
    }

    public Node Compare(BinaryOperatorKind kind, Node x, Node y, SyntaxNode at) => kind switch
    {
        BinaryOperatorKind.Equals => B.Equal(x, y),
        BinaryOperatorKind.NotEquals => B.Binary(Opcode.NotEqual, x, y),
        BinaryOperatorKind.LessThan => B.Less(x, y),
        BinaryOperatorKind.LessThanOrEqual => B.LessEqual(x, y),
        BinaryOperatorKind.GreaterThan => B.Less(y, x),
        BinaryOperatorKind.GreaterThanOrEqual => B.LessEqual(y, x),
        _ => throw new RefusalException(Rules.Unsupported, at, $"The operator in '{Tokens.Text(at)}'", "write it by + - * / and comparisons"),
    };

    // A select evaluates both arms: where C# would not divide, the divisor is 1.
    private Node IntegerDivision(Opcode op, Node x, Node y)
    {
        if (y.IsConst && !y.IsZero)
            return B.Binary(op, x, y);
        var guard = reading.Guard(x, y);
        return B.Binary(op, x, B.Select(guard, y, B.Int(1)));
    }

    private Node Unary(IUnaryOperation operation)
    {
        if (operation.IsLifted || operation.OperatorMethod != null && !IsOfVec(operation.OperatorMethod))
            throw Unsupported.At(operation);
        var x = Node(operation.Operand);
        return operation.OperatorKind switch
        {
            UnaryOperatorKind.Minus => reading.Arrays.Map([x], operation.Syntax, o => B.Neg(o[0])),
            UnaryOperatorKind.Plus => x,
            UnaryOperatorKind.Not when x.Kind == ScalarKind.Bool => B.Not(x),
            _ => throw Unsupported.At(operation),
        };
    }

    private Node Equal(Value x, Value y) => (x, y) switch
    {
        (NodeValue p, NodeValue q) => p.Node.Kind == q.Node.Kind
            ? B.Equal(p.Node, q.Node)
            : B.Equal(B.Convert(ScalarKind.Real, p.Node), B.Convert(ScalarKind.Real, q.Node)),
        (TupleValue p, TupleValue q) => p.Items.Zip(q.Items, Equal).Aggregate(B.True, B.And),
        _ => throw new CompileErrorException(),
    };

    // ------------------------------------------------------------------------------------------------------- conversions

    private Value Converted(Value value, IConversionOperation conversion)
    {
        if (conversion.Conversion.IsIdentity || value is ClosureValue)
            return value;
        if (conversion.OperatorMethod != null || conversion.Type is not { } type)
            throw Unsupported.At(conversion);
        return Converted(value, type, conversion.Syntax);
    }

    private Value Converted(Value value, ITypeSymbol type, SyntaxNode at)
    {
        if (value is TupleValue tuple && type is INamedTypeSymbol { IsTupleType: true } named && named.TupleElements.Length == tuple.Items.Count)
            return new TupleValue([.. tuple.Items.Select((item, i) => Converted(item, named.TupleElements[i].Type, at))]);
        return value is NodeValue { Node: var node } && type.Shape() is var (kind, rank) && rank == node.Rank
            ? new NodeValue(reading.Arrays.Map([node], at, o => B.Convert(kind, o[0])))
            : throw new RefusalException(Rules.ValueType, at, type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat));
    }

    private static string TypeName(IOperation operation) =>
        operation.Type?.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat) ?? "void";
}
