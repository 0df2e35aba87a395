using Engine.Runs;

namespace Engine;

/// <summary>
/// Keeps the figures of the epochs so far as JSON, an object a line, with the names that <see cref="CsvLogger"/> has for its
/// columns. What an epoch lacks, or is not finite, is null.
/// </summary>
public sealed class JsonLogger : Callback
{
    private readonly string _path;

    /// <summary>Names the file, which is replaced; its folder must exist.</summary>
    public JsonLogger(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _path = path;
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingContext context, EpochResult result)
    {
        ArgumentNullException.ThrowIfNull(context);
        HistoryFile.WriteJson(_path, context.History);
    }
}
