namespace Engine.Runs;

/// <summary>
/// A folder that holds what a training run leaves: config.json, manifest.json, history.csv, model.safetensors, the learning
/// curves accuracy.svg and loss.svg, and a folder "checkpoints" to resume from; best.safetensors, if it was asked for.
/// Each file is written beside and renamed.
/// </summary>
public sealed class RunFolder
{
    private const string ConfigFile = "config.json";
    private const string HistoryName = "history.csv";
    private const string ModelFile = "model.safetensors";
    private const string BestFile = "best.safetensors";
    private const string ManifestFile = "manifest.json";
    private const string CheckpointFolder = "checkpoints";
    private const string LockFile = "run.lock";
    private const string AccuracyFile = "accuracy.svg";
    private const string LossFile = "loss.svg";

    private readonly bool _isNew;

    private RunFolder(string path, bool isNew)
    {
        Path = path;
        Checkpoints = new CheckpointStore(PathOf(CheckpointFolder));
        _isNew = isNew;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The file with the weights.</summary>
    public string ModelPath => PathOf(ModelFile);

    /// <summary>The file with the weights of the best epoch.</summary>
    public string BestPath => PathOf(BestFile);

    /// <summary>What the run can be resumed from.</summary>
    public CheckpointStore Checkpoints { get; }

    private string ManifestPath => PathOf(ManifestFile);

    private string ConfigPath => PathOf(ConfigFile);

    private string HistoryPath => PathOf(HistoryName);

    /// <summary>Makes sure, before any work is done, that results can be written: a new or empty folder, or an earlier run's.</summary>
    /// <exception cref="EngineException">The folder holds other things or cannot be written.</exception>
    public static RunFolder Prepare(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var folder = new RunFolder(path, isNew: !Directory.Exists(path));
        try
        {
            if (File.Exists(path))
            {
                throw new EngineException($"The output '{path}' is a file; name a folder.");
            }

            if (Directory.Exists(path) && !File.Exists(folder.ConfigPath) && Directory.EnumerateFileSystemEntries(path).Any(entry => !IsLeftOver(entry)))
            {
                throw new EngineException($"The output folder '{path}' holds files that are not of a run; name a new or empty folder.");
            }

            Directory.CreateDirectory(path);
            string probe = AtomicFile.TemporaryName(folder.ConfigPath);
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
            return folder;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new EngineException($"Cannot write to the output folder '{path}': {error.Message.TrimEnd('.')}; name one that can be written.", error);
        }
    }

    /// <summary>Opens the folder of a finished run and reads its configuration.</summary>
    /// <exception cref="EngineException">The folder is missing or holds no finished run, or the configuration is malformed.</exception>
    public static (RunFolder Folder, RunConfig Config) Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!Directory.Exists(path))
        {
            throw new EngineException($"The run folder '{path}' does not exist; name one that 'train' wrote.");
        }

        var folder = new RunFolder(path, isNew: false);
        foreach (string file in new[] { folder.ConfigPath, folder.ModelPath })
        {
            if (!File.Exists(file))
            {
                throw new EngineException($"'{path}' is not the folder of a finished run: it has no {System.IO.Path.GetFileName(file)}.");
            }
        }

        return (folder, RunConfig.Read(folder.ConfigPath));
    }

    /// <summary>Opens the folder of a run that was started, finished or not, and reads its configuration.</summary>
    /// <exception cref="EngineException">The folder is missing or holds no run, or the configuration is malformed.</exception>
    public static (RunFolder Folder, RunConfig Config) OpenStarted(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var folder = new RunFolder(path, isNew: false);
        return File.Exists(folder.ConfigPath)
            ? (folder, RunConfig.Read(folder.ConfigPath))
            : throw new EngineException(Directory.Exists(path)
                ? $"'{path}' is not the folder of a run: it has no {ConfigFile}."
                : $"The run folder '{path}' does not exist; name one that 'train' wrote.");
    }

    /// <summary>Keeps other programs from training in the folder until the result is disposed of, or this program ends.</summary>
    /// <exception cref="EngineException">Another program trains in the folder.</exception>
    public IDisposable Lock()
    {
        try
        {
            return new FileStream(PathOf(LockFile), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new EngineException($"The run folder '{Path}' cannot be locked; is another program training in it? ({error.Message})", error);
        }
    }

    /// <summary>Starts a run: writes the configuration and removes an earlier run's results, which would not belong to it.</summary>
    /// <exception cref="EngineException">The folder cannot be written.</exception>
    public void Begin(RunConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        try
        {
            // Checkpoints first: none must be left beside a configuration that is not theirs.
            Checkpoints.Clear();
            DeleteLeftOvers();
            File.Delete(ModelPath);
            File.Delete(BestPath);
            File.Delete(ManifestPath);
            File.Delete(HistoryPath);
            File.Delete(PathOf(AccuracyFile));
            File.Delete(PathOf(LossFile));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new EngineException($"Cannot write to the output folder '{Path}': {error.Message}", error);
        }

        config.Write(ConfigPath);
    }

    /// <summary>Goes on with a run: writes its configuration, in which the number of epochs may be another.</summary>
    /// <exception cref="EngineException">The folder cannot be written.</exception>
    public void Continue(RunConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        try
        {
            DeleteLeftOvers();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new EngineException($"Cannot write to the run folder '{Path}': {error.Message}", error);
        }

        config.Write(ConfigPath);
    }

    /// <summary>Reads the manifest; null if there is none.</summary>
    /// <exception cref="EngineException">It cannot be read or is malformed.</exception>
    public RunManifest? ReadManifest() => File.Exists(ManifestPath) ? RunManifest.Read(ManifestPath) : null;

    /// <summary>Writes the manifest.</summary>
    /// <exception cref="EngineException">The folder cannot be written.</exception>
    public void WriteManifest(RunManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        manifest.Write(ManifestPath);
    }

    /// <summary>Removes a folder that <see cref="Prepare"/> made and nothing was written to.</summary>
    public void DiscardIfUnused()
    {
        try
        {
            if (_isNew && Directory.Exists(Path) && !Directory.EnumerateFileSystemEntries(Path).Any())
            {
                Directory.Delete(Path);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // An empty folder that stays does no harm, and must not hide why the run failed.
        }
    }

    /// <summary>Writes the figures of the epochs so far as comma-separated values; numbers are written so that they read back unchanged.</summary>
    /// <exception cref="EngineException">The folder cannot be written.</exception>
    public void WriteHistory(IEnumerable<EpochResult> epochs)
    {
        ArgumentNullException.ThrowIfNull(epochs);
        HistoryFile.WriteCsv(HistoryPath, epochs);
    }

    /// <summary>Reads the figures of the epochs; none if there is no history.</summary>
    /// <exception cref="EngineException">The history cannot be read or is malformed.</exception>
    public IReadOnlyList<EpochResult> ReadHistory() => File.Exists(HistoryPath) ? HistoryFile.ReadCsv(HistoryPath) : [];

    /// <summary>Draws the curves of the epochs so far: accuracy.svg and loss.svg.</summary>
    /// <param name="title">What the curves are of, such as "mlp:128 on fashion-mnist".</param>
    /// <param name="epochs">The figures of the epochs, in order.</param>
    /// <exception cref="EngineException">The folder cannot be written.</exception>
    public void WriteCurves(string title, IReadOnlyCollection<EpochResult> epochs)
    {
        LearningCurves.Accuracy(title, epochs).Save(PathOf(AccuracyFile));
        LearningCurves.Loss(title, epochs).Save(PathOf(LossFile));
    }

    // Of a program that was killed.
    private static bool IsLeftOver(string path) =>
        path.EndsWith(AtomicFile.TemporarySuffix, StringComparison.Ordinal) || System.IO.Path.GetFileName(path) == LockFile;

    private void DeleteLeftOvers()
    {
        foreach (string path in Directory.EnumerateFiles(Path, "*" + AtomicFile.TemporarySuffix))
        {
            File.Delete(path);
        }
    }

    private string PathOf(string file) => System.IO.Path.Combine(Path, file);
}
