using Engine.Cli.CommandLine;
using Engine.Cli.Display;
using Engine.Runs;

namespace Engine.Cli.Commands;

/// <summary>Trains a finished run again, from the start and in memory alone, and compares the weights bit for bit.</summary>
internal static class VerifyCommand
{
    public static int Run(VerifyOptions options)
    {
        Opening.Check(options);
        string[] words = [.. options.Extra.Concat(options.Run is { } named ? [named] : [])];
        if (words is not [var path])
        {
            throw new UsageException("verify needs one run folder that 'train' wrote: engine-cli verify DIR.");
        }

        var (folder, _) = RunFolder.Open(path);
        RunManifest manifest = folder.ReadManifest() ?? throw new EngineException($"The run in '{path}' has no manifest: it was trained by an earlier version.");
        RunResult expected = manifest.Result ?? throw new EngineException($"The run in '{path}' is not finished; finish it with: engine-cli train --resume '{path}'");
        string stored = RunManifest.HashOf(folder.ModelPath);
        if (stored != expected.ModelSha256)
        {
            throw new EngineException($"'{folder.ModelPath}' is not what the run wrote: its SHA-256 is {stored}, not {expected.ModelSha256}.");
        }

        Opening.UseUnlessGiven(options, manifest.Sessions[^1].Device, manifest.Settings.Precision ?? Opening.Float32);
        using var interruption = new Interruption();
        using TrainingSetup setup = TrainingSetup.Create(options, TrainSettings.FromConfig(manifest.Settings), profile: false, interruption.Token);
        setup.CheckData(manifest, path);
        setup.Initialize(manifest);
        string[] differences = [.. Differences(manifest, setup.Device)];
        VerifyDisplay display = new(options, path);
        TrainingDisplay.Create(options).Train(
            progress => setup.Model.Fit(setup.Train, setup.Options() with { Progress = progress, CancellationToken = interruption.Token }),
            _ => { });
        string actual = setup.Model.HashWeights();
        display.Verified(expected.ModelSha256, actual, differences);
        return actual == expected.ModelSha256 ? ExitCode.Done : ExitCode.Failed;
    }

    // What was another thing when the run was made, and may have given other bits.
    private static IEnumerable<string> Differences(RunManifest manifest, ComputeDevice device)
    {
        foreach (RunSession session in manifest.Sessions)
        {
            foreach (var (what, then, now) in new[]
            {
                ("engine version", session.EngineVersion, RunManifest.EngineVersion),
                ("device", session.Device, device.Spec),
                ("device name", session.DeviceName, device.Name),
                ("driver", session.Driver, device.Driver),
            })
            {
                if (then != now)
                {
                    yield return $"{what}: {then} then, {now} now";
                }
            }
        }
    }
}
