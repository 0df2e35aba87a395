namespace ILGPU.Algorithms.Random;

/// <summary>Random bits as numbers in [0, 1): the upper ones, as many as the significand holds.</summary>
internal static class UnitInterval
{
    public static float FromBits(uint bits) => (bits >> 8) * (1f / (1 << 24));

    public static double FromBits(ulong bits) => (bits >> 11) * (1.0 / (1L << 53));
}
