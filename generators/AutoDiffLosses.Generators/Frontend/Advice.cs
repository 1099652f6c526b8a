using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Diagnostics;
using AutoDiffLosses.Generators.Ir;
using Microsoft.CodeAnalysis;

namespace AutoDiffLosses.Generators.Frontend;

/// <summary>
/// What is fine C# and probably not meant, by what depends on what: a parameter without influence, a gradient that is zero everywhere, a
/// branch on the equality of differentiated values. Nothing is differentiated for it.
/// </summary>
internal static class Advice
{
    public static IReadOnlyList<Diagnostic> Of(FrontendResult result, IMethodSymbol method)
    {
        var found = new List<Diagnostic>();
        if (result.Formula is not { } formula || result.Declaration is not { IsLoss: true })
            return found;
        var reached = new HashSet<Node>(Graph.Reachable(formula.Results));
        var influences = Dependent(formula.Results[0]);
        foreach (var parameter in formula.Parameters)
        {
            if (method.Parameters.FirstOrDefault(p => p.Name == parameter.Name)?.Locations.FirstOrDefault() is not { } location || parameter.Role == ParameterRole.Static)
                continue;
            if (!reached.Contains(parameter.Node) && !parameter.Node.Operands.Any(reached.Contains))
                found.Add(Diagnostic.Create(Rules.NoInfluence, location, parameter.Name));
            else if (parameter.IsDifferentiated && reached.Contains(parameter.Node) && !influences.Contains(parameter.Node))
                found.Add(Diagnostic.Create(Rules.ZeroGradient, location, parameter.Name));
        }

        var differentiated = Differentiated(formula, reached);
        foreach (var node in reached.OrderBy(n => n.Id))
            if (node.Op is Opcode.Equal or Opcode.NotEqual && node.Operands[0] != node.Operands[1] && node.Operands.All(differentiated.Contains) &&
                result.Syntax.TryGetValue(node, out var syntax))
                found.Add(Diagnostic.Create(Rules.EqualityBranch, syntax.GetLocation()));
        return found;
    }

    /// <summary>What the value depends on by other ways than conditions, indices and steps. A stopped gradient is meant.</summary>
    private static HashSet<Node> Dependent(Node root)
    {
        var found = new HashSet<Node> { root };
        var stack = new Stack<Node>([root]);
        while (stack.Count > 0)
            foreach (var operand in Differentiable(stack.Pop()))
                if (found.Add(operand))
                    stack.Push(operand);
        return found;
    }

    /// <summary>The nodes whose value changes with a differentiated parameter.</summary>
    private static HashSet<Node> Differentiated(Formula formula, HashSet<Node> reached)
    {
        var found = new HashSet<Node>(formula.Parameters.Where(p => p.IsDifferentiated).Select(p => p.Node));
        foreach (var node in reached.OrderBy(n => n.Id))
            if (node.Op != Opcode.Stop && Differentiable(node).Any(found.Contains))
                found.Add(node);
        return found;
    }

    /// <summary>The operands that the derivative goes on to.</summary>
    private static IEnumerable<Node> Differentiable(Node node)
    {
        if (node.Kind != ScalarKind.Real)
            return [];
        return node.Op switch
        {
            Opcode.Floor or Opcode.Ceiling or Opcode.Round or Opcode.Truncate or Opcode.Sign => [],
            Opcode.Select => node.Operands.Skip(1),
            Opcode.Surrogate => [node.Operands[1]],
            Opcode.Load => [node.Array],
            Opcode.With => [node.Array, node.Written],
            _ => node.Operands.Where(o => o.Kind == ScalarKind.Real),
        };
    }
}
