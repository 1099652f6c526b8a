using AutoDiffLosses.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace AutoDiffLosses.Generators.Frontend;

/// <summary>What to say of an operation that is not in the language: what to write in its place.</summary>
internal static class Unsupported
{
    private const string Reduction = "write a formula of an index, such as Sum(n, i => …) or Tabulate(n, i => …)";

    public static RefusalException At(IOperation operation)
    {
        var syntax = operation.Syntax;
        switch (operation)
        {
            case IForLoopOperation:
                return new(Rules.Loop, Head(syntax), "for", Reduction);
            case IForEachLoopOperation:
                return new(Rules.Loop, Head(syntax), "foreach", "write Sum(v), or a formula of an index, such as Sum(v.Length, i => …)");
            case IWhileLoopOperation loop:
                return new(Rules.Loop, Head(syntax), loop.ConditionIsTop ? "while" : "do", Reduction);
        }
        var (what, instead) = operation switch
        {
            IArrayCreationOperation or IArrayElementReferenceOperation or ICollectionExpressionOperation =>
                ("A local array", "write Tabulate(n, i => …)"),
            IObjectCreationOperation creation when creation.Type.IsNamed("Vec") => ("A new Vec", "write Tabulate(n, i => …)"),
            IObjectCreationOperation => ("An object", "write a tuple"),
            IThrowOperation => ("An exception", "write Require(condition, \"message\")"),
            ISwitchOperation => ("A switch statement", "write a switch expression, or if and else"),
            ILiteralOperation literal => ($"A value of type '{literal.Type?.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat) ?? "null"}'", "write a number"),
            IImplicitIndexerReferenceOperation or IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat } => ("An index from the end, or a range", "write v[v.Length - 1]"),
            IRangeOperation => ("A range", "write Tabulate(n, i => v[start + i])"),
            IUnaryOperation or IBinaryOperation => ($"The operator in '{Short(syntax)}'", "write it by + - * / and comparisons"),
            IInstanceReferenceOperation => ("An instance", "pass its values as parameters"),
            IPropertyReferenceOperation property => ($"The property '{property.Property.Name}'", "of a Vec there are Length and the indexer; pass other values as parameters, or write a constant"),
            IConditionalOperation => ("This 'if'", "write if and else"),
            ICoalesceOperation or IConditionalAccessOperation => ("A value that may be null", "a formula has numbers only"),
            ITryOperation => ("An exception handler", "leave it out; a formula throws nothing"),
            IAwaitOperation => ("An await", "await it before, and pass it as a parameter"),
            IInterpolatedStringOperation => ("A text", "a formula has numbers only"),
            IAddressOfOperation => ("A pointer", "a formula has values only"),
            ITypeOfOperation or IIsTypeOperation => ("A type", "a formula has numbers only"),
            _ => ($"'{Short(syntax)}'", "write it by numbers, conditions, lambdas and the functions of LossMath"),
        };
        return new(Rules.Unsupported, syntax, what, instead);
    }

    // A loop is long: its keyword is pointed at.
    private static SyntaxToken Head(SyntaxNode loop) => loop.GetFirstToken();

    private static string Short(SyntaxNode syntax)
    {
        string text = Tokens.Text(syntax);
        return text.Length <= 60 ? text : text.Substring(0, 57) + "...";
    }
}
