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
    private readonly Dictionary<Buffer, string> memory = [];
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

    // --------------------------------------------------------------------------------------------------------- arguments

    /// <summary>A local for each of the sample's own arguments that the method reads or writes.</summary>
    private void Handles(LoopProgram program)
    {
        var (read, written) = Touched.By(program);
        foreach (var parameter in formula.Parameters.Where(p => p.IsPerSample && read.Contains(p.Node)))
        {
            string field = kernel.Of(parameter.Name), local = unique.Of(parameter.Name);
            if (parameter.Node.Rank > 1)
            {
                Line($"var {local} = this.{field}.Row(sample);");
                handles[parameter.Node] = local;
            }
            else
            {
                Line($"{TypeOf(parameter.Node.Kind)} {local} = this.{field}[sample];");
                locals[formula.Builder.Load(parameter.Node, formula.SampleIndex)] = (local, false);
            }
        }
        foreach (var parameter in formula.Parameters.Where(p => p.IsDifferentiated && written.Contains(p.Name)))
        {
            string field = kernel.Gradient(parameter.Name);
            if (parameter.IsPerSample && parameter.Node.Rank > 1)
            {
                string local = unique.Of(parameter.Name + "Gradient");
                Line($"var {local} = this.{field}.Row(sample);");
                gradients[parameter.Name] = local;
            }
            else
                gradients[parameter.Name] = field;
        }
        if (read.Count + written.Count > 0)
            Separate();
    }

    private readonly Dictionary<Node, string> handles = [];
    private readonly Dictionary<string, string> gradients = [];

    private void Scratch(LoopProgram program)
    {
        if (program.Scratch.Count == 0)
            return;
        string scratch = unique.Of("scratch");
        // A length that is computed may come out below 0: there are no such elements.
        string Length(Node extent) => Of(
            extent.IsConst || extent.Op == Opcode.Dim ? extent : formula.Builder.Binary(Opcode.Max, extent, formula.Builder.Int(0)), Precedence.Multiplicative);
        string Size(Buffer buffer) => string.Join(" * ", buffer.Extents.Select(Length));
        string Sizes(ScalarKind element) => string.Join(" + ", program.Scratch.Where(b => b.Element == element).GroupBy(Size)
            .Select(g => g.Count() == 1 ? g.Key : $"{CSharpLiteral.Of(g.Count())} * {g.Key}").DefaultIfEmpty("0"));
        bool hasInts = program.Scratch.Any(b => b.Element != ScalarKind.Real);
        Line($"using var {scratch} = Scratch.Of<{Real}>({Sizes(ScalarKind.Real)}{(hasInts ? ", " + Sizes(ScalarKind.Int) : "")});");
        foreach (var buffer in program.Scratch)
        {
            var array = program.Arrays.FirstOrDefault(a => a.Value == buffer).Key;
            memory[buffer] = unique.Of(names.OfMemory(buffer, program.Steps, array));
            if (array != null)
                words.Give(array, memory[buffer]);
            Line($"var {memory[buffer]} = {scratch}.{(buffer.Element == ScalarKind.Real ? "Row" : "Ints")}({Size(buffer)});");
        }
        Separate();
    }

    /// <summary>The memory of the first wanted gradient; the last one's where none of the others is.</summary>
    private void FirstWanted(Buffer buffer)
    {
        memory[buffer] = unique.Of("kept");
        string choice = string.Join(" : ", buffer.Name.Split(',').Select(n => gradients[n])
            .Reverse().Select((g, i) => i == 0 ? g : $"{g}.IsWanted ? {g}").Reverse());
        Line($"var {memory[buffer]} = {choice};");
    }

    private string Memory(Buffer buffer) =>
        buffer.Kind is BufferKind.Gradient or BufferKind.SharedGradient ? gradients[buffer.Name] : memory[buffer];

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

    // --------------------------------------------------------------------------------------------------------- reductions

    private void Begin(Node reduce)
    {
        Comment(reduce);
        var (type, neutral) = reduce.Op switch
        {
            Opcode.ReduceSum when reduce.Kind == ScalarKind.Real => ("double", "0"),
            Opcode.ReduceMin when reduce.Kind == ScalarKind.Real => (Real, $"{Real}.PositiveInfinity"),
            Opcode.ReduceMax when reduce.Kind == ScalarKind.Real => (Real, $"{Real}.NegativeInfinity"),
            Opcode.ReduceMin => ("int", "int.MaxValue"),
            Opcode.ReduceMax => ("int", "int.MinValue"),
            Opcode.ReduceArgMin or Opcode.ReduceArgMax => ("int", "-1"),
            Opcode.ReduceAny => ("bool", "false"),
            Opcode.ReduceAll => ("bool", "true"),
            _ => ("int", "0"),
        };
        string name = AddLocal(reduce, type == "double" && !isDouble);
        Line($"{type} {name} = {neutral};");
        if (reduce.Op is Opcode.ReduceArgMin or Opcode.ReduceArgMax && !reducedByPasses.Contains(reduce))
        {
            best[reduce] = unique.Of(reduce.Op == Opcode.ReduceArgMin ? "smallest" : "largest");
            Line(reduce.Body.Kind == ScalarKind.Int ? $"int {best[reduce]} = 0;" : $"{Real} {best[reduce]} = 0;");
        }
    }

    private readonly Dictionary<Node, string> best = [];

    private void Add(Node reduce)
    {
        string name = locals[reduce].Name, value = Of(reduce.Body);
        switch (reduce.Op)
        {
            // A sum of sums keeps their precision.
            case Opcode.ReduceSum: Line($"{name} += {(Local(reduce.Body) is { IsWide: true } inner ? inner.Name : value)};"); break;
            case Opcode.ReduceMin: Line($"{name} = Min({name}, {value});"); break;
            case Opcode.ReduceMax: Line($"{name} = Max({name}, {value});"); break;
            case Opcode.ReduceAny: Line($"{name} |= {value};"); break;
            case Opcode.ReduceAll: Line($"{name} &= {value};"); break;
            default:
                // The first of equals, and the first NaN if there is one.
                string candidate = unique.Of("candidate"), comparison = reduce.Op == Opcode.ReduceArgMin ? "IsLess" : "IsGreater";
                Line($"{(reduce.Body.Kind == ScalarKind.Int ? "int" : Real)} {candidate} = {value};");
                using (writer.Block($"if ({name} < 0 || {comparison}({candidate}, {best[reduce]}))"))
                    Line($"({name}, {best[reduce]}) = ({Of(reduce.ReduceIndex)}, {candidate});");
                break;
        }
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
