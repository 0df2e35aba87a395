using Engine.Cli.CommandLine;
using Engine.Cli.Display;
using Engine.Reports;

namespace Engine.Cli.Commands;

/// <summary>Gathers all of a run on one page of HTML.</summary>
internal static class ReportCommand
{
    public static int Run(ReportOptions options)
    {
        Opening.Check(options);
        if (options.Run is not { } path)
        {
            throw new UsageException("report needs --run DIR, a folder that 'train' wrote.");
        }

        using var interruption = new Interruption();
        using ComputeDevice device = Opening.Device(options);
        using TrainedRun run = TrainedRun.Open(path, device);
        (_, Dataset test) = DatasetCatalog.Load(DatasetChoice.Of(run.Config), options, limit: 1, interruption.Token);
        string output = options.Output ?? Path.Combine(run.Folder.Path, "report.html");
        new RunReport { Config = run.Config, Epochs = run.Folder.ReadHistory(), Model = run.Model, Test = test, Manifest = run.Folder.ReadManifest() }.Save(output);
        if (options.Json)
        {
            JsonLine.Write("report", json =>
            {
                json.WriteString("file", output);
                json.WriteNumber("bytes", new FileInfo(output).Length);
            });
        }
        else if (!options.Quiet)
        {
            Console.WriteLine($"Report: {output} ({Figures.Bytes(new FileInfo(output).Length)})");
        }

        return ExitCode.Done;
    }
}
