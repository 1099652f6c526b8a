using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using AutoDiffLosses.Generators.Differentiation;
using AutoDiffLosses.Generators.Emission;
using AutoDiffLosses.Generators.Frontend;
using AutoDiffLosses.Generators.Ir;
using AutoDiffLosses.Generators.Simplification;
using AutoDiffLosses.Generators.Support;

namespace AutoDiffLosses.Generators;

/// <summary>
/// The compiler from the table that the frontend read to C# text: the passes in order. It knows nothing of Roslyn; a pass is a function
/// from one form of the formula to the next, and knows no other pass.
/// </summary>
internal static class Compiler
{
    /// <summary>The files of a loss or helper.</summary>
    public static EquatableArray<GeneratedFile> Compile(LossModel model, bool areAnalyzersOff, CancellationToken cancellation = default)
    {
        try
        {
            return model.Table is { Depth: > Deepest } ? DeepStack.Run(() => Files(model, areAnalyzersOff, cancellation)) : Files(model, areAnalyzersOff, cancellation);
        }
        catch (IrBuilder.TooManyNodesException)
        {
            return Files(model with { Table = null, Refusal = Diagnostics.Refusal.OfGradient().Text }, areAnalyzersOff, cancellation);
        }
        catch (CompilerException e)
        {
            // An error of the compiler's own: the other losses of the project are compiled all the same.
            var failed = new RefusalText("AutoDiffLosses", $"the compiler failed, which is an error of its own: {e.Message}");
            return Files(model with { Table = null, Refusal = failed }, areAnalyzersOff: true, cancellation);
        }
    }

    /// <summary>The most operations of a loss and its gradient: above it, no one wants to read the code, nor to wait for its compilation.</summary>
    public const int MaxNodes = 40_000;

    /// <summary>What is built on the way is more.</summary>
    private const int MaxBuilt = 8 * MaxNodes;

    /// <summary>A formula of so few operations has a gradient that is small enough, whatever it is: one that is asked costs as much as its compilation.</summary>
    private const int CertainlySmall = 250;

    /// <summary>Whether a loss is refused for the size of its gradient, though not for its own.</summary>
    public static bool IsTooLarge(FlatTable table, CancellationToken cancellation) =>
        table.Rows.Count > CertainlySmall && KnownSizes.IsTooLarge(table, () => DeepStack.Run(() =>
        {
            try
            {
                var lifted = Lift.Apply(table.ToFormula(Builder(cancellation)));
                Lowering.Apply(NotTooLarge(ReverseMode.Differentiate(StableForms.Apply(lifted))));
                return false;
            }
            catch (IrBuilder.TooManyNodesException)
            {
                return true;
            }
        }));

    private static IrBuilder Builder(CancellationToken cancellation) => new() { Cancellation = cancellation, MaxNodes = MaxBuilt };

    private static LiftedFormula NotTooLarge(LiftedFormula formula) =>
        Graph.Reachable(formula.Results).Count <= MaxNodes ? formula : throw new IrBuilder.TooManyNodesException();

    /// <summary>How many operations may stand inside of one another for the stack at hand.</summary>
    private const int Deepest = 100;

    private static EquatableArray<GeneratedFile> Files(LossModel model, bool areAnalyzersOff, CancellationToken cancellation)
    {
        // An analyzer says what is wrong. Where there is none, the code itself has to.
        string? error = areAnalyzersOff && model.Refusal is { } refusal ? $"{refusal.Rule}: {refusal.Message}" : null;
        var files = new List<GeneratedFile>();
        void Add(string ending, string text) => files.Add(new($"{model.FileName}.{ending}", text));

        if (model is { Declaration: { } declaration, Table: { } table })
        {
            if (declaration.IsLoss)
                AddLoss("", declaration.IsDouble);
            if (declaration.AlsoDouble && declaration.IsLoss)
                AddLoss("Double.", isDouble: true);
            else if (declaration.AlsoDouble)
                Add("Double.g.cs", Pass(model, "formula in double", () => LossFiles.Double(declaration, FormulaInDouble(model, declaration, table, cancellation))));

            void AddLoss(string prefix, bool isDouble)
            {
                var (widest, narrow, shortRows) = Loss(model, declaration, table, isDouble, $"{model.FileName}.{prefix}g.cs", cancellation);
                Add(prefix + "g.cs", widest);
                if (narrow != null)
                    Add(prefix + "Narrow.g.cs", narrow);
                if (shortRows != null)
                    Add(prefix + "Short.g.cs", shortRows);
            }
            Add("Ir.g.cs", Pass(model, "metadata", () => FormulaMetadata.Emit(declaration, table)));
        }
        else if (model.Declaration is { } refused)
        {
            string why = model.Refusal?.Message ?? $"The formula '{refused.Name}' has errors.";
            if (refused.IsLoss || error != null)
                Add("g.cs", LossFiles.Refused(refused, refused.IsDouble, withFormula: false, why, error));
            if (refused.AlsoDouble)
                Add("Double.g.cs", LossFiles.Refused(refused, isDouble: true, withFormula: !model.HasOwnDouble, why, error: null));
        }
        else if (error != null)
            Add("g.cs", LossFiles.Error(error));
        return new(files);
    }

    /// <summary>The file with the kernel at the widest vectors and the public methods, and that with the narrower ones, that for short rows, if there are such.</summary>
    private static (string, string?, string?) Loss(
        LossModel model, Declaration declaration, FlatTable table, bool isDouble, string file, CancellationToken cancellation)
    {
        var formula = Pass(model, "table", () => table.ToFormula(Builder(cancellation)));
        // The batch is an index like any other; later passes know no samples.
        var lifted = Pass(model, "lift", () => Verified(Lift.Apply(formula)));
        // Before the derivative, which is then that of the stable form.
        var stable = Pass(model, "stable forms", () => Verified(StableForms.Apply(lifted)));
        var differentiated = Pass(model, "reverse mode", () => Verified(NotTooLarge(ReverseMode.Differentiate(stable))));
        // After the derivative, so that value and gradient share what they are made of.
        var lowered = Pass(model, "lowering", () => Verified(Lowering.Apply(differentiated)));
        if (table.Rows.Count > CertainlySmall)
            KnownSizes.Add(table, isTooLarge: false);
        var simplified = Pass(model, "conditions", () => Verified(Conditions.Apply(lowered)));
        // When all that cancels has done so.
        var multiplied = Pass(model, "reciprocals", () => Verified(Reciprocals.Apply(simplified, declaration.Minima, isDouble)));
        return Pass(model, "emission", () =>
        {
            var names = new KernelNames(declaration, formula, isDouble);
            var body = new KernelBody(multiplied, names, isDouble);
            var inDouble = isDouble && !declaration.IsDouble ? FormulaInDouble(model, declaration, table, cancellation) : null;
            return (LossFiles.Loss(declaration, names, body, inDouble, isDouble),
                    body.HasWidths ? LossFiles.Narrow(declaration, names, body, isDouble, file) : null,
                    body.HasShortRows ? LossFiles.ShortRows(declaration, names, body, isDouble, file) : null);
        });
    }

    /// <summary>In Debug builds, and so in tests: what every pass may rely on holds after each.</summary>
    private static LiftedFormula Verified(LiftedFormula formula)
    {
#if DEBUG
        IrVerifier.Verify(new[] { formula.Loss, formula.Weight }.OfType<Node>(), formula.SampleIndex);
        IrVerifier.Verify(formula.Gradients.Select(g => g.Gradient));
        IrVerifier.Verify(formula.Roots, [.. formula.Roots.SelectMany(r => r.Free).Distinct()]);
#endif
        return formula;
    }

    /// <summary>The formula itself in double; null if the class has one.</summary>
    private static Formula? FormulaInDouble(LossModel model, Declaration declaration, FlatTable table, CancellationToken cancellation) =>
        model.HasOwnDouble ? null : table.ToFormula(new IrBuilder { Cancellation = cancellation });

    /// <summary>An error in the compiler says where it happened.</summary>
    private static T Pass<T>(LossModel model, string name, Func<T> pass)
    {
        try
        {
            return pass();
        }
        catch (Exception e) when (e is not (OperationCanceledException or IrBuilder.TooManyNodesException))
        {
            throw new CompilerException($"{model.FileName}, {name}: {e.Message}", e);
        }
    }
}

/// <summary>An error in a pass.</summary>
internal sealed class CompilerException(string message, Exception inner) : Exception(message, inner);
