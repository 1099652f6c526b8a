using AutoDiffLosses.Generators.Tests.Emission;
using Xunit;

namespace AutoDiffLosses.Generators.Tests.Scheduling;

/// <summary>A local is declared in the innermost block around all that read it.</summary>
public class DeclarationsTests
{
    [Fact]
    public void WhatOnlyWaitsForAPassDoesNotReadItsResult()
    {
        // The gradient is written in the second pass; the maxima of the first are of a branch each.
        string text = Named.Text("""
            ([Shape("n")] Vec<float> logits, int label, [Hyperparameter] float cap = 2)
            {
                Vec<float> capped = cap > 0 ? cap * Tanh(logits / cap) : logits;
                return LogSumExp(capped) - capped[label];
            }
            """);
        Assert.Matches(@"\n\s+float maxLogit = Pass\.Max\(", text);
        Assert.DoesNotContain(" = float.NegativeInfinity;", text);
    }
}
