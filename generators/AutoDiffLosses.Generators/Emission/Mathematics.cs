using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using AutoDiffLosses.Generators.Differentiation;
using AutoDiffLosses.Generators.Ir;
using AutoDiffLosses.Generators.Simplification;

namespace AutoDiffLosses.Generators.Emission;

/// <summary>
/// Values as one reads mathematics, in the words of the formula: without casts, samples and memory, an element as <c>logits[i]</c>, and
/// what the user has named by that name. It is for comments alone.
/// </summary>
/// <param name="local">The name that a value goes by besides; null of one to be written out.</param>
internal sealed class Mathematics(LiftedFormula formula, Vocabulary words, Func<Node, string?> local) : Expressions(formula.Builder, isDouble: true)
{
    private readonly string[] letters =
        [.. new[] { "i", "j", "k", "l", "m", "n" }.Where(letter => formula.Parameters.All(p => p.Name != letter))];

    protected override bool IsInLoop => false;

    /// <summary>What is around a value, where it is not written but where conditions hold.</summary>
    public IDisposable Under(Node condition, bool holds)
    {
        Known.Add((condition, holds));
        return new Popped(Known);
    }

    private sealed class Popped(KnownConditions known) : IDisposable
    {
        public void Dispose() => known.RemoveAt(known.Count - 1);
    }

    /// <summary>The expression of a value, even if it has a name.</summary>
    public string DefinitionOf(Node node) => Definition(node);

    /// <summary>A value as the body of a sum; null if it is longer than so many characters.</summary>
    public string? Term(Node node, int longest) => Within(longest, node, Precedence.Multiplicative);

    /// <summary>A value; null if it is longer than so many characters.</summary>
    public string? Short(Node node, int longest) => Within(longest, node, Precedence.Conditional);

    // What has no name is written out where it is used, again and again: of what is long, no more than shows that it is.
    private int left = int.MaxValue;

    /// <summary>So many values go into a character at most: conversions, and choices that are known, are not written.</summary>
    private const int MostAsked = 20;

    private string? Within(int longest, Node node, Precedence least)
    {
        left = MostAsked * longest;
        string text = Of(node, least);
        bool isWhole = left >= 0 && text.Length <= longest;
        left = int.MaxValue;
        return isWhole ? text : null;
    }

    public string Condition(Node node, bool isOne) => Of(node, isOne ? Precedence.Conditional : Precedence.And);

    /// <summary>The indices that a value depends on, as of an element: of a value of the sample none.</summary>
    public string IndicesOf(Node node)
    {
        string[] indices = [.. node.Free.Where(index => index != formula.SampleIndex).Select(Leaf)];
        return indices.Length == 0 ? "" : $"[{string.Join(", ", indices)}]";
    }

    protected override (string Name, bool IsWide)? Local(Node node) => NameOf(node) is { } name ? (name, false) : null;

    private string? NameOf(Node node) =>
        node.Op is Opcode.Const or Opcode.Param or Opcode.Dim or Opcode.Index || IsElement(node) ? null
        : words.OwnNameOf(node)
          ?? (words.OwnArrayOf(node) is { } array ? $"{array.Name}[{Leaf(array.Index)}]" : null)
          ?? (words.ElementAt(node) is { } element ? $"{element.Name}[{Of(element.Index)}]" : null)
          ?? local(node);

    public static bool IsElement(Node node) => node.Op == Opcode.Load && node.Array.Op == Opcode.Param;

    protected override string Leaf(Node node) =>
        node.Op == Opcode.Index ? letters[Math.Min(Math.Max(node.Level - 2, 0), letters.Length - 1)]
        : node == formula.Seed.Array ? "seed"
        : node.Name;

    protected override string Element(Node array, IEnumerable<string> indices)
    {
        if (array == formula.Seed.Array)
            return "seed";
        string name = array.Op == Opcode.Param ? array.Name : words.NameOf(array) ?? words.GivenTo(array) ?? "row";
        bool isPerSample = formula.Parameters.Any(p => p.IsPerSample && p.Node == array);
        string[] own = [.. isPerSample ? indices.Skip(1) : indices];
        return own.Length == 0 ? name : $"{name}[{string.Join(", ", own)}]";
    }

    protected override string Definition(Node node, out Precedence precedence)
    {
        precedence = Precedence.Primary;
        if (--left < 0)
            return "…";
        if (words.NegativeOf(node) is { } negative)
        {
            precedence = Precedence.Unary;
            return "-" + negative;
        }
        switch (node.Op)
        {
            case Opcode.Const when node.Kind == ScalarKind.Real:
                string number = double.IsInfinity(node.Real) ? node.Real > 0 ? "∞" : "-∞" : ((float)node.Real).ToString("G7", CultureInfo.InvariantCulture);
                precedence = number[0] == '-' ? Precedence.Unary : Precedence.Primary;
                return number;
            case Opcode.Convert when node.Kind == ScalarKind.Real:
                return Of(node.Operands[0], Precedence.Primary);
            case Opcode.Add when ValueNames.Extremum(node, Opcode.Max) is { } x:
                return $"Softplus({Of(x)})";
            case Opcode.Sub when ValueNames.Extremum(node, Opcode.Min) is { } x:
                return $"LogSigmoid({Of(x)})";
            case Opcode.Mul when node.Operands[0] == node.Operands[1]:
                return $"Square({Of(node.Operands[0])})";
            case Opcode.SigmoidFrom:
                return $"Sigmoid({Of(node.Operands[1])})";
            case Opcode.Select when Sigmoids.Argument(node) is { } x:
                return $"Sigmoid({Of(x)})";
            case Opcode.Select when Sigmoids.Opposite(node) is { } x:
                return $"Sigmoid({words.NegativeOf(x) ?? "-" + Of(x, Precedence.Primary)})";
            case Opcode.Div when Sigmoids.OfMagnitude(node) is { } x:
                return $"Sigmoid({Of(x)})";
            case Opcode.Mul when Sigmoids.Slope(node) is { } magnitude:
                precedence = Precedence.Multiplicative;
                return $"Sigmoid({Of(magnitude.Operands[0])}) * Sigmoid(-{Of(magnitude.Operands[0], Precedence.Primary)})";
            case Opcode.Mul when Sigmoids.OfMinusMagnitude(node) is { } x:
                return $"Sigmoid(-{Of(x)})";
            // As one reads it, without parentheses around what may as well be multiplied, or added, from the left.
            case Opcode.Neg when node.Operands[0] is { Op: Opcode.Mul or Opcode.Div } product && NameOf(product) == null && Of(product, Precedence.Multiplicative) is var text && text[0] != '-':
                precedence = Precedence.Multiplicative;
                return "-" + text;
            case Opcode.Mul or Opcode.Add when Right(node) is { } right:
                precedence = node.Op == Opcode.Mul ? Precedence.Multiplicative : Precedence.Additive;
                string left = Beside(node.Operands[0], node.Operands[1], precedence);
                return node.Op == Opcode.Add ? $"{left} + {right}" : right.StartsWith("1 / ", StringComparison.Ordinal) ? left + right.Substring(1) : $"{left} * {right}";
            case Opcode.PowFromLog:
                return $"Pow({Of(node.Operands[0])}, {Of(node.Operands[2])})";
            default:
                return base.Definition(node, out precedence);
        }
    }

    /// <summary>What is multiplied, or added, if it may stand without parentheses.</summary>
    private string? Right(Node node) =>
        Of(node.Operands[1], node.Op == Opcode.Mul ? Precedence.Multiplicative : Precedence.Additive) is var text && text[0] != '-' ? text : null;

    protected override string Other(Node node)
    {
        if (!node.Op.IsReduce())
            return base.Other(node);
        string function = node.Op.ToString().Substring("Reduce".Length), body = Of(node.Body), index = Leaf(node.ReduceIndex);
        return body.EndsWith($"[{index}]", StringComparison.Ordinal) && Identifier.IsIdentifier(body.Substring(0, body.Length - index.Length - 2))
            ? $"{function}({body.Substring(0, body.Length - index.Length - 2)})"
            : $"{function}({Of(node.ReduceIndex.IndexExtent)}, {index} => {body})";
    }
}
