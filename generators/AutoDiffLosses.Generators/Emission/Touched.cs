using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Ir;
using AutoDiffLosses.Generators.Scheduling;

namespace AutoDiffLosses.Generators.Emission;

/// <summary>Which parameters a loop program reads, and the gradients of which it writes.</summary>
internal static class Touched
{
    public static (ISet<Node> Read, ISet<string> Written) By(LoopProgram program)
    {
        var values = new List<Node>();
        var written = new HashSet<string>();
        Visit(program.Steps);
        return (new HashSet<Node>(Graph.Reachable(values).Where(n => n.Op == Opcode.Param)), written);

        void Visit(IReadOnlyList<Step> steps)
        {
            foreach (var step in steps)
            {
                values.AddRange(Values(step));
                var buffer = step switch { Store s => s.Buffer, AddTo a => a.Buffer, Clear c => c.Buffer, LetKept k => k.From, _ => null };
                if (buffer is { Kind: not BufferKind.Scratch })
                    written.UnionWith(buffer.Name.Split(','));
                if (step is If branch)
                {
                    written.UnionWith(branch.Condition.AnyWanted);
                    Visit(branch.Then);
                    Visit(branch.Else);
                }
                else if (step is Loop loop)
                {
                    Visit(loop.Before);
                    Visit(loop.Body);
                }
            }
        }
    }

    /// <summary>What is kept in memory for a later pass; null of an array of the formula's own.</summary>
    public static Node? KeptIn(Buffer buffer, IEnumerable<Step> steps) => steps.Select(step => step switch
    {
        Store { IsKept: true } kept when kept.Buffer == buffer => kept.Value,
        Loop loop => KeptIn(buffer, loop.Body),
        If branch => KeptIn(buffer, branch.Then.Concat(branch.Else)),
        _ => null,
    }).FirstOrDefault(value => value != null);

    /// <summary>The memory that the steps read and write.</summary>
    public static IEnumerable<Buffer> Buffers(IReadOnlyList<Step> steps) => steps.SelectMany(step => step switch
    {
        Store store => [store.Buffer],
        AddTo add => [add.Buffer],
        Clear clear => [clear.Buffer],
        LetKept kept => [kept.From],
        Loop loop => Buffers(loop.Body),
        If branch => Buffers([.. branch.Then, .. branch.Else]),
        _ => Enumerable.Empty<Buffer>(),
    });

    public static IEnumerable<Store> Stores(IEnumerable<Step> steps) => steps.SelectMany(step => step switch
    {
        Store store => [store],
        Loop loop => Stores(loop.Body),
        If branch => Stores(branch.Then.Concat(branch.Else)),
        _ => Enumerable.Empty<Store>(),
    });

    private static IEnumerable<Node> Values(Step step) => step switch
    {
        Let let => [let.Value],
        LetKept kept => kept.Indices,
        Assign assign => [assign.Value],
        Accumulate accumulate => [accumulate.Reduce],
        Loop loop => [loop.Index],
        If { Condition.Value: { } condition } => [condition],
        Clear clear => clear.Buffer.Extents,
        Store store => [.. store.Indices, store.Value],
        AddTo add => [.. add.Indices, add.Value],
        Verify { Check: var check } => new[] { check.Guard, check.Index, check.Extent, check.Condition }.OfType<Node>(),
        Return result => [result.Value],
        _ => [],
    };
}
