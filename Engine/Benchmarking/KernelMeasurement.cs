namespace Engine.Benchmarking;

/// <summary>What a kernel was measured at.</summary>
/// <param name="Benchmark">What was measured.</param>
/// <param name="Seconds">Median seconds a launch.</param>
/// <param name="Samples">How many samples the median is of.</param>
/// <param name="LaunchesPerSample">Over how many launches each sample is the mean.</param>
public sealed record KernelMeasurement(KernelBenchmark Benchmark, double Seconds, int Samples, int LaunchesPerSample)
{
    /// <summary>Its bandwidth as a share of what the faster copy of as many bytes reached just before; null without such a copy.</summary>
    public double? ShareOfCopy { get; init; }

    /// <summary>Microseconds a launch.</summary>
    public double Microseconds => Seconds * 1e6;

    /// <summary>10⁹ floating-point operations a second; null where operations are not what the kernel is about.</summary>
    public double? GigaFlops => Benchmark.GigaFlops(Seconds);

    /// <summary>10⁹ bytes a second, each byte that must be read or written counted once; null for an empty launch.</summary>
    public double? GigaBytes => Benchmark.GigaBytes(Seconds);
}
