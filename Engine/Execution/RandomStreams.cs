namespace Engine;

/// <summary>What a model's seed is spent on; every use has a stream of its own.</summary>
internal static class RandomStreams
{
    private const ulong Weights = 1UL << 32;
    private const ulong Orders = 2UL << 32;
    private const ulong Dropout = 3UL << 32;

    /// <summary>The initial values of the weight tensor with the given number in its model.</summary>
    public static float[] InitialWeights(ParameterSpec spec, ulong seed, int tensor) =>
        Engine.InitialWeights.Draw(spec, new CounterRandom(seed, Weights + (ulong)tensor));

    /// <summary>64 bits for the masks of the dropout layer with the given number in its model.</summary>
    public static ulong DropoutKey(ulong seed, int layer) => new CounterRandom(seed, Dropout + (ulong)layer).Bits(0);

    /// <summary>A random order of 0 to count − 1 by Fisher and Yates, for the epoch with the given number.</summary>
    public static int[] EpochOrder(int count, ulong seed, int epoch)
    {
        var random = new CounterRandom(seed, Orders + (ulong)epoch);
        int[] order = Identity(count);
        for (int last = count - 1; last > 0; last--)
        {
            int other = random.Below(last + 1, (ulong)last);
            (order[last], order[other]) = (order[other], order[last]);
        }

        return order;
    }

    /// <summary>0 to count − 1.</summary>
    public static int[] Identity(int count)
    {
        var order = new int[count];
        for (int i = 0; i < count; i++)
        {
            order[i] = i;
        }

        return order;
    }
}
