using System.Globalization;
using Engine.Runs;

namespace Engine;

/// <summary>
/// A folder with the last two checkpoints of one training, "checkpoint-000123.safetensors" after step 123. A checkpoint goes
/// only after a newer one was written and read back, so there is always a whole one, whatever happens while it is
/// written. Not for several trainings at a time.
/// </summary>
public sealed class CheckpointStore
{
    private const int Kept = 2;
    private const string Prefix = "checkpoint-";
    private const string Suffix = ".safetensors";

    private readonly IFileSystem _files;

    /// <summary>Uses a folder, which is made when the first checkpoint is saved.</summary>
    public CheckpointStore(string folder)
        : this(folder, DiskFileSystem.Instance)
    {
    }

    internal CheckpointStore(string folder, IFileSystem files)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        Folder = folder;
        _files = files;
    }

    /// <summary>Where the checkpoints are.</summary>
    public string Folder { get; }

    /// <summary>The checkpoint that this object saved or loaded last; null before that.</summary>
    public string? LastPath { get; private set; }

    /// <summary>The checkpoint that <see cref="LastPath"/> names, in words, such as "the end of epoch 3".</summary>
    internal string? LastPlace { get; private set; }

    /// <summary>Saves a checkpoint; once it was read back, those go that are older than the one before it, or later than it.</summary>
    /// <returns>The file.</returns>
    /// <exception cref="EngineException">The folder or file cannot be written or read back; the checkpoints that were there still are.</exception>
    public string Save(TrainingCheckpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        string path = PathOf(checkpoint.Steps);
        try
        {
            _files.CreateFolder(Folder);
            CheckpointFile.Write(_files, path, checkpoint);
            Remember(path, checkpoint);

            // Later ones are damaged, or of a training that went on from an older one, as this one does.
            foreach (int later in Numbers().Where(number => number > checkpoint.Steps))
            {
                _files.Delete(PathOf(later));
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new EngineException($"Cannot save a checkpoint in '{Folder}': {error.Message}", error);
        }

        DeleteOld();
        return path;
    }

    /// <summary>Reads the last checkpoint that is whole.</summary>
    /// <param name="notice">Told, in a line each, of damaged ones that were passed over; or null.</param>
    /// <returns>The checkpoint; null if the folder has none.</returns>
    /// <exception cref="EngineException">There are checkpoints, but none can be read.</exception>
    public TrainingCheckpoint? LoadLatest(Action<string>? notice = null)
    {
        EngineException? first = null;
        foreach (int number in Numbers().OrderDescending())
        {
            string path = PathOf(number);
            try
            {
                TrainingCheckpoint checkpoint = CheckpointFile.Read(_files, path);
                Remember(path, checkpoint);
                return checkpoint;
            }
            catch (EngineException error)
            {
                first ??= error;
                notice?.Invoke($"The checkpoint '{path}' cannot be used, so the one before it is: {error.Message}");
            }
        }

        return first is null ? null : throw new EngineException($"None of the checkpoints in '{Folder}' can be used: {first.Message}", first);
    }

    /// <summary>Removes all checkpoints, for a training that starts anew.</summary>
    /// <exception cref="EngineException">A file cannot be removed.</exception>
    public void Clear()
    {
        try
        {
            foreach (string name in Names().Where(name => IsTemporary(name) || NumberOf(name) is not null))
            {
                _files.Delete(Path.Combine(Folder, name));
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new EngineException($"Cannot remove the checkpoints in '{Folder}': {error.Message}", error);
        }
    }

    // An old file that stays does no harm, and the next time may work.
    private void DeleteOld()
    {
        try
        {
            IEnumerable<string> old = Numbers().OrderDescending().Skip(Kept).Select(PathOf);
            foreach (string path in old.Concat(Names().Where(IsTemporary).Select(name => Path.Combine(Folder, name))))
            {
                AtomicFile.TryDelete(_files, path);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
        }
    }

    private IReadOnlyList<string> Names()
    {
        try
        {
            return _files.Files(Folder);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new EngineException($"Cannot read the folder '{Folder}': {error.Message}", error);
        }
    }

    private int[] Numbers() => [.. Names().Select(NumberOf).OfType<int>()];

    private void Remember(string path, TrainingCheckpoint checkpoint)
    {
        LastPath = path;
        LastPlace = checkpoint.ToString();
    }

    private string PathOf(int steps) => Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{steps:D6}{Suffix}"));

    private static bool IsTemporary(string name) =>
        name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(AtomicFile.TemporarySuffix, StringComparison.Ordinal);

    // Only names that this class gives: "checkpoint-7.safetensors" is someone else's.
    private int? NumberOf(string name) =>
        name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal)
            && int.TryParse(name.AsSpan(Prefix.Length..^Suffix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && PathOf(number) == Path.Combine(Folder, name)
            ? number
            : null;
}
