using System;

namespace AutoDiffLosses.Benchmarks;

/// <summary>The formulas as plain C#, called sample by sample: the mean alone.</summary>
internal static class PlainFormulas
{
    public static float SigmoidFocal(float[] logit, float[] target, float alpha, float gamma)
    {
        double sum = 0;
        for (int i = 0; i < logit.Length; i++)
            sum += Losses.SigmoidFocal(logit[i], target[i], alpha, gamma);
        return (float)(sum / logit.Length);
    }

    public static float BinaryCrossEntropy(float[] logit, float[] target)
    {
        double sum = 0;
        for (int i = 0; i < logit.Length; i++)
            sum += Losses.BinaryCrossEntropy(logit[i], target[i]);
        return (float)(sum / logit.Length);
    }

    public static float TiltedCauchy(float[] prediction, float[] logScale, float[] target, float tilt)
    {
        double sum = 0;
        for (int i = 0; i < prediction.Length; i++)
            sum += OwnLosses.TiltedCauchy(prediction[i], logScale[i], target[i], tilt);
        return (float)(sum / prediction.Length);
    }

    public static float CrossEntropy(Vec<float>[] rows, int[] labels)
    {
        double sum = 0, weights = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            Weighted sample = Losses.CrossEntropy(rows[i], labels[i]);
            sum += sample.WeightedLoss;
            weights += sample.Weight;
        }
        return (float)(sum / weights);
    }

    /// <summary>Of a loss of two rows. Beside a row, the call of the delegate is nothing.</summary>
    public static float Mean(Vec<float>[] rows, Vec<float>[] others, Func<Vec<float>, Vec<float>, float> loss)
    {
        double sum = 0;
        for (int i = 0; i < rows.Length; i++)
            sum += loss(rows[i], others[i]);
        return (float)(sum / rows.Length);
    }
}
