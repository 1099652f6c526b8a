using System;
using System.Linq;
using AutoDiffLosses.Generators.Frontend;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators.Emission;

/// <summary>The files that are generated for a loss: what the reader has to know, the kernel, the batch methods.</summary>
internal static class LossFiles
{
    /// <param name="inDouble">The formula, to be written in <c>double</c> too; null if it is not.</param>
    public static string Loss(Declaration declaration, KernelNames names, KernelBody body, Formula? inDouble, bool isDouble)
    {
        var writer = Begin(aliases: inDouble != null);
        foreach (string line in body.Header(declaration.Name).SelectMany(text => text.Split('\n')))
            writer.Write(line.Length == 0 ? "//" : "// " + line);
        writer.Blank();
        using (writer.Block("namespace AutoDiffLosses.Generated"))
        {
            writer.Write("using System;");
            writer.Write("using System.CodeDom.Compiler;");
            if (declaration.Parameters.Any(p => CallShape.Rank(p) > 1))
                writer.Write("using System.Numerics.Tensors;");
            Usings(writer, body, isDouble, StepText.Widths[0], body.HasPasses);
            new KernelFrame(declaration, names, isDouble).Emit(writer, body);
        }
        writer.Blank();
        InUserType(writer, declaration, () =>
        {
            if (inDouble != null)
            {
                FormulaPrinter.Emit(writer, declaration, inDouble);
                writer.Blank();
            }
            new PublicMethods(declaration, names.Statics, isDouble, body.IsOfScalars ? "Elements" : body.HasShortRows ? "Rows" : "", refusal: null).Emit(writer);
        });
        return writer.ToString();
    }

    /// <summary>The same at the narrower widths.</summary>
    /// <param name="file">The file with the widest.</param>
    public static string Narrow(Declaration declaration, KernelNames names, KernelBody body, bool isDouble, string file)
    {
        var writer = Begin();
        writer.Write($"// The narrower widths of {declaration.Name}: they say what {file} says.");
        foreach (int width in StepText.Widths.Skip(1))
        {
            writer.Blank();
            using var block = writer.Block("namespace AutoDiffLosses.Generated");
            Usings(writer, body, isDouble, width, hasPasses: false);
            new KernelFrame(declaration, names, isDouble).EmitNarrow(writer, body, width);
        }
        return writer.ToString();
    }

    /// <summary>The same for short rows, at all widths.</summary>
    public static string ShortRows(Declaration declaration, KernelNames names, KernelBody body, bool isDouble, string file)
    {
        var writer = Begin();
        writer.Write($"// {declaration.Name} for short rows: lanes are samples, and a row is a tile, a vector for each of its elements. It says what {file} says.");
        foreach (int width in StepText.Widths)
        {
            writer.Blank();
            using var block = writer.Block("namespace AutoDiffLosses.Generated");
            Usings(writer, body, isDouble, width, hasPasses: false);
            new KernelFrame(declaration, names, isDouble).EmitShortRows(writer, body, width);
        }
        return writer.ToString();
    }

    private static void Usings(SourceWriter writer, KernelBody body, bool isDouble, int width, bool hasPasses)
    {
        writer.Write("using System.Runtime.CompilerServices;");
        if (body.HasWidths || body.HasShortRows)
            writer.Write("using System.Runtime.Intrinsics;");
        writer.Write("using AutoDiffLosses.Runtime;");
        if (hasPasses)
            writer.Write($"using Pass = AutoDiffLosses.Runtime.Pass<{(isDouble ? "double" : "float")}>;");
        writer.Write("using static AutoDiffLosses.Runtime.ScalarMath;");
        if (body.HasWidths || body.HasShortRows)
            writer.Write($"using static System.Runtime.Intrinsics.Vector{CSharpLiteral.Of(width)};");
        writer.Blank();
    }

    /// <summary>A helper, which has no batch methods, in <c>double</c>.</summary>
    public static string Double(Declaration declaration, Formula? inDouble)
    {
        var writer = Begin(aliases: true);
        if (inDouble != null)
            InUserType(writer, declaration, () => FormulaPrinter.Emit(writer, declaration, inDouble));
        return writer.ToString();
    }

    /// <summary>The methods of a formula that was refused: they throw what is wrong with it, so that there is one true error.</summary>
    /// <param name="withFormula">Whether the formula itself, in <c>double</c>, is among them.</param>
    public static string Refused(Declaration declaration, bool isDouble, bool withFormula, string refusal, string? error)
    {
        var writer = Begin();
        if (error != null)
            WriteError(writer, error);
        InUserType(writer, declaration, () =>
        {
            if (withFormula)
                FormulaPrinter.EmitRefused(writer, declaration, refusal);
            if (withFormula && declaration.IsLoss)
                writer.Blank();
            if (declaration.IsLoss)
                new PublicMethods(declaration, [], isDouble, kind: "", refusal).Emit(writer);
        });
        return writer.ToString();
    }

    /// <summary>An error in place of code, where no analyzer reports it.</summary>
    public static string Error(string error)
    {
        var writer = Begin();
        WriteError(writer, error);
        return writer.ToString();
    }

    /// <param name="aliases">Whether formulas are written, which call LossMath.</param>
    public static SourceWriter Begin(bool aliases = false)
    {
        var writer = new SourceWriter();
        writer.Write("""
            // <auto-generated/>
            #nullable enable
            #pragma warning disable CS0419 // Overloads have their documentation in common.
            #pragma warning disable CS0612, CS0618 // The user's code may be marked as obsolete.
            #pragma warning disable CS1718 // x != x asks whether x is NaN.
            #pragma warning disable CS9113 // A formula may leave a hyperparameter or a dimension unread.

            """);
        if (aliases)
        {
            writer.Write("using LossMath = global::AutoDiffLosses.LossMath;");
            writer.Blank();
        }
        return writer;
    }

    private static void WriteError(SourceWriter writer, string error)
    {
        writer.Write("#error " + FlatTable.OneLine(error));
        writer.Blank();
    }

    /// <summary>Writes members into the class of the formula.</summary>
    /// <param name="attributes">Writes those of the class.</param>
    public static void InUserType(SourceWriter writer, Declaration declaration, Action members, Action? attributes = null)
    {
        int depth = 0;
        void Open(string heading)
        {
            writer.Write(heading);
            writer.Write("{");
            writer.Indent();
            depth++;
        }

        if (declaration.Namespace.Length > 0)
            Open($"namespace {declaration.Namespace}");
        for (int i = 0; i < declaration.Types.Count; i++)
        {
            if (i == declaration.Types.Count - 1)
                attributes?.Invoke();
            Open($"partial {declaration.Types[i].Keyword} {Identifier.Escaped(declaration.Types[i].Name)}");
        }
        members();
        for (; depth > 0; depth--)
        {
            writer.Outdent();
            writer.Write("}");
        }
    }
}
