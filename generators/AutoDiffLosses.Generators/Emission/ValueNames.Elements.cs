using System;
using System.Globalization;
using System.Linq;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Emission;

/// <summary>Names of the elements of rows, by where they are, and of what is asked of their places.</summary>
internal sealed partial class ValueNames
{
    /// <summary>
    /// An element of a row: of logits at [label] it is labelLogit, in a loop over lanes logit, in one over i logitI; beside that nextLogit and
    /// previousLogit, logit3Ahead and logit3Behind; and reversedLogit where the row is read from its end.
    /// </summary>
    private string Element(string array, Node index)
    {
        string one = One(array);
        return index.Op == Opcode.Const ? one + index.Bits.ToString(CultureInfo.InvariantCulture)
            : index.Op == Opcode.Index ? isOfLanes || known(index) is not { } variable ? one : one + Upper(variable.TrimStart('@'))
            : Beside(index) is var (from, steps) ? steps switch
            {
                1 => "next" + Upper(Element(array, from)),
                -1 => "previous" + Upper(Element(array, from)),
                > 0 => $"{Element(array, from)}{steps}Ahead",
                _ => $"{Element(array, from)}{-steps}Behind",
            }
            : index.Op == Opcode.Sub && index.Operands[1].Op == Opcode.Index && !index.Operands[0].DependsOn(index.Operands[1]) ? "reversed" + Upper(Element(array, index.Operands[1]))
            : (known(index) ?? Described(index, depth: 2)) is { } at ? Lower(at.TrimStart('@')) + Upper(one)
            : one;
    }

    /// <summary>The index variable, and how many elements from there a place is.</summary>
    private static (Node Index, int Steps)? Beside(Node place) => (place.Op, place.Operands) switch
    {
        (Opcode.Add, [{ Op: Opcode.Index } index, { IsConst: true } steps]) => (index, steps.Int),
        (Opcode.Add, [{ IsConst: true } steps, { Op: Opcode.Index } index]) => (index, steps.Int),
        (Opcode.Sub, [{ Op: Opcode.Index } index, { IsConst: true, Int: not int.MinValue } steps]) => (index, -steps.Int),
        _ => null,
    };

    /// <summary>Whether there are so many elements before, or after, the one that a loop is at.</summary>
    private static string? HasNeighbours(Node comparison)
    {
        var (x, y) = (comparison.Operands[0], comparison.Operands[1]);
        return comparison.Op == Opcode.LessEqual && x.IsZero && Beside(y) is (_, < 0 and var before) ? Has("Previous", -before)
            : comparison.Op == Opcode.Less && x.Op == Opcode.Index && y.Op == Opcode.Sub && y.Operands[0] == x.IndexExtent && y.Operands[1] is { IsConst: true, Int: > 0 } after ? Has("Next", after.Int)
            : comparison.Op == Opcode.Less && Beside(x) is (var index, > 0 and var ahead) && y == index.IndexExtent ? Has("Next", ahead)
            : null;

        static string Has(string word, int count) => "has" + word + (count == 1 ? "" : count < Numbers.Length ? Upper(Numbers[count]) : count.ToString(CultureInfo.InvariantCulture));
    }

    private static readonly string[] Numbers = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

    /// <summary>The name of a row of such values.</summary>
    public static string Plural(string name) =>
        name.EndsWith("s", StringComparison.Ordinal) ? name : EndsInConsonantAnd('y', name) ? name.Substring(0, name.Length - 1) + "ies" : name + "s";

    internal static string One(string array)
    {
        string one = Lower(Singular(array));
        return Identifier.Escaped(one) == one ? one : Lower(array);
    }

    private static string Singular(string name) =>
        // Of bias, axis, radius and mass there is one.
        name.Length <= 2 || name[name.Length - 1] != 's' || name[name.Length - 2] is 's' or 'u' or 'i' or 'a' ? name
        : name.EndsWith("series", StringComparison.OrdinalIgnoreCase) ? name
        : name.EndsWith("ies", StringComparison.Ordinal) && name.Length > 4 ? name.Substring(0, name.Length - 3) + "y"
        : new[] { "sses", "xes", "shes", "ches" }.Any(end => name.EndsWith(end, StringComparison.Ordinal)) && !name.EndsWith("axes", StringComparison.Ordinal) ? name.Substring(0, name.Length - 2)
        : name.Substring(0, name.Length - 1);

    private static bool EndsInConsonantAnd(char last, string name) => name.Length > 2 && name[name.Length - 1] == last && "aeiou".IndexOf(name[name.Length - 2]) < 0;
}
