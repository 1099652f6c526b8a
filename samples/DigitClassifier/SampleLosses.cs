using AutoDiffLosses;
using static AutoDiffLosses.LossMath;

namespace DigitClassifier;

/// <summary>A loss of this project's own. Its batched value and gradient are generated while it is compiled.</summary>
public static partial class SampleLosses
{
    /// <summary>Cross-entropy with the next term of its series in 1 − p (Leng et al., PolyLoss, 2022).</summary>
    [Loss(AlsoDouble = true)]
    public static float Poly([Shape("classes")] Vec<float> logits, int label, [Hyperparameter] float epsilon = 1f)
    {
        Vec<float> p = Softmax(logits);
        return -Log(p[label]) + epsilon * (1 - p[label]);
    }
}
