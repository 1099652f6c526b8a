using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace AutoDiffLosses.Generators.Tests.Frontend;

/// <summary>
/// Bodies of losses over the language, made by chance from a seed: scalars x, y, z, arrays v and w of one length, q of another, a label
/// k and a bound n. They use what a user uses, and a little of what none would.
/// </summary>
internal sealed class RandomBody(int seed)
{
    private readonly Random random = new(seed);
    private readonly StringBuilder text = new();
    private readonly List<string> reals = ["x", "y", "z"], assignable = [], integers = ["k", "n", "v.Length"], vectors = ["v", "w"], functions = [];
    private int names, loops;

    public const string Parameters =
        "double x, double y, double z, [Shape(\"a\")] Vec<double> v, [Shape(\"a\")] Vec<double> w, Vec<double> q, int k, int n";

    public string Write()
    {
        int count = random.Next(2, 7);
        for (int i = 0; i < count; i++)
            Statement(2);
        text.Append($"return {Real(3)};");
        return text.ToString();
    }

    private T One<T>(params T[] items) => items[random.Next(items.Length)];
    private string Of(List<string> names) => names[random.Next(names.Count)];
    private string Name(string stem) => stem + names++;

    // --------------------------------------------------------------------------------------------------------- statements

    private void Statement(int depth)
    {
        switch (random.Next(depth > 0 && loops == 0 ? 11 : 4))
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
            case 4:
                string vector = Name("u");
                text.Append($"Vec<double> {vector} = {Vector(2)};\n");
                vectors.Add(vector);
                break;
            case 5 or 6:
                text.Append($"if ({Condition(2)})\n{{\n");
                Scoped(() => { Statement(depth - 1); Assign(); if (random.Next(3) == 0) text.Append($"return {Real(2)};\n"); });
                text.Append(random.Next(2) == 0 ? "}\n" : "}\nelse\n{\n");
                if (text.ToString().EndsWith("{\n", StringComparison.Ordinal))
                {
                    Scoped(() => { Statement(depth - 1); Assign(); });
                    text.Append("}\n");
                }
                break;
            case 7:
                text.Append($"if ({Condition(2)}) return {Real(2)};\n");
                break;
            case 8:
                var (first, second) = (Name("b"), Name("b"));
                text.Append($"var ({first}, {second}) = ({Real(2)}, {Real(2)});\n({first}, {second}) = ({second}, {first});\n");
                reals.AddRange([first, second]);
                break;
            case 9:
                LocalFunction();
                break;
            default:
                Declare("c");
                break;
        }
    }

    private void Declare(string stem)
    {
        string name = Name(stem);
        text.Append($"double {name} = {Real(3)};\n");
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
        text.Append($"double {name}(double p, int i)\n{{\n");
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
        functions.Add(name);
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
            return random.Next(3) == 0 ? One("1", "0.5", "2", "-1.5", "Half", "Third", "Fixed") : Of(reals);
        string Next() => Real(depth - 1);
        switch (random.Next(22))
        {
            case 0: return $"({Next()} + {Next()})";
            case 1: return $"({Next()} - {Next()})";
            case 2 or 3: return $"({Next()} * {Next()})";
            case 4: return $"({Next()} / (2 + {Next()} * {Next()}))";
            case 5: return $"{One("Tanh", "Sigmoid", "Sin", "Softplus", "Abs", "Relu", "Square", "Math.Cos", "LogSigmoid")}({Next()})";
            case 6: return $"Log(1 + Exp({Next()}))";
            case 7: return $"{One("Min", "Max", "LogAddExp", "Math.Max")}({Next()}, {Next()})";
            case 8: return $"({Condition(depth - 1)} ? {Next()} : {Next()})";
            case 9: return $"({Next()} switch {{ < 0 => {Next()}, >= 0 and < 1 => {Next()}, _ => {Next()} }})";
            case 10:
                string rest = Name("s");
                return $"({Integer(1)} switch {{ 0 => {Next()}, 1 or 2 when {Condition(0)} => {Next()}, var {rest} => {rest} * {Next()} }})";
            case 11 or 12 or 13: return $"{One("Sum", "Mean", "Max", "Min", "LogSumExp")}({OfIndex(depth - 1)})";
            case 14 or 15: return $"{One("Sum", "Mean", "Norm", "SquaredNorm", "LogSumExp")}({Vector(depth - 1)})";
            case 16: return $"{Of(vectors)}[{Element("v")}]";
            case 17 when functions.Count > 0 && loops == 0: return $"{Of(functions)}({Next()}, {Integer(1)})";
            case 18: return $"Helper({Next()}, {One("", "b: 2, ")}n: {Integer(1)})";
            case 19: return $"Dot({Vector(depth - 1)}, {Vector(depth - 1)})";
            case 20: return $"q[{Element("q")}]";
            default: return $"({Integer(depth - 1)} * {Next()})";
        }
    }

    private string OfIndex(int depth)
    {
        string index = Name("i"), extent = One("v.Length", "q.Length", "n", "v.Length - 1", "n + 1");
        string body = "";
        Scoped(() =>
        {
            loops++;
            integers.Add(index);
            integers.Add(index);
            if (extent == "v.Length")
                reals.AddRange([$"v[{index}]", $"w[{index}]"]);
            body = random.Next(4) == 0 ? $"{{ double d{index} = {Real(depth)}; return d{index} * d{index}; }}" : $"(double){Real(depth)}";
            loops--;
        });
        return $"{extent}, {index} => {body}";
    }

    private string Vector(int depth)
    {
        if (depth <= 0)
            return Of(vectors);
        string Next() => Vector(depth - 1);
        switch (random.Next(8))
        {
            case 0: return $"({Next()} {One("+", "-", "*")} {Next()})";
            case 1: return $"({Real(depth - 1)} {One("+", "-", "*")} {Next()})";
            case 2: return $"{One("Tanh", "Exp", "Sigmoid", "Softmax", "LogSoftmax", "Relu")}({Next()})";
            case 3: return $"{One("Min", "Max")}({Next()}, {Real(depth - 1)})";
            case 4: return $"{Next()}.With({Element("v")}, {Real(depth - 1)})";
            case 5: return $"({Condition(depth - 1)} ? {Next()} : {Next()})";
            default:
                string body = "", index = Name("i");
                Scoped(() =>
                {
                    loops++;
                    integers.Add(index);
                    reals.AddRange([$"v[{index}]", $"w[{index}]"]);
                    body = Real(depth - 1);
                    loops--;
                });
                return $"Tabulate(v.Length, {index} => (double){body})";
        }
    }

    private string Integer(int depth)
    {
        if (depth <= 0)
            return random.Next(3) == 0 ? One("0", "1", "2") : Of(integers);
        string Next() => Integer(depth - 1);
        return random.Next(10) switch
        {
            0 => $"({Next()} + {Next()})",
            1 => $"({Next()} - {Next()})",
            2 => $"({Next()} / {One("2", "n", "k")})",
            3 => $"({Next()} % {One("3", "n", "k")})",
            4 => $"({Condition(depth - 1)} ? {Next()} : {Next()})",
            5 => $"{One("ArgMax", "ArgMin")}({Of(vectors)})",
            6 => $"Count({Of(vectors)}.Length, {OfCondition()})",
            7 => $"Clamp({Next()}, 0, v.Length - 1)",
            _ => Next(),
        };
    }

    // Mostly one that is there.
    private string Element(string vector) => random.Next(4) == 0 ? Integer(1) : $"Clamp({Integer(1)}, 0, {vector}.Length - 1)";

    private string OfCondition()
    {
        string index = Name("i");
        return $"{index} => {index} != k && x < {index}";
    }

    private string Condition(int depth) => random.Next(depth <= 0 ? 3 : 8) switch
    {
        0 => $"{Real(0)} < {Real(0)}",
        1 => $"{Integer(0)} {One("==", "<=", "!=")} {Integer(0)}",
        2 => $"{Real(0)} is > -1 and not 1",
        3 => $"({Condition(depth - 1)} && {Condition(depth - 1)})",
        4 => $"({Condition(depth - 1)} || {Condition(depth - 1)})",
        5 => $"!({Condition(depth - 1)})",
        6 => $"{Real(depth - 1)} >= {Real(depth - 1)}",
        _ => $"(k != 0 && n % k == 0 && v[{Integer(0)}] > 0)",
    };
}
