using System;
using System.Linq;

namespace AutoDiffLosses.Benchmarks;

/// <summary>What a call costs, and what a second thread gains.</summary>
internal static class Calls
{
    /// <summary>A call of so few samples that checks and bindings are most of it.</summary>
    public static void Small(Report report)
    {
        const int samples = 16;
        Workload small = Workloads.SigmoidFocal(samples, gamma: 2), large = Workloads.SigmoidFocal(4096, gamma: 2);
        Lap[] laps = Race.Run(1, small.Generated, large.Generated);
        double arithmetic = laps[1].Minimum / large.Samples * samples;

        const int calls = 10_000;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < calls; i++)
            small.Generated();
        double bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)calls;

        report.Print($"{small.Name}, a call of {samples}: {laps[0].Minimum:F0} ns (median {laps[0].Median:F0}).");
        report.Print($"Of them {laps[0].Minimum - arithmetic:F0} ns beyond the arithmetic (goal: 100). {bytes:0.#} bytes allocated (goal: 0).");
    }

    /// <summary>Two threads against one.</summary>
    public static void Threads(Report report)
    {
        const int samples = 4 << 20;
        Workload workload = Workloads.SigmoidFocal(samples, gamma: 2);
        double On(int threads)
        {
            Execution.MaxThreads = threads;
            double value = workload.Generated();
            Execution.MaxThreads = 1;
            return value;
        }
        double one = On(1);
        float[] gradient = [.. workload.Gradient];
        if (On(2) != one || !workload.Gradient.SequenceEqual(gradient))
            throw new InvalidOperationException("Two threads give other bits than one.");

        Lap[] laps = Race.Run(3, () => On(1), () => On(2));
        Ratio gain = laps[0].Over(laps[1]);
        report.Print($"{workload.Name}, a call of {samples}, the same bits by two threads as by one:");
        report.Print($"{gain.OfMinima:F2} times as fast (median {gain.Median:F2}), on {Environment.ProcessorCount} processors.");
    }
}
