using System;
using System.Collections.Generic;
using Xunit;
using static AutoDiffLosses.LossMath;

namespace AutoDiffLosses.Tests;

/// <summary>The scalar functions against values computed with 50 digits.</summary>
public class KnownValuesTests
{
    private static readonly Dictionary<string, (Func<double, double> Wide, Func<float, float> Single, Func<Vec<double>, Vec<double>> Array)>
        Functions = new()
        {
            ["Exp"] = (Exp, Exp, Exp),
            ["Log"] = (Log, Log, Log),
            ["Log1p"] = (Log1p, Log1p, Log1p),
            ["Expm1"] = (Expm1, Expm1, Expm1),
            ["Sqrt"] = (Sqrt, Sqrt, Sqrt),
            ["Sigmoid"] = (Sigmoid, Sigmoid, Sigmoid),
            ["LogSigmoid"] = (LogSigmoid, LogSigmoid, LogSigmoid),
            ["Softplus"] = (Softplus, Softplus, Softplus),
            ["Tanh"] = (Tanh, Tanh, Tanh),
            ["Sin"] = (Sin, Sin, Sin),
            ["Cos"] = (Cos, Cos, Cos),
            ["Tan"] = (Tan, Tan, Tan),
            ["Asin"] = (Asin, Asin, Asin),
            ["Acos"] = (Acos, Acos, Acos),
            ["Atan"] = (Atan, Atan, Atan),
            ["Sinh"] = (Sinh, Sinh, Sinh),
            ["Cosh"] = (Cosh, Cosh, Cosh),
            ["Erf"] = (Erf, Erf, Erf),
            ["LogGamma"] = (LogGamma, LogGamma, LogGamma),
            ["Digamma"] = (Digamma, Digamma, Digamma),
            ["Trigamma"] = (Trigamma, Trigamma, Trigamma),
        };

    [Theory]
    [MemberData(nameof(Values))]
    public void InDouble(string function, double x, double expected)
    {
        // Beside a zero of its own, a function of sums is only as good as its terms.
        double scale = function is "Digamma" || (function == "LogGamma" && x < 0) ? Math.Max(1, Math.Abs(expected)) : Math.Abs(expected);
        double ulps = Math.Abs(Functions[function].Wide(x) - expected) / (Math.BitIncrement(scale) - scale);

        Assert.InRange(expected == Functions[function].Wide(x) ? 0 : ulps, 0, function == "Erf" ? 2 : 5);
    }

    [Theory]
    [MemberData(nameof(Values))]
    public void InFloat(string function, double x, double _)
    {
        float single = (float)x;
        float expected = (float)Functions[function].Wide(single);
        float actual = Functions[function].Single(single);

        if (!float.IsFinite(expected))
            Assert.Equal(expected, actual);
        else
            Assert.InRange(Math.Abs(actual - expected), 0, 2 * (MathF.BitIncrement(Math.Abs(expected)) - Math.Abs(expected)));
    }

    [Theory]
    [MemberData(nameof(Values))]
    public void InArrays(string function, double x, double _) =>
        Assert.Equal(Functions[function].Wide(x), Functions[function].Array(new Vec<double>([0, x]))[1]);

    [Fact]
    public void NaNAndInfinity()
    {
        foreach (var (name, (wide, single, _)) in Functions)
        {
            Assert.True(double.IsNaN(wide(double.NaN)) && float.IsNaN(single(float.NaN)), name);
        }
        Assert.Equal(double.PositiveInfinity, Log1p(double.PositiveInfinity));
        Assert.Equal(double.NegativeInfinity, Log1p(-1.0));
        Assert.Equal(double.NaN, Log1p(-1.5));
        Assert.Equal(double.PositiveInfinity, Expm1(double.PositiveInfinity));
        Assert.Equal(-1, Expm1(double.NegativeInfinity));
        Assert.Equal((0, 1), (Sigmoid(double.NegativeInfinity), Sigmoid(double.PositiveInfinity)));
        Assert.Equal((double.NegativeInfinity, 0), (LogSigmoid(double.NegativeInfinity), LogSigmoid(double.PositiveInfinity)));
        Assert.Equal((0, double.PositiveInfinity), (Softplus(double.NegativeInfinity), Softplus(double.PositiveInfinity)));
        Assert.Equal((-1, 1), (Erf(double.NegativeInfinity), Erf(double.PositiveInfinity)));
        foreach (double pole in (double[])[0, -1, -7, double.NegativeInfinity, double.PositiveInfinity])
            Assert.Equal(double.PositiveInfinity, LogGamma(pole));
        Assert.Equal(double.NegativeInfinity, Digamma(0.0));
        Assert.Equal(double.NaN, Digamma(-2.0));
        Assert.Equal((double.PositiveInfinity, double.PositiveInfinity, 0), (Trigamma(0.0), Trigamma(-3.0), Trigamma(double.PositiveInfinity)));
    }

    public static TheoryData<string, double, double> Values => new()
    {
        { "Exp", -745.0, 5e-324 },
        { "Exp", -20.5, 1.2501528663867426289e-9 },
        { "Exp", -1.0, 0.3678794411714423216 },
        { "Exp", 0.0, 1.0 },
        { "Exp", 1e-09, 1.0000000010000000005 },
        { "Exp", 2.5, 12.182493960703473438 },
        { "Exp", 700.0, 1.0142320547350045095e+304 },
        { "Log", 1e-300, -690.77552789821370518 },
        { "Log", 0.1, -2.3025850929940456285 },
        { "Log", 1.0, 0.0 },
        { "Log", 1.0000001, 9.9999995058387045178e-8 },
        { "Log", 7.5, 2.0149030205422647566 },
        { "Log", 1e+300, 690.77552789821370526 },
        { "Log1p", -0.999999, -13.81551055793551844 },
        { "Log1p", -0.5, -0.69314718055994530942 },
        { "Log1p", -1e-05, -0.000010000050000333336651 },
        { "Log1p", -3e-09, -3.000000004499999989e-9 },
        { "Log1p", 1e-300, 1e-300 },
        { "Log1p", 1e-17, 1.0000000000000000665e-17 },
        { "Log1p", 1e-09, 9.9999999950000006261e-10 },
        { "Log1p", 2e-07, 1.9999998000000265762e-7 },
        { "Log1p", 0.0001, 0.000099995000333308340125 },
        { "Log1p", 0.3, 0.2623642644674910435 },
        { "Log1p", 1.0, 0.69314718055994530942 },
        { "Log1p", 50.0, 3.9318256327243257716 },
        { "Log1p", 1e+20, 46.05170185988091368 },
        { "Expm1", -40.0, -0.99999999999999999575 },
        { "Expm1", -1.0, -0.6321205588285576784 },
        { "Expm1", -0.5, -0.3934693402873665764 },
        { "Expm1", -0.3, -0.25918177931828212571 },
        { "Expm1", -0.0001, -0.000099995000166662504875 },
        { "Expm1", -2e-09, -1.9999999980000001259e-9 },
        { "Expm1", 1e-300, 1.0000000000000000251e-300 },
        { "Expm1", 1e-17, 1.0000000000000000765e-17 },
        { "Expm1", 1e-09, 1.0000000005000000624e-9 },
        { "Expm1", 2e-07, 2.0000002000000132428e-7 },
        { "Expm1", 0.0001, 0.00010000500016667083821 },
        { "Expm1", 0.3, 0.349858807576003089 },
        { "Expm1", 0.5, 0.64872127070012814685 },
        { "Expm1", 1.0, 1.7182818284590452354 },
        { "Expm1", 30.0, 10686474581523.462147 },
        { "Sqrt", 0.0, 0.0 },
        { "Sqrt", 2.0, 1.4142135623730950488 },
        { "Sqrt", 1e-300, 1.0000000000000000125e-150 },
        { "Sigmoid", -700.0, 9.8596765437597708567e-305 },
        { "Sigmoid", -30.0, 9.3576229688392989538e-14 },
        { "Sigmoid", -1.0, 0.26894142136999512075 },
        { "Sigmoid", 0.0, 0.5 },
        { "Sigmoid", 0.25, 0.56217650088579810403 },
        { "Sigmoid", 3.0, 0.95257412682243321912 },
        { "Sigmoid", 40.0, 0.99999999999999999575 },
        { "LogSigmoid", -10000.0, -10000.0 },
        { "LogSigmoid", -30.0, -30.000000000000093576 },
        { "LogSigmoid", -1.0, -1.313261687518222834 },
        { "LogSigmoid", 0.0, -0.69314718055994530942 },
        { "LogSigmoid", 0.25, -0.57593941987884356221 },
        { "LogSigmoid", 3.0, -0.048587351573742058759 },
        { "LogSigmoid", 40.0, -4.2483542552915889863e-18 },
        { "LogSigmoid", 700.0, -9.8596765437597708567e-305 },
        { "Softplus", -700.0, 9.8596765437597708567e-305 },
        { "Softplus", -30.0, 9.3576229688397367794e-14 },
        { "Softplus", -1.0, 0.31326168751822283405 },
        { "Softplus", 0.0, 0.69314718055994530942 },
        { "Softplus", 0.25, 0.82593941987884356221 },
        { "Softplus", 3.0, 3.0485873515737420588 },
        { "Softplus", 40.0, 40.000000000000000004 },
        { "Softplus", 10000.0, 10000.0 },
        { "Tanh", -20.0, -0.9999999999999999915 },
        { "Tanh", -0.5, -0.4621171572600097585 },
        { "Tanh", 1e-08, 9.9999999999999998759e-9 },
        { "Tanh", 0.3, 0.29131261245159089566 },
        { "Tanh", 2.0, 0.96402758007581688395 },
        { "Sin", -3.0, -0.1411200080598672221 },
        { "Sin", 1e-08, 1.0000000000000000043e-8 },
        { "Sin", 0.5, 0.47942553860420300027 },
        { "Sin", 10.0, -0.5440211108893698134 },
        { "Cos", -3.0, -0.98999249660044545727 },
        { "Cos", 1e-08, 0.99999999999999995 },
        { "Cos", 0.5, 0.87758256189037271612 },
        { "Cos", 10.0, -0.83907152907645245226 },
        { "Tan", -1.0, -1.5574077246549022305 },
        { "Tan", 1e-08, 1.0000000000000000543e-8 },
        { "Tan", 0.5, 0.54630248984379051326 },
        { "Asin", -1.0, -1.5707963267948966192 },
        { "Asin", -0.3, -0.30469265401539749633 },
        { "Asin", 0.9, 1.1197695149986342376 },
        { "Acos", -1.0, 3.1415926535897932385 },
        { "Acos", -0.3, 1.8754889808102941156 },
        { "Acos", 0.9, 0.4510268117962623816 },
        { "Atan", -5.0, -1.3734007669450158609 },
        { "Atan", 1e-08, 9.9999999999999998759e-9 },
        { "Atan", 0.3, 0.29145679447786708181 },
        { "Sinh", -3.0, -10.017874927409901899 },
        { "Sinh", 1e-08, 1.0000000000000000376e-8 },
        { "Sinh", 0.5, 0.52109530549374736162 },
        { "Cosh", -3.0, 10.067661995777765842 },
        { "Cosh", 0.0, 1.0 },
        { "Cosh", 0.5, 1.1276259652063807852 },
        { "Erf", -7.0, -1.0 },
        { "Erf", -2.0, -0.99532226501895273416 },
        { "Erf", -0.99, -0.83850806955536979982 },
        { "Erf", -0.001, -0.0011283787909692364034 },
        { "Erf", 1e-300, 1.1283791670955126022e-300 },
        { "Erf", 1e-10, 1.128379167095512615e-10 },
        { "Erf", 0.1, 0.1124629160182848984 },
        { "Erf", 0.5, 0.52049987781304653768 },
        { "Erf", 0.75, 0.7111556336535151316 },
        { "Erf", 0.999, 0.84228527020649694164 },
        { "Erf", 1.0, 0.84270079294971486934 },
        { "Erf", 1.001, 0.84311548547807627903 },
        { "Erf", 1.25, 0.92290012825645823014 },
        { "Erf", 2.0, 0.99532226501895273416 },
        { "Erf", 2.5, 0.99959304798255504106 },
        { "Erf", 3.0, 0.99997790950300141456 },
        { "Erf", 4.0, 0.99999998458274209972 },
        { "Erf", 5.0, 0.99999999999846254021 },
        { "Erf", 5.9, 0.9999999999999999281 },
        { "Erf", 6.0, 0.99999999999999997848 },
        { "Erf", 10.0, 1.0 },
        { "LogGamma", -10.5, -15.147270590717841146 },
        { "LogGamma", -3.25, -0.62315345132099864663 },
        { "LogGamma", -0.5, 1.2655121234846453965 },
        { "LogGamma", -1e-05, 11.512931237209124458 },
        { "LogGamma", 1e-300, 690.77552789821370518 },
        { "LogGamma", 1e-05, 11.512919692895825626 },
        { "LogGamma", 0.1, 2.252712651734205902 },
        { "LogGamma", 0.25, 1.2880225246980774574 },
        { "LogGamma", 0.5, 0.57236494292470008707 },
        { "LogGamma", 0.75, 0.20328095143129537148 },
        { "LogGamma", 0.99, 0.0058548067647097814532 },
        { "LogGamma", 1.0, 0.0 },
        { "LogGamma", 1.01, -0.0056903079460696505037 },
        { "LogGamma", 1.25, -0.098271836421813161464 },
        { "LogGamma", 1.5, -0.12078223763524522235 },
        { "LogGamma", 1.75, -0.084401121020485555958 },
        { "LogGamma", 1.99, -0.0041955290887916687019 },
        { "LogGamma", 2.0, 0.0 },
        { "LogGamma", 2.01, 0.0042600229070983458338 },
        { "LogGamma", 2.25, 0.1248717148923965943 },
        { "LogGamma", 2.5, 0.28468287047291915963 },
        { "LogGamma", 3.0, 0.69314718055994530942 },
        { "LogGamma", 3.75, 1.4868155785934170555 },
        { "LogGamma", 6.0, 4.7874917427820459942 },
        { "LogGamma", 9.99, 12.77931521435019336 },
        { "LogGamma", 10.0, 12.801827480081469611 },
        { "LogGamma", 12.5, 18.734347511936445702 },
        { "LogGamma", 100.0, 359.13420536957539878 },
        { "LogGamma", 10000000000.0, 220258509288.81058147 },
        { "Digamma", -10.5, 2.3982391295357816134 },
        { "Digamma", -3.25, 4.4662758723502799671 },
        { "Digamma", -0.5, 0.036489973978576520559 },
        { "Digamma", -1e-05, 99999.422767885629412 },
        { "Digamma", 1e-05, -100000.57719921567289 },
        { "Digamma", 0.1, -10.423754940411076232 },
        { "Digamma", 0.5, -1.9635100260214234794 },
        { "Digamma", 1.0, -0.57721566490153286061 },
        { "Digamma", 1.25, -0.22745353337626540809 },
        { "Digamma", 2.0, 0.42278433509846713939 },
        { "Digamma", 3.75, 1.1825373886117962286 },
        { "Digamma", 9.99, 2.250700372831201122 },
        { "Digamma", 10.0, 2.2517525890667211076 },
        { "Digamma", 12.5, 2.4851956512749120482 },
        { "Digamma", 100.0, 4.6001618527380874002 },
        { "Digamma", 10000000000.0, 23.02585092989045684 },
        { "Trigamma", -10.5, 9.7787577398148123845 },
        { "Trigamma", -3.25, 19.474085068082155114 },
        { "Trigamma", -0.5, 8.9348022005446793094 },
        { "Trigamma", -1e-05, 10000000001.644956472 },
        { "Trigamma", 1e-05, 10000000001.64490839 },
        { "Trigamma", 0.1, 101.4332991507927477 },
        { "Trigamma", 0.5, 4.9348022005446793094 },
        { "Trigamma", 1.0, 1.6449340668482264365 },
        { "Trigamma", 1.25, 1.1973291545071107393 },
        { "Trigamma", 2.0, 0.64493406684822643647 },
        { "Trigamma", 3.75, 0.30533985269025307549 },
        { "Trigamma", 9.99, 0.10527695014824178439 },
        { "Trigamma", 10.0, 0.10516633568168574612 },
        { "Trigamma", 12.5, 0.083285224601578370444 },
        { "Trigamma", 100.0, 0.010050166663333571395 },
        { "Trigamma", 10000000000.0, 1.00000000005e-10 },
    };
}
