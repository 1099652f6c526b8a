using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.Json;
using Xunit;

namespace AutoDiffLosses.Tests;

/// <summary>One call of a loss with its results, in float64, by an independent implementation. Inputs are exact in float32.</summary>
internal sealed record GoldenCase(string Loss, string Name, LossArguments Arguments)
{
    public required double[] PerSample { get; init; }
    public required double[]? Weights { get; init; }
    public required double Mean { get; init; }
    public required IReadOnlyDictionary<string, double[]> GradientsOfMean { get; init; }
    public required double[]? SampleWeights { get; init; }
    public double WeightedMean { get; init; }
    public IReadOnlyDictionary<string, double[]>? GradientsOfWeightedMean { get; init; }
}

/// <summary>Reads the golden files, which are embedded in this assembly.</summary>
internal static class GoldenFile
{
    private const string Prefix = "Golden.";

    private static readonly Assembly Assembly = typeof(GoldenFile).Assembly;

    /// <summary>The losses that have golden cases.</summary>
    public static IEnumerable<string> Losses { get; } =
        Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
                .Select(name => Path.GetFileNameWithoutExtension(name[Prefix.Length..])).Order(StringComparer.Ordinal).ToArray();

    /// <summary>All cases, as arguments of a theory.</summary>
    public static TheoryData<string, string> Cases { get; } = All();

    public static GoldenCase Case(string loss, string name) => Read(loss).Single(each => each.Name == name);

    public static IEnumerable<GoldenCase> Read(string loss)
    {
        using Stream stream = Assembly.GetManifestResourceStream($"{Prefix}{loss}.json")!;
        using JsonDocument document = JsonDocument.Parse(stream);
        return document.RootElement.GetProperty("cases").EnumerateArray().Select(each => ReadCase(loss, each)).ToArray();
    }

    private static TheoryData<string, string> All()
    {
        TheoryData<string, string> cases = [];
        foreach (string loss in Losses)
            foreach (GoldenCase each in Read(loss))
                cases.Add(loss, each.Name);
        return cases;
    }

    private static GoldenCase ReadCase(string loss, JsonElement json)
    {
        LossArguments arguments = new();
        foreach (JsonProperty input in json.GetProperty("inputs").EnumerateObject())
            arguments.Arrays[input.Name] = new(Shape(input.Value), Data(input.Value));
        foreach (JsonProperty hyperparameter in json.GetProperty("hyperparameters").EnumerateObject())
            arguments.Scalars[hyperparameter.Name] = hyperparameter.Value.GetDouble();
        return new(loss, json.GetProperty("name").GetString()!, arguments)
        {
            PerSample = Data(json.GetProperty("perSample")),
            Weights = json.TryGetProperty("weights", out JsonElement weights) ? Data(weights) : null,
            Mean = json.GetProperty("mean").GetDouble(),
            GradientsOfMean = Arrays(json.GetProperty("gradientsOfMean")),
            SampleWeights = json.TryGetProperty("sampleWeights", out JsonElement sampleWeights) ? Data(sampleWeights) : null,
            WeightedMean = json.TryGetProperty("weightedMean", out JsonElement weightedMean) ? weightedMean.GetDouble() : 0,
            GradientsOfWeightedMean = json.TryGetProperty("gradientsOfWeightedMean", out JsonElement gradients) ? Arrays(gradients) : null,
        };
    }

    private static Dictionary<string, double[]> Arrays(JsonElement json) =>
        json.EnumerateObject().ToDictionary(each => each.Name, each => Data(each.Value));

    private static int[] Shape(JsonElement json) => json.GetProperty("shape").EnumerateArray().Select(each => each.GetInt32()).ToArray();

    private static double[] Data(JsonElement json) => json.GetProperty("data").EnumerateArray().Select(each => each.GetDouble()).ToArray();
}
