using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Engine.Images;

/// <summary>PGM and PPM (netpbm): P2 and P3 as text, P5 and P6 in binary; one picture a file.</summary>
internal static class PnmFormat
{
    private const int MaxSample = 65535;

    public static bool IsPnm(ReadOnlySpan<byte> content) => content is [(byte)'P', (byte)'2' or (byte)'3' or (byte)'5' or (byte)'6', ..];

    /// <summary>Decodes a file that <see cref="IsPnm"/>.</summary>
    public static RasterImage Decode(byte[] content, string name)
    {
        bool binary = content[1] >= (byte)'5';
        int channels = content[1] is (byte)'2' or (byte)'5' ? 1 : 3;
        var reader = new Reader(content, name, position: 2);
        int width = reader.Number("the width", int.MaxValue);
        int height = reader.Number("the height", int.MaxValue);
        ImageFile.CheckSize(name, 2, width, height);
        int maximum = reader.Number("the largest value", MaxSample);
        if (maximum == 0)
        {
            throw new DataFormatException(name, reader.Position, "the largest value is 0; 1 to 65535 are possible.");
        }

        int count = width * height * channels;
        byte[] samples = binary ? reader.Binary(count, maximum) : reader.Text(count, maximum);
        return new RasterImage(width, height, channels, samples);
    }

    /// <summary>The picture as P5 (grey) or P6 (colour).</summary>
    public static byte[] Encode(RasterImage image)
    {
        string header = string.Create(CultureInfo.InvariantCulture, $"P{(image.Channels == 1 ? 5 : 6)}\n{image.Width} {image.Height}\n255\n");
        return [.. Encoding.ASCII.GetBytes(header), .. image.Pixels.Span];
    }

    private static byte Scale(int value, int maximum) => (byte)(((value * 255L) + (maximum / 2)) / maximum);

    private static bool IsSpace(byte b) => b is (byte)' ' or (>= 9 and <= 13);

    private struct Reader(byte[] content, string name, int position)
    {
        public int Position { get; private set; } = position;

        /// <summary>The next number, after white space and comments.</summary>
        public int Number(string what, int largest)
        {
            int start = Position;
            while (Position < content.Length && (IsSpace(content[Position]) || content[Position] == (byte)'#'))
            {
                Position = content[Position] == (byte)'#' ? EndOfLine() : Position + 1;
            }

            int digits = Position;
            long value = 0;
            while (Position < content.Length && content[Position] is >= (byte)'0' and <= (byte)'9' && value <= largest)
            {
                value = (10 * value) + (content[Position++] - '0');
            }

            if (Position == digits || digits == start || value > largest)
            {
                throw new DataFormatException(name, digits, $"expected {what}, a number from 0 to {largest} after white space.");
            }

            return (int)value;
        }

        public byte[] Binary(int count, int maximum)
        {
            // One white space character, then the samples.
            int width = maximum > 255 ? 2 : 1;
            long expected = 1 + ((long)count * width);
            if (content.Length - Position != expected || !IsSpace(content[Position]))
            {
                throw new DataFormatException(name, Position, $"expected white space and {expected - 1} bytes of pixels to the end of the file, found {content.Length - Position} bytes.");
            }

            ReadOnlySpan<byte> data = content.AsSpan(Position + 1);
            var samples = new byte[count];
            for (int i = 0; i < count; i++)
            {
                int value = width == 1 ? data[i] : BinaryPrimitives.ReadUInt16BigEndian(data[(2 * i)..]);
                if (value > maximum)
                {
                    throw new DataFormatException(name, Position + 1 + ((long)i * width), $"a pixel has the value {value}, above the largest value {maximum}.");
                }

                samples[i] = Scale(value, maximum);
            }

            return samples;
        }

        public byte[] Text(int count, int maximum)
        {
            // A sample takes a space and a digit at least.
            if (count > (content.Length - Position) / 2)
            {
                throw new DataFormatException(name, Position, $"expected {count} numbers, which {content.Length - Position} bytes cannot hold.");
            }

            var samples = new byte[count];
            for (int i = 0; i < count; i++)
            {
                samples[i] = Scale(Number("a pixel", maximum), maximum);
            }

            int rest = Array.FindIndex(content, Position, b => !IsSpace(b));
            return rest < 0 ? samples : throw new DataFormatException(name, rest, "expected the end of the file after the last pixel.");
        }

        private readonly int EndOfLine()
        {
            int length = content.AsSpan(Position).IndexOfAny((byte)'\n', (byte)'\r');
            return length < 0 ? content.Length : Position + length;
        }
    }
}
