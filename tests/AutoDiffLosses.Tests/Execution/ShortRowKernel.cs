using System;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using AutoDiffLosses.Runtime;

namespace AutoDiffLosses.Tests;

/// <summary>A loss of rows, as it might be emitted: 1 - e[label] / Σ e with e = 1 / (1 + z²), z = scale · x; with the weight 2, and
/// inert where the label is negative. The scale is shared.</summary>
internal struct Share<T>(int classes, T scale, bool throwsOnSample = false) : IShortRowKernel<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    private InputRows<T> x;
    private Input<int> label;
    private OutputRows<T> xGradient;
    private SharedOutput<T> scaleGradient;

    public static bool IsWeighted => true;
    public readonly long WorkPerSample => classes;
    public readonly bool RowsAreShort => classes <= Tile.LongestRow;
    public readonly int TileLength => 2 * classes;

    public static T ValueAndGradient(
        ReadOnlyTensorSpan<T> x, ReadOnlySpan<int> label, T scale, TensorSpan<T> xGradient, Span<T> scaleGradient,
        Reduction reduction = default, ReadOnlySpan<T> sampleWeights = default, Span<T> losses = default, bool throwsOnSample = false)
    {
        var batch = Check(x, label, xGradient, scaleGradient, out int classes);
        batch.Seeds(sampleWeights, optional: true);
        batch.Losses(losses, optional: true);
        return batch.ReduceRows(new Share<T>(classes, scale, throwsOnSample), reduction);
    }

    public static void Backward(
        ReadOnlyTensorSpan<T> x, ReadOnlySpan<int> label, T scale, ReadOnlySpan<T> upstream, TensorSpan<T> xGradient, Span<T> scaleGradient)
    {
        var batch = Check(x, label, xGradient, scaleGradient, out int classes);
        batch.Seeds(upstream);
        batch.RunRows(new Share<T>(classes, scale));
    }

    private static Batch<T, Arrays8> Check(
        ReadOnlyTensorSpan<T> x, ReadOnlySpan<int> label, TensorSpan<T> xGradient, Span<T> scaleGradient, out int classes)
    {
        var samples = new Dimension("samples");
        var length = new Dimension("classes");
        Batch<T, Arrays8>.Begin(out var batch);
        batch.Input(x, ref samples, ref length);
        batch.Input(label, ref samples);
        batch.Gradient(xGradient, ref samples, ref length);
        batch.SharedGradient(scaleGradient);
        classes = length.Length;
        return batch;
    }

    public void Bind(in Arguments arguments)
    {
        x = arguments.InputRows<T>(0);
        label = arguments.Input<int>(1);
        xGradient = arguments.OutputRows<T>(2);
        scaleGradient = arguments.SharedOutput<T>(3);
    }

    private static T Two => T.One + T.One;

    public readonly T Weight(int sample) => label[sample] < 0 ? T.Zero : Two;

    public readonly void Clear(int sample) => xGradient.Row(sample).Clear(classes);

    public readonly T Sample(int sample, T seed)
    {
        if (throwsOnSample)
            throw new InvalidOperationException("A sample at a time.");
        int label = this.label[sample];
        if (label < 0)
        {
            Clear(sample);
            return T.Zero;
        }
        var x = this.x.Row(sample);
        var xGradient = this.xGradient.Row(sample);
        T sum = T.Zero;
        for (int c = 0; c < classes; c++)
            sum += Exp(x[c]);
        T share = Exp(x[label]) / sum;
        for (int c = 0; c < classes; c++)
        {
            T adjoint = (share - (c == label ? T.One : T.Zero)) * seed * Two / sum * -Two * scale * x[c] * Exp(x[c]) * Exp(x[c]);
            if (xGradient.IsWanted)
                xGradient[c] = adjoint * scale;
            if (scaleGradient.IsWanted)
                scaleGradient.Add(0, adjoint * x[c]);
        }
        return Two * (T.One - share);
    }

    private readonly T Exp(T x) => T.One / (T.One + scale * x * scale * x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vector512<T> Rows512<TLanes>(TLanes lanes, Vector512<T> seed, Tiles512<T> tiles) where TLanes : struct, ILanes512<T>
    {
        var x = lanes.Read(this.x, tiles.Take(classes));
        var e = tiles.Take(classes);
        var counts = Counts512(lanes);
        var sum = Vector512<T>.Zero;
        for (int c = 0; c < classes; c++)
        {
            var z = x[c] * scale;
            e[c] = Vector512<T>.One / (Vector512<T>.One + z * z);
            sum += e[c];
        }
        var labelE = Gather(lanes, e, counts);
        var share = labelE / sum;
        if (xGradient.IsWanted || scaleGradient.IsWanted)
        {
            var factor = Vector512.ConditionalSelect(counts, seed * Two / sum * -Two * scale, Vector512<T>.Zero);
            var labelPart = factor * Gather(lanes, x, counts) * labelE * labelE;
            for (int c = 0; c < classes; c++)
                e[c] = Vector512.ConditionalSelect(counts, share * factor * x[c] * e[c] * e[c], Vector512<T>.Zero);
            if (typeof(T) == typeof(float))
                e.Add(lanes.Load(label), counts, -labelPart);
            else
                e.Add(lanes.LoadLong(label), counts, -labelPart);
            var scaleSum = Vector512<T>.Zero;
            for (int c = 0; c < classes; c++)
            {
                scaleSum += Vector512.ConditionalSelect(counts, e[c] * x[c], Vector512<T>.Zero);
                e[c] *= scale;
            }
            lanes.Write(xGradient, e);
            if (scaleGradient.IsWanted)
                lanes.AddSum(scaleGradient, 0, scaleSum);
        }
        return Vector512.ConditionalSelect(counts, (Vector512<T>.One - share) * Two, Vector512<T>.Zero);
    }

    private readonly Vector512<T> Counts512<TLanes>(TLanes lanes) where TLanes : struct, ILanes512<T> => typeof(T) == typeof(float)
        ? Vector512.GreaterThanOrEqual(lanes.Load(label), Vector512<int>.Zero).As<int, T>()
        : Vector512.GreaterThanOrEqual(lanes.LoadLong(label), Vector512<long>.Zero).As<long, T>();

    private readonly Vector512<T> Gather<TLanes>(TLanes lanes, Tile512<T> tile, Vector512<T> mask) where TLanes : struct, ILanes512<T> =>
        typeof(T) == typeof(float) ? tile.Gather(lanes.Load(label), mask) : tile.Gather(lanes.LoadLong(label), mask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vector256<T> Rows256<TLanes>(TLanes lanes, Vector256<T> seed, Tiles256<T> tiles) where TLanes : struct, ILanes256<T>
    {
        var x = lanes.Read(this.x, tiles.Take(classes));
        var e = tiles.Take(classes);
        var counts = Counts256(lanes);
        var sum = Vector256<T>.Zero;
        for (int c = 0; c < classes; c++)
        {
            var z = x[c] * scale;
            e[c] = Vector256<T>.One / (Vector256<T>.One + z * z);
            sum += e[c];
        }
        var labelE = Gather(lanes, e, counts);
        var share = labelE / sum;
        if (xGradient.IsWanted || scaleGradient.IsWanted)
        {
            var factor = Vector256.ConditionalSelect(counts, seed * Two / sum * -Two * scale, Vector256<T>.Zero);
            var labelPart = factor * Gather(lanes, x, counts) * labelE * labelE;
            for (int c = 0; c < classes; c++)
                e[c] = Vector256.ConditionalSelect(counts, share * factor * x[c] * e[c] * e[c], Vector256<T>.Zero);
            if (typeof(T) == typeof(float))
                e.Add(lanes.Load(label), counts, -labelPart);
            else
                e.Add(lanes.LoadLong(label), counts, -labelPart);
            var scaleSum = Vector256<T>.Zero;
            for (int c = 0; c < classes; c++)
            {
                scaleSum += Vector256.ConditionalSelect(counts, e[c] * x[c], Vector256<T>.Zero);
                e[c] *= scale;
            }
            lanes.Write(xGradient, e);
            if (scaleGradient.IsWanted)
                lanes.AddSum(scaleGradient, 0, scaleSum);
        }
        return Vector256.ConditionalSelect(counts, (Vector256<T>.One - share) * Two, Vector256<T>.Zero);
    }

    private readonly Vector256<T> Counts256<TLanes>(TLanes lanes) where TLanes : struct, ILanes256<T> => typeof(T) == typeof(float)
        ? Vector256.GreaterThanOrEqual(lanes.Load(label), Vector256<int>.Zero).As<int, T>()
        : Vector256.GreaterThanOrEqual(lanes.LoadLong(label), Vector256<long>.Zero).As<long, T>();

    private readonly Vector256<T> Gather<TLanes>(TLanes lanes, Tile256<T> tile, Vector256<T> mask) where TLanes : struct, ILanes256<T> =>
        typeof(T) == typeof(float) ? tile.Gather(lanes.Load(label), mask) : tile.Gather(lanes.LoadLong(label), mask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vector128<T> Rows128<TLanes>(TLanes lanes, Vector128<T> seed, Tiles128<T> tiles) where TLanes : struct, ILanes128<T>
    {
        var x = lanes.Read(this.x, tiles.Take(classes));
        var e = tiles.Take(classes);
        var counts = Counts128(lanes);
        var sum = Vector128<T>.Zero;
        for (int c = 0; c < classes; c++)
        {
            var z = x[c] * scale;
            e[c] = Vector128<T>.One / (Vector128<T>.One + z * z);
            sum += e[c];
        }
        var labelE = Gather(lanes, e, counts);
        var share = labelE / sum;
        if (xGradient.IsWanted || scaleGradient.IsWanted)
        {
            var factor = Vector128.ConditionalSelect(counts, seed * Two / sum * -Two * scale, Vector128<T>.Zero);
            var labelPart = factor * Gather(lanes, x, counts) * labelE * labelE;
            for (int c = 0; c < classes; c++)
                e[c] = Vector128.ConditionalSelect(counts, share * factor * x[c] * e[c] * e[c], Vector128<T>.Zero);
            if (typeof(T) == typeof(float))
                e.Add(lanes.Load(label), counts, -labelPart);
            else
                e.Add(lanes.LoadLong(label), counts, -labelPart);
            var scaleSum = Vector128<T>.Zero;
            for (int c = 0; c < classes; c++)
            {
                scaleSum += Vector128.ConditionalSelect(counts, e[c] * x[c], Vector128<T>.Zero);
                e[c] *= scale;
            }
            lanes.Write(xGradient, e);
            if (scaleGradient.IsWanted)
                lanes.AddSum(scaleGradient, 0, scaleSum);
        }
        return Vector128.ConditionalSelect(counts, (Vector128<T>.One - share) * Two, Vector128<T>.Zero);
    }

    private readonly Vector128<T> Counts128<TLanes>(TLanes lanes) where TLanes : struct, ILanes128<T> => typeof(T) == typeof(float)
        ? Vector128.GreaterThanOrEqual(lanes.Load(label), Vector128<int>.Zero).As<int, T>()
        : Vector128.GreaterThanOrEqual(lanes.LoadLong(label), Vector128<long>.Zero).As<long, T>();

    private readonly Vector128<T> Gather<TLanes>(TLanes lanes, Tile128<T> tile, Vector128<T> mask) where TLanes : struct, ILanes128<T> =>
        typeof(T) == typeof(float) ? tile.Gather(lanes.Load(label), mask) : tile.Gather(lanes.LoadLong(label), mask);
}
