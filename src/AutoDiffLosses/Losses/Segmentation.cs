using System.ComponentModel.DataAnnotations;
using static AutoDiffLosses.LossMath;

namespace AutoDiffLosses;

// Losses of overlap. With p = sigmoid(logits): I = Σpt, A = Σp, B = Σt. Smoothing keeps an empty mask (B = 0) from dividing by 0.
public static partial class Losses
{
    /// <summary>The soft Dice loss of a mask's logits.</summary>
    /// <remarks>
    /// With p = sigmoid(logits): loss = 1 − (2·Σpt + smoothNumerator)/(Σp + Σt + smoothDenominator).
    /// Milletari et al., V-Net (2016), there with squares in the denominator.
    /// </remarks>
    /// <param name="logits">One for each pixel.</param>
    /// <param name="target">The mask: 0, 1, or a probability between.</param>
    /// <param name="smoothNumerator">Added to the numerator, not negative.</param>
    /// <param name="smoothDenominator">Added to the denominator, not negative.</param>
    /// <exception cref="System.ArgumentOutOfRangeException">Of a batch: a hyperparameter is negative.</exception>
    [Loss(AlsoDouble = true)]
    public static float Dice([Shape("pixels")] Vec<float> logits, [Target, Shape("pixels")] Vec<float> target,
                             [Hyperparameter, Range(0.0, double.PositiveInfinity)] float smoothNumerator = 1e-5f,
                             [Hyperparameter, Range(0.0, double.PositiveInfinity)] float smoothDenominator = 1e-5f)
    {
        Vec<float> p = Sigmoid(logits);
        float overlap = Sum(p * target);
        float total = Sum(p) + Sum(target);
        return 1 - (2 * overlap + smoothNumerator) / (total + smoothDenominator);
    }

    /// <summary>The soft Jaccard (IoU) loss of a mask's logits.</summary>
    /// <remarks>With p = sigmoid(logits): loss = 1 − (Σpt + smoothNumerator)/(Σp + Σt − Σpt + smoothDenominator).</remarks>
    /// <param name="logits">One for each pixel.</param>
    /// <param name="target">The mask: 0, 1, or a probability between.</param>
    /// <param name="smoothNumerator">Added to the numerator, not negative.</param>
    /// <param name="smoothDenominator">Added to the denominator, not negative.</param>
    /// <exception cref="System.ArgumentOutOfRangeException">Of a batch: a hyperparameter is negative.</exception>
    [Loss(AlsoDouble = true)]
    public static float Jaccard([Shape("pixels")] Vec<float> logits, [Target, Shape("pixels")] Vec<float> target,
                                [Hyperparameter, Range(0.0, double.PositiveInfinity)] float smoothNumerator = 1e-5f,
                                [Hyperparameter, Range(0.0, double.PositiveInfinity)] float smoothDenominator = 1e-5f)
    {
        Vec<float> p = Sigmoid(logits);
        float overlap = Sum(p * target);
        float union = Sum(p) + Sum(target) - overlap;
        return 1 - (overlap + smoothNumerator) / (union + smoothDenominator);
    }

    /// <summary>The Tversky loss of a mask's logits, in which false positives and false negatives count differently.</summary>
    /// <remarks>
    /// With p = sigmoid(logits) and I = Σpt: loss = 1 − (I + smoothNumerator)/(I + alpha·(Σp − I) + beta·(Σt − I) + smoothDenominator).
    /// At ½ and ½ it is the Dice loss, at 1 and 1 the Jaccard loss (but for the smoothing).
    /// Salehi et al., Tversky Loss Function for Image Segmentation (2017).
    /// </remarks>
    /// <param name="logits">One for each pixel.</param>
    /// <param name="target">The mask: 0, 1, or a probability between.</param>
    /// <param name="alpha">What false positives count, not negative.</param>
    /// <param name="beta">What false negatives count, not negative.</param>
    /// <param name="smoothNumerator">Added to the numerator, not negative.</param>
    /// <param name="smoothDenominator">Added to the denominator, not negative.</param>
    /// <exception cref="System.ArgumentOutOfRangeException">Of a batch: a hyperparameter is negative.</exception>
    [Loss(AlsoDouble = true)]
    public static float Tversky([Shape("pixels")] Vec<float> logits, [Target, Shape("pixels")] Vec<float> target,
                                [Hyperparameter, Range(0.0, double.PositiveInfinity)] float alpha = 0.3f,
                                [Hyperparameter, Range(0.0, double.PositiveInfinity)] float beta = 0.7f,
                                [Hyperparameter, Range(0.0, double.PositiveInfinity)] float smoothNumerator = 1e-5f,
                                [Hyperparameter, Range(0.0, double.PositiveInfinity)] float smoothDenominator = 1e-5f)
    {
        Vec<float> p = Sigmoid(logits);
        float overlap = Sum(p * target);
        float falsePositives = Sum(p) - overlap;
        float falseNegatives = Sum(target) - overlap;
        return 1 - (overlap + smoothNumerator) /
                   (overlap + alpha * falsePositives + beta * falseNegatives + smoothDenominator);
    }

    /// <summary>The focal Tversky loss of a mask's logits, a power of the Tversky loss.</summary>
    /// <remarks>
    /// loss = Tversky(…)^gamma, with a gradient of 0 where the Tversky loss is 0 (for gamma below 1 the power has no slope there).
    /// Abraham and Khan, A Novel Focal Tversky Loss Function (2019).
    /// </remarks>
    /// <param name="logits">One for each pixel.</param>
    /// <param name="target">The mask: 0, 1, or a probability between.</param>
    /// <param name="alpha">What false positives count, not negative.</param>
    /// <param name="beta">What false negatives count, not negative.</param>
    /// <param name="gamma">The power, not negative: below 1, samples that are nearly right keep a stronger gradient.</param>
    /// <param name="smoothNumerator">Added to the numerator, not negative.</param>
    /// <param name="smoothDenominator">Added to the denominator, not negative.</param>
    /// <exception cref="System.ArgumentOutOfRangeException">Of a batch: a hyperparameter is negative.</exception>
    [Loss(AlsoDouble = true)]
    public static float FocalTversky([Shape("pixels")] Vec<float> logits, [Target, Shape("pixels")] Vec<float> target,
                                     [Hyperparameter, Range(0.0, double.PositiveInfinity)] float alpha = 0.3f,
                                     [Hyperparameter, Range(0.0, double.PositiveInfinity)] float beta = 0.7f,
                                     [Hyperparameter, Range(0.0, double.PositiveInfinity)] float gamma = 0.75f,
                                     [Hyperparameter, Range(0.0, double.PositiveInfinity)] float smoothNumerator = 1e-5f,
                                     [Hyperparameter, Range(0.0, double.PositiveInfinity)] float smoothDenominator = 1e-5f)
    {
        // Rounding can leave a perfect prediction just below 0, where a power is NaN.
        float tversky = Relu(Tversky(logits, target, alpha, beta, smoothNumerator, smoothDenominator));
        return Pow(tversky, gamma);
    }

    /// <summary>The Dice loss of a mask's logits, and beside it the mean cross-entropy of its pixels.</summary>
    /// <remarks>
    /// loss = diceWeight·Dice(…) + crossEntropyWeight·(the mean over the pixels of BinaryCrossEntropy).
    /// Isensee et al., nnU-Net (2021).
    /// </remarks>
    /// <param name="logits">One for each pixel.</param>
    /// <param name="target">The mask: 0, 1, or a probability between.</param>
    /// <param name="diceWeight">What the Dice loss counts.</param>
    /// <param name="crossEntropyWeight">What the cross-entropy counts.</param>
    /// <param name="smoothNumerator">Added to the numerator of the Dice loss, not negative.</param>
    /// <param name="smoothDenominator">Added to the denominator of the Dice loss, not negative.</param>
    /// <exception cref="System.ArgumentOutOfRangeException">Of a batch: a hyperparameter is negative.</exception>
    [Loss(AlsoDouble = true)]
    public static float DiceCrossEntropy([Shape("pixels")] Vec<float> logits, [Target, Shape("pixels")] Vec<float> target,
                                         [Hyperparameter, Range(0.0, double.PositiveInfinity)] float diceWeight = 1f,
                                         [Hyperparameter, Range(0.0, double.PositiveInfinity)] float crossEntropyWeight = 1f,
                                         [Hyperparameter, Range(0.0, double.PositiveInfinity)] float smoothNumerator = 1e-5f,
                                         [Hyperparameter, Range(0.0, double.PositiveInfinity)] float smoothDenominator = 1e-5f) =>
        diceWeight * Dice(logits, target, smoothNumerator, smoothDenominator) +
        crossEntropyWeight * Mean(logits.Length, i => BinaryCrossEntropy(logits[i], target[i]));
}
