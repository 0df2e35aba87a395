using System.IO.Compression;
using Engine.Images;

namespace Engine.Data;

/// <summary>
/// Reads files out of a ZIP archive into memory. What the directory says is checked against the local headers; entries
/// may not overlap, bear paths as names or come twice; decompressed bytes are counted as they come and checked by CRC.
/// </summary>
internal sealed class ZipContents
{
    /// <summary>The most bytes that one file may have.</summary>
    public const long MaxEntryBytes = 1L << 30;

    // Deflate cannot shrink further than to 1/1032.
    private const long MaxCompression = 1032;

    private readonly Stream _stream;
    private readonly string _name;
    private readonly Dictionary<string, ZipEntry> _entries;

    /// <summary>Reads the directory of an archive.</summary>
    /// <param name="stream">The archive; must be able to seek, and stay open.</param>
    /// <param name="name">Named in errors.</param>
    /// <exception cref="DataFormatException">The archive is malformed.</exception>
    public ZipContents(Stream stream, string name)
    {
        _stream = stream;
        _name = name;
        _entries = new Dictionary<string, ZipEntry>(StringComparer.Ordinal);
        foreach (ZipEntry entry in ZipDirectory.Read(stream, name))
        {
            if (!_entries.TryAdd(entry.Name, entry))
            {
                throw new DataFormatException(name, entry.HeaderOffset, $"the archive has '{entry.Name}' twice.");
            }
        }
    }

    /// <summary>The names of the files.</summary>
    public IReadOnlyCollection<string> Names => _entries.Keys;

    /// <summary>Where the content of a file begins, for errors in it.</summary>
    public long Offset(string entry) => _entries[entry].DataOffset;

    /// <summary>The content of a file.</summary>
    /// <exception cref="DataFormatException">It is damaged, or larger or smaller than the directory says.</exception>
    public byte[] Read(string entry)
    {
        ZipEntry found = _entries[entry];
        bool possible = found.Deflated ? found.Bytes <= (found.CompressedBytes + 1) * MaxCompression : found.Bytes == found.CompressedBytes;
        if (found.Bytes > MaxEntryBytes || !possible)
        {
            throw Bad(found, $"is said to have {found.Bytes} bytes, {found.CompressedBytes} in the archive, which cannot be (at most {MaxEntryBytes} are read).");
        }

        _stream.Position = found.DataOffset;
        var content = new byte[found.Bytes];
        if (found.Deflated)
        {
            Inflate(found, content);
        }
        else
        {
            _stream.ReadExactly(content);
        }

        uint crc = Checksums.Crc32(content);
        return crc == found.Crc ? content : throw Bad(found, $"has the CRC {crc:x8}, but the archive says {found.Crc:x8}: it is damaged.");
    }

    private void Inflate(ZipEntry entry, byte[] content)
    {
        // No further than this entry's bytes, whatever the compressed data says.
        var compressed = new byte[entry.CompressedBytes];
        _stream.ReadExactly(compressed);
        try
        {
            using var inflater = new DeflateStream(new MemoryStream(compressed), CompressionMode.Decompress);
            int got = inflater.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            if (got < content.Length || inflater.ReadByte() >= 0)
            {
                throw Bad(entry, $"should have {content.Length} bytes, but has {(got < content.Length ? got : "more")}.");
            }
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            throw new DataFormatException(_name, entry.DataOffset, $"'{entry.Name}' in the archive is damaged; get the file again.", error);
        }
    }

    private DataFormatException Bad(ZipEntry entry, string reason) => new(_name, entry.DataOffset, $"'{entry.Name}' in the archive {reason}");
}
