using System.Buffers.Binary;
using System.Text;

namespace Engine.Data;

/// <summary>Reads the directory at the end of a ZIP archive, and holds every entry against its local header.</summary>
internal static class ZipDirectory
{
    private const uint EndSignature = 0x06054b50;
    private const uint EntrySignature = 0x02014b50;
    private const uint LocalSignature = 0x04034b50;
    private const int EndBytes = 22;
    private const int EntryBytes = 46;
    private const int LocalBytes = 30;
    private const int MaxEntries = 1024;
    private const int MaxNameBytes = 255;
    private const int Encrypted = 1;
    private const int Stored = 0;
    private const int Deflated = 8;

    /// <summary>The entries, in the order of the archive.</summary>
    public static List<ZipEntry> Read(Stream stream, string name)
    {
        var (offset, directory, count) = ReadDirectory(stream, name);
        var entries = new List<ZipEntry>();
        int position = 0;
        for (int i = 0; i < count; i++)
        {
            position += ReadEntry(stream, name, directory.AsSpan(position), offset + position, entries);
        }

        if (position != directory.Length)
        {
            throw new DataFormatException(name, offset + position, "the archive's directory has more bytes than entries.");
        }

        long end = 0;
        foreach (ZipEntry entry in entries.OrderBy(entry => entry.HeaderOffset))
        {
            if (entry.HeaderOffset < end || entry.End > offset)
            {
                throw new DataFormatException(name, entry.HeaderOffset, $"'{entry.Name}' overlaps another part of the archive.");
            }

            end = entry.End;
        }

        return entries;
    }

    private static (long Offset, byte[] Directory, int Count) ReadDirectory(Stream stream, string name)
    {
        // The record at the end may be followed by a comment of up to 65,535 bytes.
        var tail = new byte[Math.Min(stream.Length, EndBytes + ushort.MaxValue)];
        long tailOffset = stream.Length - tail.Length;
        stream.Position = tailOffset;
        stream.ReadExactly(tail);
        for (int i = tail.Length - EndBytes; i >= 0; i--)
        {
            ReadOnlySpan<byte> end = tail.AsSpan(i);
            if (BinaryPrimitives.ReadUInt32LittleEndian(end) != EndSignature || Word(end, 20) != end.Length - EndBytes)
            {
                continue;
            }

            int count = Word(end, 10);
            long size = BinaryPrimitives.ReadUInt32LittleEndian(end[12..]);
            long offset = BinaryPrimitives.ReadUInt32LittleEndian(end[16..]);
            if (Word(end, 4) != 0 || Word(end, 6) != 0 || Word(end, 8) != count || count > MaxEntries || offset + size != tailOffset + i)
            {
                throw new DataFormatException(name, tailOffset + i, $"the archive's directory of {count} entries, {size} bytes at {offset}, should be one of at most {MaxEntries} entries that ends here.");
            }

            var directory = new byte[size];
            stream.Position = offset;
            stream.ReadExactly(directory);
            return (offset, directory, count);
        }

        throw new DataFormatException(name, Math.Max(0, stream.Length - EndBytes), "expected the directory that ends a ZIP archive: the file is cut off, or is none.");
    }

    /// <summary>Reads one entry of the directory and returns its length.</summary>
    private static int ReadEntry(Stream stream, string name, ReadOnlySpan<byte> entry, long offset, List<ZipEntry> entries)
    {
        if (entry.Length < EntryBytes || BinaryPrimitives.ReadUInt32LittleEndian(entry) != EntrySignature)
        {
            throw new DataFormatException(name, offset, "expected an entry of the archive's directory.");
        }

        int nameBytes = Word(entry, 28);
        int length = EntryBytes + nameBytes + Word(entry, 30) + Word(entry, 32);
        if (length > entry.Length || nameBytes is 0 or > MaxNameBytes)
        {
            throw new DataFormatException(name, offset, $"an entry of the archive's directory has a name of {nameBytes} bytes, and {length} in all; it has room for {entry.Length}.");
        }

        ReadOnlySpan<byte> rawName = entry.Slice(EntryBytes, nameBytes);
        string entryName = Encoding.Latin1.GetString(rawName);
        if (entryName.Any(c => char.IsControl(c) || c is '/' or '\\' or ':') || entryName is "." or "..")
        {
            throw new DataFormatException(name, offset, $"the archive has '{entryName}'; paths as names are not accepted.");
        }

        int method = Word(entry, 10);
        if ((Word(entry, 8) & Encrypted) != 0 || method is not (Stored or Deflated))
        {
            throw new DataFormatException(name, offset, $"'{entryName}' is encrypted or compressed by method {method}; plain and deflated files are read.");
        }

        long headerOffset = BinaryPrimitives.ReadUInt32LittleEndian(entry[42..]);
        entries.Add(new ZipEntry(
            entryName,
            method == Deflated,
            BinaryPrimitives.ReadUInt32LittleEndian(entry[16..]),
            BinaryPrimitives.ReadUInt32LittleEndian(entry[20..]),
            BinaryPrimitives.ReadUInt32LittleEndian(entry[24..]),
            headerOffset,
            DataOffset(stream, name, entryName, rawName, method, headerOffset)));
        return length;
    }

    /// <summary>Where the bytes of a file begin: behind its local header, which must agree with the directory.</summary>
    private static long DataOffset(Stream stream, string name, string entryName, ReadOnlySpan<byte> rawName, int method, long headerOffset)
    {
        var local = new byte[LocalBytes + rawName.Length];
        stream.Position = Math.Min(headerOffset, stream.Length);
        int got = stream.ReadAtLeast(local, local.Length, throwOnEndOfStream: false);
        bool agrees = got == local.Length
            && BinaryPrimitives.ReadUInt32LittleEndian(local) == LocalSignature
            && (Word(local, 6) & Encrypted) == 0
            && Word(local, 8) == method
            && Word(local, 26) == rawName.Length
            && rawName.SequenceEqual(local.AsSpan(LocalBytes));
        return agrees
            ? headerOffset + local.Length + Word(local, 28)
            : throw new DataFormatException(name, headerOffset, $"expected the header of '{entryName}', as the archive's directory describes it.");
    }

    private static int Word(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[offset..]);
}
