using System.ComponentModel;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace AutoDiffLosses.Runtime;

/// <summary>What may cut a long chain of functions: values that go first, in loops of their own over a block of elements, or samples, and
/// are kept for its steps.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IInBlocks<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>How many values are kept of each element of a block, from before its steps.</summary>
    static virtual int KeptOfBlock => 0;

    /// <summary>Computes, and keeps, what the steps of a block read back. Only called where something is kept.</summary>
    void Begin(Block<T> block)
    {
    }
}

/// <summary>A pass over the elements of a row that only writes. Each step works on one vector of elements: its lanes.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IMap<T> : IInBlocks<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>One vector of 512 bits.</summary>
    void Step512<TLanes>(TLanes lanes) where TLanes : struct, ILanes512<T>;

    /// <summary>One vector of 256 bits.</summary>
    void Step256<TLanes>(TLanes lanes) where TLanes : struct, ILanes256<T>;

    /// <summary>One vector of 128 bits.</summary>
    void Step128<TLanes>(TLanes lanes) where TLanes : struct, ILanes128<T>;
}

/// <summary>A pass over the elements of a row whose steps return what is reduced; they may write too.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IReduce<T> : IInBlocks<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc cref="IMap{T}.Step512"/>
    Vector512<T> Step512<TLanes>(TLanes lanes) where TLanes : struct, ILanes512<T>;

    /// <inheritdoc cref="IMap{T}.Step256"/>
    Vector256<T> Step256<TLanes>(TLanes lanes) where TLanes : struct, ILanes256<T>;

    /// <inheritdoc cref="IMap{T}.Step128"/>
    Vector128<T> Step128<TLanes>(TLanes lanes) where TLanes : struct, ILanes128<T>;
}

/// <summary>A pass over the elements of a row whose steps return two values, each to be reduced.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IReduce2<T> : IInBlocks<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc cref="IMap{T}.Step512"/>
    (Vector512<T>, Vector512<T>) Step512<TLanes>(TLanes lanes) where TLanes : struct, ILanes512<T>;

    /// <inheritdoc cref="IMap{T}.Step256"/>
    (Vector256<T>, Vector256<T>) Step256<TLanes>(TLanes lanes) where TLanes : struct, ILanes256<T>;

    /// <inheritdoc cref="IMap{T}.Step128"/>
    (Vector128<T>, Vector128<T>) Step128<TLanes>(TLanes lanes) where TLanes : struct, ILanes128<T>;
}

/// <summary>A pass over the elements of a row whose steps return three values, each to be reduced.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IReduce3<T> : IInBlocks<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc cref="IMap{T}.Step512"/>
    (Vector512<T>, Vector512<T>, Vector512<T>) Step512<TLanes>(TLanes lanes) where TLanes : struct, ILanes512<T>;

    /// <inheritdoc cref="IMap{T}.Step256"/>
    (Vector256<T>, Vector256<T>, Vector256<T>) Step256<TLanes>(TLanes lanes) where TLanes : struct, ILanes256<T>;

    /// <inheritdoc cref="IMap{T}.Step128"/>
    (Vector128<T>, Vector128<T>, Vector128<T>) Step128<TLanes>(TLanes lanes) where TLanes : struct, ILanes128<T>;
}

/// <summary>A pass over the elements of a row whose steps return four values, each to be reduced.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IReduce4<T> : IInBlocks<T> where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <inheritdoc cref="IMap{T}.Step512"/>
    (Vector512<T>, Vector512<T>, Vector512<T>, Vector512<T>) Step512<TLanes>(TLanes lanes) where TLanes : struct, ILanes512<T>;

    /// <inheritdoc cref="IMap{T}.Step256"/>
    (Vector256<T>, Vector256<T>, Vector256<T>, Vector256<T>) Step256<TLanes>(TLanes lanes) where TLanes : struct, ILanes256<T>;

    /// <inheritdoc cref="IMap{T}.Step128"/>
    (Vector128<T>, Vector128<T>, Vector128<T>, Vector128<T>) Step128<TLanes>(TLanes lanes) where TLanes : struct, ILanes128<T>;
}

/// <summary>A pass whose steps are but a few operations. Then several at a time are faster: sums and extrema do not wait for one
/// another.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IShort;
