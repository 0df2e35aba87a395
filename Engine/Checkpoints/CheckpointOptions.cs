namespace Engine;

/// <summary>
/// When <see cref="Sequential.Fit"/> saves checkpoints. It always does when it ends, and when it is cancelled.
/// </summary>
/// <param name="Store">Where they go.</param>
public sealed record CheckpointOptions(CheckpointStore Store)
{
    /// <summary>After how many epochs each, at least 1; null for none at the ends of epochs.</summary>
    public int? EveryEpochs { get; init; } = 1;

    /// <summary>The least time from one checkpoint to one at the end of an epoch, for epochs that take next to no time.</summary>
    public TimeSpan MinimumInterval { get; init; }

    /// <summary>After how much time each, above zero, also within an epoch; null for none by the clock.</summary>
    public TimeSpan? Interval { get; init; }

    internal void Validate()
    {
        if (EveryEpochs < 1)
        {
            throw new EngineException($"A checkpoint every {EveryEpochs} epochs is not possible; use 1 or more, or null.");
        }

        if (Interval <= TimeSpan.Zero)
        {
            throw new EngineException("The time between checkpoints must be above zero.");
        }
    }
}
