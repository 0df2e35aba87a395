using System.Buffers.Binary;
using System.IO.Compression;

namespace Engine.Data;

/// <summary>
/// Reads IDX files of unsigned bytes, gzip-compressed or not: a magic number (0, 0, element type 8, rank), the
/// extents as 32-bit big-endian numbers, then the elements, row-major, up to the end of the file.
/// </summary>
internal static class IdxFile
{
    /// <summary>The most content, in bytes, that a file may hold: far more than any data set that this program trains on.</summary>
    public const long MaxContentBytes = 1L << 30;

    private const byte UnsignedByte = 8;
    private const int ChunkBytes = 1 << 20;

    // A file that promises no more than so many times its own size gets the memory at once; MNIST shrinks to a fifth.
    private const int UsualCompression = 32;

    /// <summary>Reads a file of a known rank.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rank">1 for labels, 3 for images.</param>
    /// <returns>The extents, outermost first, and the elements.</returns>
    /// <exception cref="DataFormatException">The file is malformed or truncated, or promises more than it has.</exception>
    /// <exception cref="EngineException">The file is missing or cannot be read.</exception>
    public static (int[] Extents, byte[] Content) Read(string path, int rank)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16);
            bool compressed = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
            file.Position = 0;
            if (!compressed)
            {
                return Read(file, path, rank, file.Length, file.Length);
            }

            uint statedLength = TrailerLength(file);
            using var content = new GZipStream(file, CompressionMode.Decompress);
            var (extents, bytes) = Read(content, path, rank, file.Length, contentLength: null);
            int length = 4 + (4 * rank) + bytes.Length;
            return statedLength == length
                ? (extents, bytes)
                : throw new DataFormatException(path, length, $"the end of the gzip data should state the length {length}, but has {statedLength}: it is truncated or damaged; get the file again.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new EngineException($"Cannot read '{path}': {error.Message}", error);
        }
    }

    // The decompressor does not miss the trailer that follows the last block, so a cut there must be found here.
    private static uint TrailerLength(FileStream file)
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

    private static (int[] Extents, byte[] Content) Read(Stream stream, string path, int rank, long fileLength, long? contentLength)
    {
        var header = new byte[4 + (4 * rank)];
        int got = ReadUpTo(stream, path, header, 0);
        CheckMagic(path, header.AsSpan(0, got), rank);
        if (got < header.Length)
        {
            throw new DataFormatException(path, got, $"the header of {header.Length} bytes is cut off after {got}; get the file again.");
        }

        var extents = new int[rank];
        long promised = 1;
        for (int axis = 0; axis < rank; axis++)
        {
            int offset = 4 + (4 * axis);
            uint extent = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(offset));
            if (extent is 0 or > int.MaxValue || extent * promised > MaxContentBytes)
            {
                string what = axis > 0 ? "pixels a row or column" : rank == 1 ? "labels" : "images";
                throw new DataFormatException(path, offset, $"the header promises {extent} {what}; possible are 1 or more, and {MaxContentBytes} bytes in all: the file is damaged; get it again.");
            }

            extents[axis] = (int)extent;
            promised *= extent;
        }

        if (contentLength is { } length && length - header.Length != promised)
        {
            throw WrongSize(path, header.Length, extents, promised, $"{length - header.Length}");
        }

        int chunkBytes = promised <= UsualCompression * fileLength ? (int)promised : ChunkBytes;
        return (extents, ReadContent(stream, path, header.Length, extents, promised, chunkBytes));
    }

    private static void CheckMagic(string path, ReadOnlySpan<byte> header, int rank)
    {
        ReadOnlySpan<byte> magic = [0, 0, UnsignedByte, (byte)rank];
        if (header.Length < magic.Length || !header[..magic.Length].SequenceEqual(magic))
        {
            string found = Convert.ToHexString(header[..Math.Min(header.Length, magic.Length)]);
            string what = rank == 1 ? "labels" : "images";
            throw new DataFormatException(path, 0, $"expected the magic number {Convert.ToHexString(magic)} (an IDX file of {what}), found {(found.Length == 0 ? "an empty file" : found)}; is it the right file?");
        }
    }

    // Content that was hardly to be expected is gathered in pieces, so that memory grows with what is really there.
    private static byte[] ReadContent(Stream stream, string path, int offset, int[] extents, long promised, int chunkBytes)
    {
        var chunks = new List<byte[]>();
        long total = 0;
        while (total < promised)
        {
            var chunk = new byte[Math.Min(chunkBytes, promised - total)];
            int got = ReadUpTo(stream, path, chunk, offset + total);
            total += got;
            chunks.Add(chunk);
            if (got < chunk.Length)
            {
                throw WrongSize(path, offset, extents, promised, $"{total}");
            }
        }

        // Reading past the end also makes the decompressor check its checksum.
        if (ReadUpTo(stream, path, new byte[1], offset + total) != 0)
        {
            throw WrongSize(path, offset, extents, promised, "more");
        }

        if (chunks is [byte[] whole])
        {
            return whole;
        }

        var content = new byte[promised];
        long position = 0;
        foreach (byte[] chunk in chunks)
        {
            chunk.CopyTo(content, position);
            position += chunk.Length;
        }

        return content;
    }

    private static int ReadUpTo(Stream stream, string path, byte[] buffer, long offset)
    {
        try
        {
            return stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException error)
        {
            throw new DataFormatException(path, offset, "the gzip data is truncated or damaged; get the file again.", error);
        }
    }

    private static DataFormatException WrongSize(string path, int offset, int[] extents, long promised, string found) =>
        new(path, offset, $"the header promises {string.Join(" x ", extents)} = {promised} bytes, but the file has {found}; it is truncated or damaged; get it again.");
}
