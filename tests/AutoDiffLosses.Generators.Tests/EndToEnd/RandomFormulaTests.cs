using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace AutoDiffLosses.Generators.Tests.EndToEnd;

/// <summary>Random losses from C# text to gradients: what is generated is what the text says when it runs as plain C#, and its derivative.</summary>
public class RandomFormulaTests(ITestOutputHelper output)
{
    private const int Formulas = 200, Batch = 100;

    [Fact]
    public void GeneratedCodeIsTheTextAndItsDerivative()
    {
        var counts = new LossComparison.Counts();
        var failures = new List<string>();
        for (int first = 0; first < Formulas; first += Batch)
        {
            string[] texts = [.. Enumerable.Range(first, Batch).Select(i => new RandomLoss(i).Write($"F{i}"))];
            var compiled = Compile(texts, failures);
            for (int i = 0; i < Batch; i++)
                try
                {
                    if (compiled[i] is not { } losses)
                        continue;
                    var comparison = new LossComparison(losses, $"F{first + i}", texts[i]);
                    foreach (int length in new[] { 1, 3, 6 })
                        comparison.Compare(seed: 10 * (first + i) + length, length, counts);
                }
                catch (Exception e)
                {
                    failures.Add(e.Message);
                }
        }
        output.WriteLine(counts.ToString());
        Assert.True(failures.Count == 0, $"{failures.Count} of {Formulas} fail:\n\n{string.Join("\n\n", failures)}");
        Assert.True(counts.Discarded < 0.2 * counts.Points);
        Assert.True(counts.Kinks < 0.1 * (counts.Gradients + counts.Kinks));
    }

    /// <summary>All in one compilation; where that fails, each alone, so that it is known which one does.</summary>
    private static CompiledLosses?[] Compile(string[] texts, List<string> failures)
    {
        try
        {
            var losses = new CompiledLosses(RandomLoss.Members + string.Join("\n", texts));
            return [.. texts.Select(_ => losses)];
        }
        catch (XunitException)
        {
            return Array.ConvertAll(texts, text =>
            {
                try
                {
                    return new CompiledLosses(RandomLoss.Members + text);
                }
                catch (XunitException e)
                {
                    failures.Add($"{e.Message}\n{text}");
                    return null;
                }
            });
        }
    }
}
