using System.Globalization;
using System.Text;

namespace Engine.Charts;

/// <summary>Lines over a common axis, such as loss by epoch, with a legend. Values that are not finite leave gaps.</summary>
public sealed class LineChart : Chart
{
    private const double Width = 640;
    private const double Height = 380;
    private const double Margin = 14;
    private const double Top = 62;
    private const double Bottom = Height - 52;
    private const double Right = Width - 22;
    private const int MostMarkers = 40;

    /// <summary>The lines, in the order of the legend; at most four.</summary>
    public required IReadOnlyList<ChartSeries> Series { get; init; }

    /// <summary>What the horizontal axis counts, with its unit: "Epoch".</summary>
    public required string XLabel { get; init; }

    /// <summary>What the vertical axis measures, with its unit: "Accuracy (%)".</summary>
    public required string YLabel { get; init; }

    private protected override string Description => string.Create(
        CultureInfo.InvariantCulture,
        $"Line chart of {YLabel} by {XLabel}. {string.Join(" ", Series.Select(Describe))}").TrimEnd();

    private protected override (double Width, double Height) Draw(SvgWriter svg)
    {
        if (Series.Count > ChartStyle.SeriesColours)
        {
            throw new EngineException($"A line chart shows at most {ChartStyle.SeriesColours} lines; {Series.Count} were given.");
        }

        AxisScale x = AxisScale.Whole(Series.SelectMany(series => series.Points).Select(point => point.X), 10);
        AxisScale y = AxisScale.Around(Series.SelectMany(series => series.Points).Select(point => point.Y), 6);
        double left = Margin + 22 + y.Ticks.Max(tick => ChartText.Width(y.Label(tick)));
        svg.TextWithin(Margin, 22, Title, Width - (2 * Margin), "title", ChartText.TitleSize);
        DrawLegend(svg, left);
        DrawAxes(svg, x, y, left);
        for (int i = 0; i < Series.Count; i++)
        {
            DrawLine(svg, Series[i], i, x, y, left);
        }

        return (Width, Height);
    }

    private static string Describe(ChartSeries series)
    {
        var finite = series.Points.Where(point => double.IsFinite(point.Y)).ToArray();
        return finite.Length == 0
            ? $"{series.Name}: no values."
            : string.Create(CultureInfo.InvariantCulture, $"{series.Name}: from {finite[0].Y:G4} at {finite[0].X:G6} to {finite[^1].Y:G4} at {finite[^1].X:G6}.");
    }

    private void DrawLegend(SvgWriter svg, double left)
    {
        double at = left;
        for (int i = 0; i < Series.Count; i++)
        {
            svg.Line(at, 43, at + 22, 43, $"line s{i}");
            Marker(svg, i, at + 11, 43, null);
            svg.Text(at + 29, 47, Series[i].Name);
            at += 29 + ChartText.Width(Series[i].Name) + 22;
        }
    }

    private void DrawAxes(SvgWriter svg, AxisScale x, AxisScale y, double left)
    {
        foreach (double tick in y.Ticks)
        {
            double at = y.Place(tick, Bottom, Top);
            svg.Line(left, at, Right, at, "grid");
            svg.Text(left - 8, at + 4, y.Label(tick), "end figures");
        }

        foreach (double tick in x.Ticks)
        {
            double at = x.Place(tick, left, Right);
            svg.Line(at, Bottom, at, Bottom + 5, "axis");
            svg.Text(at, Bottom + 19, x.Label(tick), "middle figures");
        }

        svg.Line(left, Bottom, Right, Bottom, "axis");
        svg.Text((left + Right) / 2, Bottom + 40, XLabel, "middle");
        double middle = (Top + Bottom) / 2;
        svg.TextElement("text", YLabel, ("transform", $"translate({SvgWriter.Number(Margin + 6)} {SvgWriter.Number(middle)}) rotate(-90)"), ("class", "middle"));
    }

    private void DrawLine(SvgWriter svg, ChartSeries series, int index, AxisScale x, AxisScale y, double left)
    {
        var path = new StringBuilder();
        bool pen = false;
        foreach (var (px, py) in series.Points)
        {
            if (!double.IsFinite(px) || !double.IsFinite(py))
            {
                pen = false;
                continue;
            }

            path.Append(pen ? 'L' : 'M').Append(SvgWriter.Number(x.Place(px, left, Right))).Append(' ').Append(SvgWriter.Number(y.Place(py, Bottom, Top)));
            pen = true;
        }

        svg.Start("g");
        svg.Element("path", series.Name, ("class", $"line s{index}"), ("d", path.ToString()));
        if (series.Points.Count <= MostMarkers)
        {
            foreach (var (px, py) in series.Points.Where(point => double.IsFinite(point.X) && double.IsFinite(point.Y)))
            {
                string title = string.Create(CultureInfo.InvariantCulture, $"{series.Name}, {XLabel} {px:G6}: {py:G5}");
                Marker(svg, index, x.Place(px, left, Right), y.Place(py, Bottom, Top), title);
            }
        }

        svg.End();
    }

    // Shapes tell the lines apart where colours do not.
    private static void Marker(SvgWriter svg, int index, double x, double y, string? title)
    {
        string classes = $"s{index}";
        switch (index)
        {
            case 0:
                svg.Element("circle", title, ("cx", x), ("cy", y), ("r", 3.5), ("class", classes));
                break;
            case 1:
                svg.Rectangle(x - 3.5, y - 3.5, 7, 7, classes, title);
                break;
            case 2:
                svg.Element("path", title, ("class", classes), ("d", Polygon(x, y - 4.5, x + 4.5, y + 3.5, x - 4.5, y + 3.5)));
                break;
            default:
                svg.Element("path", title, ("class", classes), ("d", Polygon(x, y - 4.5, x + 4.5, y, x, y + 4.5, x - 4.5, y)));
                break;
        }
    }

    private static string Polygon(params ReadOnlySpan<double> points)
    {
        var path = new StringBuilder();
        for (int i = 0; i < points.Length; i += 2)
        {
            path.Append(i == 0 ? 'M' : 'L').Append(SvgWriter.Number(points[i])).Append(' ').Append(SvgWriter.Number(points[i + 1]));
        }

        return path.Append('Z').ToString();
    }
}

/// <summary>A line of a chart.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Points">Its points, from left to right.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<(double X, double Y)> Points);
