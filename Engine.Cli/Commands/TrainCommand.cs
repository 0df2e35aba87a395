using System.Diagnostics;
using System.Globalization;
using Engine.Cli.CommandLine;
using Engine.Cli.Display;
using Engine.Profiling;
using Engine.Runs;

namespace Engine.Cli.Commands;

/// <summary>Trains a model, tests it and keeps it.</summary>
internal static class TrainCommand
{
    // The curves of a long run can be looked at while it goes on; short epochs are not held up by them.
    private static readonly TimeSpan s_betweenDrawings = TimeSpan.FromSeconds(5);

    public static int Run(TrainOptions options)
    {
        TrainSettings settings = TrainSettings.Read(options);
        Opening.Check(options);
        RunFolder? folder = options.Output is { } output ? RunFolder.Prepare(output) : null;
        try
        {
            using var interruption = new Interruption();

            // Reading data and opening the device have nothing to do with each other.
            Task<(Dataset Train, Dataset Test)> loading = Task.Run(() => DatasetCatalog.Load(settings.Dataset, options, settings.Limit, interruption.Token));
            using ComputeDevice device = Opening.Device(options, options.Profile);
            var (train, test) = loading.GetAwaiter().GetResult();
            folder ??= RunFolder.Prepare(DefaultFolder(train.Name, settings.Model));

            using Sequential model = settings.Model.Build(device, train.InputShape, train.ClassCount, settings.Activation, settings.Seed);
            model.Compile(settings.Optimizer, Loss.SparseCategoricalCrossEntropy);
            if (settings.Init is { } weights)
            {
                model.Load(weights);
            }

            folder.Begin(settings.ToConfig(train, device));
            TrainingDisplay display = TrainingDisplay.Create(options);
            display.Started(new TrainingStart(
                train.Name, train.Count, test.Count, settings.Model.ToString(), model.Summarize().Sum(layer => layer.ParameterCount), device.Spec, device.Name));
            device.Profile?.Restart();
            return Train(settings, model, train, test, folder, display, device.Profile, interruption.Token);
        }
        catch
        {
            folder?.DiscardIfUnused();
            throw;
        }
    }

    private static int Train(TrainSettings settings, Sequential model, Dataset train, Dataset test, RunFolder folder, TrainingDisplay display, DeviceProfile? profile, CancellationToken cancellation)
    {
        var finished = new List<EpochResult>();
        var drawn = Stopwatch.StartNew();
        try
        {
            display.Train(
                progress => model.Fit(train, new FitOptions
                {
                    Epochs = settings.Epochs,
                    BatchSize = settings.BatchSize,
                    ValidationSplit = settings.ValidationSplit,
                    Shuffle = settings.Shuffle,
                    MaxSteps = settings.Steps,
                    Progress = progress,
                    CancellationToken = cancellation,
                }),
                epoch =>
                {
                    finished.Add(epoch);
                    folder.WriteHistory(finished);
                    if (drawn.Elapsed > s_betweenDrawings)
                    {
                        folder.WriteCurves(Name(settings, train), finished);
                        drawn.Restart();
                    }
                });
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            Save(settings, model, train, folder, finished);
            Console.Error.WriteLine($"engine-cli: stopped after {finished.Count} of {settings.Epochs} epochs; the weights so far are in '{folder.ModelPath}', which train --init can start from.");
            return ExitCode.Interrupted;
        }

        ProfileReport? report = profile?.Report();
        Save(settings, model, train, folder, finished);
        display.Tested(model.Evaluate(test));
        display.Saved(folder.Path);
        if (report is not null)
        {
            display.Profiled(report);
        }

        return ExitCode.Done;
    }

    private static void Save(TrainSettings settings, Sequential model, Dataset train, RunFolder folder, List<EpochResult> finished)
    {
        model.Save(folder.ModelPath);
        folder.WriteHistory(finished);
        folder.WriteCurves(Name(settings, train), finished);
    }

    private static string Name(TrainSettings settings, Dataset train) => $"{settings.Model} on {train.Name}";

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
