using System.Globalization;
using System.Text;

namespace Engine.Charts;

/// <summary>
/// Writes the elements of an SVG picture, or of a page around some. Text and attributes are escaped, numbers written with at most two decimals and a
/// point whatever the culture, so that the result is well-formed and the same everywhere.
/// </summary>
internal sealed class SvgWriter
{
    private readonly StringBuilder _text = new();
    private readonly Stack<string> _open = new();

    /// <summary>Opens an element, which <see cref="End"/> closes.</summary>
    public void Start(string element, params ReadOnlySpan<(string Name, SvgValue Value)> attributes)
    {
        Tag(element, attributes);
        _text.Append('>');
        _open.Push(element);
    }

    /// <summary>Closes the element opened last.</summary>
    public void End() => _text.Append("</").Append(_open.Pop()).Append(">\n");

    /// <summary>Writes an element without content, or with a title, which browsers show where the pointer rests.</summary>
    public void Element(string element, string? title, params ReadOnlySpan<(string Name, SvgValue Value)> attributes)
    {
        Tag(element, attributes);
        if (title is null)
        {
            _text.Append("/>\n");
            return;
        }

        _text.Append('>');
        Title(title);
        _text.Append("</").Append(element).Append(">\n");
    }

    /// <summary>Writes an element that holds only text.</summary>
    public void TextElement(string element, string content, params ReadOnlySpan<(string Name, SvgValue Value)> attributes)
    {
        Tag(element, attributes);
        _text.Append('>');
        Content(content);
        _text.Append("</").Append(element).Append(">\n");
    }

    /// <summary>Writes elements that are written already.</summary>
    public void Raw(string elements) => _text.Append(elements);

    /// <summary>Writes text on its base line, with the classes of <see cref="ChartStyle"/>.</summary>
    public void Text(double x, double y, string content, string classes = "") => TextElement("text", content, ("x", x), ("y", y), ("class", classes));

    /// <summary>Writes text that is cut to a width, where its title says all of it.</summary>
    public void TextWithin(double x, double y, string content, double width, string classes = "", double size = ChartText.Size)
    {
        string fitting = ChartText.Fit(content, width, size);
        Start("text", ("x", x), ("y", y), ("class", classes));
        if (fitting != content)
        {
            Title(content);
        }

        Content(fitting);
        End();
    }

    /// <summary>Draws a straight line.</summary>
    public void Line(double x1, double y1, double x2, double y2, string classes) =>
        Element("line", null, ("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2), ("class", classes));

    /// <summary>Draws a filled rectangle.</summary>
    public void Rectangle(double x, double y, double width, double height, string classes, string? title = null) =>
        Element("rect", title, ("x", x), ("y", y), ("width", width), ("height", height), ("class", classes));

    /// <summary>What was written; every element must be closed.</summary>
    public override string ToString() => _open.Count == 0 ? _text.ToString() : throw new InvalidOperationException($"The element '{_open.Peek()}' is not closed.");

    /// <summary>Escapes text for the content of an element or an attribute; characters that XML cannot hold become U+FFFD.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '&' => escaped.Append("&amp;"),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '"' => escaped.Append("&quot;"),
                '\t' or '\n' or '\r' => escaped.Append(' '),
                < ' ' or (>= 0x7F and < 0xA0) or 0xFFFE or 0xFFFF => escaped.Append('\uFFFD'),
                _ => escaped.Append(rune.ToString()),
            };
        }

        return escaped.ToString();
    }

    /// <summary>A number as SVG wants it: at most two decimals, no exponent, no negative zero.</summary>
    public static string Number(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentException($"{value} has no place in a picture.", nameof(value));
        }

        string text = value.ToString("0.##", CultureInfo.InvariantCulture);
        return text == "-0" ? "0" : text;
    }

    private void Tag(string element, ReadOnlySpan<(string Name, SvgValue Value)> attributes)
    {
        _text.Append('<').Append(element);
        foreach (var (name, value) in attributes)
        {
            if (value.Text.Length > 0)
            {
                _text.Append(' ').Append(name).Append("=\"").Append(value.Text).Append('"');
            }
        }
    }

    private void Title(string text) => _text.Append("<title>").Append(Escape(text)).Append("</title>");

    private void Content(string text) => _text.Append(Escape(text));
}

/// <summary>The value of an attribute, escaped: a text or a number. An empty one is left out.</summary>
internal readonly struct SvgValue
{
    private SvgValue(string text) => Text = text;

    public string Text { get; }

    public static implicit operator SvgValue(string text) => new(SvgWriter.Escape(text));

    public static implicit operator SvgValue(double number) => new(SvgWriter.Number(number));
}
