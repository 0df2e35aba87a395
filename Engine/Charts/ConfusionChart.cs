using System.Globalization;

namespace Engine.Charts;

/// <summary>
/// A confusion matrix as a heat map with its counts: rows are true classes, columns predicted ones; right ones are blue,
/// mistakes red, and the stronger, the larger their share of the row.
/// </summary>
public sealed class ConfusionChart : Chart
{
    private const double Margin = 14;
    private const double Top = 52;
    private const string Note = "Blue: right; red: mistaken";
    private const double LongestName = 150;
    // Lines of slanted text that are closer overlap.
    private const double LeastForSlanted = 18;
    private const double SmallestCellWithCount = 30;

    /// <summary>What to show.</summary>
    public required ConfusionMatrix Matrix { get; init; }

    /// <summary>The names of the classes by number; null where they have none.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    private protected override string Description => string.Create(
        CultureInfo.InvariantCulture,
        $"Confusion matrix of {Matrix.ClassCount} classes: {Matrix.Correct:N0} of {Matrix.Total:N0} samples ({Matrix.Accuracy:P2}) are right.{Worst()}");

    private protected override (double Width, double Height) Draw(SvgWriter svg)
    {
        int classes = Matrix.ClassCount;
        string[] names = [.. Enumerable.Range(0, classes).Select(Name)];
        double cell = Math.Clamp(560.0 / classes, 5, 46);

        // Where cells are lower than a line of text, not every one is named.
        int every = (int)Math.Ceiling(14 / cell);
        double nameWidth = Math.Min(LongestName, names.Max(name => ChartText.Width(name)));
        double left = Margin + 26 + nameWidth + 8;
        double side = classes * cell;
        double bottom = Top + side;
        bool slanted = nameWidth > cell - 4 || every > 1;
        bool upright = slanted && cell * every < LeastForSlanted;
        double belowNames = bottom + (upright ? 12 + nameWidth : slanted ? 18 + (nameWidth * 0.72) : 20);
        double width = Math.Max(
            Math.Max(left + side + 24, left + ChartText.Width(Note, ChartText.SmallSize) + Margin),
            ChartText.Width(Title, ChartText.TitleSize) + (2 * Margin));

        svg.TextWithin(Margin, 22, Title, width - (2 * Margin), "title", ChartText.TitleSize);
        svg.Text(left, 42, Note, "small dim");
        DrawCells(svg, names, cell, left);
        svg.Rectangle(left, Top, side, side, "frame");
        for (int i = 0; i < classes; i += every)
        {
            double along = (i + 0.5) * cell;
            svg.TextWithin(left - 8, Top + along + 4, names[i], nameWidth, "end");
            DrawColumnName(svg, names[i], left + along, bottom + 16, upright ? 90 : slanted ? 45 : 0, nameWidth);
        }

        svg.TextElement("text", "True class", ("transform", $"translate({SvgWriter.Number(Margin + 6)} {SvgWriter.Number(Top + (side / 2))}) rotate(-90)"), ("class", "middle strong"));
        svg.Text(left + (side / 2), belowNames + 16, "Predicted class", "middle strong");
        return (width, belowNames + 28);
    }

    private static void DrawColumnName(SvgWriter svg, string name, double x, double y, int angle, double width)
    {
        if (angle == 0)
        {
            svg.TextWithin(x, y, name, width, "middle");
            return;
        }

        string place = $"translate({SvgWriter.Number(x + 4)} {SvgWriter.Number(angle == 90 ? y - 9 : y - 4)}) rotate(-{angle})";
        svg.TextElement("text", ChartText.Fit(name, width), ("transform", place), ("class", "end"));
    }

    private void DrawCells(SvgWriter svg, string[] names, double cell, double left)
    {
        double worst = MistakenShares().DefaultIfEmpty(0).Max();
        for (int truth = 0; truth < Matrix.ClassCount; truth++)
        {
            for (int predicted = 0; predicted < Matrix.ClassCount; predicted++)
            {
                long count = Matrix[truth, predicted];
                bool right = truth == predicted;
                double strength = right ? StrengthOfRight(Share(truth, predicted)) : StrengthOfWrong(Share(truth, predicted), worst);
                double x = left + (predicted * cell);
                double y = Top + (truth * cell);
                if (count > 0)
                {
                    svg.Element(
                        "rect",
                        string.Create(CultureInfo.InvariantCulture, $"{names[truth]} taken for {names[predicted]}: {count:N0} ({Share(truth, predicted):P1} of {names[truth]})"),
                        ("x", x), ("y", y), ("width", cell), ("height", cell), ("class", right ? "right" : "wrong"), ("fill-opacity", strength));
                }

                if (cell >= SmallestCellWithCount)
                {
                    string text = count.ToString(CultureInfo.InvariantCulture);
                    string size = ChartText.Width(text) > cell - 4 ? " small" : "";
                    svg.Text(x + (cell / 2), y + (cell / 2) + 4, text, "middle figures" + size + (count == 0 ? " dim" : strength > 0.8 ? " on" : ""));
                }
            }
        }
    }

    // Strengths between those on which dark text reads well and those on which light text does are left out.
    private static double StrengthOfRight(double share) => share < 0.7 ? 0.08 + (0.5 * share / 0.7) : 0.85 + (0.15 * (share - 0.7) / 0.3);

    // Mistakes are few, so they are compared with each other; the root keeps the rare ones visible.
    private static double StrengthOfWrong(double share, double worst) => 0.6 * Math.Sqrt(share / Math.Max(worst, 0.05));

    private double Share(int truth, int predicted) => (double)Matrix[truth, predicted] / Math.Max(1, Matrix.Support(truth));

    private IEnumerable<double> MistakenShares() =>
        from truth in Enumerable.Range(0, Matrix.ClassCount)
        from predicted in Enumerable.Range(0, Matrix.ClassCount)
        where truth != predicted
        select Share(truth, predicted);

    private string Worst()
    {
        var mistakes =
            from truth in Enumerable.Range(0, Matrix.ClassCount)
            from predicted in Enumerable.Range(0, Matrix.ClassCount)
            where truth != predicted && Matrix[truth, predicted] > 0
            orderby Matrix[truth, predicted] descending
            select string.Create(CultureInfo.InvariantCulture, $" The most frequent mistake is {Name(truth)} taken for {Name(predicted)}: {Matrix[truth, predicted]:N0}.");
        return mistakes.FirstOrDefault("");
    }

    private string Name(int @class) => ClassNames?[@class] ?? @class.ToString(CultureInfo.InvariantCulture);
}
