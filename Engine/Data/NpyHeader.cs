using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Engine.Data;

/// <summary>
/// The header of NumPy's .npy format, versions 1.0 to 3.0: a Python dictionary with the element type, the order and the
/// shape, written as text.
/// </summary>
internal sealed class NpyHeader
{
    private const int MaxHeaderBytes = 1 << 16;
    private const int MaxRank = 32;

    private readonly string _name;
    private readonly long _offset;
    private readonly string _text;
    private int _position;

    private NpyHeader(string name, long offset, string text)
    {
        _name = name;
        _offset = offset;
        _text = text;
    }

    /// <summary>The element type, such as "&lt;f4" or "|u1".</summary>
    public string Type { get; private set; } = "";

    /// <summary>Whether the first index runs fastest.</summary>
    public bool IsFortran { get; private set; }

    public int[] Shape { get; private set; } = [];

    /// <summary>Where the elements begin.</summary>
    public int DataOffset { get; private init; }

    /// <summary>Reads the header at the start of a file.</summary>
    /// <param name="file">The file's content.</param>
    /// <param name="name">Named in errors.</param>
    /// <param name="offset">Where the file begins, for errors.</param>
    public static NpyHeader Parse(ReadOnlySpan<byte> file, string name, long offset)
    {
        ReadOnlySpan<byte> magic = [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];
        if (file.Length < 12 || !file.StartsWith(magic))
        {
            throw new DataFormatException(name, offset, "expected an array in NumPy's format (.npy).");
        }

        int version = file[6];
        if (version is < 1 or > 3 || file[7] != 0)
        {
            throw new DataFormatException(name, offset + 6, $"the array is in version {version}.{file[7]} of NumPy's format; 1.0, 2.0 and 3.0 are read.");
        }

        int start = version == 1 ? 10 : 12;
        uint length = version == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(file[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(file[8..]);
        if (length > MaxHeaderBytes || length > file.Length - start)
        {
            throw new DataFormatException(name, offset + 8, $"the array's header is said to have {length} bytes; at most {MaxHeaderBytes}, and {file.Length - start} to the end, are possible.");
        }

        string text = Encoding.Latin1.GetString(file.Slice(start, (int)length));
        var header = new NpyHeader(name, offset + start, text) { DataOffset = start + (int)length };
        header.ReadDictionary();
        return header;
    }

    private void ReadDictionary()
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        Take('{');
        while (Next() != '}')
        {
            string key = ReadString();
            Take(':');
            if (!keys.Add(key))
            {
                throw Bad($"'{key}' occurs twice");
            }

            switch (key)
            {
                case "descr":
                    Type = Next() is '\'' or '"' ? ReadString() : throw Bad("the element type is a structure; arrays of plain numbers are read");
                    break;
                case "fortran_order":
                    IsFortran = ReadWord() switch
                    {
                        "True" => true,
                        "False" => false,
                        var word => throw Bad($"fortran_order is '{word}', neither True nor False"),
                    };
                    break;
                case "shape":
                    Shape = ReadTuple();
                    break;
                default:
                    throw Bad($"'{key}' is no key of this format");
            }

            if (Next() != '}')
            {
                Take(',');
            }
        }

        Take('}');
        if (keys.Count != 3 || _text.AsSpan(_position).ContainsAnyExcept(' ', '\n'))
        {
            throw Bad("descr, fortran_order and shape were expected, and nothing else");
        }
    }

    private int[] ReadTuple()
    {
        var extents = new List<int>();
        Take('(');
        while (Next() != ')')
        {
            string word = ReadWord();

            // Python 2 marked long integers.
            string digits = word.EndsWith('L') ? word[..^1] : word;
            if (extents.Count == MaxRank || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int extent))
            {
                throw Bad($"'{word}' in the shape is no number from 0 to {int.MaxValue}, or there are more than {MaxRank}");
            }

            extents.Add(extent);
            if (Next() != ')')
            {
                Take(',');
            }
        }

        Take(')');
        return [.. extents];
    }

    private string ReadString()
    {
        char quote = Next();
        if (quote is not ('\'' or '"'))
        {
            throw Bad("expected a text in quotes");
        }

        int end = _text.IndexOf(quote, _position + 1);
        if (end < 0 || _text.AsSpan(_position, end - _position).Contains('\\'))
        {
            throw Bad("expected a text in quotes, without escapes");
        }

        string value = _text[(_position + 1)..end];
        _position = end + 1;
        return value;
    }

    private string ReadWord()
    {
        _ = Next();
        int start = _position;
        while (_position < _text.Length && char.IsAsciiLetterOrDigit(_text[_position]))
        {
            _position++;
        }

        return _text[start.._position];
    }

    /// <summary>The next character that is no space, which stays unread; a null character at the end.</summary>
    private char Next()
    {
        while (_position < _text.Length && _text[_position] is ' ' or '\n')
        {
            _position++;
        }

        return _position < _text.Length ? _text[_position] : '\0';
    }

    private void Take(char expected)
    {
        if (Next() != expected)
        {
            throw Bad($"expected '{expected}'");
        }

        _position++;
    }

    private DataFormatException Bad(string reason) => new(_name, _offset + _position, $"the array's header is malformed: {reason}.");
}
