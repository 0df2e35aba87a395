using System.Text;

namespace Engine.Charts;

/// <summary>How wide text is, roughly: the reader's fonts are not known, so the estimate is on the wide side.</summary>
internal static class ChartText
{
    /// <summary>The size of ordinary text, in units of the picture.</summary>
    public const double Size = 12;

    /// <summary>The size of notes beside ordinary text.</summary>
    public const double SmallSize = 10.5;

    /// <summary>The size of titles.</summary>
    public const double TitleSize = 16;

    /// <summary>The width of a text in units of the picture.</summary>
    public static double Width(string text, double size = Size)
    {
        double width = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            width += Advance(rune.Value);
        }

        return width * size;
    }

    /// <summary>The text, or as much of it as fits with an ellipsis behind.</summary>
    public static string Fit(string text, double width, double size = Size)
    {
        if (Width(text, size) <= width)
        {
            return text;
        }

        var fitting = new StringBuilder();
        double room = (width / size) - Advance('…');
        foreach (Rune rune in text.EnumerateRunes())
        {
            room -= Advance(rune.Value);
            if (room < 0)
            {
                break;
            }

            fitting.Append(rune.ToString());
        }

        return fitting.ToString().TrimEnd() + "…";
    }

    // In parts of the size, for the wider of the common sans-serif fonts.
    private static double Advance(int character) => character switch
    {
        'i' or 'j' or 'l' or '\'' or '|' or 'I' or '.' or ',' or ':' or ';' or ' ' or '!' => 0.34,
        'f' or 't' or 'r' or '(' or ')' or '[' or ']' or '/' or '-' => 0.42,
        'm' or 'w' or 'M' or 'W' or '%' or '@' => 0.96,
        >= 'A' and <= 'Z' => 0.72,
        '…' => 1.0,
        < 0x1100 => 0.63,
        _ => 1.05,
    };
}
