using System.Threading;
using AutoDiffLosses.Generators.Ir;
using AutoDiffLosses.Generators.Tests.Frontend;
using Microsoft.CodeAnalysis;
using Xunit;

namespace AutoDiffLosses.Generators.Tests.Ir;

/// <summary>The built-in formulas as users' compilers get them: from text.</summary>
public class LibraryTextTests
{
    [Theory, MemberData(nameof(LibraryTests.Formulas), MemberType = typeof(LibraryTests))]
    public void EveryFormulaComesBackFromItsText(string documentationId)
    {
        var method = (IMethodSymbol)DocumentationCommentId.GetFirstSymbolForDeclarationId(documentationId, LibraryTests.Library)!;
        var read = Generators.Frontend.Frontend.Read(method, LibraryTests.Library, CancellationToken.None).Formula!;
        var table = FlatTable.Of(read);
        string text = IrPrinter.Program(table);
        var parsed = IrParser.Parse(text, new());
        Assert.Equal(text, IrPrinter.Program(parsed));
        Assert.Equal(table, FlatTable.Of(parsed));
        Assert.Equal(table, FlatTable.Of(table.ToFormula(new())));
        IrVerifier.Verify(parsed);
    }
}
