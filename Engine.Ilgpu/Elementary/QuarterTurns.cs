using System.Numerics;

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
    private const int BitsBeforePoint = 64;

    /// <summary>x = n π/2 + r + low, |r| ≤ π/4, for |x| of 2^20 and more. Of infinity and NaN r is NaN.</summary>
    /// <returns>n, of which the two lowest bits count.</returns>
    public static long Of(double x, out double r, out double low)
    {
        long bits = BitConverter.DoubleToInt64Bits(x);
        ulong mantissa = (ulong)(bits & 0xfffffffffffff | 0x10000000000000);

        // The first bit that counts no multiple of four, and 191 behind it: of a product with the mantissa, 2 bits of whole quarter
        // turns and 190 of what is left. A double comes no nearer to a multiple of π/2 than 2^-61.
        int first = (int)(bits >> 52 & 0x7ff) - ExponentOfLowestBit - 2 + BitsBeforePoint;
        int shift = first & 63;
        Words(first >> 6, out ulong w0, out ulong w1, out ulong w2, out ulong w3);
        ulong highest = w0 << shift | w1 >> 1 >> (63 - shift);
        ulong middle = w1 << shift | w2 >> 1 >> (63 - shift);
        ulong lowest = w2 << shift | w3 >> 1 >> (63 - shift);

        ulong p0 = mantissa * lowest;
        ulong p1 = mantissa * middle;
        ulong p2 = mantissa * highest + HighProduct(mantissa, middle);
        ulong carried = HighProduct(mantissa, lowest);
        p1 += carried;
        p2 += p1 < carried ? 1UL : 0;

        // The rest as a number of 192 bits with a sign, less than half a quarter turn.
        long n = (long)(p2 >> 62);
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

        // 53 bits from the first one on. Never 64 zeros.
        int zeros = BitOperations.LeadingZeroCount(high);
        ulong top = high << zeros | middle >> 1 >> (63 - zeros);
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

    /// <summary>
    /// Four words of 2/π from the given one on, which is 0 to 16; the point is behind word 0. Each bit of the place halves the
    /// choice: neither branches nor a table in memory.
    /// </summary>
    private static void Words(int place, out ulong w0, out ulong w1, out ulong w2, out ulong w3)
    {
        bool by16 = (place & 16) != 0;
        ulong a0 = by16 ? 0x7527bac7ebe5f17bUL : 0UL;
        ulong a1 = by16 ? 0x3d0739f78a5292eaUL : 0xa2f9836e4e441529UL;
        ulong a2 = by16 ? 0x6bfb5fb11f8d5d08UL : 0xfc2757d1f534ddc0UL;
        ulong a3 = by16 ? 0x5603304600000000UL : 0xdb6295993c439041UL;
        bool by8 = (place & 8) != 0;
        ulong b0 = by8 ? 0xe88235f52ebb4484UL : a0;
        ulong b1 = by8 ? 0xe99c7026b45f7e41UL : a1;
        ulong b2 = by8 ? 0x3991d639835339f4UL : a2;
        ulong b3 = by8 ? 0x9c845f8bbdf9283bUL : a3;
        ulong b4 = by8 ? 0x1ff897ffde05980fUL : 0xfe5163abdebbc561UL;
        ulong b5 = by8 ? 0xef2f118b5a0a6d1fUL : 0xb7246e3a424dd2e0UL;
        ulong b6 = by8 ? 0x6d367ecf27cb09b7UL : 0x06492eea09d1921cUL;
        ulong b7 = by8 ? 0x4f463f669e5fea2dUL : 0xfe1deb1cb129a73eUL;
        ulong b8 = by8 ? 0x7527bac7ebe5f17bUL : 0xe88235f52ebb4484UL;
        ulong b9 = by8 ? 0x3d0739f78a5292eaUL : 0xe99c7026b45f7e41UL;
        ulong b10 = by8 ? 0x6bfb5fb11f8d5d08UL : 0x3991d639835339f4UL;
        bool by4 = (place & 4) != 0;
        ulong c0 = by4 ? b4 : b0;
        ulong c1 = by4 ? b5 : b1;
        ulong c2 = by4 ? b6 : b2;
        ulong c3 = by4 ? b7 : b3;
        ulong c4 = by4 ? b8 : b4;
        ulong c5 = by4 ? b9 : b5;
        ulong c6 = by4 ? b10 : b6;
        bool by2 = (place & 2) != 0;
        ulong d0 = by2 ? c2 : c0;
        ulong d1 = by2 ? c3 : c1;
        ulong d2 = by2 ? c4 : c2;
        ulong d3 = by2 ? c5 : c3;
        ulong d4 = by2 ? c6 : c4;
        bool by1 = (place & 1) != 0;
        w0 = by1 ? d1 : d0;
        w1 = by1 ? d2 : d1;
        w2 = by1 ? d3 : d2;
        w3 = by1 ? d4 : d3;
    }
}
