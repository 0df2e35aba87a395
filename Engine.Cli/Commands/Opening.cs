using Engine.Cli.CommandLine;

namespace Engine.Cli.Commands;

/// <summary>Opens what a command computes with.</summary>
internal static class Opening
{
    public const string Float32 = "float32";
    private const string Tf32 = "tf32";

    public static void Check(DeviceOptions options)
    {
        OptionValue.Accelerator("--accelerator", options.Accelerator);
        OptionValue.OptionalInteger("--threads", options.Threads, 1);
    }

    public static void Check(PrecisionOptions options)
    {
        Check((DeviceOptions)options);
        OptionValue.Choice("--precision", options.Precision, Float32, Tf32);
    }

    public static void Check(ComputeOptions options)
    {
        Check((PrecisionOptions)options);
        if (options.Json && options.Quiet)
        {
            throw new UsageException("--json and --quiet exclude each other.");
        }
    }

    /// <summary>Takes the device and the precision of an earlier run, with which alone the bits are sure to be the same, unless another was asked for.</summary>
    public static void UseUnlessGiven(PrecisionOptions options, string accelerator, string precision)
    {
        if (!options.Given.Contains("--accelerator", StringComparer.Ordinal))
        {
            options.Accelerator = accelerator;
        }

        if (!options.Given.Contains("--precision", StringComparer.Ordinal))
        {
            options.Precision = precision;
        }
    }

    public static ComputeDevice Device(DeviceOptions options, bool profile = false) => ComputeDevice.Open(
        options.Accelerator,
        new ComputeDeviceOptions
        {
            Threads = OptionValue.OptionalInteger("--threads", options.Threads, 1),
            Profile = profile,
            Precision = options is PrecisionOptions { Precision: Tf32 } ? ComputePrecision.Tf32 : ComputePrecision.Float32,
        });
}
