using System.Text.Unicode;

namespace Engine.Data;

/// <summary>
/// Reads comma-separated values (RFC 4180) in UTF-8, record by record: fields in quotes may hold commas, line breaks and
/// doubled quotes; lines end in LF or CR LF; empty lines are skipped.
/// </summary>
internal sealed class CsvReader
{
    /// <summary>The most fields that a record may have.</summary>
    public const int MaxFields = 1 << 16;

    private const byte Quote = (byte)'"';

    private readonly byte[] _text;
    private readonly string _name;
    private int _position;

    /// <summary>Reads a text that is in memory.</summary>
    /// <param name="text">The file's content.</param>
    /// <param name="name">Named in errors.</param>
    /// <exception cref="DataFormatException">The text is not UTF-8.</exception>
    public CsvReader(byte[] text, string name)
    {
        _text = text;
        _name = name;
        if (!Utf8.IsValid(text))
        {
            throw new DataFormatException(name, 0, "the text is not valid UTF-8.");
        }

        ReadOnlySpan<byte> byteOrderMark = [0xEF, 0xBB, 0xBF];
        _position = text.AsSpan().StartsWith(byteOrderMark) ? byteOrderMark.Length : 0;
    }

    /// <summary>Where the last record began, in bytes.</summary>
    public long Offset { get; private set; }

    /// <summary>Reads the next record; false at the end.</summary>
    /// <param name="fields">Takes its fields, without their quotes; what was in it is removed.</param>
    /// <exception cref="DataFormatException">The quotes are wrong, or there are too many fields.</exception>
    public bool Read(List<ReadOnlyMemory<byte>> fields)
    {
        SkipEmptyLines();
        fields.Clear();
        Offset = _position;
        if (_position == _text.Length)
        {
            return false;
        }

        while (true)
        {
            if (fields.Count == MaxFields)
            {
                throw Bad($"a record has more than {MaxFields} fields.");
            }

            fields.Add(_position < _text.Length && _text[_position] == Quote ? ReadQuoted() : ReadPlain());
            if (!EndsField())
            {
                return true;
            }
        }
    }

    private void SkipEmptyLines()
    {
        while (_position < _text.Length && _text[_position] is (byte)'\n' or (byte)'\r')
        {
            _position++;
        }
    }

    private ReadOnlyMemory<byte> ReadPlain()
    {
        int length = _text.AsSpan(_position).IndexOfAny((byte)',', (byte)'\n', Quote);
        int end = length < 0 ? _text.Length : _position + length;
        if (end < _text.Length && _text[end] == Quote)
        {
            throw Bad("a quote stands within a field that does not begin with one.");
        }

        int start = _position;
        _position = end;
        bool carriageReturn = end > start && _text[end - 1] == (byte)'\r' && (end == _text.Length || _text[end] == (byte)'\n');
        return _text.AsMemory(start, end - start - (carriageReturn ? 1 : 0));
    }

    private ReadOnlyMemory<byte> ReadQuoted()
    {
        int start = ++_position;
        var unescaped = new List<byte>();
        while (true)
        {
            int length = _text.AsSpan(_position).IndexOf(Quote);
            if (length < 0)
            {
                throw Bad("a field in quotes does not end.");
            }

            int end = _position + length;
            bool doubled = end + 1 < _text.Length && _text[end + 1] == Quote;
            if (!doubled && unescaped.Count == 0)
            {
                _position = end + 1;
                return _text.AsMemory(start, end - start);
            }

            unescaped.AddRange(_text.AsSpan(_position, length + (doubled ? 1 : 0)));
            _position = end + (doubled ? 2 : 1);
            if (!doubled)
            {
                return unescaped.ToArray();
            }
        }
    }

    /// <summary>Steps over what ends a field; true if another follows in the record.</summary>
    private bool EndsField()
    {
        if (_position < _text.Length && _text[_position] == (byte)'\r')
        {
            _position++;
        }

        if (_position == _text.Length)
        {
            return false;
        }

        return _text[_position++] switch
        {
            (byte)',' => true,
            (byte)'\n' => false,
            _ => throw Bad("a comma or the end of the line was expected after a field."),
        };
    }

    private DataFormatException Bad(string reason) => new(_name, _position, reason);
}
