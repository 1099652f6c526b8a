using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Differentiation;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Emission;

/// <summary>
/// What is known of the values of a formula, to make names of: the user's own, of an array's too for its elements, which values are the
/// adjoints of others, and what a value is used for.
/// </summary>
internal sealed class Vocabulary
{
    private readonly Dictionary<Node, string> names = [], elements = [];
    private readonly HashSet<Node> own = [];
    private readonly HashSet<string> ownNames = new(System.StringComparer.Ordinal);
    private readonly LiftedFormula[] forms = [];
    private Dictionary<Node, List<Node>>? users;

    /// <summary>Of a formula that is not lifted: the user's names alone.</summary>
    public Vocabulary(IReadOnlyDictionary<Node, string> hints) => Add(hints);

    /// <param name="rest">The same formula of the samples that are not left at once, if there is such.</param>
    public Vocabulary(LiftedFormula formula, LiftedFormula? rest)
    {
        forms = rest == null ? [formula] : [formula, rest];
        foreach (var form in forms)
        {
            Add(form.Hints);
            own.UnionWith(form.Statements.SelectMany(s => s.Defines));
        }
        foreach (var form in forms)
            WithoutEarlier(form);
        ownNames.UnionWith(names.Where(n => own.Contains(n.Key)).Select(n => n.Value));
        foreach (var form in forms)
        {
            var defined = form.Statements.SelectMany(s => s.Defines).Distinct().Where(names.ContainsKey).OrderBy(n => n.Id).ToList();
            ambiguous.UnionWith(defined.GroupBy(n => names[n]).Where(g => g.Count() > 1).Select(g => g.Key));
            foreach (var array in defined.Where(n => n is { Op: Opcode.Tabulate, Rank: 1 } && !ambiguous.Contains(names[n])))
                if (!ownElements.ContainsKey(array.Body))
                    ownElements.Add(array.Body, (names[array], array.Bound.First()));
        }
        var said = new HashSet<Node>(own.Concat(ownElements.Keys));
        foreach (var form in forms)
            foreach (var twin in Twins.Of(form, Names(), said))
                twins[twin.Key] = twin.Value;
        foreach (var form in forms)
            foreach (var (element, array, index) in ElementsAt.Of(form, ownElements))
                if (!elementsAt.ContainsKey(element))
                    elementsAt.Add(element, (array, index));
        foreach (var named in own.Where(n => n.Kind == ScalarKind.Real && n.IsScalar && OwnNameOf(n) != null).OrderBy(n => n.Id).ToList())
            if (formula.Builder.Neg(named) is var negative && !negatives.ContainsKey(negative))
                negatives.Add(negative, names[named]);
        adjoints = new AdjointNames(forms);
    }

    /// <summary>A variable that statements assign again, one after the other, has its name in the end: what was before is a part of that.</summary>
    private void WithoutEarlier(LiftedFormula form)
    {
        var defined = form.Statements.SelectMany((s, i) => s.Defines.Where(n => n.IsScalar && names.ContainsKey(n)).Select(n => (Value: n, Statement: i))).ToList();
        foreach (var versions in defined.GroupBy(v => names[v.Value], System.StringComparer.Ordinal).ToList())
            if (names.All(n => n.Value != versions.Key || own.Contains(n.Key)))
                foreach (var (value, statement) in versions)
                    if (statement < versions.Max(v => v.Statement) && versions.All(v => v.Value != value || v.Statement == statement))
                        names.Remove(value);
    }

    /// <summary>The names of the values that the loss's own text defines.</summary>
    public IEnumerable<string> OwnNames => ownNames.OrderBy(name => name, System.StringComparer.Ordinal);

    /// <summary>The name that the loss's own text gives to this value alone.</summary>
    public string? OwnNameOf(Node node) => own.Contains(node) && NameOf(node) is { } name && !ambiguous.Contains(name) ? name : null;

    /// <summary>The array of the loss's own text that it is an element of, at that index.</summary>
    public (string Name, Node Index)? OwnArrayOf(Node node) => ownElements.TryGetValue(node, out var array) ? array : null;

    /// <summary>The array of the loss's own text that it is the element of at an index of the sample's.</summary>
    public (string Name, Node Index)? ElementAt(Node node) => elementsAt.TryGetValue(node, out var element) ? element : null;

    private readonly Dictionary<Node, (string Name, Node Index)> elementsAt = [];

    /// <summary>Remembers the name that a value goes by in the code.</summary>
    public void Give(Node node, string name)
    {
        if (!given.ContainsKey(node))
            given.Add(node, name.TrimStart('@'));
    }

    /// <summary>Remembers that the name of a value is one of last resort.</summary>
    public void GiveLast(Node node) => last.Add(node);

    public bool IsLast(Node node) => last.Contains(node);

    private readonly HashSet<Node> last = [];

    public string? GivenTo(Node node) => given.TryGetValue(node, out string name) ? name : null;

    private readonly Dictionary<Node, string> given = [];
    private readonly HashSet<string> ambiguous = new(System.StringComparer.Ordinal);
    private readonly Dictionary<Node, (string Name, Node Index)> ownElements = [];

    /// <summary>What tells values apart to which functions gave the same name.</summary>
    private readonly Dictionary<Node, string> twins = [];

    /// <summary>The names of values, and of the elements of arrays.</summary>
    private Dictionary<Node, string> Names()
    {
        var all = new Dictionary<Node, string>(elements);
        foreach (var name in names)
            all[name.Key] = name.Value;
        return all;
    }

    private void Add(IReadOnlyDictionary<Node, string> hints)
    {
        foreach (var hint in hints.OrderBy(h => h.Key.Id))
        {
            if (!names.ContainsKey(hint.Key))
                names.Add(hint.Key, hint.Value);
            if (hint.Key is { Op: Opcode.Tabulate, Rank: 1 } array && !elements.ContainsKey(array.Body))
                elements.Add(array.Body, hint.Value);
        }
    }

    /// <summary>The user's name of a value.</summary>
    public string? NameOf(Node node) => names.TryGetValue(node, out string name) && (own.Contains(node) || !IsOperation(node, name)) ? Apart(node, name) : null;

    private string Apart(Node node, string name) => twins.TryGetValue(node, out string word) ? ValueNames.Joined(word, name) : name;

    /// <summary>Whether the user, or a function, gave it a name.</summary>
    public bool IsNamed(Node node) => Rank(node) < 2;

    /// <summary>Whether the user, or a function, gave it a name, or the code has to.</summary>
    public bool HasName(Node node) => Rank(node) < 3;

    /// <summary>The name that the loss's own text gives to its negative.</summary>
    public string? NegativeOf(Node node) => negatives.TryGetValue(node, out string name) ? name : null;

    private readonly Dictionary<Node, string> negatives = [];

    /// <summary>Whether it has its name from a function that the loss calls, and the loss has a value of that name itself, or the name says
    /// nothing.</summary>
    public bool IsBorrowed(Node node) => !own.Contains(node) && NameOf(node) is { } name && (name.Length == 1 || ownNames.Contains(name));

    /// <summary>The name of the array that it is an element of, at the array's own index.</summary>
    public string? ArrayOf(Node node) =>
        elements.TryGetValue(node, out string name) && (ownElements.ContainsKey(node) || !IsOperation(node, name)) ? Apart(node, name) : null;

    /// <summary>Whether a name says what is done, and not to what: the square of a function of that name.</summary>
    private static bool IsOperation(Node node, string name) =>
        name.Equals(node.Op == Opcode.Mul && node.Operands[0] == node.Operands[1] ? "Square" : node.Op.ToString(), System.StringComparison.OrdinalIgnoreCase);

    /// <summary>The name of the array whose elements are one value or another, as a condition says.</summary>
    public string? ElementChosen(Node condition, Node x, Node y) => forms.Length == 0 ? null : ArrayOf(forms[0].Builder.Select(condition, x, y));

    public bool IsSeed(Node node) => forms.Length > 0 && node == forms[0].Seed;

    public bool IsLoss(Node node) => forms.Any(f => f.Loss == node);

    /// <summary>The values of whose adjoints it is a multiple, and the words for that, the best first.</summary>
    public IEnumerable<(Node Primal, string Multiple)> AdjointsOf(Node node) => adjoints?.Of(node, Rank, () => IsUnderOne(node)) ?? [];

    /// <summary>Whose names are known best: the user's, then those of functions, then those in the code.</summary>
    private int Rank(Node primal) =>
        own.Contains(primal) && names.ContainsKey(primal) ? 0 : names.ContainsKey(primal) || elements.ContainsKey(primal) ? 1
        : primal.Op.IsReduce() || given.ContainsKey(primal) ? 2 : 3;

    private readonly AdjointNames? adjoints;

    /// <summary>The parameters of whose gradients it is an element, or a multiple of one.</summary>
    public IEnumerable<(string Parameter, string Multiple)> GradientsOf(Node node) => adjoints?.OfGradients(node, () => IsUnderOne(node)) ?? [];

    /// <summary>Whether what is made of a value is not 0 under different conditions.</summary>
    private bool IsUnderOne(Node node)
    {
        Node? guard = null;
        var seen = new HashSet<Node> { node };
        var stack = new Stack<Node>(seen);
        while (stack.Count > 0)
        {
            var part = stack.Pop();
            foreach (var user in UsersOf(part))
                if (user.Op == Opcode.Select && (user.Operands[1].IsZero || user.Operands[2].IsZero))
                {
                    if (guard != null && guard != user.Operands[0])
                        return false;
                    guard = user.Operands[0];
                }
                else if ((user.Op is Opcode.Neg or Opcode.Mul || user.Op == Opcode.Div && user.Operands[0] == part) && seen.Count < MostNodes && seen.Add(user))
                    stack.Push(user);
        }
        return true;
    }

    /// <summary>Further than this nobody looks.</summary>
    private const int MostNodes = 100;

    /// <summary>The parameter, and the index, to an element of whose gradient it is added.</summary>
    public (string Parameter, Node Index)? AddedTo(Node node) => adjoints?.AddedTo(node);

    /// <summary>Whether it is computed for gradients alone.</summary>
    public bool IsOfGradients(Node node)
    {
        primal ??= [.. Graph.Reachable(forms.SelectMany(f => (f with { Gradients = [] }).Results))];
        return forms.Length > 0 && !primal.Contains(node);
    }

    private HashSet<Node>? primal;

    /// <summary>What reads a value, in the order of the formula.</summary>
    public IReadOnlyList<Node> UsersOf(Node node)
    {
        if (users == null)
        {
            users = [];
            foreach (var user in Graph.Reachable(forms.SelectMany(f => f.Results)))
                foreach (var operand in user.Operands)
                {
                    if (!users.TryGetValue(operand, out var list))
                        users.Add(operand, list = []);
                    list.Add(user);
                }
        }
        return users.TryGetValue(node, out var found) ? found : [];
    }
}
