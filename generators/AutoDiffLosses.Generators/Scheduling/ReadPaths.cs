using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Scheduling;

/// <summary>The conditions under which steps make use of values that they read back: of a choice that is the same for all lanes, one arm is evaluated.</summary>
internal sealed class ReadPaths
{
    private readonly Node index;
    private readonly IReadOnlyDictionary<Node, Buffer> kept;
    private readonly Dictionary<Node, Path> paths = [];
    private readonly HashSet<Node> locals = [];
    private readonly HashSet<(Node, Path)> seen = [];

    private ReadPaths(Node index, IReadOnlyDictionary<Node, Buffer> kept) => (this.index, this.kept) = (index, kept);

    /// <summary>By value, those that are of use at all.</summary>
    /// <param name="index">The index that the lanes have values of.</param>
    public static IReadOnlyDictionary<Node, Path> Of(IReadOnlyList<Step> steps, Node index, IReadOnlyDictionary<Node, Buffer> kept)
    {
        var reading = new ReadPaths(index, kept);
        reading.Visit(steps, Path.Always);
        return reading.paths;
    }

    private void Visit(IEnumerable<Step> steps, Path path)
    {
        foreach (var step in steps)
            switch (step)
            {
                case Let let:
                    Operands(let.Value, path);
                    locals.Add(let.Value);
                    break;
                case LetKept { From.Kind: not BufferKind.Block } own:
                    locals.Add(own.Value);
                    break;
                case Declare declare:
                    locals.Add(declare.Value);
                    break;
                case Assign assign when assign.Target == assign.Value:
                    Operands(assign.Value, path);
                    break;
                case Assign assign:
                    Read(assign.Value, path);
                    break;
                case Accumulate accumulate:
                    Read(accumulate.Reduce.Body, path);
                    break;
                case Store store:
                    Read(store.Value, path, store.Indices);
                    break;
                case AddTo add:
                    Read(add.Value, path, add.Indices);
                    break;
                case Return result:
                    Read(result.Value, path);
                    break;
                case Loop loop:
                    Visit(loop.Body, path);
                    break;
                case If { Condition: var condition } branch:
                    if (condition.Value is { } value)
                        Read(value, path);
                    Visit(branch.Then, Under(path, condition, true));
                    Visit(branch.Else, Under(path, condition, false));
                    break;
            }
    }

    /// <summary>What differs between lanes spares nothing.</summary>
    private Path Under(Path path, Condition condition, bool holds) =>
        condition.Value?.DependsOn(index) == true ? path : path.With(new Literal(condition, holds));

    private void Read(Node value, Path path, IEnumerable<Node> indices)
    {
        Read(value, path);
        foreach (var i in indices)
            Read(i, path);
    }

    private void Read(Node node, Path path)
    {
        if (!node.DependsOn(index) || locals.Contains(node) || !seen.Add((node, path)))
            return;
        if (kept.ContainsKey(node))
            paths[node] = paths.TryGetValue(node, out var known) ? Path.Common(known, path) : path;
        else
            Operands(node, path);
    }

    private void Operands(Node node, Path path)
    {
        var condition = node.Op == Opcode.Select ? Condition.Of(node.Operands[0]) : null;
        for (int i = 0; i < node.Operands.Count; i++)
            if (condition == null || i == 0)
                Read(node.Operands[i], path);
            else if (path.Says(node.Operands[0]) is not { } holds || holds == (i == 1))
                Read(node.Operands[i], Under(path, condition, holds: i == 1));
    }
}
