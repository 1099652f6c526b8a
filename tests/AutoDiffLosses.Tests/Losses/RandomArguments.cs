using System;
using System.Linq;
using System.Numerics;
using System.Reflection;

namespace AutoDiffLosses.Tests;

/// <summary>Random arguments of a built-in loss, of any batch and row length, within what each parameter means and within ±4.</summary>
internal static class RandomArguments
{
    public static LossArguments Of<T>(LossMethods<T> methods, int samples, int length, int seed)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Random random = new(seed);
        LossArguments arguments = new();
        foreach (ParameterInfo parameter in methods.Parameters)
        {
            bool isBatch = !parameter.IsDefined(typeof(HyperparameterAttribute));
            if (!isBatch && parameter.HasDefaultValue)
                continue;
            int[] shape = [.. isBatch ? new[] { samples } : [], .. RowShape(parameter, length)];
            NumberArray array = new(shape);
            for (int i = 0; i < array.Data.Length; i++)
                array.Data[i] = (float)Number(methods.Loss, parameter, length, random);
            if (methods.Loss.EndsWith("BoxIou", StringComparison.Ordinal))
                FarCornersFromSizes(array);
            arguments[parameter.Name!] = array;
        }
        return arguments;
    }

    /// <summary>Whether the loss has rows whose length is not fixed.</summary>
    public static bool HasRows<T>(LossMethods<T> methods) where T : unmanaged, IFloatingPointIeee754<T> =>
        methods.Parameters.Any(parameter => RowShape(parameter, -1) is [-1]);

    private static int[] RowShape(ParameterInfo parameter, int length) =>
        parameter.GetCustomAttribute<ShapeAttribute>() is { } shape ? shape.Dimensions.Select(each => each as int? ?? length).ToArray() : [];

    private static double Number(string loss, ParameterInfo parameter, int length, Random random)
    {
        return (loss, parameter.Name) switch
        {
            _ when parameter.ParameterType == typeof(int) => length == 0 ? 0 : random.Next(length),
            (_, "mask" or "same") => random.Next(2),
            (_, "classWeights") => Between(0.25, 2),
            (_, "cosines") => Between(-0.95, 0.95),
            (_, "chosenMeanLogProb" or "rejectedMeanLogProb") => Between(-3, -0.05),
            ("GeneralizedBoxIou" or "DistanceBoxIou" or "CompleteBoxIou", _) => Between(0.25, 1.5),
            ("KullbackLeibler" or "JensenShannon", _) => Between(0.02, 1),
            ("SigmoidFocal" or "BinaryCrossEntropy", "target") => random.Next(3) switch { 0 => 0, 1 => 1, _ => Between(0, 1) },
            ("PoissonNll", "target") => random.Next(5),
            _ when parameter is { Name: "target" } && parameter.IsDefined(typeof(ShapeAttribute)) => Between(0, 1),
            _ => Between(-3, 3),
        };

        double Between(double low, double high) => low + (high - low) * random.NextDouble();
    }

    private static void FarCornersFromSizes(NumberArray boxes)
    {
        for (int i = 0; i < boxes.Data.Length; i += 4)
        {
            boxes.Data[i + 2] = (float)(boxes.Data[i] + boxes.Data[i + 2]);
            boxes.Data[i + 3] = (float)(boxes.Data[i + 1] + boxes.Data[i + 3]);
        }
    }
}
