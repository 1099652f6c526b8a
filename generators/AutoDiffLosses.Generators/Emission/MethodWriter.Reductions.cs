using System.Collections.Generic;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Emission;

/// <summary>Reductions in loops that are no passes: where they begin, and what each iteration adds.</summary>
internal sealed partial class MethodWriter
{
    private void Begin(Node reduce)
    {
        Comment(reduce);
        var (type, neutral) = reduce.Op switch
        {
            Opcode.ReduceSum when reduce.Kind == ScalarKind.Real => ("double", "0"),
            Opcode.ReduceMin when reduce.Kind == ScalarKind.Real => (Real, $"{Real}.PositiveInfinity"),
            Opcode.ReduceMax when reduce.Kind == ScalarKind.Real => (Real, $"{Real}.NegativeInfinity"),
            Opcode.ReduceMin => ("int", "int.MaxValue"),
            Opcode.ReduceMax => ("int", "int.MinValue"),
            Opcode.ReduceArgMin or Opcode.ReduceArgMax => ("int", "-1"),
            Opcode.ReduceAny => ("bool", "false"),
            Opcode.ReduceAll => ("bool", "true"),
            _ => ("int", "0"),
        };
        string name = AddLocal(reduce, type == "double" && !isDouble);
        Line($"{type} {name} = {neutral};");
        if (reduce.Op is Opcode.ReduceArgMin or Opcode.ReduceArgMax && !reducedByPasses.Contains(reduce))
        {
            best[reduce] = unique.Of(reduce.Op == Opcode.ReduceArgMin ? "smallest" : "largest");
            Line(reduce.Body.Kind == ScalarKind.Int ? $"int {best[reduce]} = 0;" : $"{Real} {best[reduce]} = 0;");
        }
    }

    private readonly Dictionary<Node, string> best = [];

    private void Add(Node reduce)
    {
        string name = locals[reduce].Name, value = Of(reduce.Body);
        switch (reduce.Op)
        {
            // A sum of sums keeps their precision.
            case Opcode.ReduceSum: Line($"{name} += {(Local(reduce.Body) is { IsWide: true } inner ? inner.Name : value)};"); break;
            case Opcode.ReduceMin: Line($"{name} = Min({name}, {value});"); break;
            case Opcode.ReduceMax: Line($"{name} = Max({name}, {value});"); break;
            case Opcode.ReduceAny: Line($"{name} |= {value};"); break;
            case Opcode.ReduceAll: Line($"{name} &= {value};"); break;
            default:
                // The first of equals, and the first NaN if there is one.
                string candidate = unique.Of("candidate"), comparison = reduce.Op == Opcode.ReduceArgMin ? "IsLess" : "IsGreater";
                Line($"{(reduce.Body.Kind == ScalarKind.Int ? "int" : Real)} {candidate} = {value};");
                using (writer.Block($"if ({name} < 0 || {comparison}({candidate}, {best[reduce]}))"))
                    Line($"({name}, {best[reduce]}) = ({Of(reduce.ReduceIndex)}, {candidate});");
                break;
        }
    }
}
