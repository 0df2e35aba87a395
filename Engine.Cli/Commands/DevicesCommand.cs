using System.Globalization;
using Engine.Cli.CommandLine;
using Engine.Cli.Display;
using Spectre.Console;

namespace Engine.Cli.Commands;

/// <summary>Lists what can compute, and says for each kind that cannot why not.</summary>
internal static class DevicesCommand
{
    public static int Run(DevicesOptions options)
    {
        IReadOnlyList<ComputeDeviceInfo> devices = ComputeDevice.List();
        IReadOnlyList<(string Kind, string Reason)> missing = ComputeDevice.Missing();
        if (options.Json)
        {
            PrintJson(devices, missing);
        }
        else
        {
            PrintTable(devices, missing);
        }

        return ExitCode.Done;
    }

    private static void PrintTable(IReadOnlyList<ComputeDeviceInfo> devices, IReadOnlyList<(string Kind, string Reason)> missing)
    {
        IAnsiConsole console = Terminal.Create();
        var table = new AdaptiveTable("--accelerator", "Device", "Vendor", ">Memory", ">Shared", ">Group", ">Units", ">Lanes", "auto");
        foreach (ComputeDeviceInfo device in devices)
        {
            table.AddRow(
                device.Spec,
                device.Name,
                device.Vendor,
                Figures.Bytes(device.MemoryBytes),
                Figures.Bytes(device.SharedMemoryBytes),
                device.MaxGroupSize.ToString(CultureInfo.InvariantCulture),
                device.Multiprocessors.ToString(CultureInfo.InvariantCulture),
                device.WarpSize.ToString(CultureInfo.InvariantCulture),
                device.IsTakenByAuto ? "<- taken" : "");
        }

        table.Write(console);
        foreach (var (kind, reason) in missing)
        {
            Console.WriteLine($"{kind}: not available: {reason}.");
        }
    }

    private static void PrintJson(IReadOnlyList<ComputeDeviceInfo> devices, IReadOnlyList<(string Kind, string Reason)> missing)
    {
        foreach (ComputeDeviceInfo device in devices)
        {
            JsonLine.Write("device", json =>
            {
                json.WriteString("accelerator", device.Spec);
                json.WriteString("name", device.Name);
                json.WriteString("vendor", device.Vendor);
                json.WriteNumber("memoryBytes", device.MemoryBytes);
                json.WriteNumber("sharedMemoryBytes", device.SharedMemoryBytes);
                json.WriteNumber("maxGroupSize", device.MaxGroupSize);
                json.WriteNumber("multiprocessors", device.Multiprocessors);
                json.WriteNumber("warpSize", device.WarpSize);
                json.WriteBoolean("auto", device.IsTakenByAuto);
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
}
