using System.Buffers.Binary;

namespace Engine.Images;

/// <summary>Turns the stored samples of a PNG pixel into 8-bit grey or colour, laid on a background where transparent.</summary>
internal sealed class PngPixels
{
    private readonly PngHeader _header;
    private readonly byte[] _palette;
    private readonly byte[] _paletteAlpha;
    private readonly int[]? _transparentColour;
    private readonly int _background;

    public PngPixels(PngHeader header, byte[]? palette, byte[]? transparency, ImageBackground background)
    {
        _header = header;
        _palette = palette ?? [];
        _background = background == ImageBackground.White ? 255 : 0;
        bool indexed = header.Colour == PngColour.Palette;
        _paletteAlpha = indexed ? transparency ?? [] : [];
        if (!indexed && transparency is not null)
        {
            _transparentColour = [.. Enumerable.Range(0, transparency.Length / 2).Select(i => (int)BinaryPrimitives.ReadUInt16BigEndian(transparency.AsSpan(2 * i)))];
        }

        // Tools that shrink files store grey pictures with a palette of greys.
        bool grey = header.Colour is PngColour.Grey or PngColour.GreyAlpha || (indexed && IsGrey(_palette));
        Channels = grey ? 1 : 3;
    }

    /// <summary>Samples of a pixel in the result: 1 or 3.</summary>
    public int Channels { get; }

    /// <summary>Converts pixel <paramref name="column"/> of a row; false if the palette lacks its colour.</summary>
    public bool Write(ReadOnlySpan<byte> row, int column, Span<byte> target)
    {
        int first = column * _header.Samples;
        if (_header.Colour == PngColour.Palette)
        {
            int index = Sample(row, first);
            if (index >= _palette.Length / 3)
            {
                return false;
            }

            int alpha = index < _paletteAlpha.Length ? _paletteAlpha[index] : 255;
            for (int channel = 0; channel < target.Length; channel++)
            {
                target[channel] = Blend(_palette[(3 * index) + channel], alpha, 255);
            }

            return true;
        }

        int maximum = _header.Maximum;
        int opacity = _header.Colour is PngColour.GreyAlpha or PngColour.Rgba ? Sample(row, first + target.Length)
            : IsTransparent(row, first) ? 0
            : maximum;
        for (int channel = 0; channel < target.Length; channel++)
        {
            target[channel] = Blend(Sample(row, first + channel), opacity, maximum);
        }

        return true;
    }

    private static bool IsGrey(ReadOnlySpan<byte> palette)
    {
        for (int i = 0; i < palette.Length; i += 3)
        {
            if (palette[i] != palette[i + 1] || palette[i] != palette[i + 2])
            {
                return false;
            }
        }

        return true;
    }

    private int Sample(ReadOnlySpan<byte> row, int index)
    {
        int depth = _header.BitDepth;
        if (depth == 8)
        {
            return row[index];
        }

        if (depth == 16)
        {
            return BinaryPrimitives.ReadUInt16BigEndian(row[(2 * index)..]);
        }

        int bit = index * depth;
        return (row[bit / 8] >> (8 - depth - (bit % 8))) & _header.Maximum;
    }

    private bool IsTransparent(ReadOnlySpan<byte> row, int first)
    {
        if (_transparentColour is null)
        {
            return false;
        }

        for (int channel = 0; channel < _transparentColour.Length; channel++)
        {
            if (Sample(row, first + channel) != (_transparentColour[channel] & _header.Maximum))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>value·alpha + background·(1 − alpha), scaled from 0..maximum to 0..255 and rounded once.</summary>
    private byte Blend(int value, int alpha, int maximum)
    {
        if (alpha == maximum)
        {
            return (byte)(((value * 255) + (maximum / 2)) / maximum);
        }

        long square = (long)maximum * maximum;
        long sum = (255L * value * alpha) + ((long)_background * (maximum - alpha) * maximum);
        return (byte)((sum + (square / 2)) / square);
    }
}
