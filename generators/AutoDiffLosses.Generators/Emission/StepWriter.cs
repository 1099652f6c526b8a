using System;
using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Differentiation;
using AutoDiffLosses.Generators.Ir;
using AutoDiffLosses.Generators.Scheduling;
using Buffer = AutoDiffLosses.Generators.Scheduling.Buffer;

namespace AutoDiffLosses.Generators.Emission;

/// <summary>What stands around a step: the names in it of what is the same for all lanes, and of memory.</summary>
internal interface ISurroundings
{
    /// <summary>The name of a scalar that is at hand; null of what is computed where it is used.</summary>
    string? Scalar(Node node);

    /// <summary>The same, to make names of: it is not asked for.</summary>
    string? Name(Node node);

    /// <summary>The handle on the row of an array that the lanes read.</summary>
    string Input(Node array);

    /// <summary>The handle on memory that the lanes write, or read back.</summary>
    string Output(Buffer buffer);
}

/// <summary>
/// Prints steps as the body of a vector step, which serves whole vectors and the tail alike: loads first, then locals under the user's own
/// names, stores, and what is returned.
/// </summary>
internal partial class StepWriter : LaneExpressions
{
    private readonly SourceWriter writer;
    private readonly LiftedFormula formula;
    private readonly ISurroundings around;
    private readonly Quotes? quotes;
    private readonly ScopedNames unique;
    private readonly Vocabulary words;
    private readonly ValueNames names;
    private readonly Locals<string> locals = new();
    private bool isAtStart = true, isAfterQuote;

    /// <param name="reserved">Names that mean something else here.</param>
    /// <param name="quotes">The statements of the source, to be quoted before what they define; null where they are not.</param>
    public StepWriter(SourceWriter writer, LiftedFormula formula, Node axis, bool isDouble, ISurroundings around, UniqueNames reserved, Vocabulary words, Quotes? quotes)
        : base(formula.Builder, axis, isDouble)
    {
        (this.writer, this.formula, this.around, this.words, this.quotes) = (writer, formula, around, words, quotes);
        unique = new ScopedNames(reserved, ["lanes", "VectorMath", .. Spoken]);
        names = new ValueNames(words, Name, isOfLanes: true);
        if (!IsOfRows)
            locals[formula.Seed] = "seed";
    }

    /// <summary>What the text says by <c>using static</c>.</summary>
    private static readonly string[] Spoken =
        ["Create", "ConditionalSelect", "LessThan", "LessThanOrEqual", "GreaterThan", "GreaterThanOrEqual", "MinNative", "MaxNative", "Vector512", "Vector256", "Vector128"];

    protected bool IsOfRows => Axis != formula.SampleIndex;

    /// <summary>What goes before the steps of a block: for each loop a call.</summary>
    public void Calls(IReadOnlyList<Step> loops, Func<Loop, string> call)
    {
        this.call = call;
        Steps(loops);
    }

    private Func<Loop, string>? call;

    public virtual void Body(IReadOnlyList<Step> steps)
    {
        // What is only returned needs no name.
        var loads = steps is [Accumulate { Reduce.Body.Op: Opcode.Load }] ? [] : PlainLoads(steps);
        foreach (var load in loads)
            AddLoad(load);
        if (loads.Count > 0 && quotes != null)
            Separate();
        quotes?.Read(steps);
        Steps(steps);
        Node[] reduced = [.. steps.OfType<Accumulate>().Select(a => a.Reduce)];
        foreach (var reduce in reduced)
            Unbranch(reduce.Body);
        if (reduced.Length == 1)
            Line($"return {Reduced(reduced[0])};");
        else if (reduced.Length > 1)
            Line($"return ({string.Join(", ", reduced.Select(Reduced))});");
    }

    /// <summary>What one step adds to a reduction. Small integers are summed as reals.</summary>
    private string Reduced(Node reduce) =>
        reduce.Body.Kind == ScalarKind.Int ? IsLane(reduce.Body) ? $"VectorMath.ToReal({Of(reduce.Body)})" : $"Create(({Real}){Of(reduce.Body, Precedence.Unary)})"
        : Lane(reduce.Body);

    // -------------------------------------------------------------------------------------------------------------- loads

    /// <summary>The elements that the lanes read without a condition, in the order of the formula.</summary>
    protected IReadOnlyList<Node> PlainLoads(IReadOnlyList<Step> steps)
    {
        var seen = new HashSet<Node>(KeptBelow(steps)) { formula.Seed };
        var found = new List<Node>();
        var stack = new Stack<Node>(ValuesOf(steps));
        while (stack.Count > 0)
        {
            var node = stack.Pop();
            if (!IsLane(node) || !seen.Add(node))
                continue;
            if (node.Op == Opcode.Load && node.Guard.IsTrue && IsPlain(node))
                found.Add(node);
            else
                foreach (var operand in node.Op == Opcode.Load ? node.Operands.Skip(1) : node.Operands)
                    stack.Push(operand);
        }
        return [.. found.OrderBy(n => n.Id)];
    }

    private static IEnumerable<Node> KeptBelow(IEnumerable<Step> steps) => steps.SelectMany(step => step switch
    {
        LetKept kept => [kept.Value],
        If branch => KeptBelow(branch.Then.Concat(branch.Else)),
        Loop loop => KeptBelow(loop.Body),
        _ => Enumerable.Empty<Node>(),
    });

    private IEnumerable<Node> ValuesOf(IEnumerable<Step> steps) => steps.SelectMany<Step, Node>(step => step switch
    {
        Let let => [let.Value],
        Assign assign => [assign.Value],
        Accumulate accumulate => [accumulate.Reduce.Body],
        Store store => [store.Value, .. store.Indices],
        AddTo add => [add.Value, .. add.Indices],
        Return result => [result.Value],
        If branch => [.. branch.Condition.Value is { } value ? new[] { value } : [], .. ValuesOf(branch.Then), .. ValuesOf(branch.Else)],
        Loop loop => ValuesOf(loop.Body),
        _ => [],
    });

    protected void AddLoad(Node load)
    {
        string text = Definition(load);
        Line($"var {AddLocal(load)} = {text};");
    }

    // -------------------------------------------------------------------------------------------------------------- steps

    protected void Steps(IReadOnlyList<Step> steps)
    {
        for (int i = 0; i < steps.Count; i++)
            // A value needs no local beside the one that it is assigned to.
            if (steps[i] is Let { Value: var value } && i + 1 < steps.Count && steps[i + 1] is Assign { Target: var target } assign &&
                assign.Value == value && target != value && locals.ContainsKey(target) && IsLane(target) == IsLane(value))
            {
                Quote(value);
                Write(assign);
                locals[value] = locals[target];
                i++;
            }
            else
                Write(steps[i]);
    }

    protected virtual void Write(Step step)
    {
        switch (step)
        {
            case Let let when locals.ContainsKey(let.Value):
                break;
            case Let let:
                Quote(let.Value);
                Unbranch(let.Value);
                string text = Definition(let.Value), name = AddLocal(let.Value);
                Line($"{(IsLane(let.Value) ? "var" : ScalarType(let.Value.Kind))} {name} = {text};");
                break;
            case LetKept kept:
                Line($"{(kept.IsDeclared ? locals[kept.Value] : $"var {AddLocal(kept.Value)}")} = lanes.Load({around.Output(kept.From)}{(kept.From.Kind == BufferKind.Block ? "" : ".Kept")});");
                break;
            case Declare declare:
                if (quotes != null)
                    Quoted(quotes.UntilDefinition(declare.Value));
                Line($"{(IsLane(declare.Value) ? TypeOf(declare.Value.Kind) : ScalarType(declare.Value.Kind))} {AddLocal(declare.Value)}{(declare.InBoth ? "" : " = default")};");
                break;
            case Assign assign:
                Quote(assign.Value.IsConst ? assign.Target : assign.Value);
                Unbranch(assign.Value);
                Line($"{locals[assign.Target]} = {(assign.Target == assign.Value ? Definition(assign.Value) : IsLane(assign.Target) ? Lane(assign.Value) : Of(assign.Value))};");
                break;
            case Accumulate:
                break;
            case Store store:
                foreach (var part in Parts(store.Value))
                {
                    Unbranch(part);
                    string definition = Definition(part);
                    Line($"var {AddLocal(part)} = {definition};");
                }
                Stored(store);
                break;
            case AddTo add:
                Added(add);
                break;
            case Clear clear:
                Line($"lanes.Store({around.Output(clear.Buffer)}, {VectorType}.Zero);");
                break;
            case If { Condition.Value: { } condition } branch when IsLane(condition):
                Masked(condition, true, branch.Then);
                Masked(condition, false, branch.Else);
                break;
            case If branch:
                Write(branch);
                break;
            case Return result:
                if (quotes != null && depth == 0)
                    Quoted(quotes.Rest());
                Unbranch(result.Value);
                Line($"return {Lane(result.Value)};");
                break;
            case Loop loop when call != null:
                Line(call(loop));
                break;
            default:
                throw new InvalidOperationException($"{step.GetType().Name} is no vector step.");
        }
    }

    protected virtual void Stored(Store store)
    {
        Unbranch(store.Value);
        string value = Lane(store.Value);
        Line(Place(store.Indices) is { } offset
            ? $"lanes.Store({around.Output(store.Buffer)}, {offset}, {Masks.LastOrDefault() ?? AllSet}, {value});"
            : $"lanes.Store({around.Output(store.Buffer)}, {value});");
    }

    protected virtual void Added(AddTo add)
    {
        Unbranch(add.Value);
        string value = Lane(add.Value), output = around.Output(add.Buffer);
        if (add.Buffer.Kind == BufferKind.SharedGradient && !add.Indices.Any(i => IsLane(i)))
            Line($"lanes.AddSum({output}, {(add.Indices.Count > 0 ? Of(add.Indices[0]) : "0")}, {value});");
        else if (Place(add.Indices) is { } offset && add.Buffer.Kind != BufferKind.SharedGradient)
            Line($"lanes.Add({output}, {offset}, {Masks.LastOrDefault() ?? AllSet}, {value});");
        else
            Line($"lanes.Add({output}, {(Masks.Count > 0 ? $"ConditionalSelect({Masks.Last()}, {value}, {VectorType}.Zero)" : value)});");
    }

    /// <summary>Where the lanes' elements are, if not at the lanes' own place or not all of them count.</summary>
    private string? Place(IReadOnlyList<Node> indices)
    {
        var offset = indices.Count == 0 ? (null, false) : VectorAxis.OffsetOf(indices[0], Axis)!.Value;
        return offset.Item1 == null && Masks.Count == 0 ? null : Offset(offset);
    }

    /// <summary>Which lanes do what is being written; without one, all.</summary>
    protected List<string> Masks { get; } = [];

    /// <summary>What only some of the lanes do.</summary>
    private void Masked(Node condition, bool holds, IReadOnlyList<Step> steps)
    {
        if (steps.Count == 0)
            return;
        Masks.Add(Lane(holds ? condition : formula.Builder.Not(condition)));
        Steps(steps);
        Masks.RemoveAt(Masks.Count - 1);
    }

    private int depth;

    private void Write(If branch)
    {
        var (then, otherwise) = (branch.Then, branch.Else);
        string condition = branch.Condition.Value is { } value
            ? then.Count > 0 ? Of(value) : Of(formula.Builder.Not(value))
            : string.Join(" || ", branch.Condition.AnyWanted.Select(n => $"{around.Output(new Buffer(BufferKind.Gradient, n, []))}.IsWanted"));
        bool isOfGradients = branch.Condition.AnyWanted.Count > 0;
        if (!IsOfRows && isOfGradients && depth == 0 && !isAfterGradients)
            Separate();
        Block(() => $"if ({condition})", then.Count > 0 ? then : otherwise);
        if (then.Count > 0 && otherwise.Count > 0)
            Block(() => "else", otherwise);
        isAfterGradients = isOfGradients;
    }

    private bool isAfterGradients;

    /// <summary>Steps in a scope of their own, in braces where they are more than one line. The heading may give names.</summary>
    protected void Block(Func<string> heading, IReadOnlyList<Step> steps)
    {
        locals.Open();
        unique.Open();
        depth++;
        string first = heading();
        // What has been loaded before is no line.
        var written = steps.Where(s => s is not Let { Value: var value } || !locals.ContainsKey(value)).ToList();
        bool isLine = written is [Store or AddTo or Clear or Return or Accumulate or Loop] && ValuesOf(written).All(v => Branches(v).Count == 0) &&
            !(written[0] is Store store && Parts(store.Value).Count > 0);
        if (isLine)
        {
            Line(first);
            writer.Indent();
            Steps(steps);
            writer.Outdent();
        }
        else
            using (writer.Block(first))
            {
                isAtStart = true;
                Steps(steps);
            }
        isAtStart = false;
        depth--;
        unique.Close();
        locals.Close();
    }

    // --------------------------------------------------------------------------------------------------------------- text

    protected void Line(string text)
    {
        writer.Write(LineBreaks.In(text, StepText.Width));
        isAtStart = isAfterQuote = isAfterGradients = false;
    }

    protected void Separate()
    {
        if (!isAtStart)
            writer.Blank();
        isAtStart = true;
    }

    protected void Quote(Node value)
    {
        if (quotes != null)
            Quoted(quotes.Until(value));
    }

    private void Quoted(IReadOnlyList<string> statements)
    {
        if (statements.Count == 0)
            return;
        if (!isAfterQuote)
            Separate();
        foreach (string line in statements.SelectMany(Quotes.Lines))
            Line(line);
        isAfterQuote = true;
    }

    protected string AddLocal(Node value)
    {
        string name = unique.Of(names.Of(value));
        locals[value] = name;
        words.Give(value, name);
        return name;
    }

    protected string TypeOf(ScalarKind kind) => kind == ScalarKind.Int ? $"Vector{Width}<{(Real == "double" ? "long" : "int")}>" : VectorType;

    private string ScalarType(ScalarKind kind) => kind switch
    {
        ScalarKind.Real => Real,
        ScalarKind.Int => "int",
        ScalarKind.Bool => "bool",
    };

    // -------------------------------------------------------------------------------------------------------- expressions

    protected override (string Name, bool IsWide)? Local(Node node) =>
        locals.TryGetValue(node, out string local) ? (local, false)
        : !IsLane(node) && around.Scalar(node) is { } scalar ? (scalar, false)
        : null;

    protected override string Leaf(Node node) =>
        around.Scalar(node) ?? throw new InvalidOperationException($"{node} is not at hand in a step.");

    protected override string Row(Node array) => around.Input(array);

    /// <summary>An element that all lanes share.</summary>
    protected override string Element(Node array, IEnumerable<string> indices) => $"{around.Input(array)}[{indices.Last()}]";

    private string? Name(Node node) => locals.TryGetValue(node, out string local) ? local : IsLane(node) ? null : around.Name(node);

    /// <summary>A local that stands for something else than a value.</summary>
    protected string AddName(string hint) => unique.Of(hint);

    protected void Name(Node node, string local) => locals[node] = local;
}
