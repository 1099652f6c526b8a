using System;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using AutoDiffLosses;

namespace DigitClassifier;

/// <summary>What became of a training.</summary>
internal sealed record Outcome(string Loss, double FinalLoss, double Accuracy, double SamplesPerSecond, GradientCheckResult Check);

/// <summary>Trains a network of one hidden layer by plain gradient descent, on shuffled batches.</summary>
internal static class Training
{
    private const int Epochs = 40, BatchSize = 32, Hidden = 64;

    public static Outcome Run(Contender contender, Digits training, Digits test, int seed)
    {
        Random random = new(seed);
        ILayer hidden = new Dense(Digits.PixelCount, Hidden, relu: true, random);
        ILayer head = contender.OfCosines ? new Cosines(Hidden, Digits.Classes, random) : new Dense(Hidden, Digits.Classes, relu: false, random);
        int[] order = Enumerable.Range(0, training.Count).ToArray();
        Stopwatch watch = new();
        for (int epoch = 1; epoch <= Epochs; epoch++)
        {
            watch.Start();
            random.Shuffle(order);
            for (int start = 0; start < order.Length; start += BatchSize)
            {
                Digits batch = training.Choose(order.AsSpan(start, Math.Min(BatchSize, order.Length - start)));
                float[] rows = Forward(batch);
                float[] gradient = new float[rows.Length];
                contender.Loss(rows.AsRows(Digits.Classes), batch.Labels, gradient.AsRows(Digits.Classes));
                hidden.Backward(head.Backward(gradient, contender.LearningRate), contender.LearningRate);
            }
            watch.Stop();
            if (epoch % 10 == 0)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{contender.Name}, epoch {epoch} of {Epochs}: loss {Loss(training):F4}, test accuracy {Accuracy(test):F1} %"));
        }
        double samplesPerSecond = (double)Epochs * training.Count / watch.Elapsed.TotalSeconds;
        Digits few = training.Choose(order.AsSpan(0, BatchSize));
        return new(contender.Name, Loss(training), Accuracy(test), samplesPerSecond, contender.Check(Forward(few), few.Labels));

        float[] Forward(Digits digits) => head.Forward(hidden.Forward(digits.Pixels, digits.Count), digits.Count);

        float Loss(Digits digits) => contender.Loss(Forward(digits).AsRows(Digits.Classes), digits.Labels, default);

        double Accuracy(Digits digits)
        {
            float[] rows = Forward(digits);
            int right = Enumerable.Range(0, digits.Count).Count(b => MostLikely(rows.AsSpan(b * Digits.Classes, Digits.Classes)) == digits.Labels[b]);
            return 100.0 * right / digits.Count;
        }
    }

    private static int MostLikely(ReadOnlySpan<float> row)
    {
        int best = 0;
        for (int k = 1; k < row.Length; k++)
            if (row[k] > row[best])
                best = k;
        return best;
    }
}
