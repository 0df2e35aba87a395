namespace Engine.Ilgpu.Elementary;

internal static partial class ElementaryFunctions
{
    private const float Log2ELow = 1.92596303e-8f;
    private const float Log10E = 0.4342945f;
    private const float Log10ELow = -1.010305e-8f;
    private const float Log10Of2 = 0.30103f;
    private const float Log10Of2Low = -1.4320989e-8f;

    /// <summary>The bits of the float below √½: mantissas are taken from there to √2.</summary>
    private const int SqrtHalfBits = 0x3f3504f3;

    /// <summary>The natural logarithm.</summary>
    public static float Log(float x)
    {
        Split(x, out float exponent, out float fraction);
        float logarithm = MathF.FusedMultiplyAdd(LogTail(fraction), fraction * fraction, fraction);
        return LogOrSpecial(x, MathF.FusedMultiplyAdd(exponent, Ln2, logarithm));
    }

    /// <summary>The logarithm to base 2, exact for powers of two.</summary>
    public static float Log2(float x)
    {
        Split(x, out float exponent, out float fraction);
        float small = MathF.FusedMultiplyAdd(LogTail(fraction) * (fraction * fraction), Log2E, fraction * Log2ELow);
        return LogOrSpecial(x, exponent + MathF.FusedMultiplyAdd(fraction, Log2E, small));
    }

    /// <summary>The logarithm to base 10.</summary>
    public static float Log10(float x)
    {
        Split(x, out float exponent, out float fraction);
        float small = MathF.FusedMultiplyAdd(fraction, Log10ELow, exponent * Log10Of2Low);
        small = MathF.FusedMultiplyAdd(LogTail(fraction) * (fraction * fraction), Log10E, small);
        small = MathF.FusedMultiplyAdd(fraction, Log10E, small);
        return LogOrSpecial(x, MathF.FusedMultiplyAdd(exponent, Log10Of2, small));
    }

    /// <summary>x = 2^exponent · (1 + fraction), the second factor between √½ and √2. For positive, finite x.</summary>
    private static void Split(float x, out float exponent, out float fraction)
    {
        bool tiny = x < FloatBits.MinNormal;
        int bits = FloatBits.Of(tiny ? x * (1 << FloatBits.MantissaBits) : x) - SqrtHalfBits;
        exponent = (bits >> FloatBits.MantissaBits) - (tiny ? FloatBits.MantissaBits : 0);
        fraction = FloatBits.From((bits & FloatBits.MantissaMask) + SqrtHalfBits) - 1;
    }

    /// <summary>(ln(1 + f) − f) / f².</summary>
    private static float LogTail(float f)
    {
        float tail = MathF.FusedMultiplyAdd(-0.076600604f, f, 0.1293008f);
        tail = MathF.FusedMultiplyAdd(tail, f, -0.13239957f);
        tail = MathF.FusedMultiplyAdd(tail, f, 0.14177397f);
        tail = MathF.FusedMultiplyAdd(tail, f, -0.16608872f);
        tail = MathF.FusedMultiplyAdd(tail, f, 0.20002207f);
        tail = MathF.FusedMultiplyAdd(tail, f, -0.25001603f);
        tail = MathF.FusedMultiplyAdd(tail, f, 0.33333322f);
        tail = MathF.FusedMultiplyAdd(tail, f, -0.49999988f);
        return tail;
    }

    private static float LogOrSpecial(float x, float logarithm)
    {
        float positive = x < float.PositiveInfinity ? logarithm : x;
        float other = x == 0 ? float.NegativeInfinity : float.NaN;
        return x > 0 ? positive : other;
    }
}
