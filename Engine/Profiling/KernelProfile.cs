using Engine.Kernels;

namespace Engine.Profiling;

/// <summary>The calls of one kernel, all shapes together, without the first of each shape.</summary>
/// <param name="Kernel">The operation, such as "dense-forward-relu".</param>
/// <param name="Calls">How many calls there were, at least 1.</param>
/// <param name="Time">Their time.</param>
/// <param name="FloatOperations">Floating-point operations of the products among them, 0 for other kernels.</param>
/// <param name="Bytes">Bytes that had to be read and written at least.</param>
public sealed record KernelProfile(string Kernel, long Calls, TimeSpan Time, long FloatOperations, long Bytes)
{
    /// <summary>The mean time of a call.</summary>
    public TimeSpan Mean => Time / Calls;

    /// <summary>10⁹ floating-point operations a second; null for what is not a product.</summary>
    public double? GigaFlops => FloatOperations > 0 && Time > TimeSpan.Zero ? FloatOperations / Time.TotalSeconds / 1e9 : null;

    /// <summary>10⁹ bytes a second.</summary>
    public double? GigaBytes => Time > TimeSpan.Zero ? Bytes / Time.TotalSeconds / 1e9 : null;

    internal static KernelProfile[] ByKernel(IReadOnlyDictionary<KernelWork, KernelTally> tallies) =>
    [
        .. tallies
            .Where(tally => tally.Value.Calls > 0)
            .GroupBy(tally => tally.Key.Kernel, StringComparer.Ordinal)
            .Select(group => new KernelProfile(
                group.Key,
                group.Sum(tally => tally.Value.Calls),
                TimeSpan.FromTicks(group.Sum(tally => tally.Value.Time.Ticks)),
                group.Sum(tally => tally.Value.Calls * tally.Key.FloatOperations),
                group.Sum(tally => tally.Value.Calls * tally.Key.Bytes)))
            .OrderByDescending(kernel => kernel.Time),
    ];
}
