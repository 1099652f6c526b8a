using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Ir;
using AutoDiffLosses.Generators.Scheduling;
using Buffer = AutoDiffLosses.Generators.Scheduling.Buffer;

namespace AutoDiffLosses.Generators.Emission;

/// <summary>What a method reads and writes: a local for each of the sample's arguments, and memory for what is kept between its passes.</summary>
internal sealed partial class MethodWriter
{
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

    private readonly Dictionary<Buffer, string> memory = [];
}
