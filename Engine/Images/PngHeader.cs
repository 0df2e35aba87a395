using System.Buffers.Binary;

namespace Engine.Images;

/// <summary>The first chunk of a PNG file: size, sample format and order of rows.</summary>
internal readonly record struct PngHeader(int Width, int Height, int BitDepth, PngColour Colour, bool Interlaced)
{
    public const int Length = 13;

    /// <summary>Samples a pixel, as they are stored.</summary>
    public int Samples => Colour switch
    {
        PngColour.Rgb => 3,
        PngColour.Rgba => 4,
        PngColour.GreyAlpha => 2,
        _ => 1,
    };

    /// <summary>The largest value of a sample.</summary>
    public int Maximum => (1 << BitDepth) - 1;

    /// <summary>How far back filters look for "the pixel to the left", in bytes.</summary>
    public int FilterDistance => Math.Max(1, Samples * BitDepth / 8);

    /// <summary>The bytes of a row of <paramref name="width"/> pixels, without its filter type.</summary>
    public int RowBytes(int width) => checked((int)((((long)width * Samples * BitDepth) + 7) / 8));

    /// <summary>Reads the chunk and checks it.</summary>
    /// <param name="data">The chunk's 13 bytes.</param>
    /// <param name="name">Named in errors.</param>
    /// <param name="offset">Where they lie in the file.</param>
    public static PngHeader Parse(ReadOnlySpan<byte> data, string name, long offset)
    {
        uint width = BinaryPrimitives.ReadUInt32BigEndian(data);
        uint height = BinaryPrimitives.ReadUInt32BigEndian(data[4..]);
        ImageFile.CheckSize(name, offset, width, height);
        int depth = data[8];
        bool known = data[9] switch
        {
            (byte)PngColour.Grey => depth is 1 or 2 or 4 or 8 or 16,
            (byte)PngColour.Palette => depth is 1 or 2 or 4 or 8,
            (byte)PngColour.Rgb or (byte)PngColour.GreyAlpha or (byte)PngColour.Rgba => depth is 8 or 16,
            _ => false,
        };
        if (!known)
        {
            throw new DataFormatException(name, offset + 8, $"bit depth {depth} with colour type {data[9]} is not one of PNG's combinations.");
        }

        if (data[10] != 0 || data[11] != 0 || data[12] > 1)
        {
            throw new DataFormatException(name, offset + 10, $"compression {data[10]}, filter {data[11]} and interlace {data[12]} were found; PNG has 0, 0 and 0 or 1.");
        }

        return new PngHeader((int)width, (int)height, depth, (PngColour)data[9], data[12] == 1);
    }
}

/// <summary>The colour types of PNG, by their numbers in the file.</summary>
internal enum PngColour : byte
{
    Grey = 0,
    Rgb = 2,
    Palette = 3,
    GreyAlpha = 4,
    Rgba = 6,
}
