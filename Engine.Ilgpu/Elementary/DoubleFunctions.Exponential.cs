namespace Engine.Ilgpu.Elementary;

/// <summary>
/// The elementary functions on doubles: their one definition, as <see cref="ElementaryFunctions"/> is for floats, without a
/// branch but for huge angles. Errors are below 2 ulp; special cases are C's. Polynomials are minimax fits. Products that are
/// used once and added may be fused, as <see cref="ILGPU.MathMode.Fast"/> does.
/// </summary>
internal static partial class DoubleFunctions
{
    private const double Ln2 = 0.6931471805599453;
    private const double Ln2Low = 2.3190468138462996e-17;
    private const double Log2E = 1.4426950408889634;
    private const double Log2ELow = 2.0355273740931033e-17;

    /// <summary>Added to a double of magnitude below 2^51, it leaves the nearest integer in the lowest bits.</summary>
    private const double ToInteger = 6755399441055744.0;

    // Even, so that half of it is a bias too.
    private const int TwoBiases = 2046;

    /// <summary>What <see cref="Scale"/> takes for the power 0.</summary>
    public const double PowerOrigin = ToInteger + TwoBiases;

    /// <summary>e to x. x = n ln 2 + r, |r| ≤ ln 2 / 2, is split; e^r is a polynomial.</summary>
    public static double Exp(double x) => ExpTimes(x, 0);

    /// <summary>2 to x, exact for integers.</summary>
    public static double Exp2(double x)
    {
        x = x < -1100 ? -1100 : x;
        x = x > 1100 ? 1100 : x;
        double rounded = x + PowerOrigin;
        return Scale(PowerOfTwo(x - (rounded - PowerOrigin), 0), rounded);
    }

    /// <summary>e to x, times a power of two.</summary>
    private static double ExpTimes(double x, double exponent)
    {
        // Beyond these the results are 0 and infinity; NaN passes.
        x = x < -800 ? -800 : x;
        x = x > 800 ? 800 : x;
        double rounded = Math.FusedMultiplyAdd(x, Log2E, PowerOrigin);
        double n = rounded - PowerOrigin;
        double r = Math.FusedMultiplyAdd(n, -Ln2, x);
        r = Math.FusedMultiplyAdd(n, -Ln2Low, r);
        double tail = Math.FusedMultiplyAdd(2.0914680780540263e-09, r, 2.5105208339987698e-08);
        tail = Math.FusedMultiplyAdd(tail, r, 2.7557273657975953e-07);
        tail = Math.FusedMultiplyAdd(tail, r, 2.7557255421023506e-06);
        tail = Math.FusedMultiplyAdd(tail, r, 2.4801587325536023e-05);
        tail = Math.FusedMultiplyAdd(tail, r, 0.00019841269874804214);
        tail = Math.FusedMultiplyAdd(tail, r, 0.0013888888888883752);
        tail = Math.FusedMultiplyAdd(tail, r, 0.00833333333332614);
        tail = Math.FusedMultiplyAdd(tail, r, 0.04166666666666667);
        tail = Math.FusedMultiplyAdd(tail, r, 0.1666666666666667);
        tail = Math.FusedMultiplyAdd(tail, r, 0.5);
        return Scale(1 + Math.FusedMultiplyAdd(tail, r * r, r), rounded + exponent);
    }

    /// <summary>2 to r + low, |r| ≤ 1/2.</summary>
    private static double PowerOfTwo(double r, double low)
    {
        double tail = Math.FusedMultiplyAdd(1.371500159165148e-12, r, 2.5729324177362305e-11);
        tail = Math.FusedMultiplyAdd(tail, r, 4.445531657142326e-10);
        tail = Math.FusedMultiplyAdd(tail, r, 7.0548973041554995e-09);
        tail = Math.FusedMultiplyAdd(tail, r, 1.0178086017815424e-07);
        tail = Math.FusedMultiplyAdd(tail, r, 1.3215486808705563e-06);
        tail = Math.FusedMultiplyAdd(tail, r, 1.5252733804054815e-05);
        tail = Math.FusedMultiplyAdd(tail, r, 0.00015403530393370734);
        tail = Math.FusedMultiplyAdd(tail, r, 0.0013333558146428445);
        tail = Math.FusedMultiplyAdd(tail, r, 0.00961812910762848);
        tail = Math.FusedMultiplyAdd(tail, r, 0.05550410866482158);
        tail = Math.FusedMultiplyAdd(tail, r, 0.24022650695910072);
        double more = Math.FusedMultiplyAdd(r, Ln2, Math.FusedMultiplyAdd(tail, r * r, r * Ln2Low));
        return 1 + Math.FusedMultiplyAdd(low * Ln2, 1 + more, more);
    }

    /// <summary>
    /// value · 2ⁿ, rounded once, for a whole n from -2044 to 2047: power is n + <see cref="PowerOrigin"/>. In two steps, as
    /// <see cref="ElementaryFunctions.Scale"/> has it.
    /// </summary>
    public static double Scale(double value, double power)
    {
        long exponent = BitConverter.DoubleToInt64Bits(power);
        long half = exponent >> 1;
        return value * PowerOfTwo(half) * PowerOfTwo(exponent - half);
    }

    /// <summary>2 to a biased exponent, of which the lowest eleven bits count.</summary>
    private static double PowerOfTwo(long biasedExponent) => BitConverter.Int64BitsToDouble(biasedExponent << 52);
}
