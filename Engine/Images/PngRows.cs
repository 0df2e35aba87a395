using System.Buffers.Binary;
using System.IO.Compression;

namespace Engine.Images;

/// <summary>Decompresses the rows of a PNG picture, undoes their filters and puts interlaced ones in their places.</summary>
internal sealed class PngRows(PngHeader header, PngPixels pixels, string name, long offset)
{
    // Deflate cannot shrink further than to 1/1032: a picture that would need more is refused before memory is taken.
    private const long MaxCompression = 1032;

    private const int AdlerBytes = 4;

    // Adam7: where the pixels of each pass begin, and their distances.
    private static readonly (int X, int Y, int StepX, int StepY)[] s_passes =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    /// <summary>Decodes the zlib stream of all IDAT chunks.</summary>
    public RasterImage Decode(byte[] compressed)
    {
        (int X, int Y, int StepX, int StepY)[] passes = header.Interlaced ? s_passes : [(0, 0, 1, 1)];
        long expected = passes.Sum(pass => Bytes(pass.X, pass.Y, pass.StepX, pass.StepY));
        if (expected > (compressed.Length + 1) * MaxCompression)
        {
            throw Bad($"{header.Width} x {header.Height} pixels take {expected} bytes, but {compressed.Length} compressed bytes cannot hold so many.");
        }

        var image = new byte[header.Width * header.Height * pixels.Channels];
        uint adler = 1;
        try
        {
            using var stream = new ZLibStream(new MemoryStream(compressed), CompressionMode.Decompress);
            foreach (var (x, y, stepX, stepY) in passes)
            {
                adler = DecodePass(stream, x, y, stepX, stepY, image, adler);
            }

            if (stream.ReadByte() >= 0)
            {
                throw Bad($"the pixels take {expected} bytes, but more were compressed.");
            }
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            throw new DataFormatException(name, offset, "the compressed pixels are damaged.", error);
        }

        // The decompressor does not miss a checksum that was cut off.
        uint stated = compressed.Length < AdlerBytes ? 0 : BinaryPrimitives.ReadUInt32BigEndian(compressed.AsSpan(compressed.Length - AdlerBytes));
        if (stated != adler)
        {
            throw Bad($"the checksum of the pixels should be {adler:x8}, but is {stated:x8}: the file is damaged.");
        }

        return new RasterImage(header.Width, header.Height, pixels.Channels, image);
    }

    private static int Steps(int size, int start, int step) => (size - start + step - 1) / step;

    private long Bytes(int x, int y, int stepX, int stepY)
    {
        int width = Steps(header.Width, x, stepX);
        int height = Steps(header.Height, y, stepY);
        return width > 0 && height > 0 ? height * (1L + header.RowBytes(width)) : 0;
    }

    private uint DecodePass(ZLibStream stream, int x, int y, int stepX, int stepY, byte[] image, uint adler)
    {
        if (Bytes(x, y, stepX, stepY) == 0)
        {
            return adler;
        }

        int width = Steps(header.Width, x, stepX);
        int height = Steps(header.Height, y, stepY);
        int rowBytes = header.RowBytes(width);
        var row = new byte[rowBytes + 1];
        var above = new byte[rowBytes + 1];
        for (int i = 0; i < height; i++)
        {
            int got = stream.ReadAtLeast(row, row.Length, throwOnEndOfStream: false);
            if (got < row.Length)
            {
                throw Bad($"the compressed pixels end in row {i} of {height}.");
            }

            adler = Checksums.Adler32(row, adler);
            Unfilter(row, above);
            int line = (y + (i * stepY)) * header.Width;
            for (int column = 0; column < width; column++)
            {
                int place = (line + x + (column * stepX)) * pixels.Channels;
                if (!pixels.Write(row.AsSpan(1), column, image.AsSpan(place, pixels.Channels)))
                {
                    throw Bad($"a pixel has a colour that the palette lacks (pass row {i}, column {column}).");
                }
            }

            (row, above) = (above, row);
        }

        return adler;
    }

    /// <summary>Adds what the filter took away; both rows begin with the filter's type.</summary>
    private void Unfilter(byte[] line, byte[] lineAbove)
    {
        Span<byte> row = line.AsSpan(1);
        ReadOnlySpan<byte> above = lineAbove.AsSpan(1);
        int distance = header.FilterDistance;
        switch (line[0])
        {
            case 0:
                break;
            case 1:
                for (int i = distance; i < row.Length; i++)
                {
                    row[i] += row[i - distance];
                }

                break;
            case 2:
                for (int i = 0; i < row.Length; i++)
                {
                    row[i] += above[i];
                }

                break;
            case 3:
                for (int i = 0; i < row.Length; i++)
                {
                    int left = i < distance ? 0 : row[i - distance];
                    row[i] += (byte)((left + above[i]) / 2);
                }

                break;
            case 4:
                for (int i = 0; i < row.Length; i++)
                {
                    row[i] += i < distance ? above[i] : PngFilters.Paeth(row[i - distance], above[i], above[i - distance]);
                }

                break;
            default:
                throw Bad($"a row has filter type {line[0]}; PNG has 0 to 4.");
        }
    }

    private DataFormatException Bad(string reason) => new(name, offset, reason);
}
