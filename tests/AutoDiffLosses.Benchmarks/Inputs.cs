using System;
using System.Linq;

namespace AutoDiffLosses.Benchmarks;

/// <summary>Random inputs, the same in every run.</summary>
internal static class Inputs
{
    /// <summary>Numbers of a bell curve about 0.</summary>
    public static float[] Normal(int count, int seed, float deviation)
    {
        var random = new Random(seed);
        return Make(count, () =>
        {
            // Box and Muller.
            double radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())), angle = Math.Tau * random.NextDouble();
            return (float)(deviation * radius * Math.Cos(angle));
        });
    }

    /// <summary>Answers: 0 or 1.</summary>
    public static float[] YesNo(int count, int seed)
    {
        var random = new Random(seed);
        return Make(count, () => (float)random.Next(2));
    }

    /// <summary>A class for each sample.</summary>
    public static int[] Labels(int count, int classes, int seed)
    {
        var random = new Random(seed);
        return Make(count, () => random.Next(classes));
    }

    /// <summary>The rows of a batch, each as a formula takes it.</summary>
    public static Vec<float>[] Rows(float[] values, int columns) =>
        values.Chunk(columns).Select(row => new Vec<float>(row)).ToArray();

    private static T[] Make<T>(int count, Func<T> next)
    {
        var values = new T[count];
        foreach (ref T value in values.AsSpan())
            value = next();
        return values;
    }
}
