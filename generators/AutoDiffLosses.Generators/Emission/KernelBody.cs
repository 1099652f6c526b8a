using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Differentiation;
using AutoDiffLosses.Generators.Ir;
using AutoDiffLosses.Generators.Scheduling;
using Buffer = AutoDiffLosses.Generators.Scheduling.Buffer;

namespace AutoDiffLosses.Generators.Emission;

/// <summary>
/// The mathematics of a kernel: the loss of a sample and its share of the gradients, its weight, what is checked of it; and what the whole
/// call has in common, which is computed once. Of a loss of scalars it is a step whose lanes are samples; else a method for one sample,
/// whose loops are passes with steps of their own.
/// </summary>
internal sealed class KernelBody
{
    private readonly LiftedFormula formula;
    private readonly KernelNames names;
    private readonly bool isDouble;
    private readonly string real;
    private readonly KernelScheduler scheduler;
    private readonly SourceOrder order;
    private readonly Vocabulary words;
    private readonly Dictionary<Node, string> fields = [];
    private readonly List<PassText> passes = [];
    private readonly LoopProgram program;
    private IReadOnlyList<string> explained = [];
    private readonly string? step, weightStep, tileStep;
    private readonly IReadOnlyList<Node> tiles = [];
    private readonly string sample = "", weight = "", check = "", prepare = "", begin = "";
    private readonly Dictionary<Buffer, string> keptOfBlock = [];
    private readonly IReadOnlyList<string> before = [];

    public KernelBody(LiftedFormula formula, KernelNames names, bool isDouble)
    {
        (this.formula, this.names, this.isDouble) = (formula, names, isDouble);
        real = isDouble ? "double" : "float";
        scheduler = new KernelScheduler(formula);
        var ofSamples = scheduler.Lanes == null ? scheduler.Sample() : null;
        order = new SourceOrder(formula, scheduler.Rest);
        words = new Vocabulary(formula, scheduler.Rest);

        var free = names.Locals();
        foreach (var parameter in formula.Parameters)
        {
            free.Reserve(names.Of(parameter.Name));
            if (parameter.IsDifferentiated)
                free.Reserve(names.Gradient(parameter.Name));
        }
        foreach (string function in System.Enum.GetNames(typeof(Opcode)))
            free.Reserve(function);
        var described = new ValueNames(words, n =>
            n.Op is Opcode.Param ? names.Of(n.Name) : n.Op == Opcode.Dim ? names.Extent(n.Name) : null);
        foreach (var value in scheduler.OfTheCall)
        {
            fields.Add(value, free.Of(described.Of(value)));
            words.Give(value, fields[value]);
        }

        if (scheduler.Lanes is { } lanes)
        {
            if (scheduler.Before.Count > 0)
                (begin, before) = Begin(free);
            program = order.Ordered(lanes);
            step = Step(program, new Quotes(order));
            weightStep = formula.Weight != null ? Step(scheduler.Weight(), null) : null;
        }
        else
        {
            program = order.Ordered(ofSamples!);
            sample = Method(program, withComments: true);
            Work = WorkOf(program);
            weight = formula.Weight != null ? Method(scheduler.Weight()) : "";
            if (scheduler.LanesOfRows is { } ofRows)
                (tileStep, tiles) = InTiles(order.Ordered(ofRows));
        }
        prepare = scheduler.OfTheCall.Count > 0 ? Method(scheduler.Prepare(), isPreparing: true) : "";
        check = scheduler.IsChecked ? Method(scheduler.CheckSample()) : "";
    }

    /// <summary>Whether the lanes of vectors are samples.</summary>
    public bool IsOfScalars => step != null;

    /// <summary>What a sample costs, in elements: an expression.</summary>
    public string Work { get; } = "1";

    /// <summary>Whether there is a form of its own for short rows.</summary>
    public bool HasShortRows => tileStep != null;

    public bool HasPasses => passes.Count > 0;

    /// <summary>Whether something has a form for each width.</summary>
    public bool HasWidths => IsOfScalars || passes.Count > 0;

    private string Step(LoopProgram program, Quotes? quotes)
    {
        var text = new SourceWriter();
        new StepWriter(text, formula, formula.SampleIndex, isDouble, Members(), Reserved(), words, quotes).Body(program.Steps);
        return text.ToString().TrimEnd('\n');
    }

    private Members Members() => new(formula, names, fields, keptOfBlock);

    /// <summary>What goes before the steps of a block of samples, and that in words.</summary>
    private (string, IReadOnlyList<string>) Begin(UniqueNames free)
    {
        var known = new Dictionary<Node, string>();
        var values = new ValueNames(words, n =>
            known.TryGetValue(n, out string name) ? name
            : Scope.IsSampleScalar(n) ? names.Of(n.Array.Name) : n.Op is Opcode.Param ? names.Of(n.Name) : n.Op == Opcode.Dim ? names.Extent(n.Name) : null, isOfLanes: true);
        foreach (var kept in scheduler.KeptOfBlock.OrderBy(k => MethodWriter.Number(k.Value)))
        {
            known[kept.Key] = values.Of(kept.Key);
            words.Give(kept.Key, known[kept.Key]);
            keptOfBlock.Add(kept.Value, free.Of(values.PluralOfValues(known[kept.Key])));
        }
        var text = new SourceWriter();
        var method = new MethodWriter(text, formula, names, isDouble, fields, words, new Quotes(order)) { WithComments = false };
        method.OfBlock(scheduler.Before, keptOfBlock);
        passes.AddRange(method.PassTexts);
        return (text.ToString().TrimEnd('\n'), method.Passes);
    }

    /// <summary>The names that a step must leave to the kernel's members.</summary>
    private UniqueNames Reserved()
    {
        var reserved = names.Locals();
        foreach (string field in fields.Values.Concat(keptOfBlock.Values))
            reserved.Reserve(field);
        return reserved;
    }

    /// <summary>The step for short rows, and the lengths of its tiles; none where a row of a fixed length is long, or a length is computed.</summary>
    private (string?, IReadOnlyList<Node>) InTiles(LoopProgram program)
    {
        var text = new SourceWriter();
        var tiles = new TileWriter(text, formula, names, program, isDouble, Members(), Reserved(), words, new Quotes(order));
        tiles.Body(program.Steps);
        bool areShort = tiles.Taken.All(t => t.Op == Opcode.Dim || t.IsConst && t.Int <= LongestRow);
        return areShort ? (text.ToString().TrimEnd('\n'), tiles.Taken) : (null, []);
    }

    /// <summary>As in the runtime library.</summary>
    private const int LongestRow = 32;

    private string Method(LoopProgram program, bool withComments = false, bool isPreparing = false)
    {
        var text = new SourceWriter();
        var method = new MethodWriter(text, formula, names, isDouble, fields, words, new Quotes(order), isPreparing) { WithComments = withComments };
        method.Body(program);
        passes.AddRange(method.PassTexts);
        if (withComments)
            explained = method.Passes;
        return text.ToString().TrimEnd('\n');
    }

    /// <summary>The elements that a sample has in its deepest loops.</summary>
    private string WorkOf(LoopProgram program)
    {
        var nests = Loops(program.Steps, []).Select(nest => nest.Select(Extent).OfType<string>().ToList()).ToList();
        int deepest = nests.Select(n => n.Count).DefaultIfEmpty(0).Max();
        return deepest == 0 ? "1" : string.Join(" + ", nests.Where(n => n.Count == deepest)
            .Select(n => (deepest > 1 ? "(long)" : "") + string.Join(" * ", n)).Distinct());

        // An extent that is computed counts as what it comes from; what the call does not say counts as 1.
        string? Extent(Node extent) =>
            Graph.Reachable(extent).FirstOrDefault(n => n.Op == Opcode.Dim && names.Extents.Contains(n.Name)) is { } dimension ? names.Extent(dimension.Name) : null;
    }

    private static IEnumerable<List<Node>> Loops(IEnumerable<Step> steps, List<Node> outer) => steps.SelectMany(step => step switch
    {
        Loop loop => Loops(loop.Body, [.. outer, loop.Index.IndexExtent]).DefaultIfEmpty([.. outer, loop.Index.IndexExtent]),
        If branch => Loops(branch.Then.Concat(branch.Else), outer),
        _ => Enumerable.Empty<List<Node>>(),
    });

    // ------------------------------------------------------------------------------------------------------------ header

    /// <summary>What the file begins with: the formula, how it is made stable, its gradient, the passes.</summary>
    public IEnumerable<string> Header(string name)
    {
        yield return $"{name}, the loss of one sample:";
        yield return "";
        foreach (var statement in order.Statements)
            yield return "    " + LineBreaks.In(statement.Text, StepText.Width).Replace("\n", "\n    ");
        if (formula.StableForms.Count > 0)
        {
            yield return "";
            yield return "In numerically stable form:";
            yield return "";
            foreach (string form in formula.StableForms)
                yield return "    " + form;
        }
        if (new GradientText(formula, words).Lines(program) is { Count: > 0 } lines)
        {
            yield return "";
            yield return "Its gradient, scaled by seed (the reduction's scale and the sample's weight, or the cotangent that is given):";
            yield return "";
            foreach (string line in lines)
                yield return "    " + LineBreaks.In(line, StepText.Width).Replace("\n", "\n    ");
        }
        yield return "";
        if (before.Count > 0)
        {
            yield return $"Over each block of the batch {Count(before.Count + 1)} passes, whose lanes are samples:";
            yield return "";
            for (int i = 0; i < before.Count; i++)
                yield return $"    {i + 1}. {LineBreaks.In(before[i], StepText.Width).Replace("\n", "\n       ")}";
            yield return $"    {before.Count + 1}. returns losses{(formula.Gradients.Count > 0 ? "; writes " + string.Join(", ", formula.Gradients.Select(g => names.Gradient(g.Parameter.Name))) : "")}";
        }
        else if (explained.Count == 0)
            yield return IsOfScalars ? "One pass over the batch, lanes are samples; nothing is kept." : "One pass over the batch, a sample at a time; nothing is kept.";
        else
        {
            yield return explained.Count == 1 ? "For each sample one pass:" : $"For each sample {Count(explained.Count)} passes:";
            yield return "";
            for (int i = 0; i < explained.Count; i++)
                yield return $"    {i + 1}. {LineBreaks.In(explained[i], StepText.Width).Replace("\n", "\n       ")}";
        }
        if (LaneByLane().ToList() is { Count: > 0 } slow)
        {
            yield return "";
            yield return $"Lane by lane, not as vectors: {string.Join(", ", slow)}.";
        }
    }

    /// <summary>The functions that have no vector form of their own yet.</summary>
    private IEnumerable<string> LaneByLane() => Graph.Reachable(formula.Roots)
        .Where(n => n.Free.Count > 0 && (n.Op is Opcode.Sin or Opcode.Cos or Opcode.Tan or Opcode.Asin or Opcode.Acos or Opcode.Atan or Opcode.Sinh or
            Opcode.Cosh or Opcode.Erf or Opcode.LogGamma or Opcode.Digamma or Opcode.Trigamma or Opcode.Atan2 || isDouble && n.Op == Opcode.Pow))
        .Select(n => n.Op.ToString()).Distinct().OrderBy(name => name, System.StringComparer.Ordinal);

    private static string Count(int n) =>
        n <= 12 ? "zero one two three four five six seven eight nine ten eleven twelve".Split(' ')[n] : CSharpLiteral.Of(n);

    // ----------------------------------------------------------------------------------------------------------- members

    public void EmitMembers(SourceWriter writer)
    {
        if (IsOfScalars)
            Steps(writer, StepText.Widths[0]);
        else
            SampleMembers(writer);
        if (begin.Length > 0)
        {
            writer.Blank();
            writer.Write($"public static int KeptOfBlock => {CSharpLiteral.Of(keptOfBlock.Count)};");
            writer.Blank();
            using (writer.Block($"public void Begin(Block<{real}> block)"))
                writer.Write(begin);
        }
        foreach (var pass in passes)
        {
            writer.Blank();
            pass.Emit(writer, real, StepText.Widths[0], isFirst: true);
        }
        if (weight.Length > 0)
        {
            writer.Blank();
            using (writer.Block($"public readonly {real} Weight(int sample)"))
                writer.Write(weight);
        }
        if (!IsOfScalars)
        {
            writer.Blank();
            using (writer.Block("public readonly void Clear(int sample)"))
                foreach (var parameter in formula.Parameters.Where(p => p.IsDifferentiated && p.IsPerSample))
                    Clear(writer, parameter);
        }
        if (formula.Weight != null)
        {
            writer.Blank();
            writer.Write("public static bool IsWeighted => true;");
        }
        if (scheduler.IsChecked)
        {
            writer.Blank();
            writer.Write("public static bool IsChecked => true;");
            writer.Blank();
            using (writer.Block("public readonly void CheckSample(int sample)"))
                writer.Write(check);
        }
    }

    /// <summary>What has a form for each width, at one of the narrower ones.</summary>
    public void Narrow(SourceWriter writer, int width)
    {
        if (IsOfScalars)
            Steps(writer, width);
        foreach (var (pass, i) in passes.Select((p, i) => (p, i)))
        {
            if (i > 0 || IsOfScalars)
                writer.Blank();
            pass.Emit(writer, real, width, isFirst: false);
        }
    }

    /// <summary>The form for short rows at one width.</summary>
    public void ShortRows(SourceWriter writer, int width)
    {
        if (width == StepText.Widths[0])
        {
            string[] extents = [.. tiles.Where(t => !t.IsConst).Select(t => names.Extent(t.Name)).Distinct()];
            writer.Write($"public readonly bool RowsAreShort => {(extents.Length == 0 ? "true" : string.Join(" && ", extents.Select(e => $"{e} <= Tile.LongestRow")))};");
            writer.Blank();
            writer.Write($"public readonly int TileLength => {TileLength()};");
            writer.Blank();
        }
        string type = $"Vector{width}<{real}>";
        writer.Write("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
        StepText.Emit(writer, $"public readonly {type} Rows{width}<TLanes>(TLanes lanes, {type} seed, Tiles{width}<{real}> tiles) where TLanes : struct, ILanes{width}<{real}>", tileStep!, width);
    }

    private string TileLength()
    {
        int fixedLength = tiles.Where(t => t.IsConst).Sum(t => t.Int);
        var terms = tiles.Where(t => !t.IsConst).GroupBy(t => t.Name)
            .Select(g => g.Count() == 1 ? names.Extent(g.Key) : $"{CSharpLiteral.Of(g.Count())} * {names.Extent(g.Key)}").ToList();
        if (fixedLength > 0 || terms.Count == 0)
            terms.Add(CSharpLiteral.Of(fixedLength));
        return string.Join(" + ", terms);
    }

    private void Steps(SourceWriter writer, int width)
    {
        string type = $"Vector{width}<{real}>", lanes = $"where TLanes : struct, ILanes{width}<{real}>";
        writer.Write("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
        StepText.Emit(writer, $"public readonly {type} Step{width}<TLanes>(TLanes lanes, {type} seed) {lanes}", step!, width);
        if (weightStep == null)
            return;
        writer.Blank();
        writer.Write("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
        StepText.Emit(writer, $"public readonly {type} Weight{width}<TLanes>(TLanes lanes) {lanes}", weightStep, width);
    }

    private void SampleMembers(SourceWriter writer)
    {
        writer.Write("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        using (writer.Block($"public readonly {real} Sample(int sample, {real} seed)"))
            writer.Write(sample);
    }

    private void Clear(SourceWriter writer, Parameter parameter)
    {
        string gradient = names.Gradient(parameter.Name);
        if (parameter.Node.Rank > 1)
        {
            var extent = parameter.Node.Operands[1];
            writer.Write($"{gradient}.Row(sample).Clear({(extent.IsConst ? CSharpLiteral.Of(extent.Int) : names.Extent(extent.Name))});");
            return;
        }
        writer.Write($"if ({gradient}.IsWanted)");
        writer.Indent();
        writer.Write($"{gradient}[sample] = 0;");
        writer.Outdent();
    }

    /// <summary>The fields for what the whole call has in common.</summary>
    public void Fields(SourceWriter writer)
    {
        foreach (var value in scheduler.OfTheCall)
            writer.Write($"private {TypeOf(value)} {fields[value]};");
        foreach (string kept in keptOfBlock.Values)
            writer.Write($"private KeptRow<{real}> {kept};");
    }

    /// <summary>Computes these, once the arguments are bound.</summary>
    public void Prepare(SourceWriter writer)
    {
        if (prepare.Length == 0)
            return;
        writer.Blank();
        writer.Write(prepare);
    }

    private string TypeOf(Node value) => value.Kind switch { ScalarKind.Real => real, ScalarKind.Int => "int", ScalarKind.Bool => "bool" };
}

/// <summary>What a step in a kernel itself has around it: the kernel's members.</summary>
internal sealed class Members(
    LiftedFormula formula, KernelNames names, IReadOnlyDictionary<Node, string> fields, IReadOnlyDictionary<Buffer, string> keptOfBlock) : ISurroundings
{
    public string? Scalar(Node node) =>
        fields.TryGetValue(node, out string field) ? field
        : node.Op == Opcode.Dim ? names.Extent(node.Name)
        : node.Op == Opcode.Param && node.IsScalar ? names.Of(node.Name)
        : null;

    public string? Name(Node node) => Scalar(node);

    /// <summary>A local may have the name of what each sample has.</summary>
    public string Input(Node array) =>
        (formula.Parameters.Any(p => p.IsPerSample && p.Node == array) ? "this." : "") + names.Of(array.Name);

    public string Output(Buffer buffer) =>
        keptOfBlock.TryGetValue(buffer, out string kept) ? kept :
        (formula.Parameters.Any(p => p.IsPerSample && p.Name == buffer.Name && p.Node.Rank > 1) ? "this." : "") + names.Gradient(buffer.Name);
}
