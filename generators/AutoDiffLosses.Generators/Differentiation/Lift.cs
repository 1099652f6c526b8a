using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Differentiation;

/// <summary>
/// Lifts the formula of one sample over the batch. From: what the frontend reads. To: the same over an index variable of the batch at
/// level 1, with the batch as first dimension of all that a sample has of its own. Requires nothing. Guarantees that the loss and the
/// weight have no free index variable but that of the batch; later passes know no samples, only one more index.
/// </summary>
internal static class Lift
{
    public const string SamplesName = "samples", SeedName = "seed";

    public static LiftedFormula Apply(Formula formula)
    {
        var b = formula.Builder;
        var samples = b.Dim(SamplesName);
        var sample = b.Index(1, samples);

        var parameters = new List<Parameter>();
        var symbols = new Dictionary<Node, Node>();
        foreach (var parameter in formula.Parameters)
        {
            var node = parameter.Node;
            if (!parameter.IsPerSample)
            {
                parameters.Add(parameter);
                continue;
            }
            var lifted = b.Param(node.Name, node.Kind, [samples, .. node.Operands]);
            parameters.Add(parameter with { Node = lifted });
            symbols.Add(node, Element(b, lifted, sample));
        }

        var substitute = Substitution.OfSymbols(b, symbols);
        Node Lifted(Node node) => substitute(Raised(b, node));

        return new LiftedFormula
        {
            Formula = formula,
            SampleIndex = sample,
            Seed = b.Load(b.Param(FreeName(formula, SeedName), ScalarKind.Real, samples), sample),
            Loss = Lifted(formula.Results[0]),
            Weight = formula.Results.Count > 1 ? Lifted(formula.Results[1]) : null,
            Parameters = parameters,
            Checks = [.. formula.Checks.Select(c => LiftedFormula.MapCheck(c, Lifted))],
            Statements = [.. formula.Statements.Select(s => s with { Defines = [.. s.Defines.Select(Lifted)] })],
            Hints = Hints(formula, substitute),
        };
    }

    /// <summary>What a sample sees of a parameter: its number, or its array, whose loads become loads of the batch's.</summary>
    private static Node Element(IrBuilder b, Node lifted, Node sample)
    {
        if (lifted.Rank == 1)
            return b.Load(lifted, sample);
        var indices = lifted.Operands.Skip(1).Select((extent, d) => b.Index(2 + d, extent)).ToArray();
        return b.Tabulate(indices, b.Load(lifted, [sample, .. indices]));
    }

    /// <summary>The free index variables one level up: level 1 is the batch's.</summary>
    private static Node Raised(IrBuilder b, Node node)
    {
        var raised = new List<Node>();
        foreach (var free in node.Free)
            raised.Add(b.Index(free.Level + 1, Substitution.Apply(b, free.IndexExtent, node.Free, raised, raised.Count)));
        return Substitution.Apply(b, node, node.Free, raised);
    }

    /// <summary>
    /// The names of values. One in a loop that the batch has no part in keeps its level (the loop's variable is at the lowest that is
    /// free), so such a value goes by its name at both levels.
    /// </summary>
    private static Dictionary<Node, string> Hints(Formula formula, System.Func<Node, Node> substitute)
    {
        var hints = new Dictionary<Node, string>();
        foreach (var hint in formula.Hints.OrderBy(hint => hint.Key.Id))
            foreach (var node in new[] { substitute(Raised(formula.Builder, hint.Key)), substitute(hint.Key) })
                if (!node.IsConst && !hints.ContainsKey(node))
                    hints.Add(node, hint.Value);
        return hints;
    }

    private static string FreeName(Formula formula, string name)
    {
        while (formula.Parameters.Any(p => p.Name == name))
            name += "_";
        return name;
    }
}
