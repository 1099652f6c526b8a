using System;
using System.Collections.Generic;
using System.Linq;

namespace AutoDiffLosses.Generators.Ir;

/// <summary>
/// What every pass may rely on: operands of the right number, kind and rank; loops whose variables stand above all that is free in
/// them; extents that do not depend on variables of their own; nothing free at a root but what is bound around it.
/// It runs between the passes in tests and Debug builds.
/// </summary>
internal static class IrVerifier
{
    /// <summary>Throws if the nodes are not well formed, or have other free index variables than those given.</summary>
    public static void Verify(IEnumerable<Node> roots, params Node[] free) => Throw(Violations(roots, free));

    public static void Verify(Formula formula) => Throw(Violations(formula));

    public static IReadOnlyList<string> Violations(IEnumerable<Node> roots, IReadOnlyList<Node>? free = null)
    {
        var listed = roots.ToArray();
        var violations = new List<string>();
        foreach (var node in Graph.Reachable(listed))
            if (Violation(node) is { } violation)
                violations.Add($"{violation}: {node}");
        if (free != null)
            foreach (var root in listed)
                foreach (var escaped in root.Free.Except(free))
                    violations.Add($"i{escaped.Level} is not bound: {root}");
        return violations;
    }

    public static IReadOnlyList<string> Violations(Formula formula)
    {
        var violations = new List<string>(Violations(formula.Roots));
        violations.AddRange(Violations(formula.Results.Concat(formula.Parameters.Select(p => p.Node)), []));
        var declared = new HashSet<Node>();
        foreach (var parameter in formula.Parameters)
            if (parameter.Node.Op != Opcode.Param || !declared.Add(parameter.Node))
                violations.Add($"not a parameter, or declared twice: {parameter.Node}");
        foreach (var node in Graph.Reachable(formula.Roots))
            if (node.Op == Opcode.Param && !declared.Contains(node))
                violations.Add($"an undeclared parameter: {node}");
        foreach (var check in formula.Checks)
            if (check.Guard is not { Kind: ScalarKind.Bool, Rank: 0 } ||
                check.Condition is not (null or { Kind: ScalarKind.Bool, Rank: 0 }) ||
                check.Index is not (null or { Kind: ScalarKind.Int, Rank: 0 }) ||
                check.Extent is not (null or { Kind: ScalarKind.Int, Rank: 0 }) ||
                (check.Index == null) != (check.Extent == null) || (check.Index == null) == (check.Condition == null))
                violations.Add($"a check is either of an index and its extent or of a condition: {check}");
        if (formula.Results.Count == 0)
            violations.Add("there is no result");
        return violations.Distinct().ToArray();
    }

    private static string? Violation(Node node)
    {
        if (IrRules.Violation(node.Op, node.Kind, node.Bits, node.Operands) is { } violation)
            return violation;
        if (node.Kind != IrRules.KindOf(node.Op, node.Kind, node.Operands) || node.Rank != IrRules.RankOf(node.Op, node.Operands))
            return $"{node.Op} of these operands is not {node.Kind} of rank {node.Rank}";
        if ((node.Op is Opcode.Param or Opcode.Dim) != (node.Name.Length > 0))
            return "parameters and dimensions have names, and nothing else has";
        if (!node.Op.IsBinder())
            return null;
        // A variable above all that is free in the loop is never captured by another loop around it.
        int level = node.MaxLevel;
        foreach (var bound in node.Bound)
        {
            if (bound.Level <= level)
                return $"i{bound.Level} is not above the variables that are free in its loop";
            if (node.Op == Opcode.Scatter && node.Array.DependsOn(bound))
                return "the base depends on a loop that stands inside";
            level = bound.Level;
        }
        return null;
    }

    private static void Throw(IReadOnlyList<string> violations)
    {
        if (violations.Count > 0)
            throw new InvalidOperationException(string.Join("\n", violations));
    }
}
