using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using AutoDiffLosses.Generators.Frontend;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Emission;

/// <summary>
/// The formula itself, in <c>double</c>, as a plain C# method: what a user would have written, had it to be written twice.
/// From: an unlifted formula. Guarantees: what is used more than once, or has a name of the user's, is a local of the outermost method or
/// lambda where all its index variables are bound; an access is under the condition by which C# reaches it.
/// </summary>
internal sealed class FormulaPrinter : Expressions
{
    private const int Width = 120;

    private readonly Declaration declaration;
    private readonly Formula formula;
    private readonly Dictionary<Node, string> parameters = [];
    private UniqueNames names;
    private readonly ValueNames hints;
    private Scope scope = new(null, []);

    private FormulaPrinter(Declaration declaration, Formula formula) : base(formula.Builder, isDouble: true)
    {
        (this.declaration, this.formula) = (declaration, formula);
        names = new(declaration.Parameters.Select(p => p.Name), ["LossMath", "global"]);
        hints = new(new Vocabulary(formula.Hints), node => parameters.TryGetValue(node, out string? parameter) ? parameter : scope.Find(node));
        foreach (var parameter in formula.Parameters)
            parameters[parameter.Node] = parameter.Role != ParameterRole.Static ? Identifier.Escaped(parameter.Name)
                // A number in float would choose the float functions.
                : parameter.Node.Kind == ScalarKind.Real ? $"(double){parameter.Expression}"
                : parameter.Expression;
    }

    public static void Emit(SourceWriter writer, Declaration declaration, Formula formula) => new FormulaPrinter(declaration, formula).Method(writer);

    /// <summary>In place of a formula that was refused: a body that throws why.</summary>
    public static void EmitRefused(SourceWriter writer, Declaration declaration, string refusal)
    {
        using var method = Begin(writer, declaration);
        writer.Write(PublicMethods.Throw(refusal));
    }

    /// <summary>The types of its parameters, by which C# tells it apart.</summary>
    public static IEnumerable<string> ParameterTypes(Declaration declaration) => declaration.Parameters.Select(p => InDouble(p.Type));

    private static string InDouble(string type) => Regex.Replace(type, @"(?<![\w@])float\b", "double");

    private static SourceWriter.Scope Begin(SourceWriter writer, Declaration declaration)
    {
        string reference = $"{Identifier.Escaped(declaration.Name)}({string.Join(", ", declaration.Parameters.Select(p => p.Type.Replace('<', '{').Replace('>', '}')))})";
        writer.Write($"/// <inheritdoc cref=\"{reference}\"/>");
        writer.Write(PublicMethods.GeneratedCode("global::System.CodeDom.Compiler.GeneratedCode"));
        var arguments = declaration.Parameters.Select(p => new Argument(p.Name, InDouble(p.Type), p.Default?.DoubleText ?? ""));
        string heading = $"{declaration.Accessibility} static {InDouble(declaration.Result.Type)} {Identifier.Escaped(declaration.Name)}(";
        string oneLine = string.Join(", ", arguments);
        if (heading.Length + oneLine.Length < Width)
            writer.Write($"{heading}{oneLine})");
        else
        {
            writer.Write(heading);
            writer.Indent();
            writer.Write(string.Join(",\n", arguments) + ")");
            writer.Outdent();
        }
        return writer.Block();
    }

    private void Method(SourceWriter writer)
    {
        using var method = Begin(writer, declaration);
        Lengths(writer);
        var required = formula.Checks.Where(c => c.Condition != null).Select(Required).ToArray();
        Enter(formula.Results.Concat(required.Select(r => r.Holds)));
        foreach (string line in Locals(formula.Results.Concat(required.Select(r => r.Holds))))
            writer.Write(line);
        foreach (var (holds, message) in required)
            writer.Write($"LossMath.Require({Of(holds)}, {CSharpLiteral.Of(message)});");
        writer.Write($"return {Result()};");
    }

    private string Result()
    {
        if (declaration.IsWeighted)
            return $"LossMath.Weighted({string.Join(", ", formula.Results.Select(Of))})";
        int next = 0;
        return Item(declaration.Result);

        string Item(ResultDeclaration result) =>
            result.Items.Count == 0 ? Of(formula.Results[next++]) : $"({string.Join(", ", result.Items.Select(Item))})";
    }

    /// <summary>What the batch methods check of dimensions, and an operation element by element would.</summary>
    private void Lengths(SourceWriter writer)
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var parameter in declaration.Parameters)
            for (int d = 0; d < parameter.Rank; d++)
            {
                var dimension = parameter.Shape[d];
                string length = Length(parameter, d);
                string? other = dimension.IsFixed ? CSharpLiteral.Of(dimension.Length) : seen.TryGetValue(dimension.Name, out string? first) ? first : null;
                if (other != null)
                    writer.Write($"LossMath.Require({length} == {other}, {CSharpLiteral.Of($"{length} is not {other}.")});");
                else
                    seen.Add(dimension.Name, length);
            }
    }

    private static string Length(ParameterDeclaration parameter, int dimension) =>
        $"{Identifier.Escaped(parameter.Name)}.{(parameter.Rank == 1 ? "Length" : dimension == 0 ? "Rows" : "Columns")}";

    /// <summary>That a condition holds wherever it is asked for.</summary>
    private (Node Holds, string Message) Required(Check check)
    {
        var b = formula.Builder;
        var holds = b.Or(b.Not(check.Guard), check.Condition!);
        while (holds.Free.Count > 0)
            holds = b.Reduce(Opcode.ReduceAll, holds.Free[holds.Free.Count - 1], holds);
        return (holds, check.Text);
    }

    // ------------------------------------------------------------------------------------------------------------- scopes

    /// <summary>The method, or a lambda in it: the index variables that it binds, and its locals.</summary>
    private sealed class Scope(Scope? outer, IEnumerable<Node> bound)
    {
        public Dictionary<Node, string> Names { get; } = [];
        public HashSet<Node> Bound { get; } = [.. bound, .. outer?.Bound ?? []];
        public Scope? Outer => outer;

        public string? Find(Node node) => Names.TryGetValue(node, out string? name) ? name : outer?.Find(node);

        /// <summary>Whether a value can be computed here.</summary>
        public bool Has(Node node) => node.Free.All(Bound.Contains);
    }

    /// <summary>Names what gets a local in the scope that has begun.</summary>
    private void Enter(IEnumerable<Node> roots)
    {
        var uses = new Dictionary<Node, int>();
        foreach (var root in roots)
            uses[root] = 1;
        // Users first. What is used in a lambda and does not depend on it is computed before.
        foreach (var node in Graph.Reachable(roots).Reverse())
        {
            if (!uses.ContainsKey(node) || scope.Find(node) != null)
                continue;
            foreach (var operand in PrintedOperands(node))
                uses[operand] = (uses.TryGetValue(operand, out int count) ? count : 0) + (scope.Has(node) && !(node.Op.IsBinder() && operand == node.Body) ? 1 : 2);
        }
        foreach (var node in uses.Keys.OrderBy(n => n.Id).ToArray())
            if (scope.Find(node) == null && scope.Has(node) && (formula.Hints.ContainsKey(node) ? node.Op.IsCompare() || !IsPlain(node) : uses[node] > 1 && !IsPlain(node)))
                scope.Names.Add(node, names.Of(hints.Of(node)));
    }

    private IEnumerable<string> Locals(IEnumerable<Node> roots) =>
        scope.Names.OrderBy(pair => pair.Key.Id).Where(pair => pair.Key.Op != Opcode.Index)
            .Select(pair => $"{(pair.Key.IsArray ? "var" : pair.Key.Kind switch { ScalarKind.Real => "double", ScalarKind.Int => "int", ScalarKind.Bool => "bool" })} " +
                            $"{pair.Value} = {Definition(pair.Key)};");

    /// <summary>What is written again rather than named.</summary>
    private static bool IsPlain(Node node) =>
        node.Op is Opcode.Const or Opcode.Param or Opcode.Dim or Opcode.Index ||
        node.Op.IsCompare() && node.Operands.All(IsPlain) ||
        node.Op == Opcode.Load && node.Array.Op == Opcode.Param && node.Guard.IsTrue && node.LoadIndices.All(IsPlain);

    /// <summary>What the text of a node mentions: of a surrogate the value alone.</summary>
    private static IEnumerable<Node> PrintedOperands(Node node) => node.Op == Opcode.Surrogate ? node.Operands.Take(1) : node.Operands;

    private string Lambda(IReadOnlyList<Node> bound, Node body)
    {
        var outerNames = names;
        names = names.Inner();
        scope = new(scope, bound);
        foreach (var index in bound)
            scope.Names[index] = names.Of(IndexName());
        string heading = bound.Count == 1 ? scope.Names[bound[0]] : $"({string.Join(", ", bound.Select(i => scope.Names[i]))})";
        Enter([body]);
        string[] locals = [.. Locals([body])];
        string value = Of(body);
        scope = scope.Outer!;
        names = outerNames;
        return locals.Length == 0 ? $"{heading} => {value}" : $"{heading} =>\n{{\n{string.Concat(locals.Select(l => Indented(l) + "\n"))}{Indented($"return {value};")}\n}}";
    }

    private static string Indented(string text) => "    " + text.Replace("\n", "\n    ");

    private string IndexName() => new[] { "i", "j", "k" }.FirstOrDefault(name => !names.IsTaken(name)) ?? "i";

    // -------------------------------------------------------------------------------------------------------- expressions

    protected override bool IsInLoop => false;

    protected override (string Name, bool IsWide)? Local(Node node) => node.Op != Opcode.Index && scope.Find(node) is { } name ? (name, false) : null;

    protected override string Leaf(Node node) => node.Op switch
    {
        Opcode.Index => scope.Find(node) ?? throw new InvalidOperationException($"{node} is not bound."),
        Opcode.Dim => Length(node.Name),
        _ => parameters[node],
    };

    private string Length(string name)
    {
        foreach (var parameter in declaration.Parameters)
            for (int d = 0; d < parameter.Rank; d++)
                if (parameter.Shape[d].Name == name)
                    return Length(parameter, d);
        throw new InvalidOperationException($"No parameter has the dimension '{name}'.");
    }

    protected override string Element(Node array, IEnumerable<string> indices) => $"{Of(array, Precedence.Primary)}[{string.Join(", ", indices)}]";

    protected override string Other(Node node)
    {
        switch (node.Op)
        {
            case Opcode.Tabulate:
                return $"LossMath.Tabulate({string.Join(", ", node.Bound.Select(i => Of(i.IndexExtent)))}, {Lambda([.. node.Bound], node.Body)})";
            case Opcode.Zeros:
                return $"LossMath.Tabulate({string.Join(", ", node.Operands.Select(Of))}, {(node.Rank == 1 ? "_" : "(_, _)")} => {Zero(node.Kind)})";
            case Opcode.With:
                string array = Of(node.Array, Precedence.Primary);
                string changed = $"{array}.With({string.Join(", ", node.Targets.Append(node.Written).Select(Of))})";
                return node.Guard.IsTrue ? changed : $"({Of(node.Guard, Precedence.Or)} ? {changed} : {array})";
            case Opcode.Floor or Opcode.Ceiling or Opcode.Round or Opcode.Truncate:
                return $"global::System.Math.{node.Op}({Of(node.Operands[0])})";
            case Opcode.Scatter or Opcode.Contributions or Opcode.SigmoidFrom or Opcode.PowFromLog:
                throw new InvalidOperationException($"{node.Op} is of later passes.");
            default:
                return node.Op.IsReduce()
                    ? $"LossMath.{node.Op.ToString().Substring("Reduce".Length)}({Of(node.ReduceIndex.IndexExtent)}, {Lambda([node.ReduceIndex], node.Body)})"
                    : $"LossMath.{node.Op}({string.Join(", ", node.Operands.Select(Of))})";
        }
    }

    private static string Zero(ScalarKind kind) => kind switch
    {
        ScalarKind.Real => "0.0",
        ScalarKind.Int => "0",
        ScalarKind.Bool => "false",
    };
}
