using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Engine.Images;

namespace Engine.Tests.Images;

/// <summary>Writes PNG files of every kind, good and bad ones, by other means than the reader's.</summary>
internal static class PngSamples
{
    // The pass of each pixel of an 8 x 8 block, as the standard draws it.
    private const string Adam7 =
        "16462646" +
        "77777777" +
        "56565656" +
        "77777777" +
        "36463646" +
        "77777777" +
        "56565656" +
        "77777777";

    public static readonly byte[] Signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

    /// <summary>A stored picture: samples of a bit depth, <c>Samples[y, x, k]</c>.</summary>
    public sealed record Picture(int Width, int Height, int Depth, int Colour, int[,,] Samples)
    {
        public byte[]? Palette { get; init; }

        public byte[]? Transparency { get; init; }

        public bool Interlaced { get; init; }
    }

    public static Picture Random(int seed, int width, int height, int depth, int colour, bool interlaced)
    {
        var random = new Random(seed);
        int count = colour switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
        var samples = new int[height, width, count];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                for (int k = 0; k < count; k++)
                {
                    samples[y, x, k] = random.Next(1 << depth);
                }
            }
        }

        var palette = new byte[3 << depth];
        random.NextBytes(palette);
        return new Picture(width, height, depth, colour, samples) { Interlaced = interlaced, Palette = colour == 3 ? palette : null };
    }

    public static byte[] Encode(Picture picture) => File(
    [
        ("IHDR", Header(picture)),
        ("tEXt", "Comment\0skipped"u8.ToArray()),
        .. picture.Palette is { } palette ? [("PLTE", palette)] : Array.Empty<(string, byte[])>(),
        .. picture.Transparency is { } transparency ? [("tRNS", transparency)] : Array.Empty<(string, byte[])>(),
        .. Compress(Rows(picture)).Chunk(50).Select(part => ("IDAT", part)),
        ("IEND", []),
    ]);

    public static byte[] File(IEnumerable<(string Type, byte[] Data)> chunks)
    {
        using var file = new MemoryStream();
        file.Write(Signature);
        foreach (var (type, data) in chunks)
        {
            PngWriter.WriteChunk(file, Encoding.Latin1.GetBytes(type), data);
        }

        return file.ToArray();
    }

    public static byte[] Header(Picture picture) =>
        Header((uint)picture.Width, (uint)picture.Height, (byte)picture.Depth, (byte)picture.Colour, picture.Interlaced ? (byte)1 : (byte)0);

    public static byte[] Header(uint width, uint height, byte depth, byte colour, byte interlace = 0, byte compression = 0, byte filter = 0)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteUInt32BigEndian(header, width);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), height);
        header[8] = depth;
        header[9] = colour;
        header[10] = compression;
        header[11] = filter;
        header[12] = interlace;
        return header;
    }

    public static byte[] Compress(byte[] content)
    {
        using var target = new MemoryStream();
        using (var zlib = new ZLibStream(target, CompressionLevel.Optimal))
        {
            zlib.Write(content);
        }

        return target.ToArray();
    }

    /// <summary>The filtered rows of all passes; the filters take turns.</summary>
    public static byte[] Rows(Picture picture)
    {
        var all = new List<byte>();
        int filter = 0;
        for (int pass = 1; pass <= (picture.Interlaced ? 7 : 1); pass++)
        {
            byte[] above = [];
            for (int y = 0; y < picture.Height; y++)
            {
                int[] columns =
                [
                    .. Enumerable.Range(0, picture.Width).Where(x => !picture.Interlaced || Adam7[(8 * (y % 8)) + (x % 8)] - '0' == pass),
                ];
                if (columns.Length > 0)
                {
                    byte[] row = Pack(picture, y, columns);
                    above = above.Length == 0 ? new byte[row.Length] : above;
                    all.AddRange(Filter(filter++ % 5, row, above, Math.Max(1, picture.Samples.GetLength(2) * picture.Depth / 8)));
                    above = row;
                }
            }
        }

        return [.. all];
    }

    private static byte[] Pack(Picture picture, int y, int[] columns)
    {
        var bits = new StringBuilder();
        foreach (int x in columns)
        {
            for (int k = 0; k < picture.Samples.GetLength(2); k++)
            {
                bits.Append(Convert.ToString(picture.Samples[y, x, k], 2).PadLeft(picture.Depth, '0'));
            }
        }

        string text = bits.ToString().PadRight((bits.Length + 7) / 8 * 8, '0');
        return [.. text.Chunk(8).Select(eight => Convert.ToByte(new string(eight), 2))];
    }

    private static byte[] Filter(int type, byte[] row, byte[] above, int distance) =>
    [
        (byte)type,
        .. row.Select((value, i) =>
        {
            int a = i < distance ? 0 : row[i - distance];
            int b = above[i];
            int c = i < distance ? 0 : above[i - distance];
            int p = a + b - c;
            int predicted = type switch
            {
                0 => 0,
                1 => a,
                2 => b,
                3 => (a + b) / 2,
                _ => new[] { a, b, c }.MinBy(x => Math.Abs(p - x)),
            };
            return (byte)(value - predicted);
        }),
    ];
}
