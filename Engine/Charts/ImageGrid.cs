namespace Engine.Charts;

/// <summary>Pictures in rows, each with its caption below.</summary>
public sealed class ImageGrid : Chart
{
    private const double Gap = 14;
    private const double CaptionHeight = 16;
    private const double TitleHeight = 34;
    private const double NoteHeight = 18;

    /// <summary>The pictures, row by row.</summary>
    public required IReadOnlyList<CaptionedImage> Images { get; init; }

    /// <summary>What helps to read the pictures, in small below the title; may be empty.</summary>
    public string Note { get; init; } = "";

    /// <summary>Pictures a row, at least 1.</summary>
    public int Columns { get; init; } = 5;

    /// <summary>The longer side of a picture in units of the chart.</summary>
    public double ImageSize { get; init; } = 84;

    private protected override string Description =>
        Images.Count == 0 ? "No pictures." : $"{Images.Count} pictures: {string.Join("; ", Images.Select(image => image.Caption))}.";

    private protected override (double Width, double Height) Draw(SvgWriter svg)
    {
        int columns = Math.Clamp(Columns, 1, Math.Max(1, Images.Count));
        double captionWidth = Images.Select(image => ChartText.Width(image.Caption)).DefaultIfEmpty(0).Max();
        double cell = Math.Min(Math.Max(ImageSize, captionWidth), 2 * ImageSize);
        double width = Math.Max(Gap + (columns * (cell + Gap)), Math.Max(ChartText.Width(Title, ChartText.TitleSize), ChartText.Width(Note, ChartText.SmallSize)) + (2 * Gap));
        double rowHeight = ImageSize + CaptionHeight + Gap;
        svg.TextWithin(Gap, 22, Title, width - (2 * Gap), "title", ChartText.TitleSize);
        double top = TitleHeight;
        if (Note.Length > 0)
        {
            svg.Text(Gap, 41, Note, "small dim");
            top += NoteHeight;
        }

        for (int i = 0; i < Images.Count; i++)
        {
            double x = Gap + (i % columns * (cell + Gap));
            double y = top + (i / columns * rowHeight);
            ChartPictures.Draw(svg, Images[i].Image, x + ((cell - ImageSize) / 2), y, ImageSize, Images[i].Caption);
            svg.TextWithin(x + (cell / 2), y + ImageSize + CaptionHeight - 2, Images[i].Caption, cell, "middle " + Images[i].Class);
        }

        return (width, top + ((Images.Count + columns - 1) / columns * rowHeight));
    }
}

/// <summary>A picture and what it shows.</summary>
/// <param name="Image">The picture.</param>
/// <param name="Caption">One short line.</param>
/// <param name="Verdict">Whether the caption is of something right (blue) or wrong (red), if of either.</param>
public sealed record CaptionedImage(RasterImage Image, string Caption, bool? Verdict = null)
{
    internal string Class => Verdict switch
    {
        true => "right",
        false => "wrong",
        null => "",
    };
}
