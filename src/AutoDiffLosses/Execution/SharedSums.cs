using System;
using System.Buffers;

namespace AutoDiffLosses.Runtime;

/// <summary>Pooled sums that begin at 0.</summary>
internal readonly ref struct SharedSums : IDisposable
{
    private readonly double[] pooled;

    public SharedSums(int length)
    {
        pooled = ArrayPool<double>.Shared.Rent(length);
        Span = pooled.AsSpan(0, length);
        Span.Clear();
    }

    public Span<double> Span { get; }

    public void Dispose() => ArrayPool<double>.Shared.Return(pooled);
}
