using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AutoDiffLosses.Runtime;

/// <summary>The widest vectors that pay on this machine: known to the JIT, which drops the code for the others.</summary>
internal static class Rung
{
    /// <summary>Lanes add up in the type of the formula for so many elements, then in <see langword="double"/>: exact enough
    /// for any length, at no cost.</summary>
    public const int Block = 4096;

    public static bool Is512 => Vector512.IsHardwareAccelerated && Avx512F.IsSupported || IsForced512;

    public static bool Is256 => Vector256.IsHardwareAccelerated && Fma.IsSupported;

    /// <summary>Vectors of 512 bits without the hardware for them, so that what runs on them can be tested on any machine.</summary>
    [FeatureSwitchDefinition("AutoDiffLosses.UseVector512")]
    private static bool IsForced512 { get; } = AppContext.TryGetSwitch("AutoDiffLosses.UseVector512", out bool isOn) && isOn;
}
