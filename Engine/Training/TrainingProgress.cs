namespace Engine;

/// <summary>Where training stands.</summary>
/// <param name="Epoch">The epoch at hand, from 1.</param>
/// <param name="Epochs">How many epochs were asked for.</param>
/// <param name="Step">Steps of this epoch that are done, 1 to <paramref name="Steps"/>.</param>
/// <param name="Steps">Steps of a whole epoch.</param>
/// <param name="Loss">The mean loss over the samples of this epoch so far.</param>
/// <param name="Accuracy">The share of the samples of this epoch so far that were classified right, 0 to 1.</param>
/// <param name="SamplesPerSecond">Training speed over this epoch so far, validation not counted.</param>
/// <param name="Elapsed">Time since <see cref="Sequential.Fit"/> began, and what a resumed training had spent before.</param>
/// <param name="FinishedEpoch">The epoch's figures if it has just ended, else null.</param>
public sealed record TrainingProgress(
    int Epoch,
    int Epochs,
    int Step,
    int Steps,
    double Loss,
    double Accuracy,
    double SamplesPerSecond,
    TimeSpan Elapsed,
    EpochResult? FinishedEpoch);
