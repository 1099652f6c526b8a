using System;
using System.Threading;
using AutoDiffLosses.Generators.Differentiation;
using AutoDiffLosses.Generators.Emission;
using AutoDiffLosses.Generators.Ir;
using AutoDiffLosses.Generators.Simplification;
using AutoDiffLosses.Generators.Tests.Frontend;
using Xunit;

namespace AutoDiffLosses.Generators.Tests;

/// <summary>An edit ends what is compiled for the text before it, whichever pass that is in.</summary>
public class CancellationTests
{
    private static readonly string[] Passes = ["lift", "stable forms", "reverse mode", "lowering", "conditions", "reciprocals", "scheduling", "emission"];

    public static TheoryData<string> All => [.. Passes];

    [Theory]
    [MemberData(nameof(All))]
    public void APassStopsWhenItIsAskedTo(string pass)
    {
        using var source = new CancellationTokenSource();
        var formula = Model.Table!.ToFormula(new IrBuilder { Cancellation = source.Token });
        int last = Array.IndexOf(Passes, pass);
        LiftedFormula? lifted = null;
        var names = new KernelNames(Model.Declaration!, formula, isDouble: false);
        KernelBody? body = null;
        for (int i = 0; i < last; i++)
            Run(Passes[i]);
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => Run(pass));

        void Run(string pass)
        {
            switch (pass)
            {
                case "lift": lifted = Lift.Apply(formula); break;
                case "stable forms": lifted = StableForms.Apply(lifted!); break;
                case "reverse mode": lifted = ReverseMode.Differentiate(lifted!); break;
                case "lowering": lifted = Lowering.Apply(lifted!); break;
                case "conditions": lifted = Conditions.Apply(lifted!); break;
                case "reciprocals": lifted = Reciprocals.Apply(lifted!, Model.Declaration!.Minima, isDouble: false); break;
                case "scheduling": body = new KernelBody(lifted!, names, isDouble: false); break;
                case "emission": LossFiles.Loss(Model.Declaration!, names, body!, null, isDouble: false); break;
            }
        }
    }

    private static readonly LossModel Model = Read();

    private static LossModel Read()
    {
        var compilation = Snippet.Compile(
            """[Loss] public static float F([Shape("n")] Vec<float> v, float x, [Target] float t) => t > 0 ? LogSumExp(v) * Sigmoid(x) : Sum(v.Length, i => v[i] / (1 + Exp(x)));""");
        return LossReader.Read(Snippet.Method(compilation, "F"), compilation, CancellationToken.None).Model;
    }
}
