using Engine.Cli.CommandLine;
using Engine.Runs;

namespace Engine.Cli;

/// <summary>The data set that a command is to use: one that has a name here, or files of the user.</summary>
/// <param name="Name">The name, or the path as it was given.</param>
/// <param name="Path">The file or folder, in full; null for a named one.</param>
/// <param name="Files">How to read the file or folder.</param>
internal sealed record DatasetChoice(string Name, string? Path, FileDatasetOptions Files)
{
    private static readonly string[] s_extensions = [".npz", ".csv", ".gz"];

    public bool IsPath => Path is not null;

    /// <summary>Reads the options; names of no data set and of no file are refused with the nearest one.</summary>
    public static DatasetChoice Read(string option, string text, IFileDataOptions? files, bool allowAuto)
    {
        string[] names = allowAuto ? [DatasetCatalog.Auto, .. DatasetCatalog.Names] : DatasetCatalog.Names;
        bool isName = names.Contains(text, StringComparer.Ordinal);
        if (!isName && !LooksLikePath(text))
        {
            throw new UsageException($"{option} is '{text}'; use {string.Join(", ", names)}, or the path of an .npz or .csv file or of a folder.{Nearest.Hint(text, names)}");
        }

        var read = new FileDatasetOptions
        {
            ImageSize = OptionValue.OptionalInteger("--image-size", files?.ImageSize, 1),
            LabelColumn = files?.LabelColumn,
            TestSplit = files?.TestSplit is { } split ? OptionValue.Share("--test-split", split) : FileDatasetOptions.DefaultTestSplit,
        };
        if (isName && read != new FileDatasetOptions())
        {
            throw new UsageException($"--image-size, --label-column and --test-split belong to files of your own; {text} is none.");
        }

        return isName ? new DatasetChoice(text, null, read) : new DatasetChoice(text, System.IO.Path.GetFullPath(text), read);
    }

    /// <summary>The data set of a run.</summary>
    /// <exception cref="EngineException">It is one that this program does not know.</exception>
    public static DatasetChoice Of(RunConfig config)
    {
        var files = new FileDatasetOptions
        {
            ImageSize = config.ImageSize,
            LabelColumn = config.LabelColumn,
            TestSplit = config.TestSplit ?? FileDatasetOptions.DefaultTestSplit,
        };
        return config.DatasetPath is { } path ? new DatasetChoice(path, path, files)
            : DatasetCatalog.Names.Contains(config.Dataset, StringComparer.Ordinal) ? new DatasetChoice(config.Dataset, null, files)
            : throw new EngineException($"The run used the data set '{config.Dataset}', which this program does not know.");
    }

    /// <summary>The same choice, whatever it was called.</summary>
    public bool Equals(DatasetChoice? other) =>
        other is not null && Path == other.Path && Files == other.Files && (IsPath || Name == other.Name);

    public override int GetHashCode() => HashCode.Combine(Path ?? Name, Files);

    private static bool LooksLikePath(string text) =>
        text.Contains('/', StringComparison.Ordinal) || text.Contains('\\', StringComparison.Ordinal)
        || s_extensions.Any(extension => text.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
        || System.IO.Path.Exists(text);
}
