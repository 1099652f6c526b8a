using System;
using System.Collections.Generic;
using System.Globalization;

namespace AutoDiffLosses.Benchmarks;

/// <summary>What is measured.</summary>
internal static class Workloads
{
    public static IEnumerable<Workload> All()
    {
        yield return SigmoidFocal(4096, gamma: 2);
        yield return SigmoidFocal(4096, gamma: 1.7f);
        yield return BinaryCrossEntropy(4096);
        yield return CrossEntropy(256, 10);
        yield return CrossEntropy(64, 1_000);
        yield return CrossEntropy(8, 128_256);
        yield return Dice(16, 65_536);
        yield return KullbackLeibler(64, 1_000);
        yield return TiltedCauchy(4096);
        yield return ConfidenceWeighted(64, 1_000);
    }

    public static Workload SigmoidFocal(int samples, float gamma)
    {
        const float alpha = 0.25f;
        float[] logit = Inputs.Normal(samples, 1, 3), target = Inputs.YesNo(samples, 2), gradient = new float[samples];
        return new(string.Create(CultureInfo.InvariantCulture, $"SigmoidFocal, gamma {gamma}"), samples, 1, gradient,
            () => Losses.SigmoidFocalValueAndGradient(logit, target, gradient, alpha, gamma),
            () => PlainFormulas.SigmoidFocal(logit, target, alpha, gamma),
            () => TensorChains.SigmoidFocal(logit, target, gradient, alpha, gamma),
            () => gamma == 2
                ? FusedC.SigmoidFocal2(logit, target, gradient, samples, alpha)
                : FusedC.SigmoidFocal(logit, target, gradient, samples, alpha, gamma));
    }

    private static Workload BinaryCrossEntropy(int samples)
    {
        float[] logit = Inputs.Normal(samples, 1, 3), target = Inputs.YesNo(samples, 2), gradient = new float[samples];
        return new("BinaryCrossEntropy", samples, 1, gradient,
            () => Losses.BinaryCrossEntropyValueAndGradient(logit, target, gradient),
            () => PlainFormulas.BinaryCrossEntropy(logit, target),
            () => TensorChains.BinaryCrossEntropy(logit, target, gradient),
            () => FusedC.BinaryCrossEntropy(logit, target, gradient, samples));
    }

    private static Workload CrossEntropy(int samples, int classes)
    {
        float[] logits = Inputs.Normal(samples * classes, 1, 3), gradient = new float[samples * classes];
        int[] labels = Inputs.Labels(samples, classes, 2);
        Vec<float>[] rows = Inputs.Rows(logits, classes);
        return new("CrossEntropy", samples, classes, gradient,
            () => Losses.CrossEntropyValueAndGradient(logits.AsRows(classes), labels, gradient.AsRows(classes)),
            () => PlainFormulas.CrossEntropy(rows, labels),
            () => TensorChains.CrossEntropy(logits, labels, gradient, classes),
            () => FusedC.CrossEntropy(logits, labels, gradient, samples, classes));
    }

    private static Workload Dice(int samples, int pixels)
    {
        const float smooth = 1e-5f;
        float[] logits = Inputs.Normal(samples * pixels, 1, 3), target = Inputs.YesNo(samples * pixels, 2);
        var gradient = new float[samples * pixels];
        Vec<float>[] rows = Inputs.Rows(logits, pixels), targetRows = Inputs.Rows(target, pixels);
        return new("Dice", samples, pixels, gradient,
            () => Losses.DiceValueAndGradient(logits.AsRows(pixels), target.AsRows(pixels), gradient.AsRows(pixels), smooth, smooth),
            () => PlainFormulas.Mean(rows, targetRows, (row, mask) => Losses.Dice(row, mask, smooth, smooth)),
            () => TensorChains.Dice(logits, target, gradient, pixels, smooth),
            () => FusedC.Dice(logits, target, gradient, samples, pixels, smooth));
    }

    private static Workload KullbackLeibler(int samples, int classes)
    {
        float[] logits = Inputs.Normal(samples * classes, 1, 3), teacher = Inputs.Normal(samples * classes, 2, 3);
        var gradient = new float[samples * classes];
        Vec<float>[] rows = Inputs.Rows(logits, classes), teacherRows = Inputs.Rows(teacher, classes);
        return new("KullbackLeiblerFromLogits", samples, classes, gradient,
            () => Losses.KullbackLeiblerFromLogitsValueAndGradient(
                logits.AsRows(classes), teacher.AsRows(classes), gradient.AsRows(classes)),
            () => PlainFormulas.Mean(rows, teacherRows, (row, teacherRow) => Losses.KullbackLeiblerFromLogits(row, teacherRow)),
            () => TensorChains.KullbackLeibler(logits, teacher, gradient, classes),
            () => FusedC.KullbackLeibler(logits, teacher, gradient, samples, classes));
    }

    private static Workload TiltedCauchy(int samples)
    {
        const float tilt = 0.5f;
        float[] prediction = Inputs.Normal(samples, 1, 2), logScale = Inputs.Normal(samples, 2, 0.5f);
        float[] target = Inputs.Normal(samples, 3, 2);
        // The gradient to the predictions, and after it that to the scales.
        var gradient = new float[2 * samples];
        return new("TiltedCauchy (its own)", samples, 1, gradient,
            () => OwnLosses.TiltedCauchyValueAndGradient(
                prediction, logScale, target, gradient.AsSpan(0, samples), gradient.AsSpan(samples), tilt),
            () => PlainFormulas.TiltedCauchy(prediction, logScale, target, tilt),
            () => TensorChains.TiltedCauchy(prediction, logScale, target, gradient, tilt),
            () => FusedC.TiltedCauchy(prediction, logScale, target, gradient, samples, tilt));
    }

    private static Workload ConfidenceWeighted(int samples, int questions)
    {
        const float temperature = 2;
        float[] logits = Inputs.Normal(samples * questions, 1, 3), target = Inputs.YesNo(samples * questions, 2);
        var gradient = new float[samples * questions];
        Vec<float>[] rows = Inputs.Rows(logits, questions), targetRows = Inputs.Rows(target, questions);
        return new("ConfidenceWeighted (its own)", samples, questions, gradient,
            () => OwnLosses.ConfidenceWeightedValueAndGradient(
                logits.AsRows(questions), target.AsRows(questions), gradient.AsRows(questions), temperature),
            () => PlainFormulas.Mean(rows, targetRows, (row, answers) => OwnLosses.ConfidenceWeighted(row, answers, temperature)),
            () => TensorChains.ConfidenceWeighted(logits, target, gradient, questions, temperature),
            () => FusedC.ConfidenceWeighted(logits, target, gradient, samples, questions, temperature));
    }
}
