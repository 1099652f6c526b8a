using System;
using System.Linq;

namespace AutoDiffLosses.Tests;

/// <summary>The plain losses of samples near a point, as functions whose differences are the gradient there: what
/// <see cref="LossMath.StopGradient(double)"/> holds constant keeps its value at the point.</summary>
internal sealed class HeldConstant(LossMethods<double> methods, LossArguments at)
{
    private readonly LossMethods<double> _distance = LossMethods<double>.Of("DistanceBoxIou");

    /// <summary>The loss of one sample.</summary>
    public double Sample(LossArguments moved, int sample)
    {
        if (methods.Loss != "CompleteBoxIou")
            return methods.Plain(moved, sample).WeightedLoss;
        double alpha = (methods.Plain(at, sample).WeightedLoss - _distance.Plain(at, sample).WeightedLoss) / AspectRatio(at, sample);
        return _distance.Plain(moved, sample).WeightedLoss + alpha * AspectRatio(moved, sample);
    }

    /// <summary>The mean over the batch.</summary>
    public double Mean(LossArguments moved)
    {
        int[] samples = Enumerable.Range(0, methods.Samples(moved)).ToArray();
        double weight = samples.Sum(b => methods.Plain(moved, b).Weight);
        return weight == 0 ? 0 : samples.Sum(b => Sample(moved, b)) / weight;
    }

    /// <summary>The term of the complete IoU loss by which aspect ratios differ.</summary>
    private static double AspectRatio(LossArguments boxes, int sample)
    {
        double difference = 2 / Math.PI * (Angle(boxes["target"], sample) - Angle(boxes["predicted"], sample));
        return difference * difference;
    }

    private static double Angle(NumberArray boxes, int sample)
    {
        ReadOnlySpan<double> box = boxes.Data.AsSpan(4 * sample, 4);
        return Math.Atan((box[2] - box[0]) / (box[3] - box[1]));
    }
}
