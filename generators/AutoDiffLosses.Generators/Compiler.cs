using System;
using System.Collections.Generic;
using AutoDiffLosses.Generators.Differentiation;
using AutoDiffLosses.Generators.Emission;
using AutoDiffLosses.Generators.Frontend;
using AutoDiffLosses.Generators.Ir;
using AutoDiffLosses.Generators.Support;

namespace AutoDiffLosses.Generators;

/// <summary>
/// The compiler from the table that the frontend read to C# text: the passes in order. It knows nothing of Roslyn; a pass is a function
/// from one form of the formula to the next, and knows no other pass.
/// </summary>
internal static class Compiler
{
    /// <summary>The files of a loss or helper.</summary>
    public static EquatableArray<GeneratedFile> Compile(LossModel model, bool areAnalyzersOff)
    {
        var files = new List<GeneratedFile>();
        // An analyzer says what is wrong. Where there is none, the code itself has to.
        string? error = areAnalyzersOff && model.Refusal is { } refusal ? $"{refusal.Rule}: {refusal.Message}" : null;
        if (model.Declaration is { IsLoss: true } declaration)
            foreach (bool isDouble in declaration.AlsoDouble ? [false, true] : new[] { declaration.IsDouble })
                files.Add(LossFile(model, declaration, isDouble, isDouble == declaration.IsDouble ? error : null));
        else if (error != null)
            files.Add(new($"{model.FileName}.g.cs", LossFiles.Error(error)));
        return new(files);
    }

    private static GeneratedFile LossFile(LossModel model, Declaration declaration, bool isDouble, string? error)
    {
        string name = model.FileName + (isDouble && !declaration.IsDouble ? ".Double.g.cs" : ".g.cs");
        return new(name, LossFiles.Refused(declaration, isDouble, model.Refusal?.Message ?? "It is not compiled yet.", error));
    }
}
