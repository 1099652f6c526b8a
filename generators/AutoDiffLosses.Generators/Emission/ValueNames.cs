using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using AutoDiffLosses.Generators.Ir;
using AutoDiffLosses.Generators.Scheduling;
using AutoDiffLosses.Generators.Simplification;
using Buffer = AutoDiffLosses.Generators.Scheduling.Buffer;

namespace AutoDiffLosses.Generators.Emission;

/// <summary>
/// A name for a value that gets a local: the user's; or that of what it is the adjoint of; or one made of what it is and of what goes into
/// it (<c>logSumExp</c>, <c>oneMinusAlpha</c>); or of what it is for. So no line should need a number to be told from another.
/// </summary>
/// <param name="known">What a value without a local is called.</param>
/// <param name="isOfLanes">Whether indices are lanes, and an element needs none in its name; rows have names apart.</param>
internal sealed partial class ValueNames(Vocabulary words, Func<Node, string?> known, bool isOfLanes = false)
{
    private const int Longest = 34, Long = 24, LongestOfAll = 44, Deepest = 5;
    private const string OneOver = "oneOver";

    /// <summary>The first of those that read a value: of more it is not asked what it is for.</summary>
    private IEnumerable<Node> UsersOf(Node node) => words.UsersOf(node).Take(MostUsers);

    private const int MostUsers = 16;

    public string Of(Node node)
    {
        string name = Best(node);
        // A row that is one value has that name itself.
        if (!isOfLanes && node.Op == Opcode.Load && node.Array.Name == name)
            return name + "Value";
        // What is 0 where a condition says so, beside what it is else.
        return node.Op == Opcode.Select && node.Operands.Skip(1).Any(o => o.IsZero) && node.Operands.Skip(1).Any(o => Named(o) == name) ? name + "OrZero" : name;
    }

    private string Best(Node node)
    {
        // One value has one name, wherever it is computed.
        if (node.Op != Opcode.Load && words.GivenTo(node) is { } given)
            return given;
        if (Named(node) is { } named)
            return words.IsBorrowed(node) ? Purpose(node) ?? Fitting(node, isNamed: false) ?? (named.Length == 1 ? named : named + "2") : named;
        if (words.IsLoss(node))
            return "loss";
        if ((Adjoint(node) ?? AdjointWhereNeeded(node)) is { } adjoint)
            return adjoint;
        // What it is for says more than a long list of what it is made of, and that more than what is done to it.
        string? fitting = Fitting(node), strict = Fitting(node, isStrict: true);
        if (strict is { Length: <= Long } && strict != Noun(node))
            return strict;
        if ((Purpose(node) ?? strict ?? (fitting != Noun(node) ? PartOf(node) ?? fitting : null) ?? Role(node) ?? Scaled(node) ?? PartOf(node) ?? OfInput(node)) is { } name)
            return name;
        words.GiveLast(node);
        return (NounOf(node) == Noun(node) ? Fitting(node, isStrict: true, longest: LongestOfAll) : null) ?? NounOf(node);
    }

    /// <summary>Whether its name says more than its expression: that of an adjoint of a value that has a name, or of a range.</summary>
    public bool SaysMore(Node node) =>
        words.AdjointsOf(node).FirstOrDefault() is ({ } primal, "" or "minus") && words.IsNamed(primal) ||
        node.Op is Opcode.Or or Opcode.And && Fitting(node) is { Length: <= Longest };

    /// <summary>The name of a row that is kept of a block: expMinusAbsValues where there is no plural.</summary>
    public string PluralOfValues(string name) =>
        name.EndsWith("s", StringComparison.Ordinal) || name.EndsWith("ed", StringComparison.Ordinal) ? name + "Values" : name + "s";

    /// <summary>A name for memory of the kernel's own: of what is kept in it, or the array's.</summary>
    /// <param name="array">The array that lies there; null of what is kept.</param>
    public string OfMemory(Buffer buffer, IReadOnlyList<Step> steps, Node? array) =>
        Touched.KeptIn(buffer, steps) is { } kept ? "kept" + Upper(Of(kept))
        : Plural((array != null && words.NameOf(array) == null ? Scattered(array) : null) ?? buffer.Name);

    /// <summary>An element of an array that a nest of loops adds to.</summary>
    private string? Scattered(Node array) =>
        array.Op == Opcode.Scatter && Join("sum", Adjoint(array.Written) ?? Fitting(array.Written)) is { Length: <= Longest } name ? name : null;

    private string? Named(Node node) =>
        known(node) is { } local ? Lower(local.TrimStart('@'))
        : words.NameOf(node) is { } name ? Lower(name)
        : words.ArrayOf(node) is { } array ? One(array)
        : words.ElementAt(node) is var (of, index) ? Element(of, index)
        : words.NegativeOf(node) is { } negative ? "minus" + Upper(negative)
        : null;

    // ------------------------------------------------------------------------------------------------------------ adjoints

    private string? Adjoint(Node node) =>
        words.GradientsOf(node).Where(g => g.Multiple.Length == 0).Select(g => One(g.Parameter) + "Adjoint")
            .Concat(words.AdjointsOf(node).Where(a => a.Multiple is "" or "minus" || words.HasName(a.Primal)).Select(a => Multiple(a.Multiple, Short(a.Primal))))
            .Concat(words.GradientsOf(node).Select(g => Multiple(g.Multiple, One(g.Parameter))))
            .FirstOrDefault(name => name != null);

    private static string? Multiple(string word, string? primal) => primal is null ? null : word.Length == 0 ? primal + "Adjoint" : word + Upper(primal) + "Adjoint";

    /// <summary>What is an adjoint, or 0 where that is not needed.</summary>
    private string? AdjointWhereNeeded(Node node) =>
        node.Op != Opcode.Select ? null
        : node.Operands[1].IsZero ? Adjoint(node.Operands[2])
        : node.Operands[2].IsZero ? Adjoint(node.Operands[1])
        : null;

    private string? Short(Node node) =>
        Known(node) ?? words.GivenTo(node) ??
        ((Fitting(node) is { Length: <= Longest - 7 } name && name != Noun(node) ? name : Purpose(node) ?? Role(node)) is { Length: <= Longest - 7 } named ? named : null);

    // --------------------------------------------------------------------------------------------------- what it is made of

    /// <summary>As much of what goes into it as a name has room for.</summary>
    /// <param name="isStrict">Whether all that goes into it is told from all else.</param>
    private string? Fitting(Node node, bool isNamed = true, bool isStrict = false, int longest = Longest)
    {
        this.isStrict = isStrict;
        string? longer = null;
        for (int depth = Deepest; depth > 0; depth--)
            if (Described(node, depth, isNamed) is { } name && !(isStrict && name == Noun(node)))
                if (name.Length <= longest)
                    // The function alone makes way for a longer name.
                    return name != Noun(node) && name.All(char.IsLower) ? longer ?? name : name;
                else if (name.Length <= LongestOfAll)
                    longer ??= name;
        return null;
    }

    private bool isStrict;

    private string? Described(Node node, int depth, bool isNamed = true)
    {
        // A name of last resort says nothing inside of another.
        if (isNamed && Named(node) is { } name && !words.IsLast(node))
            return name.Length > 1 || known(node) != null || !words.IsBorrowed(node) ? name : Described(node, depth, isNamed: false) ?? name;
        if (depth == 0)
            return null;
        string? X(int i) => Described(WithoutEpsilon(node.Operands[i]), depth - 1);
        return node.Op switch
        {
            Opcode.Const => node.Kind switch
            {
                ScalarKind.Real => IsEpsilon(node) ? "epsilon" : node.Real == 0.5 ? "half" : node.Real > 0 && node.Real < Numbers.Length && node.Real == Math.Floor(node.Real) ? Numbers[(int)node.Real] : null,
                ScalarKind.Int => node.Bits >= 0 && node.Bits < Numbers.Length ? Numbers[node.Bits] : null,
                ScalarKind.Bool => null,
            },
            Opcode.Index when isOfLanes => "index",
            // A length says little where it only scales.
            Opcode.Convert when node.Operands[0].Op != Opcode.Dim => X(0),
            Opcode.Load when node.Array.Op == Opcode.Param => Element(node.Array.Name, node.LoadIndices.Last()),
            Opcode.Load => Scattered(node.Array),
            Opcode.Stop => X(0),
            Opcode.ReduceSum => Join("sum", X(1) is "one" ? null : X(1)) ?? "sum",
            Opcode.ReduceMax => Join("max", X(1)) ?? "max",
            Opcode.ReduceMin => Join("min", X(1)) ?? "min",
            Opcode.ReduceArgMax => Join("argMax", X(1)) ?? "argMax",
            Opcode.ReduceArgMin => Join("argMin", X(1)) ?? "argMin",
            Opcode.ReduceAny => Join("any", X(1)) ?? "any",
            Opcode.ReduceAll => Join("all", X(1)) ?? "all",
            Opcode.Abs => X(0) is { } x ? Join("abs", WithoutMinus(x)) : "abs",
            Opcode.Exp or Opcode.Log or Opcode.Log1p or Opcode.Expm1 or Opcode.Sqrt or Opcode.Sin or Opcode.Cos or Opcode.Sign or
            Opcode.Sigmoid or Opcode.Softplus or Opcode.LogSigmoid or Opcode.Tanh => Join(Noun(node), X(0)) ?? Noun(node),
            Opcode.SigmoidFrom => Join("sigmoid", X(1)) ?? "sigmoid",
            Opcode.Div when Sigmoids.OfMagnitude(node) is { } magnitude => Join("sigmoid", Described(magnitude, depth - 1)) ?? "sigmoid",
            Opcode.Mul when Sigmoids.OfMinusMagnitude(node) is { } magnitude => Join("sigmoidMinus", Described(magnitude, depth - 1)) ?? "sigmoid",
            Opcode.Mul when Sigmoids.Slope(node) is { } magnitude => Join("slopeOfSigmoid", Described(magnitude.Operands[0], depth - 1)) ?? "slopeOfSigmoid",
            Opcode.Select when Sigmoids.Argument(node) is { } argument => Join("sigmoid", Described(argument, depth - 1)) ?? "sigmoid",
            Opcode.Select when Sigmoids.Opposite(node) is { } opposite => Join("sigmoidMinus", Described(opposite, depth - 1)) ?? "sigmoid",
            Opcode.PowFromLog or Opcode.Pow => "power",
            Opcode.Clamp => Join("clamped", X(0)),
            Opcode.Max when node.Operands.Any(o => o.IsZero) => Join("relu", X(node.Operands[0].IsZero ? 1 : 0)),
            Opcode.Max or Opcode.Min when node.Operands.Any(o => o.IsConst) => Join(node.Op == Opcode.Max ? "floored" : "capped", X(node.Operands[0].IsConst ? 1 : 0)),
            // Their stable forms.
            Opcode.Add when Extremum(node, Opcode.Max) is { } x => Join("softplus", Described(x, depth - 1)),
            Opcode.Sub when Extremum(node, Opcode.Min) is { } x => Join("logSigmoid", Described(x, depth - 1)),
            Opcode.Neg when X(0) is { } x && WithoutMinus(x) is var positive && positive != x => positive,
            Opcode.Neg => Join("minus", X(0)),
            Opcode.Sub => Infix("Minus") is not { Length: > Longest } ? Infix("Minus") : WithoutSharedEnd(X(0)!, X(1)!) + "Minus" + Upper(X(1)!),
            Opcode.Add => Infix("Plus"),
            Opcode.Div when SumOfMean(node) is { } sum => Join("mean", Described(sum.Body, depth - 1)),
            Opcode.Div => Infix("Over"),
            Opcode.Mul when node.Operands[0] == node.Operands[1] => Join(X(0), "squared"),
            Opcode.Mul when X(1) is { } inverse && inverse.StartsWith(OneOver, StringComparison.Ordinal) => X(0) is { } x ? x + inverse.Substring(3) : null,
            Opcode.Mul => Infix("Times"),
            // A square, or any other power; and its quotient by the base.
            Opcode.Select when node.Operands[2].Op is Opcode.Pow or Opcode.PowFromLog => PowerOf(node.Operands[2], depth) ?? "power",
            Opcode.Select when node.Operands[2] is { Op: Opcode.Div } quotient && quotient.Operands[0].Op is (Opcode.Pow or Opcode.PowFromLog) =>
                PowerOf(node.Operands[2].Operands[0], depth - 1) is { } power && Described(node.Operands[2].Operands[1], depth - 1) is { } divisor ? $"{power}Over{Upper(divisor)}" : "quotient",
            Opcode.Select => Choice(node, depth),
            Opcode.Not => Join("not", X(0)),
            _ => node.Op.IsCompare() ? Comparison(node, depth) : node.Op is Opcode.Or or Opcode.And ? Range(node, depth) : null,
        };

        // A chosenReward and a rejectedReward differ by chosenMinusRejectedReward.
        static string WithoutSharedEnd(string x, string y)
        {
            for (int start = 1; start < x.Length; start++)
                if (char.IsUpper(x[start]) && y.Length > x.Length - start && y.EndsWith(x.Substring(start), StringComparison.Ordinal))
                    return x.Substring(0, start);
            return x;
        }

        static string WithoutMinus(string x) => x.Length > 5 && x.StartsWith("minus", StringComparison.Ordinal) && char.IsUpper(x[5]) ? Lower(x.Substring(5)) : x;

        string? PowerOf(Node power, int depth) => Join(Join(Described(power.Operands[0], depth - 1), "to"), Described(power.Operands.Last(), depth - 1));

        string? Infix(string word) => Said(0) is { } x && Said(1) is { } y ? x + word + Upper(y) : null;

        // What is done to something that has no name is no name for it.
        string? Said(int i) => X(i) is { } x && (!isStrict || x != Noun(node.Operands[i]) || Named(node.Operands[i]) != null) ? x : null;
    }

    /// <summary>Of what stands inside of a name, what keeps it from 0 is left out.</summary>
    private Node WithoutEpsilon(Node node) =>
        node.Op != Opcode.Add || words.NameOf(node) != null ? node
        : IsEpsilon(node.Operands[1]) ? node.Operands[0]
        : IsEpsilon(node.Operands[0]) ? node.Operands[1]
        : node;

    private static bool IsEpsilon(Node node) => node is { IsConst: true, Kind: ScalarKind.Real, Real: > 0 and <= 1e-3 };

    /// <summary>The sum that is divided by how many it adds up, if it has no name itself.</summary>
    private Node? SumOfMean(Node quotient) =>
        quotient.Operands[0] is { Op: Opcode.ReduceSum } sum && words.NameOf(sum) == null &&
        quotient.Operands[1] is { Op: Opcode.Convert } count && count.Operands[0] == sum.ReduceIndex.IndexExtent ? sum : null;

    /// <summary>The x of max(0, x) ± log1p(exp(-|x|)), or of min.</summary>
    public static Node? Extremum(Node node, Opcode op) =>
        node.Operands[0].Op == op && node.Operands[1] is { Op: Opcode.Log1p } log && log.Operands[0].Op == Opcode.Exp
            ? node.Operands[0].Operands.Where(o => node.Operands[0].Operands.Any(z => z.IsZero)).FirstOrDefault(o => !o.IsZero)
            : null;

    /// <summary>A value or a constant is called by the value, one or its negative <c>signedX</c>.</summary>
    private string? Choice(Node choice, int depth)
    {
        var (x, y) = (choice.Operands[1], choice.Operands[2]);
        return x.IsConst && y.IsConst ? null
            : IsConstant(x) ? Described(y, depth - 1)
            : IsConstant(y) ? Described(x, depth - 1)
            : y.Op == Opcode.Neg && y.Operands[0] == x ? Join("signed", Described(x, depth - 1))
            : x.Op == Opcode.Neg && x.Operands[0] == y ? Join("signed", Described(y, depth - 1))
            : x.Op.IsReduce() && x.Op == y.Op && x.ReduceIndex == y.ReduceIndex && words.ElementChosen(choice.Operands[0], x.Body, y.Body) is { } array ? Join(Noun(x), One(array))
            : InCommon(Said(x), Said(y));

        // What begins with an adjoint, or with the seed, is another value's.
        string? Said(Node arm) =>
            Described(arm, depth - 1) is { } name && name != Noun(arm) && !name.Contains("Adjoint") && name.IndexOf("seed", StringComparison.OrdinalIgnoreCase) < 0 ? name : null;
    }

    private static bool IsConstant(Node node) => node.IsConst || node.Op == Opcode.Select && node.Operands[1].IsConst && node.Operands[2].IsConst;

    /// <summary>The words that two names begin with.</summary>
    private static string? InCommon(string? x, string? y)
    {
        if (x is null || y is null)
            return null;
        int length = 0, words = 0;
        for (; length < x.Length && length < y.Length && x[length] == y[length]; length++)
            if (length > 0 && char.IsUpper(x[length]))
                words = length;
        if (length == x.Length || length == y.Length || char.IsUpper(x[length]) && char.IsUpper(y[length]))
            words = length;
        return words > 2 ? x.Substring(0, words) : null;
    }

    private string? Comparison(Node node, int depth)
    {
        var (x, y) = (node.Operands[0], node.Operands[1]);
        if (HasNeighbours(node) is { } has)
            return has;
        if (x == y)
            return Join(Described(x, depth - 1), node.Op == Opcode.NotEqual ? "isNaN" : "isNumber");
        bool isMirrored = IsMirrored(node);
        if (isMirrored)
            (x, y) = (y, x);
        if (Described(x, depth - 1) is not { } name)
            return null;
        if (depth == 1)
            return IsClamped(x, y, isMirrored) ?? (Known(x) != null ? Join(name, isMirrored ? "isGreater" : "isLess") : null);
        string? word = (node.Op, isMirrored, y.IsZero) switch
        {
            (Opcode.Equal, _, true) => "isZero",
            (Opcode.NotEqual, _, true) => "isNonzero",
            (Opcode.Less, false, true) => "isNegative",
            (Opcode.Less, true, true) => "isPositive",
            (Opcode.LessEqual, false, true) => "isNotPositive",
            (Opcode.LessEqual, true, true) => "isNotNegative",
            _ => Described(y, depth - 1) is { } other ? (node.Op, isMirrored) switch
            {
                (Opcode.Equal, _) => "is" + Upper(other),
                (Opcode.NotEqual, _) => "isNot" + Upper(other),
                (Opcode.Less, false) => "isBelow" + Upper(other),
                (Opcode.Less, true) => "isAbove" + Upper(other),
                (_, false) => "isAtMost" + Upper(other),
                (_, true) => "isAtLeast" + Upper(other),
            } : node.Op is Opcode.Equal or Opcode.NotEqual ? null
            : isMirrored ? "isLarge" : "isSmall",
        };
        return Join(name, word);
    }

    /// <summary>Whether a floor or cap takes the place of what it is of.</summary>
    private string? IsClamped(Node x, Node y, bool isGreater)
    {
        var clamped = UsersOf(x).FirstOrDefault(user => user.Op is Opcode.Max or Opcode.Min && user.Operands.Contains(x) && user.Operands.Contains(y));
        string? name = clamped == null ? null : words.IsLoss(clamped) ? "loss" : Known(clamped) ?? Purpose(clamped);
        return Join(name, clamped?.Op == (isGreater ? Opcode.Min : Opcode.Max) ? "isClamped" : "isNotClamped");
    }

    /// <summary>What varies comes first.</summary>
    private static bool IsMirrored(Node comparison) =>
        comparison.Operands[0].IsConst || comparison.Operands[0].Free.Count == 0 && comparison.Operands[1].Free.Count > 0;

    /// <summary>Two bounds of one value.</summary>
    private string? Range(Node node, int depth) =>
        Bounded(node) is { } value ? Join(Described(value, depth - 1), node.Op == Opcode.Or ? "isOutside" : "isInside") : null;

    private static Node? Bounded(Node node)
    {
        var (first, second) = (node.Operands[0], node.Operands[1]);
        if (first.Op is not (Opcode.Less or Opcode.LessEqual) || second.Op is not (Opcode.Less or Opcode.LessEqual))
            return null;
        var shared = first.Operands[0] == second.Operands[1] ? first.Operands[0] : first.Operands[1] == second.Operands[0] ? first.Operands[1] : null;
        return shared is { IsConst: true } ? null : shared;
    }

    // ------------------------------------------------------------------------------------------------------ last resort

    private string NounOf(Node node) =>
        IsConstant(node) && !node.IsConst
            ? node.Operands[1].IsOne && node.Operands[2].IsZero ? Fitting(node.Operands[0]) ?? "constant" : "constant"
        : node.Op == Opcode.Select && node.Operands[1].IsZero ? Noun(node.Operands[2])
        : node.Op == Opcode.Select && node.Operands[2].IsZero ? Noun(node.Operands[1])
        : Noun(node);

    private static string Noun(Node node) => node.Op switch
    {
        Opcode.Add => "sum",
        Opcode.Sub => "difference",
        Opcode.Mul => "product",
        Opcode.Div => "quotient",
        Opcode.Neg => "negated",
        Opcode.Select => "chosen",
        Opcode.Load => "element",
        Opcode.Convert => "converted",
        Opcode.Less => IsMirrored(node) ? "isAbove" : "isBelow",
        Opcode.LessEqual => IsMirrored(node) ? "isAtLeast" : "isAtMost",
        Opcode.Equal => "isEqual",
        Opcode.NotEqual => "isOther",
        Opcode.Or when Bounded(node) is not null => "isOutside",
        Opcode.And when Bounded(node) is not null => "isInside",
        Opcode.And or Opcode.Or or Opcode.Not => "condition",
        _ => Lower(node.Op.ToString().Replace("Reduce", "")),
    };

    /// <summary>A name with the word that tells it from another: a shiftedLogit, but a logitShift.</summary>
    public static string Joined(string word, string name) =>
        name.EndsWith("ed", StringComparison.Ordinal) ? name + Upper(One(word)) : One(word) + Upper(name);

    private static string? Join(string? first, string? second) => first is null || second is null ? null : first + Upper(second);

    private static string Lower(string name) => char.ToLowerInvariant(name[0]) + name.Substring(1);
    internal static string Upper(string name) => char.ToUpperInvariant(name[0]) + name.Substring(1);
}
