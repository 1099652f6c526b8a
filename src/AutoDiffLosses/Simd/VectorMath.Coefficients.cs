namespace AutoDiffLosses.Runtime;

/// <content>What the widths share. Polynomials and parts of ln 2 as coefficients.py prints them.</content>
public static unsafe partial class VectorMath
{
    // ---------------------------------------------------------------------------------------------------------- float

    private const float SmallestNormal = 1.17549435e-38f;

    // Below the first, ln 2⁻¹²⁶, results are denormal; above the second, ln 2¹²⁸, they are infinite.
    private const float ExpMinimum = -87.33654f, ExpMaximum = 88.72283f;

    // Beyond them, eˣ - 1 is infinite, and tanh(x / 2) is 1.
    private const float Expm1Maximum = 88.9f, TanhMaximum = 20;

    // Next to 1.5 · 2²³ the bits of a float count ones. In the second, what is counted begins at the exponent of 1.
    private const float Origin = 12582912, ExponentOrigin = Origin + 127;

    // The high part has 16 bits, so that n · Ln2High is exact.
    private const float Log2E = 1.442695f;
    private const float Ln2High = 0.69314575f, Ln2Low = 1.4286068e-06f;

    // Of sixteenths of n, which have four bits more.
    private const float OriginOfSixteenths = 786432;
    private const float Ln2HighOfSixteenths = 0.69311523f, Ln2LowOfSixteenths = 3.1946183e-05f;

    // Enough for ∞, and little enough for everything before it to be a number.
    private const float AboveExpMaximum = 89;

    // Up to it, up and down, 2ⁿ is a normal number, and so are those next to it.
    private const float SafeExponent = 125;

    // What is added before rounding to n, so that 2⁻ⁿ eˣ lies between ¾ and 1½.
    private const double HalfMinusLog2Of3Halves = -0.08496250072115618;

    // The bits of ¾ and of 1½, and those of a mantissa.
    private const int ThreeQuarters = 0x3F400000, OneAndAHalf = 0x3FC00000, MantissaMask = 0x007FFFFF;

    // The bits of the smallest and the largest positive normal number.
    private const int SmallestNormalBits = 0x00800000, LargestBits = 0x7F7FFFFF;

    // The bits of the largest number below 1½ · 2¹²⁶: whatever is split by ¾ and 1½ into a mantissa and 2ⁿ, 2⁻ⁿ is normal.
    private const int LargestInvertibleBits = 0x7EBFFFFF;

    // log(1 + r) = r - ½ r² + r³ (P3 + … + P6 r³) for -9/128 ≤ r ≤ 17/256.
    private const float
        P3 = 0.33333206f, P4 = -0.24999389f, P5 = 0.20091125f, P6 = -0.16893046f;

    // Powers divide the mantissas from 23/32 to 23/16 into eighths, so that those next to 1 are one of them. For each an inverse of so few
    // bits that its product with any of them, less 1, is exact; and its logarithm, less the sign, in two parts. The high ones have 16 bits
    // behind the point, as n · Ln2High.
    private const float
        C0 = 1.3125f, High0 = -0.27194214f, Low0 = 8.423188e-06f,
        C1 = 1.25f, High1 = -0.22314453f, Low1 = 9.799357e-07f,
        C2 = 1.125f, High2 = -0.11779785f, Low2 = 1.4815906e-05f,
        C3 = 1.0625f, High3 = -0.060638428f, Low3 = 1.3805918e-05f,
        C4 = 1f, High4 = 0f, Low4 = 0f,
        C5 = 0.875f, High5 = 0.13352966f, Low5 = 1.7295386e-06f,
        C6 = 0.8125f, High6 = 0.20762634f, Low6 = 1.3022005e-05f,
        C7 = 0.71875f, High7 = 0.3302307f, Low7 = 1.097398e-05f;

    // The bits of 23/32. The bits of an exponent, as a number, count 2²³ for 1.
    private const int SmallestPowMantissa = 0x3F380000;
    private const float PowUnit = 8388608;

    // eʳ = 1 + r + r² (E2 + … + E6 r⁴) for |r| ≤ ½ ln 2.
    private const float
        E2 = 0.49999994f, E3 = 0.1666652f, E4 = 0.041668214f, E5 = 0.008368802f, E6 = 0.0013824946f;

    // eʳ = 1 + r + r² (S2 + S3 r) for |r| ≤ ln 2 / 32.
    private const float
        S2 = 0.5000162f, S3 = 0.1666672f;

    // eʳ = 1 + r + r² (W2 + … + W7 r⁵) for ln ¾ ≤ r ≤ ln 1½.
    private const float
        W2 = 0.5f, W3 = 0.1666667f, W4 = 0.04166659f, W5 = 0.008332042f, W6 = 0.001391785f,
        W7 = 0.00020942057f;

    // 1 - e⁻ʳ = r + r² (V2 + … + V7 r⁵) for 0 ≤ r ≤ ln 2.
    private const float
        V2 = -0.49999997f, V3 = 0.16666591f, V4 = -0.041660223f, V5 = 0.008307708f, V6 = -0.0013364843f,
        V7 = 0.00014392393f;

    // log(1 + r) = r - ½ r² + r³ (M3 + … + M10 r⁷) for -¼ ≤ r ≤ ½.
    private const float
        M3 = 0.3333345f, M4 = -0.2500011f, M5 = 0.19990744f, M6 = -0.16646034f, M7 = 0.14477226f,
        M8 = -0.13175838f, M9 = 0.105077825f, M10 = -0.045450777f;

    // log(1 + u) = u + u (U0 + … + U9 v⁹) for 0 ≤ u ≤ 1, where v = u - UnitCentre.
    private const float UnitCentre = 0.4677734375f;
    private const float
        U0 = -0.17963152f, U1 = -0.2972901f, U2 = 0.13938841f, U3 = -0.07263185f, U4 = 0.040138356f,
        U5 = -0.02296578f, U6 = 0.013263722f, U7 = -0.008232432f, U8 = 0.0061851903f, U9 = -0.003222848f;

    // --------------------------------------------------------------------------------------------------------- double

    private const double DoubleSmallestNormal = 2.2250738585072014e-308;
    private const double DoubleExpMinimum = -708.3964185322641, DoubleExpMaximum = 709.782712893384;
    private const double DoubleExpm1Maximum = 710, DoubleTanhMaximum = 40;
    private const double DoubleOrigin = 6755399441055744, DoubleExponentOrigin = DoubleOrigin + 1023;
    private const double DoubleLog2E = 1.4426950408889634;
    private const double DoubleLn2High = 0.6931471805598903, DoubleLn2Low = 5.497923018708371e-14;
    private const long DoubleThreeQuarters = 0x3FE8000000000000, DoubleMantissaMask = 0x000FFFFFFFFFFFFF;

    // As in float.
    private const double
        DoubleE2 = 0.5000000000000011, DoubleE3 = 0.1666666666666641, DoubleE4 = 0.04166666666652539,
        DoubleE5 = 0.008333333333493538, DoubleE6 = 0.0013888888945044215, DoubleE7 = 0.0001984126951362563,
        DoubleE8 = 2.4801491501905068e-05, DoubleE9 = 2.7557575827206955e-06, DoubleE10 = 2.7630858395663346e-07,
        DoubleE11 = 2.5004668325701524e-08;

    private const double
        DoubleW2 = 0.5, DoubleW3 = 0.16666666666666666, DoubleW4 = 0.041666666666667435,
        DoubleW5 = 0.008333333333335429, DoubleW6 = 0.0013888888888213694, DoubleW7 = 0.00019841269835121388,
        DoubleW8 = 2.480158931100193e-05, DoubleW9 = 2.7557316201363237e-06, DoubleW10 = 2.7554820530809617e-07,
        DoubleW11 = 2.5074548854164077e-08, DoubleW12 = 2.2001732291997813e-09;

    private const double
        DoubleV2 = -0.49999999999999994, DoubleV3 = 0.1666666666666621, DoubleV4 = -0.04166666666653599,
        DoubleV5 = 0.008333333331461941, DoubleV6 = -0.0013888888732818733, DoubleV7 = 0.00019841261635900035,
        DoubleV8 = -2.4801303809817024e-05, DoubleV9 = 2.7550777991725297e-06, DoubleV10 = -2.745717806465865e-07,
        DoubleV11 = 2.4069333631068374e-08, DoubleV12 = -1.5179020000334133e-09;

    // Of more terms.
    private const double
        DoubleA1 = 0.666666666666666, DoubleA2 = 0.4000000000005667, DoubleA3 = 0.28571428555834366,
        DoubleA4 = 0.22222224295124082, DoubleA5 = 0.1818166601119985, DoubleA6 = 0.15391105310470787,
        DoubleA7 = 0.13173751477750437, DoubleA8 = 0.13841733723679892;

    // -------------------------------------------------------------------------------------------------------- AVX-512

    /// <summary>GetMantissa: between ¾ and 1½, with the sign of the source.</summary>
    private const byte MantissaFromThreeQuarters = 0x03;

    /// <summary>Fixup, a digit a class, the lowest first: NaN stays, quiet or signalling; 0 gives -∞; 1 is right; -∞ gives NaN; ∞ stays;
    /// negative numbers give NaN; positive ones are right.</summary>
    private const int LogOfSpecials = 0x03530422;
}
