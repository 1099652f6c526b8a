using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace AutoDiffLosses.Generators.Tests.EndToEnd;

/// <summary>
/// Losses made by chance from a seed, with every role a parameter can have. There are always a scalar x, an array v and a label k of each
/// sample, and a bound n; y, w, q and ids may be of the sample, shared, or hyperparameters. Every fourth loss may throw: it has indices
/// that are not in range everywhere, and requirements; the others clamp all indices.
/// </summary>
internal sealed class RandomLoss(int seed)
{
    private readonly Random random = new(seed);
    private readonly StringBuilder text = new();
    private readonly List<string> reals = ["x"], assignable = [], integers = ["k", "n", "v.Length"], vectors = ["v"], others = [], functions = [];
    private int names, loops;
    private bool isWeighted, mayThrow;

    /// <summary>Constants and helpers that every loss may use.</summary>
    public const string Members = """
            private const float Half = 1f / 2, Third = 1f / 3;
            private static readonly float Fixed = 0.75f;

            private static float Helper(float a, int n, float b = Third)
            {
                if (n < 0)
                    return a * b;
                float sum = 0;
                if (a > 0)
                    sum += a;
                return sum + Sum(n % 3, i => a * (i + b));
            }

            private static (float Low, float High) Ordered(float a, float b) => a < b ? (a, b) : (b, a);

            private static Vec<float> Centred(Vec<float> a) => a - Mean(a);

        """;

    public string Write(string name)
    {
        var parameters = new List<string> { "float x", "[Shape(\"a\")] Vec<float> v", "int k" };
        var hyperparameters = new List<string> { "[Hyperparameter] int n = 2" };
        void Parameter(string declaration, string attributes, bool isHyperparameter) =>
            (isHyperparameter ? hyperparameters : parameters).Insert(0, $"{(attributes == "" ? "" : $"[{attributes}] ")}{declaration}");
        void Role(string declaration, string shape, List<string> list, string entry)
        {
            int role = random.Next(5);
            string attribute = role switch { 0 or 1 => "", 2 => "Target", 3 => "Shared", _ => "Hyperparameter" };
            Parameter(declaration, string.Join(", ", new[] { attribute, shape }.Where(a => a != "")), role == 4);
            list.Add(entry);
        }
        if (random.Next(3) > 0)
            Role("float y", "", reals, "y");
        if (random.Next(3) > 0)
            Role("Vec<float> w", "Shape(\"a\")", vectors, "w");
        if (random.Next(3) == 0)
            Role("Vec<float> q", "", others, "q");
        if (random.Next(4) == 0)
            Role("Vec<float> f", "Shape(3)", others, "f");
        if (random.Next(4) == 0)
        {
            Parameter("Vec<int> ids", "Shape(\"a\")", isHyperparameter: false);
            integers.AddRange([$"ids[{Element("v")}]"]);
        }
        if (random.Next(2) == 0)
            hyperparameters.Add("[Hyperparameter] float h = 0.75f");
        if (hyperparameters.Contains("[Hyperparameter] float h = 0.75f"))
            reals.Add("h");
        isWeighted = random.Next(6) == 0;
        mayThrow = random.Next(4) == 0;

        string declaration = $"[Loss(AlsoDouble = true)]\npublic static {(isWeighted ? "Weighted" : "float")} {name}({string.Join(", ", parameters)},\n" +
                             $"    {string.Join(", ", hyperparameters)})";
        int count = random.Next(0, 6);
        if (count == 0 && !isWeighted)
            return $"{declaration} => {Real(4)};\n";
        if (mayThrow && random.Next(2) == 0)
            text.Append($"{One("", "if (k < n) ")}Require({One("k", "n", "v.Length", "k + n")} {One("!=", "<", ">=")} {One("0", "1", "2", "v.Length")}, \"required\");\n");
        for (int i = 0; i < count; i++)
            Statement(2);
        Return(3);
        return $"{declaration}\n{{\n{text}}}\n";
    }

    private T One<T>(params T[] items) => items[random.Next(items.Length)];
    private string Of(List<string> names) => names[random.Next(names.Count)];
    private string Name(string stem) => stem + names++;

    // --------------------------------------------------------------------------------------------------------- statements

    private void Return(int depth)
    {
        if (!isWeighted)
            text.Append($"return {Real(depth)};\n");
        else if (random.Next(4) == 0)
            text.Append("return Weighted(0, 0);\n");
        else
        {
            string weight = Name("weight");
            text.Append($"float {weight} = {One("1f", $"Sigmoid({Real(1)})", "(k + 1) * 0.5f", $"(k == 0 ? 0f : {Real(0)} > 0 ? 2f : 1f)")};\n" +
                        $"return Weighted({weight} * {Real(depth)}, {weight});\n");
        }
    }

    private void Statement(int depth)
    {
        switch (random.Next(depth > 0 && loops == 0 ? 14 : 4))
        {
            case 0 or 1:
                Declare("a");
                break;
            case 2 when assignable.Count > 0 && loops == 0:
                text.Append($"{Of(assignable)} {One("=", "+=", "-=", "*=")} {Real(2)};\n");
                break;
            case 3:
                string number = Name("m");
                text.Append($"int {number} = {Integer(2)};\n");
                integers.Add(number);
                break;
            case 4 or 5:
                string vector = Name("u");
                text.Append($"Vec<float> {vector} = {Vector(2)};\n");
                vectors.Add(vector);
                break;
            case 6 or 7:
                text.Append($"if ({Condition(2)})\n{{\n");
                Scoped(() => { Statement(depth - 1); Assign(); if (random.Next(3) == 0) Return(2); });
                text.Append("}\n");
                if (random.Next(2) == 0)
                {
                    text.Append("else\n{\n");
                    Scoped(() => { Statement(depth - 1); Assign(); });
                    text.Append("}\n");
                }
                break;
            case 8:
                text.Append($"if ({Condition(2)})\n{{\n");
                Scoped(() => Return(2));
                text.Append("}\n");
                break;
            case 9:
                var (first, second) = (Name("b"), Name("b"));
                text.Append($"var ({first}, {second}) = {One($"({Real(2)}, {Real(2)})", $"Ordered({Real(1)}, {Real(2)})")};\n" +
                            $"({first}, {second}) = ({second}, {first});\n");
                reals.AddRange([first, second]);
                break;
            case 10:
                LocalFunction();
                break;
            case 11:
                Lambda();
                break;
            case 12:
                string pair = Name("t");
                text.Append($"var {pair} = (First: {Real(2)}, Second: {Real(1)});\n");
                reals.AddRange([$"{pair}.First", $"{pair}.Item2"]);
                break;
            default:
                Declare("c");
                break;
        }
    }

    private void Declare(string stem)
    {
        string name = Name(stem);
        text.Append($"float {name} = {Real(3)};\n");
        reals.Add(name);
        assignable.Add(name);
    }

    private void Assign()
    {
        if (assignable.Count > 0)
            text.Append($"{Of(assignable)} = {Real(2)};\n");
    }

    private void LocalFunction()
    {
        string name = Name("F");
        text.Append($"float {name}(float p, int i)\n{{\n");
        Scoped(() =>
        {
            reals.Add("p");
            integers.Add("i");
            if (random.Next(2) == 0)
                text.Append($"if ({Condition(1)}) return {Real(1)};\n");
            if (random.Next(4) == 0)
                Assign();
            text.Append($"return {Real(2)};\n");
        });
        text.Append("}\n");
        functions.Add($"{name}(#, @)");
    }

    private void Lambda()
    {
        string name = Name("G");
        Scoped(() =>
        {
            reals.Add("p");
            text.Append($"Func<float, float> {name} = p => {Real(2)};\n");
        });
        functions.Add($"{name}(#)");
    }

    /// <summary>What is declared inside is not there after.</summary>
    private void Scoped(Action write)
    {
        var lists = new[] { reals, assignable, integers, vectors, functions };
        int[] counts = [.. lists.Select(l => l.Count)];
        write();
        for (int i = 0; i < lists.Length; i++)
            lists[i].RemoveRange(counts[i], lists[i].Count - counts[i]);
    }

    // -------------------------------------------------------------------------------------------------------- expressions

    private string Real(int depth)
    {
        if (depth <= 0)
            return random.Next(4) == 0 ? One("1f", "0.5f", "2f", "-1.5f", "Half", "Third", "Fixed", "(float)Math.PI") : Of(reals);
        string Next() => Real(depth - 1);
        switch (random.Next(32))
        {
            case 0 or 1: return $"({Next()} + {Next()})";
            case 2: return $"({Next()} - {Next()})";
            case 3 or 4: return $"({Next()} * {Next()})";
            case 5: return $"({Next()} / (2f + {Next()} * {Next()}))";
            case 6 or 7: return $"{One("Tanh", "Sigmoid", "Sin", "Softplus", "Abs", "Relu", "Square", "MathF.Cos", "LogSigmoid", "Erf", "Atan")}({Next()})";
            case 8: return One($"Log(1f + Exp({Next()}))", $"-Log(Sigmoid({Next()}))", $"Log(1 - Sigmoid({Next()}))", $"(Exp(Tanh({Next()})) - 1f)", $"Log1p(Square({Next()}))");
            case 9: return $"{One("Min", "Max", "LogAddExp", "MathF.Max")}({Next()}, {Next()})";
            case 10: return $"({Condition(depth - 1)} ? {Next()} : {Next()})";
            case 11: return $"({Next()} switch {{ < 0 => {Next()}, >= 0 and < 0.9f => {Next()}, _ => {Next()} }})";
            case 12:
                string rest = Name("s");
                return $"({Integer(1)} switch {{ 0 => {Next()}, 1 or 2 when {Condition(0)} => {Next()}, var {rest} => {rest} * {Next()} }})";
            case 13 or 14 or 15: return $"{One("Sum", "Mean", "Max", "Min", "LogSumExp", "Sum")}({OfIndex(depth - 1)})";
            case 16 or 17: return $"{One("Sum", "Mean", "Norm", "SquaredNorm", "LogSumExp", "Max", "Min")}({Vector(depth - 1)})";
            case 18: return $"{Of(vectors)}[{Element("v")}]";
            case 19 when functions.Count > 0 && loops == 0: return Of(functions).Replace("#", Next()).Replace("@", Integer(1));
            case 20: return $"Helper({Next()}, {One("", "b: 2f, ")}n: {Integer(1)})";
            case 21: return $"{One("Dot", "SquaredDistance", "CosineSimilarity")}({Vector(depth - 1)}, {Vector(depth - 1)})";
            case 22 or 23 when others.Count > 0:
                string other = Of(others);
                return $"{other}[{Element(other)}]";
            case 24: return $"StopGradient({Next()})";
            case 25: return One($"Pow(Abs({Next()}) + 0.5f, {Next()})", $"Pow(Sigmoid({Next()}), 2f)", $"Pow({Next()}, 2)", $"Sqrt(1f + Square({Next()}))", $"Pow(1 - Sigmoid({Next()}), {One(reals.Contains("h") ? "h" : "3", "1.5f", "2")})");
            case 26: return One($"Clamp({Next()}, -1f, 1f)", $"Clamp({Next()}, -Abs({Next()}), 1f)", $"XLogY(Sigmoid({Next()}), 1f + Abs({Next()}))", $"Atan2({Next()}, 2f)", $"LogGamma(1.5f + Abs({Next()}))");
            case 27: return $"({Next()} {One("+", "*")} (float)Math.Sqrt(2 + Math.Cos({Next()})))";
            case 28: return $"Softmax({Vector(depth - 1)})[{Element("v")}]";
            case 29: return $"-{One("LogSoftmax", "Normalize", "Centred")}({Vector(depth - 1)})[{Element("v")}]";
            case 30: return $"({Condition(depth - 1)} ? Log(Abs({Next()})) : 0f)";
            default: return $"({Integer(depth - 1)} * {Next()})";
        }
    }

    private string OfIndex(int depth)
    {
        string index = Name("i"), extent = One("v.Length", "v.Length", "n", "v.Length - 1", "n + 1", "v.Length / 2", others.Count > 0 ? $"{others[0]}.Length" : "3");
        if (loops > 0 && random.Next(3) == 0)
            extent = integers.Last(i => i == "n" || i == "v.Length" || i.StartsWith('i') && !i.Contains('['));
        string body = "";
        Scoped(() =>
        {
            loops++;
            integers.AddRange([index, index]);
            if (extent is "v.Length" or "v.Length - 1" or "v.Length / 2")
                reals.AddRange([.. vectors.SelectMany(v => new[] { $"{v}[{index}]", $"{v}[v.Length - 1 - {index}]" })]);
            if (extent == "v.Length - 1")
                reals.AddRange([.. vectors.Select(v => $"{v}[{index} + 1]")]);
            if (others.Count > 0 && extent == $"{others[0]}.Length")
                reals.AddRange([$"{others[0]}[{index}]", $"{others[0]}[{index}]"]);
            body = random.Next(4) == 0 ? $"{{ float d{index} = {Real(depth)}; return d{index} * d{index}; }}" : $"(float){Real(depth)}";
            loops--;
        });
        return $"{extent}, {index} => {body}";
    }

    private string Vector(int depth)
    {
        if (depth <= 0)
            return Of(vectors);
        string Next() => Vector(depth - 1);
        switch (random.Next(11))
        {
            case 0: return $"({Next()} {One("+", "-", "*")} {Next()})";
            case 1: return $"({Real(depth - 1)} {One("+", "-", "*")} {Next()})";
            case 2 or 3: return $"{One("Tanh", "Sigmoid", "Softmax", "LogSoftmax", "Relu", "Normalize", "Square", "Centred", "Abs")}({Next()})";
            case 4: return $"{One("Min", "Max")}({Next()}, {Real(depth - 1)})";
            case 5 or 6: return $"{Next()}.With({Element("v")}, {Real(depth - 1)})";
            case 7: return $"({Condition(depth - 1)} ? {Next()} : {Next()})";
            case 8: return One($"({Next()} / (1f + Square({Next()})))", $"StopGradient({Next()})", $"-({Next()})", $"Log(Softmax({Next()}))", $"Clamp({Next()}, -1f, 0.5f)");
            default:
                string body = "", index = Name("i");
                Scoped(() =>
                {
                    loops++;
                    integers.Add(index);
                    reals.AddRange([.. vectors.Select(v => $"{v}[{index}]")]);
                    body = Real(depth - 1);
                    loops--;
                });
                return $"Tabulate(v.Length, {index} => (float){body})";
        }
    }

    private string Integer(int depth)
    {
        if (depth <= 0)
            return random.Next(3) == 0 ? One("0", "1", "2") : Of(integers);
        string Next() => Integer(depth - 1);
        return random.Next(11) switch
        {
            0 => $"({Next()} + {Next()})",
            1 => $"({Next()} - {Next()})",
            2 => $"({Next()} / {One("2", "3")})",
            3 => $"({Next()} % {One("3", "(n + 1)")})",
            4 => $"({Condition(depth - 1)} ? {Next()} : {Next()})",
            5 or 6 => $"{One("ArgMax", "ArgMin")}({Of(vectors)})",
            7 => $"Count({Of(vectors)}.Length, {OfCondition()})",
            8 => $"Clamp({Next()}, 0, v.Length - 1)",
            _ => Next(),
        };
    }

    private string Element(string vector) => random.Next(4) switch
    {
        1 when mayThrow => Integer(1),
        0 when vector == "v" => "k % v.Length",
        1 when vector == "v" => $"v.Length - 1 - k % v.Length",
        _ => $"Clamp({Integer(1)}, 0, {vector}.Length - 1)",
    };

    private string OfCondition()
    {
        string index = Name("i");
        return $"{index} => {index} != k && x < v[{index}]";
    }

    // Thresholds that no similarity or share meets: at those, rounding would choose.
    private string Condition(int depth) => random.Next(depth <= 0 ? 3 : 10) switch
    {
        0 => $"{Real(0)} < {Real(0)}",
        1 => $"{Integer(0)} {One("==", "<=", "!=")} {Integer(0)}",
        2 => $"{Real(0)} is > -1.1f and not 3",
        3 => $"({Condition(depth - 1)} && {Condition(depth - 1)})",
        4 => $"({Condition(depth - 1)} || {Condition(depth - 1)})",
        5 => $"!({Condition(depth - 1)})",
        6 => $"{Real(depth - 1)} >= {Real(depth - 1)}",
        7 => $"{One("Any", "All")}(v.Length, {OfCondition()})",
        8 => $"Any({Of(vectors)}.Length, {OfCondition()})",
        _ => "(k != 0 && n % k == 0 && v[k % v.Length] > 0)",
    };
}
