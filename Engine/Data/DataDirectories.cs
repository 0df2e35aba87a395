namespace Engine.Data;

/// <summary>Finds the folder that holds the files of a data set.</summary>
internal static class DataDirectories
{
    public const string DirectoryVariable = "ENGINE_DATA_DIR";
    public const string UrlVariable = "ENGINE_DATA_URL";

    /// <summary>The platform's folder for files that can be made again, for this program's data sets.</summary>
    public static string UserCache()
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string root;
        if (OperatingSystem.IsWindows())
        {
            root = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        }
        else if (OperatingSystem.IsMacOS())
        {
            root = Path.Combine(home, "Library", "Caches");
        }
        else
        {
            // The XDG convention: a relative path is to be ignored.
            string? xdg = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
            root = Path.IsPathFullyQualified(xdg ?? "") ? xdg! : Path.Combine(home, ".cache");
        }

        return Path.Combine(root, "engine-cli", "datasets");
    }

    /// <summary>
    /// The folder at or below <paramref name="directory"/> that holds a data set, or null.
    /// A subfolder of the data set's name comes first; the folder itself counts unless it has another set's name,
    /// since MNIST and Fashion-MNIST use the same file names.
    /// </summary>
    public static string? Find(string directory, string dataset, IReadOnlyList<string> otherDatasets, IReadOnlyList<string> files)
    {
        string below = Path.Combine(directory, dataset);
        if (HoldsAny(below, files))
        {
            return below;
        }

        string own = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory)));
        bool other = otherDatasets.Contains(own, StringComparer.OrdinalIgnoreCase);
        return !other && HoldsAny(directory, files) ? directory : null;
    }

    /// <summary>The path of a file or of its compressed form; null if neither is there.</summary>
    public static string? FindFile(string directory, string file)
    {
        string raw = Path.Combine(directory, file);
        string compressed = raw + ".gz";
        return File.Exists(raw) ? raw : File.Exists(compressed) ? compressed : null;
    }

    private static bool HoldsAny(string directory, IReadOnlyList<string> files) =>
        files.Any(file => FindFile(directory, file) is not null);
}
