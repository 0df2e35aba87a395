using System.Text;
using System.Text.Json;

namespace Engine;

/// <summary>Parses a safetensors header and checks every rule of the format that it must obey.</summary>
internal sealed class SafetensorsHeader
{
    public const string MetadataKey = "__metadata__";

    private const int MaxRank = 64;

    private readonly string _path;
    private readonly long _fileOffset;
    private readonly List<Entry> _entries = [];
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);

    private SafetensorsHeader(string path, long fileOffset)
    {
        _path = path;
        _fileOffset = fileOffset;
    }

    public sealed record Entry(string Name, SafeTensorType Type, long[] Shape, long Start, long End);

    /// <summary>Parses <paramref name="header"/>; the entries come back in the order of their bytes.</summary>
    /// <param name="path">Named in errors.</param>
    /// <param name="header">The JSON text, possibly padded with spaces.</param>
    /// <param name="fileOffset">Where in the file the header starts, for errors.</param>
    /// <param name="dataLength">The bytes that follow the header: the tensors must fill exactly these.</param>
    public static (List<Entry> Entries, Dictionary<string, string> Metadata) Parse(string path, byte[] header, long fileOffset, long dataLength)
    {
        if (header.Length == 0 || header[0] != (byte)'{')
        {
            throw new DataFormatException(path, fileOffset, "the header must start with '{': this is not a safetensors file.");
        }

        var parser = new SafetensorsHeader(path, fileOffset);
        var json = new Utf8JsonReader(header, new JsonReaderOptions { MaxDepth = 8 });
        try
        {
            // Utf8JsonReader leaves the insides of strings unchecked until they are read; this checks all at once.
            _ = new UTF8Encoding(false, throwOnInvalidBytes: true).GetCharCount(header);
            parser.ReadTop(ref json);
        }
        catch (JsonException error)
        {
            throw new DataFormatException(path, fileOffset + json.BytesConsumed, $"the header is not valid JSON: {FirstSentence(error.Message)}", error);
        }
        catch (Exception error) when (error is DecoderFallbackException or InvalidOperationException)
        {
            throw new DataFormatException(path, fileOffset, "the header is not valid UTF-8 text.", error);
        }

        parser.CheckRanges(dataLength);
        return (parser._entries, parser._metadata);
    }

    private void ReadTop(ref Utf8JsonReader json)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        json.Read();
        while (ReadKey(ref json, names, "tensor") is { } name)
        {
            json.Read();
            Expect(ref json, JsonTokenType.StartObject, $"'{name}' must be an object");
            if (name == MetadataKey)
            {
                ReadMetadata(ref json);
            }
            else
            {
                ReadTensor(ref json, name);
            }
        }

        // Only white space may follow; Read throws JsonException on anything else.
        json.Read();
    }

    private void ReadMetadata(ref Utf8JsonReader json)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        while (ReadKey(ref json, keys, "metadata key") is { } key)
        {
            json.Read();
            Expect(ref json, JsonTokenType.String, $"metadata '{key}' must be a string");
            _metadata.Add(key, json.GetString()!);
        }
    }

    private void ReadTensor(ref Utf8JsonReader json, string name)
    {
        long position = Position(ref json);
        SafeTensorType? type = null;
        long[]? shape = null;
        long[]? offsets = null;
        var keys = new HashSet<string>(StringComparer.Ordinal);
        while (ReadKey(ref json, keys, "field") is { } key)
        {
            json.Read();
            switch (key)
            {
                case "dtype":
                    Expect(ref json, JsonTokenType.String, $"tensor '{name}': dtype must be a string");
                    type = SafeTensorTypes.TryParse(json.GetString()!, out SafeTensorType known)
                        ? known
                        : throw Bad(ref json, $"tensor '{name}' has the unknown dtype '{json.GetString()}'.");
                    break;
                case "shape":
                    shape = ReadNumbers(ref json, $"tensor '{name}': shape");
                    break;
                case "data_offsets":
                    offsets = ReadNumbers(ref json, $"tensor '{name}': data_offsets");
                    break;
                default:
                    throw Bad(ref json, $"tensor '{name}' has the unknown field '{key}'.");
            }
        }

        if (type is null || shape is null || offsets is not [var start, var end])
        {
            throw new DataFormatException(_path, position, $"tensor '{name}' needs dtype, shape and data_offsets [start, end].");
        }

        long size = type.Value.ByteSize(shape);
        if (size < 0)
        {
            throw new DataFormatException(_path, position, $"tensor '{name}': the size of {type.Value.Name()} [{string.Join(", ", shape)}] is too large or no whole number of bytes.");
        }

        if (end < start || end - start != size)
        {
            throw new DataFormatException(_path, position, $"tensor '{name}': data_offsets [{start}, {end}] should span the {size} bytes of {type.Value.Name()} [{string.Join(", ", shape)}].");
        }

        _entries.Add(new Entry(name, type.Value, shape, start, end));
    }

    private long[] ReadNumbers(ref Utf8JsonReader json, string what)
    {
        Expect(ref json, JsonTokenType.StartArray, $"{what} must be an array");
        var numbers = new List<long>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (json.TokenType != JsonTokenType.Number || !json.TryGetInt64(out long number) || number < 0)
            {
                throw Bad(ref json, $"{what} must hold whole numbers from 0 to 2^63-1.");
            }

            if (numbers.Count == MaxRank)
            {
                throw Bad(ref json, $"{what} has more than {MaxRank} entries.");
            }

            numbers.Add(number);
        }

        return [.. numbers];
    }

    /// <summary>The next key of an object, or null at its end.</summary>
    private string? ReadKey(ref Utf8JsonReader json, HashSet<string> seen, string what)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.EndObject)
        {
            return null;
        }

        string key = json.GetString()!;
        return seen.Add(key) ? key : throw Bad(ref json, $"the {what} '{key}' occurs twice.");
    }

    private void CheckRanges(long dataLength)
    {
        _entries.Sort((a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : a.End.CompareTo(b.End));
        long expected = 0;
        foreach (Entry entry in _entries)
        {
            if (entry.Start != expected)
            {
                throw new DataFormatException(_path, _fileOffset, $"tensor '{entry.Name}' starts at byte {entry.Start} of the data, but {expected} was expected: tensors must touch without gap or overlap.");
            }

            expected = entry.End;
        }

        if (expected != dataLength)
        {
            throw new DataFormatException(_path, _fileOffset, $"the header describes {expected} bytes of data, but {dataLength} follow it: the file is truncated or has extra bytes.");
        }
    }

    private void Expect(ref Utf8JsonReader json, JsonTokenType token, string otherwise)
    {
        if (json.TokenType != token)
        {
            throw Bad(ref json, otherwise + ".");
        }
    }

    private DataFormatException Bad(ref Utf8JsonReader json, string reason) => new(_path, Position(ref json), reason);

    private long Position(ref Utf8JsonReader json) => _fileOffset + json.TokenStartIndex;

    private static string FirstSentence(string message)
    {
        int end = message.IndexOf(" LineNumber", StringComparison.Ordinal);
        return end > 0 ? message[..end] : message;
    }
}
