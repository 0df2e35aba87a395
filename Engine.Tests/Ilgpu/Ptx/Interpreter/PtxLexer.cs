using System.Globalization;

namespace Engine.Tests.Ilgpu.Ptx.Interpreter;

internal enum PtxTokenKind
{
    Identifier,
    /// <summary>A dot and what follows it: a directive, a modifier, a component.</summary>
    Dotted,
    Integer,
    /// <summary>0f and eight digits.</summary>
    Single,
    /// <summary>0d and sixteen digits, or decimal.</summary>
    Double,
    Text,
    Punctuation,
    End,
}

internal readonly record struct PtxToken(PtxTokenKind Kind, string Text, ulong Bits, int Line);

internal static class PtxLexer
{
    public static List<PtxToken> Read(string source)
    {
        var tokens = new List<PtxToken>();
        int at = 0;
        int line = 1;
        while (true)
        {
            while (at < source.Length && char.IsWhiteSpace(source[at]))
                line += source[at++] == '\n' ? 1 : 0;
            if (at == source.Length)
                break;
            int start = at;
            char first = source[at];
            char second = at + 1 < source.Length ? source[at + 1] : '\0';
            if (first == '/' && second == '/')
            {
                while (at < source.Length && source[at] != '\n')
                    at++;
            }
            else if (first == '/' && second == '*')
            {
                int end = source.IndexOf("*/", at + 2, StringComparison.Ordinal);
                if (end < 0)
                    throw new PtxException(line, "a comment has no end.");
                line += source.AsSpan(at, end - at).Count('\n');
                at = end + 2;
            }
            else if (char.IsAsciiDigit(first))
            {
                tokens.Add(ReadNumber(source, ref at, line));
            }
            else if (first == '.' && (char.IsAsciiLetter(second) || second == '_'))
            {
                at++;
                while (at < source.Length && (IsNamePart(source[at]) || IsScopeMark(source, at)))
                    at += source[at] == ':' ? 2 : 1;
                tokens.Add(new PtxToken(PtxTokenKind.Dotted, source[start..at], 0, line));
            }
            else if (char.IsAsciiLetter(first) || first is '_' or '$' or '%')
            {
                at++;
                while (at < source.Length && IsNamePart(source[at]))
                    at++;
                tokens.Add(new PtxToken(PtxTokenKind.Identifier, source[start..at], 0, line));
            }
            else if (first == '"')
            {
                at = source.IndexOf('"', at + 1) + 1;
                if (at == 0)
                    throw new PtxException(line, "a string has no end.");
                tokens.Add(new PtxToken(PtxTokenKind.Text, source[(start + 1)..(at - 1)], 0, line));
            }
            else if (",;:{}[]()@!|+-<>=".Contains(first))
            {
                at++;
                tokens.Add(new PtxToken(PtxTokenKind.Punctuation, first.ToString(), 0, line));
            }
            else
            {
                throw new PtxException(line, $"'{first}' is no part of PTX.");
            }
        }
        tokens.Add(new PtxToken(PtxTokenKind.End, "the end", 0, line));
        return tokens;
    }

    private static bool IsNamePart(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '$';

    private static bool IsScopeMark(string source, int at) =>
        at + 2 < source.Length && source[at] == ':' && source[at + 1] == ':' && char.IsAsciiLetterOrDigit(source[at + 2]);

    private static PtxToken ReadNumber(string source, ref int at, int line)
    {
        int start = at;
        while (at < source.Length && (char.IsAsciiLetterOrDigit(source[at]) || source[at] == '.'))
        {
            bool exponent = source[at] is 'e' or 'E' && !source.AsSpan(start, at - start).StartsWith("0", StringComparison.Ordinal);
            at++;
            if (exponent && at < source.Length && source[at] is '+' or '-')
                at++;
        }
        string text = source[start..at];
        const NumberStyles Hex = NumberStyles.AllowHexSpecifier;
        var culture = CultureInfo.InvariantCulture;
        if (text.Length == 10 && text.StartsWith("0f", StringComparison.OrdinalIgnoreCase) && ulong.TryParse(text.AsSpan(2), Hex, culture, out ulong bits))
            return new PtxToken(PtxTokenKind.Single, text, bits, line);
        if (text.Length == 18 && text.StartsWith("0d", StringComparison.OrdinalIgnoreCase) && ulong.TryParse(text.AsSpan(2), Hex, culture, out bits))
            return new PtxToken(PtxTokenKind.Double, text, bits, line);
        if (text.Contains('.'))
        {
            return double.TryParse(text, NumberStyles.Float, culture, out double value)
                ? new PtxToken(PtxTokenKind.Double, text, BitConverter.DoubleToUInt64Bits(value), line)
                : throw new PtxException(line, $"{text} is no number.");
        }
        string digits = text.TrimEnd('U');
        bool good = digits switch
        {
            _ when digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase) => ulong.TryParse(digits.AsSpan(2), Hex, culture, out bits),
            _ when digits.StartsWith("0b", StringComparison.OrdinalIgnoreCase) => ulong.TryParse(digits.AsSpan(2), NumberStyles.AllowBinarySpecifier, culture, out bits),
            _ when digits.Length > 1 && digits[0] == '0' => TryReadOctal(digits, out bits),
            _ => ulong.TryParse(digits, NumberStyles.None, culture, out bits),
        };
        return good
            ? new PtxToken(PtxTokenKind.Integer, text, bits, line)
            : throw new PtxException(line, $"{text} is no number.");
    }

    private static bool TryReadOctal(string digits, out ulong bits)
    {
        bits = 0;
        foreach (char digit in digits)
        {
            if (digit is < '0' or > '7')
                return false;
            bits = (bits << 3) | (uint)(digit - '0');
        }
        return true;
    }
}
