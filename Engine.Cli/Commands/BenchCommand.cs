using Engine.Benchmarking;
using Engine.Cli.CommandLine;
using Engine.Cli.Display;

namespace Engine.Cli.Commands;

/// <summary>Shows how fast an accelerator runs the kernels.</summary>
internal static class BenchCommand
{
    private const string UsualTime = "60";
    private const string QuickTime = "15";
    private const int MostMilliseconds = 60_000;

    public static int Run(BenchOptions options)
    {
        Opening.Check(options);
        KernelBenchmark[] benchmarks = Select(KernelBenchmarks.All(Sizes(options)), options.Filter);
        var budget = TimeSpan.FromMilliseconds(
            OptionValue.Integer("--time", options.Time ?? (options.Quick ? QuickTime : UsualTime), 1, MostMilliseconds));
        using var interruption = new Interruption();
        using ComputeDevice device = Opening.Device(options);
        BenchDisplay.Show(device, KernelBenchmarks.Measure(device, benchmarks, budget, interruption.Token), options.Json);
        return ExitCode.Done;
    }

    private static KernelBenchmarkOptions Sizes(BenchOptions options)
    {
        KernelBenchmarkOptions sizes = options.Quick ? KernelBenchmarkOptions.Quick : KernelBenchmarkOptions.Usual;
        if (options.Sizes is { } squares)
        {
            sizes = sizes with
            {
                SquareSizes = [.. squares.Split(',').Select(size => OptionValue.Integer("--sizes", size, 1, KernelBenchmarkOptions.MaxSquareSize))],
            };
        }

        return options.Elements is { } elements
            ? sizes with { Elements = OptionValue.Integer("--elements", elements, 1, KernelBenchmarkOptions.MaxElements) }
            : sizes;
    }

    private static KernelBenchmark[] Select(IReadOnlyList<KernelBenchmark> all, string? filter)
    {
        KernelBenchmark[] selected = [.. all.Where(benchmark => filter is null || benchmark.Kernel.Contains(filter, StringComparison.OrdinalIgnoreCase))];
        return selected.Length > 0
            ? selected
            : throw new UsageException(
                $"--filter is '{filter}', which no kernel's name contains; there are {string.Join(", ", all.Select(benchmark => benchmark.Kernel).Distinct())}.");
    }
}
