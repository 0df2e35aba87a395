using System.Text;

namespace Engine.Data;

/// <summary>
/// Takes files of known names out of a tar archive (ustar, GNU or pax), compressed by gzip or not, into memory. Nothing
/// is written, and of a path in the archive only the last part is looked at.
/// </summary>
internal static class TarArchive
{
    private const int BlockBytes = 512;
    private const int MaxEntries = 10_000;

    /// <summary>Reads the whole archive.</summary>
    /// <param name="stream">The archive.</param>
    /// <param name="wanted">The names of the files to read.</param>
    /// <param name="maxFileBytes">The most bytes that one of them may have.</param>
    /// <param name="maxBytes">The most bytes that the archive may have, decompressed.</param>
    /// <returns>The content of each wanted file.</returns>
    /// <exception cref="DataFormatException">The archive is malformed or too large, or lacks one of the files, or has one twice.</exception>
    public static Dictionary<string, byte[]> Read(DataStream stream, IReadOnlyList<string> wanted, long maxFileBytes, long maxBytes)
    {
        var found = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var header = new byte[BlockBytes];
        for (int entry = 0; ReadHeader(stream, header, maxBytes); entry++)
        {
            long start = stream.Position - BlockBytes;
            long size = Octal(stream, header, 124, 12);
            long padded = (size + BlockBytes - 1) / BlockBytes * BlockBytes;
            if (entry == MaxEntries || size > maxBytes || stream.Position + padded > maxBytes)
            {
                throw new DataFormatException(stream.Name, start, $"the archive holds more than {MaxEntries} files or {maxBytes} bytes.");
            }

            string name = Text(header.AsSpan(0, 100)).Split('/', '\\')[^1];
            bool isFile = header[156] is 0 or (byte)'0';
            long got = 0;
            if (isFile && wanted.Contains(name, StringComparer.Ordinal))
            {
                if (size > maxFileBytes)
                {
                    throw new DataFormatException(stream.Name, start, $"'{name}' has {size} bytes; at most {maxFileBytes} are read.");
                }

                byte[] content = stream.ReadBytes(size);
                got = content.Length;
                if (!found.TryAdd(name, content))
                {
                    throw new DataFormatException(stream.Name, start, $"the archive has '{name}' twice.");
                }
            }

            got += stream.Skip(padded - got);
            if (got < padded)
            {
                throw new DataFormatException(stream.Name, start, $"the archive is cut off: '{name}' has {size} bytes, of which {Math.Min(got, size)} are there.");
            }
        }

        string? missing = wanted.FirstOrDefault(name => !found.ContainsKey(name));
        return missing is null ? found : throw new DataFormatException(stream.Name, stream.Position, $"the archive ends without '{missing}'; is it the right one?");
    }

    /// <summary>Reads the next header; false at the end of the archive.</summary>
    private static bool ReadHeader(DataStream stream, byte[] header, long maxBytes)
    {
        long start = stream.Position;
        int got = stream.ReadUpTo(header);
        if (got == 0 && start > 0 && stream.AtEnd())
        {
            return false;
        }

        if (got < BlockBytes)
        {
            throw new DataFormatException(stream.Name, start, $"expected a header of {BlockBytes} bytes, found {got}: the archive is cut off.");
        }

        if (!header.AsSpan().ContainsAnyExcept((byte)0))
        {
            ReadPadding(stream, maxBytes);
            return false;
        }

        // The sum of the header's bytes, its own field counted as spaces.
        long expected = Octal(stream, header, 148, 8);
        long sum = (8 * ' ') + header.Sum(b => (long)b) - header.Skip(148).Take(8).Sum(b => (long)b);
        return sum == expected
            ? true
            : throw new DataFormatException(stream.Name, start, $"the header's checksum should be {sum}, but is {expected}: this is no tar archive, or it is damaged.");
    }

    // Blocks of zeros end an archive; writers add as many as they like.
    private static void ReadPadding(DataStream stream, long maxBytes)
    {
        var block = new byte[BlockBytes];
        while (true)
        {
            long start = stream.Position;
            int got = stream.ReadUpTo(block);
            if (block.AsSpan(0, got).ContainsAnyExcept((byte)0) || stream.Position > maxBytes)
            {
                throw new DataFormatException(stream.Name, start, $"expected nothing but zeros after the end of the archive, and at most {maxBytes} bytes in all.");
            }

            if (got < BlockBytes && stream.AtEnd())
            {
                return;
            }
        }
    }

    private static long Octal(DataStream stream, byte[] header, int offset, int length)
    {
        string digits = Text(header.AsSpan(offset, length)).Trim(' ');
        return digits.Length is > 0 and <= 12 && digits.All(digit => digit is >= '0' and <= '7')
            ? digits.Aggregate(0L, (value, digit) => (8 * value) + digit - '0')
            : throw new DataFormatException(stream.Name, stream.Position - BlockBytes + offset, "expected an octal number: this is no tar archive, or it is damaged.");
    }

    private static string Text(ReadOnlySpan<byte> field)
    {
        int end = field.IndexOf((byte)0);
        return Encoding.Latin1.GetString(end < 0 ? field : field[..end]);
    }
}
