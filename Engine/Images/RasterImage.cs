using Engine.Images;

namespace Engine;

/// <summary>A picture in memory: 8 bits a sample, grey or red, green, blue. Immutable.</summary>
public sealed class RasterImage
{
    /// <summary>The most pixels that a picture may have: 2^26, as many as 8192 x 8192.</summary>
    public const int MaxPixels = 1 << 26;

    /// <summary>Describes a picture that is already in memory; nothing is copied.</summary>
    /// <param name="width">Pixels a row, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="channels">1 for grey, 3 for red, green and blue.</param>
    /// <param name="pixels">The samples, 0 (black) to 255: row by row from the top, pixel by pixel from the left, channel by channel.</param>
    /// <exception cref="ArgumentException">The sizes are out of range or do not fit the number of samples.</exception>
    public RasterImage(int width, int height, int channels, ReadOnlyMemory<byte> pixels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (channels is not (1 or 3) || (long)width * height > MaxPixels || pixels.Length != (long)width * height * channels)
        {
            throw new ArgumentException($"{pixels.Length} samples do not make a picture of {width} x {height} pixels with {channels} channels.", nameof(pixels));
        }

        Width = width;
        Height = height;
        Channels = channels;
        Pixels = pixels;
    }

    /// <summary>Pixels a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>1 for grey, 3 for red, green and blue.</summary>
    public int Channels { get; }

    /// <summary>The samples, row-major: [<see cref="Height"/>, <see cref="Width"/>, <see cref="Channels"/>].</summary>
    public ReadOnlyMemory<byte> Pixels { get; }

    /// <summary>
    /// The picture in another size, without regard to its proportions. Shrinking weighs all pixels (a triangle filter as
    /// wide as a pixel of the result), enlarging interpolates linearly.
    /// </summary>
    /// <param name="width">Pixels a row of the result, at least 1.</param>
    /// <param name="height">Rows of the result, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is out of range.</exception>
    public RasterImage Scale(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)width * height, MaxPixels);
        return ImageScaler.Scale(this, width, height);
    }

    /// <summary>The picture in grey: itself, or 0.299 red + 0.587 green + 0.114 blue (ITU-R BT.601), rounded.</summary>
    public RasterImage ToGrey()
    {
        if (Channels == 1)
        {
            return this;
        }

        ReadOnlySpan<byte> colours = Pixels.Span;
        var grey = new byte[Width * Height];
        for (int i = 0; i < grey.Length; i++)
        {
            ReadOnlySpan<byte> pixel = colours.Slice(3 * i, 3);
            grey[i] = (byte)(((299 * pixel[0]) + (587 * pixel[1]) + (114 * pixel[2]) + 500) / 1000);
        }

        return new RasterImage(Width, Height, 1, grey);
    }
}
