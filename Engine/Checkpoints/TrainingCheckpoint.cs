using Engine.Runs;

namespace Engine;

/// <summary>
/// All that a training needs to go on to the same bits as if it had never stopped: weights, the optimizer's state, where it
/// stands in the epoch, figures so far, and what callbacks keep. Lives in host memory; immutable.
/// Give it to <see cref="FitOptions.ResumeFrom"/>.
/// </summary>
public sealed class TrainingCheckpoint
{
    internal TrainingCheckpoint(
        CheckpointState state,
        IReadOnlyList<WeightTensor> weights,
        ReadOnlyMemory<float> slots,
        IReadOnlyList<EpochResult> history,
        IReadOnlyDictionary<string, CallbackState> callbacks)
    {
        State = state;
        Weights = weights;
        Slots = slots;
        History = history;
        Callbacks = callbacks;
    }

    /// <summary>The model's weights.</summary>
    public IReadOnlyList<WeightTensor> Weights { get; }

    /// <summary>The figures of the epochs that were done.</summary>
    public IReadOnlyList<EpochResult> History { get; }

    /// <summary>Steps done of the epoch after those of <see cref="History"/>.</summary>
    public int EpochStep => State.EpochStep;

    /// <summary>Steps done in all.</summary>
    public int Steps => State.Steps;

    /// <summary>The time spent so far.</summary>
    public TimeSpan Elapsed => TimeSpan.FromSeconds(State.Seconds);

    /// <summary>Why a callback ended the training; null if none did.</summary>
    public string? StopReason => State.StopReason;

    internal CheckpointState State { get; }

    /// <summary>What the optimizer keeps for each weight, as it lies on the device.</summary>
    internal ReadOnlyMemory<float> Slots { get; }

    internal IReadOnlyDictionary<string, CallbackState> Callbacks { get; }

    /// <summary>Reads a checkpoint and verifies it against the hash that it carries.</summary>
    /// <exception cref="DataFormatException">The file is damaged or not a checkpoint.</exception>
    /// <exception cref="EngineException">The file is missing or cannot be read.</exception>
    public static TrainingCheckpoint Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return CheckpointFile.Read(DiskFileSystem.Instance, path);
    }

    /// <summary>Writes the checkpoint beside the file, reads it back, and only then gives it its name.</summary>
    /// <exception cref="EngineException">The file cannot be written or read back.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        CheckpointFile.Write(DiskFileSystem.Instance, path, this);
    }

    /// <summary>Where the training stands, in words: "the end of epoch 3", "step 120 of epoch 4".</summary>
    public override string ToString() => EpochStep == 0 ? $"the end of epoch {History.Count}" : $"step {EpochStep} of epoch {History.Count + 1}";
}
