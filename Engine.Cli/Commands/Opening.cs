using Engine.Cli.CommandLine;

namespace Engine.Cli.Commands;

/// <summary>Opens what a command computes with.</summary>
internal static class Opening
{
    public static void Check(DeviceOptions options)
    {
        OptionValue.Accelerator("--accelerator", options.Accelerator);
        OptionValue.OptionalInteger("--threads", options.Threads, 1);
    }

    public static void Check(ComputeOptions options)
    {
        Check((DeviceOptions)options);
        if (options.Json && options.Quiet)
        {
            throw new UsageException("--json and --quiet exclude each other.");
        }
    }

    public static ComputeDevice Device(DeviceOptions options, bool profile = false) => ComputeDevice.Open(
        options.Accelerator,
        new ComputeDeviceOptions { Threads = OptionValue.OptionalInteger("--threads", options.Threads, 1), Profile = profile });
}
