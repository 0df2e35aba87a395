namespace Engine;

/// <summary>A file is not what it claims to be. The message names the file, the offset and what was expected, in one line.</summary>
public sealed class DataFormatException : EngineException
{
    /// <summary>Reports a malformed file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="offset">The byte offset (in the decompressed content of a compressed file) at which it goes wrong.</param>
    /// <param name="reason">What is there and what was expected, ending in a full stop.</param>
    /// <param name="inner">The error below, if there is one.</param>
    public DataFormatException(string path, long offset, string reason, Exception? inner = null)
        : base(OneLine($"'{path}', offset {offset}: {reason}"), inner!)
    {
        Path = path;
        Offset = offset;
    }

    /// <summary>The malformed file.</summary>
    public string Path { get; }

    /// <summary>Where it goes wrong, in bytes.</summary>
    public long Offset { get; }

    // Names out of a hostile file may hold line breaks and control codes.
    private static string OneLine(string text) =>
        text.Any(char.IsControl) ? string.Concat(text.Select(c => char.IsControl(c) ? '?' : c)) : text;
}
