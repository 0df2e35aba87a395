namespace Engine;

/// <summary>
/// Random numbers by index: the i-th number of a stream is a function of (seed, stream, i) alone, the same on every
/// platform. Each is the output function of SplitMix64 on a Weyl sequence; the start of the sequence is the seed and
/// stream mixed by the same function.
/// Source: Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", 2014.
/// </summary>
internal readonly struct CounterRandom(ulong seed, ulong stream)
{
    // 2^64 divided by the golden ratio, made odd.
    private const ulong Weyl = 0x9E37_79B9_7F4A_7C15;

    private readonly ulong _start = Mix(Mix(seed + Weyl) + (stream * Weyl));

    /// <summary>64 random bits.</summary>
    public ulong Bits(ulong index) => Mix(_start + ((index + 1) * Weyl));

    /// <summary>A multiple of 2⁻⁵³ in [0, 1).</summary>
    public double Unit(ulong index) => (Bits(index) >> 11) * (1.0 / (1UL << 53));

    /// <summary>An integer in [0, bound), whose bias is below bound / 2⁶⁴ (Lemire's multiplication without rejection).</summary>
    public int Below(int bound, ulong index) => (int)Math.BigMul(Bits(index), (ulong)bound, out _);

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }
}
