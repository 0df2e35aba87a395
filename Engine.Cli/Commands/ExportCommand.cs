using System.Globalization;
using Engine.Cli.CommandLine;
using Engine.Cli.Display;
using Engine.Onnx;

namespace Engine.Cli.Commands;

/// <summary>Writes the model of a run folder as an ONNX file, and runs the test images through what was written.</summary>
internal static class ExportCommand
{
    // Float32 sums of some hundred terms, in another order.
    private const double Tolerance = 1e-4;

    public static int Run(ExportOptions options)
    {
        Opening.Check(options);
        if (options.Run is not { } run)
        {
            throw new UsageException("export needs --run DIR, a folder that 'train' wrote.");
        }

        using var interruption = new Interruption();
        using ComputeDevice device = Opening.Device(options);
        using TrainedRun trained = TrainedRun.Open(run, device);
        (_, Dataset test) = DatasetCatalog.Load(DatasetChoice.Of(trained.Config), options, limit: 1, interruption.Token);
        string path = options.Onnx ?? Path.Combine(trained.Folder.Path, "model.onnx");
        trained.Model.ExportOnnx(path, test.HasFeatures ? OnnxInput.Floats : OnnxInput.Bytes);
        OnnxComparison comparison = trained.Model.CompareOnnx(path, test);
        Show(options, path, comparison);
        return comparison.LargestDifference <= Tolerance
            ? ExitCode.Done
            : throw new EngineException($"The exported graph differs from the model by {Difference(comparison)}, more than {Tolerance:G1}; do not use '{path}', and report the fault.");
    }

    private static void Show(ExportOptions options, string path, OnnxComparison comparison)
    {
        if (options.Json)
        {
            JsonLine.Write("exported", json =>
            {
                json.WriteString("file", path);
                json.WriteNumber("bytes", new FileInfo(path).Length);
                json.WriteNumber("count", comparison.Count);
                json.WriteFigure("largestDifference", comparison.LargestDifference);
                json.WriteNumber("otherClasses", comparison.OtherClasses);
            });
        }
        else if (!options.Quiet)
        {
            Console.WriteLine($"ONNX: {path} ({Figures.Bytes(new FileInfo(path).Length)})");
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Check: {comparison.Count:N0} test images through the exported graph; largest difference of a probability {Difference(comparison)}, {comparison.OtherClasses} other classes"));
        }
    }

    private static string Difference(OnnxComparison comparison) => comparison.LargestDifference.ToString("0.0e-0", CultureInfo.InvariantCulture);
}
