namespace Engine.Cli.Display;

/// <summary>Hands each report on at once and on the same thread, unlike <see cref="Progress{T}"/>.</summary>
internal sealed class DirectProgress(Action<TrainingProgress> report) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value) => report(value);
}
