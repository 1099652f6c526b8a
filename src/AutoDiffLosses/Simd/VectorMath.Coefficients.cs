namespace AutoDiffLosses.Runtime;

/// <content>What the widths share. The polynomials are minimax fits in the coefficients' own precision.</content>
public static unsafe partial class VectorMath
{
    // ---------------------------------------------------------------------------------------------------------- float

    private const float SmallestNormal = 1.17549435e-38f;

    // eˣ is below the smallest normal number below ln 2⁻¹²⁶, and infinite above ln 2¹²⁸.
    private const float ExpMinimum = -87.33654f, ExpMaximum = 88.72283f;

    private const float Expm1Maximum = 88.9f, HalfMinusLog2Of1Half = -0.08496250f;

    // Next to 1.5 · 2²³ the bits of a float count ones; those of the second begin at the exponent of 1.
    private const float Origin = 12582912, ExponentOrigin = Origin + 127;

    // 16 bits in the high part: n · Ln2High is exact for |n| < 256.
    private const float Log2E = 1.44269504f, Ln2High = 0.693145752f, Ln2Low = 1.42860677e-6f;

    // The bits of 0.75, and those of a mantissa.
    private const int ThreeQuarters = 0x3F400000, MantissaMask = 0x007FFFFF;

    // eʳ = 1 + r + r² (E2 + E3 r + … + E6 r⁴) for |r| ≤ ½ ln 2.
    private const float E2 = 0.4999999403953552f, E3 = 0.16666436195373535f, E4 = 0.041667159646749496f, E5 = 0.008377760648727417f, E6 = 0.0013933887239545584f;

    // eʳ - 1 = r + r² (W2 + W3 r + … + W8 r⁶) for |r| ≤ ln 2.
    private const float W2 = 0.5f, W3 = 0.16666670143604279f, W4 = 0.04166658967733383f, W5 = 0.008332042023539543f, W6 = 0.0013917834730818868f, W7 = 0.00020942269475199282f;

    // log(1 + r) = r - ½ r² + r³ (M3 + … + M10 r⁷) for -¼ ≤ r ≤ ½.
    private const float M3 = 0.3333345055580139f, M4 = -0.25000110268592834f, M5 = 0.19990746676921844f, M6 = -0.16646061837673187f, M7 = 0.14477257430553436f, M8 = -0.13175487518310547f, M9 = 0.10506600141525269f, M10 = -0.04544004052877426f;

    // log(1 + u) = u + u² (L2 + L3 u + … + L10 u⁸) for 0 ≤ u ≤ 1.
    private const float UnitCentre = 0.4677734375f, U0 = -0.17963151633739471f, U1 = -0.2972900867462158f, U2 = 0.13938842713832855f, U3 = -0.0726318284869194f, U4 = 0.04013783857226372f, U5 = -0.022965796291828156f, U6 = 0.013265112414956093f, U7 = -0.008231548592448235f, U8 = 0.006189411971718073f, U9 = -0.0032317826990038157f;

    // 1 - e⁻ʳ = r + r² (V2 + … + V7 r⁵) for 0 ≤ r ≤ ln 2.
    private const float V2 = -0.4999999701976776f, V3 = 0.1666659116744995f, V4 = -0.04166022688150406f, V5 = 0.00830776896327734f, V6 = -0.0013366729253903031f, V7 = 0.00014408599236048758f;

    // -------------------------------------------------------------------------------------------------------- AVX-512

    /// <summary>GetMantissa: in [¾, 1½), with the sign of the source.</summary>
    private const byte MantissaFromThreeQuarters = 0x03;

    /// <summary>Fixup, a digit a class from the lowest: NaN (quiet, signalling) stays, 0 gives -∞, 1 is right, -∞ gives NaN, ∞ stays,
    /// negative numbers give NaN, positive ones are right.</summary>
    private const int LogOfSpecials = 0x03530422;
}
