using Engine.Cli.CommandLine;
using Engine.Profiling;

namespace Engine.Cli.Display;

/// <summary>What is about to be trained.</summary>
internal sealed record TrainingStart(string Dataset, int TrainCount, int TestCount, string Model, long Parameters, string Device, string DeviceName);

/// <summary>Shows a training run to whoever looks at it; which kind is chosen by the options and the terminal.</summary>
internal abstract class TrainingDisplay
{
    public static TrainingDisplay Create(ComputeOptions options) =>
        options.Json ? new JsonDisplay()
        : options.Quiet ? new QuietDisplay()
        : Terminal.IsLive ? new LiveDisplay()
        : new PlainDisplay();

    public abstract void Started(TrainingStart start);

    /// <summary>Runs <paramref name="fit"/> with a listener that shows how it goes.</summary>
    public abstract void Train(Action<IProgress<TrainingProgress>> fit, Action<EpochResult> epochFinished);

    /// <summary>Training goes on after a checkpoint, or from the start where there was none yet.</summary>
    public abstract void Resumed(TrainingCheckpoint? checkpoint, string folder);

    /// <summary>A callback ended the training before its epochs were done.</summary>
    public abstract void Stopped(string reason);

    /// <summary>The user stopped the training; what people are told is on stderr already.</summary>
    public virtual void Interrupted(string? checkpoint, string folder)
    {
    }

    public abstract void Tested(EvaluationResult result);

    public abstract void Saved(string folder);

    public abstract void Profiled(ProfileReport report);

    /// <summary>A listener that hands finished epochs to <paramref name="epochFinished"/> and shows the rest.</summary>
    protected static DirectProgress Listen(Action<EpochResult> epochFinished, Action<TrainingProgress> show) =>
        new(progress =>
        {
            if (progress.FinishedEpoch is { } epoch)
            {
                epochFinished(epoch);
            }

            show(progress);
        });
}

/// <summary>Shows nothing.</summary>
internal sealed class QuietDisplay : TrainingDisplay
{
    public override void Started(TrainingStart start)
    {
    }

    public override void Train(Action<IProgress<TrainingProgress>> fit, Action<EpochResult> epochFinished) =>
        fit(Listen(epochFinished, _ => { }));

    public override void Resumed(TrainingCheckpoint? checkpoint, string folder)
    {
    }

    public override void Stopped(string reason)
    {
    }

    public override void Tested(EvaluationResult result)
    {
    }

    public override void Saved(string folder)
    {
    }

    public override void Profiled(ProfileReport report)
    {
    }
}
