using System.Security.Cryptography;
using System.Text.Json;
using Engine.Runs;

namespace Engine;

/// <summary>
/// Reads and writes the safetensors format: an 8-byte little-endian header length, a JSON header that names
/// each tensor's type, shape and byte range, then the tensors' bytes, without gaps, little-endian, row-major.
/// </summary>
public static class Safetensors
{
    /// <summary>The longest header accepted, in bytes: the limit of the published format.</summary>
    public const int MaxHeaderBytes = 100_000_000;

    private const int LengthBytes = sizeof(long);

    // The longest array that .NET can hold.
    private const long MaxTensorBytes = 0x7FFF_FFC7;

    /// <summary>
    /// Writes a file whose bytes depend on nothing but the arguments: tensors in order of their names (ordinal),
    /// metadata likewise. It is written beside and renamed, so that a reader never sees half of it.
    /// </summary>
    /// <param name="path">The file to write or replace.</param>
    /// <param name="tensors">The tensors, with names that are unique and not <c>__metadata__</c>.</param>
    /// <param name="metadata">Free text by key, or null.</param>
    /// <exception cref="ArgumentException">A name is used twice or reserved.</exception>
    /// <exception cref="EngineException">The file cannot be written.</exception>
    public static void Write(string path, IEnumerable<SafeTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(tensors);
        IReadOnlyList<ReadOnlyMemory<byte>> parts = Parts(tensors, metadata);
        AtomicFile.Write(path, stream =>
        {
            foreach (ReadOnlyMemory<byte> part in parts)
            {
                stream.Write(part.Span);
            }
        });
    }

    /// <summary>Reads a file and checks it in full against the format.</summary>
    /// <param name="path">The file to read.</param>
    /// <exception cref="DataFormatException">The file is not well-formed; the message says where and why.</exception>
    /// <exception cref="EngineException">The file is missing or cannot be read.</exception>
    public static SafetensorsContent Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return Read(stream, path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new EngineException($"Cannot read the weights '{path}': {error.Message}", error);
        }
    }

    /// <summary>The content of a file, in order: the header with its length, then each tensor's bytes.</summary>
    internal static IReadOnlyList<ReadOnlyMemory<byte>> Parts(IEnumerable<SafeTensor> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        SafeTensor[] sorted = [.. tensors.OrderBy(tensor => tensor.Name, StringComparer.Ordinal)];
        return [BuildHeader(sorted, metadata), .. sorted.Select(tensor => tensor.Data)];
    }

    /// <summary>The SHA-256 of a file made of <see cref="Parts"/>, in hexadecimal digits.</summary>
    internal static string Hash(IEnumerable<ReadOnlyMemory<byte>> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (ReadOnlyMemory<byte> part in parts)
        {
            hash.AppendData(part.Span);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <inheritdoc cref="Read(string)"/>
    /// <param name="stream">The whole file; read to its end.</param>
    /// <param name="path">Named in errors.</param>
    internal static SafetensorsContent Read(Stream stream, string path)
    {
        long fileLength = stream.Length;
        if (fileLength < LengthBytes)
        {
            throw new DataFormatException(path, 0, $"a safetensors file starts with an 8-byte header length, but this file has {fileLength} bytes.");
        }

        Span<byte> lengthBytes = stackalloc byte[LengthBytes];
        stream.ReadExactly(lengthBytes);
        ulong headerLength = System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(lengthBytes);
        if (headerLength > MaxHeaderBytes)
        {
            throw new DataFormatException(path, 0, $"the header length is {headerLength}, but at most {MaxHeaderBytes} bytes are allowed: this is not a safetensors file.");
        }

        if (headerLength > (ulong)(fileLength - LengthBytes))
        {
            throw new DataFormatException(path, 0, $"the header length is {headerLength}, but only {fileLength - LengthBytes} bytes follow: the file is truncated or not safetensors.");
        }

        var header = new byte[headerLength];
        stream.ReadExactly(header);
        long dataStart = LengthBytes + header.Length;
        var (entries, metadata) = SafetensorsHeader.Parse(path, header, LengthBytes, fileLength - dataStart);

        var tensors = new Dictionary<string, SafeTensor>(StringComparer.Ordinal);
        foreach (SafetensorsHeader.Entry entry in entries)
        {
            long size = entry.End - entry.Start;
            if (size > MaxTensorBytes)
            {
                throw new DataFormatException(path, dataStart + entry.Start, $"tensor '{entry.Name}' has {size} bytes; this program holds at most {MaxTensorBytes} in one tensor.");
            }

            var data = new byte[size];
            stream.ReadExactly(data);
            tensors.Add(entry.Name, new SafeTensor(entry.Name, entry.Type, entry.Shape, data));
        }

        return new SafetensorsContent(path, tensors, metadata);
    }

    private static byte[] BuildHeader(SafeTensor[] sorted, IReadOnlyDictionary<string, string>? metadata)
    {
        using var buffer = new MemoryStream();
        buffer.Write(stackalloc byte[LengthBytes]);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject(SafetensorsHeader.MetadataKey);
                foreach (var (key, value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            }

            long offset = 0;
            string? previous = null;
            foreach (SafeTensor tensor in sorted)
            {
                if (tensor.Name == previous || tensor.Name == SafetensorsHeader.MetadataKey)
                {
                    throw new ArgumentException($"The tensor name '{tensor.Name}' is used twice or reserved.", nameof(sorted));
                }

                previous = tensor.Name;
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", tensor.Type.Name());
                json.WriteStartArray("shape");
                foreach (long extent in tensor.Shape)
                {
                    json.WriteNumberValue(extent);
                }

                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                offset += tensor.Data.Length;
                json.WriteNumberValue(offset);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        // Spaces up to a multiple of 8 keep the tensors aligned in a mapped file, as the format asks.
        while (buffer.Length % LengthBytes != 0)
        {
            buffer.WriteByte((byte)' ');
        }

        byte[] header = buffer.ToArray();
        System.Buffers.Binary.BinaryPrimitives.WriteInt64LittleEndian(header, header.Length - LengthBytes);
        return header;
    }
}
