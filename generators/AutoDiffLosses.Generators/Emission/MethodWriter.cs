using System;
using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Differentiation;
using AutoDiffLosses.Generators.Ir;
using AutoDiffLosses.Generators.Scheduling;
using Buffer = AutoDiffLosses.Generators.Scheduling.Buffer;

namespace AutoDiffLosses.Generators.Emission;

/// <summary>
/// Prints one loop program as the body of a kernel's method: locals under the user's own names, and before the values of a source
/// statement that statement, as a comment.
/// </summary>
internal sealed partial class MethodWriter : Expressions
{
    private readonly SourceWriter writer;
    private readonly LiftedFormula formula;
    private readonly KernelNames kernel;
    private readonly IReadOnlyDictionary<Node, string> fields;
    private readonly bool isPreparing;
    private readonly bool isDouble;
    private readonly ScopedNames unique;
    private readonly Vocabulary words;
    private readonly ValueNames names, reducedNames;
    private readonly Locals<(string Name, bool IsWide)> locals = new();
    private IReadOnlyDictionary<Node, Buffer> arrays = new Dictionary<Node, Buffer>();
    private readonly Quotes quotes;
    private int depth;

    /// <param name="fields">The values that the whole call has in common.</param>
    /// <param name="quotes">The statements of the source, to be quoted before what they need.</param>
    /// <param name="isPreparing">Whether this method computes them.</param>
    public MethodWriter(SourceWriter writer, LiftedFormula formula, KernelNames kernel, bool isDouble,
                        IReadOnlyDictionary<Node, string> fields, Vocabulary words, Quotes quotes, bool isPreparing = false) : base(formula.Builder, isDouble)
    {
        (this.fields, this.words, this.quotes, this.isPreparing) = (fields, words, quotes, isPreparing);
        if (!isPreparing)
            foreach (var field in fields)
                locals[field.Key] = (field.Value, false);
        (this.writer, this.formula, this.kernel, this.isDouble) = (writer, formula, kernel, isDouble);
        unique = new ScopedNames(kernel.Locals(), [.. Enum.GetNames(typeof(Opcode)), .. fields.Values]);
        names = new ValueNames(words, Name);
        reducedNames = new ValueNames(words, Name, isOfLanes: true);
    }

    private bool isAtStart = true;

    private void Line(string text)
    {
        writer.Write(LineBreaks.In(text, StepText.Width));
        isAtStart = isAfterQuote = isAfterGradients = false;
    }

    private bool isAfterGradients;

    /// <summary>An empty line, but where a block begins.</summary>
    private void Separate()
    {
        if (!isAtStart)
            writer.Blank();
        isAtStart = true;
    }

    /// <summary>The method's body, without its braces.</summary>
    public void Body(LoopProgram program)
    {
        arrays = program.Arrays;
        Handles(program);
        Scratch(program);
        foreach (var buffer in Touched.Buffers(program.Steps).Where(b => b.Kind == BufferKind.FirstWanted).Distinct())
            FirstWanted(buffer);
        reducedByPasses.UnionWith(ReducedByPasses(program.Steps, inBranches: true));
        quotes.Read(program.Steps);
        Steps(program.Steps);
    }

    // -------------------------------------------------------------------------------------------------------------- steps

    private void Steps(IReadOnlyList<Step> steps)
    {
        // A pass begins by itself, and declares its results where it stands beside their readers.
        var here = new HashSet<Node>(ReducedByPasses(steps, inBranches: false));
        for (int i = 0; i < steps.Count; i++)
            if (steps[i] is Let let && i + 1 < steps.Count && steps[i + 1] is Assign assign && IsAssigned(let, assign))
            {
                Comment(let.Value);
                Write(assign);
                locals[let.Value] = locals[assign.Target];
                i++;
            }
            else if (steps[i] is not Accumulator accumulator || !here.Contains(accumulator.Reduce))
                Write(steps[i]);
    }

    /// <summary>Whether a value needs no local beside the one that it is assigned to.</summary>
    private bool IsAssigned(Let let, Assign assign) =>
        assign.Value == let.Value && assign.Target != let.Value && locals.TryGetValue(assign.Target, out var target) &&
        target.IsWide == (!let.Narrow && IsWide(let.Value));

    private void Write(Step step)
    {
        if (step is not Let && isOfGradients)
            Separate();
        isOfGradients &= step is Let;
        switch (step)
        {
            case Let let:
                Comment(let.Value);
                OfGradients(let.Value);
                Define(let.Value, let.Narrow);
                break;
            case LetKept kept:
                Line($"{(kept.IsDeclared ? locals[kept.Value].Name : $"{Real} {AddLocal(kept.Value, false)}")} = {Memory(kept.From)}[{Of(kept.Indices[0])}];");
                break;
            case Declare declare:
                Quote(quotes.UntilDefinition(declare.Value));
                bool wide = !declare.Narrow && IsWide(declare.Value);
                string initial = declare.InBoth ? "" : declare.Value.Kind == ScalarKind.Bool ? " = false" : " = 0";
                Line($"{TypeOf(declare.Value.Kind, wide)} {AddLocal(declare.Value, wide)}{initial};");
                break;
            case Assign assign:
                if (isPreparing && fields.TryGetValue(assign.Target, out string? field))
                {
                    Line($"{field} = {(assign.Value.Op.IsReduce() ? Converted(assign.Value, false) : DefinitionOf(assign.Value, false))};");
                    locals[assign.Target] = (field, false);
                    break;
                }
                Comment(assign.Value.IsConst ? assign.Target : assign.Value);
                var (target, targetIsWide) = locals[assign.Target];
                Line($"{target} = {(assign.Target == assign.Value ? DefinitionOf(assign.Value, targetIsWide) : Converted(assign.Value, targetIsWide))};");
                break;
            case Accumulator accumulator:
                Begin(accumulator.Reduce);
                break;
            case Accumulate accumulate:
                Add(accumulate.Reduce);
                break;
            case Loop loop:
                Write(loop);
                break;
            case If branch:
                Write(branch);
                break;
            case Clear clear:
                string all = string.Join(" * ", clear.Buffer.Extents.Select(e => Of(e, Precedence.Multiplicative)));
                Line(clear.Buffer.Extents.Count == 0 ? $"{Memory(clear.Buffer)}[sample] = 0;" : $"{Memory(clear.Buffer)}.Clear({all});");
                break;
            case ClearAll:
                Line("Clear(sample);");
                break;
            case Store store:
                string stored = Converted(store.Value, false);
                Line($"{Memory(store.Buffer)}[{Place(store.Buffer, store.Indices)}] = {stored};");
                break;
            case AddTo add:
                string added = Converted(add.Value, false);
                Line($"{Memory(add.Buffer)}.Add({Place(add.Buffer, add.Indices)}, {added});");
                break;
            case Verify verify:
                Write(verify.Check);
                break;
            case Return result:
                if (depthOfBlocks == 0)
                    Quote(quotes.Rest());
                Line($"return {Converted(result.Value, false)};");
                break;
        }
    }

    private string Place(Buffer buffer, IReadOnlyList<Node> indices) =>
        indices.Count > 0 ? string.Join(", ", indices.Select(Of)) : buffer.Kind == BufferKind.Gradient ? "sample" : "0";

    private void Define(Node value, bool narrow)
    {
        bool wide = !narrow && IsWide(value);
        string text = DefinitionOf(value, wide), name = AddLocal(value, wide);
        Line($"{TypeOf(value.Kind, wide)} {name} = {text};");
    }

    /// <summary>The definition of a local.</summary>
    private string DefinitionOf(Node value, bool wide)
    {
        if (Whole(value) is { } whole)
            return whole;
        bool narrow = !wide && !IsInLoop && value.Kind == ScalarKind.Real && value.Operands.Any(o => o.Kind == ScalarKind.Real && o.IsScalar && IsWide(o));
        return narrow ? $"({Real}){Definition(value, Precedence.Unary)}" : Definition(value);
    }

    private string Converted(Node value, bool toWide)
    {
        if (Whole(value) is { } whole)
            return whole;
        if (toWide || !IsWide(value))
            return Of(value);
        return $"({Real}){Of(value, Precedence.Unary)}";
    }

    private string AddLocal(Node value, bool wide)
    {
        string name = unique.Of((value.Op.IsReduce() ? reducedNames : names).Of(value));
        locals[value] = (name, wide);
        words.Give(value, name);
        return name;
    }

    private void Write(Loop loop)
    {
        if (IsPass(loop))
        {
            WritePass(loop);
            return;
        }
        if (depth == 0)
            Passes.Add(Explained(loop));
        using var scope = Nested();
        string index = unique.Of(depth < 6 ? "ijklmn"[depth].ToString() : "i");
        string extent = Of(loop.Index.IndexExtent, Precedence.Additive);
        locals[loop.Index] = (index, false);
        depth++;
        Block($"for (int {index} = 0; {index} < {extent}; {index}++)", loop.Body);
        depth--;
    }

    private void Write(If branch, string prefix = "")
    {
        var (then, otherwise) = (branch.Then, branch.Else);
        if (then.Concat(otherwise).Any(s => s is ClearAll))
            Quote(quotes.UntilIf());
        string condition = branch.Condition.Value is { } value
            ? then.Count > 0 ? Of(value) : Of(formula.Builder.Not(value))
            : string.Join(" || ", branch.Condition.AnyWanted.Select(n => $"{gradients[n]}.IsWanted"));
        bool isOfGradients = branch.Condition.AnyWanted.Count > 0;
        if (isOfGradients && depthOfBlocks == 0 && !isAfterGradients)
            Separate();
        Branch($"{prefix}if ({condition})", then.Count > 0 ? then : otherwise, then.Count > 0);
        if (then.Count > 0 && otherwise is [If { Then.Count: > 0 } next])
        {
            Known.Add((branch.Condition.Value!, false));
            Write(next, "else ");
            Known.RemoveAt(Known.Count - 1);
        }
        else if (then.Count > 0 && otherwise.Count > 0)
            Branch("else", otherwise, false);
        isAfterGradients = isOfGradients;

        void Branch(string heading, IReadOnlyList<Step> steps, bool holds)
        {
            if (branch.Condition.Value is { } value)
                Known.Add((value, holds));
            Block(heading, steps);
            if (branch.Condition.Value is not null)
                Known.RemoveAt(Known.Count - 1);
        }
    }

    /// <summary>A block, in braces where it is more than one line.</summary>
    private void Block(string heading, IReadOnlyList<Step> steps)
    {
        using var scope = Nested();
        depthOfBlocks++;
        if (steps.Count == 1 && (steps[0] is Store or AddTo or Clear or Return or Verify ||
            steps[0] is Accumulate { Reduce.Op: not (Opcode.ReduceArgMin or Opcode.ReduceArgMax) } ||
            steps[0] is Loop loop && IsPass(loop) && !loop.Body.Any(s => s is Accumulate)))
        {
            Line(heading);
            writer.Indent();
            Steps(steps);
            writer.Outdent();
        }
        else
            using (writer.Block(heading))
            {
                isAtStart = true;
                Steps(steps);
                isAtStart = false;
            }
        depthOfBlocks--;
    }

    private int depthOfBlocks;

    /// <summary>A scope for locals, until it is disposed of.</summary>
    private LocalScope Nested() => new(this);

    private readonly struct LocalScope : IDisposable
    {
        private readonly MethodWriter method;

        public LocalScope(MethodWriter method)
        {
            this.method = method;
            method.locals.Open();
            method.unique.Open();
        }

        public void Dispose()
        {
            method.locals.Close();
            method.unique.Close();
        }
    }

    private void Write(Check check)
    {
        if (check.Condition is { } condition)
            Line($"Checks.Require({Of(condition)}, {CSharpLiteral.Of(check.Text)}, sample);");
        else
            Line($"Checks.Index({Of(check.Index!)}, {Of(check.Extent!)}, sample, {CSharpLiteral.Of(check.Argument)});");
    }

    private static bool IsPass(Loop loop) => loop.WhyScalar == null;

    // -------------------------------------------------------------------------------------------------------- expressions

    protected override bool IsInLoop => depth > 0;

    protected override (string Name, bool IsWide)? Local(Node node) => locals.TryGetValue(node, out var local) ? local : null;

    protected override string Leaf(Node node) =>
        node == formula.SampleIndex ? "sample"
        : node.Op == Opcode.Dim ? kernel.Extent(node.Name)
        : node.Op == Opcode.Param && (formula.Seed.Array == node) ? "seed"
        : node.Op == Opcode.Param ? kernel.Of(node.Name)
        : throw new InvalidOperationException($"The index i{node.Level} is read outside of its loop.");

    protected override string Element(Node array, IEnumerable<string> indices)
    {
        if (array == formula.Seed.Array)
            return "seed";
        if (array.Op != Opcode.Param)
            return $"{Memory(arrays[array])}[{string.Join(", ", indices)}]";
        return handles.TryGetValue(array, out string handle)
            ? $"{handle}[{string.Join(", ", indices.Skip(1))}]"
            : $"{kernel.Of(array.Name)}[{string.Join(", ", indices)}]";
    }

    // -------------------------------------------------------------------------------------------------------------- names

    /// <summary>What a value without a local is called, to make names of.</summary>
    private string? Name(Node node) =>
        Local(node) is { } local ? local.Name
        : node.Op is Opcode.Param or Opcode.Dim && node != formula.Seed.Array ? Leaf(node)
        : node == formula.Seed ? "seed"
        : null;

    private string TypeOf(ScalarKind kind, bool wide = false) => kind switch
    {
        ScalarKind.Real => wide ? "double" : Real,
        ScalarKind.Int => "int",
        ScalarKind.Bool => "bool",
    };
}
