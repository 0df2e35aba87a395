using System.Globalization;

namespace Engine.Charts;

/// <summary>Bars to the right, one a name, with the value at the end of each. Values are at least 0; those that are not finite have no bar.</summary>
public sealed class BarChart : Chart
{
    private const double Width = 640;
    private const double Margin = 14;
    private const double Top = 44;
    private const double RowHeight = 22;
    private const double LongestName = 200;

    /// <summary>The bars, from the top.</summary>
    public required IReadOnlyList<(string Name, double Value)> Bars { get; init; }

    /// <summary>What the bars measure, with its unit: "F1".</summary>
    public required string ValueLabel { get; init; }

    /// <summary>How values are written, as <see cref="double.ToString(string)"/> takes it.</summary>
    public string Format { get; init; } = "G4";

    private protected override string Description =>
        $"Bar chart of {ValueLabel}: {string.Join(", ", Bars.Select(bar => $"{bar.Name} {Text(bar.Value)}"))}.";

    private protected override (double Width, double Height) Draw(SvgWriter svg)
    {
        AxisScale scale = AxisScale.Around(Bars.Select(bar => Math.Max(bar.Value, 0)).Append(0), 5);
        double names = Math.Min(LongestName, Bars.Select(bar => ChartText.Width(bar.Name)).DefaultIfEmpty(0).Max());
        double left = Margin + names + 8;
        double right = Width - Margin - 12 - Bars.Select(bar => ChartText.Width(Text(bar.Value))).DefaultIfEmpty(0).Max();
        double bottom = Top + (Bars.Count * RowHeight);
        svg.TextWithin(Margin, 22, Title, Width - (2 * Margin), "title", ChartText.TitleSize);
        foreach (double tick in scale.Ticks)
        {
            double x = scale.Place(tick, left, right);
            svg.Line(x, Top, x, bottom, "grid");
            svg.Text(x, bottom + 16, scale.Label(tick), "middle figures");
        }

        foreach (var (row, (name, value)) in Bars.Index())
        {
            double y = Top + (row * RowHeight);
            double end = double.IsFinite(value) ? scale.Place(Math.Max(value, 0), left, right) : left;
            svg.TextWithin(left - 8, y + 15, name, names, "end");
            svg.Rectangle(left, y + 4, end - left, RowHeight - 8, "s0", $"{name}: {Text(value)}");
            svg.Text(right + 10, y + 15, Text(value), "figures");
        }

        svg.Line(left, Top, left, bottom, "axis");
        svg.Text((left + right) / 2, bottom + 36, ValueLabel, "middle");
        return (Width, bottom + 46);
    }

    private string Text(double value) => value.ToString(Format, CultureInfo.InvariantCulture);
}
