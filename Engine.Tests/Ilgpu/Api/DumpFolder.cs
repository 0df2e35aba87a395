namespace Engine.Tests.Ilgpu.Api;

/// <summary>A folder for a kernel's dumps, gone when disposed of.</summary>
internal sealed class DumpFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("engine-dump-");

    public string Folder => _folder.FullName;

    /// <summary>The names of the files, in order.</summary>
    public string[] Files => [.. _folder.GetFiles().Select(file => file.Name).Order(StringComparer.Ordinal)];

    public byte[] Bytes(string file) => File.ReadAllBytes(Path.Combine(Folder, file));

    public string Text(string file) => File.ReadAllText(Path.Combine(Folder, file));

    public void Dispose() => _folder.Delete(recursive: true);
}
