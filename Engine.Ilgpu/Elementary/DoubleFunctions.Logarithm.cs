namespace Engine.Ilgpu.Elementary;

internal static partial class DoubleFunctions
{
    private const double Log10E = 0.4342944819032518;
    private const double Log10ELow = 1.098319650216765e-17;
    private const double Log10Of2 = 0.3010299956639812;
    private const double Log10Of2Low = -2.8037281277851704e-18;
    private const double Third = 0.3333333333333333;
    private const double ThirdLow = 1.850371707708594e-17;
    private const long MantissaMask = 0xfffffffffffff;

    /// <summary>The bits of √½: mantissas are taken from there to √2.</summary>
    private const long SqrtHalfBits = 0x3fe6a09e667f3bcd;

    public static double Log(double x) => LogOf(x, Ln2, Ln2Low, 1, 0);

    /// <summary>Exact for powers of two.</summary>
    public static double Log2(double x) => LogOf(x, 1, 0, Log2E, Log2ELow);

    public static double Log10(double x) => LogOf(x, Log10Of2, Log10Of2Low, Log10E, Log10ELow);

    /// <summary>exponent · perBinade + ln(mantissa) · factor, both constants in two parts.</summary>
    private static double LogOf(double x, double perBinade, double perBinadeLow, double factor, double factorLow)
    {
        double n = LogOfMantissa(x, out double high, out double low);
        Multiply(high, low, factor, factorLow, out double part, out double partLow);
        double whole = n * perBinade;
        double sum = whole + part;
        double rest = (whole - sum) + part + (Math.FusedMultiplyAdd(n, perBinade, -whole) + (n * perBinadeLow) + partLow);
        double logarithm = x < double.PositiveInfinity ? sum + rest : x;
        double other = x == 0 ? double.NegativeInfinity : double.NaN;
        return x > 0 ? logarithm : other;
    }

    /// <summary>x = 2^n · m, √½ ≤ m &lt; √2, for positive, finite x.</summary>
    /// <param name="high">With <paramref name="low"/> the natural logarithm of m, to 66 bits or so.</param>
    /// <returns>n.</returns>
    private static double LogOfMantissa(double x, out double high, out double low)
    {
        bool isTiny = x < 2.2250738585072014e-308;
        long bits = BitConverter.DoubleToInt64Bits(isTiny ? x * 18014398509481984.0 : x) - SqrtHalfBits;
        int n = (int)(bits >> 52) - (isTiny ? 54 : 0);
        double f = BitConverter.Int64BitsToDouble((bits & MantissaMask) + SqrtHalfBits) - 1;

        // ln(1 + f) = 2 atanh(s) with s = f / (2 + f); s in two parts.
        double sum = 2 + f;
        double inverse = 1 / sum;
        double s = f * inverse;
        double sLow = (Math.FusedMultiplyAdd(-s, sum, f) - (s * (2 - sum + f))) * inverse;
        double z = s * s;
        double zLow = Math.FusedMultiplyAdd(s, s, -z) + (2 * s * sLow);
        double tail = Math.FusedMultiplyAdd(0.05381433711821606, z, 0.05228139187889103);
        tail = Math.FusedMultiplyAdd(tail, z, 0.05883407651703041);
        tail = Math.FusedMultiplyAdd(tail, z, 0.06666648241986646);
        tail = Math.FusedMultiplyAdd(tail, z, 0.07692307880906304);
        tail = Math.FusedMultiplyAdd(tail, z, 0.09090909089826257);
        tail = Math.FusedMultiplyAdd(tail, z, 0.11111111111114222);
        tail = Math.FusedMultiplyAdd(tail, z, 0.14285714285714282);
        tail = Math.FusedMultiplyAdd(tail, z, 0.2);
        double added = z * tail;
        double inner = Third + added;
        Multiply(z, zLow, inner, (Third - inner) + added + ThirdLow, out double outer, out double outerLow);
        Multiply(s, sLow, outer, outerLow, out double cube, out double cubeLow);
        double half = s + cube;
        double halfLow = (s - half) + cube + (sLow + cubeLow);
        high = 2 * half;
        low = 2 * halfLow;
        return n;
    }

    /// <summary>The product of two numbers of two parts.</summary>
    private static void Multiply(double a, double aLow, double b, double bLow, out double high, out double low)
    {
        high = a * b;
        low = Math.FusedMultiplyAdd(a, b, -high) + Math.FusedMultiplyAdd(a, bLow, aLow * b);
    }
}
