using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Runtime.CompilerServices;
using AutoDiffLosses.Generators.Diagnostics;
using AutoDiffLosses.Generators.Ir;
using Microsoft.CodeAnalysis;

namespace AutoDiffLosses.Generators.Frontend;

/// <summary>
/// One reading of a method: what its readers share. The values of all variables are one immutable map, so that a branch is read on
/// a copy, and two copies are merged.
/// </summary>
internal sealed class Reading
{
    /// <summary>Above it, a formula is not what generated code can do justice to.</summary>
    public const int MaxNodes = 15_000;

    // What is built on the way is more: a loop's body is renamed as the loop is closed.
    private const int MaxBuilt = 12 * MaxNodes;

    public Reading(Sources sources, INamedTypeSymbol within, Dimensions dimensions)
    {
        (Sources, Within, Dimensions) = (sources, within, dimensions);
        Builder = new IrBuilder { Cancellation = sources.Cancellation };
        Formula = new Formula(Builder);
        Arrays = new ArrayReader(this);
        Constants = new ConstantReader(this);
        Patterns = new PatternReader(this);
        Calls = new CallReader(this);
        Primitives = new PrimitiveReader(this);
        Expressions = new ExpressionReader(this);
        Statements = new StatementReader(this);
    }

    public Sources Sources { get; }
    public Compilation Compilation => Sources.Compilation;

    /// <summary>The type that the loss stands in, and its public methods.</summary>
    public INamedTypeSymbol Within { get; }

    public Dimensions Dimensions { get; }
    public IrBuilder Builder { get; }
    public Formula Formula { get; }

    public ArrayReader Arrays { get; }
    public ConstantReader Constants { get; }
    public PatternReader Patterns { get; }
    public CallReader Calls { get; }
    public PrimitiveReader Primitives { get; }
    public ExpressionReader Expressions { get; }
    public StatementReader Statements { get; }

    // ------------------------------------------------------------------------------------------------ where the reading is

    public ImmutableDictionary<Variable, Value> Variables { get; set; } = ImmutableDictionary<Variable, Value>.Empty;
    public Path? Path { get; set; }
    public Frame Frame { get; set; } = null!;

    /// <summary>How many formulas of an index the reading is in.</summary>
    public int LoopDepth { get; set; }

    /// <summary>The loops that were closed: the index that the body was read with, and what became of the loop.</summary>
    public List<(Node Index, Node Loop)> Loops { get; } = [];

    // ------------------------------------------------------------------------------------------------------- what it found

    public Dictionary<Node, SyntaxNode> Syntax { get; } = [];
    public List<SyntaxNode> CheckSyntax { get; } = [];

    /// <summary>Called for each operation: cancellation, size, and the depth of the stack.</summary>
    public void Step(SyntaxNode at)
    {
        Sources.Cancellation.ThrowIfCancellationRequested();
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (Builder.Count > MaxBuilt)
            throw new RefusalException(Rules.TooLarge, at, $"{MaxNodes}");
    }

    public Node Guard(params Node[] evaluated) => Path.Guard(Builder, Path, evaluated);

    /// <summary>Remembers what has to hold, once.</summary>
    public void Check(Check check, SyntaxNode at)
    {
        if (Formula.Checks.Any(c => (c.Guard, c.Index, c.Extent, c.Condition) == (check.Guard, check.Index, check.Extent, check.Condition)))
            return;
        Formula.Checks.Add(check);
        CheckSyntax.Add(at);
    }

    // Names that come from what the loss calls: its own take their place.
    private readonly HashSet<Node> borrowed = [];

    /// <summary>Remembers the user's name for a value: the first of the loss's own, or else the first.</summary>
    public void Hint(Value value, Variable variable)
    {
        if (value is not NodeValue { Node: { IsConst: false, Op: not Opcode.Param } node })
            return;
        // A borrowed name that only says the operation says less than what can be made of it.
        if (!variable.IsOwn && (node.Op == Opcode.Stop ? node.Operands[0] : node).Op.ToString().Replace("Reduce", "").Equals(variable.Name, System.StringComparison.OrdinalIgnoreCase))
            return;
        if (!Formula.Hints.ContainsKey(node))
        {
            Formula.Hints.Add(node, variable.Name);
            if (!variable.IsOwn)
                borrowed.Add(node);
        }
        else if (variable.IsOwn && borrowed.Remove(node))
            Formula.Hints[node] = variable.Name;
    }

    /// <summary>Remembers where a value comes from, if it comes from the compilation.</summary>
    public void Seen(Value value, SyntaxNode syntax)
    {
        if (value is NodeValue { Node: { IsConst: false } node } && !Syntax.ContainsKey(node))
            Syntax.Add(node, syntax);
    }

    // ----------------------------------------------------------------------------------------------------------- branches

    /// <summary>Reads a part under a condition; what it assigns stays, and is the caller's to merge.</summary>
    public T Under<T>(Node condition, System.Func<T> read)
    {
        var path = Path;
        Path = Path.Under(Builder, path, condition);
        try
        {
            return read();
        }
        finally
        {
            Path = path;
        }
    }

    /// <summary>Whether a condition holds here, where that is known: what C# never gets to is not read.</summary>
    public bool? Known(Node condition) =>
        Path.IsDead(Path.Under(Builder, Path, condition)) ? false
        : Path.IsDead(Path.Under(Builder, Path, Builder.Not(condition))) ? true
        : null;

    /// <summary>The value of a choice, with what its sides assign.</summary>
    public Value Choose(Node condition, SyntaxNode at, System.Func<Value> whereTrue, System.Func<Value> whereFalse)
    {
        if (Known(condition) is { } known)
            return known ? whereTrue() : whereFalse();
        var before = Variables;
        var x = Under(condition, whereTrue);
        var afterTrue = Variables;
        Variables = before;
        var y = Under(Builder.Not(condition), whereFalse);
        Variables = Merge(condition, afterTrue, Variables, afterTrue.Keys, at);
        return Arrays.Select(condition, x, y, at);
    }

    public ImmutableDictionary<Variable, Value> Merge(
        Node condition, ImmutableDictionary<Variable, Value> whereTrue, ImmutableDictionary<Variable, Value> whereFalse,
        IEnumerable<Variable> variables, SyntaxNode at)
    {
        var merged = whereFalse;
        foreach (var variable in variables)
            merged = merged.SetItem(
                variable, whereFalse.TryGetValue(variable, out var y) ? Merged(condition, whereTrue[variable], y, variable, at) : whereTrue[variable]);
        return merged;
    }

    private Value Merged(Node condition, Value x, Value y, Variable variable, SyntaxNode at)
    {
        if (ReferenceEquals(x, y) || y is UnassignedValue)
            return x;
        if (x is UnassignedValue)
            return y;
        var value = Arrays.Select(condition, x, y, at);
        Hint(value, variable);
        return value;
    }
}
