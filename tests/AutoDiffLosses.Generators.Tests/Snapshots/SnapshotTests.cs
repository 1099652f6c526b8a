using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Xunit;

namespace AutoDiffLosses.Generators.Tests.Snapshots;

/// <summary>Generated files as their reader sees them. A change here is read line by line.</summary>
public class SnapshotTests
{
    [Fact]
    public Task Focal() => Verify(Generated("""
        /// <summary>Focal loss of a binary logit (Lin et al. 2017).</summary>
        [Loss]
        public static float Focal(float logit, [Target] float target,
                                  [Hyperparameter] float alpha = 0.25f, [Hyperparameter] float gamma = 2f)
        {
            float p  = Sigmoid(logit);
            float pt = target > 0.5f ? p : 1 - p;
            float alphaT = target > 0.5f ? alpha : 1 - alpha;
            return -alphaT * Pow(1 - pt, gamma) * Log(pt);
        }
        """));

    [Fact]
    public Task Dice() => Verify(Generated("""
        /// <summary>Soft Dice loss of a mask's logits.</summary>
        [Loss]
        public static float Dice([Shape("pixels")] Vec<float> logits, [Target, Shape("pixels")] Vec<float> target,
                                 [Hyperparameter] float smoothNumerator = 1e-5f, [Hyperparameter] float smoothDenominator = 1e-5f)
        {
            Vec<float> p = Sigmoid(logits);
            float overlap = Sum(p * target);
            float total = Sum(p) + Sum(target);
            return 1 - (2 * overlap + smoothNumerator) / (total + smoothDenominator);
        }
        """));

    [Fact]
    public Task CrossEntropy() => Verify(Generated("""
        /// <summary>Softmax cross-entropy of logits and a label, with label smoothing.</summary>
        [Loss]
        public static Weighted CrossEntropy([Shape("classes")] Vec<float> logits, int label,
                                            [Hyperparameter, Range(0, 1)] float labelSmoothing = 0, [Hyperparameter] int ignoreIndex = -100)
        {
            if (label == ignoreIndex)
                return Weighted(0, 0);
            Vec<float> logProbability = LogSoftmax(logits);
            float smoothed = labelSmoothing > 0 ? labelSmoothing * Mean(logProbability) : 0;
            return Weighted(-(1 - labelSmoothing) * logProbability[label] - smoothed, 1);
        }
        """));

    [Fact]
    public Task LearnedTemperature() => Verify(Generated("""
        /// <summary>Cross-entropy of logits that are scaled and shifted by learned values of the whole batch.</summary>
        [Loss]
        public static float Calibrated([Shape("classes")] Vec<float> logits, int label, [Shared] float logTemperature,
                                       [Shared, Shape("classes")] Vec<float> bias)
        {
            Vec<float> scaled = logits * Exp(-logTemperature) + bias;
            return LogSumExp(scaled) - scaled[label];
        }
        """));

    private static GeneratorDriver Generated(string loss)
    {
        var compilation = Driver.Compile(
            $$"""
            using System.ComponentModel.DataAnnotations;
            using AutoDiffLosses;
            using static AutoDiffLosses.LossMath;

            /// <summary>Losses of one's own.</summary>
            public static partial class MyLosses
            {
            {{loss}}
            }
            """);
        var driver = Driver.Run(compilation, out var output);
        Assert.Empty(output.GetDiagnostics().Where(d => d.Severity >= DiagnosticSeverity.Warning));
        return driver;
    }
}
