using System.Globalization;
using Engine.Cli.CommandLine;
using Engine.Cli.Display;
using Spectre.Console;

namespace Engine.Cli.Commands;

/// <summary>Lists what can compute, and says for each kind that cannot why not.</summary>
internal static class DevicesCommand
{
    private static readonly string[] s_kinds = ["cuda", "opencl", "cpu"];

    public static int Run(DevicesOptions options)
    {
        IReadOnlyList<ComputeDeviceInfo> devices = ComputeDevice.List();
        var missing = s_kinds
            .Where(kind => !devices.Any(device => Kind(device) == kind))
            .Select(kind => (Kind: kind, Reason: WhyMissing(kind)))
            .ToList();
        string chosen = TakenByAuto();
        if (options.Json)
        {
            PrintJson(devices, missing, chosen);
        }
        else
        {
            PrintTable(devices, missing, chosen);
        }

        return ExitCode.Done;
    }

    private static void PrintTable(IReadOnlyList<ComputeDeviceInfo> devices, List<(string Kind, string Reason)> missing, string chosen)
    {
        IAnsiConsole console = Terminal.Create();
        Table table = Terminal.Table();
        table.AddColumns(
            new TableColumn("--accelerator"),
            new TableColumn("Device"),
            new TableColumn("Memory").RightAligned(),
            new TableColumn("Units").RightAligned(),
            new TableColumn("Lanes").RightAligned(),
            new TableColumn("auto"));
        foreach (ComputeDeviceInfo device in devices)
        {
            table.AddRow(
                Markup.Escape(device.Spec),
                Markup.Escape(device.Name),
                Figures.Bytes(device.MemoryBytes),
                device.Multiprocessors.ToString(CultureInfo.InvariantCulture),
                device.WarpSize.ToString(CultureInfo.InvariantCulture),
                device.Spec == chosen ? "<- taken" : "");
        }

        console.Write(table);
        foreach (var (kind, reason) in missing)
        {
            console.WriteLine($"{kind}: not available: {reason}");
        }
    }

    private static void PrintJson(IReadOnlyList<ComputeDeviceInfo> devices, List<(string Kind, string Reason)> missing, string chosen)
    {
        foreach (ComputeDeviceInfo device in devices)
        {
            JsonLine.Write("device", json =>
            {
                json.WriteString("accelerator", device.Spec);
                json.WriteString("name", device.Name);
                json.WriteNumber("memoryBytes", device.MemoryBytes);
                json.WriteNumber("multiprocessors", device.Multiprocessors);
                json.WriteNumber("warpSize", device.WarpSize);
                json.WriteBoolean("auto", device.Spec == chosen);
            });
        }

        foreach (var (kind, reason) in missing)
        {
            JsonLine.Write("missing", json =>
            {
                json.WriteString("kind", kind);
                json.WriteString("reason", reason);
            });
        }
    }

    private static string Kind(ComputeDeviceInfo device) => device.Spec.Split(':')[0];

    // The device class knows best: opening what is not there tells why.
    private static string WhyMissing(string kind)
    {
        try
        {
            ComputeDevice.Open(kind).Dispose();
            return "it can be opened, but was not listed.";
        }
        catch (EngineException error)
        {
            return error.Message;
        }
    }

    private static string TakenByAuto()
    {
        try
        {
            using ComputeDevice device = ComputeDevice.Open("auto");
            return device.Spec;
        }
        catch (EngineException)
        {
            return "";
        }
    }
}
