using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Xunit.Sdk;

namespace VerifyXunit;

/// <summary>
/// Snapshots of generated files in the conventions of Verify.SourceGenerators, which takes over when this file is deleted.
/// A mismatch leaves a .received.cs beside its .verified.cs; to accept it is to rename it.
/// </summary>
public static class Verifier
{
    private static readonly UTF8Encoding Utf8WithBom = new(encoderShouldEmitUTF8Identifier: true);

    public static Task Verify(
        GeneratorDriver target, [CallerFilePath] string sourceFile = "", [CallerMemberName] string method = "")
    {
        string folder = Path.GetDirectoryName(sourceFile)!;
        string test = $"{Path.GetFileNameWithoutExtension(sourceFile)}.{method}";
        var result = target.GetRunResult();
        var failures = new List<string>();

        foreach (var exception in result.Results.Select(generator => generator.Exception))
            if (exception != null)
                throw new XunitException($"{test}: the generator threw {exception}");
        failures.AddRange(result.Diagnostics.Select(diagnostic => $"reported {diagnostic}"));

        var produced = new HashSet<string>();
        foreach (var source in result.Results.SelectMany(generator => generator.GeneratedSources))
        {
            string name = $"{test}#{Path.GetFileNameWithoutExtension(source.HintName)}";
            produced.Add($"{name}.verified.cs");
            if (Compare(Path.Combine(folder, name), $"//HintName: {source.HintName}\n{Normalized(source.SourceText.ToString())}") is { } failure)
                failures.Add(failure);
        }

        foreach (string file in Directory.EnumerateFiles(folder, $"{test}#*.verified.cs").Order(StringComparer.Ordinal))
            if (!produced.Contains(Path.GetFileName(file)))
                failures.Add($"{Path.GetFileName(file)} was not generated");

        return failures.Count == 0 ? Task.CompletedTask : throw new XunitException($"{test}:\n{string.Join("\n", failures)}");
    }

    private static string? Compare(string path, string received)
    {
        string verifiedFile = $"{path}.verified.cs", receivedFile = $"{path}.received.cs";
        string? verified = File.Exists(verifiedFile) ? Normalized(File.ReadAllText(verifiedFile)) : null;
        if (verified == received)
        {
            File.Delete(receivedFile);
            return null;
        }

        File.WriteAllText(receivedFile, received, Utf8WithBom);
        if (verified == null)
            return $"{Path.GetFileName(verifiedFile)} does not exist";
        string[] expected = verified.Split('\n'), actual = received.Split('\n');
        int line = expected.Zip(actual).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"{Path.GetFileName(verifiedFile)} differs in line {line + 1}\n" +
               $"  verified: {expected.ElementAtOrDefault(line)}\n  received: {actual.ElementAtOrDefault(line)}";
    }

    private static string Normalized(string text) => text.Replace("\r\n", "\n").TrimEnd('\n');
}
