namespace Engine;

/// <summary>What <see cref="Sequential.Fit"/> did.</summary>
/// <param name="Epochs">The figures of each epoch, in order; of a resumed training, those before too.</param>
/// <param name="Steps">Optimizer steps made by this call and, if it resumed a training, before it.</param>
public sealed record History(IReadOnlyList<EpochResult> Epochs, int Steps)
{
    /// <summary>Why a callback ended the training before its epochs were done; null if none did.</summary>
    public string? StopReason { get; init; }
}

/// <summary>The figures of one epoch.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Loss">The mean loss over the samples, each seen with the weights of its own step.</param>
/// <param name="Accuracy">The share classified right, 0 to 1, likewise.</param>
/// <param name="ValidationLoss">The mean loss over the validation data with the weights at the end of the epoch, if there is any.</param>
/// <param name="ValidationAccuracy">The share of the validation data classified right, if there is any.</param>
/// <param name="Seconds">The time for training and validation.</param>
public sealed record EpochResult(
    int Epoch,
    double Loss,
    double Accuracy,
    double? ValidationLoss,
    double? ValidationAccuracy,
    double Seconds);

/// <summary>How well a model does on a data set.</summary>
/// <param name="Loss">The mean loss over the samples.</param>
/// <param name="Accuracy">The share classified right, 0 to 1.</param>
/// <param name="Count">How many samples there were.</param>
public sealed record EvaluationResult(double Loss, double Accuracy, int Count);
