using System.Globalization;
using System.Text;

namespace Engine.Ilgpu.IR;

internal enum IRTokenKind
{
    /// <summary>A mnemonic (variant included), type or keyword.</summary>
    Word,
    /// <summary>A literal's number, sign included.</summary>
    Number,
    /// <summary>%n; the text is n.</summary>
    Value,
    /// <summary>^name.</summary>
    Label,
    /// <summary>@name.</summary>
    Symbol,
    String,
    Punctuation,
    End,
}

/// <param name="Text">Without sigil and quotes, escapes resolved.</param>
/// <param name="Line">Counted from 1, as is the column.</param>
internal readonly record struct IRToken(IRTokenKind Kind, string Text, int Line, int Column)
{
    /// <summary>What an error message calls it.</summary>
    public string Description => Kind switch
    {
        IRTokenKind.End => "the end of the text",
        IRTokenKind.Value => $"'%{Text}'",
        IRTokenKind.Label => $"'^{Shorten(Text)}'",
        IRTokenKind.Symbol => $"'@{Shorten(Text)}'",
        IRTokenKind.String => IRSpelling.Quote(Shorten(Text)),
        _ => $"'{Shorten(Text)}'",
    };

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";
}

/// <summary>Cuts IR text into tokens. A semicolon starts a comment that ends with the line.</summary>
internal sealed class IRLexer(string text)
{
    private int _position;
    private int _line = 1;
    private int _lineStart;

    public IRToken Next()
    {
        SkipSpace();
        int start = _position;
        if (start == text.Length)
            return Token(IRTokenKind.End, "", start);
        char c = text[start];
        switch (c)
        {
            case '%':
                _position++;
                string digits = Take(char.IsAsciiDigit);
                return digits.Length > 0
                    ? Token(IRTokenKind.Value, digits, start)
                    : throw Error("expected a number after '%'", _position);
            case '^':
                return Token(IRTokenKind.Label, NameAfterSigil(), start);
            case '@':
                return Token(IRTokenKind.Symbol, NameAfterSigil(), start);
            case '"':
                return Token(IRTokenKind.String, QuotedText(), start);
            case '(' or ')' or '{' or '}' or '[' or ']' or ',' or ':' or '=' or '#':
                _position++;
                return Token(IRTokenKind.Punctuation, c.ToString(), start);
            case '-' or (>= '0' and <= '9'):
                return Token(IRTokenKind.Number, Number(), start);
            default:
                if (!IRSpelling.IsNameStart(c))
                    throw Error($"unexpected character {IRSpelling.Quote(c.ToString())}", start);
                return Token(IRTokenKind.Word, Take(IRSpelling.IsNamePart), start);
        }
    }

    private void SkipSpace()
    {
        while (_position < text.Length)
        {
            char c = text[_position];
            if (c == '\n')
            {
                _line++;
                _lineStart = _position + 1;
            }
            else if (c == ';')
            {
                while (_position < text.Length && text[_position] != '\n')
                    _position++;
                continue;
            }
            else if (c is not (' ' or '\t' or '\r'))
            {
                return;
            }
            _position++;
        }
    }

    private string Take(Func<char, bool> belongs)
    {
        int start = _position;
        while (_position < text.Length && belongs(text[_position]))
            _position++;
        return text[start.._position];
    }

    private string NameAfterSigil()
    {
        _position++;
        if (_position < text.Length && text[_position] == '"')
            return QuotedText();
        string name = Take(IRSpelling.IsNamePart);
        return name.Length > 0 ? name : throw Error($"expected a name after '{text[_position - 1]}'", _position);
    }

    private string Number()
    {
        int start = _position++;
        bool isHex = text[start] == '0' && _position < text.Length && text[_position] == 'x';
        while (_position < text.Length)
        {
            char c = text[_position];
            bool isExponentSign = (c is '+' or '-') && !isHex && (text[_position - 1] is 'e' or 'E');
            if (!char.IsAsciiLetterOrDigit(c) && c != '.' && !isExponentSign)
                break;
            _position++;
        }
        return text[start.._position];
    }

    private string QuotedText()
    {
        int start = _position++;
        var result = new StringBuilder();
        while (true)
        {
            if (_position == text.Length || text[_position] is '\n' or '\r')
                throw Error("expected '\"' to end the string", _position);
            char c = text[_position++];
            if (c == '"')
                return result.ToString();
            result.Append(c == '\\' ? Escaped(start) : c);
        }
    }

    private char Escaped(int start)
    {
        if (_position == text.Length)
            throw Error("expected '\"' to end the string", start);
        char c = text[_position++];
        if (c is '"' or '\\')
            return c;
        if (c == 'u' && _position + 4 <= text.Length
            && ushort.TryParse(text.AsSpan(_position, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort unit))
        {
            _position += 4;
            return (char)unit;
        }
        throw Error("expected '\\\"', '\\\\' or '\\u' with four hexadecimal digits", _position - 2);
    }

    private IRToken Token(IRTokenKind kind, string content, int start) => new(kind, content, _line, start - _lineStart + 1);

    private IRParseException Error(string problem, int position) => new(problem, _line, position - _lineStart + 1);
}
