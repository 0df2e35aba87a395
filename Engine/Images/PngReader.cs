using System.Buffers.Binary;
using System.Text;

namespace Engine.Images;

/// <summary>
/// Reads PNG (ISO/IEC 15948): checks the order and the CRC of the chunks and hands the compressed rows to
/// <see cref="PngRows"/>. Ancillary chunks other than tRNS are skipped, as is what follows IEND.
/// </summary>
internal sealed class PngReader
{
    private const int ChunkOverhead = 12;

    private static readonly byte[] s_signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a];

    private readonly byte[] _file;
    private readonly string _name;
    private readonly List<Range> _compressed = [];
    private PngHeader? _header;
    private byte[]? _palette;
    private byte[]? _transparency;
    private int _compressedOffset;
    private long _compressedBytes;
    private bool _compressedEnded;

    private PngReader(byte[] file, string name)
    {
        _file = file;
        _name = name;
    }

    public static bool IsPng(ReadOnlySpan<byte> content) => content.StartsWith(s_signature);

    /// <summary>Decodes a file that <see cref="IsPng"/>.</summary>
    public static RasterImage Decode(byte[] file, string name, ImageBackground background)
    {
        var reader = new PngReader(file, name);
        reader.ReadChunks();
        var pixels = new PngPixels(reader._header!.Value, reader._palette, reader._transparency, background);
        return new PngRows(reader._header.Value, pixels, name, reader._compressedOffset).Decode(reader.Compressed());
    }

    private void ReadChunks()
    {
        int offset = s_signature.Length;
        while (true)
        {
            if (_file.Length - offset < ChunkOverhead)
            {
                throw Bad(offset, $"expected a chunk of at least {ChunkOverhead} bytes, found {_file.Length - offset}: the file is cut off.");
            }

            uint length = BinaryPrimitives.ReadUInt32BigEndian(_file.AsSpan(offset));
            if (length > (uint)(_file.Length - offset - ChunkOverhead))
            {
                throw Bad(offset, $"the chunk promises {length} bytes, but {_file.Length - offset - ChunkOverhead} follow: the file is cut off or damaged.");
            }

            int data = offset + 8;
            uint stated = BinaryPrimitives.ReadUInt32BigEndian(_file.AsSpan(data + (int)length));
            uint actual = Checksums.Crc32(_file.AsSpan(offset + 4, (int)length + 4));
            if (stated != actual)
            {
                throw Bad(data + (int)length, $"the chunk's CRC should be {actual:x8}, but is {stated:x8}: the file is damaged.");
            }

            string type = Encoding.Latin1.GetString(_file, offset + 4, 4);
            if (!type.All(char.IsAsciiLetter))
            {
                throw Bad(offset + 4, "a chunk's type must be four letters.");
            }

            if (Take(type, data, (int)length))
            {
                return;
            }

            offset = data + (int)length + 4;
        }
    }

    /// <summary>Takes note of a chunk; true at the end of the picture.</summary>
    private bool Take(string type, int data, int length)
    {
        if (_header is null != (type == "IHDR"))
        {
            throw Bad(data - 4, _header is null ? $"the first chunk must be IHDR, found {type}." : "the chunk IHDR occurs twice.");
        }

        _compressedEnded |= _compressedBytes > 0 && type != "IDAT";
        switch (type)
        {
            case "IHDR":
                Expect(length == PngHeader.Length, data, $"IHDR has {length} bytes; {PngHeader.Length} were expected.");
                _header = PngHeader.Parse(_file.AsSpan(data, length), _name, data);
                return false;
            case "PLTE":
                TakePalette(data, length);
                return false;
            case "tRNS":
                TakeTransparency(data, length);
                return false;
            case "IDAT":
                Expect(!_compressedEnded, data, "the IDAT chunks must follow one another.");
                _compressedOffset = _compressed.Count == 0 ? data : _compressedOffset;
                _compressed.Add(data..(data + length));
                _compressedBytes += length;
                return false;
            case "IEND":
                Expect(length == 0, data, $"IEND has {length} bytes; none were expected.");
                Expect(_compressedBytes > 0, data, "the picture ends without IDAT, its pixels.");
                Expect(_palette is not null || _header!.Value.Colour != PngColour.Palette, data, "the picture needs a palette (PLTE) and has none.");
                return true;
            default:
                // A lower-case first letter marks what a reader may do without.
                Expect(char.IsAsciiLetterLower(type[0]), data, $"the chunk {type} is needed to read this picture, and unknown.");
                return false;
        }
    }

    private void TakePalette(int data, int length)
    {
        PngHeader header = _header!.Value;
        Expect(_palette is null, data, "the chunk PLTE occurs twice.");
        Expect(_compressed.Count == 0 && _transparency is null, data, "PLTE must come before IDAT and tRNS.");
        Expect(header.Colour is not (PngColour.Grey or PngColour.GreyAlpha), data, "a grey picture cannot have a palette (PLTE).");
        int most = header.Colour == PngColour.Palette ? header.Maximum + 1 : 256;
        Expect(length > 0 && length % 3 == 0 && length / 3 <= most, data, $"the palette has {length} bytes; 3 for each of 1 to {most} colours were expected.");
        _palette = _file[data..(data + length)];
    }

    private void TakeTransparency(int data, int length)
    {
        PngColour colour = _header!.Value.Colour;
        Expect(_transparency is null, data, "the chunk tRNS occurs twice.");
        Expect(_compressed.Count == 0, data, "tRNS must come before IDAT.");
        bool right = colour switch
        {
            PngColour.Grey => length == 2,
            PngColour.Rgb => length == 6,
            PngColour.Palette => _palette is not null && length <= _palette.Length / 3,
            _ => false,
        };
        Expect(right, data, $"tRNS with {length} bytes does not suit colour type {(int)colour} here.");
        _transparency = _file[data..(data + length)];
    }

    private byte[] Compressed()
    {
        var all = new byte[_compressedBytes];
        int position = 0;
        foreach (Range part in _compressed)
        {
            ReadOnlySpan<byte> bytes = _file.AsSpan(part);
            bytes.CopyTo(all.AsSpan(position));
            position += bytes.Length;
        }

        return all;
    }

    private void Expect(bool condition, int offset, string otherwise)
    {
        if (!condition)
        {
            throw Bad(offset, otherwise);
        }
    }

    private DataFormatException Bad(long offset, string reason) => new(_name, offset, reason);
}
