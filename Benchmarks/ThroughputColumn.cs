using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using Engine.Benchmarking;

namespace Benchmarks;

/// <summary>Work a second, from the median time of a launch.</summary>
internal sealed class ThroughputColumn(string name, string legend, Func<KernelBenchmark, double, double?> perSecond) : IColumn
{
    private const double NanosecondsPerSecond = 1e9;

    public string Id => $"{nameof(ThroughputColumn)}.{name}";

    public string ColumnName => name;

    public string Legend => legend;

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) => GetValue(summary, benchmarkCase, SummaryStyle.Default);

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style)
    {
        double? nanoseconds = summary[benchmarkCase]?.ResultStatistics?.Median;
        var kernel = (KernelBenchmark)benchmarkCase.Parameters[nameof(KernelBenchmarkBase.Kernel)];
        return nanoseconds is { } time && perSecond(kernel, time / NanosecondsPerSecond) is { } figure
            ? figure.ToString("N1", CultureInfo.InvariantCulture)
            : "-";
    }
}
