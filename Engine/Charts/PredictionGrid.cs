using System.Globalization;

namespace Engine.Charts;

/// <summary>
/// Pictures with what a model takes them for, its probability and, where known, what they are; beside each a bar for the
/// probability of every class. Right ones are blue, wrong ones red.
/// </summary>
public sealed class PredictionGrid : Chart
{
    private const double Margin = 14;
    private const double Top = 56;
    private const double Side = 84;
    private const double BarsWidth = 128;
    private const double CellWidth = Side + 12 + BarsWidth;
    private const double CellHeight = Side + 48;
    private const double Gap = 26;
    private const int MostNumberedClasses = 12;

    /// <summary>The pictures, row by row.</summary>
    public required IReadOnlyList<PredictedImage> Images { get; init; }

    /// <summary>The names of the classes by number; null where they have none.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>Pictures a row, at least 1.</summary>
    public int Columns { get; init; } = 3;

    private protected override string Description =>
        Images.Count == 0 ? "No pictures." : $"{Images.Count} pictures with what the model takes them for: {string.Join("; ", Images.Select(Caption))}.";

    private protected override (double Width, double Height) Draw(SvgWriter svg)
    {
        int columns = Math.Clamp(Columns, 1, Math.Max(1, Images.Count));
        string note = Images.Any(image => image.Label is not null)
            ? "Probability (true class). Bars: all classes, with lines at 50 and 100 %; blue: true class, red: wrong choice."
            : "Probability. Bars: all classes, with lines at 50 and 100 %; blue: choice.";
        double width = new[]
        {
            (2 * Margin) + (columns * CellWidth) + ((columns - 1) * Gap),
            (2 * Margin) + ChartText.Width(Title, ChartText.TitleSize),
            (2 * Margin) + ChartText.Width(note, ChartText.SmallSize),
        }.Max();
        svg.TextWithin(Margin, 22, Title, width - (2 * Margin), "title", ChartText.TitleSize);
        svg.Text(Margin, 41, note, "small dim");
        for (int i = 0; i < Images.Count; i++)
        {
            DrawCell(svg, Images[i], Margin + (i % columns * (CellWidth + Gap)), Top + (i / columns * CellHeight));
        }

        double below = Top + ((Images.Count + columns - 1) / columns * CellHeight);
        return (width, DrawKey(svg, below, width));
    }

    private void DrawCell(SvgWriter svg, PredictedImage image, double x, double y)
    {
        ChartPictures.Draw(svg, image.Image, x, y, Side, Caption(image));
        DrawBars(svg, image, x + Side + 12, y);
        string verdict = image.Label is null ? "" : image.IsRight ? " right" : " wrong";
        svg.TextWithin(x, y + Side + 32, Caption(image), CellWidth, "strong" + verdict);
    }

    private void DrawBars(SvgWriter svg, PredictedImage image, double x, double y)
    {
        int classes = image.Probabilities.Count;
        double step = BarsWidth / classes;
        double thick = Math.Max(step * 0.76, 0.4);
        svg.Line(x, y, x + BarsWidth, y, "grid");
        svg.Line(x, y + (Side / 2), x + BarsWidth, y + (Side / 2), "grid");
        for (int c = 0; c < classes; c++)
        {
            float probability = image.Probabilities[c];
            double height = float.IsFinite(probability) ? Side * Math.Clamp(probability, 0, 1) : 0;
            string colour = c == (image.Label ?? image.Predicted) ? "right" : c == image.Predicted ? "wrong" : "other";
            svg.Rectangle(x + ((c + 0.5) * step) - (thick / 2), y + Side - height, thick, height, colour, $"{Name(c)}: {Percent(probability)}");
            if (classes <= MostNumberedClasses)
            {
                svg.Text(x + ((c + 0.5) * step), y + Side + 13, c.ToString(CultureInfo.InvariantCulture), "middle small dim");
            }
        }

        svg.Line(x, y + Side, x + BarsWidth, y + Side, "axis");
    }

    // What the numbers below the bars stand for.
    private double DrawKey(SvgWriter svg, double y, double width)
    {
        if (ClassNames is not { Count: <= MostNumberedClasses } names || Images.Count == 0 || Images[0].Probabilities.Count != names.Count || names.Index().All(name => name.Item == Number(name.Index)))
        {
            return y;
        }

        double x = Margin;
        foreach (var (number, name) in names.Index())
        {
            string entry = ChartText.Fit($"{Number(number)} {name}", width - (2 * Margin), ChartText.SmallSize);
            double length = ChartText.Width(entry, ChartText.SmallSize);
            if (x > Margin && x + length > width - Margin)
            {
                x = Margin;
                y += 16;
            }

            svg.Text(x, y + 10, entry, "small dim");
            x += length + 10;
        }

        return y + 22;
    }

    private string Caption(PredictedImage image)
    {
        string guess = $"{Name(image.Predicted)} {Percent(image.Probabilities[image.Predicted])}";
        return image.Label is { } label ? $"{guess} ({Name(label)})" : guess;
    }

    private string Name(int @class) => ClassNames?[@class] ?? Number(@class);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Percent(float probability) => string.Create(CultureInfo.InvariantCulture, $"{100 * probability:0} %");
}

/// <summary>A picture and what a model makes of it.</summary>
/// <param name="Image">The picture.</param>
/// <param name="Probabilities">The probability of each class.</param>
/// <param name="Label">The class that it is of, if known.</param>
public sealed record PredictedImage(RasterImage Image, IReadOnlyList<float> Probabilities, int? Label)
{
    /// <summary>The most probable class; the first of equal ones.</summary>
    public int Predicted { get; } = Probabilities.Index().Aggregate((best, next) => next.Item > best.Item ? next : best).Index;

    /// <summary>Whether the most probable class is the right one.</summary>
    public bool IsRight => Predicted == Label;
}
