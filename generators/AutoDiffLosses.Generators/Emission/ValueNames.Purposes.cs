using System;
using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Emission;

/// <summary>Names by what a value is for: what it is to the values that read it.</summary>
internal sealed partial class ValueNames
{
    /// <summary>What it is to a value that has a name, or is the loss.</summary>
    private string? Purpose(Node node, int depth = 2)
    {
        if (node.Kind != ScalarKind.Real || depth == 0)
            return null;
        foreach (var user in UsersOf(node))
        {
            var other = user.Operands.FirstOrDefault(o => o != node);
            string? purpose = user.Op switch
            {
                Opcode.Clamp or Opcode.Max or Opcode.Min when user.Operands[0] == node || other is { IsConst: true } => Join("unclamped", NameOrPurpose(user)),
                Opcode.Sqrt => Join(NameOrPurpose(user), "squared"),
                Opcode.Sub when user.Operands[0].IsOne => Join("oneMinus", NameOrPurpose(user)),
                _ => null,
            };
            if (purpose is { Length: <= Longest })
                return purpose;
        }
        return null;

        string? NameOrPurpose(Node user) => words.IsLoss(user) ? "loss" : Known(user) ?? Purpose(user, depth - 1);
    }

    /// <summary>The name that it has, if that is not another's too.</summary>
    private string? Known(Node node) => words.IsLast(node) || known(node) == null && words.IsBorrowed(node) ? null : Named(node);

    /// <summary>What it is to a value that reads it.</summary>
    private string? Role(Node node)
    {
        if (node.Kind != ScalarKind.Real)
            return null;
        foreach (var user in UsersOf(node))
        {
            var other = user.Operands.FirstOrDefault(o => o != node && !o.IsConst);
            string? role = user.Op switch
            {
                Opcode.Mul or Opcode.Div when node.Op == Opcode.ReduceSum && (user.Op == Opcode.Mul || user.Operands[1] != node) => Join(NameWhereDefined(user), "sum"),
                Opcode.Mul when other != null && other.Free.Any(index => !node.DependsOn(index)) && words.IsOfGradients(node) => Join(Fitting(other), "scale"),
                Opcode.Div when user.Operands[1] == node => Join(Known(user), "denominator") ?? "denominator",
                Opcode.Add or Opcode.Sub when user.Operands[0] == node && !words.IsOfGradients(node) && words.NameOf(user) != null => Join("partOf", words.NameOf(user)),
                Opcode.Add or Opcode.Sub when user.Operands[0] != node && user.Free.Count > node.Free.Count => "offset",
                _ => null,
            };
            if (role is { Length: <= Longest })
                return role;
        }
        return null;
    }

    /// <summary>A product with too much in it for a name: by a factor that has one and varies as it does.</summary>
    private string? Scaled(Node node)
    {
        if (node.Op is not (Opcode.Mul or Opcode.Div))
            return null;
        var factors = Factors(node).Where(f => !f.IsConst && !words.IsSeed(f) && f.Free.Count == node.Free.Count).ToList();
        var factor = node.Op == Opcode.Div ? node.Operands[0] : factors.LastOrDefault(f => Named(f) != null && !words.IsLast(f)) ?? factors.FirstOrDefault();
        return factor != null && factor.Free.Count == node.Free.Count && Fitting(factor) is { Length: <= Longest - 6 } name
            ? name.StartsWith("scaled", StringComparison.Ordinal) ? null : Join("scaled", name)
            : node.Op == Opcode.Mul && Factors(node).Any(words.IsSeed) ? "scaledSeed" : null;
    }

    private static IEnumerable<Node> Factors(Node node, int depth = 3) =>
        node.Op == Opcode.Mul && depth > 0 ? node.Operands.SelectMany(o => Factors(o, depth - 1)) : [node];

    /// <summary>What is added up to an adjoint, or to a slope.</summary>
    private string? PartOf(Node node) => !words.IsOfGradients(node) ? null
        : words.AddedTo(node) is var (parameter, index) ? $"partOf{Upper(Element(parameter, index))}Adjoint"
        : Slope(node) ?? UsersOf(node).Where(user => user.Op == Opcode.Add || user.Op == Opcode.Sub && user.Operands[0] == node).Select(user => Join("partOf", Adjoint(user) ?? Slope(user)))
            .FirstOrDefault(name => name is { Length: <= Longest });

    /// <summary>Of an adjoint, what the seed is multiplied by.</summary>
    private string? Slope(Node node) => UsersOf(node).Where(user => user.Op == Opcode.Mul && user.Operands.Any(words.IsSeed))
        .SelectMany(words.AdjointsOf).Where(a => a.Multiple.Length == 0).Select(a => Join("slopeIn", Short(a.Primal))).FirstOrDefault(name => name is { Length: <= Longest });

    /// <summary>The name of a quotient, or of what it is where it is not divided by 0.</summary>
    private string? NameWhereDefined(Node node, bool isWhole = true) =>
        words.IsLoss(node) ? "loss" : Named(node) ??
        (isWhole ? UsersOf(node).Where(user => user.Op == Opcode.Select && user.Operands[1].IsZero).Select(user => NameWhereDefined(user, isWhole: false)).FirstOrDefault(name => name != null) : null);

    /// <summary>A function of one input, and of what the whole call has in common, however it is made of those.</summary>
    private string? OfInput(Node node)
    {
        if (node.Operands.Count != 1 && !node.Op.IsReduce() || node.Op is Opcode.Neg or Opcode.Not or Opcode.Convert)
            return null;
        string? input = null;
        var seen = new HashSet<Node> { node };
        var stack = new Stack<Node>(seen);
        while (stack.Count > 0)
            foreach (var operand in stack.Pop().Operands)
            {
                if (operand.Op is Opcode.Const or Opcode.Index or Opcode.Dim || !seen.Add(operand))
                    continue;
                if (operand.Op == Opcode.Param && operand.IsScalar)
                    continue;
                string? name = operand.Op == Opcode.Param ? operand.Name : operand.Op == Opcode.Load && operand.Array.Op == Opcode.Param ? One(operand.Array.Name) : null;
                if (seen.Count > 60 || name != null && input != null && name != input)
                    return null;
                input ??= name;
                if (name == null)
                    stack.Push(operand);
            }
        return input != null && Join(Join(Noun(node), "of"), input) is { Length: <= Longest } all ? all : null;
    }
}
