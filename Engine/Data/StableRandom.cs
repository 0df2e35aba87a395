namespace Engine.Data;

/// <summary>
/// SplitMix64: random numbers that are the same on every platform and for ever, since generated data sets rest on them.
/// </summary>
internal struct StableRandom
{
    private const ulong Gamma = 0x9E3779B97F4A7C15;

    private ulong _state;

    /// <summary>A stream of its own for each triple, so that samples can be made in any order.</summary>
    public StableRandom(ulong seed, ulong stream, ulong index)
    {
        _state = Mix(Mix(Mix(seed + Gamma) + stream + Gamma) + index + Gamma);
    }

    public ulong NextBits() => Mix(_state += Gamma);

    /// <summary>A whole number from 0 to <paramref name="bound"/> - 1.</summary>
    public int Next(int bound) => (int)(((NextBits() >> 32) * (ulong)bound) >> 32);

    /// <summary>A number in [-1, 1), a multiple of 2^-23: exact in float arithmetic.</summary>
    public float NextSigned() => ((int)(NextBits() >> 40) - (1 << 23)) * (1f / (1 << 23));

    /// <summary>A number in [low, high).</summary>
    public float Between(float low, float high) => low + ((high - low) * (0.5f + (0.5f * NextSigned())));

    private static ulong Mix(ulong bits)
    {
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }
}
