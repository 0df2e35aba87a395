using Engine.Runs;

namespace Engine;

/// <summary>
/// Keeps the figures of the epochs so far as comma-separated values: epoch, loss, accuracy, val_loss, val_accuracy,
/// seconds. The file is whole at any moment, and that of a resumed training is the same as that of one that was never stopped.
/// </summary>
public sealed class CsvLogger : Callback
{
    private readonly string _path;

    /// <summary>Names the file, which is replaced; its folder must exist.</summary>
    public CsvLogger(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _path = path;
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingContext context, EpochResult result)
    {
        ArgumentNullException.ThrowIfNull(context);
        HistoryFile.WriteCsv(_path, context.History);
    }
}
