namespace Engine.Runs;

/// <summary>Writes files so that the final name always holds either the old content or the new one, whole.</summary>
internal static class AtomicFile
{
    /// <summary>Writes to a temporary file beside <paramref name="path"/>, flushes it to the disk and renames it.</summary>
    /// <param name="path">The final path. An existing file is replaced; its folder must exist.</param>
    /// <param name="write">Writes the content. What it throws is passed on, after the temporary file is deleted.</param>
    /// <exception cref="EngineException">The folder or file cannot be written.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        string temporary = TemporaryName(path);
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception error)
        {
            TryDelete(temporary);
            if (error is IOException or UnauthorizedAccessException)
            {
                throw new EngineException($"Cannot write '{path}': {error.Message}", error);
            }

            throw;
        }
    }

    /// <summary>A name in the same folder, so that the rename stays on one file system.</summary>
    public static string TemporaryName(string path) =>
        $"{path}.{Environment.ProcessId:x}-{Guid.NewGuid().ToString("N")[..8]}.tmp";

    /// <summary>Deletes a left-over file; that it cannot be deleted must not hide the error that led here.</summary>
    public static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (IOException)
        {
        }
        catch (UnauthorizedAccessException)
        {
        }
    }
}
