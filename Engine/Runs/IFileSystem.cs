namespace Engine.Runs;

/// <summary>What results are written through, so that tests can have each operation fail. Failures are <see cref="IOException"/>s.</summary>
internal interface IFileSystem
{
    /// <summary>Makes a folder, and those above it, unless it is there.</summary>
    void CreateFolder(string path);

    /// <summary>Creates a file that is not there yet.</summary>
    Stream Create(string path);

    /// <summary>Waits until what was written to a stream of <see cref="Create"/> is on the disk.</summary>
    void Flush(Stream stream);

    Stream OpenRead(string path);

    /// <summary>Renames a file; one that has the new name is replaced.</summary>
    void Move(string source, string target);

    /// <summary>Removes a file; it need not be there.</summary>
    void Delete(string path);

    /// <summary>The names of a folder's files, none if there is no such folder.</summary>
    IReadOnlyList<string> Files(string folder);
}
