using System.Numerics;
using System.Runtime.CompilerServices;

namespace AutoDiffLosses.Runtime;

/// <summary>What is done with the values that steps return, at any width.</summary>
internal interface IReduction<T, TPass, TResult> where T : unmanaged, IFloatingPointIeee754<T>
{
    static abstract TResult Run<V, W>(in TPass pass, nint first, nint last) where W : struct, IWidth<V>, ISteps<T, V>;
}

/// <summary>Steps that only write: nothing is kept.</summary>
internal readonly struct Mapping<T, TPass> : IReduction<T, TPass, bool>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TPass : struct, IMap<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Run<V, W>(in TPass pass, nint first, nint last) where W : struct, IWidth<V>, ISteps<T, V> =>
        Driver<T>.Run<Nothing<V, W>, TPass, bool>(in pass, first, last);

    private readonly struct Nothing<V, W> : IReducing<Nothing<V, W>, TPass, bool> where W : struct, IWidth<V>, ISteps<T, V>
    {
        public static nint Count => W.Count;

        public static int AtATime => 1;

        public static Nothing<V, W> Start() => default;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(ref TPass pass, nint index) => W.Map(ref pass, index);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(ref TPass pass, nint index, nint count) => W.Map(ref pass, index, count);

        public void Merge(Nothing<V, W> other)
        {
        }

        public void Flush()
        {
        }

        public bool Finish(nint length) => true;
    }
}

/// <summary>One value is reduced.</summary>
internal readonly struct Reduction<T, TPass, R> : IReduction<T, TPass, double>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TPass : struct, IReduce<T>
    where R : struct, IReducer
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Run<V, W>(in TPass pass, nint first, nint last) where W : struct, IWidth<V>, ISteps<T, V> =>
        Driver<T>.Run<Lanes<V, W>, TPass, double>(in pass, first, last);

    private struct Lanes<V, W> : IReducing<Lanes<V, W>, TPass, double> where W : struct, IWidth<V>, ISteps<T, V>
    {
        private Lanewise<V> lanes;
        private double total;

        public static nint Count => W.Count;

        public static int AtATime
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => Reducer.AtATime<V, W>(R.Kept);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Lanes<V, W> Start() => new()
        {
            lanes = R.Start<V, W>(),
            // What is added to -0 stays as it is, a -0 too.
            total = -0.0,
        };

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(ref TPass pass, nint index)
        {
            var value = W.Reduce(ref pass, index);
            R.Add<V, W>(ref lanes, value, index);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(ref TPass pass, nint index, nint count)
        {
            var value = W.Reduce(ref pass, index, count);
            V counting = W.First(count);
            R.Add<V, W>(ref lanes, W.Select(counting, value, R.Neutral<V, W>()), index);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Merge(Lanes<V, W> other)
        {
            R.Merge<V, W>(ref lanes, other.lanes);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Flush()
        {
            Reducer.Flush<R, V, W>(ref total, ref lanes);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly double Finish(nint length) => total + R.Finish<V, W>(lanes, length);
    }
}

/// <summary>Two values are reduced.</summary>
internal readonly struct Reduction2<T, TPass, R1, R2> : IReduction<T, TPass, (double, double)>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TPass : struct, IReduce2<T>
    where R1 : struct, IReducer
    where R2 : struct, IReducer
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (double, double) Run<V, W>(in TPass pass, nint first, nint last) where W : struct, IWidth<V>, ISteps<T, V> =>
        Driver<T>.Run<Lanes<V, W>, TPass, (double, double)>(in pass, first, last);

    private struct Lanes<V, W> : IReducing<Lanes<V, W>, TPass, (double, double)> where W : struct, IWidth<V>, ISteps<T, V>
    {
        private Lanewise<V> lanes1, lanes2;
        private double total1, total2;

        public static nint Count => W.Count;

        public static int AtATime
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => Reducer.AtATime<V, W>(R1.Kept + R2.Kept);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Lanes<V, W> Start() => new()
        {
            lanes1 = R1.Start<V, W>(),
            lanes2 = R2.Start<V, W>(),
            total1 = -0.0,
            total2 = -0.0,
        };

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(ref TPass pass, nint index)
        {
            var (value1, value2) = W.Reduce2(ref pass, index);
            R1.Add<V, W>(ref lanes1, value1, index);
            R2.Add<V, W>(ref lanes2, value2, index);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(ref TPass pass, nint index, nint count)
        {
            var (value1, value2) = W.Reduce2(ref pass, index, count);
            V counting = W.First(count);
            R1.Add<V, W>(ref lanes1, W.Select(counting, value1, R1.Neutral<V, W>()), index);
            R2.Add<V, W>(ref lanes2, W.Select(counting, value2, R2.Neutral<V, W>()), index);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Merge(Lanes<V, W> other)
        {
            R1.Merge<V, W>(ref lanes1, other.lanes1);
            R2.Merge<V, W>(ref lanes2, other.lanes2);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Flush()
        {
            Reducer.Flush<R1, V, W>(ref total1, ref lanes1);
            Reducer.Flush<R2, V, W>(ref total2, ref lanes2);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly (double, double) Finish(nint length) => (
            total1 + R1.Finish<V, W>(lanes1, length),
            total2 + R2.Finish<V, W>(lanes2, length));
    }
}

/// <summary>Three values are reduced.</summary>
internal readonly struct Reduction3<T, TPass, R1, R2, R3> : IReduction<T, TPass, (double, double, double)>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TPass : struct, IReduce3<T>
    where R1 : struct, IReducer
    where R2 : struct, IReducer
    where R3 : struct, IReducer
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (double, double, double) Run<V, W>(in TPass pass, nint first, nint last) where W : struct, IWidth<V>, ISteps<T, V> =>
        Driver<T>.Run<Lanes<V, W>, TPass, (double, double, double)>(in pass, first, last);

    private struct Lanes<V, W> : IReducing<Lanes<V, W>, TPass, (double, double, double)> where W : struct, IWidth<V>, ISteps<T, V>
    {
        private Lanewise<V> lanes1, lanes2, lanes3;
        private double total1, total2, total3;

        public static nint Count => W.Count;

        public static int AtATime
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => Reducer.AtATime<V, W>(R1.Kept + R2.Kept + R3.Kept);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Lanes<V, W> Start() => new()
        {
            lanes1 = R1.Start<V, W>(),
            lanes2 = R2.Start<V, W>(),
            lanes3 = R3.Start<V, W>(),
            total1 = -0.0,
            total2 = -0.0,
            total3 = -0.0,
        };

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(ref TPass pass, nint index)
        {
            var (value1, value2, value3) = W.Reduce3(ref pass, index);
            R1.Add<V, W>(ref lanes1, value1, index);
            R2.Add<V, W>(ref lanes2, value2, index);
            R3.Add<V, W>(ref lanes3, value3, index);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(ref TPass pass, nint index, nint count)
        {
            var (value1, value2, value3) = W.Reduce3(ref pass, index, count);
            V counting = W.First(count);
            R1.Add<V, W>(ref lanes1, W.Select(counting, value1, R1.Neutral<V, W>()), index);
            R2.Add<V, W>(ref lanes2, W.Select(counting, value2, R2.Neutral<V, W>()), index);
            R3.Add<V, W>(ref lanes3, W.Select(counting, value3, R3.Neutral<V, W>()), index);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Merge(Lanes<V, W> other)
        {
            R1.Merge<V, W>(ref lanes1, other.lanes1);
            R2.Merge<V, W>(ref lanes2, other.lanes2);
            R3.Merge<V, W>(ref lanes3, other.lanes3);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Flush()
        {
            Reducer.Flush<R1, V, W>(ref total1, ref lanes1);
            Reducer.Flush<R2, V, W>(ref total2, ref lanes2);
            Reducer.Flush<R3, V, W>(ref total3, ref lanes3);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly (double, double, double) Finish(nint length) => (
            total1 + R1.Finish<V, W>(lanes1, length),
            total2 + R2.Finish<V, W>(lanes2, length),
            total3 + R3.Finish<V, W>(lanes3, length));
    }
}

/// <summary>Four values are reduced.</summary>
internal readonly struct Reduction4<T, TPass, R1, R2, R3, R4> : IReduction<T, TPass, (double, double, double, double)>
    where T : unmanaged, IFloatingPointIeee754<T>
    where TPass : struct, IReduce4<T>
    where R1 : struct, IReducer
    where R2 : struct, IReducer
    where R3 : struct, IReducer
    where R4 : struct, IReducer
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (double, double, double, double) Run<V, W>(in TPass pass, nint first, nint last) where W : struct, IWidth<V>, ISteps<T, V> =>
        Driver<T>.Run<Lanes<V, W>, TPass, (double, double, double, double)>(in pass, first, last);

    private struct Lanes<V, W> : IReducing<Lanes<V, W>, TPass, (double, double, double, double)> where W : struct, IWidth<V>, ISteps<T, V>
    {
        private Lanewise<V> lanes1, lanes2, lanes3, lanes4;
        private double total1, total2, total3, total4;

        public static nint Count => W.Count;

        public static int AtATime
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => Reducer.AtATime<V, W>(R1.Kept + R2.Kept + R3.Kept + R4.Kept);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Lanes<V, W> Start() => new()
        {
            lanes1 = R1.Start<V, W>(),
            lanes2 = R2.Start<V, W>(),
            lanes3 = R3.Start<V, W>(),
            lanes4 = R4.Start<V, W>(),
            total1 = -0.0,
            total2 = -0.0,
            total3 = -0.0,
            total4 = -0.0,
        };

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(ref TPass pass, nint index)
        {
            var (value1, value2, value3, value4) = W.Reduce4(ref pass, index);
            R1.Add<V, W>(ref lanes1, value1, index);
            R2.Add<V, W>(ref lanes2, value2, index);
            R3.Add<V, W>(ref lanes3, value3, index);
            R4.Add<V, W>(ref lanes4, value4, index);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(ref TPass pass, nint index, nint count)
        {
            var (value1, value2, value3, value4) = W.Reduce4(ref pass, index, count);
            V counting = W.First(count);
            R1.Add<V, W>(ref lanes1, W.Select(counting, value1, R1.Neutral<V, W>()), index);
            R2.Add<V, W>(ref lanes2, W.Select(counting, value2, R2.Neutral<V, W>()), index);
            R3.Add<V, W>(ref lanes3, W.Select(counting, value3, R3.Neutral<V, W>()), index);
            R4.Add<V, W>(ref lanes4, W.Select(counting, value4, R4.Neutral<V, W>()), index);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Merge(Lanes<V, W> other)
        {
            R1.Merge<V, W>(ref lanes1, other.lanes1);
            R2.Merge<V, W>(ref lanes2, other.lanes2);
            R3.Merge<V, W>(ref lanes3, other.lanes3);
            R4.Merge<V, W>(ref lanes4, other.lanes4);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Flush()
        {
            Reducer.Flush<R1, V, W>(ref total1, ref lanes1);
            Reducer.Flush<R2, V, W>(ref total2, ref lanes2);
            Reducer.Flush<R3, V, W>(ref total3, ref lanes3);
            Reducer.Flush<R4, V, W>(ref total4, ref lanes4);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly (double, double, double, double) Finish(nint length) => (
            total1 + R1.Finish<V, W>(lanes1, length),
            total2 + R2.Finish<V, W>(lanes2, length),
            total3 + R3.Finish<V, W>(lanes3, length),
            total4 + R4.Finish<V, W>(lanes4, length));
    }
}
