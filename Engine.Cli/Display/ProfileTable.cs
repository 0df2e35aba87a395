using System.Globalization;
using Engine.Profiling;
using Spectre.Console;

namespace Engine.Cli.Display;

/// <summary>The table that train --profile ends with.</summary>
internal static class ProfileTable
{
    private static readonly CultureInfo s_culture = CultureInfo.InvariantCulture;

    public static void Write(ProfileReport report)
    {
        IAnsiConsole console = Terminal.Create();
        var table = new AdaptiveTable("Kernel", ">Calls", ">Total ms", ">Mean µs", ">GFLOP/s", ">GB/s", ">Of peak", ">Time");
        foreach (KernelProfile kernel in report.Kernels)
        {
            AddRow(table, report, kernel.Kernel, kernel.Calls, kernel.Time, kernel.GigaFlops, kernel.GigaBytes, report.ShareOfPeak(kernel));
        }

        AddRow(table, report, "copies to the device", report.ToDevice.Calls, report.ToDevice.Time, null, report.ToDevice.GigaBytes, null);
        AddRow(table, report, "copies to the host", report.ToHost.Calls, report.ToHost.Time, null, report.ToHost.GigaBytes, null);
        AddRow(table, report, "first calls, compilation", report.FirstCalls.Calls, report.FirstCalls.Time, null, null, null);
        AddRow(table, report, "idle, waiting for host", null, report.Idle, null, null, null);
        AddRow(table, report, "in all", null, report.Elapsed, null, null, null);
        table.Write(console);
        console.WriteLine(string.Create(
            s_culture,
            $"Peak, measured: {report.Peak.GigaFlops:N0} GFLOP/s in registers, {report.Peak.GigaBytes:N1} GB/s copying memory; data in caches may exceed it."));
    }

    private static void AddRow(
        AdaptiveTable table, ProfileReport report, string name, long? calls, TimeSpan time, double? gigaFlops, double? gigaBytes, double? ofPeak) =>
        table.AddRow(
            name,
            calls?.ToString("N0", s_culture) ?? "",
            time.TotalMilliseconds.ToString("N1", s_culture),
            calls > 0 ? (time / calls.Value).TotalMicroseconds.ToString("N1", s_culture) : "",
            gigaFlops?.ToString("N1", s_culture) ?? "",
            gigaBytes?.ToString("N1", s_culture) ?? "",
            ofPeak?.ToString("P0", s_culture) ?? "",
            (time / report.Elapsed).ToString("P1", s_culture));
}
