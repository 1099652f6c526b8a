using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Ir;
using AutoDiffLosses.Generators.Scheduling;

namespace AutoDiffLosses.Generators.Emission;

/// <summary>What has locals though no step asks for it: parts of what is long, and what branches where nothing should.</summary>
internal partial class StepWriter
{
    /// <summary>The most lines of a value that is stored as one expression.</summary>
    private const int MostLines = 4;

    /// <summary>What is said before a value that is too long for one expression: the adjoints in it of what has a name, and ranges.</summary>
    private IReadOnlyList<Node> Parts(Node value)
    {
        if (!IsLane(value) || LineBreaks.In(Lane(value), StepText.Width).Count(c => c == '\n') < MostLines)
            return [];
        var found = new List<Node>();
        var seen = new HashSet<Node> { value };
        var stack = new Stack<Node>(seen);
        while (stack.Count > 0)
        {
            var node = stack.Pop();
            // An arm that the samples have no part in choosing is not computed for nothing.
            foreach (var operand in node.Op == Opcode.Select && !IsLane(node.Operands[0]) ? [] : node.Operands)
                if (operand.IsScalar && IsLane(operand) && Local(operand) == null && operand.Op != Opcode.Load && seen.Add(operand))
                {
                    stack.Push(operand);
                    if (names.SaysMore(operand))
                        found.Add(operand);
                }
        }
        return [.. found.OrderBy(n => n.Id)];
    }

    /// <summary>
    /// Gives locals to what branches in an arm of a choice by lanes: a comparison that waits for a branch beside it is moved from where
    /// masks are kept into a vector, and back.
    /// </summary>
    private void Unbranch(Node value)
    {
        foreach (var branch in Branches(value))
            Write(new Let(branch, Narrow: false));
    }

    private List<Node> Branches(Node value)
    {
        var found = new List<Node>();
        var seen = new HashSet<Node>();
        Visit(value, isArm: false);
        return found;

        void Visit(Node node, bool isArm)
        {
            if (node.Op == Opcode.Load || !(IsLane(node) || isArm) || node != value && Name(node) != null || !seen.Add(node))
                return;
            bool isChoice = node.Op == Opcode.Select, isBranch = isChoice && !IsLane(node.Operands[0]);
            if (isBranch && isArm)
                found.Add(node);
            if (!isBranch)
                foreach (var operand in node.Operands)
                    Visit(operand, isArm || isChoice && operand != node.Operands[0]);
        }
    }
}
