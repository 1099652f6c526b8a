using System;
using System.Linq;
using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Runtime.Loader;
using AutoDiffLosses.Runtime;
using Xunit;

namespace AutoDiffLosses.Tests.Simd;

public unsafe class PassTests
{
    [Fact]
    public void ShortFormsInFloat() => ShortForms<float>();

    [Fact]
    public void ShortFormsInDouble() => ShortForms<double>();

    private static void ShortForms<T>() where T : unmanaged, IFloatingPointIeee754<T>
    {
        var random = new Random(1);
        using var memory1 = new GuardedMemory(20_000 * sizeof(T));
        using var memory2 = new GuardedMemory(20_000 * sizeof(T));
        foreach (int length in ReducerTests.Lengths)
        {
            T* p = memory1.Last<T>(length), q = memory2.Last<T>(length);
            for (int i = 0; i < length; i++)
            {
                p[i] = T.CreateChecked(random.Next(-100, 100));
                q[i] = T.CreateChecked(random.Next(-100, 100));
            }
            var a = new Input<T>(p);
            var b = new Input<T>(q);
            double[] x = [.. Enumerable.Range(0, length).Select(i => double.CreateChecked(p[i]))];
            double[] y = [.. Enumerable.Range(0, length).Select(i => double.CreateChecked(q[i]))];
            double max = x.Append(double.NegativeInfinity).Max(), min = x.Append(double.PositiveInfinity).Min();

            Assert.Equal(x.Sum(), Pass<T>.Sum(new Elements<T>(a), length));
            Assert.Equal((x.Sum(), y.Sum()), Pass<T>.Sum2(new Elements2<T>(a, b), length));
            Assert.Equal((x.Sum(), y.Sum(), x.Sum()), Pass<T>.Sum3(new Elements3<T>(a, b), length));
            Assert.Equal((x.Sum(), y.Sum(), x.Sum(), y.Sum()), Pass<T>.Sum4(new ShortElements4<T>(a, b), length));
            Assert.Equal(max, double.CreateChecked(Pass<T>.Max(new Elements<T>(a), length)));
            Assert.Equal(min, double.CreateChecked(Pass<T>.Min(new Elements<T>(a), length)));
            Assert.Equal(Array.IndexOf(x, max), Pass<T>.ArgMax(new Elements<T>(a), length));
            Assert.Equal(Array.IndexOf(x, min), Pass<T>.ArgMin(new Elements<T>(a), length));
            Assert.Equal((max, y.Sum()), Pass<T>.Reduce2<Elements2<T>, Reducer.Max, Reducer.Sum>(new(a, b), length));
            Assert.Equal(
                (x.Sum(), y.Sum(), Array.IndexOf(x, min)),
                Pass<T>.Reduce3<Elements3<T>, Reducer.Sum, Reducer.Sum, Reducer.ArgMin>(new(a, b), length));
            Assert.Equal(
                (min, y.Sum(), Array.IndexOf(x, max), y.Sum()),
                Pass<T>.Reduce4<Elements4<T>, Reducer.Min, Reducer.Sum, Reducer.ArgMax, Reducer.Sum>(new(a, b), length));

            Pass<T>.Map(new AddRow<T>(a, new(q)), length);
            Assert.Equal(x.Zip(y, (x, y) => x + y), Enumerable.Range(0, length).Select(i => double.CreateChecked(q[i])));
        }
    }

    [Theory, InlineData(false), InlineData(true)]
    public void TheSwitchForcesTheWidestVectors(bool isOn)
    {
        const string name = "AutoDiffLosses.UseVector512";
        bool isWide = Vector512.IsHardwareAccelerated && Avx512F.IsSupported;
        AppContext.TryGetSwitch(name, out bool wasOn);
        AppContext.SetSwitch(name, isOn);
        try
        {
            // A library of its own, since the switch is read once.
            var context = new AssemblyLoadContext(name, isCollectible: true);
            var rung = context.LoadFromAssemblyPath(typeof(Rung).Assembly.Location).GetType(typeof(Rung).FullName!)!;
            Assert.Equal(isWide || isOn, rung.GetProperty(nameof(Rung.Is512))!.GetValue(null));
            context.Unload();
        }
        finally
        {
            AppContext.SetSwitch(name, wasOn);
        }
    }
}
