using System.Numerics;

namespace Engine.Ilgpu.Elementary;

/// <summary>
/// The two remainders of floats, which are exact, for devices that lack them: long division in integers, a bit of the
/// quotient a turn. Remainders of floats are those of the same numbers as doubles.
/// </summary>
internal static class Remainders
{
    private const int MantissaBits = 52;
    private const long Hidden = 1L << MantissaBits;
    private const long InfinityBits = 0x7FFL << MantissaBits;

    /// <summary>x − y·trunc(x / y), with the sign of x.</summary>
    public static double Rem(double x, double y)
    {
        long dividend = BitConverter.DoubleToInt64Bits(x) & long.MaxValue;
        long divisor = BitConverter.DoubleToInt64Bits(y) & long.MaxValue;
        if (divisor == 0 || dividend >= InfinityBits || divisor > InfinityBits)
            return double.NaN;
        if (dividend < divisor)
            return x;
        int exponent = Exponent(dividend);
        long rest = Mantissa(dividend);
        int least = Exponent(divisor);
        long part = Mantissa(divisor);
        for (; exponent > least; exponent--)
            rest = (rest >= part ? rest - part : rest) << 1;
        rest = rest >= part ? rest - part : rest;
        return Math.CopySign(Compose(rest, least), x);
    }

    public static float Rem(float x, float y) => (float)Rem((double)x, (double)y);

    /// <summary>x − y·n with n the integer nearest to x / y, the even one of two.</summary>
    public static double IeeeRemainder(double x, double y)
    {
        double divisor = Math.Abs(y);
        if (divisor == double.PositiveInfinity)
            return Math.Abs(x) < double.PositiveInfinity ? x : double.NaN;
        // Below twice the divisor the quotient's parity is kept; a divisor that cannot be doubled is never passed twice.
        double finite = Math.Abs(x) <= double.MaxValue ? x : double.NaN;
        double rest = Math.Abs(divisor > double.MaxValue / 2 ? finite : Rem(x, divisor + divisor));
        // NaN fails the comparisons and passes.
        if (rest - divisor > -rest)
        {
            rest -= divisor;
            if (rest - divisor >= -rest)
                rest -= divisor;
        }
        return BitConverter.Int64BitsToDouble(
            BitConverter.DoubleToInt64Bits(rest) ^ (BitConverter.DoubleToInt64Bits(x) & long.MinValue));
    }

    public static float IeeeRemainder(float x, float y) => (float)IeeeRemainder((double)x, (double)y);

    private static int Exponent(long bits) =>
        bits < Hidden ? 1 - Shift(bits) : (int)(bits >> MantissaBits);

    private static long Mantissa(long bits) =>
        bits < Hidden ? bits << Shift(bits) : (bits & (Hidden - 1)) | Hidden;

    /// <summary>How far a mantissa is from having its highest bit where it belongs.</summary>
    private static int Shift(long mantissa) => BitOperations.LeadingZeroCount((ulong)mantissa) - (63 - MantissaBits);

    private static double Compose(long mantissa, int exponent)
    {
        if (mantissa == 0)
            return 0;
        int shift = Shift(mantissa);
        mantissa <<= shift;
        exponent -= shift;
        return BitConverter.Int64BitsToDouble(
            exponent > 0 ? (mantissa - Hidden) + ((long)exponent << MantissaBits) : mantissa >> (1 - exponent));
    }
}
