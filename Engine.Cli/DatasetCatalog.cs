using Engine.Cli.CommandLine;
using Engine.Cli.Display;

namespace Engine.Cli;

/// <summary>The data sets by the names of the command line.</summary>
internal static class DatasetCatalog
{
    public const string Auto = "auto";

    public static string[] Names { get; } = [.. Datasets.Published.Select(dataset => dataset.Name), Datasets.SyntheticDigits.Name];

    /// <summary>The published data set of a name; null for the built-in one.</summary>
    public static PublishedDataset? Published(string name) => Datasets.Published.FirstOrDefault(dataset => dataset.Name == name);

    /// <summary>Name, shape and classes; only files of the user are loaded for that.</summary>
    public static (string Name, IReadOnlyList<int> InputShape, int Classes) Describe(DatasetChoice choice)
    {
        if (choice.Path is { } path)
        {
            Dataset train = Datasets.FromPath(path, choice.Files).Train;
            return (train.Name, train.InputShape, train.OutputCount);
        }

        return Published(choice.Name) is { } published
            ? (published.Name, published.InputShape, published.ClassCount)
            : (Datasets.SyntheticDigits.Name, Datasets.SyntheticDigits.InputShape, Datasets.SyntheticDigits.ClassCount);
    }

    /// <summary>Loads a data set; "auto" takes synthetic-digits where MNIST cannot be had, and says so on stderr.</summary>
    /// <param name="choice">Which.</param>
    /// <param name="options">Where the user wants data from.</param>
    /// <param name="limit">The most training samples to return, or null.</param>
    /// <param name="cancellation">Stops a download.</param>
    public static (Dataset Train, Dataset Test) Load(DatasetChoice choice, IDataOptions options, int? limit, CancellationToken cancellation)
    {
        if (choice.Path is { } path)
        {
            return Limited(Datasets.FromPath(path, choice.Files), limit);
        }

        if (choice.Name != Auto)
        {
            return Published(choice.Name) is { } published ? Limited(LoadPublished(published, options, cancellation), limit) : Draw(limit);
        }

        try
        {
            return Limited(LoadPublished(Datasets.Mnist, options, cancellation), limit);
        }
        catch (DatasetUnavailableException error)
        {
            Console.Error.WriteLine($"engine-cli: using the built-in {Datasets.SyntheticDigits.Name} in place of mnist: {error.Message.ReplaceLineEndings(" ")}");
            return Draw(limit);
        }
    }

    private static (Dataset Train, Dataset Test) LoadPublished(PublishedDataset dataset, IDataOptions options, CancellationToken cancellation)
    {
        using var display = new DownloadDisplay(options.Quiet || options.Json);
        return dataset.Load(new DatasetOptions
        {
            DataDirectory = options.DataDirectory,
            Progress = display,
            CancellationToken = cancellation,
        });
    }

    private static (Dataset Train, Dataset Test) Draw(int? limit) =>
        limit is { } count
            ? Datasets.SyntheticDigits.Load(trainCount: Math.Min(count, SyntheticDigits.DefaultTrainCount))
            : Datasets.SyntheticDigits.Load();

    private static (Dataset Train, Dataset Test) Limited((Dataset Train, Dataset Test) data, int? limit) =>
        limit < data.Train.Count ? (data.Train.Slice(0, limit.Value), data.Test) : data;
}
