using System.ComponentModel;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoDiffLosses.Runtime;

/// <summary>The mathematics of a loss: what one call runs over the samples of a batch. A plain struct, so that the JIT compiles the
/// loop for it alone.</summary>
/// <typeparam name="T">The type of the formula.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IKernel<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Whether samples are checked before anything is written.</summary>
    static virtual bool IsChecked => false;

    /// <summary>Whether samples have weights of their own.</summary>
    static virtual bool IsWeighted => false;

    /// <summary>Takes its arguments, which stay pinned for the rest of the call.</summary>
    void Bind(in Arguments arguments);

    /// <summary>Throws where an index or a condition of the sample does not hold. Only called where <see cref="IsChecked"/>.</summary>
    void CheckSample(int sample)
    {
    }
}

/// <summary>A loss of arrays: a sample at a time.</summary>
/// <typeparam name="T">The type of the formula.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface ISampleKernel<T> : IKernel<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Returns the loss, and writes seed · ∂loss/∂parameter where that is wanted.</summary>
    T Sample(int sample, T seed);

    /// <summary>Sets the wanted gradients of a sample to 0.</summary>
    void Clear(int sample);

    /// <summary>The slice of the formula that the weight needs. Only called where <see cref="IKernel{T}.IsWeighted"/>.</summary>
    T Weight(int sample) => T.One;

    /// <summary>What a sample costs, in transcendental functions or so: calls that cost enough run on threads.</summary>
    long WorkPerSample { get; }
}

/// <summary>A loss of arrays whose rows may be short: a vector of samples at a time then, their rows in tiles. What the lanes say does
/// not count is not written.</summary>
/// <typeparam name="T">The type of the formula.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IShortRowKernel<T> : ISampleKernel<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Whether the rows of this call are short.</summary>
    bool RowsAreShort { get; }

    /// <summary>How many vectors the tiles of a step have in all.</summary>
    int TileLength { get; }

    /// <summary>Returns the losses, and writes seed · ∂loss/∂parameter where that is wanted.</summary>
    Vector512<T> Rows512<TLanes>(TLanes lanes, Vector512<T> seed, Tiles512<T> tiles) where TLanes : struct, ILanes512<T>;

    /// <inheritdoc cref="Rows512"/>
    Vector256<T> Rows256<TLanes>(TLanes lanes, Vector256<T> seed, Tiles256<T> tiles) where TLanes : struct, ILanes256<T>;

    /// <inheritdoc cref="Rows512"/>
    Vector128<T> Rows128<TLanes>(TLanes lanes, Vector128<T> seed, Tiles128<T> tiles) where TLanes : struct, ILanes128<T>;
}

/// <summary>A loss of scalars: a vector of samples at a time. What the lanes say does not count is not written.</summary>
/// <typeparam name="T">The type of the formula.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IElementKernel<T> : IKernel<T>, IInBlocks<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Returns the losses, and writes seed · ∂loss/∂parameter where that is wanted.</summary>
    Vector512<T> Step512<TLanes>(TLanes lanes, Vector512<T> seed) where TLanes : struct, ILanes512<T>;

    /// <inheritdoc cref="Step512"/>
    Vector256<T> Step256<TLanes>(TLanes lanes, Vector256<T> seed) where TLanes : struct, ILanes256<T>;

    /// <inheritdoc cref="Step512"/>
    Vector128<T> Step128<TLanes>(TLanes lanes, Vector128<T> seed) where TLanes : struct, ILanes128<T>;

    /// <summary>The slice of the formula that the weights need. Only called where <see cref="IKernel{T}.IsWeighted"/>.</summary>
    Vector512<T> Weight512<TLanes>(TLanes lanes) where TLanes : struct, ILanes512<T> => Vector512<T>.One;

    /// <inheritdoc cref="Weight512"/>
    Vector256<T> Weight256<TLanes>(TLanes lanes) where TLanes : struct, ILanes256<T> => Vector256<T>.One;

    /// <inheritdoc cref="Weight512"/>
    Vector128<T> Weight128<TLanes>(TLanes lanes) where TLanes : struct, ILanes128<T> => Vector128<T>.One;
}
