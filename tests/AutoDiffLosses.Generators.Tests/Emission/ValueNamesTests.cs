using Xunit;

namespace AutoDiffLosses.Generators.Tests.Emission;

/// <summary>The names of locals, and the statements that are quoted over them.</summary>
public class ValueNamesTests
{
    private const string Spread = """
        private static float Spread(Vec<float> v)
        {
            float top = Max(v);
            return Sum(v.Length, i => Exp(v[i] - top)) + top;
        }
        """;

    [Fact]
    public void WhatAFunctionNamesTwiceIsToldApartByWhatIsRead()
    {
        string text = Text("([Shape(\"n\")] Vec<float> leftScores, [Shape(\"n\")] Vec<float> rightScores) => Spread(leftScores) * Spread(rightScores);", Spread);
        Assert.Contains("var (rightTop, leftTop) = ", text);
        Assert.Contains(" leftSpread = ", text);
        Assert.DoesNotMatch(@"\b(top|spread)\d?\b", text);
    }

    [Fact]
    public void AnOwnNameIsNotTakenByATwin()
    {
        string text = Text("""
            ([Shape("n")] Vec<float> left, [Shape("n")] Vec<float> right)
            {
                float leftTop = Sum(left) * Sum(right);
                return Spread(left) * Spread(right) + leftTop * leftTop;
            }
            """, Spread);
        Assert.Contains(" leftTop = sumLeft * sumRight;", text);
        Assert.Contains("rightTop, maxLeft) = ", text);
    }

    [Fact]
    public void WhatReadsTheSameIsToldApartByWhatItIsFor()
    {
        string text = Text("([Shape(4)] Vec<float> box, float x) => Square(Area(box) - x) + Slant(box) * Area(box);", """
            private static float Area(Vec<float> b)
            {
                float width = Exp(b[2]) - b[0];
                return width * width * Exp(b[3]);
            }

            private static float Slant(Vec<float> b)
            {
                float width = Sin(b[2]) + b[0];
                return width * width * Sin(b[3]);
            }
            """);
        Assert.Contains(" areaWidth ", text);
        Assert.Contains(" slantWidth ", text);
    }

    [Fact]
    public void AnAdjointHasTheNameOfWhatItIsTheAdjointOf()
    {
        // Of what is added to it, it is the adjoint too; the name is that of the user's.
        string text = Text("(float x, float y) { float z = x * y; return Log(2 + Sin(z + 1)) * z; }");
        Assert.Contains(" zAdjoint = ", text);
        Assert.DoesNotMatch(@"\b(product|quotient|sum|difference)\d*\b", text);
    }

    [Fact]
    public void HalfAnAdjointIsCalledSo() =>
        Assert.Contains("halfLeadAdjoint = seed * ", Text("(float x, float y, [Hyperparameter] float beta = 2) { float lead = x - y; return Square(lead - 1 / beta); }"));

    [Fact]
    public void TheNegativeOfALocalIsCalledByIt()
    {
        string text = Text("(float first, float second) { float odds = first * second - Exp(second); return Sigmoid(-odds) * Softplus(-odds); }");
        Assert.Contains(" minusOdds ", text);
        Assert.DoesNotContain("MinusAbsMinus", text);
    }

    [Fact]
    public void AnElementOfAComputedRowHasTheRowsName()
    {
        string text = Text("([Shape(\"n\")] Vec<float> x, int label, [Hyperparameter] float scale = 2) { Vec<float> scores = scale * x; return LogSumExp(scores) - scores[label] * Exp(scores[label]); }");
        Assert.Contains(" labelScore ", text);
    }

    [Fact]
    public void WhatIsClampedSaysWhat()
    {
        string text = Text("""
            ([Shape("n")] Vec<float> someVeryLongName, [Shape("n")] Vec<float> anotherVeryLongName, float margin)
            {
                float excess = Relu(Sum(someVeryLongName * anotherVeryLongName) - Sum(anotherVeryLongName) - margin);
                return excess * excess * excess;
            }
            """);
        Assert.Contains(" unclampedExcess ", text);
        Assert.DoesNotMatch(@"\b(isAtMost|difference)\d*\b", text);
    }

    [Fact]
    public void ZeroBesideWhatItIsElseSaysSo() =>
        Assert.DoesNotMatch(@"\bseed2\b", Text("""
            ([Shape("n")] Vec<float> logits)
            {
                Vec<float> logProbability = LogSoftmax(logits);
                return Sum(logits.Length, k => Exp(logProbability[k]) * logProbability[k]);
            }
            """));

    [Fact]
    public void StatementsThatAreComputedInTurnsAreQuotedTogether()
    {
        string text = Text("""
            ([Shape("n")] Vec<float> first, [Shape("n")] Vec<float> second)
            {
                float a = LogSumExp(first);
                float b = LogSumExp(second);
                float c = a * b;
                return c * c;
            }
            """);
        Assert.Matches(@"// float a = LogSumExp\(first\);\n\s+// float b = LogSumExp\(second\);\n", text);
        Assert.Matches(@"\n\n\s+// float c = a \* b;\n", text);
    }

    [Fact]
    public void ALongGradientIsSaidInSteps()
    {
        string text = Text("""
            (float logProb, [Target] float oldLogProb, [Target] float advantage, [Target] float mask, [Hyperparameter] float clip = 0.2f)
            {
                float ratio = Exp(Clamp(logProb - oldLogProb, -20, 20));
                return mask == 0 ? 0 : -mask * Min(ratio * advantage, Clamp(ratio, 1 - clip, 1 + clip) * advantage);
            }
            """);
        Assert.Matches(@"var (minusR|r)atioAdjoint = ", text);
        Assert.Contains("var logProbMinusOldLogProbIsOutside = ", text);
    }

    [Fact]
    public void WhatOnlyGradientsNeedIsSetApart() => Assert.Matches(
        @"\n\n\s+// For the gradients alone\.\n(\s+float \w+Adjoint = .*\n)+\n\s+// return ",
        Text("([Shape(\"n\")] Vec<float> mean, [Hyperparameter] float beta = 1) => beta * Sum(Square(mean) + Expm1(mean));"));

    [Fact]
    public void WhatKeepsADenominatorFromZeroIsLeftOutOfNames()
    {
        string text = Text("(float part, float whole) => (1 + part / (whole + 1e-6f)) * Abs(1 + part / (whole + 1e-6f)) + part / (whole + 1e-6f);");
        Assert.Contains(" partOverWhole = part / wholePlusEpsilon;", text);
        Assert.Contains(" onePlusPartOverWhole = ", text);
    }

    [Fact]
    public void WhatTwoArmsHaveInCommonIsNotTheAdjointOfOne()
    {
        string text = Text("(float x, [Hyperparameter] float h = 0.5f) { float low = h * x, high = (h - 1) * x; return Min(low, high); }");
        Assert.Contains(" scaledSeed = ", text);
        Assert.DoesNotContain("lowAdjoint", text);
        Assert.DoesNotContain("highAdjoint", text);
    }

    [Fact]
    public void OfOneConditionTheValueIsTheAdjoint() =>
        // It divides by 0 where the condition does not hold.
        Assert.Contains(" sumExpAdjoint = ", Text("([Shape(\"n\")] Vec<float> cosines, int label, [Hyperparameter] float scale = 2) { Vec<float> scores = scale * cosines.With(label, cosines[label] - 1); return LogSumExp(scores) - scores[label]; }"));

    [Fact]
    public void ALongNameIsBetterThanNone()
    {
        string text = Text("(float chosenMeanLogProb, float rejectedMeanLogProb, [Hyperparameter] float beta = 1, [Hyperparameter] float gamma = 1) => -LogSigmoid(beta * (chosenMeanLogProb - rejectedMeanLogProb) - gamma);");
        Assert.Contains(" betaTimesChosenMinusRejectedMeanLogProb = ", text);
    }

    [Fact]
    public void ALongNameIsBetterThanTheFunctionAlone() => Assert.Contains(
        " sigmoidAbsFirstTimesSecondMeanLogProb = ",
        Text("(float first, float secondMeanLogProb) { float firstTimesSecondMeanLogProb = first * secondMeanLogProb; return Sigmoid(firstTimesSecondMeanLogProb) * Sin(first); }"));

    [Fact]
    public void ASumThatIsDividedByItsCountIsAMean() => Assert.Contains(
        " meanVTimesW = ", Text("([Shape(\"n\")] Vec<float> v, [Shape(\"n\")] Vec<float> w) => v.Length == 0 ? 0 : Exp(Mean(v * w)) * Mean(v * w);"));

    [Fact]
    public void OfALossThatIsAMeanItIsTheSum() => Assert.Contains(
        "double lossSum = ", Text("([Shape(\"n\")] Vec<float> v, [Hyperparameter] float bound = 2) => Mean(v.Length, i => Abs(v[i]) < bound ? v[i] * v[i] * 0.5f : bound * Abs(v[i]) - bound * bound / 2);"));

    [Fact]
    public void AReductionOfOneInputIsCalledByThat()
    {
        string text = Text("([Shape(\"n\")] Vec<float> sims, [Hyperparameter] float gamma = 2, [Hyperparameter] float m = 1) => LogSumExp(sims.Length, i => gamma * StopGradient(Relu(sims[i] + m)) * (sims[i] - m));");
        Assert.Contains("float maxOfSim = ", text);
        Assert.Contains("var expOfSim = ", text);
    }

    private static string Text(string loss, string helpers = "") => Named.Text(loss, helpers);
}
