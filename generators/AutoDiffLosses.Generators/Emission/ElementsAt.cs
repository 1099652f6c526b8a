using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Differentiation;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Emission;

/// <summary>
/// Which values are elements of the loss's own arrays at an index that the sample has, as the logits[label] of logits that are computed: an array is
/// a formula of its index, so that nothing else says so.
/// </summary>
internal static class ElementsAt
{
    private const int MostArrays = 8, MostIndices = 4;

    public static IEnumerable<(Node Element, string Array, Node Index)> Of(LiftedFormula formula, IReadOnlyDictionary<Node, (string Name, Node Index)> bodies)
    {
        if (bodies.Count == 0)
            yield break;
        var reached = Graph.Reachable(formula.Results);
        var known = new HashSet<Node>(reached);
        var indices = reached.Where(n => n.Op == Opcode.Load).SelectMany(n => n.LoadIndices)
            .Where(index => index.Op is not (Opcode.Index or Opcode.Const) && index.Free.All(f => f == formula.SampleIndex)).Distinct().Take(MostIndices).ToList();
        foreach (var array in bodies.OrderBy(b => b.Key.Id).Take(MostArrays))
            foreach (var index in indices)
                if (Substitution.Apply(formula.Builder, array.Key, [array.Value.Index], [index]) is var element && element != array.Key &&
                    element.Op != Opcode.Load && known.Contains(element))
                    yield return (element, array.Value.Name, index);
    }
}
