using System.Linq;
using Xunit;
using static AutoDiffLosses.Generators.Tests.Frontend.Snippet;

namespace AutoDiffLosses.Generators.Tests.Frontend;

/// <summary>Whatever C# there is: a formula, one located refusal, or errors of the compiler's. Never an exception, and never silence.</summary>
public class UnforeseenTests
{
    private const string Members = """

        private static float field; private static readonly Vec<float> Array = new(new float[2]); private static readonly string Text = "";
        private static float Property => 2; private static float Auto { get; set; }
        private static event Action? Happened;
        private struct Point(float x) { public float X = x; public float Twice() => 2 * X; public static Point operator +(Point a, Point b) => a; }
        private record struct Pair(float A, float B);
        private enum Kind { One, Two }
        private static float Ref(ref float a) => a; private static void Out(out float a) => a = 1; private static float Params(params float[] a) => a[0];
        private static float In(in float a) => a; private static float Object(object o) => 1; private static Func<float, float> Make(float a) => b => a * b;
        private static float Apply(Func<float, float> f, float a) => f(a); private static float Twice(float a) => 2 * a;
        private static (float, float) Split(float a) => (a, a + 1); private static T Generic<T>(T a) => a; private static extern float Extern(float a);
        private static float Mutual(float a) => Mutual2(a); private static float Mutual2(float a) => a > 0 ? Mutual(a) : 0;
        private static async System.Threading.Tasks.Task<float> Async(float a) { await System.Threading.Tasks.Task.Yield(); return a; }
        private static System.Collections.Generic.IEnumerable<float> Iterator() { yield return 1; }
        private static float Nested(int n, Func<int, float> f) => Sum(n, f) / n;
        private static float Extension(this float a) => a * 3;
        """;

    [Theory]
    [InlineData("return Property * x;")]
    [InlineData("return Auto;")]
    [InlineData("Auto = x; return x;")]
    [InlineData("return Array[0];")]
    [InlineData("return Text.Length;")]
    [InlineData("Happened?.Invoke(); return x;")]
    [InlineData("Happened += () => { }; return x;")]
    [InlineData("var p = new Point(x); return p.X + p.Twice();")]
    [InlineData("var p = new Point(x) + new Point(y); return p.X;")]
    [InlineData("var p = new Pair(x, y); var (a, b) = p; return a * b;")]
    [InlineData("var p = new Pair(x, y) with { A = 1 }; return p.A;")]
    [InlineData("Point p = default; return p.X;")]
    [InlineData("Kind kind = k == 0 ? Kind.One : Kind.Two; return kind == Kind.One ? x : y;")]
    [InlineData("return k switch { (int)Kind.One => x, _ => y };")]
    [InlineData("return Ref(ref x);")]
    [InlineData("Out(out float a); return a;")]
    [InlineData("return In(x);")]
    [InlineData("return Params(x, y);")]
    [InlineData("return Object(x);")]
    [InlineData("return Make(x)(y);")]
    [InlineData("return Make(2)(x) + Make(3)(y);")]
    [InlineData("return Apply(a => Apply(b => a + b, y), x);")]
    [InlineData("return Apply(Twice, x);")]
    [InlineData("return Apply(static a => a * a, x);")]
    [InlineData("return Apply(delegate (float a) { return a; }, x);")]
    [InlineData("return Nested(v.Length, i => Nested(w.Length, j => v[i] * w[j]));")]
    [InlineData("return x.Extension();")]
    [InlineData("return Generic(x);")]
    [InlineData("return Extern(x);")]
    [InlineData("return Mutual(x);")]
    [InlineData("return Async(x).Result;")]
    [InlineData("foreach (float a in Iterator()) return a; return x;")]
    [InlineData("float? a = x; return a ?? y;")]
    [InlineData("float? a = null; return a.HasValue ? a.Value : x;")]
    [InlineData("a: x += 1; if (x < 3) goto a; return x;")]
    [InlineData("try { return x; } catch { return y; }")]
    [InlineData("try { return x; } finally { }")]
    [InlineData("lock (Text) { return x; }")]
    [InlineData("using (var s = new System.IO.MemoryStream()) return x;")]
    [InlineData("using var s = new System.IO.MemoryStream(); return x;")]
    [InlineData("checked { return k * 2 * x; }")]
    [InlineData("unchecked { return k * 2 * x; }")]
    [InlineData("return checked(k + 1) * x;")]
    [InlineData("dynamic d = x; return (float)d;")]
    [InlineData("object o = x; return (float)o;")]
    [InlineData("object o = x; return o is float f ? f : y;")]
    [InlineData("if (x is var a && a > 0) return a; return y;")]
    [InlineData("if (x > 0 && y is var a && a > x) return a; return y;")]
    [InlineData("bool b = (x, y) is (> 0, < 1); return b ? x : y;")]
    [InlineData("return (x, k) switch { (> 0, 1) => x, (_, 2) => y, var (a, b) => a * b };")]
    [InlineData("return x switch { float.NaN => 1, _ => x };")]
    [InlineData("return x is float ? x : y;")]
    [InlineData("return $\"{x}\".Length;")]
    [InlineData("return nameof(x).Length;")]
    [InlineData("return sizeof(float) * x;")]
    [InlineData("return typeof(float).Name.Length;")]
    [InlineData("char c = 'a'; return c * x;")]
    [InlineData("byte b = 3; return b * x;")]
    [InlineData("uint n = 3; return n * x;")]
    [InlineData("nint n = 3; return n * x;")]
    [InlineData("Half h = (Half)x; return (float)h;")]
    [InlineData("float a = x, b = a * 2; return a + b;")]
    [InlineData("float a, b; a = b = x; return a + b;")]
    [InlineData("ref float a = ref x; a = 2; return x;")]
    [InlineData("ref readonly float a = ref x; return a;")]
    [InlineData("Span<float> s = stackalloc float[2]; return s[0];")]
    [InlineData("ReadOnlySpan<float> s = [x, y]; return s[0];")]
    [InlineData("float[] a = [x, y]; return a[0];")]
    [InlineData("float[,] a = new float[2, 2]; return a[0, 0];")]
    [InlineData("return new[] { x, y }.Length;")]
    [InlineData("var p = (x, y, z, 1f, 2f, 3f, 4f, 5f, 6f); p.Item9 = x; return p.Item9 + p.Item8 + p.Rest.Item1;")]
    [InlineData("var p = (A: x, B: (C: y, D: z)); p.B.C = x; return p.B.C + p.B.D;")]
    [InlineData("var a = new { X = x }; return a.X;")]
    [InlineData("x = x > 0 ? y : z; x++; --x; return -x + +x;")]
    [InlineData("bool a = x > 0, b = !a | a & k == 1 ^ true; a &= b; a |= x < 1; return a != b ? x : y;")]
    [InlineData("int a = k; a += 1; a *= 2; a /= 3; a %= 2; a = -a; a <<= 1; return a;")]
    [InlineData("int a = k; a *= 2; a = (int)(a * 1.5f); float b = a; b += 0.5f; return b;")]
    [InlineData("int a = 3; a = (int)x; return v[a];")]
    [InlineData("int a = k; a = ~a; return a;")]
    [InlineData("float a = default; return a + default(float) + x;")]
    [InlineData("Vec<float> a = default; return Sum(a);")]
    [InlineData("Vec<float> a = v; a += w; a = -a * 2; a /= x; return Sum(a);")]
    [InlineData("Vec<int> a = Tabulate(3, i => i * k); return a[1] * x;")]
    [InlineData("Vec<bool> a = Tabulate(v.Length, i => v[i] > x); return Any(a) ? Count(a) : All(a) ? 1 : x;")]
    [InlineData("var f = (float a) => a * 2; return f(x);")]
    [InlineData("var f = (float a, float b = 2) => a * b; return f(x);")]
    [InlineData("Func<float, Func<float, float>> f = a => b => a * b; return f(x)(y);")]
    [InlineData("Action a = () => x = y; a(); return x;")]
    [InlineData("Action<int> a = i => x += i; a(1); a(2); return x;")]
    [InlineData("float s = 0; Action<float> add = a => s += a; add(x); return Sum(v.Length, i => { add(v[i]); return s; });")]
    [InlineData("Func<float, float>? f = null; f = a => a > 0 ? f!(a - 1) : 0; return f(x);")]
    [InlineData("float G(float a) => H(a); float H(float a) => a > 0 ? G(a - 1) : 0; return G(x);")]
    [InlineData("float G<T>(T a) => x; return G(1);")]
    [InlineData("static float G(float a) => a * a; return G(x);")]
    [InlineData("return G(x); float G(float a) { return a * c; } const float c = 2;")]
    [InlineData("const float c = 2; float G(float a) => a * c; return G(x);")]
    [InlineData("Func<float> f = () => x; x = y; return f();")]
    [InlineData("return Sum(v.Length, i => Sum(i, j => v[j] * w[i - 1 - j]));")]
    [InlineData("return Sum(k, i => v[i]);")]
    [InlineData("return Sum((int)x, i => v[i]);")]
    [InlineData("return Max(3, i => Min(4, j => v[(i * j) % 5] + i - j));")]
    [InlineData("return v[ArgMax(v)] + ArgMin(v.Length, i => w[i]);")]
    [InlineData("return Math.Sign(x) * y + Math.Abs(k) + Math.Max(k, 2) + int.Max(k, 3) + float.Clamp(x, 0, 1);")]
    [InlineData("return MathF.Log(x, 2) + MathF.FusedMultiplyAdd(x, y, z) + MathF.ReciprocalSqrtEstimate(x);")]
    [InlineData("return (float)Math.Round(x) + MathF.Floor(x) + MathF.Round(x, 2);")]
    [InlineData("return float.Parse(\"1\");")]
    [InlineData("return float.MaxNumber(x, y);")]
    [InlineData("return MathF.SinCos(x).Sin;")]
    [InlineData("return Math.DivRem(k, 2).Quotient;")]
    [InlineData("Console.WriteLine(x); return x;")]
    [InlineData("System.Diagnostics.Debug.Assert(x > 0); return x;")]
    [InlineData("throw new InvalidOperationException();")]
    [InlineData("if (k < 0) throw new ArgumentOutOfRangeException(nameof(k)); return x;")]
    [InlineData("{ float a = x; { float b = a; return b; } }")]
    [InlineData("; ; return x;")]
    [InlineData("if (true) return x; return y;")]
    [InlineData("if (false) { for (;;) { } } return x;")]
    [InlineData("_ = x * y; return x;")]
    [InlineData("(x, _) = (y, z); (v, w) = (w, v); return x + v[0];")]
    [InlineData("(k, x) = (1, 2); return x * k;")]
    [InlineData("var (a, b) = Split(x); return a * b;")]
    [InlineData("return Split(x) == (y, z) ? 1 : 0;")]
    [InlineData("return field;")]
    [InlineData("return new Weighted(x, y) is var q ? (float)q.WeightedLoss : 0;")]
    [InlineData("var (a, b) = Weighted(x, y); return (float)(a / b);")]
    [InlineData("return (float)(Weighted(x, y) with { Weight = 2 }).Weight;")]
    [InlineData("return Sum(from_(v));")]
    [InlineData("return v.ToString()!.Length;")]
    [InlineData("return v.Equals(w) ? 1 : 0;")]
    [InlineData("float a = 0; foreach (var e in v) { a += e; } return a;")]
    [InlineData("Require(k > 0, Text); return x;")]
    [InlineData("Require(k > 0, $\"a{\"b\"}\"); return x;")]
    [InlineData("Vec<float> a = k > 0 ? v : Tabulate(3, i => x); return Sum(a);")]
    public void ItIsReadOrRefusedWhereItStands(string body)
    {
        var result = Read(Body(body) + Members, "F");
        var errors = Compile(Body(body) + Members).GetDiagnostics().Where(d => d.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error && d.Id is not ("CS0626" or "CS8795")).ToArray();

        if (result.HasCompileErrors)
            Assert.NotEmpty(errors);
        else if (result.Refusal != null)
            Assert.True(result.Refusal.Location.IsInSource);
        else
            Generators.Ir.IrVerifier.Verify(result.Formula!);
        Assert.Single(new[] { result.HasCompileErrors, result.Refusal != null, result.Formula != null }, is_ => is_);
    }
}
