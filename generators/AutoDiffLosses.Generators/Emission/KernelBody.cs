using System.Collections.Generic;
using System.Linq;
using AutoDiffLosses.Generators.Differentiation;
using AutoDiffLosses.Generators.Ir;
using AutoDiffLosses.Generators.Scheduling;

namespace AutoDiffLosses.Generators.Emission;

/// <summary>
/// The mathematics of a kernel: the loss of a sample and its share of the gradients, its weight, what is checked of it, its gradients set
/// to 0; and what the whole call has in common, which is computed once.
/// </summary>
internal sealed class KernelBody
{
    private readonly LiftedFormula formula;
    private readonly KernelNames names;
    private readonly bool isDouble;
    private readonly string real;
    private readonly KernelScheduler scheduler;
    private readonly Dictionary<Node, string> fields = [];
    private readonly MethodWriter sample;
    private readonly string sampleText;

    public KernelBody(LiftedFormula formula, KernelNames names, bool isDouble)
    {
        (this.formula, this.names, this.isDouble) = (formula, names, isDouble);
        real = isDouble ? "double" : "float";
        scheduler = new KernelScheduler(formula);

        var free = names.Locals();
        foreach (var parameter in formula.Parameters)
        {
            free.Reserve(names.Of(parameter.Name));
            if (parameter.IsDifferentiated)
                free.Reserve(names.Gradient(parameter.Name));
        }
        foreach (string function in System.Enum.GetNames(typeof(Opcode)))
            free.Reserve(function);
        var described = new ValueNames(formula.Hints, n =>
            n.Op is Opcode.Param ? names.Of(n.Name) : n.Op == Opcode.Dim ? names.Extent(n.Name) : null);
        foreach (var value in scheduler.OfTheCall)
            fields.Add(value, free.Of(described.Of(value)));

        var writer = new SourceWriter();
        sample = Write(writer, scheduler.Sample(), withComments: true);
        sampleText = writer.ToString().TrimEnd('\n');
    }

    // ------------------------------------------------------------------------------------------------------------ header

    /// <summary>What the file begins with: the formula, how it is made stable, its gradient, the passes.</summary>
    public IEnumerable<string> Header(string name)
    {
        yield return $"{name}, the loss of one sample:";
        yield return "";
        foreach (var statement in MethodWriter.Quoted(formula))
            yield return "    " + statement.Text;
        if (formula.StableForms.Count > 0)
        {
            yield return "";
            yield return "In numerically stable form:";
            yield return "";
            foreach (string form in formula.StableForms)
                yield return "    " + form;
        }
        if (sample.GradientLines.Count > 0)
        {
            yield return "";
            yield return "Its gradient, scaled by seed (the reduction's scale and the sample's weight, or the cotangent that is given):";
            yield return "";
            foreach (string line in sample.GradientLines)
                yield return "    " + line;
        }
        yield return "";
        if (sample.Passes.Count == 0)
            yield return "One pass over the batch; nothing is kept.";
        else
        {
            yield return sample.Passes.Count == 1 ? "For each sample one pass:" : $"For each sample {Count(sample.Passes.Count)} passes:";
            yield return "";
            for (int i = 0; i < sample.Passes.Count; i++)
                yield return $"    {i + 1}. {sample.Passes[i]}";
        }
    }

    private static string Count(int n) =>
        n switch { 2 => "two", 3 => "three", 4 => "four", 5 => "five", 6 => "six", _ => CSharpLiteral.Of(n) };

    // ----------------------------------------------------------------------------------------------------------- members

    public void Members(SourceWriter writer)
    {
        writer.Write("[MethodImpl(MethodImplOptions.AggressiveOptimization)]");
        using (writer.Block($"public readonly {real} Sample(int sample, {real} seed)"))
            writer.Write(sampleText);
        if (formula.Weight != null)
        {
            writer.Blank();
            writer.Write("public static bool IsWeighted => true;");
            writer.Blank();
            using (writer.Block($"public readonly {real} Weight(int sample)"))
                Write(writer, scheduler.Weight(), withComments: false);
        }
        if (scheduler.IsChecked)
        {
            writer.Blank();
            writer.Write("public static bool IsChecked => true;");
            writer.Blank();
            using (writer.Block("public readonly void CheckSample(int sample)"))
                Write(writer, scheduler.CheckSample(), withComments: false);
        }
        writer.Blank();
        using (writer.Block("public readonly void Clear(int sample)"))
            foreach (var parameter in formula.Parameters.Where(p => p.IsDifferentiated && p.IsPerSample))
                Clear(writer, parameter);
    }

    private void Clear(SourceWriter writer, Parameter parameter)
    {
        string gradient = names.Gradient(parameter.Name);
        if (parameter.Node.Rank > 1)
        {
            var extent = parameter.Node.Operands[1];
            writer.Write($"{gradient}.Row(sample).Clear({(extent.IsConst ? CSharpLiteral.Of(extent.Int) : names.Extent(extent.Name))});");
            return;
        }
        writer.Write($"if ({gradient}.IsWanted)");
        writer.Indent();
        writer.Write($"{gradient}[sample] = 0;");
        writer.Outdent();
    }

    /// <summary>The fields for what the whole call has in common.</summary>
    public void Fields(SourceWriter writer)
    {
        foreach (var value in scheduler.OfTheCall)
            writer.Write($"private {TypeOf(value)} {fields[value]};");
    }

    /// <summary>Computes these, once the arguments are bound.</summary>
    public void Prepare(SourceWriter writer)
    {
        if (scheduler.OfTheCall.Count == 0)
            return;
        writer.Blank();
        new MethodWriter(writer, formula, names, isDouble, fields, isPreparing: true) { WithComments = false }.Body(scheduler.Prepare());
    }

    private MethodWriter Write(SourceWriter writer, LoopProgram program, bool withComments)
    {
        var method = new MethodWriter(writer, formula, names, isDouble, fields) { WithComments = withComments };
        method.Body(program);
        return method;
    }

    private string TypeOf(Node value) => value.Kind switch { ScalarKind.Real => real, ScalarKind.Int => "int", ScalarKind.Bool => "bool" };
}
