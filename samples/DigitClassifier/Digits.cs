using System;
using System.Globalization;
using System.IO;
using System.IO.Compression;
using System.Linq;

namespace DigitClassifier;

/// <summary>Handwritten digits: rows of 64 pixels from 0 to 1, and what each shows.</summary>
internal sealed record Digits(float[] Pixels, int[] Labels)
{
    public const int PixelCount = 64, Classes = 10;

    public int Count => Labels.Length;

    /// <summary>The digits of the embedded file, divided after a seeded shuffle: the last fifth is held out for testing.</summary>
    public static (Digits Training, Digits Test) Load(int seed)
    {
        using Stream stream = typeof(Digits).Assembly.GetManifestResourceStream("digits.csv.gz")!;
        using StreamReader reader = new(new GZipStream(stream, CompressionMode.Decompress));
        int[][] lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
                              .Select(line => line.Split(',').Select(number => int.Parse(number, CultureInfo.InvariantCulture)).ToArray())
                              .ToArray();
        new Random(seed).Shuffle(lines);
        int held = lines.Length / 5;
        return (Of(lines[..^held]), Of(lines[^held..]));
    }

    /// <summary>The digits of these numbers, in this order.</summary>
    public Digits Choose(ReadOnlySpan<int> numbers)
    {
        Digits chosen = new(new float[numbers.Length * PixelCount], new int[numbers.Length]);
        for (int i = 0; i < numbers.Length; i++)
        {
            Array.Copy(Pixels, numbers[i] * PixelCount, chosen.Pixels, i * PixelCount, PixelCount);
            chosen.Labels[i] = Labels[numbers[i]];
        }
        return chosen;
    }

    private static Digits Of(int[][] lines) =>
        new(lines.SelectMany(line => line.Take(PixelCount)).Select(pixel => pixel / 16f).ToArray(),
            lines.Select(line => line[PixelCount]).ToArray());
}
