using System;
using System.ComponentModel;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AutoDiffLosses.Runtime;

/// <summary>
/// The arguments of one call: checked as they are named, then pinned together while a kernel runs over the samples.
/// Arrays are numbered in the order in which they are named.
/// </summary>
/// <typeparam name="T">The type of the formula.</typeparam>
/// <typeparam name="TArrays">How many arrays there can be.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public ref struct Batch<T, TArrays>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TArrays : struct, IArrays, allows ref struct
{
    private TArrays arrays;
    private int count;
    private int samples;
    private uint outputs, shared;
    private ReadOnlySpan<T> seeds;
    private Span<T> losses;

    /// <summary>A call without arguments. (A constructor would clear all the memory, and copy it.)</summary>
    public static void Begin(out Batch<T, TArrays> batch)
    {
        // The references in it are valid ones at any time, as the JIT sees to; a region that is not set is not read.
        Unsafe.SkipInit(out batch.arrays);
        batch.arrays.Clear();
        batch.count = batch.samples = 0;
        batch.outputs = batch.shared = 0;
        batch.seeds = default;
        batch.losses = default;
    }

    // ------------------------------------------------------------------------------------------------------------- inputs

    /// <summary>One value a sample.</summary>
    public void Input<E>(ReadOnlySpan<E> values, scoped ref Dimension samples,
                         [CallerArgumentExpression(nameof(values))] string name = "") where E : unmanaged
    {
        Samples(values.Length, ref samples, name);
        Add(Reference(in MemoryMarshal.GetReference(values)), Region.Of<E>(values.Length), name);
    }

    /// <summary>One row a sample.</summary>
    public void Input<E>(ReadOnlyTensorSpan<E> rows, scoped ref Dimension samples, scoped ref Dimension length,
                         [CallerArgumentExpression(nameof(rows))] string name = "") where E : unmanaged
    {
        var shape = new Shape(rows.Rank, rows.Lengths, rows.Strides, 2, name);
        Samples(shape.Rows, ref samples, name);
        length.Match(shape.Length, name);
        Add(Reference(in rows.GetPinnableReference()), shape.Region<E>(), name);
    }

    /// <summary>One matrix a sample.</summary>
    public void Input<E>(ReadOnlyTensorSpan<E> matrices, scoped ref Dimension samples, scoped ref Dimension rows,
                         scoped ref Dimension columns,
                         [CallerArgumentExpression(nameof(matrices))] string name = "") where E : unmanaged
    {
        var shape = new Shape(matrices.Rank, matrices.Lengths, matrices.Strides, 3, name);
        Samples(shape.Samples, ref samples, name);
        rows.Match(shape.Rows, name);
        columns.Match(shape.Length, name);
        Add(Reference(in matrices.GetPinnableReference()), shape.Region<E>(), name);
    }

    /// <summary>A row that the samples share, or a hyperparameter.</summary>
    public void SharedInput<E>(ReadOnlySpan<E> values, scoped ref Dimension length,
                               [CallerArgumentExpression(nameof(values))] string name = "") where E : unmanaged
    {
        length.Match(values.Length, name);
        Add(Reference(in MemoryMarshal.GetReference(values)), Region.Of<E>(values.Length), name);
    }

    // ----------------------------------------------------------------------------------- outputs: default where not wanted

    /// <summary>The gradient of one value a sample.</summary>
    public void Gradient(Span<T> gradient, scoped ref Dimension samples,
                         [CallerArgumentExpression(nameof(gradient))] string name = "")
    {
        if (IsWanted(gradient))
            samples.Match(gradient.Length, name);
        AddOutput(Reference(in MemoryMarshal.GetReference(gradient)), Region.Of<T>(gradient.Length), name);
    }

    /// <summary>The gradient of one row a sample.</summary>
    public void Gradient(TensorSpan<T> gradient, scoped ref Dimension samples, scoped ref Dimension length,
                         [CallerArgumentExpression(nameof(gradient))] string name = "")
    {
        if (gradient.Rank == 0)
        {
            AddOutput(default, default, name);
            return;
        }
        var shape = new Shape(gradient.Rank, gradient.Lengths, gradient.Strides, 2, name);
        samples.Match(shape.Rows, name);
        length.Match(shape.Length, name);
        shape.CheckInjective(name);
        AddOutput(Reference(in gradient.GetPinnableReference()), shape.Region<T>(), name);
    }

    /// <summary>The gradient of one matrix a sample.</summary>
    public void Gradient(TensorSpan<T> gradient, scoped ref Dimension samples, scoped ref Dimension rows,
                         scoped ref Dimension columns,
                         [CallerArgumentExpression(nameof(gradient))] string name = "")
    {
        if (gradient.Rank == 0)
        {
            AddOutput(default, default, name);
            return;
        }
        var shape = new Shape(gradient.Rank, gradient.Lengths, gradient.Strides, 3, name);
        samples.Match(shape.Samples, name);
        rows.Match(shape.Rows, name);
        columns.Match(shape.Length, name);
        shape.CheckInjective(name);
        AddOutput(Reference(in gradient.GetPinnableReference()), shape.Region<T>(), name);
    }

    /// <summary>The gradient of a value that the samples share.</summary>
    public void SharedGradient(Span<T> gradient, [CallerArgumentExpression(nameof(gradient))] string name = "")
    {
        if (IsWanted(gradient) && gradient.Length != 1)
            Throw.NotScalar(name, gradient.Length);
        AddShared(gradient, name);
    }

    /// <summary>The gradient of a row that the samples share.</summary>
    public void SharedGradient(Span<T> gradient, scoped ref Dimension length,
                               [CallerArgumentExpression(nameof(gradient))] string name = "")
    {
        if (IsWanted(gradient))
            length.Match(gradient.Length, name);
        AddShared(gradient, name);
    }

    /// <summary>The weights of the samples, by default all 1; or the cotangents of their losses.</summary>
    public void Seeds(ReadOnlySpan<T> values, bool optional = false, [CallerArgumentExpression(nameof(values))] string name = "")
    {
        if (optional && !IsWanted(values))
            return;
        if (values.Length != samples)
            Throw.Count(name, values.Length, samples);
        CheckApart(ref Bytes(values), Region.Of<T>(values.Length), isOutput: false, name);
        seeds = values;
    }

    /// <summary>Where the losses of the samples are to go.</summary>
    public void Losses(Span<T> values, bool optional = false, [CallerArgumentExpression(nameof(values))] string name = "")
    {
        if (optional && !IsWanted(values))
            return;
        if (values.Length != samples)
            Throw.Count(name, values.Length, samples);
        var region = Region.Of<T>(values.Length);
        CheckApart(ref Bytes(values), in region, isOutput: true, name);
        CheckPair(ref Bytes(seeds), Region.Of<T>(seeds.Length), ref Bytes(values), in region, name);
        losses = values;
    }

    // ------------------------------------------------------------------------------------------------------------ running

    /// <summary>Writes the losses of the samples, or the gradients under their cotangents.</summary>
    public void Run<TKernel>(in TKernel kernel) where TKernel : unmanaged, ISampleKernel<T> => Reduce(in kernel, Reduction.Sum);

    /// <summary>Writes what is wanted, and returns the reduced loss.</summary>
    public T Reduce<TKernel>(in TKernel kernel, Reduction reduction) where TKernel : unmanaged, ISampleKernel<T> =>
        Reduce<TKernel, SampleWeightLoop<T, TKernel>, SampleLoop<T, TKernel>>(in kernel, reduction, kernel.WorkPerSample);

    /// <inheritdoc cref="Run"/>
    public void RunRows<TKernel>(in TKernel kernel) where TKernel : unmanaged, IShortRowKernel<T> => ReduceRows(in kernel, Reduction.Sum);

    /// <inheritdoc cref="Reduce{TKernel}"/>
    public T ReduceRows<TKernel>(in TKernel kernel, Reduction reduction) where TKernel : unmanaged, IShortRowKernel<T> =>
        kernel.RowsAreShort && ShortRows.Pay<T>(samples, kernel.TileLength)
            ? Reduce<TKernel, SampleWeightLoop<T, TKernel>, ShortRowLoop<T, TKernel>>(in kernel, reduction, kernel.WorkPerSample)
            : Reduce(in kernel, reduction);

    /// <inheritdoc cref="Run"/>
    public void RunElements<TKernel>(in TKernel kernel) where TKernel : unmanaged, IElementKernel<T> => ReduceElements(in kernel, Reduction.Sum);

    /// <inheritdoc cref="Reduce{TKernel}"/>
    public T ReduceElements<TKernel>(in TKernel kernel, Reduction reduction) where TKernel : unmanaged, IElementKernel<T> =>
        Reduce<TKernel, ElementWeightLoop<T, TKernel>, ElementLoop<T, TKernel>>(in kernel, reduction, workPerSample: 1);

    [SkipLocalsInit]
    private unsafe T Reduce<TKernel, TWeightLoop, TLossLoop>(in TKernel kernel, Reduction reduction, long workPerSample)
        where TKernel : unmanaged, IKernel<T>
        where TWeightLoop : struct, ILoop<T, TKernel>
        where TLossLoop : struct, ILoop<T, TKernel>
    {
        // A ref struct is on the stack: its regions stay where they are. Addresses that are not set are not read.
        void** address = stackalloc void*[Arguments.Most];
        var arguments = new Arguments(address, (Region*)Unsafe.AsPointer(ref arrays.Region(0)));
        fixed (byte* a0 = &arrays.Start(0), a1 = &arrays.Start(1), a2 = &arrays.Start(2), a3 = &arrays.Start(3))
        fixed (byte* a4 = &arrays.Start(4), a5 = &arrays.Start(5), a6 = &arrays.Start(6), a7 = &arrays.Start(7))
        {
            Set(address, a0, a1, a2, a3, a4, a5, a6, a7);
            return TArrays.Most <= 8
                ? ReducePinned<TKernel, TWeightLoop, TLossLoop>(in kernel, arguments, reduction, workPerSample)
                : ReduceMore<TKernel, TWeightLoop, TLossLoop>(in kernel, arguments, address + 8, reduction, workPerSample);
        }
    }

    private unsafe T ReduceMore<TKernel, TWeightLoop, TLossLoop>(
        in TKernel kernel, Arguments arguments, void** address, Reduction reduction, long workPerSample)
        where TKernel : unmanaged, IKernel<T>
        where TWeightLoop : struct, ILoop<T, TKernel>
        where TLossLoop : struct, ILoop<T, TKernel>
    {
        fixed (byte* a0 = &arrays.Start(8), a1 = &arrays.Start(9), a2 = &arrays.Start(10), a3 = &arrays.Start(11))
        fixed (byte* a4 = &arrays.Start(12), a5 = &arrays.Start(13), a6 = &arrays.Start(14), a7 = &arrays.Start(15))
        fixed (byte* b0 = &arrays.Start(16), b1 = &arrays.Start(17), b2 = &arrays.Start(18), b3 = &arrays.Start(19))
        fixed (byte* b4 = &arrays.Start(20), b5 = &arrays.Start(21), b6 = &arrays.Start(22), b7 = &arrays.Start(23))
        {
            Set(address, a0, a1, a2, a3, a4, a5, a6, a7);
            Set(address + 8, b0, b1, b2, b3, b4, b5, b6, b7);
            return ReducePinned<TKernel, TWeightLoop, TLossLoop>(in kernel, arguments, reduction, workPerSample);
        }
    }

    private readonly unsafe T ReducePinned<TKernel, TWeightLoop, TLossLoop>(
        in TKernel kernel, Arguments arguments, Reduction reduction, long workPerSample)
        where TKernel : unmanaged, IKernel<T>
        where TWeightLoop : struct, ILoop<T, TKernel>
        where TLossLoop : struct, ILoop<T, TKernel>
    {
        fixed (T* seed = seeds, loss = losses)
        {
            var bound = kernel;
            bound.Bind(in arguments);
            var call = new Call<T>(samples, seed, loss, arguments, outputs, shared);
            return call.Reduce<TKernel, TWeightLoop, TLossLoop>(&bound, reduction, Math.Clamp(workPerSample, 1, int.MaxValue));
        }
    }

    private static unsafe void Set(
        void** address, void* a0, void* a1, void* a2, void* a3, void* a4, void* a5, void* a6, void* a7)
    {
        address[0] = a0;
        address[1] = a1;
        address[2] = a2;
        address[3] = a3;
        address[4] = a4;
        address[5] = a5;
        address[6] = a6;
        address[7] = a7;
    }

    // ----------------------------------------------------------------------------------------------------------- checking

    private void Samples(nint length, scoped ref Dimension samples, string name)
    {
        samples.Match(length, name);
        this.samples = samples.Length;
    }

    private static bool IsWanted(ReadOnlySpan<T> values) => !Unsafe.IsNullRef(in MemoryMarshal.GetReference(values));

    private static ref byte Bytes(ReadOnlySpan<T> values) => ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(values));

    /// <summary>A reference, in the form that a ref struct may keep.</summary>
    private static ReadOnlySpan<byte> Reference<E>(ref readonly E first) =>
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<E, byte>(ref Unsafe.AsRef(in first)), 0);

    private void AddShared(Span<T> gradient, string name)
    {
        if (gradient.Length > 0)
            shared |= 1u << count;
        AddOutput(Reference(in MemoryMarshal.GetReference(gradient)), Region.Of<T>(gradient.Length), name);
    }

    private void AddOutput(ReadOnlySpan<byte> reference, Region region, string name)
    {
        outputs |= 1u << count;
        Add(reference, region, name);
    }

    private void Add(ReadOnlySpan<byte> reference, Region region, string name)
    {
        if (outputs != 0)
            CheckApart(ref MemoryMarshal.GetReference(reference), in region, IsOutput(count), name);
        arrays.Set(count, reference);
        arrays.Region(count++) = region;
    }

    private readonly bool IsOutput(int index) => (outputs >> index & 1) != 0;

    /// <summary>What is written has no element in common with another argument.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CheckApart(ref byte start, in Region region, bool isOutput, string name)
    {
        for (int i = 0; i < count; i++)
            if (isOutput || IsOutput(i))
                CheckPair(ref arrays.Start(i), in arrays.Region(i), ref start, in region, name);
    }

    private static void CheckPair(ref byte other, in Region otherRegion, ref byte start, in Region region, string name)
    {
        if (!Unsafe.IsNullRef(ref other) && !Unsafe.IsNullRef(ref start) &&
            otherRegion.Meets(region, Unsafe.ByteOffset(ref other, ref start)))
            Throw.Shared(name);
    }
}
