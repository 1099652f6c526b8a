using System;

namespace AutoDiffLosses;

/// <summary>How losses are run, for the whole process.</summary>
public static class Execution
{
    private static int maxThreads = Environment.ProcessorCount;

    /// <summary>The largest number of threads that one call uses: by default, as many as there are processors. Results do not
    /// depend on it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public static int MaxThreads
    {
        get => maxThreads;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            maxThreads = value;
        }
    }
}
