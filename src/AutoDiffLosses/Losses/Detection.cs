using System.ComponentModel.DataAnnotations;
using static AutoDiffLosses.LossMath;

namespace AutoDiffLosses;

public static partial class Losses
{
    /// <summary>What divisors of box losses are raised by, so that empty boxes are not divided by 0.</summary>
    private const float BoxEpsilon = 1e-7f;

    /// <summary>The focal loss of the logit of a yes/no question, in which easy samples count less.</summary>
    /// <remarks>
    /// With p = sigmoid(logit) and target t: loss = a·(1 − pₜ)^gamma·(−t·log p − (1 − t)·log(1 − p)),
    /// where 1 − pₜ = t·(1 − p) + (1 − t)·p and a = t·alpha + (1 − t)·(1 − alpha). At gamma = 0 it is the weighted cross-entropy. Value
    /// and gradient are finite for logits of any finite size and every gamma.
    /// Lin et al., Focal Loss for Dense Object Detection (2017).
    /// </remarks>
    /// <param name="logit">The log-odds of yes.</param>
    /// <param name="target">0 for no, 1 for yes, or a probability between.</param>
    /// <param name="alpha">The weight of yes, up to 1; that of no is 1 − alpha. Negative: both count 1.</param>
    /// <param name="gamma">How strongly easy samples are played down, not negative.</param>
    /// <exception cref="System.ArgumentOutOfRangeException">Of a batch: a hyperparameter is out of its range.</exception>
    [Loss(AlsoDouble = true)]
    public static float SigmoidFocal(float logit, [Target] float target,
                                     [Hyperparameter, Range(double.NegativeInfinity, 1.0)] float alpha = 0.25f,
                                     [Hyperparameter, Range(0.0, double.PositiveInfinity)] float gamma = 2f)
    {
        float crossEntropy = target * Softplus(-logit) + (1 - target) * Softplus(logit);
        float wrong = target * Sigmoid(-logit) + (1 - target) * Sigmoid(logit);
        float balance = alpha < 0 ? 1 : target * alpha + (1 - target) * (1 - alpha);
        return balance * Pow(wrong, gamma) * crossEntropy;
    }

    /// <summary>The focal loss of logits and a label, in which easy samples count less.</summary>
    /// <remarks>
    /// With p = softmax(logits): loss = −(1 − p[label])^gamma·log p[label]. Both p[label] and what it lacks of 1 are taken from the
    /// log-odds of the label against all other classes, so that neither is lost when p[label] is near 1.
    /// Lin et al., Focal Loss for Dense Object Detection (2017).
    /// </remarks>
    /// <param name="logits">One for each class.</param>
    /// <param name="label">The class, from 0 to the number of classes − 1.</param>
    /// <param name="gamma">How strongly easy samples are played down, not negative.</param>
    /// <exception cref="System.ArgumentOutOfRangeException">Of a batch: a label is not a class, or <paramref name="gamma"/> is
    /// negative.</exception>
    [Loss(AlsoDouble = true)]
    public static float SoftmaxFocal([Shape("classes")] Vec<float> logits, int label,
                                     [Hyperparameter, Range(0.0, double.PositiveInfinity)] float gamma = 2f)
    {
        float logOdds = logits[label] - LogSumExp(logits.With(label, float.NegativeInfinity));
        return Pow(Sigmoid(-logOdds), gamma) * Softplus(-logOdds);
    }

    /// <summary>The generalized IoU loss of two boxes.</summary>
    /// <remarks>
    /// With I the intersection's area, U the union's and C that of the smallest box around both: loss = 1 − I/(U + ε) + (C − U)/(C + ε),
    /// ε = 10⁻⁷: from 0 for equal boxes towards 2 for distant ones. Rezatofighi et al., Generalized Intersection over Union (2019).
    /// </remarks>
    /// <param name="predicted">The corners x1, y1, x2, y2, with x1 &lt; x2 and y1 &lt; y2.</param>
    /// <param name="target">The true corners, in the same order.</param>
    [Loss(AlsoDouble = true)]
    public static float GeneralizedBoxIou([Shape(4)] Vec<float> predicted, [Target, Shape(4)] Vec<float> target)
    {
        (float intersection, float union) = IntersectionAndUnion(predicted, target);
        (float width, float height) = Enclosing(predicted, target);
        float area = width * height;
        return 1 - intersection / (union + BoxEpsilon) + (area - union) / (area + BoxEpsilon);
    }

    /// <summary>The distance IoU loss of two boxes.</summary>
    /// <remarks>
    /// loss = 1 − IoU + ρ²/(d² + ε), with ρ the distance of the centres, d the diagonal of the smallest box around both, ε = 10⁻⁷.
    /// Zheng et al., Distance-IoU Loss (2020).
    /// </remarks>
    /// <param name="predicted">The corners x1, y1, x2, y2, with x1 &lt; x2 and y1 &lt; y2.</param>
    /// <param name="target">The true corners, in the same order.</param>
    [Loss(AlsoDouble = true)]
    public static float DistanceBoxIou([Shape(4)] Vec<float> predicted, [Target, Shape(4)] Vec<float> target)
    {
        (float intersection, float union) = IntersectionAndUnion(predicted, target);
        return 1 - intersection / (union + BoxEpsilon) + CentreDistance(predicted, target);
    }

    /// <summary>The complete IoU loss of two boxes, which includes their distance and their aspect ratios.</summary>
    /// <remarks>
    /// loss = 1 − IoU + ρ²/(d² + ε) + α·v, with v = (4/π²)·(atan(w/h of the target) − atan(w/h))² and α = v/(1 − IoU + v + ε), which
    /// is held constant in the gradient. Zheng et al., Distance-IoU Loss (2020).
    /// </remarks>
    /// <param name="predicted">The corners x1, y1, x2, y2, with x1 &lt; x2 and y1 &lt; y2.</param>
    /// <param name="target">The true corners, in the same order.</param>
    [Loss(AlsoDouble = true)]
    public static float CompleteBoxIou([Shape(4)] Vec<float> predicted, [Target, Shape(4)] Vec<float> target)
    {
        (float intersection, float union) = IntersectionAndUnion(predicted, target);
        float iou = intersection / (union + BoxEpsilon);
        // The angle of the diagonal, atan(w/h), which is defined for a box without height too.
        float angle = Atan2(predicted[2] - predicted[0], predicted[3] - predicted[1]);
        float targetAngle = Atan2(target[2] - target[0], target[3] - target[1]);
        float v = Square(2 / System.MathF.PI * (targetAngle - angle));
        float alpha = StopGradient(v / (1 - iou + v + BoxEpsilon));
        return 1 - iou + CentreDistance(predicted, target) + alpha * v;
    }

    private static (float Intersection, float Union) IntersectionAndUnion(Vec<float> a, Vec<float> b)
    {
        float width = Relu(Min(a[2], b[2]) - Max(a[0], b[0]));
        float height = Relu(Min(a[3], b[3]) - Max(a[1], b[1]));
        float intersection = width * height;
        float areas = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]);
        return (intersection, areas - intersection);
    }

    /// <summary>Width and height of the smallest box around both.</summary>
    private static (float Width, float Height) Enclosing(Vec<float> a, Vec<float> b) =>
        (Max(a[2], b[2]) - Min(a[0], b[0]), Max(a[3], b[3]) - Min(a[1], b[1]));

    /// <summary>The squared distance of the centres, relative to the diagonal of the smallest box around both.</summary>
    private static float CentreDistance(Vec<float> a, Vec<float> b)
    {
        (float width, float height) = Enclosing(a, b);
        float dx = 0.5f * (a[0] + a[2] - b[0] - b[2]);
        float dy = 0.5f * (a[1] + a[3] - b[1] - b[3]);
        return (Square(dx) + Square(dy)) / (Square(width) + Square(height) + BoxEpsilon);
    }
}
