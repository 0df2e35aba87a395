using Engine.Data;

namespace Engine;

/// <summary>
/// A data set that is published on the net. It is read from a folder given by the user, from ENGINE_DATA_DIR or from the
/// user's cache, or downloaded into the cache and checked against the publisher's hashes.
/// </summary>
public sealed class PublishedDataset
{
    private readonly IReadOnlyList<string> _mirrors;
    private readonly IReadOnlyList<PublishedFile> _files;
    private readonly IReadOnlyList<DatasetForm> _forms;

    /// <summary>Describes a data set.</summary>
    /// <param name="name">The name on the command line.</param>
    /// <param name="mirrors">Base addresses to download from, in order.</param>
    /// <param name="files">What is downloaded; together it is the first of <paramref name="forms"/>.</param>
    /// <param name="forms">The ways in which the files may lie on the disk.</param>
    internal PublishedDataset(string name, IReadOnlyList<string> mirrors, IReadOnlyList<PublishedFile> files, IReadOnlyList<DatasetForm> forms)
    {
        Name = name;
        _mirrors = mirrors;
        _files = files;
        _forms = forms;
    }

    /// <summary>The name on the command line, and of the folder that the files may lie in: mnist, fashion-mnist, cifar10.</summary>
    public string Name { get; }

    /// <summary>What the pictures show, in a few words.</summary>
    public required string Description { get; init; }

    /// <summary>The shape of one image: [28, 28], or [32, 32, 3] with the colours innermost.</summary>
    public required IReadOnlyList<int> InputShape { get; init; }

    /// <summary>The names of the classes by label.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>How many classes there are.</summary>
    public int ClassCount => ClassNames.Count;

    /// <summary>How many images there are to train on.</summary>
    public required int TrainCount { get; init; }

    /// <summary>How many images there are to test on.</summary>
    public required int TestCount { get; init; }

    /// <summary>The bytes of the published files.</summary>
    public required long DownloadBytes { get; init; }

    /// <summary>Finds or downloads the files and reads them.</summary>
    /// <param name="options">Where to look, or null for the usual places.</param>
    /// <returns>Images of bytes, with their classes.</returns>
    /// <exception cref="DatasetUnavailableException">The files are nowhere to be had.</exception>
    /// <exception cref="DataFormatException">A file is not what it should be.</exception>
    /// <exception cref="EngineException">A folder is missing, or a file cannot be read or written.</exception>
    public (Dataset Train, Dataset Test) Load(DatasetOptions? options = null)
    {
        string directory = Fetch(options);
        return _forms.First(form => form.Files.All(file => DataDirectories.FindFile(directory, file) is not null)).Read(directory, this);
    }

    /// <summary>The folder that holds the files, or null if they are not on this machine; nothing is downloaded.</summary>
    /// <param name="options">Where to look, or null for the usual places.</param>
    /// <exception cref="EngineException">The data folder is missing, or holds only some of the files.</exception>
    public string? Find(DatasetOptions? options = null)
    {
        options ??= new DatasetOptions();
        if (options.DataDirectory is { } given)
        {
            return Directory.Exists(given)
                ? Search(given)
                : throw new EngineException($"The data folder '{given}' does not exist; give an existing one with --data-dir.");
        }

        if (!string.IsNullOrEmpty(options.EnvironmentDirectory) && Search(options.EnvironmentDirectory) is { } found)
        {
            return found;
        }

        string cache = CacheFolder(options);
        return _forms.Any(form => form.Files.All(file => DataDirectories.FindFile(cache, file) is not null)) ? cache : null;
    }

    /// <summary>The folder that holds the files, after a download into the cache if need be.</summary>
    /// <param name="options">Where to look, or null for the usual places.</param>
    /// <exception cref="DatasetUnavailableException">The files are nowhere to be had.</exception>
    /// <exception cref="EngineException">A folder is missing, or a file cannot be written.</exception>
    public string Fetch(DatasetOptions? options = null)
    {
        options ??= new DatasetOptions();
        if (Find(options) is { } found)
        {
            return found;
        }

        string expected = _forms[0].Files.Count == 1 ? $"{_forms[0].Files[0]} (or .gz)" : $"{_forms[0].Files[0]} (or .gz) and its {_forms[0].Files.Count - 1} companions";
        if (options.DataDirectory is { } given)
        {
            throw new DatasetUnavailableException(
                $"The data folder '{given}' does not hold {Name}: expected {expected} there or in '{Path.Combine(given, Name)}'.");
        }

        string? fromEnvironment = options.EnvironmentDirectory;
        string cache = CacheFolder(options);
        string searched = (string.IsNullOrEmpty(fromEnvironment) ? $"{DataDirectories.DirectoryVariable} is not set" : $"not in {DataDirectories.DirectoryVariable} '{fromEnvironment}'")
            + $", not in the cache '{cache}'";
        if (!options.AllowDownload)
        {
            throw new DatasetUnavailableException($"{Name} is not on this machine ({searched}); name its folder with --data-dir.");
        }

        try
        {
            using var downloader = new DatasetDownloader(options, options.Mirrors ?? MirrorsFromEnvironment() ?? [.. _mirrors.Select(mirror => new Uri(mirror))]);
            downloader.Fetch(cache, _files);
        }
        catch (DownloadException error)
        {
            throw new DatasetUnavailableException($"{Name} is not on this machine ({searched}) and cannot be downloaded: {error.Message} Get {expected} elsewhere and name the folder with --data-dir.", error);
        }

        return cache;
    }

    private string CacheFolder(DatasetOptions options) => Path.Combine(options.CacheDirectory ?? DataDirectories.UserCache(), Name);

    /// <summary>The folder at or below <paramref name="directory"/> with the files of a form; an incomplete set is an error, an absent one null.</summary>
    private string? Search(string directory)
    {
        string[] others = [.. Datasets.Published.Select(dataset => dataset.Name).Where(name => name != Name)];
        (string Folder, string Missing)? incomplete = null;
        foreach (DatasetForm form in _forms)
        {
            if (DataDirectories.Find(directory, Name, others, form.Files) is not { } found)
            {
                continue;
            }

            if (form.Files.FirstOrDefault(file => DataDirectories.FindFile(found, file) is null) is not { } missing)
            {
                return found;
            }

            incomplete ??= (found, missing);
        }

        return incomplete is var (folder, file)
            ? throw new EngineException($"'{folder}' lacks {file} (or {file}.gz), which {Name} needs.")
            : null;
    }

    private Uri[]? MirrorsFromEnvironment()
    {
        string? text = Environment.GetEnvironmentVariable(DataDirectories.UrlVariable);
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        return Uri.TryCreate(text.TrimEnd('/') + $"/{Name}/", UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https"
            ? [uri]
            : throw new EngineException($"{DataDirectories.UrlVariable} is '{text}', which is not an http or https address.");
    }
}
