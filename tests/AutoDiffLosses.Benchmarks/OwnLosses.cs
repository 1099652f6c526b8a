using static AutoDiffLosses.LossMath;

namespace AutoDiffLosses.Benchmarks;

/// <summary>Two losses of this project's own, in no book: what the generator makes of a formula that it has not met.</summary>
public static partial class OwnLosses
{
    /// <summary>Cauchy regression with a predicted scale, in which too large a prediction counts up to 1 + tilt times as much.</summary>
    [Loss]
    public static float TiltedCauchy(float prediction, float logScale, [Target] float target, [Hyperparameter] float tilt = 0.5f)
    {
        float z = (prediction - target) * Exp(-logScale);
        return (1 + tilt * Sigmoid(z)) * Log1p(z * z) + logScale;
    }

    /// <summary>Cross-entropy of many yes/no questions, which share a weight of 1 by a softmax of their logits: the confident
    /// answers are the ones that have to be right.</summary>
    [Loss]
    public static float ConfidenceWeighted([Shape("questions")] Vec<float> logits, [Target, Shape("questions")] Vec<float> target,
                                           [Hyperparameter] float temperature = 2)
    {
        Vec<float> weight = Softmax(logits / temperature);
        return Sum(logits.Length, k => weight[k] * Losses.BinaryCrossEntropy(logits[k], target[k]));
    }
}
