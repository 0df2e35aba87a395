namespace ILGPU.Algorithms.Random;

/// <summary>A generator of 32 bits of state. See G. Marsaglia, "Xorshift RNGs", Journal of Statistical Software 8 (2003).</summary>
public struct XorShift32 : IRandomProvider<XorShift32>, IEquatable<XorShift32>
{
    /// <summary>Starts from a state, which must not be all zeros.</summary>
    public XorShift32(uint state)
    {
        State = state;
    }

    public uint State { get; private set; }

    /// <summary>Starts from a state drawn from the given generator.</summary>
    public static XorShift32 Create(System.Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return new((uint)random.Next(1, int.MaxValue));
    }

    public uint NextUInt()
    {
        uint state = State;
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        return State = state;
    }

    public ulong NextULong() => ((ulong)NextUInt() << 32) | NextUInt();

    public int Next() => (int)(NextUInt() >> 1);

    public long NextLong() => (long)(NextULong() >> 1);

    public float NextFloat() => UnitInterval.FromBits(NextUInt());

    public double NextDouble() => UnitInterval.FromBits(NextULong());

    public void ShiftPeriod(int shift)
    {
        for (int i = 0; i < shift; i++)
            NextUInt();
    }

    public XorShift32 NextProvider() => CreateProvider(ref this);

    public readonly XorShift32 CreateProvider(System.Random random) => Create(random);

    public readonly XorShift32 CreateProvider<TProvider>(ref TProvider random)
        where TProvider : struct, IRandomProvider<TProvider> =>
        new((uint)random.Next() | 1u);

    public static bool operator ==(XorShift32 first, XorShift32 second) =>
        first.State == second.State;

    public static bool operator !=(XorShift32 first, XorShift32 second) => !(first == second);

    public readonly bool Equals(XorShift32 other) => this == other;
    public override readonly bool Equals(object? obj) => obj is XorShift32 other && this == other;
    public override readonly int GetHashCode() => State.GetHashCode();
}
