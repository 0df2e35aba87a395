using System.Globalization;
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
    /// <param name="kinds">What to say of an object in it whose kind is missing or unknown.</param>
    /// <exception cref="DataFormatException">The file is too large, no JSON, or another object.</exception>
    /// <exception cref="EngineException">The file cannot be read.</exception>
    public static T? Read<T>(string path, string kind, int maxBytes, JsonTypeInfo<T> type, string? kinds = null)
        where T : class
    {
        try
        {
            return new FileInfo(path).Length > maxBytes
                ? throw new DataFormatException(path, maxBytes, $"{kind} has at most {maxBytes} bytes.")
                : Parse(path, kind, File.ReadAllBytes(path), type, kinds);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new EngineException($"Cannot read '{path}': {error.Message}", error);
        }
    }

    /// <summary>As <see cref="Read"/>, of bytes that are already in memory.</summary>
    public static T? Parse<T>(string path, string kind, ReadOnlySpan<byte> json, JsonTypeInfo<T> type, string? kinds = null)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, type);
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            (string reason, long line, long offset) = Explain(error, kinds);
            throw new DataFormatException(path, offset, $"(line {line + 1}) not {kind}: {reason}", error);
        }
    }

    // An object that does not say of which kind it is, where there are several, is "not supported", with its place in the text alone.
    private static (string Reason, long Line, long Offset) Explain(Exception error, string? kinds)
    {
        string text = error.Message.ReplaceLineEndings(" ");
        string reason = text.Split(" Path:")[0];
        if (kinds is not null && reason.Contains("type discriminator", StringComparison.Ordinal))
        {
            reason = reason.Split("discriminator id ") is [_, var unknown] ? $"unknown {unknown.TrimEnd('.')}; {kinds}" : kinds;
        }

        return error is JsonException place
            ? (reason, place.LineNumber ?? 0, place.BytePositionInLine ?? 0)
            : (reason, NumberAfter("LineNumber: "), NumberAfter("BytePositionInLine: "));

        long NumberAfter(string label) =>
            text.Split(label) is [_, var rest, ..] && long.TryParse(rest.TrimEnd('.').Split(' ')[0], CultureInfo.InvariantCulture, out long number) ? number : 0;
    }

    /// <summary>Writes beside and renames.</summary>
    /// <exception cref="EngineException">The file cannot be written.</exception>
    public static void Write<T>(string path, T content, JsonTypeInfo<T> type) => AtomicFile.Write(path, stream =>
    {
        JsonSerializer.Serialize(stream, content, type);
        stream.WriteByte((byte)'\n');
    });
}
