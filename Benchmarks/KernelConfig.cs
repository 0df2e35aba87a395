using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace Benchmarks;

/// <summary>How the kernels are measured and what the tables show.</summary>
internal sealed class KernelConfig : ManualConfig
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(30);

    /// <param name="givenJob">Whether the command line says how to measure.</param>
    public KernelConfig(bool givenJob)
    {
        Add(DefaultConfig.Instance);

        // In this process, whatever the job: a project generated elsewhere would not know who provides the ILGPU API.
        Job job = Job.Default.WithToolchain(new InProcessEmitToolchain(s_patience, logOutput: true));

        // Shorter iterations than the usual ones: launches are much alike, and there are many kernels. Part of the mutator,
        // since a default job of a configuration would take the place of that on the command line.
        AddJob((givenJob ? job : job.WithIterationTime(TimeInterval.FromMilliseconds(100)).WithMinIterationCount(5).WithMaxIterationCount(15)).AsMutator());

        HideColumns(Column.Error, Column.RatioSD);
        AddColumn(
            new ThroughputColumn("GFLOP/s", "10^9 floating-point operations a second", static (benchmark, seconds) => benchmark.GigaFlops(seconds)),
            new ThroughputColumn("GB/s", "10^9 bytes a second, each byte that must be read or written counted once", static (benchmark, seconds) => benchmark.GigaBytes(seconds)));
    }
}
