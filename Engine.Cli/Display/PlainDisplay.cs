using Engine.Profiling;

namespace Engine.Cli.Display;

/// <summary>One line an epoch, without control codes: for pipes, files and simple terminals.</summary>
internal sealed class PlainDisplay : TrainingDisplay
{
    public override void Started(TrainingStart start)
    {
        foreach (string line in Figures.Header(start))
        {
            Console.WriteLine(line);
        }
    }

    public override void Train(Action<IProgress<TrainingProgress>> fit, Action<EpochResult> epochFinished) =>
        fit(Listen(epochFinished, progress =>
        {
            if (progress.FinishedEpoch is { } epoch)
            {
                Console.WriteLine(Figures.Epoch(progress, epoch));
            }
        }));

    public override void Resumed(TrainingCheckpoint? checkpoint, string folder) => Console.WriteLine(Figures.Resumed(checkpoint));

    public override void Stopped(string reason) => Console.WriteLine(Figures.Stopped(reason));

    public override void Tested(EvaluationResult result) => Console.WriteLine(Figures.Test(result));

    public override void Saved(string folder) => Console.WriteLine(Figures.Saved(folder));

    public override void Profiled(ProfileReport report) => ProfileTable.Write(report);
}
