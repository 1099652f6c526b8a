using System;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AutoDiffLosses.Generators.Tests;

/// <summary>Runs the generator over source text, against the assemblies that the tests themselves run on.</summary>
internal static class Driver
{
    public static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Latest, DocumentationMode.Parse);

    public static readonly ImmutableArray<MetadataReference> References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path))];

    public static CSharpCompilation Compile(params string[] sources) =>
        CSharpCompilation.Create(
            "Tested",
            sources.Select((source, i) => CSharpSyntaxTree.ParseText(source, ParseOptions, $"File{i}.cs")),
            References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>The driver after a run; <see cref="GeneratorDriver.GetRunResult"/> has what was generated.</summary>
    public static GeneratorDriver Run(params string[] sources) => Run(Compile(sources), out _);

    public static GeneratorDriver Run(Compilation compilation, out Compilation output) =>
        CSharpGeneratorDriver
            .Create([new LossGenerator().AsSourceGenerator()], parseOptions: ParseOptions,
                    driverOptions: new(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true))
            .RunGeneratorsAndUpdateCompilation(compilation, out output, out _);
}
