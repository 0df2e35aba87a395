using Engine.Benchmarking;

namespace Engine.Profiling;

/// <summary>What a device reached where nothing was in its way.</summary>
/// <param name="GigaFlops">10⁹ floating-point operations a second of multiply-adds on registers, float32.</param>
/// <param name="GigaBytes">10⁹ bytes a second of a large copy, those read and those written.</param>
public sealed record PeakRates(double GigaFlops, double GigaBytes)
{
    // More than the caches of most processors hold.
    private const long CopiedBytes = 256L << 20;

    private static readonly TimeSpan s_budget = TimeSpan.FromMilliseconds(30);

    /// <summary>Measures a device, which takes about 0.2 seconds.</summary>
    public static PeakRates Measure(ComputeDevice device)
    {
        ArgumentNullException.ThrowIfNull(device);
        double flops = PeakBenchmark.Create(device).Measure(device, s_budget).GigaFlops!.Value;
        double bytes = StreamBenchmarks.Copies(CopiedBytes).Max(copy => copy.Measure(device, s_budget).GigaBytes!.Value);
        return new PeakRates(flops, bytes);
    }
}
