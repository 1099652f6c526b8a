using System.Linq;
using AutoDiffLosses.Generators.Differentiation;
using AutoDiffLosses.Generators.Frontend;
using AutoDiffLosses.Generators.Scheduling;

namespace AutoDiffLosses.Generators.Emission;

/// <summary>
/// The mathematics of a kernel: the loss of a sample and its share of the gradients, its weight, what is checked of it, and its gradients
/// set to 0.
/// </summary>
internal static class KernelBody
{
    public static void Emit(SourceWriter writer, LiftedFormula formula, Declaration declaration, KernelNames names, bool isDouble)
    {
        var scheduler = new KernelScheduler(formula);
        string real = isDouble ? "double" : "float";

        writer.Write("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        Method($"public readonly {real} Sample(int sample, {real} seed)", scheduler.Sample(), withComments: true);
        if (formula.Weight != null)
        {
            writer.Blank();
            writer.Write("public static bool IsWeighted => true;");
            writer.Blank();
            Method($"public readonly {real} Weight(int sample)", scheduler.Weight(), withComments: false);
        }
        if (scheduler.IsChecked)
        {
            writer.Blank();
            writer.Write("public static bool IsChecked => true;");
            writer.Blank();
            Method("public readonly void CheckSample(int sample)", scheduler.CheckSample(), withComments: false);
        }
        writer.Blank();
        Clear();

        void Method(string heading, LoopProgram program, bool withComments)
        {
            using (writer.Block(heading))
                new MethodWriter(writer, formula, names, isDouble) { WithComments = withComments }.Body(program);
        }

        void Clear()
        {
            using var block = writer.Block("public readonly void Clear(int sample)");
            foreach (var parameter in formula.Parameters.Where(p => p.IsDifferentiated && p.IsPerSample))
            {
                string gradient = names.Gradient(parameter.Name);
                if (parameter.Node.Rank == 1)
                {
                    writer.Write($"if ({gradient}.IsWanted)");
                    writer.Indent();
                    writer.Write($"{gradient}[sample] = 0;");
                    writer.Outdent();
                }
                else
                {
                    var extent = parameter.Node.Operands[1];
                    writer.Write($"{gradient}.Row(sample).Clear({(extent.IsConst ? CSharpLiteral.Of(extent.Int) : names.Extent(extent.Name))});");
                }
            }
        }
    }
}
