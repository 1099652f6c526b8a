using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Xunit;

namespace AutoDiffLosses.Tests;

/// <summary>How closely two arrays of results are to agree.</summary>
internal static class Agreement
{
    /// <summary>Within a share of the largest magnitude.</summary>
    public static void Relative(double tolerance, double[] expected, double[] actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        double bound = tolerance * Largest(expected);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Within(bound, expected[i], actual[i]), Message(what, i, expected[i], actual[i], bound));
    }

    /// <summary>Within 2·10⁻⁶ of the largest magnitude, and what the condition of the results allows:
    /// |x − y| ≤ 2·10⁻⁶·max|y| + 4·2⁻²⁴·Σᵢ|∂y/∂xᵢ·xᵢ|.</summary>
    /// <param name="methods">The loss in double.</param>
    /// <param name="at">The arguments.</param>
    /// <param name="results">The same results in double, as a function of the arguments.</param>
    public static void Float(double[] expected, double[] actual, LossMethods<double> methods, LossArguments at,
                             Func<LossArguments, double[]> results, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        double bound = 2e-6 * Largest(expected);
        if (Enumerable.Range(0, expected.Length).All(i => Within(bound, expected[i], actual[i])))
            return; // The condition would only allow more.
        double[] condition = Condition(methods, at, results, expected.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            double wider = bound + 4 * Math.ScaleB(1, -24) * condition[i];
            Assert.True(Within(wider, expected[i], actual[i]), Message(what, i, expected[i], actual[i], wider));
        }
    }

    /// <summary>Σᵢ|∂y/∂xᵢ·xᵢ| of each result y, over all numbers xᵢ of the arguments, by central differences.</summary>
    private static double[] Condition(LossMethods<double> methods, LossArguments at, Func<LossArguments, double[]> results, int count)
    {
        const double step = 1e-6;
        double[] condition = new double[count];
        LossArguments moved = at.Copy();
        foreach (string name in methods.RealParameters)
            if (moved.Arrays.TryGetValue(name, out NumberArray? array))
                for (int k = 0; k < array.Data.Length; k++)
                {
                    int element = k;
                    Add(value => array.Data[element] = value, array.Data[k]);
                }
            else if (moved.Scalars.TryGetValue(name, out double scalar))
                Add(value => moved.Scalars[name] = value, scalar);
        return condition;

        void Add(Action<double> set, double x)
        {
            if (x == 0)
                return;
            set(x * (1 + step));
            double[] above = results(moved);
            set(x * (1 - step));
            double[] below = results(moved);
            set(x);
            for (int i = 0; i < count; i++)
                condition[i] += Math.Abs(above[i] - below[i]) / (2 * step);
        }
    }

    private static double Largest(IEnumerable<double> values) => values.Select(Math.Abs).DefaultIfEmpty(0).Max();

    private static bool Within(double bound, double expected, double actual) =>
        expected.Equals(actual) || Math.Abs(expected - actual) <= bound;

    private static string Message(string what, int i, double expected, double actual, double bound) =>
        string.Create(CultureInfo.InvariantCulture,
                      $"{what}[{i}] is {actual:R}, not {expected:R}: off by {Math.Abs(expected - actual):G3}, where {bound:G3} is allowed.");
}
