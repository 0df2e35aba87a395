using System.Globalization;
using Engine.Checking;
using Engine.Cli.CommandLine;
using Engine.Cli.Display;

namespace Engine.Cli.Commands;

/// <summary>Says of every kernel whether an accelerator gets it right.</summary>
internal static class CheckKernelsCommand
{
    public static int Run(CheckKernelsOptions options)
    {
        Opening.Check(options);
        using var interruption = new Interruption();
        using ComputeDevice device = Opening.Device(options);
        if (options.Json)
        {
            JsonLine.Write("device", json =>
            {
                json.WriteString("accelerator", device.Spec);
                json.WriteString("name", device.Name);
            });
        }
        else
        {
            Console.WriteLine($"Device: {device.Spec} ({device.Name}); errors relative to float64, absolute below 1");
            Console.WriteLine(Line("Kernel", "Shapes", "Worst error", "Allowed", "Verdict"));
        }

        int checkedKernels = 0;
        int failed = 0;
        foreach (KernelCheckResult result in KernelChecks.Run(device, interruption.Token))
        {
            checkedKernels++;
            failed += result.Passed ? 0 : 1;
            if (options.Json)
            {
                WriteJson(result);
            }
            else
            {
                Console.WriteLine(Line(
                    result.Kernel,
                    result.Shapes.ToString(CultureInfo.InvariantCulture),
                    Figure(result.WorstError),
                    Figure(result.Tolerance),
                    result.Passed ? "ok" : $"WRONG at {result.WorstShape}{(result.Problem is { } problem ? ": " + problem : "")}"));
            }
        }

        if (!options.Json)
        {
            Console.WriteLine(failed == 0 ? $"All {checkedKernels} kernels agree." : $"{failed} of {checkedKernels} kernels are wrong on this device.");
        }

        return failed == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private static void WriteJson(KernelCheckResult result) => JsonLine.Write("kernel", json =>
    {
        json.WriteString("kernel", result.Kernel);
        json.WriteNumber("shapes", result.Shapes);
        json.WriteString("worstShape", result.WorstShape);
        json.WriteFigure("worstError", result.WorstError);
        json.WriteNumber("tolerance", result.Tolerance);
        json.WriteBoolean("passed", result.Passed);
        json.WriteString("problem", result.Problem);
    });

    private static string Figure(double value) => value.ToString("0.0e-0", CultureInfo.InvariantCulture);

    private static string Line(string kernel, string shapes, string worst, string allowed, string verdict) =>
        $"{kernel,-26} {shapes,6} {worst,12} {allowed,9}  {verdict}";
}
