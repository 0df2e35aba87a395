using Engine.Data;

namespace Engine;

/// <summary>
/// A data set of 28 x 28 images in ten classes that is published as four IDX files. It is read from a folder given by
/// the user, from ENGINE_DATA_DIR or from the user's cache, or downloaded into the cache.
/// </summary>
public sealed class PublishedDataset
{
    private const int Side = 28;
    private const int Classes = 10;

    private static readonly string[] s_fileNames =
        ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

    private readonly Uri[] _mirrors;
    private readonly PublishedFile[] _files;
    private readonly string[] _classNames;

    internal PublishedDataset(string name, string[] mirrors, string[] md5, string[] classNames)
    {
        Name = name;
        _mirrors = [.. mirrors.Select(mirror => new Uri(mirror))];
        _files = [.. s_fileNames.Zip(md5, (file, hash) => new PublishedFile(file, hash))];
        _classNames = classNames;
    }

    /// <summary>The name on the command line, and of the folder that the files may lie in: mnist, fashion-mnist.</summary>
    public string Name { get; }

    /// <summary>The shape of one image: [28, 28].</summary>
    public IReadOnlyList<int> InputShape { get; } = [Side, Side];

    /// <summary>How many classes there are: 10.</summary>
    public int ClassCount { get; } = Classes;

    /// <summary>Finds or downloads the files and reads them.</summary>
    /// <param name="options">Where to look, or null for the usual places.</param>
    /// <returns>Images of [28, 28] bytes and labels 0 to 9.</returns>
    /// <exception cref="DatasetUnavailableException">The files are nowhere to be had.</exception>
    /// <exception cref="DataFormatException">A file is not what it should be.</exception>
    /// <exception cref="EngineException">A folder is missing, or a file cannot be read or written.</exception>
    public (Dataset Train, Dataset Test) Load(DatasetOptions? options = null)
    {
        string directory = Locate(options ?? new DatasetOptions());
        Task<Dataset> test = Task.Run(() => ReadPart(directory, s_fileNames[2], s_fileNames[3]));
        Dataset train;
        try
        {
            train = ReadPart(directory, s_fileNames[0], s_fileNames[1]);
        }
        catch (EngineException)
        {
            // The first error is told; the other half may fail unheard.
            _ = test.ContinueWith(task => task.Exception, TaskScheduler.Default);
            throw;
        }

        return (train, test.GetAwaiter().GetResult());
    }

    /// <summary>The folder with the four files, after a download if need be.</summary>
    private string Locate(DatasetOptions options)
    {
        if (options.DataDirectory is { } given)
        {
            if (!Directory.Exists(given))
            {
                throw new EngineException($"The data folder '{given}' does not exist; give an existing one with --data-dir.");
            }

            return Search(given) ?? throw new DatasetUnavailableException(
                $"The data folder '{given}' does not hold {Name}: expected {s_fileNames[0]} (or .gz) and its three companions there or in '{Path.Combine(given, Name)}'.");
        }

        string? fromEnvironment = options.EnvironmentDirectory;
        if (!string.IsNullOrEmpty(fromEnvironment) && Search(fromEnvironment) is { } found)
        {
            return found;
        }

        string cache = Path.Combine(options.CacheDirectory ?? DataDirectories.UserCache(), Name);
        if (_files.All(file => DataDirectories.FindFile(cache, file.Name) is not null))
        {
            return cache;
        }

        string searched = (string.IsNullOrEmpty(fromEnvironment) ? $"{DataDirectories.DirectoryVariable} is not set" : $"not in {DataDirectories.DirectoryVariable} '{fromEnvironment}'")
            + $", not in the cache '{cache}'";
        if (!options.AllowDownload)
        {
            throw new DatasetUnavailableException($"{Name} is not on this machine ({searched}); name its folder with --data-dir.");
        }

        try
        {
            using var downloader = new DatasetDownloader(options, options.Mirrors ?? MirrorsFromEnvironment() ?? _mirrors);
            downloader.Fetch(cache, _files);
        }
        catch (DownloadException error)
        {
            throw new DatasetUnavailableException($"{Name} is not on this machine ({searched}) and cannot be downloaded: {error.Message} Get the four files elsewhere and name their folder with --data-dir.", error);
        }

        return cache;
    }

    /// <summary>The folder at or below <paramref name="directory"/> with the four files; an incomplete set is an error, an absent one null.</summary>
    private string? Search(string directory)
    {
        string? found = DataDirectories.Find(directory, Name, [.. Datasets.PublishedNames.Where(name => name != Name)], s_fileNames);
        if (found is not null && _files.FirstOrDefault(file => DataDirectories.FindFile(found, file.Name) is null) is { } missing)
        {
            throw new EngineException($"'{found}' lacks {missing.Name} (or {missing.Name}.gz), which {Name} needs.");
        }

        return found;
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

    private Dataset ReadPart(string directory, string imageFile, string labelFile)
    {
        string imagePath = DataDirectories.FindFile(directory, imageFile)!;
        string labelPath = DataDirectories.FindFile(directory, labelFile)!;
        var (labelExtents, labels) = IdxFile.Read(labelPath, rank: 1);
        var (imageExtents, images) = IdxFile.Read(imagePath, rank: 3);
        if (imageExtents[1] != Side || imageExtents[2] != Side)
        {
            throw new DataFormatException(imagePath, 8, $"the images are {imageExtents[1]} x {imageExtents[2]}, but {Name} has {Side} x {Side}.");
        }

        if (imageExtents[0] != labelExtents[0])
        {
            throw new DataFormatException(labelPath, 4, $"{labelExtents[0]} labels, but '{imagePath}' has {imageExtents[0]} images: the files do not belong together.");
        }

        int wrong = labels.AsSpan().IndexOfAnyInRange((byte)Classes, byte.MaxValue);
        if (wrong >= 0)
        {
            throw new DataFormatException(labelPath, 8 + wrong, $"label {wrong} is {labels[wrong]}, but the classes are 0 to {Classes - 1}.");
        }

        return new Dataset(Name, [Side, Side], Classes, images, labels, _classNames);
    }
}
