namespace Engine;

/// <summary>Where a training stands, for its callbacks.</summary>
public sealed class TrainingContext
{
    private readonly List<EpochResult> _history = [];

    internal TrainingContext(Sequential model, int epochs, int stepsPerEpoch, bool hasValidation)
    {
        Model = model;
        Epochs = epochs;
        StepsPerEpoch = stepsPerEpoch;
        HasValidation = hasValidation;
    }

    /// <summary>The model. Its weights may be read and set between steps; reading waits for the device.</summary>
    public Sequential Model { get; }

    /// <summary>How many epochs were asked for.</summary>
    public int Epochs { get; }

    /// <summary>Steps of a whole epoch.</summary>
    public int StepsPerEpoch { get; }

    /// <summary>Whether each epoch ends with a validation.</summary>
    public bool HasValidation { get; }

    /// <summary>The epoch at hand, or the last one between epochs, from 1; 0 before the first.</summary>
    public int Epoch { get; internal set; }

    /// <summary>Steps of that epoch that were given to the device.</summary>
    public int Step { get; internal set; }

    /// <summary>Steps since training began, those before it was resumed included.</summary>
    public int TotalSteps { get; internal set; }

    /// <summary>The epochs that are done, those before training was resumed included.</summary>
    public IReadOnlyList<EpochResult> History => _history;

    /// <summary>Why a callback ends the training; null if none does.</summary>
    public string? StopReason { get; private set; }

    /// <summary>Ends the training after the epoch at hand. The first reason counts.</summary>
    /// <param name="reason">One line for people, such as "val_loss has not improved for 5 epochs".</param>
    public void Stop(string reason)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        StopReason ??= reason;
    }

    internal void Finish(EpochResult result) => _history.Add(result);

    internal void Resume(TrainingCheckpoint checkpoint)
    {
        _history.AddRange(checkpoint.History);
        Epoch = checkpoint.History.Count;
        TotalSteps = checkpoint.Steps;
        StopReason = checkpoint.StopReason;
    }
}
