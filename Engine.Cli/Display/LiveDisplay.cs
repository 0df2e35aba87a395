using Engine.Profiling;
using Spectre.Console;

namespace Engine.Cli.Display;

/// <summary>A progress bar that moves, with a line above it for each finished epoch.</summary>
internal sealed class LiveDisplay : TrainingDisplay
{
    private readonly IAnsiConsole _console = Terminal.Create();

    public override void Started(TrainingStart start)
    {
        foreach (string line in Figures.Header(start))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal) + 1;
            _console.MarkupLine($"[bold]{Markup.Escape(line[..colon])}[/]{Markup.Escape(line[colon..])}");
        }
    }

    public override void Train(Action<IProgress<TrainingProgress>> fit, Action<EpochResult> epochFinished) =>
        _console.Progress()
            .AutoClear(true)
            // The text next to the bar takes some 70 columns.
            .Columns(new ProgressBarColumn { Width = Math.Clamp(_console.Profile.Width - 72, 6, 40) }, new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(context =>
            {
                ProgressTask task = context.AddTask("Compiling kernels", maxValue: 1);
                fit(Listen(epochFinished, progress =>
                {
                    task.MaxValue = progress.Steps;
                    task.Value = progress.Step;
                    task.Description = Markup.Escape(Figures.Running(progress));
                    if (progress.FinishedEpoch is { } epoch)
                    {
                        string line = Figures.Epoch(progress, epoch);
                        _console.WriteLine(line.Length <= _console.Profile.Width ? line : Figures.ShortEpoch(progress, epoch));
                    }
                }));
            });

    public override void Resumed(TrainingCheckpoint? checkpoint, string folder) => _console.MarkupLine(Markup.Escape(Figures.Resumed(checkpoint)));

    public override void Stopped(string reason) => _console.MarkupLine($"[yellow]{Markup.Escape(Figures.Stopped(reason))}[/]");

    public override void Tested(EvaluationResult result) => _console.MarkupLine($"[bold green]{Markup.Escape(Figures.Test(result))}[/]");

    public override void Saved(string folder) => _console.MarkupLine($"[grey]{Markup.Escape(Figures.Saved(folder))}[/]");

    public override void Profiled(ProfileReport report) => ProfileTable.Write(report);
}
