using System.Buffers.Binary;

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

    /// <summary>Reads a file of a known rank.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rank">1 for labels, 3 for images.</param>
    /// <returns>The extents, outermost first, and the elements.</returns>
    /// <exception cref="DataFormatException">The file is malformed or truncated, or promises more than it has.</exception>
    /// <exception cref="EngineException">The file is missing or cannot be read.</exception>
    public static (int[] Extents, byte[] Content) Read(string path, int rank) => DataStream.Read(path, stream => Read(stream, rank));

    /// <summary>Reads a file of a known rank from a stream.</summary>
    public static (int[] Extents, byte[] Content) Read(DataStream stream, int rank)
    {
        var header = new byte[4 + (4 * rank)];
        int got = stream.ReadUpTo(header);
        CheckMagic(stream.Name, header.AsSpan(0, got), rank);
        if (got < header.Length)
        {
            throw new DataFormatException(stream.Name, got, $"the header of {header.Length} bytes is cut off after {got}; get the file again.");
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
                throw new DataFormatException(stream.Name, offset, $"the header promises {extent} {what}; possible are 1 or more, and {MaxContentBytes} bytes in all: the file is damaged; get it again.");
            }

            extents[axis] = (int)extent;
            promised *= extent;
        }

        if (stream.ContentLength is { } length && length - header.Length != promised)
        {
            throw WrongSize($"{length - header.Length}");
        }

        byte[] content = stream.ReadBytes(promised);
        return content.Length < promised ? throw WrongSize($"{content.Length}")
            : stream.AtEnd() ? (extents, content)
            : throw WrongSize("more");

        DataFormatException WrongSize(string found) => new(
            stream.Name,
            header.Length,
            $"the header promises {string.Join(" x ", extents)} = {promised} bytes, but the file has {found}; it is truncated or damaged; get it again.");
    }

    private static void CheckMagic(string name, ReadOnlySpan<byte> header, int rank)
    {
        ReadOnlySpan<byte> magic = [0, 0, UnsignedByte, (byte)rank];
        if (header.Length < magic.Length || !header[..magic.Length].SequenceEqual(magic))
        {
            string found = Convert.ToHexString(header[..Math.Min(header.Length, magic.Length)]);
            string what = rank == 1 ? "labels" : "images";
            throw new DataFormatException(name, 0, $"expected the magic number {Convert.ToHexString(magic)} (an IDX file of {what}), found {(found.Length == 0 ? "an empty file" : found)}; is it the right file?");
        }
    }
}
