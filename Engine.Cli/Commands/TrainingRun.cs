using System.Diagnostics;
using System.Runtime.InteropServices;
using Engine.Cli.Display;
using Engine.Profiling;
using Engine.Runs;

namespace Engine.Cli.Commands;

/// <summary>Trains in a run folder, so that it can be stopped at any moment and gone on with.</summary>
internal sealed class TrainingRun(TrainingSetup setup, RunFolder folder, TrainingDisplay display, CancellationToken cancellation)
{
    // The curves of a long run can be looked at while it goes on; short epochs are not held up by them, nor by checkpoints.
    private static readonly TimeSpan s_betweenDrawings = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_betweenCheckpoints = TimeSpan.FromSeconds(1);

    private readonly List<EpochResult> _finished = [];
    private readonly Stopwatch _drawn = Stopwatch.StartNew();

    public bool IsResumed { get; init; }

    private TrainSettings Settings => setup.Settings;

    private Sequential Model => setup.Model;

    public int Run(TrainingCheckpoint? resumeFrom)
    {
        RunManifest manifest = Started(resumeFrom);
        folder.WriteManifest(manifest);
        display.Started(new TrainingStart(
            setup.Train.Name, setup.Train.Count, setup.Test.Count, Settings.Model.ToString(), Model.Summarize().Sum(layer => layer.ParameterCount), setup.Device.Spec, setup.Device.Name));
        if (IsResumed)
        {
            display.Resumed(resumeFrom, folder.Path);
        }

        _finished.AddRange(resumeFrom?.History ?? []);
        setup.Device.Profile?.Restart();
        History? history = null;
        try
        {
            display.Train(progress => history = Model.Fit(setup.Train, Options(resumeFrom, progress)), EpochFinished);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            Save();
            display.Interrupted(folder.Checkpoints.LastPath, folder.Path);
            Console.Error.WriteLine($"engine-cli: stopped after {_finished.Count} of {Settings.Epochs} epochs; go on with: engine-cli train --resume '{folder.Path}'");
            return ExitCode.Interrupted;
        }

        ProfileReport? report = setup.Device.Profile?.Report();
        Save();
        if (history!.StopReason is { } reason)
        {
            display.Stopped(reason);
        }

        EvaluationResult tested = Model.Evaluate(setup.Test);
        display.Tested(tested);
        folder.WriteManifest(manifest with
        {
            Result = new RunResult(DateTimeOffset.UtcNow, history.Epochs.Count, history.Steps, history.StopReason, Finite(tested.Loss), Finite(tested.Accuracy), RunManifest.HashOf(folder.ModelPath)),
        });
        display.Saved(folder.Path);
        if (report is not null)
        {
            display.Profiled(report);
        }

        return ExitCode.Done;
    }

    private FitOptions Options(TrainingCheckpoint? resumeFrom, IProgress<TrainingProgress> progress)
    {
        Callback[] best = Settings.SaveBest ? [new ModelCheckpoint(folder.BestPath, Settings.MonitoredMetric())] : [];
        return setup.Options(best) with
        {
            Progress = progress,
            CancellationToken = cancellation,
            ResumeFrom = resumeFrom,
            Checkpoints = new CheckpointOptions(folder.Checkpoints)
            {
                EveryEpochs = Settings.CheckpointEvery ?? (Settings.CheckpointMinutes is null ? 1 : null),
                MinimumInterval = Settings.CheckpointEvery is null ? s_betweenCheckpoints : TimeSpan.Zero,
                Interval = Settings.CheckpointMinutes is { } minutes ? TimeSpan.FromMinutes(minutes) : null,
            },
        };
    }

    private void EpochFinished(EpochResult epoch)
    {
        _finished.Add(epoch);
        folder.WriteHistory(_finished);
        if (_drawn.Elapsed > s_betweenDrawings)
        {
            folder.WriteCurves(Name, _finished);
            _drawn.Restart();
        }
    }

    private void Save()
    {
        Model.Save(folder.ModelPath);
        folder.WriteHistory(_finished);
        folder.WriteCurves(Name, _finished);
    }

    private string Name => $"{Settings.Model} on {setup.Train.Name}";

    private RunManifest Started(TrainingCheckpoint? resumeFrom)
    {
        RunManifest? before = IsResumed ? folder.ReadManifest() : null;
        var session = new RunSession(
            RunManifest.EngineVersion,
            setup.Device.Spec,
            setup.Device.Name,
            setup.Device.Driver,
            $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}",
            DateTimeOffset.UtcNow,
            resumeFrom?.Steps ?? 0);
        return new RunManifest
        {
            Settings = Settings.ToConfig(setup.Train, setup.Device),
            TrainingData = setup.Train.Hashes(),
            TestData = setup.Test.Hashes(),
            InitSha256 = Settings.Init is { } init ? before?.InitSha256 ?? RunManifest.HashOf(init) : null,
            Sessions = [.. before?.Sessions ?? [], session],
        };
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
