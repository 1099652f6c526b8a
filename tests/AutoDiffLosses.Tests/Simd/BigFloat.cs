using System;
using System.Numerics;

namespace AutoDiffLosses.Tests.Simd;

/// <summary>Numbers of 256 bits with the functions that vector functions of double are measured by.</summary>
internal readonly struct BigFloat
{
    private const int Bits = 256;

    private readonly BigInteger _mantissa;
    private readonly int _exponent;

    private BigFloat(BigInteger mantissa, int exponent)
    {
        int excess = Math.Max(0, (int)mantissa.GetBitLength() - Bits);
        (_mantissa, _exponent) = (mantissa >> excess, exponent + excess);
    }

    public static implicit operator BigFloat(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponent = (int)(bits >> 52) & 0x7FF;
        long mantissa = bits & 0xFFFFFFFFFFFFF | (exponent == 0 ? 0 : 1L << 52);
        return new BigFloat(value < 0 ? -mantissa : mantissa, Math.Max(exponent, 1) - 1075);
    }

    public static BigFloat operator +(BigFloat x, BigFloat y)
    {
        int exponent = Math.Min(x._exponent, y._exponent);
        return new BigFloat((x._mantissa << (x._exponent - exponent)) + (y._mantissa << (y._exponent - exponent)), exponent);
    }

    public static BigFloat operator -(BigFloat x) => new(-x._mantissa, x._exponent);
    public static BigFloat operator -(BigFloat x, BigFloat y) => x + -y;
    public static BigFloat operator *(BigFloat x, BigFloat y) => new(x._mantissa * y._mantissa, x._exponent + y._exponent);
    public static BigFloat operator /(BigFloat x, BigFloat y) =>
        new((x._mantissa << (2 * Bits)) / y._mantissa, x._exponent - y._exponent - 2 * Bits);

    private static readonly BigFloat Ln2 = 2.0 * Atanh((BigFloat)1 / 3);

    public static BigFloat Exp(BigFloat x)
    {
        var (power, series) = Reduced(x);
        return power * (series + 1);
    }

    public static BigFloat Expm1(BigFloat x)
    {
        var (power, series) = Reduced(x);
        return power * series + (power - 1);
    }

    /// <summary>2ⁿ, and the series of eʳ - 1, where x = n ln 2 + r.</summary>
    private static (BigFloat Power, BigFloat Series) Reduced(BigFloat x)
    {
        int n = (int)Math.Round(x.ToDouble() / Math.Log(2));
        BigFloat r = x - n * Ln2, term = r, sum = r;
        for (int k = 2; !term.IsNegligible(sum); k++)
            sum += term = term * r / k;
        return (new BigFloat(1, n), sum);
    }

    /// <summary>log(2ⁿ m) = n ln 2 + 2 artanh((m - 1) / (m + 1)).</summary>
    public static BigFloat Log(BigFloat x)
    {
        int n = (int)x._mantissa.GetBitLength() + x._exponent;
        var m = new BigFloat(x._mantissa, x._exponent - n);
        if ((m - 0.75)._mantissa.Sign < 0)
            (m, n) = (m + m, n - 1);
        return n * Ln2 + 2 * Atanh((m - 1) / (m + 1));
    }

    /// <summary>By its series where 1 + x would lose digits.</summary>
    public static BigFloat Log1p(BigFloat x) => Math.Abs(x.ToDouble()) < 1e-20 ? x - x * x / 2 + x * x * x / 3 : Log(x + 1);

    private static BigFloat Atanh(BigFloat x)
    {
        BigFloat power = x, sum = x, term = x;
        for (int k = 3; !term.IsNegligible(sum); k += 2)
        {
            power = power * x * x;
            sum += term = power / k;
        }
        return sum;
    }

    private bool IsNegligible(BigFloat sum) =>
        _mantissa.IsZero || _mantissa.GetBitLength() + _exponent < sum._mantissa.GetBitLength() + sum._exponent - Bits;

    public double ToDouble()
    {
        int excess = Math.Max(0, (int)BigInteger.Abs(_mantissa).GetBitLength() - 62);
        return Math.ScaleB((double)(_mantissa >> excess), _exponent + excess);
    }

    /// <summary>How far a number is from this one, in units of this one's last place as a double.</summary>
    public double UlpsTo(double number)
    {
        int top = (int)BigInteger.Abs(_mantissa).GetBitLength() + _exponent;
        int place = Math.Max(top - 53, -1074);
        BigFloat distance = (BigFloat)number - this;
        return Math.Abs(new BigFloat(distance._mantissa, distance._exponent - place).ToDouble());
    }
}
