using System.Globalization;
using System.Text;

namespace Engine.Charts;

/// <summary>
/// The layers of a model: units and their connections where there are few, otherwise blocks with shapes, the wider, the
/// more values a layer gives.
/// </summary>
public sealed class ArchitectureDiagram : Chart
{
    private const double Margin = 14;
    private const double Top = 44;
    private const int MostUnits = 24;
    private const int MostColumns = 8;

    private readonly IReadOnlyList<int> _inputShape;
    private readonly IReadOnlyList<LayerSummary> _layers;

    /// <summary>Describes a model.</summary>
    /// <param name="inputShape">The shape of one input sample.</param>
    /// <param name="layers">The layers in order, as <see cref="Sequential.Summarize"/> returns them.</param>
    public ArchitectureDiagram(IReadOnlyList<int> inputShape, IReadOnlyList<LayerSummary> layers)
    {
        ArgumentNullException.ThrowIfNull(inputShape);
        ArgumentNullException.ThrowIfNull(layers);
        _inputShape = inputShape;
        _layers = layers;
    }

    private protected override string Description => string.Create(
        CultureInfo.InvariantCulture,
        $"A model that takes samples of shape {Shapes.Format(_inputShape)}. {string.Join(" ", _layers.Select(layer => $"{Heading(layer)}: output {Shapes.Format(layer.OutputShape)}, {layer.ParameterCount:N0} parameters."))}");

    private protected override (double Width, double Height) Draw(SvgWriter svg)
    {
        // A layer that only reorders values has no units of its own.
        Column[] columns = [new Column("input", Shapes.Format(_inputShape), Units(_inputShape), AllToAll: false), .. _layers.Where(layer => layer.Kind != "flatten").Select(ToColumn)];
        var (width, height) = columns.Length <= MostColumns && columns.All(column => column.Units <= MostUnits) ? DrawUnits(svg, columns) : DrawBlocks(svg);
        width = Math.Max(width, ChartText.Width(Title, ChartText.TitleSize) + (2 * Margin));
        svg.TextWithin(Margin, 22, Title, width - (2 * Margin), "title", ChartText.TitleSize);
        return (width, height);
    }

    private static (double Width, double Height) DrawUnits(SvgWriter svg, Column[] columns)
    {
        const double Apart = 132;
        const double UnitApart = 20;
        const double Radius = 6.5;
        double tall = columns.Max(column => column.Units) * UnitApart;
        double X(int column) => Margin + (Apart * (column + 0.5));
        double Y(int column, int unit) => Top + (tall / 2) + ((unit + 0.5 - (columns[column].Units / 2.0)) * UnitApart);
        for (int c = 1; c < columns.Length; c++)
        {
            var edges = new StringBuilder();
            for (int to = 0; to < columns[c].Units; to++)
            {
                for (int from = 0; from < columns[c - 1].Units; from++)
                {
                    if (columns[c].AllToAll || from == to)
                    {
                        edges.Append('M').Append(SvgWriter.Number(X(c - 1))).Append(' ').Append(SvgWriter.Number(Y(c - 1, from)))
                            .Append('L').Append(SvgWriter.Number(X(c))).Append(' ').Append(SvgWriter.Number(Y(c, to)));
                    }
                }
            }

            svg.Element("path", null, ("class", "edge"), ("d", edges.ToString()));
        }

        double below = Top + tall + 18;
        for (int c = 0; c < columns.Length; c++)
        {
            for (int unit = 0; unit < columns[c].Units; unit++)
            {
                svg.Element("circle", null, ("cx", X(c)), ("cy", Y(c, unit)), ("r", Radius), ("class", Colour(c, columns.Length)));
            }

            svg.TextWithin(X(c), below, columns[c].Name, Apart - 8, "middle strong");
            svg.TextWithin(X(c), below + 16, columns[c].Note, Apart - 8, "middle small dim", ChartText.SmallSize);
            svg.Text(X(c), below + 31, string.Create(CultureInfo.InvariantCulture, $"{columns[c].Units} {(columns[c].Units == 1 ? "value" : "values")}"), "middle small dim");
        }

        return ((2 * Margin) + (columns.Length * Apart), below + 44);
    }

    private (double Width, double Height) DrawBlocks(SvgWriter svg)
    {
        const double Widest = 460;
        const double Narrowest = 270;
        const double BlockHeight = 46;
        const double Gap = 26;
        double largest = _layers.Select(layer => Units(layer.OutputShape)).Append(Units(_inputShape)).Max();
        double middle = Margin + (Widest / 2);
        double y = Top;
        Block("input", Shapes.Format(_inputShape), Units(_inputShape), "other");
        for (int i = 0; i < _layers.Count; i++)
        {
            LayerSummary layer = _layers[i];
            svg.Line(middle, y, middle, y + Gap - 5, "axis");
            svg.Element("path", null, ("class", "arrow"), ("d", $"M{SvgWriter.Number(middle)} {SvgWriter.Number(y + Gap)}l-4.5 -8h9Z"));
            y += Gap;
            Block(
                Heading(layer),
                string.Create(CultureInfo.InvariantCulture, $"{Shapes.Format(layer.OutputShape)} · {layer.ParameterCount:N0} parameters"),
                Units(layer.OutputShape),
                Colour(i + 1, _layers.Count + 1));
        }

        return ((2 * Margin) + Widest, y + Margin);

        // By the logarithm: 784 and 10 values are to be told apart, and 10 still to have room for text.
        void Block(string name, string note, long units, string colour)
        {
            double width = Narrowest + ((Widest - Narrowest) * Math.Log(units + 1) / Math.Log(largest + 1));
            double x = middle - (width / 2);
            svg.Element("rect", null, ("x", x), ("y", y), ("width", width), ("height", BlockHeight), ("rx", 6), ("class", colour), ("fill-opacity", 0.16));
            svg.Element("rect", null, ("x", x), ("y", y), ("width", width), ("height", BlockHeight), ("rx", 6), ("class", "frame"));
            svg.TextWithin(middle, y + 19, name, width - 16, "middle strong");
            svg.TextWithin(middle, y + 36, note, width - 16, "middle small", ChartText.SmallSize);
            y += BlockHeight;
        }
    }

    private static Column ToColumn(LayerSummary layer) =>
        new(layer.Name, layer.Detail.Length > 0 ? $"{layer.KindName}, {layer.Detail}" : layer.KindName, Units(layer.OutputShape), AllToAll: layer.Kind == "dense");

    private static string Heading(LayerSummary layer) =>
        layer.Detail.Length > 0 ? $"{layer.Name} ({layer.KindName}, {layer.Detail})" : $"{layer.Name} ({layer.KindName})";

    private static string Colour(int index, int count) => index == 0 ? "other" : index == count - 1 ? "s1" : "s0";

    private static long Units(IReadOnlyList<int> shape) => shape.Aggregate(1L, (product, extent) => product * extent);

    private sealed record Column(string Name, string Note, long Units, bool AllToAll);
}
