namespace Engine.Ilgpu.Elementary;

/// <summary>
/// Quarter turns in huge angles. The mantissa is multiplied by those bits of 2/π that make up no multiples of four quarter
/// turns: M. Payne and R. Hanek, "Radian Reduction for Trigonometric Functions", 1983.
/// </summary>
internal static class QuarterTurns
{
    private const double PiHalf = 1.5707963267948966;
    private const double PiHalfLow = 6.123233995736766e-17;
    private const int ExponentOfLowestBit = 1075;
    private const int WordsOfProduct = 7;

    /// <summary>x = n π/2 + r + low, |r| ≤ π/4, for |x| of 2^20 and more. Of infinity and NaN r is NaN.</summary>
    /// <returns>n, of which the two lowest bits count.</returns>
    public static int Of(double x, out double r, out double low)
    {
        long bits = BitConverter.DoubleToInt64Bits(x);
        ulong mantissa = (ulong)(bits & 0xfffffffffffff | 0x10000000000000);

        // The first bit that counts no multiple of four, and 191 behind it: of a product with the mantissa, 2 bits of whole quarter
        // turns and 190 of what is left. A double comes no nearer to a multiple of π/2 than 2^-61.
        int first = (int)(bits >> 52 & 0x7ff) - ExponentOfLowestBit - 2;
        int word = first >> 5;
        int shift = first & 31;
        ulong w0 = 0;
        ulong w1 = 0;
        ulong w2 = 0;
        ulong w3 = 0;
        ulong w4 = 0;
        ulong w5 = 0;
        ulong w6 = 0;
        for (int i = 0; i < WordsOfProduct; i++)
        {
            w0 = w1;
            w1 = w2;
            w2 = w3;
            w3 = w4;
            w4 = w5;
            w5 = w6;
            w6 = Word(word + i);
        }
        ulong highest = (w0 << 32 | w1) << shift | w2 >> (32 - shift);
        ulong middle = (w2 << 32 | w3) << shift | w4 >> (32 - shift);
        ulong lowest = (w4 << 32 | w5) << shift | w6 >> (32 - shift);

        ulong p0 = mantissa * lowest;
        ulong p1 = mantissa * middle;
        ulong p2 = mantissa * highest + HighProduct(mantissa, middle);
        ulong carried = HighProduct(mantissa, lowest);
        p1 += carried;
        p2 += p1 < carried ? 1UL : 0;

        // The rest as a number of 192 bits with a sign, less than half a quarter turn.
        int n = (int)(p2 >> 62);
        p2 = p2 << 2 | p1 >> 62;
        p1 = p1 << 2 | p0 >> 62;
        p0 <<= 2;
        bool isNegative = (long)p2 < 0;
        n += isNegative ? 1 : 0;
        p2 = isNegative ? ~p2 : p2;
        p1 = isNegative ? ~p1 : p1;
        p0 = isNegative ? ~p0 : p0;

        double rest = Fraction(p2, p1, p0, out double restLow);
        r = rest * PiHalf;
        low = Math.FusedMultiplyAdd(rest, PiHalf, -r) + Math.FusedMultiplyAdd(rest, PiHalfLow, restLow * PiHalf);
        bool turns = isNegative != bits < 0;
        r = turns ? -r : r;
        low = turns ? -low : low;
        r = Math.Abs(x) < double.PositiveInfinity ? r : double.NaN;
        return bits < 0 ? -n : n;
    }

    /// <summary>The number of 192 bits behind the point in two parts, to 100 bits or so.</summary>
    private static double Fraction(ulong high, ulong middle, ulong low, out double rest)
    {
        double factor = 1;
        if (high == 0)
        {
            high = middle;
            middle = low;
            factor = 5.421010862427522e-20;
        }

        // 53 bits from the first one on, whose place is that of the number as a double, give or take one.
        int zeros = 64;
        for (ulong left = high; left != 0; left >>= 1)
        {
            zeros--;
        }
        ulong top = zeros == 0 ? high : high << zeros | middle >> (64 - zeros);
        ulong bottom = middle << zeros;
        factor *= BitConverter.Int64BitsToDouble((long)(1023 - 53 - zeros) << 52);
        rest = ((double)(long)(top & 0x7ff) * 0.00048828125 + (double)(long)(bottom >> 11) * 5.421010862427522e-20) * factor;
        return (double)(long)(top >> 11) * factor;
    }

    /// <summary>The upper 64 bits of a product.</summary>
    private static ulong HighProduct(ulong a, ulong b)
    {
        ulong aLow = a & uint.MaxValue;
        ulong aHigh = a >> 32;
        ulong bLow = b & uint.MaxValue;
        ulong bHigh = b >> 32;
        ulong middle = aHigh * bLow + (aLow * bLow >> 32);
        ulong other = aLow * bHigh + (middle & uint.MaxValue);
        return aHigh * bHigh + (middle >> 32) + (other >> 32);
    }

    /// <summary>32 bits of 2/π; zeros before the point.</summary>
    private static ulong Word(int index) => index switch
    {
        0 => 0xa2f9836e,
        1 => 0x4e441529,
        2 => 0xfc2757d1,
        3 => 0xf534ddc0,
        4 => 0xdb629599,
        5 => 0x3c439041,
        6 => 0xfe5163ab,
        7 => 0xdebbc561,
        8 => 0xb7246e3a,
        9 => 0x424dd2e0,
        10 => 0x06492eea,
        11 => 0x09d1921c,
        12 => 0xfe1deb1c,
        13 => 0xb129a73e,
        14 => 0xe88235f5,
        15 => 0x2ebb4484,
        16 => 0xe99c7026,
        17 => 0xb45f7e41,
        18 => 0x3991d639,
        19 => 0x835339f4,
        20 => 0x9c845f8b,
        21 => 0xbdf9283b,
        22 => 0x1ff897ff,
        23 => 0xde05980f,
        24 => 0xef2f118b,
        25 => 0x5a0a6d1f,
        26 => 0x6d367ecf,
        27 => 0x27cb09b7,
        28 => 0x4f463f66,
        29 => 0x9e5fea2d,
        30 => 0x7527bac7,
        31 => 0xebe5f17b,
        32 => 0x3d0739f7,
        33 => 0x8a5292ea,
        34 => 0x6bfb5fb1,
        35 => 0x1f8d5d08,
        36 => 0x56033046,
        _ => 0,
    };
}
