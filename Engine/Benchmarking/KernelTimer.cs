using System.Diagnostics;

namespace Engine.Benchmarking;

/// <summary>Takes the median of samples, each long enough for the clock.</summary>
internal static class KernelTimer
{
    private const int FewestSamples = 3;
    private const int MostLaunchesPerSample = 10_000;
    private static readonly TimeSpan s_shortestSample = TimeSpan.FromMilliseconds(1);

    public static KernelMeasurement Measure(KernelBenchmark benchmark, PreparedKernel kernel, TimeSpan budget, CancellationToken cancellationToken)
    {
        // Once to compile; then for a while, at most as long as is sampled, to warm caches, threads and branch predictors.
        Sample(kernel, 1);
        long start = Stopwatch.GetTimestamp();
        double fastest = double.PositiveInfinity;
        TimeSpan elapsed;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            fastest = Math.Min(fastest, Sample(kernel, 1));
            elapsed = Stopwatch.GetElapsedTime(start);
        }
        while (elapsed + TimeSpan.FromSeconds(fastest) < budget / 4);

        int launches = (int)Math.Clamp(Math.Ceiling(s_shortestSample.TotalSeconds / fastest), 1, MostLaunchesPerSample);
        var seconds = new List<double>();
        start = Stopwatch.GetTimestamp();
        while (seconds.Count < FewestSamples || Stopwatch.GetElapsedTime(start) < budget)
        {
            cancellationToken.ThrowIfCancellationRequested();
            seconds.Add(Sample(kernel, launches) / launches);
        }

        return new KernelMeasurement(benchmark, Median(seconds), seconds.Count, launches);
    }

    private static double Sample(PreparedKernel kernel, int launches)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < launches; i++)
        {
            kernel.Launch();
        }

        kernel.Wait();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        int middle = values.Count / 2;
        return values.Count % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
}
