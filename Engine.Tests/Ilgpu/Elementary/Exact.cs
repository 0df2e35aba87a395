using System.Numerics;
using Xunit;

namespace Engine.Tests.Ilgpu.Elementary;

/// <summary>
/// Elementary functions to some 300 bits behind the point, for arguments and results of moderate size: a reference for those
/// on doubles. A number is an integer that counts units of 2^-<see cref="Bits"/>.
/// </summary>
internal static class Exact
{
    private const int Bits = 384;
    private const int Halvings = 8;

    private static readonly BigInteger One = BigInteger.One << Bits;

    // ln 2 = 2 artanh(1/3), and Machin's formula.
    private static readonly BigInteger Ln2 = 2 * OddSeries(One / 3, 1);
    private static readonly BigInteger Pi = (16 * OddSeries(One / 5, -1)) - (4 * OddSeries(One / 239, -1));

    public static BigInteger Of(double x)
    {
        long bits = BitConverter.DoubleToInt64Bits(x);
        int exponent = (int)(bits >> 52 & 0x7ff);
        BigInteger mantissa = (bits & 0xfffffffffffff) | (1L << 52);
        int shift = Bits + exponent - 1075;
        Assert.True(exponent > 0 && shift >= 0, $"{x:R} has no exact place here.");
        return (bits < 0 ? -mantissa : mantissa) << shift;
    }

    /// <summary>How far a double is from the number, in units of the last place of the number's binade.</summary>
    public static double UlpError(double actual, BigInteger exact)
    {
        long length = (long)BigInteger.Abs(exact).GetBitLength();
        return (double)(BigInteger.Abs(Of(actual) - exact) << 20 >> (int)(length - 53)) / (1 << 20);
    }

    public static BigInteger Exp(BigInteger x)
    {
        var n = Divide(x, Ln2) + (One >> 1) >> Bits;
        var r = x - (n * Ln2) >> Halvings;
        var (term, sum) = (One, One);
        for (int i = 1; !term.IsZero; i++)
        {
            term = Multiply(term, r) / i;
            sum += term;
        }
        for (int i = 0; i < Halvings; i++)
            sum = Multiply(sum, sum);
        return n < 0 ? sum >> (int)-n : sum << (int)n;
    }

    public static BigInteger Exp2(BigInteger x) => Exp(Multiply(x, Ln2));

    public static BigInteger Log(BigInteger x)
    {
        int n = (int)x.GetBitLength() - Bits;
        var mantissa = n < 0 ? x << -n : x >> n;
        return (n * Ln2) + (2 * OddSeries(Divide(mantissa - One, mantissa + One), 1));
    }

    public static BigInteger Log2(BigInteger x) => Divide(Log(x), Ln2);

    public static BigInteger Log10(BigInteger x) => Divide(Log(x), Log(10 * One));

    public static BigInteger Sin(BigInteger x)
    {
        // What is left of half turns, by 3⁶: sin 3a = 3 sin a − 4 sin³ a.
        var n = Divide(x, Pi) + (One >> 1) >> Bits;
        var a = (x - (n * Pi)) / 729;
        var (term, sum) = (a, a);
        for (int i = 2; !term.IsZero; i += 2)
        {
            term = -Multiply(Multiply(term, a), a) / (i * (i + 1));
            sum += term;
        }
        for (int i = 0; i < 6; i++)
            sum = (3 * sum) - (4 * Multiply(sum, Multiply(sum, sum)));
        return n.IsEven ? sum : -sum;
    }

    public static BigInteger Cos(BigInteger x) => Sin(x + (Pi >> 1));

    public static BigInteger Tan(BigInteger x) => Divide(Sin(x), Cos(x));

    public static BigInteger Atan(BigInteger x)
    {
        for (int i = 0; i < Halvings; i++)
            x = Divide(x, One + Sqrt(One + Multiply(x, x)));
        return OddSeries(x, -1) << Halvings;
    }

    public static BigInteger Atan2(BigInteger y, BigInteger x) =>
        Atan(Divide(y, x)) + (x.Sign > 0 ? 0 : y.Sign * Pi);

    public static BigInteger Asin(BigInteger x) => Atan(Divide(x, Sqrt(One - Multiply(x, x))));

    public static BigInteger Acos(BigInteger x) => (Pi >> 1) - Asin(x);

    public static BigInteger Sinh(BigInteger x) => Exp(x) - Exp(-x) >> 1;

    public static BigInteger Cosh(BigInteger x) => Exp(x) + Exp(-x) >> 1;

    public static BigInteger Tanh(BigInteger x) => Divide(Sinh(x), Cosh(x));

    public static BigInteger Pow(BigInteger x, BigInteger y) => Exp(Multiply(y, Log(x)));

    /// <summary>x + sign·x³/3 + x⁵/5 + sign·x⁷/7 + …</summary>
    private static BigInteger OddSeries(BigInteger x, int sign)
    {
        var (power, sum) = (x, x);
        var square = sign * Multiply(x, x);
        for (int i = 3; !power.IsZero; i += 2)
        {
            power = Multiply(power, square);
            sum += power / i;
        }
        return sum;
    }

    // A shift rounds down, so that negative terms of a series would never become 0.
    private static BigInteger Multiply(BigInteger a, BigInteger b) => a * b / One;

    private static BigInteger Divide(BigInteger a, BigInteger b) => (a << Bits) / b;

    private static BigInteger Sqrt(BigInteger x)
    {
        var square = x << Bits;
        var root = BigInteger.One << (int)((square.GetBitLength() + 1) / 2);
        while (true)
        {
            var next = root + (square / root) >> 1;
            if (next >= root)
                return root;
            root = next;
        }
    }
}
