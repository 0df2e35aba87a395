using Engine.Cli.CommandLine;
using Engine.Cli.Display;

namespace Engine.Cli;

/// <summary>The data sets by the names of the command line.</summary>
internal static class DatasetCatalog
{
    public const string Auto = "auto";

    public static string[] Names { get; } = [Datasets.Mnist.Name, Datasets.FashionMnist.Name, Datasets.SyntheticDigits.Name];

    /// <summary>Shape and classes without loading anything; every data set here has the same.</summary>
    public static (IReadOnlyList<int> InputShape, int Classes) Shape(string name) => Published(name) is { } published
        ? (published.InputShape, published.ClassCount)
        : (Datasets.SyntheticDigits.InputShape, Datasets.SyntheticDigits.ClassCount);

    /// <summary>Loads a data set; "auto" takes synthetic-digits where MNIST cannot be had, and says so on stderr.</summary>
    /// <param name="name">A name that <see cref="CheckName"/> let through.</param>
    /// <param name="options">Where the user wants data from.</param>
    /// <param name="limit">The most training samples to return, or null.</param>
    /// <param name="cancellation">Stops a download.</param>
    public static (Dataset Train, Dataset Test) Load(string name, ComputeOptions options, int? limit, CancellationToken cancellation)
    {
        if (name != Auto)
        {
            return Published(name) is { } published ? Limited(LoadPublished(published, options, cancellation), limit) : Draw(limit);
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

    public static string CheckName(string option, string text, bool allowAuto) =>
        OptionValue.Choice(option, text, allowAuto ? [Auto, .. Names] : Names);

    private static PublishedDataset? Published(string name) =>
        name == Datasets.FashionMnist.Name ? Datasets.FashionMnist
        : name == Datasets.SyntheticDigits.Name ? null
        : Datasets.Mnist;

    private static (Dataset Train, Dataset Test) LoadPublished(PublishedDataset dataset, ComputeOptions options, CancellationToken cancellation)
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
