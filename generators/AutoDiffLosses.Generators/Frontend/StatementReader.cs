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
/// Statements: what they assign, and how control leaves them. A branch is read on a copy of the variables, and what it assigns is
/// selected by its condition. A return is remembered with its condition; all that follows is read as if it were not taken, and the
/// result is chosen at the end, so that the formula grows with the text and not with the number of ways through it.
/// </summary>
internal sealed class StatementReader(Reading reading)
{
    // The statements of the loss's own text, by their syntax: one that is read twice (in a lambda) defines nodes twice.
    private readonly Dictionary<SyntaxNode, List<Node>> recorded = [];
    private List<Node>? defines;

    private IrBuilder B => reading.Builder;

    // ------------------------------------------------------------------------------------------------------- control flow

    /// <summary>Reads the body of a call in its frame, and returns the result; the variables around it are as the call leaves them.</summary>
    public Value Body(IBlockOperation body, Frame frame, SyntaxNode at)
    {
        var (outer, path, entry) = (reading.Frame, reading.Path, reading.Variables);
        reading.Frame = frame;
        Read(body);
        if (!IsLeft)
            frame.Exits.Add(new Exit(B.True, VoidValue.Instance, reading.Variables));
        var result = OneExit(frame.Exits, entry, at);
        reading.Variables = entry.SetItems(entry.Keys.Select(v => new KeyValuePair<Variable, Value>(v, result.Variables[v])));
        (reading.Frame, reading.Path) = (outer, path);
        return result.Value;
    }

    private bool IsLeft => reading.Frame.Exits is { Count: > 0 } exits && exits[exits.Count - 1].Condition.IsTrue || Path.IsDead(reading.Path);

    private void Read(IOperation statement)
    {
        reading.Step(statement.Syntax);
        switch (statement)
        {
            case IBlockOperation block:
                foreach (var function in block.Operations.OfType<ILocalFunctionOperation>())
                    Declare(function.Symbol, new ClosureValue(function.Symbol, function.Body, reading.Frame));
                foreach (var inner in block.Operations)
                    if (!IsLeft)
                        Read(inner);
                break;
            case ILocalFunctionOperation or IEmptyOperation:
                break;
            case IVariableDeclarationGroupOperation group:
                Recorded(group.Syntax, Tokens.Text, () =>
                {
                    foreach (var declaration in group.Declarations)
                        foreach (var declarator in declaration.Declarators)
                            Declare(declarator, declarator.Initializer ?? declaration.Initializer);
                });
                break;
            case IExpressionStatementOperation expression:
                Recorded(expression.Syntax, Tokens.Text, () => reading.Expressions.Read(expression.Operation));
                break;
            case IConditionalOperation choice:
                If(choice);
                break;
            case IReturnOperation { Kind: OperationKind.Return } exit:
                Recorded(exit.Syntax, ReturnText, () =>
                {
                    var value = exit.ReturnedValue == null ? VoidValue.Instance : reading.Expressions.Read(exit.ReturnedValue);
                    Defines(value);
                    reading.Frame.Exits.Add(new Exit(B.True, value, reading.Variables));
                });
                break;
            default:
                throw Unsupported.At(statement);
        }
    }

    private void If(IConditionalOperation choice)
    {
        var syntax = choice.Syntax as IfStatementSyntax;
        // One statement under one condition is read, and written down, as one.
        bool isOne = syntax is { Else: null, Statement: not BlockSyntax };
        if (isOne)
            Recorded(choice.Syntax, Tokens.Text, () => Branches(choice, Condition(choice)));
        else
        {
            Node? condition = null;
            Recorded(choice.Syntax, s => s is not IfStatementSyntax statement ? Tokens.Text(s) : s.Parent is ElseClauseSyntax ? "else " + Tokens.Header(statement) : Tokens.Header(statement), () => condition = Condition(choice));
            Branches(choice, condition!);
        }
    }

    private Node Condition(IConditionalOperation choice)
    {
        var condition = reading.Expressions.Scalar(choice.Condition);
        Defines(new NodeValue(condition));
        return condition;
    }

    private void Branches(IConditionalOperation choice, Node condition)
    {
        if (reading.Known(condition) is { } known)
        {
            if ((known ? choice.WhenTrue : choice.WhenFalse) is { } reached)
                Read(reached);
        }
        else
        {
            var frame = reading.Frame;
            var (exits, before) = (frame.Exits, reading.Variables);
            var (exitsTrue, afterTrue) = Branch(condition, choice.WhenTrue);
            reading.Variables = before;
            if (choice.Syntax is IfStatementSyntax { Else: { Statement: not IfStatementSyntax } otherwise })
                Recorded(otherwise, _ => "else", () => { });
            var (exitsFalse, afterFalse) = Branch(B.Not(condition), choice.WhenFalse);
            frame.Exits = exits;
            Leave(condition, exitsTrue, exitsFalse, before, choice.Syntax);
            // What is left behind assigns nothing to what follows.
            reading.Variables =
                IsAlways(exitsTrue) ? afterFalse
                : IsAlways(exitsFalse) ? afterTrue
                : reading.Merge(condition, afterTrue, afterFalse, afterTrue.Keys, choice.Syntax);
        }
    }

    private (List<Exit> Exits, ImmutableDictionary<Variable, Value> Variables) Branch(Node condition, IOperation? statement)
    {
        reading.Frame.Exits = [];
        if (statement != null)
            reading.Under(condition, () => { Read(statement); return true; });
        return (reading.Frame.Exits, reading.Variables);
    }

    private static bool IsAlways(List<Exit> exits) => exits.Count > 0 && exits[exits.Count - 1].Condition.IsTrue;

    /// <summary>Adds the exits of two branches to those of the block around them.</summary>
    private void Leave(Node condition, List<Exit> whereTrue, List<Exit> whereFalse, ImmutableDictionary<Variable, Value> before, SyntaxNode at)
    {
        if (IsAlways(whereTrue) && IsAlways(whereFalse))
            reading.Frame.Exits.Add(OneExit(
                [OneExit(whereTrue, before, at) with { Condition = condition }, OneExit(whereFalse, before, at)], before, at));
        else
        {
            Leave(condition, whereTrue, before, at);
            Leave(B.Not(condition), whereFalse, before, at);
        }
    }

    private void Leave(Node condition, List<Exit> exits, ImmutableDictionary<Variable, Value> before, SyntaxNode at)
    {
        foreach (var exit in IsAlways(exits) ? [OneExit(exits, before, at)] : exits)
        {
            var left = exit with { Condition = B.And(condition, exit.Condition) };
            reading.Frame.Exits.Add(left);
            reading.Path = Path.Under(B, reading.Path, B.Not(left.Condition));
        }
    }

    /// <summary>The exit of a body that always leaves: the first whose condition holds.</summary>
    private Exit OneExit(List<Exit> exits, ImmutableDictionary<Variable, Value> before, SyntaxNode at)
    {
        var one = exits[exits.Count - 1];
        for (int i = exits.Count - 2; i >= 0; i--)
        {
            var exit = exits[i];
            one = new Exit(B.True, reading.Arrays.Select(exit.Condition, exit.Value, one.Value, at),
                           reading.Merge(exit.Condition, exit.Variables, one.Variables, before.Keys, at));
        }
        return one;
    }

    // --------------------------------------------------------------------------------------------------------- assignments

    private void Declare(IVariableDeclaratorOperation declarator, IVariableInitializerOperation? initializer)
    {
        if (declarator.Symbol.RefKind != RefKind.None)
            throw new RefusalException(Rules.Unsupported, declarator.Syntax, "A ref local", "copy the value");
        if (initializer != null)
            Declare(declarator.Symbol, reading.Expressions.Read(initializer.Value));
        else
            Declare(declarator.Symbol, UnassignedValue.Instance);
    }

    public void Declare(ISymbol symbol, Value value) => Set(reading.Frame.Declare(symbol, reading.LoopDepth), value);

    private void Set(Variable variable, Value value)
    {
        reading.Variables = reading.Variables.SetItem(variable, value);
        reading.Hint(value, variable);
        Defines(value);
    }

    /// <summary>Assigns, and returns what was assigned.</summary>
    public Value Assign(IOperation target, Value value)
    {
        reading.Step(target.Syntax);
        switch (target)
        {
            case IDiscardOperation:
                return value;
            case IDeclarationExpressionOperation declaration:
                return Assign(declaration.Expression, value);
            case ITupleOperation tuple when value is TupleValue items && items.Items.Count == tuple.Elements.Length:
                return new TupleValue([.. tuple.Elements.Select((element, i) => Assign(element, items.Items[i]))]);
            case ILocalReferenceOperation { IsDeclaration: true } local:
                value = Converted(value, local.Type);
                Declare(local.Local, value);
                return value;
            case ILocalReferenceOperation local:
                return Assign(local.Local, Converted(value, local.Type), local.Syntax);
            case IParameterReferenceOperation parameter:
                return Assign(parameter.Parameter, Converted(value, parameter.Type), parameter.Syntax);
            case IFieldReferenceOperation { Instance: { Type.IsTupleType: true } instance } field
                when reading.Expressions.Read(instance) is TupleValue items:
                int changed = ExpressionReader.TupleIndex(field.Field);
                Assign(instance, new TupleValue([.. items.Items.Select((item, i) => i == changed ? value : item)]));
                return value;
            case IFieldReferenceOperation field:
                throw new RefusalException(Rules.State, target.Syntax, field.Field.Name, "a formula changes only its own locals");
            default:
                throw Unsupported.At(target);
        }
    }

    private Value Assign(ISymbol symbol, Value value, SyntaxNode at)
    {
        var variable = reading.Frame.Find(symbol) ?? throw new RefusalException(Rules.State, at, symbol.Name, "a formula changes only its own locals");
        if (variable.LoopDepth < reading.LoopDepth)
            throw new RefusalException(Rules.Capture, at, symbol.Name);
        Set(variable, value);
        return value;
    }

    // A deconstruction converts without saying so.
    private Value Converted(Value value, ITypeSymbol? type) =>
        value is NodeValue { Node: { IsScalar: true } node } && type?.Shape() is (var kind, 0) && kind != node.Kind
            ? new NodeValue(B.Convert(kind, node))
            : value;

    public Value Compound(ICompoundAssignmentOperation assignment)
    {
        if (assignment.IsLifted || assignment.OperatorMethod is { } method && !method.ContainingType.IsNamed("Vec"))
            throw Unsupported.At(assignment);
        var x = reading.Expressions.Node(assignment.Target);
        var y = reading.Expressions.Node(assignment.Value);
        var kind = x.Kind == ScalarKind.Int && y.Kind == ScalarKind.Int ? ScalarKind.Int : x.Kind == ScalarKind.Bool ? ScalarKind.Bool : ScalarKind.Real;
        if (x.IsScalar && y.IsScalar)
            (x, y) = (B.Convert(kind, x), B.Convert(kind, y));
        return Assign(assignment.Target, new NodeValue(reading.Expressions.Apply(assignment.OperatorKind, x, y, assignment.Syntax)));
    }

    public Value Increment(IIncrementOrDecrementOperation step)
    {
        if (step.IsLifted || step.OperatorMethod != null)
            throw Unsupported.At(step);
        var before = reading.Expressions.Scalar(step.Target);
        var one = before.Kind == ScalarKind.Int ? B.Int(1) : B.Real(1);
        var after = step.Kind == OperationKind.Increment ? B.Add(before, one) : B.Sub(before, one);
        Assign(step.Target, new NodeValue(after));
        return new NodeValue(step.IsPostfix ? before : after);
    }

    // ------------------------------------------------------------------------------------------- the text of the statements

    private void Recorded(SyntaxNode syntax, Func<SyntaxNode, string> text, Action read)
    {
        var outer = defines;
        if (!reading.Frame.IsOwn || !IsStatement(syntax))
        {
            read();
            return;
        }
        if (!recorded.TryGetValue(syntax, out defines))
        {
            recorded.Add(syntax, defines = []);
            reading.Formula.Statements.Add(new Statement(new string(' ', 4 * Depth(syntax)) + text(syntax), defines));
        }
        read();
        defines = outer;
    }

    // What a lambda is made of is part of the statement that it stands in; what stands alone under an if is part of that.
    private static bool IsStatement(SyntaxNode syntax) =>
        (syntax is StatementSyntax { Parent: not IfStatementSyntax { Else: null } } or ElseClauseSyntax ||
         syntax.Parent is ArrowExpressionClauseSyntax { Parent: MethodDeclarationSyntax or LocalFunctionStatementSyntax }) &&
        Around(syntax).All(s => s is not AnonymousFunctionExpressionSyntax);

    private static IEnumerable<SyntaxNode> Around(SyntaxNode syntax) =>
        syntax.Ancestors().TakeWhile(s => s is not (MethodDeclarationSyntax or LocalFunctionStatementSyntax));

    /// <summary>How many ifs a statement stands in; an else stands beside its if.</summary>
    private static int Depth(SyntaxNode syntax) =>
        Around(syntax).Count(s => s is IfStatementSyntax { Parent: not ElseClauseSyntax }) - (syntax is ElseClauseSyntax || syntax.Parent is ElseClauseSyntax && syntax is IfStatementSyntax ? 1 : 0);

    private static string ReturnText(SyntaxNode syntax) => syntax is StatementSyntax ? Tokens.Text(syntax) : $"return {Tokens.Text(syntax)};";

    // What a call computes on the way is not the statement's own.
    private void Defines(Value value)
    {
        if (!reading.Frame.IsOwn)
            return;
        if (value is NodeValue { Node: { IsConst: false, Op: not Opcode.Param } node } && defines?.Contains(node) == false)
            defines.Add(node);
        else if (value is TupleValue tuple)
            foreach (var item in tuple.Items)
                Defines(item);
    }
}
