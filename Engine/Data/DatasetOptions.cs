namespace Engine;

/// <summary>Where a published data set may come from.</summary>
public sealed record DatasetOptions
{
    /// <summary>
    /// A folder that must hold the four files, directly or in a subfolder named like the data set, .gz or not;
    /// null to search ENGINE_DATA_DIR, the user's cache and the mirrors.
    /// </summary>
    public string? DataDirectory { get; init; }

    /// <summary>Whether files that are nowhere on this machine may be downloaded into the cache.</summary>
    public bool AllowDownload { get; init; } = true;

    /// <summary>The folder for downloads; null for the platform's cache folder.</summary>
    public string? CacheDirectory { get; init; }

    /// <summary>Base URLs to download from, in order; null for the published mirrors, or ENGINE_DATA_URL where it is set.</summary>
    public IReadOnlyList<Uri>? Mirrors { get; init; }

    /// <summary>How long to wait for a connection, and for the next bytes.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Told about downloads, several times a second, on the thread that downloads.</summary>
    public IProgress<DownloadProgress>? Progress { get; init; }

    /// <summary>Stops a download; nothing of it stays.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>The folder that ENGINE_DATA_DIR names; tests replace it.</summary>
    internal string? EnvironmentDirectory { get; init; } = Environment.GetEnvironmentVariable(Data.DataDirectories.DirectoryVariable);
}

/// <summary>Where a download stands.</summary>
/// <param name="Source">The address of the file.</param>
/// <param name="ReceivedBytes">Bytes so far.</param>
/// <param name="TotalBytes">Bytes in all, if the server says so.</param>
public sealed record DownloadProgress(Uri Source, long ReceivedBytes, long? TotalBytes);
