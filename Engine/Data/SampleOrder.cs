namespace Engine.Data;

/// <summary>Orders that are the same on every machine and in every run, and yet mix what a file has sorted.</summary>
internal static class SampleOrder
{
    // Whatever it is, it must stay: data sets cut in two rest on it.
    private const ulong Seed = 1;

    /// <summary>The numbers from 0 to <paramref name="count"/> - 1 in mixed order.</summary>
    /// <param name="count">How many.</param>
    /// <param name="stream">Another number gives another order.</param>
    public static int[] Mixed(int count, ulong stream = 0)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        var random = new StableRandom(Seed, stream, (ulong)count);
        for (int i = count - 1; i > 0; i--)
        {
            int other = random.Next(i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }

        return order;
    }

    /// <summary>How many of <paramref name="count"/> samples a share to test on takes: at least one, and not all.</summary>
    public static int TestCount(int count, float share) => Math.Clamp((int)Math.Round(count * (double)share), Math.Min(1, count - 1), Math.Max(0, count - 1));
}
