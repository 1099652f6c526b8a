using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Ir;
using AutoDiffLosses.Generators.Scheduling;
using Xunit;

namespace AutoDiffLosses.Generators.Tests.Scheduling;

/// <summary>What loops there are, what they share, what is kept between them: on the loop programs of value and gradient.</summary>
public class LoopProgramTests
{
    [Theory]
    [InlineData("SigmoidFocal", "Exp Log1p Pow", "", 0)]
    [InlineData("BinaryCrossEntropy", "Exp Log1p", "", 0)]
    [InlineData("LogCosh", "Exp Log1p", "", 0)]
    [InlineData("Dpo", "Exp Log1p", "", 0)]
    [InlineData("PpoPolicy", "Exp", "", 0)]
    [InlineData("CrossEntropy", "Log", "Exp", 3)]
    [InlineData("WeightedCrossEntropy", "Log", "Exp", 3)]
    [InlineData("SoftCrossEntropy", "Log", "Exp", 4)]
    [InlineData("SoftmaxFocal", "Exp Log Log1p PowFromLog", "Exp", 3)]
    [InlineData("CosFace", "Exp Log", "Exp", 3)]
    [InlineData("ArcFace", "Exp Log", "Exp", 3)]
    [InlineData("Dice", "", "Exp", 2)]
    [InlineData("Jaccard", "", "Exp", 2)]
    [InlineData("DiceCrossEntropy", "", "Exp Log1p", 2)]
    [InlineData("KullbackLeiblerFromLogits", "Log Log", "Exp Exp", 5)]
    [InlineData("KullbackLeibler", "", "XLogY XLogY", 1)]
    [InlineData("GaussianKullbackLeibler", "", "Expm1", 1)]
    [InlineData("GaussianElbo", "", "Expm1", 2)]
    [InlineData("BernoulliElbo", "", "Exp Expm1 Log1p", 2)]
    [InlineData("NegativeEntropy", "Log", "Exp", 4)]
    [InlineData("Triplet", "", "", 1)]
    public void OfBuiltInLosses(string loss, string perSample, string perElement, int passes)
    {
        var work = Work.Of(loss);

        Assert.Equal(perSample, work.PerSample);
        Assert.Equal(perElement, work.PerElement);
        Assert.Equal(passes, work.PassesAlways);
    }

    [Fact]
    public void TheNaiveFocalLossTakesThreeFunctions()
    {
        var work = Work.OfSource("""
            [Loss]
            public static float Loss(float logit, [Target] float target, [Hyperparameter] float alpha = 0.25f, [Hyperparameter] float gamma = 2f)
            {
                float p = Sigmoid(logit);
                float pt = target > 0.5f ? p : 1 - p;
                float alphaT = target > 0.5f ? alpha : 1 - alpha;
                return -alphaT * Pow(1 - pt, gamma) * Log(pt);
            }
            """);

        Assert.Equal("Exp Log1p PowFromLog", work.PerSample);
    }

    /// <summary>What is kept on the way for the last pass is made of what the first has kept, in the pass that reads that back.</summary>
    [Fact]
    public void WhatIsKeptIsMadeOfWhatIsReadBack()
    {
        var work = Work.OfSource("""
            [Loss]
            public static float Loss([Shape("n")] Vec<float> v, [Shape("n")] Vec<float> w)
            {
                Vec<float> p = Sigmoid(v * w), q = Log(1.5f + p * Tanh(w));
                float mean = Mean(q);
                return Sum(v.Length, i => Softplus(q[i] - mean) * Pow(1 + p[i], 1.3f)) / (1 + Sum(p)) + LogSumExp(q) * Norm(v);
            }
            """);

        Assert.Equal("Exp Exp Exp Log Log1p Pow Tanh", work.PerElement);
        Assert.Equal(3, work.Passes);
    }

    [Fact]
    public void SumsOverOneIndexAreOnePass() =>
        Assert.Equal(1, Work.OfSource("""
            [Loss]
            public static float Loss([Shape("n")] Vec<float> x, [Target, Shape("n")] Vec<float> y) =>
                Sum(x * y) / (Sum(x.Length, i => x[i] * x[i]) + Sum(y) + 1) + 0 * Max(y);
            """).PassesAlways - 1);

    /// <summary>On the way of a long loop is room for short ones, and for what reads the same; not for another long one.</summary>
    [Theory]
    [InlineData("Sum(Exp(x)) * Sum(Exp(y))", 2)]
    [InlineData("Sum(Exp(x)) * Sum(Exp(y)) * Sum(Tanh(z))", 3)]
    [InlineData("Sum(Exp(x)) * Sum(y) * Max(z)", 1)]
    [InlineData("Sum(x * x) * Sum(y) * Max(z)", 1)]
    [InlineData("Sum(Exp(x)) * Sum(Tanh(x))", 1)]
    [InlineData("Sum(Exp(x)) * Sum(Exp(y)) * Sum(Sin(x * y))", 1)]
    [InlineData("Sum(x) * Sum(Exp(y)) * Sum(Exp(z)) * Sum(x * z)", 2)]
    // A pass has four reductions at most.
    [InlineData("Sum(x) * Sum(y) * Sum(z) * Max(x) * Max(y)", 2)]
    [InlineData("Sum(Exp(x)) * Sum(Exp(y)) * Sum(x) * Sum(y) * Sum(z) * Max(x) * Max(y) * Max(z)", 3)]
    [InlineData("Sum(Exp(x)) * Sum(Exp(x.Length - Sum(y) * z))", 2)]
    public void LongLoopsWithNothingInCommonAreSeveralPasses(string value, int passes) =>
        Assert.Equal(passes, Work.OfSource($$"""
            [Loss]
            public static float Loss([Target, Shape("n")] Vec<float> x, [Target, Shape("n")] Vec<float> y, [Target, Shape("n")] Vec<float> z, float scale) =>
                scale * {{value}};
            """).Passes);

    /// <summary>A sum for the gradient alone is done by a pass of the value, if that reads the same and evaluates the same functions.</summary>
    [Theory]
    [InlineData("Sum(x.Length, i => Square(x[i] * s + t[i]))", 1)]
    [InlineData("Square(Sum(Exp(x * s)))", 1)]
    [InlineData("Sum(Exp(x * s)) * LogSumExp(t * s)", 2)]
    [InlineData("Sum(x.Length, i => t[i] == 0 ? 0 : t[i] * (LogSumExp(s * x) - x[i]))", 3)]
    [InlineData("Sum(Cos(x * s))", 2)]
    [InlineData("Sum(x.Length, i => Square(x[i] * s + t[i])) + Sum(x) * Sum(t) * Sum(x * x) * Sum(t * t)", 2)]
    public void SumsForTheGradientJoinPassesOfTheValue(string value, int passes) =>
        Assert.Equal(passes, Work.OfSource($$"""
            [Loss]
            public static float Loss([Target, Shape("n")] Vec<float> x, [Target, Shape("n")] Vec<float> t, float s) => {{value}};
            """).PassesAlways);

    /// <summary>A gradient is written by a pass of the value, if nothing that it reads comes later, and that pass reads of the same memory.</summary>
    [Theory]
    [InlineData("Sum(x * x * t)", 1)]
    [InlineData("Sum(Exp(x) * t)", 1)]
    [InlineData("s * Sum(x * t) + Sum(s * t)", 1)]
    // A sum that only it waits for.
    [InlineData("Square(Sum(x * t))", 2)]
    // It reads nothing that the value does.
    [InlineData("Sum(x) * s", 2)]
    // A function of its own.
    [InlineData("Sum(Sin(x) * t)", 2)]
    // What is kept is read back where the gradient is wanted.
    [InlineData("Sum(x.Length, i => t[i] / Sum(t) * (Log(Sum(Exp(x))) - x[i]))", 3)]
    // Under a condition, in the pass under the same.
    [InlineData("s > 0 ? Sum(x * x * t) : Sum(x * t)", 0)]
    public void WritesToGradientsJoinPassesOfTheValue(string value, int passes) =>
        Assert.Equal(passes, Work.OfSource($$"""
            [Loss]
            public static float Loss([Shape("n")] Vec<float> x, [Target, Shape("n")] Vec<float> t, [Target] float s) => {{value}};
            """).PassesAlways);

    [Fact]
    public void WhatTheGradientOverwritesIsKeptThere()
    {
        var work = Work.Of("CrossEntropy");

        Assert.Equal([BufferKind.Gradient], work.Kept);
    }

    [Fact]
    public void WhatTheValueNeedsAgainIsKeptInARowOfItsOwn() => Assert.Equal([BufferKind.Scratch], Work.Of("NegativeEntropy").Kept);

    [Fact]
    public void WhatALoopInALoopComputesIsKeptForTheOuterLoopsThatFollow()
    {
        var work = Work.OfSource("""
            [Loss]
            public static float Loss([Shape("n")] Vec<float> x, float decay) =>
                Sum(x.Length, i => Square(x[i] - Sum(i, j => Exp(decay * (j - i)) * x[j])));
            """);

        Assert.Equal([BufferKind.Scratch], work.Kept);
    }

    /// <summary>Of a chain of two functions, the first goes into a pass before, if that reads the same; where no function waits, none goes.</summary>
    [Theory]
    [InlineData("Softplus(x[k])", true)]
    [InlineData("Exp(0.5f * x[k])", false)]
    [InlineData("Softplus(y[k])", false)]
    [InlineData("Softplus(x[k] * scale)", true)]
    public void AFunctionGoesAheadWhereAnotherWaitsForIt(string term, bool goes)
    {
        var work = Work.OfSource($$"""
            [Loss]
            public static float Loss([Target, Shape("n")] Vec<float> x, [Target, Shape("n")] Vec<float> y, [Shared] float s, [Hyperparameter] float scale = 2)
            {
                float sum = Sum(Exp(x));
                return s * Sum(x.Length, k => y[k] / sum * {{term}});
            }
            """);

        Assert.Equal(goes ? [BufferKind.Scratch] : [], work.Kept);
    }

    [Fact]
    public void WhatSeveralGradientsNeedIsKeptInTheFirstWanted()
    {
        var work = Work.OfSource("""
            [Loss]
            public static float Loss([Shape("n")] Vec<float> x, [Shape("n")] Vec<float> y)
            {
                Vec<float> e = Exp(x * y);
                return Square(Sum(e));
            }
            """);

        Assert.Equal([BufferKind.FirstWanted], work.Kept);
        Assert.Equal("Exp", work.PerElement);
    }

    [Fact]
    public void WhatTheCallHasInCommonIsComputedOnce()
    {
        var kernel = Work.KernelOf("""
            [Loss]
            public static float Loss(float x, [Hyperparameter] float angle, [Hyperparameter] Vec<float> weights) =>
                x * x * Cos(angle) + x * Sum(weights);
            """);

        Assert.All(kernel.OfTheCall, value => Assert.Empty(value.Free));
        var computed = Graph.Reachable(kernel.OfTheCall).Select(n => n.Op).ToArray();
        Assert.Contains(Opcode.Cos, computed);
        Assert.Contains(Opcode.ReduceSum, computed);
        Assert.Equal("", Work.Of(kernel).PerSample);
        Assert.Equal(0, Work.Of(kernel).Passes);
    }

    [Fact]
    public void AnInertSampleIsLeftAtOnce()
    {
        var kernel = Work.KernelOf("""
            [Loss]
            public static Weighted Loss([Shape("n")] Vec<float> x, int label, [Hyperparameter] int ignore = -1)
            {
                if (label == ignore)
                    return Weighted(0, 0);
                return Weighted(LogSumExp(x) - x[label], 1);
            }
            """);
        var steps = kernel.Sample().Steps;

        var leave = Assert.IsType<If>(steps[0]);
        Assert.Collection(leave.Then, s => Assert.IsType<ClearAll>(s), s => Assert.True(Assert.IsType<Return>(s).Value.IsZero));
        Assert.Empty(leave.Else);
        Assert.DoesNotContain(steps.Skip(1), s => s is If { Condition.Value: { } c } && c == leave.Condition.Value);
    }

    [Fact]
    public void WhatTheCallHasInCommonTwiceIsComputedOnce()
    {
        var defined = Work.KernelOf("""
            [Loss]
            public static float Loss([Shape("n")] Vec<float> x, [Hyperparameter, Shape("n")] Vec<float> w, [Hyperparameter] float h = 1)
            {
                float s = LogSumExp(w);
                return s * Sum(x) + (h > 1 ? Sum(w.Length, i => Exp(w[i] - s)) : s);
            }
            """).Prepare().Steps.Select(step => step switch { Let let => let.Value, Assign assign => assign.Target, _ => null }).OfType<Node>().ToList();

        Assert.Equal(defined.Distinct(), defined);
    }

    [Fact]
    public void OfAChoiceThatIsMadeOutsideOneArmIsLeft()
    {
        var steps = Work.KernelOf("""
            [Loss]
            public static float Loss([Shape("n")] Vec<float> x, float y, [Hyperparameter] int m = 2)
            {
                float s = m > 2 ? Sum(Exp(x)) : Sin(y);
                return m > 2 ? Tanh(s) : Exp(y);
            }
            """).Sample().Steps;
        Assert.Contains(steps, s => s is If { Condition.Value: not null });
        Visit(steps, []);

        static void Visit(IReadOnlyList<Step> steps, IReadOnlyList<Node?> known)
        {
            foreach (var branch in steps.OfType<If>())
            {
                Assert.False(branch.Condition.Value is { } condition && known.Contains(condition), $"Asked twice: {branch.Condition.Value}");
                Visit(branch.Then, [.. known, branch.Condition.Value]);
                Visit(branch.Else, [.. known, branch.Condition.Value]);
            }
        }
    }

    [Fact]
    public void ALoopThatAHyperparameterTurnsOffIsInABranch()
    {
        var work = Work.Of("CrossEntropy");

        Assert.Equal(work.PassesAlways + 1, work.Passes);
    }

    [Fact]
    public void AFunctionThatAHyperparameterTurnsOffIsInABranch()
    {
        var kernel = Work.KernelOf("""
            [Loss]
            public static float Loss(float x, [Hyperparameter] float beta = 0) =>
                beta > 0 ? Square(beta + Exp(x)) : x * x;
            """);

        Assert.Contains(kernel.Sample().Steps, s => s is If { Condition.Value: not null });
    }

    [Fact]
    public void ALoopInALoopSharesItsOuterLoop() =>
        Assert.Equal(2, Work.OfSource("""
            [Loss]
            public static float Loss([Target, Shape("n")] Vec<float> x, float scale) =>
                scale * Sum(x.Length, i => Sum(x.Length, j => x[i] * x[j])) ;
            """).Passes);

    [Fact]
    public void ElementsOfAFixedArrayAreStoredOneByOne() => Assert.Equal(0, Work.Of("GeneralizedBoxIou").Passes);
}
