namespace ILGPU.Algorithms.Random;

/// <summary>A generator of 128 bits of state. See G. Marsaglia, "Xorshift RNGs", Journal of Statistical Software 8 (2003).</summary>
public struct XorShift128 : IRandomProvider<XorShift128>, IEquatable<XorShift128>
{
    /// <summary>Starts from a state, which must not be all zeros.</summary>
    public XorShift128(uint state0, uint state1, uint state2, uint state3)
    {
        State0 = state0;
        State1 = state1;
        State2 = state2;
        State3 = state3;
    }

    public uint State0 { get; private set; }
    public uint State1 { get; private set; }
    public uint State2 { get; private set; }
    public uint State3 { get; private set; }

    /// <summary>Starts from a state drawn from the given generator.</summary>
    public static XorShift128 Create(System.Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return new((uint)random.Next(1, int.MaxValue), (uint)random.Next(1, int.MaxValue), (uint)random.Next(1, int.MaxValue), (uint)random.Next(1, int.MaxValue));
    }

    public uint NextUInt()
    {
        uint mixed = State3;
        uint first = State0;
        State3 = State2;
        State2 = State1;
        State1 = first;
        mixed ^= mixed << 11;
        mixed ^= mixed >> 8;
        return State0 = mixed ^ first ^ (first >> 19);
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

    public XorShift128 NextProvider() => CreateProvider(ref this);

    public readonly XorShift128 CreateProvider(System.Random random) => Create(random);

    public readonly XorShift128 CreateProvider<TRandomProvider>(ref TRandomProvider random)
        where TRandomProvider : struct, IRandomProvider<TRandomProvider> =>
        new((uint)random.Next() | 1u, (uint)random.Next() | 1u, (uint)random.Next() | 1u, (uint)random.Next() | 1u);

    public static bool operator ==(XorShift128 first, XorShift128 second) =>
        first.State0 == second.State0 && first.State1 == second.State1 && first.State2 == second.State2 && first.State3 == second.State3;

    public static bool operator !=(XorShift128 first, XorShift128 second) => !(first == second);

    public readonly bool Equals(XorShift128 other) => this == other;
    public override readonly bool Equals(object? obj) => obj is XorShift128 other && this == other;
    public override readonly int GetHashCode() => HashCode.Combine(State0, State1, State2, State3);
}
