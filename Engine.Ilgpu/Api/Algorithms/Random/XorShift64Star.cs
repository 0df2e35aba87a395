namespace ILGPU.Algorithms.Random;

/// <summary>A generator of 64 bits of state. See S. Vigna, "An experimental exploration of Marsaglia's xorshift generators, scrambled" (2016).</summary>
public struct XorShift64Star : IRandomProvider<XorShift64Star>, IEquatable<XorShift64Star>
{
    /// <summary>Starts from a state, which must not be all zeros.</summary>
    public XorShift64Star(ulong state)
    {
        State = state;
    }

    public ulong State { get; private set; }

    /// <summary>Starts from a state drawn from the given generator.</summary>
    public static XorShift64Star Create(System.Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return new((ulong)random.NextInt64(1, long.MaxValue));
    }

    public uint NextUInt() => (uint)(NextULong() >> 32);

    public ulong NextULong()
    {
        ulong state = State;
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        State = state;
        return state * 0x2545F4914F6CDD1DUL;
    }

    public int Next() => (int)(NextUInt() >> 1);

    public long NextLong() => (long)(NextULong() >> 1);

    public float NextFloat() => UnitInterval.FromBits(NextUInt());

    public double NextDouble() => UnitInterval.FromBits(NextULong());

    public void ShiftPeriod(int shift)
    {
        for (int i = 0; i < shift; i++)
            NextUInt();
    }

    public XorShift64Star NextProvider() => CreateProvider(ref this);

    public readonly XorShift64Star CreateProvider(System.Random random) => Create(random);

    public readonly XorShift64Star CreateProvider<TRandomProvider>(ref TRandomProvider random)
        where TRandomProvider : struct, IRandomProvider<TRandomProvider> =>
        new((ulong)random.NextLong() | 1ul);

    public static bool operator ==(XorShift64Star first, XorShift64Star second) =>
        first.State == second.State;

    public static bool operator !=(XorShift64Star first, XorShift64Star second) => !(first == second);

    public readonly bool Equals(XorShift64Star other) => this == other;
    public override readonly bool Equals(object? obj) => obj is XorShift64Star other && this == other;
    public override readonly int GetHashCode() => State.GetHashCode();
}
