using System.ComponentModel.DataAnnotations;
using static AutoDiffLosses.LossMath;

namespace AutoDiffLosses;

/// <summary>The built-in losses. Each is stated for one sample, as a loss of your own would be; the batch methods beside it
/// (<c>Name</c>, <c>NamePerSample</c>, <c>NameValueAndGradient</c>, <c>NameBackward</c>) are generated from that.</summary>
public static partial class Losses
{
    /// <summary>Softmax cross-entropy of logits and a label.</summary>
    /// <remarks>
    /// With p = softmax(logits), C classes and smoothing ε: loss = −(1 − ε)·log p[label] − (ε/C)·Σₖ log pₖ. Its gradient to the logits is
    /// p − (1 − ε)·onehot(label) − ε/C. Finite for logits of any finite size; logits of −∞ (masked classes) are fine where ε = 0.
    /// The weight is 1, and 0 for an ignored label: a mean is over the labels that count.
    /// Label smoothing: Szegedy et al., Rethinking the Inception Architecture for Computer Vision (2016).
    /// </remarks>
    /// <param name="logits">One for each class.</param>
    /// <param name="label">The class, from 0 to the number of classes − 1, or <paramref name="ignoreIndex"/>.</param>
    /// <param name="labelSmoothing">ε, from 0 to 1: the share of the target that is spread evenly over all classes.</param>
    /// <param name="ignoreIndex">A label that counts for nothing: loss, weight and gradient are 0.</param>
    /// <exception cref="System.ArgumentOutOfRangeException">Of a batch: a label is neither a class nor ignored, or
    /// <paramref name="labelSmoothing"/> is out of its range.</exception>
    [Loss(AlsoDouble = true)]
    public static Weighted CrossEntropy([Shape("classes")] Vec<float> logits, int label,
                                        [Hyperparameter, Range(0.0, 1.0)] float labelSmoothing = 0f,
                                        [Hyperparameter] int ignoreIndex = -100)
    {
        if (label == ignoreIndex)
            return Weighted(0, 0);
        Vec<float> logProbability = LogSoftmax(logits);
        float smoothed = labelSmoothing > 0 ? labelSmoothing * Mean(logProbability) : 0;
        return Weighted(-(1 - labelSmoothing) * logProbability[label] - smoothed, 1);
    }

    /// <summary>Softmax cross-entropy of logits and a label, with a weight for each class.</summary>
    /// <remarks>
    /// With p = softmax(logits), C classes, class weights w and smoothing ε:
    /// loss = −(1 − ε)·w[label]·log p[label] − (ε/C)·Σₖ wₖ·log pₖ (so that weights shape the smoothed target too).
    /// The weight is w[label], and 0 for an ignored label: a mean divides by the sum of the labels' weights, not by their number.
    /// </remarks>
    /// <param name="logits">One for each class.</param>
    /// <param name="label">The class, from 0 to the number of classes − 1, or <paramref name="ignoreIndex"/>.</param>
    /// <param name="classWeights">One for each class, not negative.</param>
    /// <param name="labelSmoothing">ε, from 0 to 1: the share of the target that is spread over all classes.</param>
    /// <param name="ignoreIndex">A label that counts for nothing: loss, weight and gradient are 0.</param>
    /// <exception cref="System.ArgumentException">Of a batch: there is not one weight for each class.</exception>
    /// <exception cref="System.ArgumentOutOfRangeException">Of a batch: a label is neither a class nor ignored, or
    /// <paramref name="labelSmoothing"/> is out of its range.</exception>
    [Loss(AlsoDouble = true)]
    public static Weighted WeightedCrossEntropy([Shape("classes")] Vec<float> logits, int label,
                                                [Hyperparameter, Shape("classes")] Vec<float> classWeights,
                                                [Hyperparameter, Range(0.0, 1.0)] float labelSmoothing = 0f,
                                                [Hyperparameter] int ignoreIndex = -100)
    {
        if (label == ignoreIndex)
            return Weighted(0, 0);
        Vec<float> logProbability = LogSoftmax(logits);
        float weight = classWeights[label];
        float smoothed = labelSmoothing > 0 ? labelSmoothing * Mean(classWeights * logProbability) : 0;
        return Weighted(-(1 - labelSmoothing) * weight * logProbability[label] - smoothed, weight);
    }

    /// <summary>Softmax cross-entropy of logits and a distribution over the classes.</summary>
    /// <remarks>
    /// loss = Σₖ tₖ·(logsumexp(logits) − logitsₖ), over the classes with tₖ ≠ 0: a class of target 0 may have a logit of −∞.
    /// The targets need not sum to 1; the gradient to the logits is (Σt)·softmax(logits) − t.
    /// </remarks>
    /// <param name="logits">One for each class.</param>
    /// <param name="target">The distribution over the classes.</param>
    [Loss(AlsoDouble = true)]
    public static float SoftCrossEntropy([Shape("classes")] Vec<float> logits, [Target, Shape("classes")] Vec<float> target)
    {
        float logNormalizer = LogSumExp(logits);
        return Sum(logits.Length, k => target[k] == 0 ? 0 : target[k] * (logNormalizer - logits[k]));
    }

    /// <summary>Cross-entropy of the logit of a yes/no question.</summary>
    /// <remarks>
    /// With p = sigmoid(logit) and positive weight q: loss = −q·t·log p − (1 − t)·log(1 − p), stated by softplus and so finite for logits of any
    /// finite size. At q = 1 the gradient is p − t.
    /// </remarks>
    /// <param name="logit">The log-odds of yes.</param>
    /// <param name="target">0 for no, 1 for yes, or a probability between.</param>
    /// <param name="positiveWeight">q, not negative: what yes counts, relative to no.</param>
    /// <exception cref="System.ArgumentOutOfRangeException">Of a batch: <paramref name="positiveWeight"/> is negative.</exception>
    [Loss(AlsoDouble = true)]
    public static float BinaryCrossEntropy(float logit, [Target] float target,
                                           [Hyperparameter, Range(0.0, double.PositiveInfinity)] float positiveWeight = 1f) =>
        positiveWeight * target * Softplus(-logit) + (1 - target) * Softplus(logit);

    /// <summary>Cross-entropy of a language model's next token, with soft-capped logits and a penalty on their normalizer.</summary>
    /// <remarks>
    /// With x = softcap·tanh(logits/softcap) (or the logits as they are where softcap is 0), n = logsumexp(x), C classes and smoothing ε:
    /// loss = (1 − ε)·(n − x[label]) + ε·(n − mean(x)) + zLoss·n². The weight is 1, and 0 for an ignored label.
    /// Soft cap: Gemma 2 (2024). The penalty keeps the normalizer near 1: Chowdhery et al., PaLM (2022).
    /// </remarks>
    /// <param name="logits">One for each token of the vocabulary.</param>
    /// <param name="label">The token, from 0 to the number of classes − 1, or <paramref name="ignoreIndex"/>.</param>
    /// <param name="labelSmoothing">ε, from 0 to 1: the share of the target that is spread evenly over all classes.</param>
    /// <param name="zLoss">The weight of the squared log-normalizer, not negative.</param>
    /// <param name="softcap">The bound to which logits are squeezed; 0 for none.</param>
    /// <param name="ignoreIndex">A label that counts for nothing: loss, weight and gradient are 0.</param>
    /// <exception cref="System.ArgumentOutOfRangeException">Of a batch: a label is neither a class nor ignored, or a hyperparameter
    /// is out of its range.</exception>
    [Loss(AlsoDouble = true)]
    public static Weighted TokenCrossEntropy([Shape("classes")] Vec<float> logits, int label,
                                             [Hyperparameter, Range(0.0, 1.0)] float labelSmoothing = 0f,
                                             [Hyperparameter, Range(0.0, double.PositiveInfinity)] float zLoss = 0f,
                                             [Hyperparameter, Range(0.0, double.PositiveInfinity)] float softcap = 0f,
                                             [Hyperparameter] int ignoreIndex = -100)
    {
        if (label == ignoreIndex)
            return Weighted(0, 0);
        Vec<float> capped = softcap > 0 ? softcap * Tanh(logits / softcap) : logits;
        float logNormalizer = LogSumExp(capped);
        float smoothed = labelSmoothing > 0 ? labelSmoothing * (logNormalizer - Mean(capped)) : 0;
        return Weighted((1 - labelSmoothing) * (logNormalizer - capped[label]) + smoothed + zLoss * Square(logNormalizer), 1);
    }
}
