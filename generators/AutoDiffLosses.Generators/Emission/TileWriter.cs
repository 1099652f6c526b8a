using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Differentiation;
using AutoDiffLosses.Generators.Ir;
using AutoDiffLosses.Generators.Scheduling;
using Buffer = AutoDiffLosses.Generators.Scheduling.Buffer;

namespace AutoDiffLosses.Generators.Emission;

/// <summary>
/// Prints the loss of a vector of samples with short rows: each row lies in a tile, a vector for each of its elements, and the loops over
/// rows are plain ones over these.
/// </summary>
internal sealed class TileWriter : StepWriter
{
    private readonly LiftedFormula formula;
    private readonly KernelNames kernel;
    private readonly LoopProgram program;
    private readonly bool isDouble;
    private readonly ValueNames names;
    private readonly Quotes? quotes;
    private readonly Dictionary<Node, string> tiles = [];
    private readonly Dictionary<string, string> gradients = [];
    private readonly Dictionary<Buffer, string> scratch = [];
    private readonly List<Node> taken = [];
    private int depth;

    public TileWriter(SourceWriter writer, LiftedFormula formula, KernelNames kernel, LoopProgram program, bool isDouble, ISurroundings around,
                      UniqueNames reserved, Vocabulary words, Quotes? quotes)
        : base(writer, formula, formula.SampleIndex, isDouble, around, reserved, words, quotes)
    {
        (this.formula, this.kernel, this.program, this.isDouble, this.quotes) = (formula, kernel, program, isDouble, quotes);
        names = new ValueNames(words, n => n.Op is Opcode.Param ? kernel.Of(n.Name) : n.Op == Opcode.Dim ? kernel.Extent(n.Name) : null);
        AddName("tiles");
    }

    /// <summary>The lengths of the tiles that are taken.</summary>
    public IReadOnlyList<Node> Taken => taken;

    public override void Body(IReadOnlyList<Step> steps)
    {
        var (read, written) = Touched.By(program);
        foreach (var load in PlainLoads(steps))
            AddLoad(load);
        foreach (var parameter in formula.Parameters.Where(p => p.IsPerSample && p.Node.Rank > 1 && read.Contains(p.Node)))
            Line($"var {tiles[parameter.Node] = AddName(parameter.Name + "Rows")} = lanes.Read(this.{kernel.Of(parameter.Name)}, {Take(parameter.Node.Operands[1])});");
        foreach (var parameter in formula.Parameters.Where(p => p.IsDifferentiated && p.IsPerSample && p.Node.Rank > 1 && written.Contains(p.Name)))
            Line($"var {gradients[parameter.Name] = AddName(parameter.Name + "Gradient")} = {Take(parameter.Node.Operands[1])};");
        foreach (var buffer in program.Scratch)
            Line($"var {scratch[buffer] = AddName(names.OfMemory(buffer, program.Steps, program.Arrays.FirstOrDefault(a => a.Value == buffer).Key))} = {Take(buffer.Extents[0])};");
        foreach (var array in program.Arrays)
            tiles[array.Key] = scratch[array.Value];
        Separate();
        quotes?.Read(steps);
        Steps(steps);
    }

    private string Take(Node length)
    {
        taken.Add(length);
        return $"tiles.Take({Of(length)})";
    }

    protected override string? Tile(Node array) => tiles.TryGetValue(array, out string tile) ? tile : null;

    /// <summary>The tile of what is kept, written or read back. Where several gradients would do, the first's is there.</summary>
    private string? Tile(Buffer buffer) =>
        scratch.TryGetValue(buffer, out string row) ? row
        : buffer.Kind is BufferKind.Gradient or BufferKind.FirstWanted && gradients.TryGetValue(buffer.Name.Split(',')[0], out string gradient) ? gradient
        : null;

    protected override void Write(Step step)
    {
        switch (step)
        {
            case LetKept kept:
                string element = $"{Tile(kept.From)}[{Of(kept.Indices[0])}]";
                Line($"{(kept.IsDeclared ? Local(kept.Value) : $"var {AddLocal(kept.Value)}")} = {element};");
                break;
            case Accumulator { Reduce: var reduce }:
                Begin(reduce);
                break;
            case Accumulate { Reduce: var reduce }:
                Add(reduce);
                break;
            case Clear clear when Tile(clear.Buffer) is { } tile:
                Line($"{tile}.Clear();");
                break;
            case Loop loop:
                string extent = Of(loop.Index.IndexExtent, Precedence.Additive);
                depth++;
                Block(() =>
                {
                    string index = AddName(depth < 7 ? "ijklmn"[depth - 1].ToString() : "i");
                    Name(loop.Index, index);
                    return $"for (int {index} = 0; {index} < {extent}; {index}++)";
                }, loop.Body);
                depth--;
                break;
            case Return:
                foreach (var gradient in gradients)
                    Line($"lanes.Write(this.{kernel.Gradient(gradient.Key)}, {gradient.Value});");
                base.Write(step);
                break;
            default:
                base.Write(step);
                break;
        }
    }

    protected override void Stored(Store store)
    {
        if (Tile(store.Buffer) is not { } tile)
        {
            base.Stored(store);
            return;
        }
        string element = $"{tile}[{Of(store.Indices[0])}]", value = Lane(store.Value);
        Line($"{element} = {(Masks.Count > 0 ? $"ConditionalSelect({Masks.Last()}, {value}, {element})" : value)};");
    }

    protected override void Added(AddTo add)
    {
        if (Tile(add.Buffer) is not { } tile)
            base.Added(add);
        else if (IsLane(add.Indices[0]))
            Line($"{tile}.Add({Of(add.Indices[0])}, {Masks.LastOrDefault() ?? AllSet}, {Lane(add.Value)});");
        else
            Line($"{tile}[{Of(add.Indices[0])}] += {(Masks.Count > 0 ? $"ConditionalSelect({Masks.Last()}, {Lane(add.Value)}, {None})" : Lane(add.Value, Precedence.Additive))};");
    }

    private void Begin(Node reduce)
    {
        Quote(reduce);
        string zero = isDouble ? "Create(0L)" : "Create(0)", extreme = isDouble ? "(long)int" : "int";
        string neutral = reduce switch
        {
            { Op: Opcode.ReduceSum, Kind: ScalarKind.Real } => "Create(" + (isDouble ? "0.0" : "0f") + ")",
            { Op: Opcode.ReduceMin, Kind: ScalarKind.Real } => $"Create({Real}.PositiveInfinity)",
            { Op: Opcode.ReduceMax, Kind: ScalarKind.Real } => $"Create({Real}.NegativeInfinity)",
            { Op: Opcode.ReduceMin } => $"Create({extreme}.MaxValue)",
            { Op: Opcode.ReduceMax } => $"Create({extreme}.MinValue)",
            { Op: Opcode.ReduceAny } => None,
            { Op: Opcode.ReduceAll } => AllSet,
            _ => zero,
        };
        Line($"var {AddLocal(reduce)} = {neutral};");
    }

    private void Add(Node reduce)
    {
        string name = Local(reduce)!.Value.Name, value = Lane(reduce.Body);
        Line(reduce.Op switch
        {
            Opcode.ReduceSum when reduce.Kind == ScalarKind.Int && isDouble => $"{name} = VectorMath.Wrap({name} + {value});",
            Opcode.ReduceSum => $"{name} += {value};",
            Opcode.ReduceAny => $"{name} |= {Lane(reduce.Body, Precedence.Primary)};",
            Opcode.ReduceAll => $"{name} &= {Lane(reduce.Body, Precedence.Primary)};",
            _ when reduce.Kind == ScalarKind.Int => $"{name} = {reduce.Op.ToString().Substring("Reduce".Length)}({name}, {value});",
            _ => $"{name} = VectorMath.{reduce.Op.ToString().Substring("Reduce".Length)}({name}, {value});",
        });
    }
}
