using System.Buffers.Binary;
using System.IO.Compression;

namespace Engine.Images;

/// <summary>Writes PNG files of 8 bits a sample, grey or colour, not interlaced. The same picture gives the same bytes.</summary>
internal static class PngWriter
{
    private const int FilterTypes = 5;

    public static byte[] Encode(RasterImage image)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a]);
        Span<byte> header = stackalloc byte[PngHeader.Length];
        header.Clear();
        BinaryPrimitives.WriteInt32BigEndian(header, image.Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], image.Height);
        header[8] = 8;
        header[9] = (byte)(image.Channels == 1 ? PngColour.Grey : PngColour.Rgb);
        WriteChunk(file, "IHDR"u8, header);
        WriteChunk(file, "IDAT"u8, Compress(image));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    /// <summary>Appends a chunk: length, type, data, and the CRC of type and data.</summary>
    public static void WriteChunk(Stream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(type);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, Checksums.Crc32(data, Checksums.Crc32(type)));
        file.Write(number);
    }

    private static byte[] Compress(RasterImage image)
    {
        int rowBytes = image.Width * image.Channels;
        ReadOnlySpan<byte> pixels = image.Pixels.Span;
        ReadOnlySpan<byte> above = new byte[rowBytes];
        var filtered = new byte[rowBytes + 1];
        var best = new byte[rowBytes + 1];
        using var target = new MemoryStream();
        using (var zlib = new ZLibStream(target, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            for (int y = 0; y < image.Height; y++)
            {
                ReadOnlySpan<byte> row = pixels.Slice(y * rowBytes, rowBytes);
                long smallest = long.MaxValue;
                for (byte type = 0; type < FilterTypes; type++)
                {
                    // The specification's rule of thumb: the smallest sum of absolute differences compresses best.
                    long sum = Filter(type, row, above, image.Channels, filtered);
                    if (sum < smallest)
                    {
                        smallest = sum;
                        (best, filtered) = (filtered, best);
                    }
                }

                zlib.Write(best);
                above = row;
            }
        }

        return target.ToArray();
    }

    private static long Filter(byte type, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int distance, byte[] filtered)
    {
        filtered[0] = type;
        long sum = 0;
        for (int i = 0; i < row.Length; i++)
        {
            byte left = i < distance ? (byte)0 : row[i - distance];
            byte corner = i < distance ? (byte)0 : above[i - distance];
            int predicted = type switch
            {
                1 => left,
                2 => above[i],
                3 => (left + above[i]) / 2,
                4 => PngFilters.Paeth(left, above[i], corner),
                _ => 0,
            };
            byte difference = (byte)(row[i] - predicted);
            filtered[i + 1] = difference;
            sum += Math.Abs((int)(sbyte)difference);
        }

        return sum;
    }
}
