using System.Text.RegularExpressions;

namespace AutoDiffLosses.Generators.Tests.Emission;

/// <summary>The code for a loss, for tests of what is called what in it.</summary>
internal static class Named
{
    /// <summary>Of a loss of that signature and body, without what the file begins with.</summary>
    public static string Text(string loss, string helpers = "") => Regex.Replace(File(loss, helpers), @"^// .*$", "", RegexOptions.Multiline);

    /// <summary>The same, all of it.</summary>
    public static string File(string loss, string helpers = "") => Sources.RunCleanly($$"""
        using AutoDiffLosses;
        using static AutoDiffLosses.LossMath;
        public static partial class C
        {
            [Loss]
            public static float F{{loss}}
            {{helpers}}
        }
        """).Text();
}
