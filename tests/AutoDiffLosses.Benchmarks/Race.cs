using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;

namespace AutoDiffLosses.Benchmarks;

/// <summary>What a contender took in each round, in nanoseconds a call.</summary>
internal sealed class Lap(double[] nanoseconds)
{
    /// <summary>The fastest round: what the code takes when nothing else wants the machine.</summary>
    public double Minimum => nanoseconds.Min();

    /// <summary>The round in the middle.</summary>
    public double Median => Middle(nanoseconds);

    /// <summary>This contender's time divided by the other's: of the fastest rounds, and the middle of the rounds' own quotients.</summary>
    public Ratio Over(Lap other) => new(Minimum / other.Minimum, Middle(nanoseconds.Zip(other.Rounds, (mine, its) => mine / its)));

    private double[] Rounds => nanoseconds;

    private static double Middle(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);
}

/// <summary>A quotient of times.</summary>
internal readonly record struct Ratio(double OfMinima, double Median);

/// <summary>Times contenders in one process, turn about: what the machine does meanwhile falls on all alike.</summary>
internal static class Race
{
    /// <summary>Long enough for the clock and for a warm cache, short enough to fit between two interruptions.</summary>
    private const double SliceNanoseconds = 400_000;

    /// <summary>Until tiered compilation is through with every contender.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    private static double sink;

    /// <summary>The laps of the contenders, in their order, over as many rounds as fit the time, and at least 15.</summary>
    public static Lap[] Run(double seconds, params Func<double>[] contenders)
    {
        int count = contenders.Length;
        var best = Enumerable.Repeat(double.MaxValue, count).ToArray();
        int Calls(int i) => (int)Math.Clamp(SliceNanoseconds / best[i], 1, 1_000_000);
        long start = Stopwatch.GetTimestamp();
        for (int round = 0; round < 5 || Stopwatch.GetElapsedTime(start) < WarmUp; round++)
            for (int i = 0; i < count; i++)
                best[i] = Math.Min(best[i], Time(contenders[i], Calls(i)));

        int[] calls = Enumerable.Range(0, count).Select(Calls).ToArray();
        var rounds = contenders.Select(_ => new List<double>()).ToArray();
        // In a new order each round: what one leaves in the caches is no other one's lot.
        int[] order = Enumerable.Range(0, count).ToArray();
        var random = new Random(1);
        long began = Stopwatch.GetTimestamp();
        for (int round = 0; round < 15 || Stopwatch.GetElapsedTime(began).TotalSeconds < seconds; round++)
        {
            random.Shuffle(order);
            foreach (int i in order)
                rounds[i].Add(Time(contenders[i], calls[i]));
        }
        return rounds.Select(each => new Lap(each.ToArray())).ToArray();
    }

    /// <summary>Nanoseconds a call, of so many in a row.</summary>
    private static double Time(Func<double> contender, int calls)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++)
            sink = contender();
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / calls;
    }
}
