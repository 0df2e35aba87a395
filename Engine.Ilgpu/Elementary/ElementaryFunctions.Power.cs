namespace Engine.Ilgpu.Elementary;

internal static partial class ElementaryFunctions
{
    /// <summary>Added to a double of magnitude below 2^51, it leaves the nearest integer in the lowest bits.</summary>
    private const double DoubleToInteger = 6755399441055744.0;
    private const int DoubleBias = 1023;

    /// <summary>x to y, with the special cases of C. 2^(y log2 |x|) in doubles, which hold the exponent with bits to spare.</summary>
    public static float Pow(float x, float y)
    {
        float a = MathF.Abs(x);
        double exponent = y * WideLog2(a);
        // 0 times infinity: x⁰ and 1^y are 1.
        exponent = y == 0 | a == 1 ? 0 : exponent;
        exponent = exponent < -200 ? -200 : exponent;
        exponent = exponent > 200 ? 200 : exponent;
        float power = WideExp2(exponent);

        float half = y * 0.5f;
        bool isWhole = MathF.Floor(y) == y;
        bool isOdd = isWhole & MathF.Floor(half) != half;
        power = FloatBits.FlipSign(power, isOdd ? FloatBits.Of(x) : 0);
        bool isReal = isWhole | !(x < 0) | x == float.NegativeInfinity;
        return isReal ? power : x == 1 ? 1 : float.NaN;
    }

    /// <summary>The logarithm of a ≥ 0 to base 2, with a relative error of 2^-50.</summary>
    private static double WideLog2(float a)
    {
        Split(a, out float exponent, out float fraction);
        double f = fraction;
        double s = f / (f + 2);
        double z = s * s;
        double series = Math.FusedMultiplyAdd(0.08409670391264987, z, 0.09061842308482645);
        series = Math.FusedMultiplyAdd(series, z, 0.11111685158098998);
        series = Math.FusedMultiplyAdd(series, z, 0.14285708574984068);
        series = Math.FusedMultiplyAdd(series, z, 0.20000000026071835);
        series = Math.FusedMultiplyAdd(series, z, 0.3333333333329374);
        series = Math.FusedMultiplyAdd(series, z * s, s);
        double logarithm = Math.FusedMultiplyAdd(series, 2.8853900817779268, exponent);
        logarithm = a == 0 ? double.NegativeInfinity : logarithm;
        return a < float.PositiveInfinity ? logarithm : a;
    }

    /// <summary>2 to an exponent of magnitude below 2^9, rounded to a float once.</summary>
    private static float WideExp2(double exponent)
    {
        double rounded = exponent + (DoubleToInteger + DoubleBias);
        double r = exponent - (rounded - (DoubleToInteger + DoubleBias));
        double power = Math.FusedMultiplyAdd(0.00015353360589302978, r, 0.0013398877440360787);
        power = Math.FusedMultiplyAdd(power, r, 0.009618437383145289);
        power = Math.FusedMultiplyAdd(power, r, 0.05550332463898796);
        power = Math.FusedMultiplyAdd(power, r, 0.24022647913263417);
        power = Math.FusedMultiplyAdd(power, r, 0.6931472028580996);
        power = Math.FusedMultiplyAdd(power, r, 1);
        return (float)(power * WidePowerOfTwo(rounded));
    }

    /// <summary>2 to the biased exponent that stands in the lowest bits.</summary>
    private static double WidePowerOfTwo(double rounded) =>
        BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(rounded) << 52);
}
