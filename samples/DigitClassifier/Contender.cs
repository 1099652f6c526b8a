using System;
using System.Numerics.Tensors;
using AutoDiffLosses;

namespace DigitClassifier;

/// <summary>A loss of rows (logits or cosines) and labels: its mean over the batch, and the gradient where it is wanted.</summary>
internal delegate T RowLoss<T>(ReadOnlyTensorSpan<T> rows, ReadOnlySpan<int> labels, TensorSpan<T> gradient);

/// <summary>A loss to train with.</summary>
/// <param name="Name">What the table calls it.</param>
/// <param name="OfCosines">Whether its rows are cosines, not logits.</param>
/// <param name="LearningRate">The step of gradient descent.</param>
/// <param name="Loss">The loss and its gradient.</param>
/// <param name="Reference">The same in double, to check the gradient with.</param>
internal sealed record Contender(string Name, bool OfCosines, float LearningRate, RowLoss<float> Loss, RowLoss<double> Reference)
{
    public static Contender[] All { get; } =
    [
        new("CrossEntropy", false, 0.2f,
            (logits, labels, gradient) => Losses.CrossEntropyValueAndGradient(logits, labels, gradient),
            (logits, labels, gradient) => Losses.CrossEntropyValueAndGradient(logits, labels, gradient)),
        new("SoftmaxFocal", false, 0.4f,
            (logits, labels, gradient) => Losses.SoftmaxFocalValueAndGradient(logits, labels, gradient),
            (logits, labels, gradient) => Losses.SoftmaxFocalValueAndGradient(logits, labels, gradient)),
        new("ArcFace", true, 0.05f,
            (cosines, labels, gradient) => Losses.ArcFaceValueAndGradient(cosines, labels, gradient, scale: 16, margin: 0.3f),
            (cosines, labels, gradient) => Losses.ArcFaceValueAndGradient(cosines, labels, gradient, scale: 16, margin: 0.3)),
        new("Poly (annotated here)", false, 0.2f,
            (logits, labels, gradient) => SampleLosses.PolyValueAndGradient(logits, labels, gradient),
            (logits, labels, gradient) => SampleLosses.PolyValueAndGradient(logits, labels, gradient)),
    ];

    /// <summary>The worst element of the gradient at these rows, against differences of the loss in double.</summary>
    public GradientCheckResult Check(float[] rows, int[] labels) =>
        GradientCheck.Compare<float>(
            rows,
            (x, gradient) => Loss(x.AsRows(Digits.Classes), labels, gradient.AsRows(Digits.Classes)),
            x => Reference(x.AsRows(Digits.Classes), labels, default));
}
