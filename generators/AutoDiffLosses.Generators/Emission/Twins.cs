using System;
using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Differentiation;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Emission;

/// <summary>
/// Tells apart what has the same name because a function that the loss calls twice gave it, or another one: by a parameter or a value of
/// the loss that only this one reads (the norms of two differences are a positiveNorm and a negativeNorm), else by the value that it is
/// for (an intersectionWidth). What cannot be told apart is numbered later.
/// </summary>
internal sealed class Twins
{
    /// <summary>More of one name are told apart by numbers, and further than this nobody looks.</summary>
    private const int MostTwins = 6, MostNodes = 400;

    private readonly Dictionary<Node, string> names;
    private readonly HashSet<Node> own;
    private readonly Dictionary<Node, List<Node>> users = [];

    /// <param name="names">The names that values have.</param>
    /// <param name="own">Those to which the loss itself gave them.</param>
    private Twins(Dictionary<Node, string> names, HashSet<Node> own) => (this.names, this.own) = (names, own);

    /// <summary>For a value whose name another has too, the word that tells it from that.</summary>
    public static IReadOnlyDictionary<Node, string> Of(LiftedFormula formula, Dictionary<Node, string> names, HashSet<Node> own)
    {
        var reached = Graph.Reachable(formula.Results);
        var twins = reached.Where(n => names.TryGetValue(n, out string name) && name.Length > 1).GroupBy(n => names[n], StringComparer.Ordinal)
            .Select(g => g.OrderBy(n => n.Id).ToList()).Where(g => g.Count is > 1 and <= MostTwins && g.Any(n => !own.Contains(n))).ToList();
        var words = new Dictionary<Node, string>();
        if (twins.Count == 0)
            return words;
        var all = new Twins(names, own);
        foreach (var user in reached)
            foreach (var operand in user.Operands)
            {
                if (!all.users.TryGetValue(operand, out var of))
                    all.users.Add(operand, of = []);
                of.Add(user);
            }
        foreach (var group in twins)
            foreach (var (twin, word) in all.ByWhatTheyRead(group) ?? all.ByWhatTheyAreFor(group) ?? [])
                if (!own.Contains(twin))
                    words.Add(twin, word);
        return words;
    }

    private IEnumerable<(Node, string)>? ByWhatTheyRead(IReadOnlyList<Node> twins)
    {
        var read = twins.Select(Read).OfType<IReadOnlyList<string>>().ToList();
        if (read.Count < twins.Count)
            return null;
        List<string?> words = [.. read.Select((names, i) => names.FirstOrDefault(name => !read.Where((r, other) => other != i).Any(r => r.Contains(name))))];
        // Where one reads all that others read, by all of it.
        if (words.Contains(null))
            words = [.. read.Select(names => names.Count is 1 or 2 ? string.Join("And", names.Select(ValueNames.One).Select((name, i) => i == 0 ? name : ValueNames.Upper(name))) : null)];
        return words.Contains(null) || words.Distinct().Count() < words.Count ? null
            : WithoutEnd([.. twins.Select((twin, i) => (twin, ValueNames.One(words[i]!)))]);
    }

    /// <summary>The words without those that all of them end in: chosen and rejected, of two LogProbs.</summary>
    private static IReadOnlyList<(Node, string)> WithoutEnd(IReadOnlyList<(Node Twin, string Word)> found)
    {
        string first = found[0].Word;
        for (int start = 1; start < first.Length; start++)
            if (char.IsUpper(first[start]) && found.All(f => f.Word.Length > first.Length - start && f.Word.EndsWith(first.Substring(start), StringComparison.Ordinal)))
                return [.. found.Select(f => (f.Twin, f.Word.Substring(0, f.Word.Length - first.Length + start)))];
        return found;
    }

    /// <summary>The parameters and own values that a value is made of; null of too much.</summary>
    private IReadOnlyList<string>? Read(Node twin)
    {
        var found = new List<Node>();
        var seen = new HashSet<Node>();
        var stack = new Stack<Node>(twin.Operands);
        while (stack.Count > 0)
        {
            var node = stack.Pop();
            if (node.Op is Opcode.Const or Opcode.Dim or Opcode.Index || !seen.Add(node))
                continue;
            if (seen.Count > MostNodes)
                return null;
            if (node.Op == Opcode.Param || own.Contains(node) && names.ContainsKey(node))
                found.Add(node);
            else
                foreach (var operand in node.Operands)
                    stack.Push(operand);
        }
        return [.. found.OrderBy(n => n.Op == Opcode.Param ? 0 : 1).ThenBy(n => n.Id).Select(n => n.Op == Opcode.Param ? n.Name : names[n])];
    }

    private IEnumerable<(Node, string)>? ByWhatTheyAreFor(IReadOnlyList<Node> twins)
    {
        var found = twins.Select(twin => (twin, UserOf(twin) ?? "")).ToList();
        return found.All(f => f.Item2.Length > 0) && found.Select(f => f.Item2).Distinct().Count() == twins.Count ? found : null;
    }

    /// <summary>The name of the nearest value that it goes into.</summary>
    private string? UserOf(Node twin)
    {
        var seen = new HashSet<Node> { twin };
        var queue = new Queue<Node>(seen);
        while (queue.Count > 0 && seen.Count < MostNodes)
            foreach (var user in users.TryGetValue(queue.Dequeue(), out var of) ? of : [])
            {
                if (names.TryGetValue(user, out string name) && name != names[twin])
                    return name;
                if (seen.Add(user))
                    queue.Enqueue(user);
            }
        return null;
    }
}
