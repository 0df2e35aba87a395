using System.Globalization;
using Engine.Cli.CommandLine;
using Engine.Cli.Display;
using Engine.Runs;

namespace Engine.Cli.Commands;

/// <summary>Trains a model, tests it and keeps it; or goes on with a run that was stopped.</summary>
internal static class TrainCommand
{
    public static int Run(TrainOptions options)
    {
        Opening.Check(options);
        if (options.Resume is { } path)
        {
            ResumeCommandLine.Check(options);
            return Resume(options, path);
        }

        TrainSettings settings = TrainSettings.Read(options);
        return Begin(options, settings);
    }

    private static int Begin(TrainOptions options, TrainSettings settings)
    {
        RunFolder? folder = options.Output is { } output ? RunFolder.Prepare(output) : null;
        try
        {
            using var interruption = new Interruption();
            using TrainingSetup setup = TrainingSetup.Create(options, settings, options.Profile, interruption.Token);
            folder ??= RunFolder.Prepare(DefaultFolder(setup.Train.Name, settings.Model));
            using IDisposable held = folder.Lock();
            setup.Initialize();
            folder.Begin(settings.ToConfig(setup.Train, setup.Device));
            return new TrainingRun(setup, folder, TrainingDisplay.Create(options), interruption.Token).Run(resumeFrom: null);
        }
        catch
        {
            folder?.DiscardIfUnused();
            throw;
        }
    }

    private static int Resume(TrainOptions options, string path)
    {
        var (folder, config) = RunFolder.OpenStarted(path);
        TrainSettings settings = ResumeCommandLine.Apply(options, TrainSettings.FromConfig(config));
        using IDisposable held = folder.Lock();
        TrainingCheckpoint? checkpoint = folder.Checkpoints.LoadLatest(notice => Console.Error.WriteLine($"engine-cli: {notice}"));
        if (checkpoint?.History.Count > settings.Epochs)
        {
            throw new UsageException($"--epochs is {settings.Epochs}, but the run has done {checkpoint.History.Count}; it can only become more.");
        }

        Opening.UseUnlessGiven(options, config.Accelerator, settings.Precision);
        using var interruption = new Interruption();
        using TrainingSetup setup = TrainingSetup.Create(options, settings, options.Profile, interruption.Token);
        RunManifest? manifest = folder.ReadManifest();
        setup.CheckData(manifest, path);
        if (checkpoint is null)
        {
            setup.Initialize(manifest);
        }

        folder.Continue(config with { Epochs = settings.Epochs, CheckpointEvery = settings.CheckpointEvery, CheckpointMinutes = settings.CheckpointMinutes });
        return new TrainingRun(setup, folder, TrainingDisplay.Create(options), interruption.Token) { IsResumed = true }.Run(checkpoint);
    }

    private static string DefaultFolder(string dataset, ModelSpec model)
    {
        string name = model.ToString().Replace(':', '-').Replace(',', '-');
        string time = DateTime.Now.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        string path = Path.Combine("runs", $"{dataset}-{name}-{time}");
        string free = path;
        for (int number = 2; Path.Exists(free); number++)
        {
            free = $"{path}-{number}";
        }

        return free;
    }
}
