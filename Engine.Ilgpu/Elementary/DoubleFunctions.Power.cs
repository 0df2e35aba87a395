namespace Engine.Ilgpu.Elementary;

internal static partial class DoubleFunctions
{
    /// <summary>x to y: 2^(y log2 |x|), the exponent in two parts.</summary>
    public static double Pow(double x, double y)
    {
        double a = Math.Abs(x);
        double n = LogOfMantissa(a, out double high, out double low);
        Multiply(high, low, Log2E, Log2ELow, out double part, out double partLow);
        double logarithm = n + part;
        double rest = (n - logarithm) + part + partLow;
        logarithm = a == 0 ? double.NegativeInfinity : a < double.PositiveInfinity ? logarithm : a;
        bool isPlain = a > 0 & a < double.PositiveInfinity;
        double exponent = y * logarithm;
        double exponentLow = isPlain ? Math.FusedMultiplyAdd(y, logarithm, -exponent) + (y * rest) : 0;

        // 0 times infinity: x⁰ and 1^y are 1.
        bool isOne = y == 0 | a == 1;
        exponent = isOne ? 0 : exponent;
        exponentLow = isOne | !(Math.Abs(exponent) < 1100) ? 0 : exponentLow;
        exponent = exponent < -1100 ? -1100 : exponent;
        exponent = exponent > 1100 ? 1100 : exponent;
        double rounded = exponent + PowerOrigin;
        double power = Scale(PowerOfTwo(exponent - (rounded - PowerOrigin), exponentLow), rounded);

        double half = y * 0.5;
        bool isWhole = Math.Floor(y) == y;
        bool isOdd = isWhole & Math.Floor(half) != half;
        power = isOdd ? Math.CopySign(power, x) : power;
        bool isReal = isWhole | !(x < 0) | x == double.NegativeInfinity;
        return isReal ? power : double.NaN;
    }
}
