using AutoDiffLosses.Generators.Frontend;
using AutoDiffLosses.Generators.Ir;

namespace AutoDiffLosses.Generators;

/// <summary>
/// All that the code of a formula follows from, compared by value: plain text, numbers and a table, nothing of Roslyn's. Where it is equal
/// after an edit, nothing is compiled again.
/// </summary>
/// <param name="FileName">Of the generated files, without what tells them apart: <c>Namespace.Type.Name</c>.</param>
/// <param name="Declaration">Null if it was refused, or if the compiler itself reports an error in it.</param>
/// <param name="Table">The formula; null if it was refused, or if the compiler itself reports an error in it.</param>
/// <param name="HasOwnDouble">Whether the class has a method with the parameters of the formula in <c>double</c>.</param>
/// <param name="Refusal">Why there is no formula; null if there is one.</param>
internal sealed record LossModel(string FileName, Declaration? Declaration, FlatTable? Table, bool HasOwnDouble, RefusalText? Refusal);

/// <summary>What a diagnostic says, for code that has to say it.</summary>
internal sealed record RefusalText(string Rule, string Message);

/// <summary>A file to add to the compilation.</summary>
internal sealed record GeneratedFile(string Name, string Text);
