using System;
using System.Globalization;
using System.IO;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AutoDiffLosses.Benchmarks;

/// <summary>What is printed, a line as soon as it is known.</summary>
internal sealed class Report
{
    private const double OverPlain = 8, OverTensors = 2, OverFused = 1;

    private int goals, missed;

    /// <summary>Where it runs, and what the columns are.</summary>
    public void Head(bool hasC)
    {
        int bits = Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;
        Print($".NET {Environment.Version}, {RuntimeInformation.ProcessArchitecture}, vectors of {bits} bits, one thread. {Load()}");
        Print($"Fused C: {(hasC ? $"gcc {string.Join(' ', Gcc.Flags)}" : "not measured, there is no gcc")}.");
        Print($"Of the fastest rounds, and in brackets the median; ! where a goal is missed.");
        Print($"");
        Row("", "generated,", "times as fast as", "times as fast as", "times as fast as");
        Row("value and gradient", "ns an element", "plain C#'s value", "TensorPrimitives", "fused C");
        Row("", "", $"(goal: {OverPlain})", $"(goal: {OverTensors})", $"(goal: {OverFused})");
    }

    /// <summary>A row of the table.</summary>
    public void Row(Workload workload, Lap generated, Lap plain, Lap tensors, Lap? fused)
    {
        string title = $"{workload.Name}, {workload.Samples}{(workload.Columns == 1 ? "" : $" × {workload.Columns}")}";
        string Against(Lap contender, double goal)
        {
            Ratio ratio = contender.Over(generated);
            bool isMissed = ratio.OfMinima < goal;
            goals++;
            missed += isMissed ? 1 : 0;
            return $"{Figures(ratio.OfMinima)} ({Figures(ratio.Median)}) {(isMissed ? '!' : ' ')}";
        }
        Row(title,
            $"{Figures(generated.Minimum / workload.Elements)} ({Figures(generated.Median / workload.Elements)})",
            Against(plain, OverPlain),
            Against(tensors, OverTensors),
            fused == null ? "no gcc" : Against(fused, OverFused));
    }

    /// <summary>A line of its own.</summary>
    public void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    /// <summary>What all comes to.</summary>
    public void Foot()
    {
        Print($"");
        Print($"{missed} of the table's {goals} goals are missed. {Load()}");
    }

    private static void Row(params ReadOnlySpan<string> cells) =>
        Console.WriteLine($"{cells[0],-42}{cells[1],16}{cells[2],20}{cells[3],20}{cells[4],20}");

    /// <summary>Three significant figures.</summary>
    private static string Figures(double value) =>
        value.ToString(value < 1 ? "F3" : value < 10 ? "F2" : value < 100 ? "F1" : "F0", CultureInfo.InvariantCulture);

    /// <summary>How busy the machine is, where it says so: figures of a busy one are worth little.</summary>
    private static string Load() =>
        File.Exists("/proc/loadavg") ? $"Load average {File.ReadAllText("/proc/loadavg").Split(' ')[0]}." : "";
}
