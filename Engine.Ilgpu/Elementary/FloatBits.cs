namespace Engine.Ilgpu.Elementary;

/// <summary>The parts of a float's representation, and numbers made from them.</summary>
internal static class FloatBits
{
    public const int SignMask = int.MinValue;
    public const int MantissaMask = 0x7fffff;
    public const int MantissaBits = 23;

    /// <summary>The smallest number with a full mantissa.</summary>
    public const float MinNormal = 1.17549435e-38f;

    /// <summary>Added to a float of magnitude below 2^22, it leaves the nearest integer in the lowest bits.</summary>
    public const float ToInteger = 12582912f;

    public static int Of(float value) => BitConverter.SingleToInt32Bits(value);

    public static float From(int bits) => BitConverter.Int32BitsToSingle(bits);

    /// <summary>2 to a biased exponent, of which the lowest eight bits count.</summary>
    public static float PowerOfTwo(int biasedExponent) => From(biasedExponent << MantissaBits);

    /// <summary>The value with its sign turned if the bits' highest one is set.</summary>
    public static float FlipSign(float value, int bits) => From(Of(value) ^ (bits & SignMask));
}
