using System.Text;
using Engine.Runs;

namespace Engine.Charts;

/// <summary>
/// A picture as SVG: text in the reader's fonts, no background of its own, colours for light and dark pages, and a title
/// and a description for those who do not see it. The same content gives the same bytes.
/// </summary>
public abstract class Chart
{
    private protected Chart()
    {
    }

    /// <summary>What the picture shows, above it.</summary>
    public required string Title { get; init; }

    /// <summary>What the picture says, in a sentence, for those who do not see it.</summary>
    private protected abstract string Description { get; }

    /// <summary>The picture as a file of its own.</summary>
    public string ToSvg() => Render(standalone: true);

    /// <summary>Writes the picture to a file, which replaces an old one only when it is complete.</summary>
    /// <exception cref="EngineException">The file cannot be written.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] bytes = Encoding.UTF8.GetBytes(ToSvg());
        AtomicFile.Write(path, stream => stream.Write(bytes));
    }

    /// <summary>The picture as an element of a page that has <see cref="ChartStyle.Sheet"/>.</summary>
    internal string ToElement() => Render(standalone: false);

    /// <summary>Draws the picture with its upper left corner at 0, 0 and returns how large it became.</summary>
    private protected abstract (double Width, double Height) Draw(SvgWriter svg);

    private string Render(bool standalone)
    {
        var body = new SvgWriter();
        var (width, height) = Draw(body);
        var head = new StringBuilder("<svg");
        if (standalone)
        {
            head.Append(" xmlns=\"http://www.w3.org/2000/svg\"");
        }

        string w = SvgWriter.Number(Math.Ceiling(width));
        string h = SvgWriter.Number(Math.Ceiling(height));
        head.Append(" class=\"chart\" role=\"img\" viewBox=\"0 0 ").Append(w).Append(' ').Append(h)
            .Append("\" width=\"").Append(w).Append("\" height=\"").Append(h)
            .Append("\">\n<title>").Append(SvgWriter.Escape(Title)).Append("</title>\n<desc>").Append(SvgWriter.Escape(Description)).Append("</desc>\n");
        if (standalone)
        {
            head.Append("<style>\n").Append(ChartStyle.Sheet.ReplaceLineEndings("\n")).Append("\n</style>\n");
        }

        return head.Append(body).Append("</svg>\n").ToString();
    }
}
