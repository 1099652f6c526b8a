using System.ComponentModel.DataAnnotations;
using static AutoDiffLosses.LossMath;

namespace AutoDiffLosses;

public static partial class Losses
{
    /// <summary>The ArcFace loss, softmax cross-entropy of cosines with a margin added to the angle of the true class.</summary>
    /// <remarks>
    /// With θ the angle of the label's cosine: the label's cosine is replaced by cos(θ + margin) where θ + margin &lt; π, else by
    /// cos θ − margin·sin(margin), which goes on falling; all are multiplied by the scale, and the loss is their cross-entropy.
    /// cos(θ + margin) is taken as cos θ·cos(margin) − sin θ·sin(margin); at cosines of ±1 (and beyond, by rounding) sin θ and its
    /// derivative are 0, so that value and gradient stay finite.
    /// Deng et al., ArcFace (2019).
    /// </remarks>
    /// <param name="cosines">The cosine between the embedding and each class, from −1 to 1.</param>
    /// <param name="label">The class, from 0 to the number of classes − 1.</param>
    /// <param name="scale">What cosines are multiplied by to make logits, positive.</param>
    /// <param name="margin">The margin in radians, from 0 to π.</param>
    /// <exception cref="System.ArgumentOutOfRangeException">Of a batch: a label is not a class, or a hyperparameter is out of its
    /// range.</exception>
    [Loss(AlsoDouble = true)]
    public static float ArcFace([Shape("classes")] Vec<float> cosines, int label,
                                [Hyperparameter, Range(0.0, double.PositiveInfinity)] float scale = 64f,
                                [Hyperparameter, Range(0.0, System.Math.PI)] float margin = 0.5f)
    {
        float cosine = cosines[label];
        float sine = Sqrt(Relu((1 - cosine) * (1 + cosine)));
        // θ + margin < π is cos θ > cos(π - margin) = -cos(margin): no arccosine, whose slope is infinite at ±1.
        float shifted = cosine > -Cos(margin) ? cosine * Cos(margin) - sine * Sin(margin) : cosine - margin * Sin(margin);
        Vec<float> logits = scale * cosines.With(label, shifted);
        return LogSumExp(logits) - logits[label];
    }

    /// <summary>The CosFace loss, softmax cross-entropy of cosines with a margin taken off the cosine of the true class.</summary>
    /// <remarks>
    /// The label's cosine is lowered by the margin; all are multiplied by the scale, and the loss is their cross-entropy.
    /// Wang et al., CosFace (2018).
    /// </remarks>
    /// <param name="cosines">The cosine between the embedding and each class, from −1 to 1.</param>
    /// <param name="label">The class, from 0 to the number of classes − 1.</param>
    /// <param name="scale">What cosines are multiplied by to make logits, positive.</param>
    /// <param name="margin">The margin, not negative.</param>
    /// <exception cref="System.ArgumentOutOfRangeException">Of a batch: a label is not a class, or a hyperparameter is out of its
    /// range.</exception>
    [Loss(AlsoDouble = true)]
    public static float CosFace([Shape("classes")] Vec<float> cosines, int label,
                                [Hyperparameter, Range(0.0, double.PositiveInfinity)] float scale = 64f,
                                [Hyperparameter, Range(0.0, double.PositiveInfinity)] float margin = 0.35f)
    {
        Vec<float> logits = scale * cosines.With(label, cosines[label] - margin);
        return LogSumExp(logits) - logits[label];
    }

    /// <summary>The triplet loss, by which an anchor is to be nearer to the positive than to the negative by a margin.</summary>
    /// <remarks>
    /// loss = max(0, ‖anchor − positive‖ − ‖anchor − negative‖ + margin), with Euclidean distances, whose gradient is 0 where they are 0.
    /// Schroff et al., FaceNet (2015), there with squared distances.
    /// </remarks>
    /// <param name="anchor">The embedding that is compared.</param>
    /// <param name="positive">An embedding of the same class.</param>
    /// <param name="negative">An embedding of another class.</param>
    /// <param name="margin">The margin, not negative.</param>
    /// <exception cref="System.ArgumentOutOfRangeException">Of a batch: <paramref name="margin"/> is negative.</exception>
    [Loss(AlsoDouble = true)]
    public static float Triplet([Shape("dimensions")] Vec<float> anchor, [Shape("dimensions")] Vec<float> positive,
                                [Shape("dimensions")] Vec<float> negative,
                                [Hyperparameter, Range(0.0, double.PositiveInfinity)] float margin = 1f) =>
        Relu(Norm(anchor - positive) - Norm(anchor - negative) + margin);

    /// <summary>The contrastive loss of a pair, which draws alike ones together and pushes unlike ones apart up to a margin.</summary>
    /// <remarks>
    /// With d = ‖first − second‖: loss = same·d² + (1 − same)·max(0, margin − d)², the gradient of d being 0 where d is 0.
    /// Hadsell et al., Dimensionality Reduction by Learning an Invariant Mapping (2006), there with a factor of a half.
    /// </remarks>
    /// <param name="first">One embedding.</param>
    /// <param name="second">The other.</param>
    /// <param name="same">1 where the two belong together, 0 where not.</param>
    /// <param name="margin">The distance at which unlike ones no longer repel each other, not negative.</param>
    /// <exception cref="System.ArgumentOutOfRangeException">Of a batch: <paramref name="margin"/> is negative.</exception>
    [Loss(AlsoDouble = true)]
    public static float Contrastive([Shape("dimensions")] Vec<float> first, [Shape("dimensions")] Vec<float> second,
                                    [Target] float same,
                                    [Hyperparameter, Range(0.0, double.PositiveInfinity)] float margin = 1f)
    {
        float distance = Norm(first - second);
        return same * Square(distance) + (1 - same) * Square(Relu(margin - distance));
    }
}
