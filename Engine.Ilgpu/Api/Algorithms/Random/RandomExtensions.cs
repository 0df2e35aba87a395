namespace ILGPU.Algorithms.Random;

/// <summary>Numbers in ranges, and generators in buffers.</summary>
public static class RandomExtensions
{
    /// <summary>A number in [minValue, maxValue).</summary>
    public static float Next<TRandomProvider>(ref TRandomProvider randomProvider, float minValue, float maxValue)
        where TRandomProvider : struct, IRandomProvider =>
        randomProvider.NextFloat() * (maxValue - minValue) + minValue;

    /// <inheritdoc cref="Next{TRandomProvider}(ref TRandomProvider, float, float)"/>
    public static double Next<TRandomProvider>(ref TRandomProvider randomProvider, double minValue, double maxValue)
        where TRandomProvider : struct, IRandomProvider =>
        randomProvider.NextDouble() * (maxValue - minValue) + minValue;

    /// <inheritdoc cref="Next{TRandomProvider}(ref TRandomProvider, float, float)"/>
    public static int Next<TRandomProvider>(ref TRandomProvider randomProvider, int minValue, int maxValue)
        where TRandomProvider : struct, IRandomProvider =>
        (int)(minValue + (long)(randomProvider.NextDouble() * ((double)maxValue - minValue)));

    /// <inheritdoc cref="Next{TRandomProvider}(ref TRandomProvider, float, float)"/>
    public static long Next<TRandomProvider>(ref TRandomProvider randomProvider, long minValue, long maxValue)
        where TRandomProvider : struct, IRandomProvider =>
        minValue + (long)(randomProvider.NextLong() / (long.MaxValue + 1.0) * ((double)maxValue - minValue));
}
