using System.Buffers.Binary;
using System.IO.Compression;

namespace Engine.Data;

/// <summary>
/// Reads a file of data from its start to its end, decompressing it if it is gzip. Memory grows with what is really
/// there, not with what a header promises.
/// </summary>
internal sealed class DataStream : IDisposable
{
    private const int ChunkBytes = 1 << 20;

    // A file that is said to hold no more than so many times its own size gets the memory at once; MNIST shrinks to a fifth.
    private const int UsualCompression = 32;

    private readonly Stream _file;
    private readonly Stream _content;
    private readonly uint? _statedLength;

    /// <summary>Reads from a stream that can seek; it is closed with this one.</summary>
    /// <param name="file">The file, from its first byte.</param>
    /// <param name="name">What errors call it.</param>
    public DataStream(Stream file, string name)
    {
        _file = file;
        _content = file;
        Name = name;
        FileLength = file.Length;
        bool compressed = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
        file.Position = 0;
        if (compressed)
        {
            _statedLength = TrailerLength(file);
            _content = new GZipStream(file, CompressionMode.Decompress);
        }
    }

    /// <summary>What errors call the file.</summary>
    public string Name { get; }

    /// <summary>The bytes of the file as it is, compressed or not.</summary>
    public long FileLength { get; }

    /// <summary>The bytes of the content where that is known before it is read: in a file that is not compressed.</summary>
    public long? ContentLength => _statedLength is null ? FileLength : null;

    /// <summary>How many bytes of content were read.</summary>
    public long Position { get; private set; }

    /// <summary>Opens a file and hands it to <paramref name="read"/>; what the system refuses becomes an <see cref="EngineException"/>.</summary>
    public static T Read<T>(string path, Func<DataStream, T> read)
    {
        try
        {
            using var stream = new DataStream(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16), path);
            return read(stream);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new EngineException($"Cannot read '{path}': {error.Message}", error);
        }
    }

    /// <summary>Fills a buffer as far as there is content.</summary>
    /// <returns>The bytes read; fewer than the buffer has only at the end.</returns>
    public int ReadUpTo(Span<byte> buffer)
    {
        try
        {
            int got = _content.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            Position += got;
            return got;
        }
        catch (InvalidDataException error)
        {
            throw new DataFormatException(Name, Position, "the gzip data is truncated or damaged; get the file again.", error);
        }
    }

    /// <summary>The next <paramref name="count"/> bytes, or as many as there are.</summary>
    public byte[] ReadBytes(long count) => ReadBytes(count, count <= UsualCompression * FileLength ? (int)count : ChunkBytes);

    /// <summary>All that is left, or the first <paramref name="most"/> bytes of it.</summary>
    public byte[] ReadToEnd(long most) => ContentLength is { } length
        ? ReadBytes(Math.Min(most, length - Position))
        : ReadBytes(most, ChunkBytes);

    /// <summary>Reads on without keeping anything.</summary>
    /// <returns>The bytes skipped; fewer than asked for only at the end.</returns>
    public long Skip(long count)
    {
        var buffer = new byte[Math.Min(count, 1 << 16)];
        long skipped = 0;
        while (skipped < count)
        {
            int part = (int)Math.Min(buffer.Length, count - skipped);
            int got = ReadUpTo(buffer.AsSpan(0, part));
            skipped += got;
            if (got < part)
            {
                break;
            }
        }

        return skipped;
    }

    /// <summary>Whether the content ends here; if so, gzip's own checksum and length were checked.</summary>
    public bool AtEnd()
    {
        // Reading past the end makes the decompressor check its checksum.
        Span<byte> more = stackalloc byte[1];
        if (ReadUpTo(more) > 0)
        {
            return false;
        }

        return _statedLength is not { } stated || stated == (uint)Position
            ? true
            : throw new DataFormatException(Name, Position, $"the end of the gzip data should state the length {Position}, but has {stated}: it is truncated or damaged; get the file again.");
    }

    public void Dispose()
    {
        _content.Dispose();
        _file.Dispose();
    }

    private byte[] ReadBytes(long count, int chunkBytes)
    {
        var chunks = new List<byte[]>();
        long total = 0;
        while (total < count)
        {
            var chunk = new byte[Math.Min(chunkBytes, count - total)];
            int got = ReadUpTo(chunk);
            total += got;
            chunks.Add(chunk);
            if (got < chunk.Length)
            {
                break;
            }
        }

        if (chunks is [byte[] whole] && whole.Length == total)
        {
            return whole;
        }

        var content = new byte[total];
        int position = 0;
        foreach (byte[] chunk in chunks)
        {
            int part = Math.Min(chunk.Length, content.Length - position);
            chunk.AsSpan(0, part).CopyTo(content.AsSpan(position));
            position += part;
        }

        return content;
    }

    // The decompressor does not miss the trailer that follows the last block, so a cut there must be found by its length.
    private static uint TrailerLength(Stream file)
    {
        Span<byte> trailer = stackalloc byte[sizeof(uint)];
        if (file.Length >= trailer.Length)
        {
            file.Seek(-trailer.Length, SeekOrigin.End);
            file.ReadExactly(trailer);
        }

        file.Position = 0;
        return BinaryPrimitives.ReadUInt32LittleEndian(trailer);
    }
}
