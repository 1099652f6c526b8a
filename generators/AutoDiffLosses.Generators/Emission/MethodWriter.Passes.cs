using System;
using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Ir;
using AutoDiffLosses.Generators.Scheduling;
using Buffer = AutoDiffLosses.Generators.Scheduling.Buffer;

namespace AutoDiffLosses.Generators.Emission;

/// <summary>Loops whose iterations are lanes of vectors: a struct with a step, and the call of a driver that runs it.</summary>
internal sealed partial class MethodWriter
{
    /// <summary>The passes, in the order of their calls.</summary>
    public List<PassText> PassTexts { get; } = [];

    private readonly HashSet<Node> reducedByPasses = [];

    private IEnumerable<Node> ReducedByPasses(IEnumerable<Step> steps, bool inBranches) => steps.SelectMany(step => step switch
    {
        Loop loop when IsPass(loop) => loop.Body.OfType<Accumulate>().Select(a => a.Reduce),
        Loop loop when inBranches => ReducedByPasses(loop.Body, inBranches),
        If branch when inBranches => ReducedByPasses(branch.Then.Concat(branch.Else), inBranches),
        _ => [],
    });

    private void WritePass(Loop loop)
    {
        string over = loop.Index == formula.SampleIndex ? "block" : Of(loop.Index.IndexExtent);
        Node[] reduced = [.. loop.Body.OfType<Accumulate>().Select(a => a.Reduce)];
        foreach (var value in Made(loop.Body))
            Comment(value);

        var declared = reduced.ToDictionary(r => r, locals.ContainsKey);
        foreach (var reduce in reduced.Where(r => !declared[r]))
            AddLocal(reduce, !isDouble && IsDouble(reduce, reduced.Length));
        string summary = Explained(loop);
        int place = PassTexts.Count;
        var (text, captured) = PassOf(loop, summary, reduced);
        string name = Add(text, place).Name;
        var pass = (Constructed: $"new {name}({string.Join(", ", captured.Arguments)})", Length: over);
        if (reduced.Length == 0)
            Call("Pass.Map", pass);
        else if (reduced.Length == 1)
            Call($"{(declared[reduced[0]] ? "" : ResultType(reduced[0]) + " ")}{locals[reduced[0]].Name} = {Conversion(reduced[0])}Pass.{Driver(reduced[0])}", pass);
        else
            WriteReductions(reduced, declared, name, pass);
    }

    /// <summary>What a loop is as a pass.</summary>
    private (PassText, Captured) PassOf(Loop loop, string summary, IReadOnlyList<Node> reduced)
    {
        // Once to see what it takes from here, and once more with those names left alone.
        var taken = Taken(loop);
        var rows = KeptRows(loop, taken);
        var (step, captured) = Step(loop, [.. taken, .. rows.Values], rows);
        string begin = Begin(loop, rows, captured, taken, out var kept);
        if (depth == 0)
            Passes.Add(kept.Count == 0 ? summary : $"over each block keeps {string.Join(", ", kept.Select(k => k.Substring("keeps ".Length)))}; then {summary}");
        return (new(PassName(loop, reduced), summary, captured.Fields, reduced.Count, IsShort(loop), step) { Kept = [.. rows.Values], Begin = begin }, captured);
    }

    /// <summary>Adds a pass; what is computed again elsewhere is the same pass.</summary>
    private PassText Add(PassText pass, int place)
    {
        if (PassTexts.FirstOrDefault(pass.IsSame) is { } same)
            return same;
        PassTexts.Insert(place, pass with { Name = kernel.Pass(pass.Name) });
        return PassTexts[place];
    }

    /// <summary>A call on one line, or with its arguments on the next.</summary>
    private void Call(string method, (string Constructed, string Length) pass)
    {
        string arguments = $"{pass.Constructed}, {pass.Length});";
        Line(method.Length + arguments.Length < StepText.Width ? $"{method}({arguments}"
            : arguments.Length < StepText.Width - 4 ? $"{method}(\n    {arguments}"
            : $"{method}(\n    {pass.Constructed},\n    {pass.Length});");
    }

    /// <summary>The most operations of a step that waits for the vector before more than it computes.</summary>
    private const int MostOfShort = 6;

    private static bool IsShort(Loop loop)
    {
        if (loop.Before.Count > 0 || !loop.Body.Any(s => s is Accumulate) || loop.Body.Any(s => s is not (Accumulate or Let or LetKept)))
            return false;
        var seen = new HashSet<Node>();
        var stack = new Stack<Node>(Made(loop.Body).Select(n => n.Op.IsReduce() ? n.Body : n));
        int operations = 0;
        while (stack.Count > 0)
        {
            var node = stack.Pop();
            if (!node.DependsOn(loop.Index) || !seen.Add(node) || node.Op is Opcode.Load or Opcode.Index)
                continue;
            if (node.Op.IsTranscendental() || ++operations > MostOfShort)
                return false;
            foreach (var operand in node.Operands)
                stack.Push(operand);
        }
        return true;
    }

    private (string, Captured) Step(Loop loop, IEnumerable<string> reserved, IReadOnlyDictionary<Buffer, string> rows, Captured? outer = null)
    {
        var captured = new Captured(ScalarAtHand, InputAtHand, OutputAtHand, rows, outer);
        var names = kernel.PassLocals();
        foreach (string name in reserved)
            names.Reserve(name);
        var text = new SourceWriter();
        new StepWriter(text, formula, loop.Index, isDouble, captured, names, words, quotes: null).Body(loop.Body);
        return (text.ToString().TrimEnd('\n'), captured);
    }

    /// <summary>Several reductions of one pass, as a tuple of doubles.</summary>
    private void WriteReductions(IReadOnlyList<Node> reduced, IReadOnlyDictionary<Node, bool> declared, string name, (string, string) pass)
    {
        var results = reduced.Select(r => IsDouble(r, reduced.Count) && !declared[r] ? locals[r].Name : unique.Of(locals[r].Name + "Result")).ToList();
        bool areSums = reduced.All(r => r.Op == Opcode.ReduceSum);
        string kinds = string.Join(", ", reduced.Select(r => "Reducer." + r.Op.ToString().Substring("Reduce".Length)));
        string driver = areSums ? $"Sum{reduced.Count}" : $"Reduce{reduced.Count}<{name}, {kinds}>";
        Call($"var ({string.Join(", ", results)}) = Pass.{driver}", pass);
        for (int i = 0; i < reduced.Count; i++)
            if (results[i] != locals[reduced[i]].Name)
                Line($"{(declared[reduced[i]] ? "" : ResultType(reduced[i]) + " ")}{locals[reduced[i]].Name} = {FromDouble(reduced[i], results[i])};");
    }

    private string FromDouble(Node reduce, string result) =>
        reduce.Kind == ScalarKind.Bool ? $"{result} != 0"
        : reduce.Kind == ScalarKind.Int ? $"(int){result}"
        : locals[reduce].IsWide || isDouble ? result : $"({Real}){result}";

    /// <summary>Whether what a driver returns for it is kept as a double.</summary>
    private static bool IsDouble(Node reduce, int reductions) =>
        reduce.Kind == ScalarKind.Real && (reduce.Op == Opcode.ReduceSum || reductions > 1);

    private string ResultType(Node reduce) => IsDouble(reduce, 1) ? "double" : TypeOf(reduce.Kind);

    private static string Conversion(Node reduce) => reduce is { Op: Opcode.ReduceSum, Kind: ScalarKind.Int } ? "(int)" : "";

    private static string Driver(Node reduce) => reduce.Op.ToString().Substring("Reduce".Length);

    private string PassName(Loop loop, IReadOnlyList<Node> reduced)
    {
        IReadOnlyList<string> made = reduced.Count > 0
            ? [.. reduced.Select(r => locals[r].Name)]
            : [.. Touched.Buffers(loop.Body).Where(b => Written(loop.Body).Contains(b)).Select(Memory).Distinct()];
        string[] names = [.. made.Take(2).Select(n => Upper(n.TrimStart('@')))];
        string joined =
            // Passes are numbered by themselves.
            names.Length < 2 ? string.Concat(names).TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9')
            : names[1] == names[0] + "2" ? "Both" + names[0]
            : $"{names[0].Substring(0, names[0].Length - LengthInCommon(names[0], names[1]))}And{names[1]}";
        return made.Count > 2 || joined.Length > 50 ? reduced.Count == 0 ? made.All(m => m.EndsWith("Gradient", StringComparison.Ordinal)) ? "Gradients" : "Kept" : reduced.All(r => r.Op == Opcode.ReduceSum) ? "Sums" : reduced.All(r => r.Op == Opcode.ReduceMax) ? "Maxima" : reduced.All(r => r.Op == Opcode.ReduceMin) ? "Minima" : "Reductions"
            : joined.Length > 0 ? joined : "Elements";
    }

    /// <summary>The length of what two names end in, where that is all but the first word of one, or says that both are gradients.</summary>
    private static int LengthInCommon(string first, string second)
    {
        int word = 1;
        while (word < first.Length && !char.IsUpper(first[word]))
            word++;
        bool isAll = word < first.Length && second.EndsWith(first.Substring(word), StringComparison.Ordinal) && !second.StartsWith(first.Substring(0, word), StringComparison.Ordinal);
        return isAll ? first.Length - word : first.EndsWith("Gradient", StringComparison.Ordinal) && second.EndsWith("Gradient", StringComparison.Ordinal) ? "Gradient".Length : 0;
    }

    private static IEnumerable<Buffer> Written(IEnumerable<Step> steps) => steps.SelectMany(step => step switch
    {
        Store store => [store.Buffer],
        AddTo add => [add.Buffer],
        If branch => Written(branch.Then.Concat(branch.Else)),
        _ => Enumerable.Empty<Buffer>(),
    });

    private static IEnumerable<Node> Made(IEnumerable<Step> steps) => steps.SelectMany(step => step switch
    {
        Let let => [let.Value],
        Accumulate accumulate => [accumulate.Reduce],
        If branch => Made(branch.Then.Concat(branch.Else)),
        _ => Enumerable.Empty<Node>(),
    });

    private static string Upper(string name) => char.ToUpperInvariant(name[0]) + name.Substring(1);

    // ---------------------------------------------------------------------------------------------------- what is at hand

    private (string Type, string Name, string Passed)? ScalarAtHand(Node node)
    {
        if (locals.TryGetValue(node, out var local))
            return (TypeOf(node.Kind), local.Name, local.IsWide ? $"({Real}){local.Name}" : local.Name);
        if (node == formula.Seed)
            return (Real, "seed", "seed");
        if (node == formula.SampleIndex || node.Op == Opcode.Dim || node.Op == Opcode.Param && node.IsScalar)
            return (TypeOf(node.Kind), Leaf(node), Leaf(node));
        return null;
    }

    private (string Type, string Name, string Passed) InputAtHand(Node array)
    {
        string type = $"Input<{TypeOf(array.Kind)}>";
        if (array.Op != Opcode.Param)
            return (type, Memory(arrays[array]), Memory(arrays[array]) + ".Kept");
        string handle = handles.TryGetValue(array, out string row) ? row : kernel.Of(array.Name);
        bool isOfSamples = array.Rank == 1 && formula.Parameters.Any(p => p.IsPerSample && p.Node == array);
        return (type, isOfSamples ? ValueNames.Plural(array.Name) : handle.TrimStart('@') + "Row", handle);
    }

    private (string Type, string Passed) OutputAtHand(Buffer buffer)
    {
        if (buffer.Kind == BufferKind.Block)
            return ($"KeptRow<{Real}>", Memory(buffer));
        if (buffer.Kind is not (BufferKind.Gradient or BufferKind.SharedGradient))
            return ($"Output<{(buffer.Element == ScalarKind.Real ? Real : "int")}>", Memory(buffer));
        bool isShared = !formula.Parameters.First(p => p.Name == buffer.Name).IsPerSample;
        return ($"{(isShared ? "SharedOutput" : "Output")}<{Real}>", gradients[buffer.Name]);
    }
}
