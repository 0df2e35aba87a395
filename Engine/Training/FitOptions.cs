namespace Engine;

/// <summary>How <see cref="Sequential.Fit"/> trains. The defaults are Keras's.</summary>
public sealed record FitOptions
{
    /// <summary>How often to go through the data, at least 1.</summary>
    public int Epochs { get; init; } = 1;

    /// <summary>Samples a step, at least 1; the last, smaller batch of an epoch is trained on too.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>The share of the samples, taken from the end before shuffling, to validate on after each epoch; 0 for none.</summary>
    public float ValidationSplit { get; init; }

    /// <summary>Data to validate on after each epoch, in place of a split.</summary>
    public Dataset? ValidationData { get; init; }

    /// <summary>Whether to draw a new order of the samples for each epoch.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>Stop after so many steps over all epochs; null for no limit.</summary>
    public int? MaxSteps { get; init; }

    /// <summary>
    /// Told a few times a second and at the end of each epoch, on the thread that trains. Each report inside an epoch
    /// waits for the device, so leave it null for the last bit of speed.
    /// </summary>
    public IProgress<TrainingProgress>? Progress { get; init; }

    /// <summary>Ends training after the step at hand; the model keeps what it has learned. With <see cref="Checkpoints"/> one is saved.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>What takes part in the training, in this order.</summary>
    public IReadOnlyList<Callback> Callbacks { get; init; } = [];

    /// <summary>Where and when to save checkpoints that the training can be resumed from; null for none.</summary>
    public CheckpointOptions? Checkpoints { get; init; }

    /// <summary>
    /// The checkpoint to go on from; null to begin. The model must have the same layers and seed, be compiled with the same
    /// optimizer and loss, and get the same data, batch size and shuffling; then the result is that of a training that was
    /// never stopped, to the last bit. There may be more epochs and steps than there were to be.
    /// </summary>
    public TrainingCheckpoint? ResumeFrom { get; init; }

    internal void Validate()
    {
        if (Epochs < 1)
        {
            throw new EngineException($"The number of epochs must be at least 1; {Epochs} was given.");
        }

        if (BatchSize < 1)
        {
            throw new EngineException($"The batch size must be at least 1; {BatchSize} was given.");
        }

        if (!(ValidationSplit >= 0 && ValidationSplit < 1))
        {
            throw new EngineException($"The validation split must be at least 0 and below 1; {ValidationSplit} was given.");
        }

        if (ValidationSplit > 0 && ValidationData is not null)
        {
            throw new EngineException("Give a validation split or validation data, not both.");
        }

        Checkpoints?.Validate();
        if (MaxSteps < 1)
        {
            throw new EngineException($"The number of steps must be at least 1; {MaxSteps} was given.");
        }
    }
}
