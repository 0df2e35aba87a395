using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Engine.Runs;

/// <summary>Reads and writes small JSON files: configurations, manifests, models.</summary>
internal static class JsonFile
{
    /// <summary>Reads a file; null if it holds the JSON null.</summary>
    /// <param name="path">The file.</param>
    /// <param name="kind">What it should be, with an article: "a run configuration".</param>
    /// <param name="maxBytes">The largest size that is accepted, checked before anything is read.</param>
    /// <param name="type">How to read it.</param>
    /// <exception cref="DataFormatException">The file is too large, no JSON, or another object.</exception>
    /// <exception cref="EngineException">The file cannot be read.</exception>
    public static T? Read<T>(string path, string kind, int maxBytes, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return new FileInfo(path).Length > maxBytes
                ? throw new DataFormatException(path, maxBytes, $"{kind} has at most {maxBytes} bytes.")
                : Parse(path, kind, File.ReadAllBytes(path), type);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new EngineException($"Cannot read '{path}': {error.Message}", error);
        }
    }

    /// <summary>As <see cref="Read"/>, of bytes that are already in memory.</summary>
    public static T? Parse<T>(string path, string kind, ReadOnlySpan<byte> json, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, type);
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            // A layer without its kind is "not supported".
            var place = error as JsonException;
            string reason = error.Message.Split(" Path:")[0].ReplaceLineEndings(" ");
            throw new DataFormatException(path, place?.BytePositionInLine ?? 0, $"(line {(place?.LineNumber ?? 0) + 1}) not {kind}: {reason}", error);
        }
    }

    /// <summary>Writes beside and renames.</summary>
    /// <exception cref="EngineException">The file cannot be written.</exception>
    public static void Write<T>(string path, T content, JsonTypeInfo<T> type) => AtomicFile.Write(path, stream =>
    {
        JsonSerializer.Serialize(stream, content, type);
        stream.WriteByte((byte)'\n');
    });
}
