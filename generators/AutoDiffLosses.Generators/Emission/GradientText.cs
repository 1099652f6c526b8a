using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Differentiation;
using AutoDiffLosses.Generators.Ir;
using AutoDiffLosses.Generators.Scheduling;

namespace AutoDiffLosses.Generators.Emission;

/// <summary>
/// The gradient as a formula, for the header of a file: what is written to each gradient and where, and before that the values in it that
/// are not the user's. They go by the names of the code; what is said once and shortly is written out.
/// </summary>
internal sealed class GradientText
{
    private const int Short = 60;

    private readonly Vocabulary words;
    private readonly IrBuilder b;
    private readonly Mathematics text;
    private readonly UniqueNames unique;
    private readonly Dictionary<Node, string> named = [];
    private readonly List<Writing> written = [];

    /// <summary>The arrays that only gradients need.</summary>
    private readonly Dictionary<Buffer, string> arrays = [];

    public GradientText(LiftedFormula formula, Vocabulary words)
    {
        (this.words, b) = (words, formula.Builder);
        text = new Mathematics(formula, words, node => named.TryGetValue(node, out string name) ? name : null);
        unique = new UniqueNames(formula.Parameters.Select(p => p.Name), words.OwnNames, ["seed", "loss"]);
    }

    public IReadOnlyList<string> Lines(LoopProgram program)
    {
        foreach (var array in program.Arrays.Where(a => words.NameOf(a.Key) == null && words.GivenTo(a.Key) != null && words.IsOfGradients(a.Key)))
            arrays[array.Value] = words.GivenTo(array.Key)!;
        Visit(program.Steps, []);
        var roots = written.SelectMany(w => w.Where.Select(c => c.Condition).Concat(w.Value is null ? [] : [w.Value]).Concat(w.Indices)).ToList();
        var definitions = Definitions(roots).ToList();
        // From the last: what is written in other words needs no definition.
        List<string> lines = [.. written.Select(Line)];
        for (int i = definitions.Count - 1; i >= 0; i--)
            if (lines.Any(line => line.Contains(definitions[i].Name)))
                lines.Insert(0, definitions[i].Line);
        return lines;
    }

    /// <summary>What is written to memory, or added to it; null where it is set to 0.</summary>
    private sealed record Writing(string To, IReadOnlyList<Node> Indices, string Sign, Node? Value, IReadOnlyList<(Node Condition, bool Holds)> Where);

    private void Visit(IReadOnlyList<Step> steps, IReadOnlyList<(Node, bool)> where)
    {
        foreach (var step in steps)
            switch (step)
            {
                case Store { IsKept: false, Buffer.Kind: BufferKind.Gradient } store:
                    written.Add(new(Gradient(store.Buffer), Indices(store.Buffer, store.Indices), "=", store.Value, where));
                    break;
                case AddTo { Buffer.Kind: BufferKind.Gradient or BufferKind.SharedGradient } add:
                    written.Add(new(Gradient(add.Buffer), Indices(add.Buffer, add.Indices), "+=", add.Value, where));
                    break;
                case Store { IsKept: false } store when arrays.TryGetValue(store.Buffer, out string array):
                    written.Add(new(array, store.Indices, "=", store.Value, where));
                    break;
                case AddTo add when arrays.TryGetValue(add.Buffer, out string array):
                    written.Add(new(array, add.Indices, "+=", add.Value, where));
                    break;
                case Clear { Buffer.Kind: BufferKind.Gradient } clear when where.Count > 0:
                    written.Add(new(Gradient(clear.Buffer), [], "=", null, where));
                    break;
                case Loop loop:
                    Visit(loop.Body, where);
                    break;
                case If branch:
                    Visit(branch.Then, branch.Condition.Value is { } condition ? [.. where, (condition, true)] : where);
                    Visit(branch.Else, branch.Condition.Value is { } other ? [.. where, (other, false)] : where);
                    break;
            }
    }

    private static string Gradient(Buffer buffer) => $"∂loss/∂{buffer.Name}";

    private static IReadOnlyList<Node> Indices(Buffer buffer, IReadOnlyList<Node> indices) => buffer.Extents.Count > 0 ? indices : [];

    private string Line(Writing line)
    {
        bool isElse = line.Where is [(var condition, false)] && written.Any(w => w.Where is [(var before, true)] && before == condition);
        var conditions = line.Where.Select(c => text.Condition(c.Holds ? c.Condition : b.Not(c.Condition), isOne: line.Where.Count == 1)).ToList();
        var known = line.Where.Select(c => text.Under(c.Condition, c.Holds)).ToList();
        string value = line.Value is null ? "0" : text.Of(line.Value);
        known.ForEach(k => k.Dispose());
        string place = line.Indices.Count == 0 ? "" : $"[{string.Join(", ", line.Indices.Select(text.Of))}]";
        return $"{line.To}{place} {line.Sign} {value}{(conditions.Count == 0 ? "" : isElse ? "   otherwise" : $"   where {string.Join(" and ", conditions)}")}";
    }

    /// <summary>What the text of the loss says, or its signature.</summary>
    private bool IsKnown(Node node) => words.OwnNameOf(node) != null || words.OwnArrayOf(node) != null || words.ElementAt(node) != null || words.NegativeOf(node) != null || Mathematics.IsElement(node);

    /// <summary>Whether a definition is better read where it is used: a short one of a single use, or one as short as its name.</summary>
    private static bool IsSaidInPlace(string definition, string name, int uses, bool isCondition) =>
        definition.Length <= name.Length + 4 || isCondition && definition.Length <= Short * 2 / 3 ||
        uses == 1 && definition.Length <= Short && !definition.Contains(" ? ");

    /// <summary>The values with names of their own in the code, each before its users.</summary>
    private IEnumerable<(string Name, string Line)> Definitions(IReadOnlyList<Node> roots)
    {
        var uses = new Dictionary<Node, int>();
        var stack = new Stack<Node>();
        foreach (var root in roots)
            Use(root);
        while (stack.Count > 0)
            foreach (var operand in stack.Pop().Operands)
                Use(operand);

        foreach (var node in uses.Keys.Where(n => n.IsScalar && words.GivenTo(n) != null && !IsKnown(n)).OrderBy(n => n.Id))
        {
            string definition = text.DefinitionOf(node), name = words.GivenTo(node)!;
            if (!node.Op.IsReduce() && IsSaidInPlace(definition, name, uses[node], node.Kind == ScalarKind.Bool))
                continue;
            named[node] = unique.Of(name) + text.IndicesOf(node);
            yield return (named[node], $"{named[node]} = {definition}");
        }

        void Use(Node node)
        {
            uses[node] = uses.TryGetValue(node, out int count) ? count + 1 : 1;
            if (count == 0 && node.IsScalar && !IsKnown(node))
                stack.Push(node);
        }
    }
}
