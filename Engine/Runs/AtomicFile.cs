namespace Engine.Runs;

/// <summary>Writes files so that the final name always holds either the old content or the new one, whole.</summary>
internal static class AtomicFile
{
    /// <summary>What the names of files end in that are not complete.</summary>
    public const string TemporarySuffix = ".tmp";

    /// <summary>Writes to a temporary file beside <paramref name="path"/>, flushes it to the disk and renames it.</summary>
    /// <param name="path">The final path. An existing file is replaced; its folder must exist.</param>
    /// <param name="write">Writes the content. What it throws is passed on, after the temporary file is deleted.</param>
    /// <exception cref="EngineException">The folder or file cannot be written.</exception>
    public static void Write(string path, Action<Stream> write) => Write(DiskFileSystem.Instance, path, write);

    /// <inheritdoc cref="Write(string, Action{Stream})"/>
    /// <param name="files">Where to write.</param>
    /// <param name="check">Looks, before the rename, at what can be read back, and throws if it is not what was written.</param>
    public static void Write(IFileSystem files, string path, Action<Stream> write, Action<Stream>? check = null)
    {
        string temporary = TemporaryName(path);
        try
        {
            using (Stream stream = files.Create(temporary))
            {
                write(stream);
                files.Flush(stream);
            }

            if (check is not null)
            {
                using Stream stream = files.OpenRead(temporary);
                check(stream);
            }

            files.Move(temporary, path);
        }
        catch (Exception error)
        {
            TryDelete(files, temporary);
            if (error is IOException or UnauthorizedAccessException)
            {
                throw new EngineException($"Cannot write '{path}': {error.Message}", error);
            }

            throw;
        }
    }

    /// <summary>A name in the same folder, so that the rename stays on one file system.</summary>
    public static string TemporaryName(string path) =>
        $"{path}.{Environment.ProcessId:x}-{Guid.NewGuid().ToString("N")[..8]}{TemporarySuffix}";

    /// <summary>Deletes a left-over file; that it cannot be deleted must not hide the error that led here.</summary>
    public static void TryDelete(string path) => TryDelete(DiskFileSystem.Instance, path);

    /// <inheritdoc cref="TryDelete(string)"/>
    public static void TryDelete(IFileSystem files, string path)
    {
        try
        {
            files.Delete(path);
        }
        catch (IOException)
        {
        }
        catch (UnauthorizedAccessException)
        {
        }
    }
}
