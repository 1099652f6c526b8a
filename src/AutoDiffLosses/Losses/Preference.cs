using System.ComponentModel.DataAnnotations;
using static AutoDiffLosses.LossMath;

namespace AutoDiffLosses;

// Losses of preferences and policies. Log-probabilities are sums over the tokens of an answer, unless a name says Mean.
public static partial class Losses
{
    /// <summary>The bound on the logarithm of a ratio of probabilities, before its exponential: beyond it there is no gradient.</summary>
    private const float MaxLogRatio = 20f;

    /// <summary>The Bradley-Terry loss of a reward model, by which the chosen answer is to have the higher reward.</summary>
    /// <remarks>
    /// loss = −log sigmoid(chosenReward − rejectedReward − margin). Ouyang et al., InstructGPT (2022); the margin: Touvron et al., Llama 2 (2023).
    /// </remarks>
    /// <param name="chosenReward">The reward of the preferred answer.</param>
    /// <param name="rejectedReward">The reward of the other one.</param>
    /// <param name="margin">By how much the chosen one is to lead.</param>
    [Loss(AlsoDouble = true)]
    public static float RewardModel(float chosenReward, float rejectedReward, [Hyperparameter] float margin = 0f) =>
        -LogSigmoid(chosenReward - rejectedReward - margin);

    /// <summary>Direct preference optimization; with label smoothing, its conservative form.</summary>
    /// <remarks>
    /// With h = beta·((chosen − referenceChosen) − (rejected − referenceRejected)) and smoothing ε:
    /// loss = −(1 − ε)·log sigmoid(h) − ε·log sigmoid(−h).
    /// Rafailov et al., Direct Preference Optimization (2023).
    /// </remarks>
    /// <param name="chosenLogProb">The policy's log-probability of the preferred answer: a sum over its tokens.</param>
    /// <param name="rejectedLogProb">The policy's log-probability of the other one.</param>
    /// <param name="referenceChosenLogProb">The reference model's log-probability of the preferred answer, finite.</param>
    /// <param name="referenceRejectedLogProb">The reference model's log-probability of the other one, finite.</param>
    /// <param name="beta">How closely the policy is held to the reference, not negative.</param>
    /// <param name="labelSmoothing">ε, from 0 to 1: how often preferences are taken to be the wrong way round.</param>
    /// <exception cref="System.ArgumentOutOfRangeException">Of a batch: a hyperparameter is out of its range.</exception>
    [Loss(AlsoDouble = true)]
    public static float Dpo(float chosenLogProb, float rejectedLogProb,
                            [Target] float referenceChosenLogProb, [Target] float referenceRejectedLogProb,
                            [Hyperparameter, Range(0.0, double.PositiveInfinity)] float beta = 0.1f,
                            [Hyperparameter, Range(0.0, 1.0)] float labelSmoothing = 0f)
    {
        float h = beta * ((chosenLogProb - referenceChosenLogProb) - (rejectedLogProb - referenceRejectedLogProb));
        return -(1 - labelSmoothing) * LogSigmoid(h) - labelSmoothing * LogSigmoid(-h);
    }

    /// <summary>Direct preference optimization, unbiased under preferences that are sometimes the wrong way round.</summary>
    /// <remarks>
    /// With h as in <c>Dpo</c> and smoothing ε: loss = (−(1 − ε)·log sigmoid(h) + ε·log sigmoid(−h))/(1 − 2ε). It may be negative.
    /// Chowdhury et al., Provably Robust DPO (2024).
    /// </remarks>
    /// <param name="chosenLogProb">The policy's log-probability of the preferred answer: a sum over its tokens.</param>
    /// <param name="rejectedLogProb">The policy's log-probability of the other one.</param>
    /// <param name="referenceChosenLogProb">The reference model's log-probability of the preferred answer, finite.</param>
    /// <param name="referenceRejectedLogProb">The reference model's log-probability of the other one, finite.</param>
    /// <param name="beta">How closely the policy is held to the reference, not negative.</param>
    /// <param name="labelSmoothing">ε, from 0 and below ½: how often preferences are the wrong way round.</param>
    /// <exception cref="System.ArgumentOutOfRangeException">Of a batch: a hyperparameter is out of its range.</exception>
    [Loss(AlsoDouble = true)]
    public static float RobustDpo(float chosenLogProb, float rejectedLogProb,
                                  [Target] float referenceChosenLogProb, [Target] float referenceRejectedLogProb,
                                  [Hyperparameter, Range(0.0, double.PositiveInfinity)] float beta = 0.1f,
                                  [Hyperparameter, Range(0.0, 0.5, MaximumIsExclusive = true)] float labelSmoothing = 0f)
    {
        float h = beta * ((chosenLogProb - referenceChosenLogProb) - (rejectedLogProb - referenceRejectedLogProb));
        return (labelSmoothing * LogSigmoid(-h) - (1 - labelSmoothing) * LogSigmoid(h)) / (1 - 2 * labelSmoothing);
    }

    /// <summary>Identity preference optimization, which draws the lead of the chosen answer to a fixed value.</summary>
    /// <remarks>
    /// loss = ((chosen − referenceChosen) − (rejected − referenceRejected) − 1/(2·beta))².
    /// Azar et al., A General Theoretical Paradigm to Understand Learning from Human Preferences (2023).
    /// </remarks>
    /// <param name="chosenLogProb">The policy's log-probability of the preferred answer: a sum over its tokens, or their mean.</param>
    /// <param name="rejectedLogProb">The policy's log-probability of the other one.</param>
    /// <param name="referenceChosenLogProb">The reference model's log-probability of the preferred answer, finite.</param>
    /// <param name="referenceRejectedLogProb">The reference model's log-probability of the other one, finite.</param>
    /// <param name="beta">How closely the policy is held to the reference, greater than 0.</param>
    /// <exception cref="System.ArgumentOutOfRangeException">Of a batch: <paramref name="beta"/> is not greater than 0.</exception>
    [Loss(AlsoDouble = true)]
    public static float Ipo(float chosenLogProb, float rejectedLogProb,
                            [Target] float referenceChosenLogProb, [Target] float referenceRejectedLogProb,
                            [Hyperparameter, Range(0.0, double.PositiveInfinity, MinimumIsExclusive = true)] float beta = 0.1f)
    {
        float lead = (chosenLogProb - referenceChosenLogProb) - (rejectedLogProb - referenceRejectedLogProb);
        return Square(lead - 1 / (2 * beta));
    }

    /// <summary>The hinge loss of a preference, without a gradient once the chosen answer leads by enough.</summary>
    /// <remarks>
    /// With h as in <c>Dpo</c>: loss = max(0, 1 − h). Zhao et al., SLiC-HF (2023).
    /// </remarks>
    /// <param name="chosenLogProb">The policy's log-probability of the preferred answer: a sum over its tokens.</param>
    /// <param name="rejectedLogProb">The policy's log-probability of the other one.</param>
    /// <param name="referenceChosenLogProb">The reference model's log-probability of the preferred answer, finite.</param>
    /// <param name="referenceRejectedLogProb">The reference model's log-probability of the other one, finite.</param>
    /// <param name="beta">How much a lead counts, not negative.</param>
    /// <exception cref="System.ArgumentOutOfRangeException">Of a batch: <paramref name="beta"/> is negative.</exception>
    [Loss(AlsoDouble = true)]
    public static float HingePreference(float chosenLogProb, float rejectedLogProb,
                                        [Target] float referenceChosenLogProb, [Target] float referenceRejectedLogProb,
                                        [Hyperparameter, Range(0.0, double.PositiveInfinity)] float beta = 0.1f)
    {
        float h = beta * ((chosenLogProb - referenceChosenLogProb) - (rejectedLogProb - referenceRejectedLogProb));
        return Relu(1 - h);
    }

    /// <summary>Simple preference optimization, by mean log-probabilities and without a reference model.</summary>
    /// <remarks>loss = −log sigmoid(beta·(chosen − rejected) − gamma). Meng et al., SimPO (2024).</remarks>
    /// <param name="chosenMeanLogProb">The mean over its tokens of the preferred answer's log-probability.</param>
    /// <param name="rejectedMeanLogProb">The mean over its tokens of the other one's.</param>
    /// <param name="beta">How much a lead counts, not negative.</param>
    /// <param name="gamma">By how much the chosen one is to lead, after beta.</param>
    /// <exception cref="System.ArgumentOutOfRangeException">Of a batch: <paramref name="beta"/> is negative.</exception>
    [Loss(AlsoDouble = true)]
    public static float SimPo(float chosenMeanLogProb, float rejectedMeanLogProb,
                              [Hyperparameter, Range(0.0, double.PositiveInfinity)] float beta = 2f,
                              [Hyperparameter] float gamma = 0.5f) =>
        -LogSigmoid(beta * (chosenMeanLogProb - rejectedMeanLogProb) - gamma);

    /// <summary>Odds ratio preference optimization, of the likelihood of the chosen answer and its odds against the rejected one together.</summary>
    /// <remarks>
    /// With odds(x) = eˣ/(1 − eˣ): loss = −chosen − beta·log sigmoid(log(odds(chosen)/odds(rejected))). In the odds a mean
    /// log-probability above −10⁻⁷ is taken as that, so that a certain answer has finite odds.
    /// Hong et al., ORPO (2024).
    /// </remarks>
    /// <param name="chosenMeanLogProb">The mean over its tokens of the preferred answer's log-probability, negative.</param>
    /// <param name="rejectedMeanLogProb">The mean over its tokens of the other one's, negative.</param>
    /// <param name="beta">What the odds count, not negative.</param>
    /// <exception cref="System.ArgumentOutOfRangeException">Of a batch: <paramref name="beta"/> is negative.</exception>
    [Loss(AlsoDouble = true)]
    public static float Orpo(float chosenMeanLogProb, float rejectedMeanLogProb,
                             [Hyperparameter, Range(0.0, double.PositiveInfinity)] float beta = 0.1f) =>
        -chosenMeanLogProb - beta * LogSigmoid(LogOdds(chosenMeanLogProb) - LogOdds(rejectedMeanLogProb));

    /// <summary>log(eˣ/(1 − eˣ)) of a log-probability x, without the cancellation of 1 − eˣ at either end.</summary>
    private static float LogOdds(float logProb)
    {
        float x = Min(logProb, -1e-7f);
        return x - (x > -Log(2f) ? Log(-Expm1(x)) : Log1p(-Exp(x)));
    }

    /// <summary>The clipped loss of a token's policy in proximal policy optimization.</summary>
    /// <remarks>
    /// With r = exp(logProb − oldLogProb), the exponent clamped to ±20: loss = −min(r·advantage, clamp(r, 1 − clipLow, 1 + clipHigh)·advantage).
    /// The weight is the mask: a masked token contributes nothing, even if its values are not finite.
    /// Schulman et al., Proximal Policy Optimization Algorithms (2017); two bounds: Yu et al., DAPO (2025).
    /// </remarks>
    /// <param name="logProb">The policy's log-probability of the token.</param>
    /// <param name="oldLogProb">That of the policy that sampled it.</param>
    /// <param name="advantage">How much better than expected the token was.</param>
    /// <param name="mask">1 where the token counts, 0 where not.</param>
    /// <param name="clipLow">How far below 1 the ratio may draw the policy, from 0 to 1.</param>
    /// <param name="clipHigh">How far above 1, not negative.</param>
    /// <exception cref="System.ArgumentOutOfRangeException">Of a batch: a hyperparameter is out of its range.</exception>
    [Loss(AlsoDouble = true)]
    public static Weighted PpoPolicy(float logProb, [Target] float oldLogProb, [Target] float advantage, [Target] float mask,
                                     [Hyperparameter, Range(0.0, 1.0)] float clipLow = 0.2f,
                                     [Hyperparameter, Range(0.0, double.PositiveInfinity)] float clipHigh = 0.2f)
    {
        if (mask == 0)
            return Weighted(0, 0);
        return Weighted(mask * ClippedPolicy(logProb, oldLogProb, advantage, clipLow, clipHigh), mask);
    }

    /// <summary>The clipped loss of a token's value in proximal policy optimization.</summary>
    /// <remarks>
    /// loss = ½·max((value − returns)², (clamp(value, oldValue − clip, oldValue + clip) − returns)²). The weight is the mask: a masked
    /// token contributes nothing, even if its values are not finite.
    /// Schulman et al., Proximal Policy Optimization Algorithms (2017), in the form of its first implementation.
    /// </remarks>
    /// <param name="value">The predicted value.</param>
    /// <param name="oldValue">The value that was predicted when the token was sampled.</param>
    /// <param name="returns">The return that was seen.</param>
    /// <param name="mask">1 where the token counts, 0 where not.</param>
    /// <param name="clip">How far from the old value the new one may be drawn, not negative.</param>
    /// <exception cref="System.ArgumentOutOfRangeException">Of a batch: <paramref name="clip"/> is negative.</exception>
    [Loss(AlsoDouble = true)]
    public static Weighted PpoValue(float value, [Target] float oldValue, [Target] float returns, [Target] float mask,
                                    [Hyperparameter, Range(0.0, double.PositiveInfinity)] float clip = 0.2f)
    {
        if (mask == 0)
            return Weighted(0, 0);
        float clipped = Clamp(value, oldValue - clip, oldValue + clip);
        float loss = 0.5f * Max(Square(value - returns), Square(clipped - returns));
        return Weighted(mask * loss, mask);
    }

    /// <summary>The loss of a token in group relative policy optimization, the clipped policy loss with a penalty on leaving the
    /// reference.</summary>
    /// <remarks>
    /// loss = PpoPolicy(…) + beta·(exp(d) − 1 − d), with d = referenceLogProb − logProb, clamped to ±20: an estimate of the divergence
    /// to the reference that is never negative. The weight is the mask: a masked token contributes nothing, even if its
    /// values are not finite. At beta = 0 the reference is not read.
    /// Shao et al., DeepSeekMath (2024).
    /// </remarks>
    /// <param name="logProb">The policy's log-probability of the token.</param>
    /// <param name="oldLogProb">That of the policy that sampled it.</param>
    /// <param name="referenceLogProb">That of the reference model.</param>
    /// <param name="advantage">The reward of the answer, relative to its group's.</param>
    /// <param name="mask">1 where the token counts, 0 where not.</param>
    /// <param name="clipLow">How far below 1 the ratio may draw the policy, from 0 to 1.</param>
    /// <param name="clipHigh">How far above 1, not negative.</param>
    /// <param name="beta">What the divergence to the reference counts, not negative.</param>
    /// <exception cref="System.ArgumentOutOfRangeException">Of a batch: a hyperparameter is out of its range.</exception>
    [Loss(AlsoDouble = true)]
    public static Weighted Grpo(float logProb, [Target] float oldLogProb, [Target] float referenceLogProb,
                                [Target] float advantage, [Target] float mask,
                                [Hyperparameter, Range(0.0, 1.0)] float clipLow = 0.2f,
                                [Hyperparameter, Range(0.0, double.PositiveInfinity)] float clipHigh = 0.2f,
                                [Hyperparameter, Range(0.0, double.PositiveInfinity)] float beta = 0f)
    {
        if (mask == 0)
            return Weighted(0, 0);
        float loss = ClippedPolicy(logProb, oldLogProb, advantage, clipLow, clipHigh);
        if (beta > 0)
        {
            float logRatio = Clamp(referenceLogProb - logProb, -MaxLogRatio, MaxLogRatio);
            loss += beta * (Expm1(logRatio) - logRatio);
        }
        return Weighted(mask * loss, mask);
    }

    private static float ClippedPolicy(float logProb, float oldLogProb, float advantage, float clipLow, float clipHigh)
    {
        float ratio = Exp(Clamp(logProb - oldLogProb, -MaxLogRatio, MaxLogRatio));
        return -Min(ratio * advantage, Clamp(ratio, 1 - clipLow, 1 + clipHigh) * advantage);
    }

    /// <summary>The negative entropy of a policy, a bonus for exploring as a loss.</summary>
    /// <remarks>
    /// With p = softmax(logits): loss = Σₖ pₖ·log pₖ, from −log(classes) to 0. A class with pₖ = 0 adds nothing, so that actions may be
    /// masked by logits of −∞.
    /// </remarks>
    /// <param name="logits">One for each class.</param>
    [Loss(AlsoDouble = true)]
    public static float NegativeEntropy([Shape("classes")] Vec<float> logits)
    {
        Vec<float> logProbability = LogSoftmax(logits);
        Vec<float> probability = Exp(logProbability);
        return Sum(logits.Length, k => probability[k] == 0 ? 0 : probability[k] * logProbability[k]);
    }
}
