using System.Runtime.InteropServices;

namespace AutoDiffLosses.Benchmarks;

/// <summary>The losses of fused.c, value and gradient. Arrays are pinned while they run, not copied.</summary>
internal static class FusedC
{
    /// <summary>The library's name, which the program resolves to what it has compiled.</summary>
    public const string Library = "fused";

    [DllImport(Library, EntryPoint = "sigmoid_focal")]
    public static extern double SigmoidFocal(float[] logit, float[] target, float[] gradient, nint n, float alpha, float gamma);

    /// <summary>At gamma = 2, where the power is a product.</summary>
    [DllImport(Library, EntryPoint = "sigmoid_focal_2")]
    public static extern double SigmoidFocal2(float[] logit, float[] target, float[] gradient, nint n, float alpha);

    [DllImport(Library, EntryPoint = "binary_cross_entropy")]
    public static extern double BinaryCrossEntropy(float[] logit, float[] target, float[] gradient, nint n);

    [DllImport(Library, EntryPoint = "tilted_cauchy")]
    public static extern double TiltedCauchy(float[] prediction, float[] logScale, float[] target, float[] gradient, nint n, float tilt);

    [DllImport(Library, EntryPoint = "cross_entropy")]
    public static extern double CrossEntropy(float[] logits, int[] labels, float[] gradient, nint samples, nint classes);

    [DllImport(Library, EntryPoint = "dice")]
    public static extern double Dice(float[] logits, float[] target, float[] gradient, nint samples, nint pixels, float smooth);

    [DllImport(Library, EntryPoint = "kullback_leibler")]
    public static extern double KullbackLeibler(float[] logits, float[] teacherLogits, float[] gradient, nint samples, nint classes);

    [DllImport(Library, EntryPoint = "confidence_weighted")]
    public static extern double ConfidenceWeighted(
        float[] logits, float[] target, float[] gradient, nint samples, nint questions, float temperature);
}
