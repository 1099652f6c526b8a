using System.Linq;
using AutoDiffLosses.Generators.Diagnostics;
using AutoDiffLosses.Generators.Ir;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace AutoDiffLosses.Generators.Frontend;

/// <summary>Patterns and switch expressions, as conditions and choices.</summary>
internal sealed class PatternReader(Reading reading)
{
    private IrBuilder B => reading.Builder;

    /// <summary>Whether the value matches.</summary>
    public Node Matches(Value value, IPatternOperation pattern)
    {
        reading.Step(pattern.Syntax);
        switch (pattern)
        {
            case IDiscardPatternOperation:
                return B.True;
            case IConstantPatternOperation constant when value is NodeValue { Node: var node }:
                var wanted = reading.Expressions.Scalar(constant.Value);
                // A pattern asks by Equals, by which NaN is NaN.
                return wanted.IsConst && wanted.Kind == ScalarKind.Real && double.IsNaN(wanted.Real)
                    ? B.Binary(Opcode.NotEqual, node, node)
                    : B.Equal(node, Converted(wanted, node));
            case IRelationalPatternOperation relation when value is NodeValue { Node: var node }:
                return reading.Expressions.Compare(
                    relation.OperatorKind, node, Converted(reading.Expressions.Scalar(relation.Value), node), relation.Syntax);
            case INegatedPatternOperation negated:
                return B.Not(Matches(value, negated.Pattern));
            case IBinaryPatternOperation both:
                var left = Matches(value, both.LeftPattern);
                var right = Matches(value, both.RightPattern);
                return both.OperatorKind == BinaryOperatorKind.And ? B.And(left, right) : B.Or(left, right);
            case IDeclarationPatternOperation { MatchesNull: true } named:
                if (named.DeclaredSymbol is { } symbol)
                    reading.Statements.Declare(symbol, value);
                return B.True;
            case IRecursivePatternOperation { PropertySubpatterns.IsEmpty: true, DeclaredSymbol: null } items
                when value is TupleValue tuple && tuple.Items.Count == items.DeconstructionSubpatterns.Length:
                return items.DeconstructionSubpatterns.Select((p, i) => Matches(tuple.Items[i], p)).Aggregate(B.True, B.And);
            default:
                throw new RefusalException(
                    Rules.Unsupported, pattern.Syntax, $"The pattern '{Tokens.Text(pattern.Syntax)}'",
                    "constants, <, <=, >, >=, and, or, not, _ and tuples of these are");
        }
    }

    private Node Converted(Node wanted, Node value) => B.Convert(value.Kind, wanted);

    public Value Switch(ISwitchExpressionOperation choice)
    {
        if (!choice.IsExhaustive)
            throw new RefusalException(Rules.Unsupported, choice.Syntax, "A switch without an arm for every value", "end it with '_ => …'");
        return Arms(choice, reading.Expressions.Read(choice.Value), 0);
    }

    private Value Arms(ISwitchExpressionOperation choice, Value value, int first)
    {
        var arm = choice.Arms[first];
        var matches = Matches(value, arm.Pattern);
        if (arm.Guard != null)
            matches = reading.Known(matches) == false ? B.False : B.And(matches, reading.Under(matches, () => reading.Expressions.Scalar(arm.Guard)));
        // Of an exhaustive switch the last arm is the rest.
        return first == choice.Arms.Length - 1
            ? reading.Expressions.Read(arm.Value)
            : reading.Choose(matches, arm.Syntax, () => reading.Expressions.Read(arm.Value), () => Arms(choice, value, first + 1));
    }
}
