using System.ComponentModel.DataAnnotations;
using static AutoDiffLosses.LossMath;

namespace AutoDiffLosses;

public static partial class Losses
{
    /// <summary>The Kullback-Leibler divergence KL(target ‖ prediction) of probabilities.</summary>
    /// <remarks>
    /// loss = Σₖ tₖ·(log tₖ − log predictionₖ), summed over the classes. A class of target 0 adds nothing, to the gradient either; a
    /// prediction of 0 where the target is not makes it +∞.
    /// </remarks>
    /// <param name="prediction">The predicted distribution over the classes.</param>
    /// <param name="target">The true distribution.</param>
    [Loss(AlsoDouble = true)]
    public static float KullbackLeibler([Shape("classes")] Vec<float> prediction, [Target, Shape("classes")] Vec<float> target) =>
        Sum(XLogY(target, target) - XLogY(target, prediction));

    /// <summary>The Kullback-Leibler divergence KL(target ‖ prediction) of softmax distributions at a temperature, as in
    /// distillation.</summary>
    /// <remarks>
    /// With p = softmax(targetLogits/T) and q = softmax(logits/T): loss = T²·Σₖ pₖ·(log pₖ − log qₖ), the factor T² keeping gradients
    /// of the same size at every temperature. A class with pₖ = 0 adds nothing, so that classes may be masked by logits of −∞.
    /// Hinton et al., Distilling the Knowledge in a Neural Network (2015).
    /// </remarks>
    /// <param name="logits">The student's, one for each class.</param>
    /// <param name="targetLogits">The teacher's.</param>
    /// <param name="temperature">T, greater than 0: how much both are softened.</param>
    /// <exception cref="System.ArgumentOutOfRangeException">Of a batch: <paramref name="temperature"/> is not greater than 0.</exception>
    [Loss(AlsoDouble = true)]
    public static float KullbackLeiblerFromLogits(
        [Shape("classes")] Vec<float> logits, [Target, Shape("classes")] Vec<float> targetLogits,
        [Hyperparameter, Range(0.0, double.PositiveInfinity, MinimumIsExclusive = true)] float temperature = 1f)
    {
        Vec<float> logTarget = LogSoftmax(targetLogits / temperature);
        Vec<float> logPrediction = LogSoftmax(logits / temperature);
        Vec<float> target = Exp(logTarget);
        return Square(temperature) *
               Sum(logits.Length, k => target[k] == 0 ? 0 : target[k] * (logTarget[k] - logPrediction[k]));
    }

    /// <summary>The Jensen-Shannon divergence of two distributions.</summary>
    /// <remarks>
    /// With m = (first + second)/2: loss = KL(first ‖ m)/2 + KL(second ‖ m)/2, from 0 to log 2, the same if the two change places.
    /// Lin, Divergence Measures Based on the Shannon Entropy (1991).
    /// </remarks>
    /// <param name="first">A distribution over the classes.</param>
    /// <param name="second">Another one.</param>
    [Loss(AlsoDouble = true)]
    public static float JensenShannon([Shape("classes")] Vec<float> first, [Shape("classes")] Vec<float> second)
    {
        Vec<float> middle = 0.5f * (first + second);
        return 0.5f * KullbackLeibler(middle, first) + 0.5f * KullbackLeibler(middle, second);
    }

    /// <summary>The Kullback-Leibler divergence of a diagonal normal distribution to the standard normal.</summary>
    /// <remarks>loss = ½·Σ(mean² + exp(logVariance) − 1 − logVariance). Kingma and Welling, Auto-Encoding Variational Bayes (2014).</remarks>
    /// <param name="mean">The means.</param>
    /// <param name="logVariance">The logarithms of the variances.</param>
    [Loss(AlsoDouble = true)]
    public static float GaussianKullbackLeibler([Shape("latent")] Vec<float> mean, [Shape("latent")] Vec<float> logVariance) =>
        0.5f * Sum(Square(mean) + Expm1(logVariance) - logVariance);

    /// <summary>The negative evidence lower bound of a variational autoencoder of yes/no pixels.</summary>
    /// <remarks>
    /// loss = (the sum over the pixels of BinaryCrossEntropy) + beta·GaussianKullbackLeibler(mean, logVariance).
    /// Kingma and Welling, Auto-Encoding Variational Bayes (2014); beta: Higgins et al., beta-VAE (2017).
    /// </remarks>
    /// <param name="reconstructionLogits">The decoder's logits, one for each pixel.</param>
    /// <param name="target">The pixels: 0, 1, or between.</param>
    /// <param name="mean">The encoder's means.</param>
    /// <param name="logVariance">The logarithms of the encoder's variances.</param>
    /// <param name="beta">What the divergence counts, not negative.</param>
    /// <exception cref="System.ArgumentOutOfRangeException">Of a batch: <paramref name="beta"/> is negative.</exception>
    [Loss(AlsoDouble = true)]
    public static float BernoulliElbo([Shape("pixels")] Vec<float> reconstructionLogits, [Target, Shape("pixels")] Vec<float> target,
                                      [Shape("latent")] Vec<float> mean, [Shape("latent")] Vec<float> logVariance,
                                      [Hyperparameter, Range(0.0, double.PositiveInfinity)] float beta = 1f) =>
        Sum(target.Length, i => BinaryCrossEntropy(reconstructionLogits[i], target[i])) +
        beta * GaussianKullbackLeibler(mean, logVariance);

    /// <summary>The negative evidence lower bound of a variational autoencoder of real-valued pixels.</summary>
    /// <remarks>
    /// loss = ‖target − reconstruction‖²/(2·sigma²) + beta·GaussianKullbackLeibler(mean, logVariance), without the constant of the
    /// normal density. Kingma and Welling, Auto-Encoding Variational Bayes (2014); beta: Higgins et al., beta-VAE (2017).
    /// </remarks>
    /// <param name="reconstruction">The decoder's pixels.</param>
    /// <param name="target">The true pixels.</param>
    /// <param name="mean">The encoder's means.</param>
    /// <param name="logVariance">The logarithms of the encoder's variances.</param>
    /// <param name="beta">What the divergence counts, not negative.</param>
    /// <param name="sigma">The standard deviation of a pixel, greater than 0.</param>
    /// <exception cref="System.ArgumentOutOfRangeException">Of a batch: a hyperparameter is out of its range.</exception>
    [Loss(AlsoDouble = true)]
    public static float GaussianElbo(
        [Shape("pixels")] Vec<float> reconstruction, [Target, Shape("pixels")] Vec<float> target,
        [Shape("latent")] Vec<float> mean, [Shape("latent")] Vec<float> logVariance,
        [Hyperparameter, Range(0.0, double.PositiveInfinity)] float beta = 1f,
        [Hyperparameter, Range(0.0, double.PositiveInfinity, MinimumIsExclusive = true)] float sigma = 1f) =>
        SquaredDistance(target, reconstruction) / (2 * Square(sigma)) + beta * GaussianKullbackLeibler(mean, logVariance);
}
