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
        ownNames.UnionWith(names.Where(n => own.Contains(n.Key)).Select(n => n.Value));
        foreach (var form in forms)
        {
            var defined = form.Statements.SelectMany(s => s.Defines).Distinct().Where(names.ContainsKey).OrderBy(n => n.Id).ToList();
            ambiguous.UnionWith(defined.GroupBy(n => names[n]).Where(g => g.Count() > 1).Select(g => g.Key));
            foreach (var array in defined.Where(n => n is { Op: Opcode.Tabulate, Rank: 1 } && !ambiguous.Contains(names[n])))
                if (!ownElements.ContainsKey(array.Body))
                    ownElements.Add(array.Body, (names[array], array.Bound.First()));
        }
    }

    /// <summary>The names of the values that the loss's own text defines.</summary>
    public IEnumerable<string> OwnNames => ownNames.OrderBy(name => name, System.StringComparer.Ordinal);

    /// <summary>The name that the loss's own text gives to this value alone.</summary>
    public string? OwnNameOf(Node node) => own.Contains(node) && NameOf(node) is { } name && !ambiguous.Contains(name) ? name : null;

    /// <summary>The array of the loss's own text that it is an element of, at that index.</summary>
    public (string Name, Node Index)? OwnArrayOf(Node node) => ownElements.TryGetValue(node, out var array) ? array : null;

    /// <summary>Remembers the name that a value goes by in the code.</summary>
    public void Give(Node node, string name)
    {
        if (!given.ContainsKey(node))
            given.Add(node, name.TrimStart('@'));
    }

    public string? GivenTo(Node node) => given.TryGetValue(node, out string name) ? name : null;

    private readonly Dictionary<Node, string> given = [];
    private readonly HashSet<string> ambiguous = new(System.StringComparer.Ordinal);
    private readonly Dictionary<Node, (string Name, Node Index)> ownElements = [];

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
    public string? NameOf(Node node) => names.TryGetValue(node, out string name) ? name : null;

    /// <summary>Whether it has its name from a function that the loss calls, and the loss has a value of that name itself, or the name says
    /// nothing.</summary>
    public bool IsBorrowed(Node node) => !own.Contains(node) && NameOf(node) is { } name && (name.Length == 1 || ownNames.Contains(name));

    /// <summary>The name of the array that it is an element of, at the array's own index.</summary>
    public string? ArrayOf(Node node) => elements.TryGetValue(node, out string name) ? name : null;

    public bool IsSeed(Node node) => forms.Length > 0 && node == forms[0].Seed;

    public bool IsLoss(Node node) => forms.Any(f => f.Loss == node);

    /// <summary>The value whose adjoint it is, or whose negated adjoint.</summary>
    public (Node Primal, bool IsNegated)? AdjointOf(Node node)
    {
        if (node.Kind != ScalarKind.Real || !node.IsScalar)
            return null;
        foreach (var form in forms)
        {
            bool isDirect = form.Adjoints.TryGetValue(node, out var primal), isNegated = form.Adjoints.TryGetValue(form.Builder.Neg(node), out var negated);
            if (isDirect && (!isNegated || NameOf(primal) != null || NameOf(negated) == null))
                return (primal, false);
            if (isNegated)
                return (negated, true);
        }
        return null;
    }

    /// <summary>The parameter of whose gradient it is an element.</summary>
    public string? GradientOf(Node node)
    {
        foreach (var form in forms)
            foreach (var (parameter, gradient) in form.Gradients)
                if (gradient == node || gradient.Op == Opcode.Tabulate && gradient.Body == node)
                    return parameter.Name;
        return null;
    }

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
