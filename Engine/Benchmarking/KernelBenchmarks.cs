using System.Diagnostics;

namespace Engine.Benchmarking;

/// <summary>The standard benchmarks: every kernel, at the shapes of small networks, of squares and of long vectors.</summary>
public static class KernelBenchmarks
{
    // The path of a launch is compiled better once it has been taken often.
    private static readonly TimeSpan s_launchesFor = TimeSpan.FromMilliseconds(300);

    // The clock of idle cores rises, and cores of a virtual machine that were idle may share one of their host's at first.
    private static readonly TimeSpan s_workFor = TimeSpan.FromMilliseconds(1500);

    // .NET compiles methods that are called often once more, better, a tenth of a second after the last new one was called.
    private static readonly TimeSpan s_quiet = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(4);

    /// <summary>All benchmarks, by family.</summary>
    /// <exception cref="EngineException">A size is out of its range.</exception>
    public static IReadOnlyList<KernelBenchmark> All(KernelBenchmarkOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return
        [
            .. LaunchBenchmarks.All(),
            .. ProductBenchmarks.Squares(options.SquareSizes),
            .. ProductBenchmarks.OfNetworks(options.LargeBatch),
            .. TrainingBenchmarks.All(options.LargeBatch),
            .. StreamBenchmarks.All(options.Elements),
        ];
    }

    /// <summary>
    /// Measures benchmarks one after another, once all their kernels are compiled and the processor's cores are warm; each
    /// figure comes as soon as it is there.
    /// </summary>
    /// <param name="device">What computes.</param>
    /// <param name="benchmarks">What to measure.</param>
    /// <param name="budget">How long to sample each; see <see cref="KernelBenchmark.Measure"/>.</param>
    /// <param name="cancellationToken">Ends the measurements between two samples.</param>
    public static IEnumerable<KernelMeasurement> Measure(
        ComputeDevice device,
        IEnumerable<KernelBenchmark> benchmarks,
        TimeSpan budget,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(benchmarks);
        return Measurements();

        IEnumerable<KernelMeasurement> Measurements()
        {
            List<KernelBenchmark> all = [.. benchmarks];
            foreach (KernelBenchmark benchmark in all)
            {
                Repeat(benchmark, device, _ => false, cancellationToken);
            }

            var compiler = new CompilerActivity(s_quiet);
            Repeat(LaunchBenchmarks.All().First(), device, elapsed => elapsed < Least(s_launchesFor, budget), cancellationToken);
            Repeat(
                PeakBenchmark.Create(device),
                device,
                elapsed => elapsed < Least(s_workFor, 3 * budget) || (elapsed < s_longestWait && compiler.IsBusy()),
                cancellationToken);
            KernelMeasurement? copy = null;
            foreach (KernelBenchmark benchmark in all)
            {
                KernelMeasurement measurement = benchmark.Measure(device, budget, cancellationToken);
                if (benchmark.IsCopy)
                {
                    bool faster = benchmark.Bytes != copy?.Benchmark.Bytes || measurement.Seconds < copy.Seconds;
                    copy = faster ? measurement : copy;
                }
                else if (benchmark.Family == KernelFamily.Stream && copy is not null && IsAsLarge(benchmark, copy.Benchmark))
                {
                    measurement = measurement with { ShareOfCopy = measurement.GigaBytes / copy.GigaBytes };
                }

                yield return measurement;
            }
        }
    }

    // Up to the last float of an uneven number of bytes.
    private static bool IsAsLarge(KernelBenchmark benchmark, KernelBenchmark copy) => benchmark.Bytes / (2 * sizeof(float)) == copy.Bytes / (2 * sizeof(float));

    private static TimeSpan Least(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static void Repeat(
        KernelBenchmark benchmark, ComputeDevice device, Predicate<TimeSpan> isWorthMore, CancellationToken cancellationToken)
    {
        using PreparedKernel kernel = benchmark.Prepare(device);
        long start = Stopwatch.GetTimestamp();
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            kernel.Launch();
            kernel.Wait();
        }
        while (isWorthMore(Stopwatch.GetElapsedTime(start)));
    }
}
