using System.ComponentModel.DataAnnotations;
using static AutoDiffLosses.LossMath;

namespace AutoDiffLosses.Tests.CallShapes;

/// <summary>Losses of every shape of a call.</summary>
public static partial class Shapes
{
    private static readonly float Scale = 2;
    private static readonly int Power = 3;

    /// <summary>Of scalars.</summary>
    /// <param name="a">The scale.</param>
    [Loss(AlsoDouble = true)]
    internal static float Scalars(float x, [Target] float y, [Hyperparameter, Range(0.0, 1.0)] float a = 0.5f) => a * (x - y) * (x - y);

    /// <summary>Of a row, a label and a number of the batch.</summary>
    [Loss(AlsoDouble = true)]
    internal static float Row([Shape("classes")] Vec<float> logits, int label, [Shared] float temperature) => logits[label] * temperature;

    /// <summary>Of rows of labels and a row of the batch.</summary>
    [Loss(AlsoDouble = true)]
    internal static float Rows([Shape("n")] Vec<float> v, [Shared, Shape("n")] Vec<float> w, [Target, Shape("k")] Vec<int> labels) =>
        Sum(labels.Length, i => v[labels[i]] * w[labels[i]]);

    /// <summary>Of a box.</summary>
    [Loss]
    internal static float Box([Shape(2)] Vec<float> box, [Hyperparameter, Shape(2)] Vec<float> unit) => box[0] * unit[0] + box[1] * unit[1];

    /// <summary>With a weight, a mask and an argument of every name that the batch methods have for theirs.</summary>
    [Loss]
    internal static Weighted Clash(float losses, [Target] bool mask, [Target] float upstream, [Hyperparameter] float reduction = 1) =>
        mask ? Weighted(reduction * losses * upstream, upstream) : Weighted(0, 0);

    /// <summary>Reads numbers of its class.</summary>
    [Loss(AlsoDouble = true)]
    internal static float Static(float x) => Scale * x * Power;

    internal readonly partial record struct Nested
    {
        /// <summary>In a type of a type.</summary>
        [Loss]
        private static double InDouble(double x) => x * x * x;

        public static double Call(double[] x, double[] gradient) => InDoubleValueAndGradient(x, gradient);
    }
}
